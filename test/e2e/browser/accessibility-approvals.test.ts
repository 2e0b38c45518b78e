import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityProblems } from "../../support/axe.ts";
import { visitPlayground, type Visit } from "../../support/browser.ts";
import { eventually } from "../../support/eventually.ts";
import { focusedName, tabTo } from "../../support/keyboard.ts";
import { conversation, messageAbout, say } from "../../support/order-in-page.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  CAROL,
  OPS,
  order,
  purchasesOf,
} from "../../support/order-story.ts";

const LI_LEI = "U0LILEI01";
const policy = `
language: en
channels: { approvals: ${APPROVALS} }
rules:
  - name: production
    match: {}
    approvers:
      - { name: platform, users: [${BOB}, ${LI_LEI}] }
      - { name: finance, users: [${CAROL}] }
    breakGlass: { users: [${BOB}, ${LI_LEI}] }
`;
const PREPAID = {
  "charge.chargeMode": "prepaid_by_duration",
  "charge.chargeDuration": "3",
  count: "3",
};
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

describe("approving, for everybody", () => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await visitPlayground({ policy, cloud: { bootMs: 500 } });
    for (const who of [ALICE, LI_LEI]) visit.world.slack.invite(APPROVALS, who);
  });
  afterEach(async () => {
    await visit.closeWindows();
    for (const who of [ALICE, BOB, CAROL, LI_LEI]) {
      const person = visit.world.slack.as(who);
      if (person.view()) await person.close({ all: true });
    }
  });
  afterAll(async () => {
    await visit.stop();
    expect(visit.strangers).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  const cardOn = async (page: Page, id: string): Promise<Locator> => {
    const shown = messageAbout(page, id).first();
    await shown.waitFor();
    return shown;
  };
  const press = (within: Locator, name: RegExp): Promise<void> =>
    within.getByRole("button", { name }).click();
  const dialogWith = async (page: Page, title: RegExp): Promise<Locator> => {
    const dialog = page.locator("dialog[open]").last();
    await dialog.getByRole("heading", { name: title }).first().waitFor();
    return dialog;
  };

  const screens: readonly [string, string, BrowserContextOptions][] = [
    ["in English", BOB, {}],
    ["in English, dark", BOB, { colorScheme: "dark" }],
    ["in Chinese, on a phone", LI_LEI, PHONE],
  ];

  /** What opens behind a button of the card, or of its details, and how its title begins. */
  const forms: readonly [string, { via?: RegExp; button: RegExp; title: RegExp }][] = [
    ["the question before an approval", { button: /^(Approve|批准)$/, title: /^Approve buying/ }],
    ["the form to deny", { button: /^(Deny|拒绝)$/, title: /^(Deny order|拒绝订单)/ }],
    [
      "the form to approve with changes",
      {
        button: /^(Approve with changes|修改后批准)$/,
        title: /^(Approve with changes|修改后批准)/,
      },
    ],
    ["the details", { button: /^(Details|详情)$/, title: /^(Order|订单) [A-Z0-9]{6}/ }],
    [
      "the form to buy without approval",
      {
        via: /^(Details|详情)$/,
        button: /^(Buy without approval|紧急放行)$/,
        title: /^(Buy without approval|紧急放行)/,
      },
    ],
    [
      "the question before an order is cancelled",
      { via: /^(Details|详情)$/, button: /^(Cancel order|取消订单)$/, title: /^(Cancel|取消)/ },
    ],
  ];

  it.each(screens)("passes an automated check in every form: %s", async (_, who, options) => {
    const id = await order(visit.world, PREPAID);
    for (const [name, { via, button, title }] of forms) {
      const page = await visit.open(who, APPROVALS, options);
      const shown = await cardOn(page, id);
      expect(await accessibilityProblems(page), "the card").toEqual([]);
      if (via) {
        await press(shown, via);
        await press(await dialogWith(page, /[A-Z0-9]{6}/), button);
      } else await press(shown, button);
      await dialogWith(page, title);
      expect(await accessibilityProblems(page), name).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth"), name).toBe(
        await page.evaluate("innerWidth"),
      );
      await visit.closeWindows();
      const person = visit.world.slack.as(who);
      if (person.view()) await person.close({ all: true });
    }
  });

  it.each(screens)("passes it with what is wrong in a form, too: %s", async (_, who, options) => {
    const id = await order(visit.world, PREPAID);
    const page = await visit.open(who, APPROVALS, options);
    await press(await cardOn(page, id), /^(Approve with changes|修改后批准)$/);
    const form = await dialogWith(page, /^(Approve with changes|修改后批准)/);
    await form.getByRole("textbox", { name: /^(How many servers|购买数量（台）)/ }).fill("9");
    await form.locator("footer button").last().click();
    await form.locator("[aria-invalid=true]").first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it("passes it when the form to change an order is open, and with a proposal to answer", async () => {
    const id = await order(visit.world, PREPAID);
    const alice = await visit.open(ALICE, APPROVALS);
    await press(await cardOn(alice, id), /^Details$/);
    await press(await dialogWith(alice, /[A-Z0-9]{6}/), /^Change order$/);
    const form = await dialogWith(alice, /^Change order/);
    await form.getByRole("combobox", { name: "Subnet" }).waitFor();
    expect(await accessibilityProblems(alice)).toEqual([]);

    const bob = visit.world.slack.as(BOB);
    await bob.click(APPROVALS, (await card(visit.world, id)).ts, "order_propose");
    await bob.waitForView();
    await bob.type("count", "2");
    await bob.submit();
    const told = await visit.open(ALICE, `D${ALICE.slice(1)}`);
    await messageAbout(told, id).filter({ hasText: "3 → 2" }).first().waitFor();
    expect(await accessibilityProblems(told)).toEqual([]);
  });

  it("passes it with a thread, a list and an explanation", async () => {
    const id = await order(visit.world, { name: "told" });
    await approve(visit.world, id);
    const bob = await visit.open(BOB, APPROVALS);
    await (
      await cardOn(bob, id)
    )
      .getByRole("button", { name: /repl(y|ies)$/ })
      .first()
      .click();
    await bob
      .getByText(/asked for/)
      .last()
      .waitFor();
    expect(await accessibilityProblems(bob)).toEqual([]);
    for (const line of ["orders all", `order ${id}`, `policy explain ${id}`, "help"]) {
      const page = await visit.open(BOB, OPS);
      await say(page, `/edcps ${line}`);
      await conversation(page).getByText("Only visible to you").last().waitFor();
      expect(await accessibilityProblems(page), line).toEqual([]);
      await page.context().close();
    }
  });

  it("proposes, accepts and buys with the keyboard alone", async () => {
    const id = await order(visit.world, { ...PREPAID, name: "by-keyboard" });
    const bob = await visit.open(BOB, APPROVALS);
    await (await cardOn(bob, id)).getByRole("button", { name: "Approve with changes" }).focus();
    await bob.keyboard.press("Enter");
    await dialogWith(bob, /^Approve with changes/);
    await tabTo(bob, "How many servers");
    await bob.keyboard.press("ControlOrMeta+a");
    await bob.keyboard.type("2");
    await tabTo(bob, "Propose");
    await bob.keyboard.press("Enter");
    await bob.getByText(/is asked whether they accept/).waitFor();
    await bob.keyboard.press("Escape");
    await bob.getByRole("dialog").waitFor({ state: "hidden" });
    await eventually(() => focusedName(bob)).toBe("Approve with changes");

    const alice = await visit.open(ALICE, `D${ALICE.slice(1)}`);
    // Another order's proposal may stand above it, with a button of the same name.
    await messageAbout(alice, id).getByRole("button", { name: "Accept" }).focus();
    await alice.keyboard.press("Enter");
    const asked = alice.getByRole("alertdialog", {
      name: "Accept the smaller order of 2 servers?",
    });
    await asked.waitFor();
    // Whoever is not sure goes back, and is where they were.
    await alice.keyboard.press("Escape");
    await asked.waitFor({ state: "hidden" });
    await eventually(() => focusedName(alice)).toBe("Accept");
    await alice.keyboard.press("Enter");
    await asked.waitFor();
    await asked.getByRole("button", { name: "Accept" }).press("Enter");
    await messageAbout(alice, id)
      .getByText(/You accepted the smaller order/)
      .waitFor();

    const carol = await visit.open(CAROL, APPROVALS);
    const shown = await cardOn(carol, id);
    await shown.getByText(/2 × /).first().waitFor();
    await shown.getByRole("button", { name: "Approve", exact: true }).press("Enter");
    const last = carol.getByRole("alertdialog", { name: "Buy 2 servers?" });
    await last.getByRole("button", { name: "Buy" }).press("Enter");
    await shown.getByRole("heading", { name: /^Bought/ }).waitFor({ timeout: 30_000 });
    expect(purchasesOf(visit.world, "by-keyboard")).toHaveLength(1);
  });
});
