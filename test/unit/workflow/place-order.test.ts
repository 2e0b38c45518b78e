import { beforeEach, describe, expect, it } from "vitest";
import { SCHEMA_VERSION } from "../../../src/order/order.ts";
import { priceBookSchema } from "../../../src/order/price-book.ts";
import {
  mayOrder,
  placeOrder,
  type PlacePorts,
  type PlaceRequest,
} from "../../../src/workflow/place-order.ts";
import { StoreUnavailable, IdentityUnavailable, type Sealer } from "../../../src/workflow/ports.ts";
import { sweepOrders } from "../../../src/workflow/sweep-orders.ts";
import { aPerson, aPolicy, policyWith } from "../../support/a-policy.ts";
import { alice, aSpec, dave, HOME, minutesLater } from "../../support/an-order.ts";
import { until } from "../../support/until.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import {
  keptLog,
  knownPeople,
  memoryQueue,
  paperSealer,
  standingClock,
} from "../../support/workflow-ports.ts";

function setUp({
  policy = aPolicy(),
  prices,
  sealer,
  ids = ["AAAAAA", "CCCCCC", "DDDDDD"],
}: {
  policy?: ReturnType<PlacePorts["policy"]>;
  prices?: PlacePorts["prices"];
  sealer?: Sealer;
  ids?: string[];
} = {}) {
  const clock = standingClock();
  const orders = memoryOrders(clock);
  const queue = memoryQueue();
  const log = keptLog();
  const people = knownPeople(aPerson(dave, { standing: "guest" }));
  const drawn = { ids: [...ids], tokens: 0 };
  const ports: PlacePorts = {
    orders,
    queue,
    clock,
    log,
    people,
    policy: () => policy,
    prices,
    sealer,
    ids: {
      orderId: () => drawn.ids.shift() ?? "never",
      clientToken: () => `token-${(drawn.tokens += 1)}`.padEnd(36, "x"),
    },
  };
  return { ports, clock, orders, queue, log, people };
}

const request = (changes: Partial<PlaceRequest> = {}): PlaceRequest => ({
  by: alice,
  askedIn: "C0ASKED",
  region: "cn-east-tz1",
  spec: aSpec(),
  labels: { regionId: "Tianjin" },
  justification: "For the spring sale.",
  submission: "T0HOME:V1",
  ...changes,
});

const withPassword = request({
  spec: { ...aSpec(), password: "Sunny$Lake7Fog", userData: "IyEvYmluL2Jhc2g=" },
});

describe("placing an order", () => {
  let world: ReturnType<typeof setUp>;
  beforeEach(() => {
    world = setUp();
  });

  it("stores it as it was asked for, pending, with its token and its times", async () => {
    const policy = policyWith({ name: "small", quorum: 2, remindAfter: "4h", expiresAfter: "24h" });
    const { ports, orders } = setUp({ policy });
    const placed = await placeOrder(ports, request());
    expect(placed).toMatchObject({ ok: true, repeated: false });
    expect(orders.peek("AAAAAA")).toEqual({
      schemaVersion: SCHEMA_VERSION,
      id: "AAAAAA",
      version: 1,
      status: "pending",
      requester: alice,
      askedIn: "C0ASKED",
      region: "cn-east-tz1",
      spec: aSpec(),
      labels: { regionId: "Tianjin" },
      justification: "For the spring sale.",
      clientToken: "token-1".padEnd(36, "x"),
      rule: {
        name: "small",
        quorum: 2,
        stages: [{ users: ["U0BOB", "U0CAROL"], groups: [], quorum: 2 }],
      },
      approvals: [],
      placedAt: minutesLater(1),
      remindAt: minutesLater(1 + 4 * 60),
      expiresAt: minutesLater(1 + 24 * 60),
      history: [
        { at: minutesLater(1), by: { kind: "person", ...alice }, action: "place", version: 1 },
      ],
      instanceIds: [],
    });
  });

  it("asks that it be told, and for nothing to be bought", async () => {
    await placeOrder(world.ports, request());
    expect([...world.queue.jobs.keys()]).toEqual(["AAAAAA-tell-1"]);
    expect(world.orders.errands()).toEqual(["AAAAAA-tell-1"]);
  });

  it("places one order for a form that is sent twice, and asks for nothing again", async () => {
    const first = await placeOrder(world.ports, request());
    const asked = [...world.queue.jobs.keys()];
    const second = await placeOrder(world.ports, request());
    expect(second).toEqual({ ...first, repeated: true });
    expect(world.orders.written()).toHaveLength(1);
    expect([...world.queue.jobs.keys()]).toEqual(asked);
  });

  it("places one order for a form that is sent twice at once", async () => {
    const placed = await Promise.all([
      placeOrder(world.ports, request()),
      placeOrder(world.ports, request()),
    ]);
    expect(placed.filter((one) => one.ok && one.repeated)).toHaveLength(1);
    expect(world.orders.written()).toHaveLength(1);
  });

  it("places two orders for two forms", async () => {
    await placeOrder(world.ports, request());
    const second = await placeOrder(world.ports, request({ submission: "T0HOME:V2" }));
    expect(second).toMatchObject({ ok: true, repeated: false, order: { id: "CCCCCC" } });
    expect(world.orders.peek("CCCCCC")?.clientToken).not.toBe(
      world.orders.peek("AAAAAA")?.clientToken,
    );
  });

  it("draws another id, and another token, when one is taken", async () => {
    const { ports, orders } = setUp({ ids: ["AAAAAA", "AAAAAA", "AAAAAA", "CCCCCC"] });
    await placeOrder(ports, request());
    const second = await placeOrder(ports, request({ submission: "T0HOME:V2" }));
    expect(second).toMatchObject({ ok: true, order: { id: "CCCCCC" } });
    expect(orders.written()).toHaveLength(2);
  });

  it("gives up when every id that it draws is taken", async () => {
    const { ports, orders } = setUp({ ids: Array.from({ length: 40 }, () => "AAAAAA") });
    await placeOrder(ports, request());
    await expect(placeOrder(ports, request({ submission: "T0HOME:V2" }))).rejects.toThrow(
      /No free order id/,
    );
    expect(orders.written()).toHaveLength(1);
  });

  it("is refused to whom the policy gives no rule, and stores nothing", async () => {
    expect(await placeOrder(world.ports, request({ by: dave }))).toEqual({
      ok: false,
      refusal: { reason: "guest" },
    });
    const { ports } = setUp({ policy: policyWith({ match: { maxCount: 1 } }) });
    expect(await placeOrder(ports, request({ spec: aSpec({ count: 2 }) }))).toEqual({
      ok: false,
      refusal: { reason: "no-rule", passed: [{ rule: "rule 1", misses: ["count"] }] },
    });
    expect(world.orders.written()).toEqual([]);
    expect(world.queue.jobs.size).toBe(0);
  });

  it("is refused when nobody could ever have it bought, and the attempt is kept", async () => {
    const approvers = { users: [alice.userId, "U0BOB"] };
    const { ports, orders } = setUp({ policy: policyWith({ approvers, quorum: 2 }) });
    expect(await placeOrder(ports, request())).toEqual({
      ok: false,
      refusal: { reason: "too-few", rule: "rule 1" },
    });
    expect(orders.written()).toEqual([]);
    expect(orders.trail()).toMatchObject([{ action: "place", refusal: "too-few" }]);
  });

  it("goes by one policy from beginning to end, whatever the file says meanwhile", async () => {
    const { ports, orders } = setUp();
    const left = [policyWith({ name: "first", match: { requesters: { groups: ["S0DEVS"] } } })];
    const policy = () => left.shift() ?? policyWith({ name: "second" });
    const asked: (readonly string[])[] = [];
    const people: PlacePorts["people"] = {
      ...ports.people,
      async identify(who, groups) {
        asked.push(groups);
        return { ...(await ports.people.identify(who, groups)), groups };
      },
    };
    expect(await placeOrder({ ...ports, people, policy }, request())).toMatchObject({ ok: true });
    expect(asked).toEqual([["S0DEVS"]]);
    expect(orders.peek("AAAAAA")?.rule.name).toBe("first");
  });

  it("is refused to somebody of another workspace who bears a member's user id", async () => {
    const people = knownPeople(aPerson({ ...alice, teamId: "T0OTHER" }, { standing: "foreign" }));
    const placed = await placeOrder(
      { ...world.ports, people },
      request({ by: { ...alice, teamId: "T0OTHER" } }),
    );
    expect(placed).toEqual({ ok: false, refusal: { reason: "foreign" } });
  });

  it("fails, and stores nothing, when Slack cannot say who asks", async () => {
    world.people.away();
    await expect(placeOrder(world.ports, request())).rejects.toBeInstanceOf(IdentityUnavailable);
    expect(world.orders.written()).toEqual([]);
  });

  it("fails when it cannot be stored, and enqueues nothing", async () => {
    world.orders.down();
    await expect(placeOrder(world.ports, request())).rejects.toBeInstanceOf(StoreUnavailable);
    expect(world.queue.jobs.size).toBe(0);
  });

  it("counts as done when the queue is down afterwards: the sweep asks for the card", async () => {
    world.queue.down();
    expect(await placeOrder(world.ports, request())).toMatchObject({ ok: true, repeated: false });
    await until("the warning", () => world.log.lines.some(({ level }) => level === "warn"));
    world.queue.up();
    world.clock.setTo(2);
    await sweepOrders(world.ports);
    expect([...world.queue.jobs.keys()].toSorted()).toEqual(["AAAAAA-tell-1"]);
  });
});

it("an order that is kept is answered at once, although the queue does not answer", async () => {
  const world = setUp();
  const queue = { ...world.queue, enqueue: () => new Promise<void>(() => undefined) };
  expect(await placeOrder({ ...world.ports, queue }, request())).toMatchObject({ ok: true });
  expect(world.orders.errands()).toEqual(["AAAAAA-tell-1"]);
});

describe("an order that a rule approves by itself", () => {
  const policy = aPolicy({
    rules: [
      { name: "auto", autoApprove: true, match: { maxCount: 1 } },
      { name: "rest", approvers: { users: ["U0BOB"] } },
    ],
  });

  it("is stored approved, as its first version, by the rule", async () => {
    const { ports, orders, queue } = setUp({ policy });
    await placeOrder(ports, request());
    const order = orders.peek("AAAAAA");
    expect(order).toMatchObject({
      status: "approved",
      version: 1,
      approvals: [],
      rule: { name: "auto" },
    });
    expect(order?.history.map(({ action, by, version }) => ({ action, by, version }))).toEqual([
      { action: "place", by: { kind: "person", ...alice }, version: 1 },
      { action: "approve", by: { kind: "policy", rule: "auto" }, version: 1 },
    ]);
    expect([...queue.jobs.keys()]).toEqual(["AAAAAA-purchase-1"]);
    expect(orders.errands()).toEqual(["AAAAAA-purchase-1", "AAAAAA-passing-1"]);
    expect(orders.written()).toHaveLength(1);
  });

  it("is not bought twice when the form is sent twice", async () => {
    const { ports, orders, queue } = setUp({ policy });
    await placeOrder(ports, request());
    expect(await placeOrder(ports, request())).toMatchObject({ ok: true, repeated: true });
    expect([...queue.jobs.values()].filter(({ kind }) => kind === "purchase")).toHaveLength(1);
    expect(orders.errands()).toHaveLength(2);
  });

  it("is none that the rule does not match", async () => {
    const { ports, orders } = setUp({ policy });
    await placeOrder(ports, request({ spec: aSpec({ count: 2 }) }));
    expect(orders.peek("AAAAAA")).toMatchObject({ status: "pending", rule: { name: "rest" } });
  });
});

describe("the price of an order", () => {
  const prices = priceBookSchema.parse({
    currency: "CNY",
    asOf: "2026-01-31",
    prices: [{ deviceTypes: ["edcps.c.normal1"], postpaid_by_duration: { hour: 15 } }],
  });
  const policy = policyWith(
    { name: "cheap", match: { maxMonthlyPrice: 15 * 744 } },
    { name: "rest", match: {} },
  );
  const unpriced = request({ spec: aSpec({ deviceType: "edcps.s2.normal" }) });

  it("is estimated once, when it is placed, and kept as it was", async () => {
    const { ports, orders } = setUp({ prices });
    await placeOrder(ports, request());
    expect(orders.peek("AAAAAA")?.price).toEqual({
      currency: "CNY",
      asOf: "2026-01-31",
      perMonth: 15 * 744 * 10_000,
      perHour: 15 * 10_000,
      parts: [{ of: "servers", amount: 15 * 10_000 }],
    });
  });

  it("decides by which rule it is let in", async () => {
    const { ports, orders } = setUp({ prices, policy });
    await placeOrder(ports, request());
    await placeOrder(ports, request({ spec: aSpec({ count: 2 }), submission: "T0HOME:V2" }));
    expect(orders.peek("AAAAAA")?.rule.name).toBe("cheap");
    expect(orders.peek("CCCCCC")?.rule.name).toBe("rest");
  });

  it.each([
    ["the price book does not have it", prices, unpriced],
    ["there is no price book", undefined, request()],
  ])("is absent, and no rule takes it for low, when %s", async (_, known, wanted) => {
    const { ports, orders } = setUp({ prices: known, policy });
    await placeOrder(ports, wanted);
    expect(orders.peek("AAAAAA")?.rule.name).toBe("rest");
    expect(orders.peek("AAAAAA")).not.toHaveProperty("price");
  });

  it("is what a rule that approves by itself goes by too", async () => {
    const auto = aPolicy({
      rules: [
        { name: "auto", autoApprove: true, match: { maxMonthlyPrice: 15 * 744 } },
        { name: "rest", approvers: { users: ["U0BOB"] } },
      ],
    });
    const { ports, orders } = setUp({ prices, policy: auto });
    await placeOrder(ports, request());
    await placeOrder(ports, { ...unpriced, submission: "T0HOME:V2" });
    expect(orders.peek("AAAAAA")).toMatchObject({ status: "approved", price: { currency: "CNY" } });
    expect(orders.peek("CCCCCC")).toMatchObject({ status: "pending" });
  });
});

describe("a password or a start-up script", () => {
  it("is stored sealed, and nowhere in clear", async () => {
    const sealer = paperSealer();
    const { ports, orders, queue, log } = setUp({ sealer });
    const placed = await placeOrder(ports, withPassword);
    const stored = orders.peek("AAAAAA");
    expect(stored?.spec).toEqual(aSpec());
    expect(sealer.open(stored?.sealed ?? "", "AAAAAA")).toEqual({
      password: "Sunny$Lake7Fog",
      userData: "IyEvYmluL2Jhc2g=",
    });
    for (const seen of [orders.written(), [...queue.jobs.values()], log.lines, placed])
      expect(JSON.stringify(seen)).not.toMatch(/Sunny|IyEvYmlu/);
  });

  it("is sealed anew for each id that is drawn: a seal opens for its own order only", async () => {
    const sealer = paperSealer();
    const { ports, orders } = setUp({ sealer, ids: ["AAAAAA", "AAAAAA", "CCCCCC"] });
    await placeOrder(ports, request());
    await placeOrder(ports, { ...withPassword, submission: "T0HOME:V2" });
    expect(sealer.open(orders.peek("CCCCCC")?.sealed ?? "", "CCCCCC")).toMatchObject({
      password: "Sunny$Lake7Fog",
    });
  });

  it.each(["password", "userData"] as const)(
    "is refused when nothing can seal it, and nothing is stored: %s",
    async (field) => {
      const { ports, orders } = setUp();
      const placed = await placeOrder(ports, request({ spec: { ...aSpec(), [field]: "secret" } }));
      expect(placed).toEqual({ ok: false, refusal: { reason: "cannot-seal" } });
      expect(orders.written()).toEqual([]);
    },
  );

  it("that nobody gave leaves nothing sealed", async () => {
    const { ports, orders } = setUp({ sealer: paperSealer() });
    await placeOrder(ports, request());
    expect(orders.peek("AAAAAA")).not.toHaveProperty("sealed");
  });
});

it("the requester of an order is the verified person, and nothing else from the request", async () => {
  const { ports, orders } = setUp();
  await placeOrder(ports, request());
  expect(orders.peek("AAAAAA")?.requester).toEqual({ userId: "U0ALICE", teamId: HOME });
});

describe("opening the form", () => {
  it("is for whoever a rule lets order something, and leaves no trace", async () => {
    const world = setUp();
    expect(await mayOrder(world.ports, alice)).toMatchObject({ ok: true });
    expect(world.orders.trail()).toEqual([]);
  });

  it("that is refused is an attempt to order, and kept before it is told", async () => {
    const world = setUp();
    const refused = { ok: false, refusal: { reason: "guest" } };
    expect(await mayOrder(world.ports, dave)).toMatchObject(refused);
    world.people.away();
    await expect(mayOrder(world.ports, alice)).rejects.toBeInstanceOf(IdentityUnavailable);
    const attempt = { at: minutesLater(1), orderId: "", action: "place", actor: "person" };
    expect(world.orders.trail()).toEqual([
      { ...attempt, ...dave, refusal: "guest", version: 0, versionAfter: 0 },
      { ...attempt, ...alice, refusal: "identity-unknown", version: 0, versionAfter: 0 },
    ]);
    world.orders.down();
    await expect(mayOrder({ ...setUp().ports, orders: world.orders }, dave)).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
  });
});

describe("the audit trail of placing", () => {
  const summary = (world: ReturnType<typeof setUp>): unknown[] =>
    world.orders
      .trail()
      .map(({ orderId, action, refusal = "ok", actor }) =>
        [orderId || "-", action, refusal, actor].join(" "),
      );

  it("holds an order that was placed, with its price and its rule", async () => {
    const prices = priceBookSchema.parse({
      currency: "CNY",
      prices: [{ deviceTypes: ["*"], postpaid_by_duration: { hour: 2 } }],
    });
    const world = setUp({ prices });
    await placeOrder(world.ports, request());
    expect(summary(world)).toEqual(["AAAAAA place ok person"]);
    expect(world.orders.trail()).toMatchObject([
      { ...alice, rule: "small", perMonth: 2 * 24 * 31 * 10_000, currency: "CNY", count: 1 },
    ]);
  });

  it("holds the approval by a rule beside it", async () => {
    const world = setUp({ policy: aPolicy({ rules: [{ name: "auto", autoApprove: true }] }) });
    await placeOrder(world.ports, request());
    expect(summary(world)).toEqual(["AAAAAA place ok person", "AAAAAA approve ok policy"]);
  });

  it("holds orders that were never placed, with what they would have been", async () => {
    const world = setUp({ policy: policyWith({ match: { maxCount: 1 } }) });
    await placeOrder(world.ports, request({ spec: aSpec({ count: 2 }) }));
    await placeOrder(world.ports, request({ by: dave }));
    await placeOrder(world.ports, withPassword);
    expect(summary(world)).toEqual([
      "- place no-rule person",
      "- place guest person",
      "- place cannot-seal person",
    ]);
    expect(world.orders.trail()).toMatchObject([
      { count: 2, region: "cn-east-tz1", version: 0 },
      dave,
      alice,
    ]);
    expect(JSON.stringify(world.orders.trail())).not.toContain("Sunny");
  });

  it("holds a form that was sent again as an attempt of its own", async () => {
    const world = setUp();
    await placeOrder(world.ports, request());
    await placeOrder(world.ports, request());
    expect(summary(world)).toEqual(["AAAAAA place ok person", "AAAAAA place repeated person"]);
  });

  it("holds one entry when ids that were drawn are taken", async () => {
    const world = setUp({ ids: ["AAAAAA", "AAAAAA", "CCCCCC"] });
    await placeOrder(world.ports, request());
    await placeOrder(world.ports, request({ submission: "T0HOME:V2" }));
    expect(summary(world)).toEqual(["AAAAAA place ok person", "CCCCCC place ok person"]);
  });

  it("holds whom Slack could not identify", async () => {
    const world = setUp();
    world.people.away();
    await expect(placeOrder(world.ports, request())).rejects.toBeInstanceOf(IdentityUnavailable);
    expect(summary(world)).toEqual(["- place identity-unknown person"]);
  });

  it("that cannot be written refuses the refusal, too", async () => {
    const world = setUp();
    const orders = {
      ...world.orders,
      refused: () => Promise.reject(new StoreUnavailable(true)),
    };
    await expect(
      placeOrder({ ...world.ports, orders }, request({ by: dave })),
    ).rejects.toMatchObject({ mayHaveHappened: true });
  });
});
