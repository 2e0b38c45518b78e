import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillOrderForm } from "../../playground/fill-order-form.ts";
import type { Ephemeral } from "../../playground/slack/messages.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  CAROL,
  MALLORY,
  OPS,
  order,
  purchasesOf,
  result,
} from "../support/order-story.ts";
import { idOf, orderNumber, storeOrders, withStore } from "../support/stored-orders.ts";
import { until } from "../support/until.ts";

const GUEST = "U0GUEST01";
const FOREIGN = "U0FOREIGN";
const LILEI = "U0LILEI01";

const homeText = (world: World, who: string): string =>
  JSON.stringify(world.slack.home(who)?.blocks ?? []);
const home = (world: World, who: string, holds: (text: string) => boolean): Promise<string> =>
  until(`the home tab of ${who}`, () => {
    const text = homeText(world, who);
    return text !== "[]" && holds(text) ? text : undefined;
  });

const published = (world: World): number =>
  world.slack.traffic.filter((entry) => entry.kind === "call" && entry.method === "views.publish")
    .length;

describe.each(["http", "socket"] as const)("over %s, the home tab", (mode) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ mode });
    await world.start();
  });
  afterAll(async () => {
    expect(world.slack.complaints).toEqual([]);
    expect(world.cloud.violations).toEqual([]);
    await world.stop();
  });

  it("is there once somebody opens it, and not for the tab beside it", async () => {
    const alice = world.slack.as(ALICE);
    expect(await alice.openMessages()).toMatchObject({ ok: true, status: 200 });
    expect(await alice.openHome()).toMatchObject({ ok: true, status: 200 });
    const text = await home(world, ALICE, () => true);
    expect(text).toContain("order_new");
    expect(text).toContain("You have not ordered anything yet.");
    expect(published(world)).toBe(1);
  });

  it("opens the form, shows what was ordered in it, and tells its result to the requester alone", async () => {
    const alice = world.slack.as(ALICE);
    await alice.openHome();
    await home(world, ALICE, (text) => text.includes("order_new"));
    expect(await alice.clickHome("order_new")).toMatchObject({ ok: true, status: 200 });
    await fillOrderForm(alice, { name: `home-${mode}` });
    expect(await alice.submit()).toMatchObject({ sent: true, status: 200 });
    const id = /Order \*?([A-Z0-9]{6})/.exec(JSON.stringify(alice.view()?.blocks))?.[1] ?? "";
    await home(world, ALICE, (text) => text.includes(id));
    await alice.close();

    const bob = world.slack.as(BOB);
    await bob.openHome();
    await home(world, BOB, (text) => text.includes(`"${id}:1"`));
    expect(await bob.clickHome("order_approve", { value: `${id}:1` })).toMatchObject({ ok: true });
    await home(world, BOB, (text) => !text.includes(`"${id}:1"`) && text.includes("Nothing waits"));
    await until("the result, to Alice alone", () =>
      world.slack.dm(ALICE).find(({ text }) => text.includes(`Order ${id}`)),
    );
    expect(purchasesOf(world, `home-${mode}`)).toHaveLength(1);
    await card(world, id, ({ text }) => text.includes("bought"));
  });

  it("is drawn again by every click in it, and leads to lists, states and details", async () => {
    const id = await order(world, { name: "listed" });
    const alice = world.slack.as(ALICE);
    await alice.openHome();
    await home(world, ALICE, (text) => text.includes(id));
    await alice.choose("order_list_state", "mine:denied");
    await home(world, ALICE, (text) => text.includes("Your orders: Denied"));
    expect(homeText(world, ALICE)).not.toContain(id);
    await alice.clickHome("order_list_all");
    await home(world, ALICE, (text) => text.includes("All orders that you may see: Denied"));
    await alice.choose("order_list_state", "all:any");
    await home(world, ALICE, (text) => text.includes(id));
    await alice.clickHome("order_details", { value: `${id}:1` });
    const details = await alice.waitForView();
    expect(JSON.stringify(details.blocks)).toContain(`Order *${id}*`);
    await alice.close();
    await alice.command(OPS, `/edcps cancel ${id}`);
    await alice.clickHome("order_list_refresh");
    await home(world, ALICE, (text) => text.includes("Cancelled"));
  });

  it("follows a denial whose reason was asked for above it", async () => {
    const id = await order(world, { name: "denied-at-home" });
    const bob = world.slack.as(BOB);
    await bob.openHome();
    await home(world, BOB, (text) => text.includes(`"${id}:1"`));
    await bob.clickHome("order_deny", { value: `${id}:1` });
    await bob.waitForView();
    await bob.type("reason", "Use the idle one.");
    expect(await bob.submit()).toMatchObject({ sent: true, closed: true });
    await home(world, BOB, (text) => !text.includes(`"${id}:1"`));
  });

  it("answers a click on an old home tab privately, and draws it again", async () => {
    const id = await order(world, { name: "stale-home" });
    const bob = world.slack.as(BOB);
    await bob.openHome();
    await home(world, BOB, (text) => text.includes(`"${id}:1"`));
    await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
    expect(await bob.clickHome("order_approve", { value: `${id}:1` })).toMatchObject({ ok: true });
    await until("a private answer", () =>
      world.slack.dm(BOB).find(({ text }) => text.includes(id) && text.includes("was cancelled")),
    );
    await home(world, BOB, (text) => !text.includes(`"${id}:1"`));
    expect(purchasesOf(world, "stale-home")).toEqual([]);
  });

  it("says to guests what the policy says, and is in the language of whoever reads it", async () => {
    await world.slack.as(GUEST).openHome();
    const guests = await home(world, GUEST, () => true);
    expect(guests).toContain("Guests may not do this here.");
    expect(guests).not.toContain("order_new");
    await world.slack.as(FOREIGN).openHome();
    const strangers = await home(world, FOREIGN, () => true);
    expect(strangers).toContain("People of another workspace may not do this here.");
    expect(strangers).not.toContain("order_new");
    await world.slack.as(LILEI).openHome();
    expect(await home(world, LILEI, () => true)).toContain("订购服务器");
  });

  it("lets Slack itself say that a click failed while Slack is slow, and in time", async () => {
    const alice = world.slack.as(ALICE);
    const many = published(world);
    await alice.openHome();
    await until("the home tab is drawn", () => published(world) > many);
    const before = homeText(world, ALICE);
    world.slack.faults.set("views.publish", { delay: 5_000 });
    const clicked = await alice.clickHome("order_list_all");
    expect(clicked.seen).toContain("did not respond");
    expect(homeText(world, ALICE)).toBe(before);
    const opened = await alice.openHome();
    expect(opened).toMatchObject({ ok: true, status: 200 });
    expect(opened.ms).toBeLessThan(1_000);
    world.slack.faults.clear();
    await alice.clickHome("order_list_all");
    await home(world, ALICE, (text) => text.includes("All orders that you may see"));
  });
});

describe("the details that one person asked for", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.start();
  });
  afterAll(async () => {
    expect(world.slack.complaints).toEqual([]);
    await world.stop();
  });

  const details = async (who: string, id: string): Promise<Ephemeral> => {
    await world.slack.as(who).command(OPS, `/edcps order ${id}`);
    return until("the details", () =>
      world.slack.ephemerals(who).findLast(({ text }) => text === `Order ${id}`),
    );
  };
  /** The same message, once it shows something. */
  const shows = (who: string, { ts }: Ephemeral, shown: string): Promise<string> =>
    until(`the details show "${shown}"`, () => {
      const now = world.slack.ephemerals(who).find((one) => one.ts === ts);
      const text = JSON.stringify(now?.blocks ?? []);
      return text.includes(shown) && text;
    });

  it("show in their place what a click in them came to, with the buttons that are left", async () => {
    const id = await order(world, { name: "details-1" });
    const asked = await details(BOB, id);
    expect(JSON.stringify(asked.blocks)).toContain("order_approve");
    const bob = world.slack.as(BOB).at({ in: "ephemeral", ts: asked.ts });
    expect(await bob.click("order_approve")).toMatchObject({ ok: true });
    expect(await shows(BOB, asked, "approved: 1 of 1.")).not.toContain("order_approve");
    await result(world, id);
    expect(purchasesOf(world, "details-1")).toHaveLength(1);
  });

  it("say in their place why a click in them changed nothing, and are told no second time", async () => {
    const id = await order(world, { name: "details-2" });
    const asked = await details(BOB, id);
    await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
    const many = world.slack.ephemerals(BOB).length;
    const bob = world.slack.as(BOB).at({ in: "ephemeral", ts: asked.ts });
    expect(await bob.click("order_approve")).toMatchObject({ ok: true });
    expect(await shows(BOB, asked, ":warning:")).not.toContain("order_approve");
    await shows(BOB, asked, "was cancelled");
    expect(world.slack.ephemerals(BOB)).toHaveLength(many);
    expect(purchasesOf(world, "details-2")).toEqual([]);
  });

  it("say so too when a form does not open any more", async () => {
    const id = await order(world, { name: "details-3" });
    const asked = await details(BOB, id);
    await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
    await world.slack.as(BOB).at({ in: "ephemeral", ts: asked.ts }).click("order_deny");
    expect(await shows(BOB, asked, ":warning:")).not.toContain("order_deny");
    expect(world.slack.as(BOB).views()).toEqual([]);
  });
});

describe("lists of orders", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.start();
    const ours = Array.from({ length: 25 }, (_, number) => orderNumber(number));
    const ended = [30, 31].map((number) => orderNumber(number, { status: "denied" }));
    const carols = orderNumber(40, { requester: { userId: CAROL, teamId: "T0ACME001" } });
    await storeOrders(world, [...ours, ...ended, carols]);
  });
  afterAll(async () => {
    expect(world.slack.complaints).toEqual([]);
    await world.stop();
  });

  const idsIn = (shown: unknown): string[] =>
    [...JSON.stringify(shown).matchAll(/\*([A-Z0-9]{6})\* /g)].map(([, id]) => id ?? "");
  const list = (who: string): Ephemeral => {
    const last = world.slack.ephemerals(who).at(-1);
    if (!last) throw new Error(`${who} sees no list.`);
    return last;
  };
  /** A click in the list changes it in its place. */
  const click = async (who: string, action: string, value?: string): Promise<string[]> => {
    const before = list(who);
    const many = world.slack.ephemerals(who).length;
    const how = value === undefined ? {} : { value };
    expect(await world.slack.as(who).clickEphemeral(-1, action, how)).toMatchObject({ ok: true });
    await until("another page", () => JSON.stringify(list(who)) !== JSON.stringify(before));
    expect(world.slack.ephemerals(who)).toHaveLength(many);
    return idsIn(list(who).blocks);
  };
  const numbers = (from: number, to: number): string[] =>
    Array.from({ length: from - to + 1 }, (_, index) => idOf(from - index));

  it("are paged, and neither repeat nor leave out an order while orders come and change", async () => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps orders");
    const first = idsIn(list(ALICE).blocks);
    expect(first).toEqual([idOf(31), idOf(30), ...numbers(24, 17)]);
    await storeOrders(world, [orderNumber(50), orderNumber(51)]);
    await withStore(world, async (orders) => {
      for (const number of [17, 12]) {
        const stored = await orders.find(idOf(number));
        if (stored) await orders.save({ ...stored, version: 2, status: "denied" }, []);
      }
    });
    const second = await click(ALICE, "order_list_older");
    expect(second).toEqual(numbers(16, 7));
    expect(await click(ALICE, "order_list_older")).toEqual(numbers(6, 0));
    expect(await click(ALICE, "order_list_newer")).toEqual(second);
    expect(await click(ALICE, "order_list_newer")).toEqual(first);
    expect(await click(ALICE, "order_list_newer")).toEqual([
      idOf(51),
      idOf(50),
      idOf(31),
      idOf(30),
      ...numbers(24, 19),
    ]);
  });

  it("are filtered by a menu, and by what is typed", async () => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps orders denied");
    expect(idsIn(list(ALICE).blocks)).toEqual([31, 30, 17, 12].map(idOf));
    const { ts } = list(ALICE);
    await alice.at({ in: "ephemeral", ts }).choose("order_list_state", "mine:provisioned");
    await until("an empty list", () => idsIn(list(ALICE).blocks).length === 0);
    expect(JSON.stringify(list(ALICE).blocks)).toContain("None of these orders is in this state.");
    const slip = await alice.command(OPS, "/edcps orders denid");
    expect(JSON.stringify(slip.body)).toContain("Perhaps `denied`?");
  });

  it("show details of an order in a window of its own", async () => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps orders denied");
    await alice.clickEphemeral(-1, "order_details", { value: `${idOf(31)}:1` });
    expect(JSON.stringify((await alice.waitForView()).blocks)).toContain(idOf(31));
    await alice.close();
  });

  it("hold what the reader may see, whoever asked for it", async () => {
    await world.slack.as(BOB).command(OPS, "/edcps orders all");
    expect(idsIn(list(BOB).blocks).slice(0, 3)).toEqual([51, 50, 40].map(idOf));
    await world.slack.as(MALLORY).command(OPS, "/edcps orders all");
    expect(idsIn(list(MALLORY).blocks)).toEqual([]);
    expect(JSON.stringify(list(MALLORY).blocks)).toContain("no order yet that you may see");
    const guest = await world.slack.as(GUEST).command(OPS, "/edcps orders");
    expect(JSON.stringify(guest.body)).toContain("Guests may not do this here.");
  });

  it("follow approvals: what one decided waits for the others only", async () => {
    const id = await order(world, { name: "two-of-two", count: "3" });
    const waiting = async (who: string): Promise<string[]> => {
      await world.slack.as(who).command(OPS, "/edcps orders waiting");
      return idsIn(list(who).blocks);
    };
    expect((await waiting(BOB))[0]).toBe(id);
    expect((await waiting(CAROL))[0]).toBe(id);
    expect(await waiting(ALICE)).toEqual([]);
    await approve(world, id, BOB);
    expect(await waiting(BOB)).not.toContain(id);
    expect((await waiting(CAROL))[0]).toBe(id);
    await world.slack.as(CAROL).clickEphemeral(-1, "order_approve", { value: `${id}:2` });
    await until("the purchase", () => purchasesOf(world, "two-of-two").length === 1);
    expect(await waiting(CAROL)).not.toContain(id);
  });

  it("take a value that nobody drew for no more than a look at one's own orders", async () => {
    await world.slack.as(MALLORY).command(OPS, "/edcps orders all");
    const { ts, channel } = list(MALLORY);
    for (const value of ["", "everything:any", "all:any:older:by U0ALICE01/any/", "{}"]) {
      const many = world.slack.ephemerals(MALLORY).length;
      await world.slack.as(MALLORY).clickRaw(channel, ts, "order_list_older", value);
      await until("an answer", () => world.slack.ephemerals(MALLORY).length > many);
      expect(list(MALLORY).text).toBe("Your orders");
      expect(idsIn(list(MALLORY).blocks)).toEqual([]);
    }
  });

  it("never take the place of a message that others see", async () => {
    const id = await order(world, { name: "kept-card" });
    const shown = await card(world, id);
    await world.slack.as(CAROL).clickRaw(APPROVALS, shown.ts, "order_list_all", "all:any");
    await until("a list of her own", () => list(CAROL).text.startsWith("All orders"));
    expect(world.slack.message(APPROVALS, shown.ts)).toEqual(shown);
    await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
  });

  it("of servers are paged, counted by state, and say which state was meant", async () => {
    const ids = (): string[] => JSON.stringify(list(ALICE).blocks).match(/(?<=• `)[^`]+/g) ?? [];
    for (const name of ["page-a", "page-b", "page-c"]) {
      const id = await order(world, { name, count: "5" });
      await approve(world, id, BOB);
      await card(world, id, ({ blocks }) => JSON.stringify(blocks).includes("1 of 2"));
      await approve(world, id, CAROL);
      await until("the purchase", () => purchasesOf(world, name).length === 1);
    }
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps instances cn-east-tz1");
    expect(JSON.stringify(list(ALICE).blocks)).toContain("By state:");
    const first = ids();
    expect(first).toHaveLength(12);
    await alice.clickEphemeral(-1, "instances_next");
    await until("another page", () => !ids().includes(first[0] ?? ""));
    expect(ids().filter((id) => first.includes(id))).toEqual([]);
    await alice.clickEphemeral(-1, "instances_previous");
    await until("the first page", () => ids().includes(first[0] ?? ""));
    expect(ids()).toEqual(first);
    const slip = await alice.command(OPS, "/edcps instances cn-east-tz1 runing");
    expect(JSON.stringify(slip.body)).toContain("Perhaps `running`?");
    const lost = await alice.command(OPS, "/edcps instances cn-esat-tz1");
    expect(JSON.stringify(lost.body)).toContain("Perhaps `cn-east-tz1`?");
  });

  it("are answered with a sentence in time while the store hangs, and so is the home tab", async () => {
    const bob = world.slack.as(BOB);
    await bob.command(OPS, "/edcps orders all");
    const before = list(BOB);
    world.redis.freeze();
    try {
      const typed = await bob.command(OPS, "/edcps orders");
      expect(typed.ms).toBeLessThan(3_000);
      expect(JSON.stringify(typed.body)).toContain("cannot reach its store");
      const clicked = await bob.at({ in: "ephemeral", ts: before.ts }).click("order_list_mine");
      expect(clicked).toMatchObject({ ok: true });
      expect(list(BOB).text).toContain("cannot reach its store");
      await bob.openHome();
      await home(world, BOB, (text) => text.includes("cannot reach its store"));
    } finally {
      world.redis.thaw();
    }
    await until("the bot reaches its store again", async () => {
      await bob.clickHome("order_list_refresh");
      return homeText(world, BOB).includes("Your orders") || undefined;
    });
  });
});
