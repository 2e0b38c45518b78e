import { beforeEach, describe, expect, it } from "vitest";
import type { Order } from "../../../src/order/order.ts";
import {
  actOnOrder,
  considerAction,
  showOrder,
  type Gesture,
} from "../../../src/workflow/act-on-order.ts";
import { IdentityUnavailable, StoreUnavailable, type Orders } from "../../../src/workflow/ports.ts";
import { aPerson, policyWith, type GivenRule } from "../../support/a-policy.ts";
import { alice, anOrder, bob, carol, dave, minutesLater } from "../../support/an-order.ts";
import { memoryOrders, type MemoryOrders } from "../../support/memory-orders.ts";
import { keptLog, knownPeople, memoryQueue, standingClock } from "../../support/workflow-ports.ts";

function setUp(order: Order = anOrder(), rule: Partial<GivenRule> = {}) {
  const clock = standingClock();
  const orders = memoryOrders(clock);
  orders.put(order);
  const queue = memoryQueue();
  const people = knownPeople(aPerson(dave, { standing: "guest" }));
  return { orders, queue, clock, people, log: keptLog(), policy: () => policyWith(rule) };
}

const gesture = (changes: Partial<Gesture> = {}): Gesture => ({
  orderId: "K7M4Q9",
  action: "approve",
  by: bob,
  version: 1,
  ...changes,
});

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
    expect(world.orders.errands().toSorted()).toEqual(["K7M4Q9-card-2", "K7M4Q9-purchase-2"]);
    expect([...world.queue.jobs.keys()].toSorted()).toEqual(["K7M4Q9-card-2", "K7M4Q9-purchase-2"]);
  });

  it("counts although the queue is down: what follows is kept with it", async () => {
    world.queue.down();
    expect(await actOnOrder(world, gesture())).toMatchObject({ ok: true });
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
      actOnOrder(world, gesture({ by: carol, action: "deny", reason: "No." })),
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
    ["it is tried again and never failed", gesture({ action: "retry" }), "wrong-status"],
    [
      "a stranger cancels",
      gesture({ action: "cancel", by: { userId: "U0X", teamId: "T0HOME" } }),
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
  it("answers what acting would answer, and changes nothing", async () => {
    const world = setUp();
    expect(await considerAction(world, gesture({ action: "deny" }))).toMatchObject({
      ok: true,
      order: { status: "denied" },
    });
    expect(await considerAction(world, gesture({ action: "deny", by: alice }))).toMatchObject({
      ok: false,
      refusal: { reason: "not-approver" },
    });
    expect(await considerAction(world, gesture({ orderId: "AAAAAA" }))).toEqual({
      ok: false,
      refusal: { reason: "unknown-order" },
    });
    expect(world.orders.written()).toEqual([]);
    expect(world.orders.peek("K7M4Q9")).toEqual(anOrder());
  });
});

describe("looking at an order", () => {
  it("is for its requester and its approvers", async () => {
    const world = setUp();
    for (const who of [alice, bob])
      expect(await showOrder(world, "K7M4Q9", who)).toEqual({ ok: true, order: anOrder() });
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
    expect((await act({ ...setUp(), policy })).ok).toBe(false); // the next one goes by the next policy
  });
});
