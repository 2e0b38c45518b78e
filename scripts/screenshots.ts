/**
 * Draws the pictures of the documentation, scene by scene, with the playground's page.
 *
 *   npm run screenshots                          those that the documentation shows -> docs/screenshots
 *   npm run screenshots -- --all FOLDER [WORD…]  every one, or those with one of the words in their name -> FOLDER
 *
 * With --all one sees everything that people see of the bot, in both languages and on a phone, without committing it.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { fillOrderForm as fillIn, type OrderAnswers } from "../playground/fill-order-form.ts";
import { letTimePass, movableClock } from "../playground/movable-clock.ts";
import { visitPlayground, type Visit } from "../test/support/browser.ts";
import {
  conversation,
  FILLED_SECTIONS,
  fillOrderForm,
  messageAbout,
  openOrderForm,
  say,
} from "../test/support/order-in-page.ts";
import { until } from "../test/support/until.ts";

const [ALICE, BOB, CAROL, LI_LEI] = ["U0ALICE01", "U0BOB0001", "U0CAROL01", "U0LILEI01"] as const;
const [OPS, APPROVALS] = ["C0OPS0001", "C0APPROVALS"] as const;
const appOf = (who: string): string => `D${who.slice(1)}`;

// ------------------------------------------------------------------------------------------------- who plays it

/** A playground with people in it. */
interface Team extends Visit {
  /** Approves, and sees what approvers see. */
  readonly manager: string;
  /** Orders, and sees what requesters see. */
  readonly requester: string;
  /** Approves too. */
  readonly second: string;
}

interface Cast extends Pick<Team, "manager" | "requester" | "second"> {
  readonly policy: string;
}

/** One policy in two languages: whoever looks at a picture reads one of them. */
const policy = (language: "en" | "zh", manager: string): string => {
  const [spare, small, production, platform, finance] =
    language === "en"
      ? ["spare parts", "small", "production", "platform", "finance"]
      : ["备机", "小额", "生产环境", "平台组", "财务"];
  return `
language: ${language}
channels: { approvals: ${APPROVALS} }
limits: { maxCount: 5, maxBandwidth: 200 }
rules:
  - name: ${spare}
    match: { chargeModes: [prepaid_by_duration], maxCount: 1 }
    autoApprove: true
  - name: ${small}
    match: { chargeModes: [postpaid_by_duration], maxCount: 2 }
    approvers: { users: [${[...new Set([manager, BOB, CAROL])].join(", ")}] }
    breakGlass: { users: [${manager}] }
  - name: ${production}
    match: {}
    approvers:
      - { name: ${platform}, users: [${[...new Set([manager, BOB])].join(", ")}] }
      - { name: ${finance}, users: [${CAROL}] }
    escalation: { after: 2m, approvers: { users: [U0MALLORY] } }
    breakGlass: { users: [${manager}] }
    remindAfter: 1m
    expiresAfter: 3d
`;
};

const casts = {
  english: { manager: BOB, requester: ALICE, second: CAROL, policy: policy("en", BOB) },
  chinese: { manager: LI_LEI, requester: ALICE, second: CAROL, policy: policy("zh", LI_LEI) },
  /** Li Lei orders, so that what only a requester sees is in Chinese too. */
  chineseRequester: { manager: BOB, requester: LI_LEI, second: CAROL, policy: policy("zh", BOB) },
} as const satisfies Record<string, Cast>;

async function assemble({ policy: text, ...people }: Cast): Promise<Team> {
  const visit = await visitPlayground({
    cloud: { bootMs: 2_000 },
    policy: text,
    env: movableClock(),
  });
  for (const who of [people.manager, people.requester, people.second])
    visit.world.slack.invite(APPROVALS, who);
  // Enough for every scene.
  for (const one of visit.world.cloud.world.stock)
    if (one.available > 0) Object.assign(one, { available: 500 });
  return { ...visit, ...people };
}

// ------------------------------------------------------------------------------------------------ what people do

type Screen = BrowserContextOptions;
const DESK: Screen = {};
const DARK: Screen = { colorScheme: "dark" };
const PHONE: Screen = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 1.5,
  hasTouch: true,
};
/** As a phone, and so long that nothing has to be scrolled to. */
const LONG_PHONE: Screen = { ...PHONE, viewport: { width: 390, height: 1_500 } };
const LONG_DESK: Screen = { viewport: { width: 1280, height: 1_500 } };

const PREPAID = {
  "charge.chargeMode": "prepaid_by_duration",
  "charge.chargeDuration": "3",
  count: "3",
} as const satisfies OrderAnswers;

/** What makes a card as full as most get. */
const ONLINE = { enableInternet: "yes", bandwidth: "50" } as const satisfies OrderAnswers;

async function order(team: Team, answers: OrderAnswers = {}): Promise<string> {
  const person = team.world.slack.as(team.requester);
  await person.command(OPS, "/edcps create");
  await fillIn(person, { justification: "The spring sale begins on Monday.", ...answers });
  const sent = await person.submit();
  const id = /(?:Order|订单) \*?([A-Z0-9]{6})/i.exec(JSON.stringify(person.view()?.blocks))?.[1];
  if (id === undefined) throw new Error(`The order was not taken: ${JSON.stringify(sent)}`);
  await person.close({ all: true });
  return id;
}

const cardOf = ({ world }: Team, id: string) =>
  world.slack.messages(APPROVALS).find(({ text }) => text.includes(id));
async function press(
  team: Team,
  id: string,
  action: string,
  who: string = team.manager,
): Promise<void> {
  const { ts } = await until(`the card of ${id}`, () => cardOf(team, id));
  await team.world.slack.as(who).click(APPROVALS, ts, action, { confirm: true });
}
const shows = (team: Team, id: string, words: RegExp, withinMs = 60_000): Promise<true> =>
  until(
    `${id}: ${words}`,
    () => words.test(JSON.stringify(cardOf(team, id)?.blocks)) || undefined,
    withinMs,
  );

const APPROVE = /^(Approve|批准)$/;
const PROPOSE = /^(Approve with changes|修改后批准)$/;
const DENY = /^(Deny|拒绝)$/;
const DETAILS = /^(Details|详情)$/;
const BREAK_GLASS = /^(Buy without approval|紧急放行)$/;
const EDIT = /^(Change order|修改订单)$/;
const PRICE = /¥.* charged at once|一次性扣款约 ¥/;

async function card(
  team: Team,
  id: string,
  screen: Screen,
  who: string = team.manager,
): Promise<Locator> {
  const page = await team.open(who, APPROVALS, screen);
  const shown = messageAbout(page, id).first();
  await shown.waitFor();
  await shown.scrollIntoViewIfNeeded();
  return shown;
}
/** What opens behind a button, which may stand in a dialog itself. */
async function dialogOn(shown: Locator, button: RegExp): Promise<Locator> {
  const dialog = shown.page().locator("dialog[open]").last();
  const heading = dialog.getByRole("heading").first();
  const before = (await dialog.count()) > 0 ? await heading.textContent() : undefined;
  await shown.getByRole("button", { name: button }).click();
  await dialog.waitFor();
  await (before ? heading.filter({ hasNotText: new RegExp(`^${before}$`) }) : heading).waitFor();
  return dialog;
}
const detailsFor = async (team: Team, id: string, who: string, screen: Screen): Promise<Locator> =>
  dialogOn(await card(team, id, screen, who), DETAILS);
/** On a phone a dialog is the screen. */
const whole = (dialog: Locator, { viewport }: Screen): Locator | Page =>
  viewport?.width === 390 ? dialog.page() : dialog;

async function answerTo(page: Page, line: string, shows: RegExp): Promise<Locator> {
  await say(page, line);
  const answer = conversation(page)
    .getByRole("article")
    .filter({ hasText: /Only visible to you|仅对您可见/ })
    .last();
  await answer.getByText(shows).first().waitFor();
  return answer;
}

async function filledForm(team: Team, screen: Screen, line: string): Promise<Locator> {
  const page = await team.open(team.requester, OPS, screen);
  const form = await openOrderForm(page, line);
  await form.getByText(/About ¥|¥.* charged at once|约 ¥/).waitFor();
  return form;
}
async function approveAsSecond(team: Team, id: string): Promise<void> {
  await press(team, id, "order_approve", team.second);
  await shows(team, id, /1 of 2|1\/2/);
}

async function propose(team: Team): Promise<string> {
  const id = await order(team, twoOfThree);
  await press(team, id, "order_propose");
  const manager = team.world.slack.as(team.manager);
  await manager.waitForView();
  await manager.type("count", "2");
  await manager.type("reason", "Two are enough for the start.");
  await manager.submit();
  await manager.close({ all: true });
  return id;
}

async function bought(team: Team): Promise<string> {
  const id = await order(team, { name: "web-01", count: "2" });
  await press(team, id, "order_approve");
  await shows(team, id, /All 2 servers are running|2 台服务器均已/);
  return id;
}

async function partlyBought(team: Team): Promise<string> {
  team.world.cloud.faults.set("createInstances", { kind: "halfBatch", keep: 1 }, 1);
  const id = await order(team, { ...PREPAID, name: "web-01" });
  await approveAsSecond(team, id);
  await press(team, id, "order_approve");
  await shows(team, id, /Partly bought|部分/);
  return id;
}

let databases = 0;
async function unknown(team: Team): Promise<string> {
  const { faults } = team.world.cloud;
  faults.set("createInstances", { kind: "reset", when: "after" });
  // What was found is told by its name, so no other order may have it.
  const id = await order(team, { name: `db-${(databases += 1)}` });
  await press(team, id, "order_approve");
  await shows(team, id, /Not known whether bought|是否已购买尚不确定/, 90_000);
  faults.clear();
  return id;
}

// ------------------------------------------------------------------------------------------------------- scenes

/** Brings about what the picture shows, and answers what of it. */
type Scene = (team: Team, screen: Screen) => Promise<Locator | Page>;

const twoOfThree = { ...PREPAID, ...ONLINE, "charge.autoRenew": "true" };

const scenes = {
  form: async (team, screen) => {
    const page = await team.open(team.requester, OPS, screen);
    const form = await openOrderForm(page);
    await fillOrderForm(form, { name: "web-01", count: "2" });
    await form.getByText(/About ¥/).waitFor();
    await form.getByRole("combobox", { name: "Region" }).scrollIntoViewIfNeeded();
    return whole(form, screen);
  },
  "form-errors": async (team, screen) => {
    const page = await team.open(team.requester, OPS, screen);
    const form = await openOrderForm(page);
    await fillOrderForm(form, { name: "1-web", count: "9" });
    await form.getByRole("button", { name: "Send order" }).click();
    await form.getByText("Begin with a letter").waitFor();
    return form;
  },
  "form-price": async (team, screen) => {
    const form = await filledForm(team, screen, `${FILLED_SECTIONS} charge=prepaid duration=3`);
    await form.getByText(PRICE).scrollIntoViewIfNeeded();
    return whole(form, screen);
  },
  "form-sections": async (team, screen) => {
    const form = await filledForm(team, screen, `${FILLED_SECTIONS} charge=prepaid duration=3`);
    await form.getByRole("heading", { name: /^(Second network|第二)/ }).scrollIntoViewIfNeeded();
    return whole(form, screen);
  },
  "form-buys": async (team, screen) => {
    const form = await filledForm(team, screen, `${FILLED_SECTIONS} charge=prepaid duration=3`);
    await form.getByLabel(/^(How many servers|购买数量)/).fill("1");
    await form.getByRole("button", { name: /^(Send order|提交订单)$/ }).click();
    const buys = form.page().getByRole("dialog", { name: /^(Buy 1 server|购买 1 台)/ });
    await buys.waitFor();
    return whole(buys, screen);
  },
  "form-sold-out": async (team, screen) => {
    const page = await team.open(team.requester, OPS, screen);
    const form = await openOrderForm(
      page,
      "region=cn-east-tz1 az=cn-east-tz1a type=edcps.c.normal2",
    );
    await form.getByText(/^Sold out now/).waitFor();
    return form;
  },
  "form-placed": async (team, screen) => {
    const form = await filledForm(team, screen, FILLED_SECTIONS);
    await form.getByRole("button", { name: "Send order" }).click();
    const placed = form.page().getByRole("dialog", { name: "Order sent" });
    await placed.getByText(/now waits for/).waitFor();
    return placed;
  },
  "command-mistakes": async (team, screen) =>
    answerTo(
      await team.open(team.requester, OPS, screen),
      "/edcps create regoin=cn-east-tz1 type=edcps.c.normal1 cuont=2 charge=prepayed duration=3",
      /Corrected, ready to copy/,
    ),

  "card-0-of-2": async (team, screen) => card(team, await order(team, twoOfThree), screen),
  "card-1-of-2": async (team, screen) => {
    const id = await order(team, twoOfThree);
    await approveAsSecond(team, id);
    return card(team, id, screen);
  },
  "card-postpaid": async (team, screen) => card(team, await order(team), screen),
  "confirm-first": async (team, screen) =>
    whole(await dialogOn(await card(team, await order(team, twoOfThree), screen), APPROVE), screen),
  "confirm-last": async (team, screen) => {
    const id = await order(team, twoOfThree);
    await approveAsSecond(team, id);
    return whole(await dialogOn(await card(team, id, screen), APPROVE), screen);
  },
  "deny-form": async (team, screen) =>
    whole(await dialogOn(await card(team, await order(team, PREPAID), screen), DENY), screen),
  "propose-form": async (team, screen) =>
    whole(await dialogOn(await card(team, await order(team, twoOfThree), screen), PROPOSE), screen),
  proposal: async (team, screen) => {
    const id = await propose(team);
    const page = await team.open(team.requester, appOf(team.requester), screen);
    const asks = messageAbout(page, id).filter({ hasText: "3 → 2" }).last();
    await asks.waitFor();
    return asks;
  },
  "proposal-confirm": async (team, screen) => {
    const asks = (await scenes.proposal(team, screen)) as Locator;
    return whole(await dialogOn(asks, /^(Accept|接受)$/), screen);
  },
  "card-proposal": async (team, screen) => {
    const id = await propose(team);
    await shows(team, id, /3 → 2/);
    return card(team, id, screen);
  },
  "details-requester": async (team, screen) => {
    const id = await order(team, twoOfThree);
    return whole(await detailsFor(team, id, team.requester, screen), screen);
  },
  "details-manager": async (team, screen) => {
    const id = await order(team, twoOfThree);
    await press(team, id, "order_approve", team.manager);
    await shows(team, id, /1 of 2|1\/2/);
    return whole(await detailsFor(team, id, team.manager, screen), screen);
  },
  "cancel-confirm": async (team, screen) => {
    const id = await order(team, twoOfThree);
    const details = await detailsFor(team, id, team.requester, screen);
    return whole(await dialogOn(details, /^(Cancel order|取消订单)$/), screen);
  },
  "edit-form": async (team, screen) => {
    const id = await order(team, twoOfThree);
    const form = await dialogOn(await detailsFor(team, id, team.requester, screen), EDIT);
    await form.getByRole("combobox", { name: /^(Subnet|子网)$/ }).waitFor();
    await form.getByText(PRICE).waitFor();
    return whole(form, screen);
  },
  "edit-done": async (team, screen) => {
    const id = await order(team, twoOfThree);
    await approveAsSecond(team, id);
    const form = await dialogOn(await detailsFor(team, id, team.requester, screen), EDIT);
    const count = form.getByRole("textbox", { name: /^(How many servers|购买数量（台）)$/ });
    await count.fill("2");
    await form.getByRole("button", { name: /^(Send the change|提交修改)$/ }).click();
    const done = form.page().getByRole("dialog").last();
    await done.getByText(/3 → 2/).waitFor();
    return whole(done, screen);
  },
  "break-glass-form": async (team, screen) => {
    const id = await order(team, twoOfThree);
    const details = await detailsFor(team, id, team.manager, screen);
    return whole(await dialogOn(details, BREAK_GLASS), screen);
  },
  "break-glass-alarm": async (team, screen) => {
    const id = await order(team, { name: "db-01" });
    const details = await detailsFor(team, id, team.manager, screen);
    const form = await dialogOn(details, BREAK_GLASS);
    await form.getByRole("textbox").fill("The shop is down.");
    await form.getByRole("button", { name: /^(Buy without approval|不经审批直接购买)$/ }).click();
    const page = await team.open(team.requester, OPS, screen);
    const alarm = messageAbout(page, id).first();
    await alarm.waitFor();
    return alarm;
  },
  "card-moved": async (team, screen) => {
    const id = await order(team, twoOfThree);
    const other = team.manager === LI_LEI ? BOB : LI_LEI; // or nobody could ever fill the second seat
    const file = team.world.env["POLICY_FILE"] ?? "";
    const before = readFileSync(file, "utf8");
    const write = async (text: string): Promise<void> => {
      const read = (): number =>
        team.world.bot().output().split("The policy was read again").length;
      const times = read();
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
      await until("the new policy", () => read() > times || undefined, 10_000);
    };
    await write(
      before.replace(
        "users: [U0CAROL01] }\n    escalation",
        `users: [${CAROL}, ${other}], quorum: 2 }\n    escalation`,
      ),
    );
    await press(team, id, "order_approve");
    await shows(team, id, /:warning:/);
    const shown = await card(team, id, screen);
    await write(before);
    return shown;
  },
  "card-denied": async (team, screen) => {
    const id = await order(team);
    await press(team, id, "order_deny");
    const reason = team.world.slack.as(team.manager);
    await reason.waitForView();
    await reason.type("reason", "The lab has two idle machines.");
    await reason.submit();
    await shows(team, id, /idle machines/);
    return card(team, id, screen);
  },
  "card-cancelled": async (team, screen) => {
    const id = await order(team);
    await until(`the card of ${id}`, () => cardOf(team, id));
    await team.world.slack.as(team.requester).command(OPS, `/edcps cancel ${id}`);
    await shows(team, id, /Cancelled|已取消/);
    return card(team, id, screen);
  },
  "card-bought": async (team, screen) => card(team, await bought(team), screen),
  "card-partly-bought": async (team, screen) => {
    const id = await partlyBought(team);
    return card(team, id, screen);
  },
  "order-missing": async (team, screen) => {
    const shown = await card(team, await partlyBought(team), screen);
    const form = await dialogOn(shown, /^(Order the missing 2|补购)/);
    await form.getByRole("textbox", { name: /^(How many servers|购买数量（台）)$/ }).waitFor();
    return whole(form, screen);
  },
  "card-not-bought": async (team, screen) => {
    team.world.cloud.faults.set("createInstances", { kind: "soldOut" }, 1);
    const id = await order(team);
    await press(team, id, "order_approve");
    await shows(team, id, /Not bought|未购买|未能购买/);
    return card(team, id, screen);
  },
  "card-unknown": async (team, screen) => card(team, await unknown(team), screen),
  "adopt-confirm": async (team, screen) =>
    whole(
      await dialogOn(
        await card(team, await unknown(team), screen),
        /^(These are the servers|认领这些服务器)$/,
      ),
      screen,
    ),
  "retry-confirm": async (team, screen) =>
    whole(
      await dialogOn(await card(team, await unknown(team), screen), /^(Try again|重试)$/),
      screen,
    ),
  thread: async (team, screen) => {
    const id = await order(team, { count: "3" });
    await approveAsSecond(team, id);
    await press(team, id, "order_approve");
    await shows(team, id, /All 3 servers are running|全部|均已/);
    const shown = await card(team, id, screen);
    await shown
      .getByRole("button", { name: /repl|回复/ })
      .last()
      .click();
    const page = shown.page();
    await page
      .getByText(/All 3 servers are running|全部/)
      .last()
      .waitFor();
    return page;
  },
  "orders-waiting": async (team, screen) => {
    await order(team, twoOfThree);
    await order(team);
    return answerTo(
      await team.open(team.manager, OPS, screen),
      "/edcps orders waiting",
      /\b[A-Z0-9]{6}\b/,
    );
  },
  "orders-all": async (team, screen) =>
    answerTo(await team.open(team.manager, OPS, screen), "/edcps orders all", /\b[A-Z0-9]{6}\b/),
  "order-story": async (team, screen) =>
    answerTo(
      await team.open(team.manager, OPS, screen),
      `/edcps order ${await bought(team)}`,
      /Bought: |已购买/,
    ),
  "policy-explain": async (team, screen) =>
    answerTo(
      await team.open(team.manager, OPS, screen),
      `/edcps policy explain ${await order(team, twoOfThree)}`,
      /What the policy says|审批策略/,
    ),
  "policy-explain-wish": async (team, screen) =>
    answerTo(
      await team.open(team.requester, OPS, screen),
      "/edcps policy explain region=cn-east-tz1 az=cn-east-tz1a type=edcps.c.normal1 count=2",
      /What the policy says|审批策略/,
    ),
  help: async (team, screen) =>
    answerTo(await team.open(team.manager, OPS, screen), "/edcps help", /policy explain/),
  refused: async (team, screen) => {
    const id = await order(team, twoOfThree);
    const page = await team.open(team.manager, APPROVALS, screen);
    await press(team, id, "order_approve");
    await shows(team, id, /1 of 2|1\/2/);
    await messageAbout(page, id).first().getByRole("button", { name: APPROVE }).click();
    await page.locator("dialog[open]").last().getByRole("button").last().click();
    const told = conversation(page).getByRole("article").last();
    await told.getByText(/one person counts once|每人只计/).waitFor();
    return told;
  },
  result: async (team, screen) => {
    const id = await bought(team);
    const page = await team.open(team.requester, OPS, screen);
    return messageAbout(page, id).last();
  },
  home: async (team, screen) => {
    await order(team, twoOfThree);
    const page = await team.open(team.manager, appOf(team.manager), screen);
    await page.getByRole("tab", { name: /^(Home|主页)$/ }).click();
    await page.getByRole("button", { name: APPROVE }).first().waitFor();
    return whole(conversation(page), screen);
  },
  page: async (team, screen) => {
    await bought(team);
    const page = await team.open(team.requester, OPS, screen);
    await say(page, "Thanks, all are up.");
    await page.getByText("Thanks, all are up.").first().waitFor();
    return page;
  },
  traffic: async (team, screen) => {
    const page = await team.open(team.requester, OPS, screen);
    await page.getByRole("tab", { name: "Traffic" }).click();
    return page;
  },
  "card-reminded": async (team, screen) => {
    const id = await order(team, twoOfThree);
    await until(`the card of ${id}`, () => cardOf(team, id));
    await letTimePass(team.world.bot());
    await letTimePass(team.world.bot());
    await shows(team, id, /U0MALLORY/);
    return card(team, id, screen);
  },
  "thread-reminded": async (team, screen) => {
    const shown = (await scenes["card-reminded"](team, screen)) as Locator;
    await shown
      .getByRole("button", { name: /repl|回复/ })
      .last()
      .click();
    const page = shown.page();
    await page
      .getByText(/Nobody decided in time|无人/)
      .last()
      .waitFor();
    return page;
  },
} satisfies Record<string, Scene>;

// ----------------------------------------------------------------------------------------------------- pictures

type Picture = readonly [cast: keyof typeof casts, scene: keyof typeof scenes, screen: Screen];

/** By the picture's name. Those of one cast are drawn one after another. */
const pictures: Readonly<Record<string, Picture>> = {
  // Lists come while there is little in them.
  "orders-waiting": ["english", "orders-waiting", LONG_DESK],
  home: ["english", "home", DESK],
  page: ["english", "page", DESK],
  form: ["english", "form", DESK],
  "form-errors": ["english", "form-errors", DESK],
  "form-price": ["english", "form-price", DESK],
  "form-sections": ["english", "form-sections", DESK],
  "form-buys": ["english", "form-buys", DESK],
  "form-sold-out": ["english", "form-sold-out", DESK],
  "form-placed": ["english", "form-placed", DESK],
  "command-mistakes": ["english", "command-mistakes", DESK],
  "card-0-of-2": ["english", "card-0-of-2", LONG_DESK],
  "card-1-of-2": ["english", "card-1-of-2", LONG_DESK],
  "card-postpaid": ["english", "card-postpaid", DESK],
  "confirm-first": ["english", "confirm-first", DESK],
  "confirm-last": ["english", "confirm-last", DESK],
  "deny-form": ["english", "deny-form", DESK],
  "propose-form": ["english", "propose-form", LONG_DESK],
  proposal: ["english", "proposal", DESK],
  "proposal-confirm": ["english", "proposal-confirm", DESK],
  "card-proposal": ["english", "card-proposal", LONG_DESK],
  "details-requester": ["english", "details-requester", LONG_DESK],
  "details-manager": ["english", "details-manager", LONG_DESK],
  "cancel-confirm": ["english", "cancel-confirm", DESK],
  "edit-form": ["english", "edit-form", DESK],
  "edit-done": ["english", "edit-done", DESK],
  "break-glass-form": ["english", "break-glass-form", LONG_DESK],
  "break-glass-alarm": ["english", "break-glass-alarm", DESK],
  "card-moved": ["english", "card-moved", LONG_DESK],
  "card-denied": ["english", "card-denied", DESK],
  "card-cancelled": ["english", "card-cancelled", DESK],
  "card-bought": ["english", "card-bought", LONG_DESK],
  "card-partly-bought": ["english", "card-partly-bought", LONG_DESK],
  "order-missing": ["english", "order-missing", LONG_DESK],
  "card-not-bought": ["english", "card-not-bought", LONG_DESK],
  "card-unknown": ["english", "card-unknown", LONG_DESK],
  "adopt-confirm": ["english", "adopt-confirm", DESK],
  "retry-confirm": ["english", "retry-confirm", DESK],
  thread: ["english", "thread", DESK],
  "orders-all": ["english", "orders-all", LONG_DESK],
  "order-story": ["english", "order-story", LONG_DESK],
  "policy-explain": ["english", "policy-explain", LONG_DESK],
  "policy-explain-wish": ["english", "policy-explain-wish", DESK],
  help: ["english", "help", DESK],
  refused: ["english", "refused", DESK],
  result: ["english", "result", DESK],
  "page-dark": ["english", "page", DARK],
  traffic: ["english", "traffic", DESK],
  "phone-card": ["english", "card-1-of-2", LONG_PHONE],
  "phone-confirm": ["english", "confirm-last", PHONE],
  "phone-deny": ["english", "deny-form", PHONE],
  "phone-propose": ["english", "propose-form", PHONE],
  "phone-proposal": ["english", "proposal", PHONE],
  "phone-break-glass": ["english", "break-glass-form", PHONE],
  "phone-home": ["english", "home", PHONE],
  "phone-form": ["english", "form", PHONE],
  "phone-card-chinese": ["chinese", "card-0-of-2", LONG_PHONE],
  "phone-confirm-chinese": ["chinese", "confirm-last", PHONE],
  "phone-propose-chinese": ["chinese", "propose-form", PHONE],
  "phone-break-glass-chinese": ["chinese", "break-glass-form", LONG_PHONE],
  "card-chinese": ["chinese", "card-1-of-2", LONG_DESK],
  "card-moved-chinese": ["chinese", "card-moved", LONG_DESK],
  "card-unknown-chinese": ["chinese", "card-unknown", LONG_DESK],
  "card-partly-bought-chinese": ["chinese", "card-partly-bought", LONG_DESK],
  "card-not-bought-chinese": ["chinese", "card-not-bought", LONG_DESK],
  "details-manager-chinese": ["chinese", "details-manager", LONG_DESK],
  "orders-waiting-chinese": ["chinese", "orders-waiting", LONG_DESK],
  "policy-explain-chinese": ["chinese", "policy-explain", LONG_DESK],
  "thread-chinese": ["chinese", "thread", DESK],
  "home-chinese": ["chinese", "home", LONG_DESK],
  "help-chinese": ["chinese", "help", DESK],
  "form-buys-chinese": ["chineseRequester", "form-buys", PHONE],
  "form-sections-chinese": ["chineseRequester", "form-sections", DESK],
  "phone-form-chinese": ["chineseRequester", "form-price", PHONE],
  "proposal-chinese": ["chineseRequester", "proposal", PHONE],
  "proposal-confirm-chinese": ["chineseRequester", "proposal-confirm", PHONE],
  "edit-form-chinese": ["chineseRequester", "edit-form", PHONE],
  "edit-done-chinese": ["chineseRequester", "edit-done", PHONE],
  "result-chinese": ["chineseRequester", "result", DESK],
  "card-reminded": ["english", "card-reminded", LONG_DESK],
  "thread-reminded": ["english", "thread-reminded", DESK],
  "card-reminded-chinese": ["chinese", "card-reminded", LONG_PHONE],
  "thread-reminded-chinese": ["chinese", "thread-reminded", DESK],
};

const root = fileURLToPath(new URL("..", import.meta.url));
const [all, given, ...words] = process.argv.slice(2);
const folder = all === "--all" && given !== undefined ? given : `${root}docs/screenshots`;
mkdirSync(folder, { recursive: true });

/** The names of the pictures in the documentation. */
const shownInDocuments = (): ReadonlySet<string> =>
  new Set(
    [`${root}README.md`, ...readdirSync(`${root}docs`).map((name) => `${root}docs/${name}`)]
      .filter((path) => path.endsWith(".md"))
      .flatMap((path) => [...readFileSync(path, "utf8").matchAll(/screenshots\/([\w-]+)\.png/g)])
      .flatMap(([, name]) => name ?? []),
  );

const isWanted = (name: string): boolean =>
  all === undefined
    ? shown.has(name)
    : words.length === 0 || words.some((word) => name.includes(word));
const shown = shownInDocuments();
const missing = [...shown].filter((name) => !Object.hasOwn(pictures, name));
if (missing.length > 0) throw new Error(`No scene draws ${missing.join(", ")}.`);

for (const [castName, cast] of Object.entries(casts)) {
  const wanted = Object.entries(pictures).filter(
    ([name, [needs]]) => needs === castName && isWanted(name),
  );
  if (wanted.length === 0) continue;
  const team = await assemble(cast);
  for (const [name, [, scene, screen]] of wanted) {
    try {
      const seen = await scenes[scene](team, screen);
      await seen.screenshot({ path: `${folder}/${name}.png` });
      process.stdout.write(`${name}\n`);
    } catch (error) {
      process.exitCode = 1;
      process.stderr.write(`${name} could not be drawn: ${String(error)}\n`);
    }
    await team.closeWindows();
    for (const who of [team.manager, team.requester, team.second]) {
      const person = team.world.slack.as(who);
      if (person.view()) await person.close({ all: true });
    }
  }
  await team.stop();
}
