import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { types } from "@slack/bolt";
import { beforeEach, describe, expect, it } from "vitest";
import { languages } from "../../../src/order/language.ts";
import type { Person } from "../../../src/order/policy.ts";
import { homeTrouble, homeView } from "../../../src/slack/home-view.ts";
import { drawHome, drawOpenHome, type HomePorts } from "../../../src/slack/home.ts";
import { listValue, pageSize, readListValue } from "../../../src/slack/order-list.ts";
import { readerIn } from "../../../src/slack/reader.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import {
  scopes,
  type ListedOrder,
  type ListedPage,
  type WantedPage,
} from "../../../src/workflow/list-orders.ts";
import { StoreUnavailable } from "../../../src/workflow/ports.ts";
import { aPerson, aPolicy, policyWith } from "../../support/a-policy.ts";
import { alice, anOrder, bob, dave, minutesLater } from "../../support/an-order.ts";
import { expectLanguage } from "../../support/language-judge.ts";
import { memoryDrawings } from "../../support/memory-drawings.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { hostileOrder, people } from "../../support/shown-orders.ts";
import {
  expectGoodView,
  expectNoForgery,
  hostileTexts,
  mrkdwnIn,
} from "../../support/slack-judge.ts";
import { keptLog, knownPeople, standingClock } from "../../support/workflow-ports.ts";

const { en } = textsIn;
const at = minutesLater(5);
const allowed = { ok: true, rule: {} } as ListedPage["mayOrder"];
const guest = { ok: false, refusal: { reason: "guest" } } as const;
const page = (orders: readonly ListedOrder[], changes: Partial<ListedPage> = {}): ListedPage => ({
  orders,
  mayOrder: allowed,
  ...changes,
});
const list = (given: ListedPage, wanted: WantedPage = { scope: "mine" }) => ({
  page: given,
  wanted,
  reader: alice.userId,
});
const said = (view: types.HomeView): string => JSON.stringify(view.blocks);

describe("the home tab", () => {
  it("begins with a button to order, then what waits, then the list", () => {
    const waiting = page([{ order: anOrder({ id: "CCCCCC", requester: bob }), waits: "approve" }]);
    const view = homeView({ list: list(page([{ order: anOrder() }])), waiting, at }, en);
    expectGoodView(view, "home");
    const text = said(view);
    const places = [
      "order_new",
      "Orders that wait for you",
      "order_approve",
      "Your orders",
      "K7M4Q9",
    ];
    expect(places.map((what) => text.indexOf(what)).toSorted((a, b) => a - b)).toEqual(
      places.map((what) => text.indexOf(what)),
    );
    expect(places.every((what) => text.includes(what))).toBe(true);
  });

  it("keeps which page it shows, so that a click on an order leads back to it", () => {
    const wanted = { scope: "all", status: "failed" } as const;
    const view = homeView({ list: list(page([]), wanted), at }, en);
    expect(readListValue(view.private_metadata)).toEqual(wanted);
    expect(readListValue(homeTrouble("It is down.", wanted, en).private_metadata)).toEqual(wanted);
  });

  it("leads to everything that waits when it shows only the first of it", () => {
    const waiting = page([{ order: anOrder(), waits: "approve" }], { older: "x" });
    const view = homeView({ list: list(page([])), waiting, at }, en);
    expect(said(view)).toContain(`"value":"${listValue({ scope: "waiting" })}"`);
    expect(said(view)).toContain("More that waits for me");
  });

  it("helps whoever has nothing yet", () => {
    const text = said(homeView({ list: list(page([])), waiting: page([]), at }, en));
    expect(text).toContain("Nothing waits for you.");
    expect(text).toContain("You have not ordered anything yet.");
    expect(text).toContain("order_new");
  });

  it("says to whom the policy opens nothing why, and offers them nothing", () => {
    const refused = page([], { mayOrder: guest });
    const view = homeView({ list: list(refused), waiting: refused, at }, en);
    expect(view.blocks).toHaveLength(1);
    expect(said(view)).toContain("Guests may not do this here.");
  });

  it("shows whoever may not order what they may decide or see all the same", () => {
    const refused = page([], { mayOrder: guest });
    const waiting = page([{ order: anOrder(), waits: "approve" }], { mayOrder: guest });
    const text = said(homeView({ list: list(refused), waiting, at }, en));
    expect(text).toContain("Guests may not do this here.");
    expect(text).toContain("order_approve");
    expect(text).not.toContain("order_new");
    const theirs = page([{ order: anOrder() }], { mayOrder: guest });
    expect(said(homeView({ list: list(theirs), at }, en))).toContain("K7M4Q9");
  });

  it.each(languages)("is in the reader's language: %s", (language) => {
    const texts = textsIn[language];
    for (const view of [
      homeView({ list: list(page([])), waiting: page([], { older: "x" }), at }, texts),
      homeView({ list: list(page([], { mayOrder: guest })), waiting: page([]), at }, texts),
      homeTrouble(texts.storeDown, { scope: "mine" }, texts),
    ])
      for (const text of mrkdwnIn(view.blocks)) expectLanguage(text, language);
  });
});

describe.each(Object.entries(hostileTexts))("a home tab full of %s", (_, text) => {
  it("is a view that Slack takes, in which nothing is forged", () => {
    const order = hostileOrder("pending", text);
    const full = (scope: WantedPage["scope"], waits?: "approve"): ListedPage =>
      page(
        Array.from({ length: pageSize[scope] }, () => ({ order, ...(waits ? { waits } : {}) })),
        { older: "x", newer: "x", stoppedAfter: 9 },
      );
    for (const language of languages)
      for (const scope of scopes) {
        const waits = scope === "waiting" ? "approve" : undefined;
        const view = homeView(
          {
            list: list(full(scope, waits), { scope }),
            ...(waits ? {} : { waiting: full("waiting", "approve") }),
            at,
          },
          textsIn[language],
        );
        expectGoodView(view, "home");
        for (const markup of mrkdwnIn(view.blocks)) expectNoForgery(markup, people);
      }
  });
});

/** Slack, as far as home tabs go. */
function homeScreen() {
  const published: { user: string; view: types.HomeView; hash: string | undefined }[] = [];
  let version = 0;
  let gate: { readonly until: Promise<void>; readonly reached: () => void } | undefined;
  const views = {
    async publish(given: { user_id: string; view: types.HomeView; hash?: string }) {
      const held = gate;
      gate = undefined;
      held?.reached();
      await held?.until;
      if (given.hash !== undefined && given.hash !== `hash-${version}`)
        throw new WebAPIPlatformError({ ok: false, error: "hash_conflict" });
      expectGoodView(given.view, "home");
      version += 1;
      published.push({ user: given.user_id, view: given.view, hash: given.hash });
      return { ok: true };
    },
  };
  return {
    client: { views } as unknown as WebClient,
    published,
    shown: () => said(published.at(-1)?.view ?? { type: "home", blocks: [] }),
    view: () => ({ id: "V1", hash: `hash-${version}` }),
    /** The next publishing waits until it is let go. `reached`: it waits now. */
    hold() {
      const [until, reached] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      gate = { until: until.promise, reached: reached.resolve };
      return { reached: reached.promise, letGo: until.resolve };
    },
  };
}

function setUp(...persons: readonly Person[]) {
  const people = knownPeople(...persons);
  const clock = standingClock();
  const orders = memoryOrders(clock);
  const drawings = memoryDrawings();
  const screen = homeScreen();
  const ports: HomePorts = {
    clock,
    orders,
    drawings,
    client: screen.client,
    people,
    policy: () => aPolicy(),
    log: keptLog(),
  };
  const draw = (
    who: typeof alice | typeof bob | typeof dave,
    how: Partial<Parameters<typeof drawHome>[1]> = {},
    wanted?: WantedPage,
  ) => drawHome(ports, { by: who, reader: readerIn("en"), turn: "1.000001", ...how }, wanted);
  return { ports, orders, people, drawings, screen, draw };
}

let world: ReturnType<typeof setUp>;
beforeEach(() => {
  world = setUp(aPerson(dave, { standing: "guest" }));
});

describe("drawing a home tab", () => {
  it("publishes to the person what they have, and what waits for them", async () => {
    world.orders.put(anOrder());
    await world.draw(alice);
    expect(world.screen.published.map(({ user }) => user)).toEqual([alice.userId]);
    expect(world.screen.shown()).toContain("K7M4Q9");
    expect(world.screen.shown()).not.toContain("order_approve");
    await world.draw(bob);
    expect(world.screen.shown()).toContain("order_approve");
    await world.draw(dave);
    expect(world.screen.shown()).toContain("Guests may not");
    expect(world.screen.shown()).not.toContain("K7M4Q9");
  });

  it("asks for what waits once when the list is of that", async () => {
    world.orders.put(anOrder());
    await world.draw(bob, {}, { scope: "waiting" });
    expect(world.screen.shown().match(/order_approve/g)).toHaveLength(1);
  });

  it("draws over the tab as it was seen", async () => {
    await world.draw(alice);
    await world.draw(alice, { view: world.screen.view(), turn: "2.000001" });
    expect(world.screen.published.map(({ hash }) => hash)).toEqual([undefined, "hash-1"]);
  });

  it("leaves what a later gesture asked for, however late an earlier one comes", async () => {
    await world.draw(alice);
    const view = world.screen.view();
    await world.draw(alice, { view, turn: "3.000001" }, { scope: "all" });
    await world.draw(alice, { view, turn: "2.000001" }, { scope: "mine" });
    expect(world.screen.shown()).toContain("All orders that you may see");
    expect(world.screen.published).toHaveLength(2);
  });

  it("leaves what a later gesture asked for, also where none knows what was shown", async () => {
    await world.draw(alice, { turn: "3.000001" }, { scope: "all" });
    await world.draw(alice, { turn: "2.000001" });
    expect(world.screen.published).toHaveLength(1);
  });

  it("draws what the later of two gestures asked for when the earlier was drawn in between", async () => {
    await world.draw(alice);
    const view = world.screen.view();
    const held = world.screen.hold();
    const later = world.draw(alice, { view, turn: "3.000001" }, { scope: "all" });
    await held.reached;
    await world.screen.client.views.publish({
      user_id: alice.userId,
      view: homeTrouble("An earlier one.", { scope: "mine" }, en),
    });
    held.letGo();
    await later;
    expect(world.screen.shown()).toContain("All orders that you may see");
  });

  it("gives way to a later gesture that was drawn while it was on its way", async () => {
    await world.draw(alice);
    const view = world.screen.view();
    const held = world.screen.hold();
    const earlier = world.draw(alice, { view, turn: "2.000001" });
    await held.reached;
    await world.draw(alice, { view, turn: "3.000001" }, { scope: "all" });
    held.letGo();
    await earlier;
    expect(world.screen.shown()).toContain("All orders that you may see");
  });

  it("says so while the store is down, with a way to try again", async () => {
    world.orders.down();
    await world.draw(alice, {}, { scope: "all" });
    expect(world.screen.shown()).toContain("cannot reach its store");
    expect(world.screen.shown()).toContain(`"value":"${listValue({ scope: "all" })}"`);
  });

  it("shows nobody anything while Slack does not say who they are", async () => {
    world.orders.put(anOrder());
    world.people.away();
    await world.draw(alice);
    expect(world.screen.shown()).toContain("Slack could not be asked who you are");
    expect(world.screen.shown()).not.toContain("K7M4Q9");
  });

  it("is drawn although the other processes cannot be asked", async () => {
    const down = (): Promise<never> => Promise.reject(new StoreUnavailable(false));
    await drawHome(
      { ...world.ports, drawings: { claim: down, drew: down, newest: down } },
      { by: alice, reader: readerIn("en"), turn: "1.1", view: world.screen.view() },
    );
    expect(world.screen.published).toHaveLength(1);
  });

  it("follows what somebody did elsewhere, once they have opened it", async () => {
    const who = { by: alice, reader: readerIn("en") };
    await drawOpenHome(world.ports, who);
    expect(world.screen.published).toEqual([]);
    await world.draw(alice);
    world.orders.put(anOrder());
    await drawOpenHome(world.ports, who);
    expect(world.screen.shown()).toContain("K7M4Q9");
    await drawOpenHome(world.ports, { ...who, by: bob });
    expect(world.screen.published).toHaveLength(2);
  });

  it("fails when Slack takes no home tab", async () => {
    const publish = (): Promise<never> =>
      Promise.reject(new WebAPIPlatformError({ ok: false, error: "not_enabled" }));
    const client = { views: { publish } } as unknown as WebClient;
    await expect(
      drawHome({ ...world.ports, client }, { by: alice, reader: readerIn("en"), turn: "1.1" }),
    ).rejects.toThrow(WebAPIPlatformError);
  });
});

it("what the policy opens to nobody is said by the policy, whoever asks", async () => {
  const closed = policyWith({ match: { requesters: { users: ["U0BOB"] } } });
  await drawHome(
    { ...world.ports, policy: () => closed },
    { by: alice, reader: readerIn("en"), turn: "1.1" },
  );
  expect(world.screen.shown()).toContain("No rule of the policy lets you order this");
});
