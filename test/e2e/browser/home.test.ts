import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityProblems } from "../../support/axe.ts";
import { visitPlayground, type Visit } from "../../support/browser.ts";
import { eventually } from "../../support/eventually.ts";
import {
  choose,
  conversation,
  fillOrderForm,
  order,
  say,
  sendOrder,
} from "../../support/order-in-page.ts";
import { ALICE, BOB, CAROL, OPS, purchasesOf } from "../../support/order-story.ts";
import { orderNumber, storeOrders } from "../../support/stored-orders.ts";
import { until } from "../../support/until.ts";

const GUEST = "U0GUEST01";
const LI_LEI = "U0LILEI01";

/** The conversation of somebody with the app. */
const app = (userId: string): string => `D${userId.slice(1)}`;

describe("the home tab in a browser", () => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await visitPlayground({ cloud: { bootMs: 500 } });
  });
  afterEach(() => visit.closeWindows());
  afterAll(async () => {
    await visit.stop();
    expect(visit.strangers).toEqual([]);
    expect(visit.complaints).toEqual([]);
    expect(visit.world.slack.complaints).toEqual([]);
  });

  async function openHome(
    who: string,
    options?: Parameters<Visit["open"]>[2],
  ): Promise<{ page: Page; home: Locator }> {
    const page = await visit.open(who, app(who), options);
    await page.getByRole("tab", { name: /^(Home|主页)$/ }).click();
    return { page, home: page.getByRole("tabpanel", { name: /^(Home|主页)$/ }) };
  }

  it("leads from nothing to an order, and shows how it goes on", async () => {
    const { page, home } = await openHome(ALICE);
    await home.getByText("You have not ordered anything yet.").waitFor();
    await home.getByText("Nothing waits for you.").waitFor();
    await home.getByRole("button", { name: "Order servers" }).click();
    const form = page.getByRole("dialog", { name: "Order servers" });
    await form.getByRole("combobox", { name: "Region" }).waitFor();
    await fillOrderForm(form, { name: "from-home" });
    const id = await sendOrder(page, form);
    await home.getByText(id).waitFor();
    await home.getByText("Approval needed · 0 of 1 approved").waitFor();

    const bobs = await openHome(BOB);
    const waiting = bobs.home.getByRole("heading", { name: "Orders that wait for you" });
    await waiting.waitFor();
    await bobs.home.getByText("The build farm needs one more machine.").waitFor();
    await bobs.home.getByRole("button", { name: "Approve", exact: true }).click();
    await bobs.home.getByText("Nothing waits for you.").waitFor();
    expect(await waiting.count()).toBe(0);

    await until("the purchase", () => purchasesOf(visit.world, "from-home").length === 1);
    await eventually(async () => {
      await home.getByRole("button", { name: "Refresh" }).click();
      return home.getByText("Bought ·").count();
    }).toBe(1);
    await page.getByRole("tab", { name: "Messages" }).click();
    await conversation(page).getByText("Instance ids").waitFor();
  });

  it("filters, pages and shows details", async () => {
    const alices = Array.from({ length: 23 }, (_, number) =>
      orderNumber(number, { status: "denied" }),
    );
    await storeOrders(visit.world, alices);
    const { page, home } = await openHome(ALICE);
    await home.getByRole("heading", { name: "Your orders" }).waitFor();
    await choose(home, "State", "Denied");
    await home.getByRole("heading", { name: "Your orders: Denied" }).waitFor();
    const details = home.getByRole("button", { name: "Details" });
    await eventually(() => details.count()).toBe(10);
    await home.getByRole("button", { name: "Older" }).click();
    await home.getByRole("button", { name: "Newer" }).waitFor();
    await home.getByRole("button", { name: "Older" }).click();
    await eventually(() => details.count()).toBe(3);
    expect(await home.getByRole("button", { name: "Older" }).count()).toBe(0);
    await details.first().click();
    const dialog = page.getByRole("dialog");
    await dialog
      .getByText(alices[2]?.id ?? "")
      .first()
      .waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await home.getByRole("button", { name: "Newer" }).click();
    await eventually(() => details.count()).toBe(10);
  });

  it("says what a list of what waits is, in a message that changes in its place", async () => {
    const alice = await visit.open(ALICE, OPS);
    const id = await order(alice, { name: "in-a-message" });
    const carol = await visit.open(CAROL, OPS);
    await say(carol, "/edcps orders waiting");
    const list = conversation(carol)
      .getByRole("article")
      .filter({ hasText: "Only visible to you" });
    await list.getByText(id).waitFor();
    await list.getByRole("button", { name: "Approve", exact: true }).click();
    await until("the purchase", () => purchasesOf(visit.world, "in-a-message").length === 1);
    await list.getByRole("button", { name: "Refresh" }).click();
    await list.getByText("Nothing waits for you at the moment.").waitFor();
    await list.getByRole("button", { name: "All that I may see" }).click();
    await list.getByText(id).waitFor();
    expect(await list.count()).toBe(1);
  });

  it("says to a guest what the policy says, and nothing else", async () => {
    const { home } = await openHome(GUEST);
    await home.getByText("Guests may not do this here.").waitFor();
    expect(await home.getByRole("button").count()).toBe(0);
  });

  it.each([
    ["light", { colorScheme: "light" as const }],
    ["dark", { colorScheme: "dark" as const }],
    ["a phone's", { viewport: { width: 390, height: 844 }, hasTouch: true }],
  ])("is for everybody, in %s screen", async (_, options) => {
    const alice = await visit.open(ALICE, OPS);
    await order(alice, { name: "to-look-at" });
    const { page, home } = await openHome(BOB, options);
    await home.getByRole("button", { name: "Approve", exact: true }).first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    const chinese = await openHome(LI_LEI, options);
    await chinese.home.getByRole("button", { name: "订购服务器" }).waitFor();
    expect(await accessibilityProblems(chinese.page)).toEqual([]);
  });
});
