/**
 * Takes the pictures of the documentation: the whole page, the form in all its states, a card in every state that lasts,
 * the Home tab; the form and the card in Chinese too.
 *
 *   npm run screenshots            -> docs/screenshots/*.png
 */
import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import type { Locator, Page } from "playwright-core";
import { fillOrderForm as fillIn, type OrderAnswers } from "../playground/fill-order-form.ts";
import { letTimePass, movableClock } from "../playground/movable-clock.ts";
import { visitPlayground, type Visit } from "../test/support/browser.ts";
import {
  conversation,
  FILLED_SECTIONS,
  fillOrderForm,
  goTo,
  messageAbout,
  openOrderForm,
  say,
} from "../test/support/order-in-page.ts";
import { until } from "../test/support/until.ts";

const [ALICE, BOB, CAROL, LI_LEI] = ["U0ALICE01", "U0BOB0001", "U0CAROL01", "U0LILEI01"] as const;
const [OPS, APPROVALS] = ["C0OPS0001", "C0APPROVALS"] as const;
const folder = fileURLToPath(new URL("../docs/screenshots/", import.meta.url));
mkdirSync(folder, { recursive: true });

/** The playground's own, but what nobody answers goes after a minute: long enough for every other picture. */
const policy = readFileSync(new URL("../playground/policy.yaml", import.meta.url), "utf8").replace(
  "rules:",
  `rules:
  - name: short-lived
    match: { chargeModes: [postpaid_by_duration], deviceTypes: ["edcps.s2.*"] }
    approvers: { groups: [S0LEADS01] }
    expiresAfter: 1m`,
);

const visit = await visitPlayground({ cloud: { bootMs: 4_000 }, policy, env: movableClock() });
const { slack, cloud } = visit.world;

async function order(
  name: string,
  answers: OrderAnswers = {},
  { world }: Visit = visit,
): Promise<string> {
  const alice = world.slack.as(ALICE);
  await alice.command(OPS, "/edcps create");
  await fillIn(alice, { name, ...answers });
  const sent = await alice.submit();
  const id = /Order \*?([A-Z0-9]{6})/i.exec(JSON.stringify(alice.view()?.blocks))?.[1];
  if (id === undefined) throw new Error(`The order was not taken: ${JSON.stringify(sent)}`);
  await alice.close({ all: true });
  return id;
}
const cardOf = (id: string) => slack.messages(APPROVALS).find(({ text }) => text.includes(id));
const press = async (id: string, action: string, who: string = BOB): Promise<void> => {
  const { ts } = await until(`the card of ${id}`, () => cardOf(id));
  await slack.as(who).click(APPROVALS, ts, action, { confirm: true });
};
const reaches = (id: string, words: string, withinMs = 30_000): Promise<true> =>
  until(`${id}: ${words}`, () => cardOf(id)?.text.includes(`: ${words}.`) === true, withinMs);

const save = (name: string): { path: string } => ({ path: `${folder}${name}.png` });
async function cardPicture(page: Page, id: string, name: string): Promise<void> {
  const card = messageAbout(page, id).first();
  await card.scrollIntoViewIfNeeded();
  await card.screenshot(save(`card-${name}`));
}

const bob = await visit.open(BOB, APPROVALS);
const forgotten = await order("cache-01", { deviceType: "edcps.s2.normal" });

const form = await visit.open(ALICE, OPS);
const dialog = await openOrderForm(form);
await fillOrderForm(dialog, { name: "web-01", count: "2" });
await dialog.getByRole("combobox", { name: "Region" }).scrollIntoViewIfNeeded();
await dialog.screenshot(save("form"));
await dialog.getByRole("textbox", { name: "Server name" }).fill("1-web");
await dialog.getByRole("textbox", { name: "How many servers" }).fill("9");
await dialog.getByRole("button", { name: "Send for approval" }).click();
await dialog.getByText("Begin with a letter").waitFor();
await dialog.screenshot(save("form-errors"));
await form.keyboard.press("Escape");
await dialog.waitFor({ state: "hidden" });

const PREPAID = `${FILLED_SECTIONS} charge=prepaid duration=3`;
/** Opens the form with every section, and waits until the price stands in it. */
async function filledForm(page: Page): Promise<Locator> {
  const opened = await openOrderForm(page, PREPAID);
  await opened.getByRole("checkbox", { checked: false }).check();
  await opened.getByRole("textbox", { name: /^(Login password|登录密码)/ }).waitFor();
  await opened.getByText(PRICE).waitFor();
  return opened;
}
const PRICE = /¥.* charged at once|一次性扣款约 ¥/;
const leave = async (page: Page): Promise<void> => {
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
};

await filledForm(form);
await dialog.getByRole("checkbox").last().scrollIntoViewIfNeeded();
await dialog.screenshot(save("form-sections"));
await dialog.getByText(PRICE).scrollIntoViewIfNeeded();
await dialog.screenshot(save("form-price"));
await leave(form);

await openOrderForm(form, "region=cn-east-tz1 az=cn-east-tz1a type=edcps.c.normal2");
await dialog.getByText(/^Sold out now/).waitFor();
await dialog.screenshot(save("form-sold-out"));
await leave(form);

await say(
  form,
  "/edcps create regoin=cn-east-tz1 type=edcps.c.normal1 cuont=2 charge=prepayed duration=3",
);
const answered = conversation(form).getByRole("article").last();
await answered.getByText("Corrected, ready to copy").waitFor();
await answered.screenshot(save("command-answer"));

const placing = await openOrderForm(form, FILLED_SECTIONS.replace("web-01", "shop-01"));
await placing.getByText(/About ¥.* an hour/).waitFor();
await placing.getByRole("button", { name: "Send for approval" }).click();
const placedView = form.getByRole("dialog", { name: "Order sent" });
await placedView.getByText(/now waits for/).waitFor();
await placedView.screenshot(save("form-placed"));
await leave(form);

const prepaid = await order("shop-02", {
  "charge.chargeMode": "prepaid_by_duration",
  "charge.chargeDuration": "3",
  "charge.autoRenew": "true",
  count: "2",
  enableInternet: "yes",
  bandwidth: "50",
  sections: "advanced",
  resourceTags: "team=ops\nenv=prod",
});
await messageAbout(bob, prepaid).first().waitFor();
await cardPicture(bob, prepaid, "prepaid");
await messageAbout(bob, prepaid).getByRole("button", { name: "Approve", exact: true }).click();
const question = bob.getByRole("alertdialog");
await question.waitFor();
await question.screenshot(save("prepaid-confirmation"));
await question.getByRole("button").last().press("Escape");
await question.waitFor({ state: "hidden" });

const pending = await order("build-01", {
  "charge.chargeMode": "prepaid_by_duration",
  "charge.chargeDuration": "1",
});
await press(pending, "order_approve", CAROL);
await until("one of two", () => JSON.stringify(cardOf(pending)?.blocks).includes("1 of 2"));
await cardPicture(bob, pending, "pending");

const denied = await order("lab-01");
await press(denied, "order_deny");
const reason = slack.as(BOB);
await reason.waitForView();
await reason.type("reason", "The lab has two idle machines.");
await reason.submit();
await reaches(denied, "denied");
await cardPicture(bob, denied, "denied");

const cancelled = await order("test-01");
await slack.as(ALICE).command(OPS, `/edcps cancel ${cancelled}`);
await reaches(cancelled, "cancelled");
await cardPicture(bob, cancelled, "cancelled");

cloud.faults.set("createInstances", { kind: "soldOut" }, 1);
const failed = await order("gpu-01");
await press(failed, "order_approve");
await reaches(failed, "not bought");
await cardPicture(bob, failed, "not-bought");

// An approved order is bought at once; a queue that stands still leaves time to look.
const redis = new Redis(visit.world.redis.url);
const purchases = new Queue("purchases", { connection: redis, prefix: "{edcps}" });
await purchases.pause();
const approved = await order("queue-01");
await press(approved, "order_approve");
await reaches(approved, "approved, about to be bought");
await cardPicture(bob, approved, "approved");
await purchases.resume();
await purchases.close();
redis.disconnect();
await reaches(approved, "bought");

cloud.faults.set("createInstances", { kind: "delay", ms: 3_000 }, 1);
const bought = await order("web-01", { count: "2" });
await press(bought, "order_approve");
await reaches(bought, "being bought");
await cardPicture(bob, bought, "being-bought");
await reaches(bought, "bought");
await cardPicture(bob, bought, "bought");

cloud.faults.set("createInstances", { kind: "reset", when: "after" });
const unknown = await order("db-01");
await press(unknown, "order_approve");
await reaches(unknown, "not known whether bought", 90_000);
cloud.faults.clear();
await cardPicture(bob, unknown, "unknown");

await reaches(forgotten, "expired", 120_000);
await cardPicture(bob, forgotten, "expired");

await say(form, "Thanks, both are up.");
await form.getByText("Thanks, both are up.").waitFor();
await form.screenshot(save("page"));
await form.getByRole("tab", { name: "Traffic" }).click();
await form.screenshot(save("traffic"));

const dark = await visit.open(BOB, APPROVALS, { colorScheme: "dark" });
await dark.screenshot(save("page-dark"));

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const lilei = await visit.open(LI_LEI, OPS, phone);
await lilei.screenshot(save("phone-chinese"));
const phoneForm = await visit.open(ALICE, OPS, phone);
const small = await openOrderForm(phoneForm);
await fillOrderForm(small, { name: "web-02" });
await phoneForm.screenshot(save("phone-form"));
await phoneForm.keyboard.press("Escape");
await phoneForm.keyboard.press("Escape");

const chinese = await visit.open(LI_LEI, OPS);
const inChinese = await filledForm(chinese);
await inChinese.getByRole("combobox").first().scrollIntoViewIfNeeded();
await inChinese.screenshot(save("form-chinese"));
await inChinese.getByRole("checkbox").last().scrollIntoViewIfNeeded();
await inChinese.screenshot(save("form-chinese-sections"));
await leave(chinese);
const phoneChinese = await filledForm(lilei);
await phoneChinese.getByText(PRICE).scrollIntoViewIfNeeded();
await lilei.screenshot(save("phone-form-chinese"));
await leave(lilei);

// The bot's clock goes ahead: what it has kept is old, and the cloud does not answer.
await letTimePass(visit.world.bot());
cloud.faults.set("*", { kind: "error", http: 503, status: "UNAVAILABLE" });
await openOrderForm(form, "region=cn-east-tz1 az=cn-east-tz1a type=edcps.c.normal1");
await dialog.getByText(/these lists are from/).waitFor();
await dialog.getByRole("combobox", { name: "Subnet" }).waitFor();
await dialog.screenshot(save("form-kept-lists"));
await leave(form);
cloud.faults.clear();

await goTo(form, "edcps");
await form.getByRole("tab", { name: "Home" }).click();
await form.getByRole("button", { name: "Order servers" }).waitFor();
await conversation(form).screenshot(save("home"));

await visit.stop();

/** The same team with a policy in Chinese: what stands in channels is for everybody. */
const chineseTeam = await visitPlayground({ policy: `language: zh\n${policy}` });
const manager = await chineseTeam.open(BOB, APPROVALS, {
  ...phone,
  viewport: { width: 390, height: 1_000 }, // the whole card in one picture
});
const asked = await order(
  "shop-03",
  {
    "charge.chargeMode": "prepaid_by_duration",
    "charge.chargeDuration": "3",
    "charge.autoRenew": "true",
    count: "2",
    enableInternet: "yes",
    bandwidth: "50",
  },
  chineseTeam,
);
await messageAbout(manager, asked).first().waitFor();
await cardPicture(manager, asked, "prepaid-chinese");
await messageAbout(manager, asked).getByRole("button", { name: "批准" }).click();
await manager.getByRole("alertdialog").waitFor();
await manager.screenshot(save("phone-prepaid-confirmation-chinese"));
await chineseTeam.stop();
process.stdout.write(`The pictures are in ${folder}\n`);
