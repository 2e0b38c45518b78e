import type { Page } from "playwright-core";

/** What the focus is on, by its name. */
export async function focusedName(page: Page): Promise<string> {
  const focused = page.locator(":focus");
  if ((await focused.count()) === 0) return "";
  return (await focused.ariaSnapshot()).replace(/^- '?\w+ "([^"]*)"[\s\S]*$/, "$1");
}

/** Tab, as often as it takes, until this has the focus. */
export async function tabTo(page: Page, name: string, direction?: "backwards"): Promise<void> {
  for (let tries = 0; tries < 80; tries += 1) {
    if ((await focusedName(page)) === name) return;
    await page.keyboard.press(direction ? "Shift+Tab" : "Tab");
  }
  throw new Error(`The Tab key does not lead to "${name}".`);
}
