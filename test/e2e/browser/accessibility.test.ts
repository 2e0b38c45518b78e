import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityProblems } from "../../support/axe.ts";
import { visitPlayground, type Visit } from "../../support/browser.ts";
import { eventually } from "../../support/eventually.ts";
import { focusedName, tabTo } from "../../support/keyboard.ts";
import { galleryMessage, galleryModal } from "../../support/kit-gallery.ts";
import {
  FILLED,
  FILLED_SECTIONS,
  fillOrderForm,
  messageAbout,
  openOrderForm,
  order,
  say,
} from "../../support/order-in-page.ts";
import { ALICE, APPROVALS, BOB, OPS, purchasesOf } from "../../support/order-story.ts";
import { tinyApp } from "../../support/tiny-app.ts";

const LI_LEI = "U0LILEI01";
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

describe("the page without a mouse, and for everybody", () => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await visitPlayground({ cloud: { bootMs: 500 } });
  });
  afterEach(() => visit.closeWindows());
  afterAll(async () => {
    await visit.stop();
    expect(visit.strangers).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  it("orders and approves with the keyboard alone", async () => {
    const alice = await visit.open(ALICE, OPS);
    await tabTo(alice, "Message #ops");
    await alice.keyboard.type("/edc");
    await alice.keyboard.press("Tab");
    await alice.keyboard.type("create");
    await alice.keyboard.press("Enter");
    const form = alice.getByRole("dialog", { name: "Order servers" });
    await form.getByRole("combobox", { name: "Region" }).waitFor();
    for (const label of [
      "Region",
      "Availability zone",
      "Device type",
      "Operating system",
      "System disk RAID",
      "Data disk RAID",
      "Subnet",
    ])
      await pickFirst(alice, label);
    await tabTo(alice, "Server name");
    await alice.keyboard.type("by-keyboard");
    await tabTo(alice, "Why is this needed?");
    await alice.keyboard.type("No mouse at hand.");
    await tabTo(alice, "Send order");
    await alice.keyboard.press("Enter");
    const told = alice.getByRole("dialog").getByText(/now waits for/);
    await told.waitFor();
    const id = /Order ([A-Z0-9]{6})/.exec((await told.textContent()) ?? "")?.[1] ?? "";
    await alice.keyboard.press("Escape");
    await alice.getByRole("dialog").waitFor({ state: "hidden" });
    // The focus is where it was before the form.
    expect(await focusedName(alice)).toBe("Message #ops");

    const bob = await visit.open(BOB, OPS);
    await tabTo(bob, "approvals 1 unread");
    await bob.keyboard.press("Enter");
    await messageAbout(bob, id).getByRole("button", { name: "Approve", exact: true }).waitFor();
    await tabTo(bob, "Approve");
    await bob.keyboard.press("Enter");
    await messageAbout(alice, id).getByText("Instance ids").waitFor({ timeout: 20_000 });
    expect(purchasesOf(visit.world, "by-keyboard")).toHaveLength(1);
  });

  it("passes an automated check in every view, light and dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const alice = await visit.open(ALICE, OPS, { colorScheme });
      expect(await accessibilityProblems(alice)).toEqual([]);
      await alice.getByRole("textbox", { name: "Message #ops" }).fill("/");
      expect(await accessibilityProblems(alice)).toEqual([]);
      const id = await order(alice, { name: "checked" });
      await say(alice, "/edcps orders");
      await alice.getByText("Only visible to you").first().waitFor();
      await alice.getByRole("tab", { name: "Traffic" }).click();
      await alice
        .getByRole("button", { name: /view_submission/ })
        .first()
        .click();
      await alice.getByRole("group", { name: "Payload" }).waitFor();
      expect(await accessibilityProblems(alice)).toEqual([]);

      const bob = await visit.open(BOB, APPROVALS, { colorScheme });
      await messageAbout(bob, id).getByRole("button", { name: "Approve", exact: true }).click();
      await messageAbout(alice, id).getByText("Instance ids").first().waitFor({ timeout: 20_000 });
      expect(await accessibilityProblems(bob)).toEqual([]);
    }
  });

  it("passes it with the form open, with errors and with a list", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const alice = await visit.open(ALICE, OPS, { colorScheme });
      const form = await openOrderForm(alice);
      await fillOrderForm(form, { name: "1-wrong" });
      await form.getByRole("button", { name: "Send order" }).click();
      await form.getByText("Begin with a letter").waitFor();
      await form.getByRole("combobox", { name: "Region" }).click();
      expect(await accessibilityProblems(alice)).toEqual([]);
      await alice.keyboard.press("Escape");
      await alice.keyboard.press("Escape");
      await form.waitFor({ state: "hidden" });
    }
  });

  it.each([
    ["in English", ALICE, {}],
    ["in English, dark", ALICE, { colorScheme: "dark" }],
    ["in Chinese, on a phone", LI_LEI, PHONE],
    ["in Chinese, dark", LI_LEI, { colorScheme: "dark" }],
  ] as const)("passes it with every section of the form open: %s", async (_, who, options) => {
    const page = await visit.open(who, OPS, options);
    const form = await openOrderForm(page, `${FILLED_SECTIONS} charge=prepaid duration=3`);
    await form.getByRole("checkbox", { checked: false }).check();
    await form.getByRole("textbox", { name: /^(Login password|登录密码)/ }).waitFor();
    const price = form.getByText(/¥.* charged at once|一次性扣款约 ¥/);
    const before = await price.textContent();
    expect(await accessibilityProblems(page)).toEqual([]);
    if (options === PHONE) expect(await smallTargets(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(
      await page.evaluate("innerWidth"),
    );
    // With what is wrong, too: the name is taken away, the number is too large.
    await form.getByRole("textbox", { name: /^(How many servers|购买数量（台）)$/ }).fill("99");
    await eventually(() => price.textContent()).not.toBe(before); // drawn for it, so that nothing is drawn over the errors
    await form.getByRole("button", { name: /^(Send order|提交订单)$/ }).click();
    await eventually(() => form.locator("[aria-invalid=true]").count()).toBeGreaterThan(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "hidden" });
  });

  it("opens, fills and closes sections with the keyboard alone", async () => {
    const alice = await visit.open(ALICE, OPS);
    await tabTo(alice, "Message #ops");
    await alice.keyboard.type(`/edcps create ${FILLED.replace("web-01", "by-keyboard-2")}`);
    await alice.keyboard.press("Enter");
    const form = alice.getByRole("dialog", { name: "Order servers" });
    await form.getByRole("combobox", { name: "Subnet" }).waitFor();
    await tabTo(alice, "How many servers");
    await alice.keyboard.press("ControlOrMeta+a");
    await alice.keyboard.type("2");
    await form.getByText("About ¥30 an hour").waitFor();
    // The form was drawn anew for the price, and the focus is where it was.
    expect(await focusedName(alice)).toBe("How many servers");
    await tabTo(alice, "Host name, description, tags, voucher");
    await alice.keyboard.press("Space");
    await form.getByRole("textbox", { name: "Tags" }).waitFor();
    expect(await focusedName(alice)).toBe("Host name, description, tags, voucher");
    await tabTo(alice, "Tags (optional)");
    await alice.keyboard.type("team=ops");
    await alice.keyboard.press("Enter");
    await alice.keyboard.type("env=prod");
    await tabTo(alice, "Second network interface", "backwards");
    await alice.keyboard.press("Space");
    await form.getByRole("combobox", { name: "Second interface: subnet" }).waitFor();
    await tabTo(alice, "Second interface: subnet");
    await alice.keyboard.type("10.0.88.");
    const found = alice.getByRole("listbox", { name: "Second interface: subnet" });
    await eventually(() => found.getByRole("option").count()).toBe(1);
    await alice.keyboard.press("Enter");
    await tabTo(alice, "Send order");
    await alice.keyboard.press("Enter");
    await alice
      .getByRole("dialog")
      .getByText(/now waits for/)
      .waitFor();
    await alice.keyboard.press("Escape");
    await alice.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await focusedName(alice)).toBe("Message #ops");
  });

  it("passes it on a phone and in Chinese, where nothing is wider than the screen", async () => {
    const lilei = await visit.open(LI_LEI, OPS, PHONE);
    expect(await lilei.locator("html").getAttribute("lang")).toBe("zh-CN");
    for (const view of ["会话", "消息", "云", "往来"]) {
      await lilei
        .getByRole("navigation", { name: "视图" })
        .getByRole("button", { name: view })
        .click();
      expect(await accessibilityProblems(lilei)).toEqual([]);
      expect(await lilei.evaluate("document.documentElement.scrollWidth")).toBe(390);
      expect(await smallTargets(lilei)).toEqual([]);
    }
  });

  it("passes it with every block and element there is", async () => {
    const app = await tinyApp(visit.world.slack);
    app.answer = ({ type, trigger_id }) => {
      if (type === "command") void app.call("views.open", { trigger_id, view: galleryModal });
      return undefined;
    };
    for (const options of [{}, { colorScheme: "dark" }, PHONE] as const) {
      await app.call("chat.postMessage", { channel: OPS, text: "all", blocks: galleryMessage });
      const alice = await visit.open(ALICE, OPS, options);
      expect(await accessibilityProblems(alice)).toEqual([]);
      await say(alice, "/edcps gallery");
      await alice.getByRole("dialog", { name: "Gallery" }).waitFor();
      expect(await accessibilityProblems(alice)).toEqual([]);
      if (options === PHONE) expect(await smallTargets(alice)).toEqual([]);
      await alice.keyboard.press("Escape");
      await alice.getByRole("dialog").waitFor({ state: "hidden" });
    }
    await app.stop();
  });
});

async function pickFirst(page: Page, label: string): Promise<void> {
  await page.getByRole("dialog").getByRole("combobox", { name: label }).waitFor();
  await tabTo(page, label);
  await page.keyboard.press("ArrowDown");
  await page.getByRole("listbox", { name: label }).getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
}

/** What a finger would miss: under 44 pixels in both directions. Text fields and links in a text are left out. */
const smallTargets = (page: Page): Promise<unknown> =>
  page.evaluate(`[...document.querySelectorAll("button, select, [role=option]")]
    .filter((each) => each.checkVisibility() && (each.closest("dialog") || !document.querySelector("dialog[open]")))
    .filter((each) => !each.matches(".mention-link, .switch"))
    .map((each) => [each.getBoundingClientRect(), each.getAttribute("aria-label") ?? each.textContent])
    .filter(([{ width, height }]) => height > 0 && (height < 44 || width < 44))
    .map(([{ width, height }, name]) => name + " " + width + "x" + height)`);
