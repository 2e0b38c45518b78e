import { beforeEach, describe, expect, it } from "vitest";
import type { Asking } from "../../../src/order/asking.ts";
import { shownRule } from "../../../src/order/moves.ts";
import type { Order } from "../../../src/order/order.ts";
import { estimate, priceBookSchema } from "../../../src/order/price-book.ts";
import {
  actOnOrder,
  considerAction,
  showOrder,
  type Gesture,
} from "../../../src/workflow/act-on-order.ts";
import { IdentityUnavailable, StoreUnavailable, type Orders } from "../../../src/workflow/ports.ts";
import { aPerson, policyWith, type GivenRule } from "../../support/a-policy.ts";
import {
  after,
  alice,
  anOrder,
  aSpec,
  bob,
  carol,
  dave,
  minutesLater,
} from "../../support/an-order.ts";
import { worldPorts } from "../../support/world-ports.ts";
import { memoryOrders, type MemoryOrders } from "../../support/memory-orders.ts";
import { keptLog, knownPeople, memoryQueue, standingClock } from "../../support/workflow-ports.ts";

/** A world in which this order was placed under the one rule of its policy. */
function setUp(
  order: Order = anOrder(),
  rule: Partial<GivenRule> = {},
  world: Parameters<typeof worldPorts>[0] = {},
) {
  const clock = standingClock();
  const orders = memoryOrders(clock);
  const policy = policyWith(rule);
  const [governing] = policy.rules;
  orders.put(governing ? { ...order, rule: shownRule(governing) } : order);
  return {
    orders,
    queue: memoryQueue(),
    clock,
    people: knownPeople(aPerson(dave, { standing: "guest" })),
    log: keptLog(),
    policy: () => policy,
    ...worldPorts(world),
  };
}

const gesture = (
  changes: Partial<Pick<Gesture, "orderId" | "by" | "version">> = {},
  asking: Asking = { action: "approve" },
): Gesture => ({ orderId: "K7M4Q9", by: bob, version: 1, ...changes, ...asking });

/** A store in which somebody else acts between every read and the save after it, so many times. */
function overtaken(orders: MemoryOrders, ...acts: readonly (() => Promise<unknown>)[]): Orders {
  const left = [...acts];
  return {
    ...orders,
    async save(order, errands) {
      await left.shift()?.();
      return orders.save(order, errands);
    },
  };
}

describe("an approval that completes the quorum", () => {
  let world: ReturnType<typeof setUp>;
  beforeEach(() => {
    world = setUp();
  });

  it("is stored with the purchase that follows from it", async () => {
    const outcome = await actOnOrder(world, gesture());
    expect(outcome).toEqual({ ok: true, order: world.orders.peek("K7M4Q9") });
    expect(world.orders.peek("K7M4Q9")).toMatchObject({
      status: "approved",
      version: 2,
      approvals: [{ ...bob, at: minutesLater(1) }],
    });
    const errands = ["K7M4Q9-passing-2", "K7M4Q9-purchase-2"];
    expect(world.orders.errands().toSorted()).toEqual(errands);
    expect([...world.queue.jobs.keys()]).toEqual(["K7M4Q9-purchase-2"]);
  });

  it("counts although the queue is down: what follows is kept with it", async () => {
    world.queue.down();
    expect(await actOnOrder(world, gesture())).toMatchObject({ ok: true });
    expect(world.orders.errands()).toContain("K7M4Q9-purchase-2");
  });

  it("is answered at once, although the queue does not answer", async () => {
    const queue = { ...world.queue, enqueue: () => new Promise<void>(() => undefined) };
    expect(await actOnOrder({ ...world, queue }, gesture())).toMatchObject({ ok: true });
    expect(world.orders.errands()).toContain("K7M4Q9-purchase-2");
  });

  it("asks for one purchase when it is delivered twice", async () => {
    await actOnOrder(world, gesture());
    expect(await actOnOrder(world, gesture())).toMatchObject({ ok: false });
    expect([...world.queue.jobs.values()].filter(({ kind }) => kind === "purchase")).toHaveLength(
      1,
    );
    expect(world.orders.written()).toHaveLength(1);
  });

  it("asks for one purchase when many approve at once", async () => {
    const outcomes = await Promise.all(
      [bob, carol, bob, carol].map((by) => actOnOrder(world, gesture({ by }))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect([...world.queue.jobs.values()].filter(({ kind }) => kind === "purchase")).toHaveLength(
      1,
    );
  });
});

describe("two people at once", () => {
  it("the one who was overtaken is told who won", async () => {
    const world = setUp();
    const orders = overtaken(world.orders, () =>
      actOnOrder(world, gesture({ by: carol }, { action: "deny", reason: "No." })),
    );
    const outcome = await actOnOrder({ ...world, orders }, gesture());
    expect(outcome).toMatchObject({
      ok: false,
      refusal: {
        reason: "wrong-status",
        status: "denied",
        last: { action: "deny", by: carol, reason: "No." },
      },
    });
    expect(world.orders.peek("K7M4Q9")).toMatchObject({
      status: "denied",
      version: 2,
      approvals: [],
    });
    expect([...world.queue.jobs.keys()].filter((id) => id.includes("purchase"))).toEqual([]);
  });

  it("the one who was overtaken by another approval is told that the card was out of date", async () => {
    const world = setUp(anOrder(), { quorum: 2 });
    const orders = overtaken(world.orders, () => actOnOrder(world, gesture({ by: carol })));
    const outcome = await actOnOrder({ ...world, orders }, gesture());
    expect(outcome).toMatchObject({ ok: false, refusal: { reason: "stale", last: { by: carol } } });
    expect(world.orders.peek("K7M4Q9")?.approvals).toMatchObject([carol]);
  });

  it("a typed command that was overtaken is decided again on the order as it is", async () => {
    const world = setUp(anOrder(), { quorum: 2 });
    const orders = overtaken(world.orders, () => actOnOrder(world, gesture({ by: carol })));
    const outcome = await actOnOrder(
      { ...world, orders },
      { orderId: "K7M4Q9", action: "cancel", by: alice },
    );
    expect(outcome).toMatchObject({
      ok: true,
      order: { status: "cancelled", version: 3, approvals: [carol] },
    });
  });

  it("an order that keeps being overtaken ends as a store that cannot be reached, not in a loop", async () => {
    const world = setUp();
    const orders: Orders = { ...world.orders, save: () => Promise.resolve("conflict") };
    await expect(actOnOrder({ ...world, orders }, gesture())).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
    expect(world.orders.written()).toEqual([]);
  });
});

describe("a gesture that changes nothing", () => {
  it("names an order that there is not", async () => {
    const world = setUp();
    for (const orderId of ["AAAAAA", "", "__proto__"])
      expect(await actOnOrder(world, gesture({ orderId }))).toEqual({
        ok: false,
        refusal: { reason: "unknown-order" },
      });
  });

  it.each([
    ["a stranger approves", gesture({ by: { userId: "U0X", teamId: "T0HOME" } }), "not-approver"],
    ["a guest approves", gesture({ by: dave }), "guest"],
    ["the requester approves", gesture({ by: alice }), "not-approver"],
    ["the card was out of date", gesture({ version: 9 }), "stale"],
    ["it is tried again and never failed", gesture({}, { action: "retry" }), "wrong-status"],
    [
      "a stranger cancels",
      gesture({ by: { userId: "U0X", teamId: "T0HOME" } }, { action: "cancel" }),
      "not-yours",
    ],
  ])("because %s", async (_, asked, reason) => {
    const world = setUp();
    expect(await actOnOrder(world, asked)).toMatchObject({ ok: false, refusal: { reason } });
    expect(world.orders.written()).toEqual([]);
    expect(world.queue.jobs.size).toBe(0);
    expect(world.orders.errands()).toEqual([]);
  });

  it("is logged with who and why, so that it can be found", async () => {
    const world = setUp();
    await actOnOrder(world, gesture({ by: alice }));
    expect(world.log.lines).toMatchObject([
      { level: "info", facts: { orderId: "K7M4Q9", by: "U0ALICE", refused: "not-approver" } },
    ]);
  });

  it("throws when Slack cannot say who it was", async () => {
    const world = setUp();
    world.people.away();
    await expect(actOnOrder(world, gesture())).rejects.toBeInstanceOf(IdentityUnavailable);
    expect(world.orders.written()).toEqual([]);
  });

  it("throws when Slack cannot say who the requester is: the rule depends on them", async () => {
    const world = setUp();
    const people = {
      ...world.people,
      identify: (who: { userId: string; teamId: string }) =>
        who.userId === alice.userId
          ? Promise.reject(new IdentityUnavailable("Slack does not answer."))
          : world.people.identify(who, []),
    };
    await expect(actOnOrder({ ...world, people }, gesture())).rejects.toBeInstanceOf(
      IdentityUnavailable,
    );
    expect(world.orders.written()).toEqual([]);
  });

  it.each([true, false])(
    "throws when the store cannot be asked, and says whether it may have happened: %s",
    async (mayHaveHappened) => {
      const world = setUp();
      world.orders.down({ mayHaveHappened });
      await expect(actOnOrder(world, gesture())).rejects.toMatchObject({
        name: "StoreUnavailable",
        mayHaveHappened,
      });
    },
  );
});

describe("considering an action", () => {
  it("answers whether acting would be refused, with the order as it is, and changes nothing", async () => {
    const world = setUp();
    expect(await considerAction(world, gesture({}, { action: "deny" }))).toEqual({
      ok: true,
      order: world.orders.peek("K7M4Q9"),
    });
    expect(await considerAction(world, gesture({ by: alice }, { action: "deny" }))).toMatchObject({
      ok: false,
      refusal: { reason: "not-approver" },
    });
    expect(await considerAction(world, gesture({ orderId: "AAAAAA" }))).toEqual({
      ok: false,
      refusal: { reason: "unknown-order" },
    });
    expect(world.orders.written()).toEqual([]);
    expect(world.orders.peek("K7M4Q9")).toMatchObject({ version: 1, status: "pending" });
  });

  it("refuses nobody for the lack of what they were not asked for yet", async () => {
    const world = setUp(anOrder(), { breakGlass: { users: ["U0CAROL"] } });
    for (const [by, action] of [
      [alice, "edit"],
      [bob, "propose"],
      [carol, "break-glass"],
    ] as const)
      expect(await considerAction(world, { orderId: "K7M4Q9", by, action })).toMatchObject({
        ok: true,
        order: { version: 1 },
      });
  });
});

describe("looking at an order", () => {
  it("is for its requester and its approvers", async () => {
    const world = setUp();
    for (const who of [alice, bob])
      expect(await showOrder(world, "K7M4Q9", who)).toMatchObject({
        ok: true,
        order: { id: "K7M4Q9", version: 1 },
      });
  });

  it("tells what else the person may do with it", async () => {
    const world = setUp(anOrder(), { breakGlass: { users: ["U0CAROL"] } });
    const mayOf = async (who: { userId: string; teamId: string }) => {
      const shown = await showOrder(world, "K7M4Q9", who);
      if (!shown.ok) throw new Error("They may not look at it.");
      return (["approve", "break-glass", "edit", "cancel"] as const).filter(shown.may);
    };
    expect(await mayOf(alice)).toEqual(["edit", "cancel"]);
    expect(await mayOf(bob)).toEqual(["approve", "cancel"]);
    expect(await mayOf(carol)).toEqual(["approve", "break-glass", "cancel"]);
  });

  it("is for nobody else", async () => {
    const world = setUp();
    expect(await showOrder(world, "K7M4Q9", { userId: "U0X", teamId: "T0HOME" })).toEqual({
      ok: false,
      refusal: { reason: "not-yours", action: "view" },
    });
    expect(await showOrder(world, "K7M4Q9", dave)).toEqual({
      ok: false,
      refusal: { reason: "guest" },
    });
  });

  it("finds nothing under an id that nobody has", async () => {
    expect(await showOrder(setUp(), "AAAAAA", alice)).toEqual({
      ok: false,
      refusal: { reason: "unknown-order" },
    });
  });

  it("works for the requester after the rule is gone", async () => {
    const world = setUp(anOrder(), { match: { regions: ["elsewhere"] } });
    expect(await showOrder(world, "K7M4Q9", alice)).toMatchObject({ ok: true });
    expect(await showOrder(world, "K7M4Q9", bob)).toEqual({
      ok: false,
      refusal: { reason: "rule-gone" },
    });
  });
});

describe("a policy that changes in the middle of a decision", () => {
  const acts: [string, (world: ReturnType<typeof setUp>) => Promise<{ ok: boolean }>][] = [
    ["acting on an order", (world) => actOnOrder(world, gesture())],
    ["considering it", (world) => considerAction(world, gesture())],
    ["looking at it", (world) => showOrder(world, "K7M4Q9", bob)],
  ];

  it.each(acts)("decides nothing of it: %s goes by one policy", async (_, act) => {
    const left = [policyWith({})];
    const policy = () => left.shift() ?? policyWith({ approvers: { users: ["U0CAROL"] } });
    const world = { ...setUp(), policy };
    expect((await act(world)).ok).toBe(true);
    const next = await act({ ...setUp(), policy });
    expect(next).toMatchObject({ ok: false, refusal: { reason: expect.stringMatching(/^not-/) } });
  });
});

describe("a click on which something moved", () => {
  const scarce = { left: async () => 0 };

  it("buys nothing: the order is stored as the next card has to show it, and the card follows", async () => {
    const world = setUp(anOrder(), {}, scarce);
    expect(await actOnOrder(world, gesture())).toMatchObject({
      ok: false,
      refusal: { reason: "moved", moves: [{ what: "stock", left: 0 }] },
    });
    expect(world.orders.peek("K7M4Q9")).toMatchObject({
      status: "pending",
      version: 2,
      left: 0,
      approvals: [],
      history: [{ action: "place" }, { action: "recheck", by: { kind: "person", ...bob } }],
    });
    expect(world.orders.errands().toSorted()).toEqual(["K7M4Q9-tell-2"]);
    expect([...world.queue.jobs.keys()].toSorted()).toEqual(["K7M4Q9-tell-2"]);
  });

  it("is taken when it is asked again on the card that shows what moved, and not on the old one", async () => {
    const world = setUp(anOrder(), {}, scarce);
    await actOnOrder(world, gesture());
    expect(await actOnOrder(world, gesture({ version: 1 }))).toMatchObject({
      ok: false,
      refusal: { reason: "stale" },
    });
    expect(await actOnOrder(world, gesture({ version: 2 }))).toMatchObject({ ok: true });
  });

  it("that was overtaken by a decision stores nothing", async () => {
    const world = setUp(anOrder(), {}, scarce);
    const orders = overtaken(world.orders, () =>
      actOnOrder(world, gesture({ by: carol }, { action: "deny" })),
    );
    expect(await actOnOrder({ ...world, orders }, gesture())).toMatchObject({
      ok: false,
      refusal: { reason: "wrong-status", status: "denied" },
    });
    expect(world.orders.peek("K7M4Q9")).toMatchObject({ status: "denied", version: 2 });
  });

  it("is remembered when two people click at once: it is noted once, and both are told", async () => {
    const world = setUp(anOrder(), {}, scarce);
    const outcomes = await Promise.all(
      [bob, carol].map((by) => actOnOrder(world, gesture({ by }))),
    );
    expect(outcomes.map((one) => (one.ok ? "ok" : one.refusal.reason)).toSorted()).toEqual([
      "moved",
      "stale",
    ]);
    expect(world.orders.peek("K7M4Q9")?.version).toBe(2);
  });

  it("leaves the store's outage to be told, for what it noted may not be there", async () => {
    const world = setUp(anOrder(), {}, scarce);
    const orders: Orders = {
      ...world.orders,
      save: () => Promise.reject(new StoreUnavailable(true)),
    };
    await expect(actOnOrder({ ...world, orders }, gesture())).rejects.toMatchObject({
      mayHaveHappened: true,
    });
  });

  it("asks nothing of the stock when it cannot buy", async () => {
    const world = setUp(
      anOrder(),
      {},
      {
        left: () => Promise.reject(new Error("Nobody should have asked.")),
      },
    );
    expect(await actOnOrder(world, gesture({}, { action: "deny" }))).toMatchObject({ ok: true });
    expect(world.log.lines.filter(({ level }) => level === "warn")).toEqual([]);
  });
});

describe("every action", () => {
  const prices = priceBookSchema.parse({
    currency: "CNY",
    prices: [{ deviceTypes: ["*"], postpaid_by_duration: { hour: 2 } }],
  });
  const three = anOrder({ spec: aSpec({ count: 3 }) });

  it("break-glass buys at once, and everybody is told", async () => {
    const world = setUp(anOrder(), { quorum: 2, breakGlass: { users: ["U0CAROL"] } });
    const asking = { action: "break-glass", reason: "The site is down." } as const;
    expect(await actOnOrder(world, gesture({ by: bob }, asking))).toMatchObject({
      refusal: { reason: "not-break-glass" },
    });
    expect(await actOnOrder(world, gesture({ by: carol }, asking))).toMatchObject({ ok: true });
    expect(world.orders.errands().toSorted()).toEqual(["K7M4Q9-purchase-2", "K7M4Q9-tell-2"]);
  });

  it("a proposal is told to the requester, who accepts it, and it is bought", async () => {
    const world = setUp(three, {}, {});
    const proposed = await actOnOrder(
      world,
      gesture({}, { action: "propose", reductions: { count: 1 }, reason: "One is enough." }),
    );
    expect(proposed).toMatchObject({ ok: true, order: { status: "pending", version: 2 } });
    expect(world.orders.errands()).toContain("K7M4Q9-tell-2");
    const accepted = await actOnOrder(
      world,
      gesture({ by: alice, version: 2 }, { action: "accept" }),
    );
    expect(accepted).toMatchObject({
      ok: true,
      order: { status: "approved", version: 3, spec: { count: 1 }, approvals: [bob] },
    });
    expect(world.orders.errands()).toContain("K7M4Q9-purchase-3");
  });

  it("an accepted proposal counts nothing of a proposer who may not approve any more", async () => {
    const world = setUp(three);
    await actOnOrder(world, gesture({}, { action: "propose", reductions: { count: 1 } }));
    const policy = () => policyWith({ approvers: { users: ["U0CAROL"] } });
    expect(
      await actOnOrder(
        { ...world, policy },
        gesture({ by: alice, version: 2 }, { action: "accept" }),
      ),
    ).toMatchObject({ ok: true, order: { status: "pending", approvals: [] } });
  });

  it("a proposal that is declined leaves the order as it was", async () => {
    const world = setUp(three);
    await actOnOrder(world, gesture({}, { action: "propose", reductions: { count: 1 } }));
    const declined = await actOnOrder(
      world,
      gesture({ by: alice, version: 2 }, { action: "decline" }),
    );
    expect(declined).toMatchObject({ ok: true, order: { status: "pending", spec: { count: 3 } } });
    expect(world.orders.peek("K7M4Q9")).not.toHaveProperty("proposal");
  });

  it("an edit by the requester voids what was agreed, and is priced anew", async () => {
    const world = setUp(anOrder(), { quorum: 2 }, { prices });
    const placed = world.orders.peek("K7M4Q9");
    const price = placed && estimate(prices, placed);
    if (!placed || !price) throw new Error("The order has no price.");
    world.orders.put({ ...placed, price });
    expect(await actOnOrder(world, gesture())).toMatchObject({ ok: true });
    const { region, labels, justification } = placed;
    const edited = { region, labels, justification, spec: aSpec({ count: 2 }) };
    expect(
      await actOnOrder(world, gesture({ by: alice, version: 2 }, { action: "edit", edited })),
    ).toMatchObject({
      ok: true,
      order: { status: "pending", approvals: [], price: { perMonth: price.perMonth * 2 } },
    });
  });

  it("an approval is withdrawn by whoever gave it", async () => {
    const world = setUp(anOrder(), { quorum: 2 });
    await actOnOrder(world, gesture());
    const withdraw = { action: "withdraw" } as const;
    expect(await actOnOrder(world, gesture({ by: carol, version: 2 }, withdraw))).toMatchObject({
      refusal: { reason: "not-approved-by-you" },
    });
    expect(await actOnOrder(world, gesture({ version: 2 }, withdraw))).toMatchObject({
      ok: true,
      order: { status: "pending", approvals: [], version: 3 },
    });
  });

  it("servers that were found are not adopted when another order proved to be their buyer since", async () => {
    const found = ["i-1", "i-2"];
    const failure = { kind: "given-up", status: "LOOK_UP", retriable: true, found } as const;
    const world = setUp(
      anOrder({ status: "unknown", version: 4, spec: aSpec({ count: 2 }), failure }),
    );
    world.orders.put(
      anOrder({
        id: "AAAAAA",
        status: "provisioned",
        instanceIds: ["i-2"],
        history: [
          { at: minutesLater(1), by: { kind: "purchase" }, action: "complete", version: 4 },
        ],
      }),
    );
    const adopt = gesture({ by: alice, version: 4 }, { action: "adopt" });
    const nothing = { ok: false, refusal: { reason: "nothing-found" } };
    expect(await considerAction(world, adopt)).toEqual(nothing);
    expect(await actOnOrder(world, adopt)).toEqual(nothing);
    expect(world.orders.peek("K7M4Q9")).toMatchObject({ status: "unknown", failure });
  });

  it("servers that were found are adopted", async () => {
    const world = setUp(
      after(
        anOrder({
          approvals: [{ ...bob, at: minutesLater(1) }],
          failure: { kind: "no-answer", status: "TIMEOUT", retriable: true, found: ["i-1"] },
        }),
        "approve",
        "begin",
        "doubt",
      ),
    );
    expect(
      await actOnOrder(world, gesture({ by: alice, version: 4 }, { action: "adopt" })),
    ).toMatchObject({ ok: true, order: { status: "provisioned", instanceIds: ["i-1"] } });
    expect(world.orders.errands().toSorted()).toEqual(["K7M4Q9-tell-5", "K7M4Q9-track-5"]);
  });

  it("asks who the proposer is now, and fails closed when Slack cannot say", async () => {
    const world = setUp(three);
    await actOnOrder(world, gesture({}, { action: "propose", reductions: { count: 1 } }));
    const people = {
      ...world.people,
      identify: (who: { userId: string; teamId: string }) =>
        who.userId === bob.userId
          ? Promise.reject(new IdentityUnavailable("Slack does not answer."))
          : world.people.identify(who, []),
    };
    await expect(
      actOnOrder({ ...world, people }, gesture({ by: alice, version: 2 }, { action: "accept" })),
    ).rejects.toBeInstanceOf(IdentityUnavailable);
    expect(world.orders.peek("K7M4Q9")?.version).toBe(2);
  });
});

describe("a card that only a reminder or an escalation came after", () => {
  it("may still be clicked", async () => {
    const world = setUp(after(anOrder({ escalatedAt: minutesLater(3) }), "remind", "escalate"));
    expect(await actOnOrder(world, gesture({ version: 1 }))).toMatchObject({ ok: true });
  });
});

describe("the audit trail", () => {
  const trailOf = (world: ReturnType<typeof setUp>): unknown[] =>
    world.orders
      .trail()
      .map(({ action, refusal = "ok", userId, version, versionAfter }) =>
        [userId, action, refusal, version, versionAfter].join(" "),
      );

  it("holds what was done, once, from the version before to the one after", async () => {
    const world = setUp();
    await actOnOrder(world, gesture());
    expect(trailOf(world)).toEqual(["U0BOB approve ok 1 2"]);
    expect(world.orders.trail()).toMatchObject([{ at: minutesLater(1), status: "approved" }]);
  });

  it("holds a refusal with the version on the card, the order's version, its rule, and what was said", async () => {
    const world = setUp(after(anOrder(), "recheck"));
    await actOnOrder(world, gesture({ version: 1 }, { action: "deny", reason: "No." }));
    expect(trailOf(world)).toEqual(["U0BOB deny stale 1 2"]);
    expect(world.orders.trail()).toMatchObject([
      { orderId: "K7M4Q9", status: "pending", rule: "rule 1", reason: "No.", teamId: "T0HOME" },
    ]);
  });

  it("holds as many entries as attempts when a gesture is delivered again", async () => {
    const world = setUp();
    for (let times = 0; times < 3; times += 1) await actOnOrder(world, gesture());
    expect(trailOf(world)).toEqual([
      "U0BOB approve ok 1 2",
      "U0BOB approve wrong-status 1 2",
      "U0BOB approve wrong-status 1 2",
    ]);
  });

  it("holds a click on which something moved once, as the refused attempt that it was", async () => {
    const world = setUp(anOrder(), {}, { left: async () => 0 });
    await actOnOrder(world, gesture());
    expect(trailOf(world)).toEqual(["U0BOB approve moved 1 2"]);
  });

  it("holds a click on which something moved with the version of its card, which is older than a reminder", async () => {
    const world = setUp(after(anOrder(), "remind", "remind"), {}, { left: async () => 0 });
    await actOnOrder(world, gesture({ version: 1 }));
    expect(trailOf(world)).toEqual(["U0BOB approve moved 1 4"]);
  });

  it("holds one entry of somebody who was overtaken and decided again", async () => {
    const world = setUp();
    const orders = overtaken(world.orders, () =>
      actOnOrder(world, gesture({ by: carol }, { action: "deny" })),
    );
    await actOnOrder({ ...world, orders }, gesture());
    expect(trailOf(world)).toEqual(["U0CAROL deny ok 1 2", "U0BOB approve wrong-status 1 2"]);
  });

  it("holds attempts on orders that there are not", async () => {
    const world = setUp();
    await actOnOrder(world, gesture({ orderId: "AAAAAA", version: 3 }));
    expect(trailOf(world)).toEqual(["U0BOB approve unknown-order 3 0"]);
  });

  it("holds attempts that nobody could decide, with whom Slack said it was", async () => {
    const world = setUp();
    world.people.away();
    await expect(actOnOrder(world, gesture())).rejects.toBeInstanceOf(IdentityUnavailable);
    expect(trailOf(world)).toEqual(["U0BOB approve identity-unknown 1 0"]);
  });

  it("holds what is refused before a form opens, and nothing of what is only considered", async () => {
    const world = setUp(anOrder(), {}, { left: async () => 0 });
    await considerAction(world, gesture({}, { action: "deny" }));
    expect(trailOf(world)).toEqual([]);
    await considerAction(world, gesture({ by: alice }, { action: "deny" }));
    await considerAction(world, gesture());
    expect(trailOf(world)).toEqual(["U0ALICE deny not-approver 1 1", "U0BOB approve moved 1 1"]);
  });

  it("holds a look that is refused, and none that is allowed", async () => {
    const world = setUp();
    await showOrder(world, "K7M4Q9", alice);
    await showOrder(world, "K7M4Q9", { userId: "U0X", teamId: "T0HOME" });
    expect(trailOf(world)).toEqual(["U0X view not-yours 1 1"]);
  });

  it("that cannot take a refusal makes the gesture fail like every outage of the store", async () => {
    const world = setUp();
    const orders: Orders = {
      ...world.orders,
      refused: () => Promise.reject(new StoreUnavailable(false)),
    };
    await expect(actOnOrder({ ...world, orders }, gesture({ by: alice }))).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
    expect(await actOnOrder({ ...world, orders }, gesture())).toMatchObject({ ok: true });
  });

  it("holds nothing of what an edit brought, sealed or not", async () => {
    const world = setUp();
    const { region, labels } = anOrder();
    const edited = {
      region,
      labels,
      justification: "SECRET",
      sealed: "SECRET",
      spec: aSpec({ name: "SECRET" }),
    };
    await actOnOrder(world, gesture({ by: alice }, { action: "edit", edited }));
    await actOnOrder(world, gesture({ by: carol }, { action: "edit", edited }));
    expect(trailOf(world)).toEqual(["U0ALICE edit ok 1 2", "U0CAROL edit not-yours 1 2"]);
    expect(JSON.stringify(world.orders.trail())).not.toContain("SECRET");
  });
});
