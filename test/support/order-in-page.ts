import type { Locator, Page } from "playwright-core";

/** What a person does on the page, by the names that they read there. */

/** The one that is shown. */
export const conversation = (page: Page): Locator =>
  page.getByRole("region", { name: /^(Conversation|会话) / });

export async function say(page: Page, text: string): Promise<void> {
  const composer = conversation(page).getByRole("textbox", { name: /^Message |^发消息到/ });
  await composer.fill(text);
  await composer.press("Enter");
}

export async function choose(
  within: Page | Locator,
  label: string,
  option: string | RegExp,
): Promise<void> {
  const field = within.getByRole("combobox", { name: labelled(label) });
  await field.click();
  await entries(field.page(), label).filter({ hasText: option }).first().click();
}

/** What the open list of a field offers. */
export const entries = (page: Page, label: string): Locator =>
  page.getByRole("listbox", { name: labelled(label) }).getByRole("option");

/** The whole label: others begin or end alike. */
export const labelled = (label: string): RegExp =>
  new RegExp(
    `^${label.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}( \\((optional|选填)\\))?$`,
  );

/** `line`: what stands behind the command. */
export async function openOrderForm(page: Page, line = ""): Promise<Locator> {
  await say(page, `/edcps create ${line}`.trim());
  const form = page.getByRole("dialog", { name: /^(Order servers|订购服务器)$/ });
  await form.getByRole("combobox", { name: /^(Region|地域)$/ }).waitFor();
  return form;
}

/** What fills everything that must be answered. */
export const FILLED =
  'region=cn-east-tz1 az=cn-east-tz1a type=edcps.c.normal1 os=os-c-normal1-ubuntu-1804 raid=raid-c-normal1-system-raid1 dataRaid=raid-c-normal1-data-raid1 subnet=subnet-tz1a-119 name=web-01 why="The spring sale begins."';

/** And something of every section but the one with secrets. */
export const FILLED_SECTIONS = `${FILLED} internet=yes bandwidth=50 ip=10.0.119.9 hostname=web tags="team=ops;env=prod" extensionSubnetId=subnet-tz1a-003 extensionEnableInternet=yes extensionBandwidth=20`;

export interface Wanted {
  readonly name?: string;
  readonly count?: string;
  readonly why?: string;
}

/** From top to bottom, each list when it has come; ends before the form is sent. */
export async function fillOrderForm(form: Locator, wanted: Wanted = {}): Promise<void> {
  await choose(form, "Region", /cn-east-tz1/);
  await choose(form, "Availability zone", /cn-east-tz1a/);
  await choose(form, "Device type", /edcps\.c\.normal1/);
  await choose(form, "Operating system", /./);
  await choose(form, "System disk RAID", /./);
  await choose(form, "Data disk RAID", /./);
  await choose(form, "Subnet", /子网-002/);
  await form.getByRole("textbox", { name: "Server name" }).fill(wanted.name ?? "web-01");
  await form.getByRole("textbox", { name: "How many servers" }).fill(wanted.count ?? "1");
  await form
    .getByRole("textbox", { name: "Why is this needed?" })
    .fill(wanted.why ?? "The build farm needs one more machine.");
}

/** Sends the form and answers the order's id. */
export async function sendOrder(page: Page, form: Locator): Promise<string> {
  await form.getByRole("button", { name: "Send order" }).click();
  const told = page.getByRole("dialog").getByText(/now waits for/);
  await told.waitFor();
  const id = /Order ([A-Z0-9]{6})/.exec((await told.textContent()) ?? "")?.[1];
  if (id === undefined) throw new Error("The form does not say which order it placed.");
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  return id;
}

export async function order(page: Page, wanted: Wanted = {}): Promise<string> {
  const form = await openOrderForm(page);
  await fillOrderForm(form, wanted);
  return sendOrder(page, form);
}

/** The message that speaks of this order, newest last. */
export const messageAbout = (page: Page, id: string): Locator =>
  conversation(page).getByRole("article").filter({ hasText: id });

export async function goTo(page: Page, place: string): Promise<void> {
  await page
    .getByRole("navigation", { name: /Conversations|会话列表/ })
    .getByRole("button", { name: place })
    .click();
}
