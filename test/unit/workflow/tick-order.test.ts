import { describe, expect, it } from "vitest";
import { shownRule } from "../../../src/order/moves.ts";
import type { Order } from "../../../src/order/order.ts";
import { scheduleFrom } from "../../../src/order/schedule.ts";
import { tickOrder } from "../../../src/workflow/tick-order.ts";
import { policyWith, type GivenRule } from "../../support/a-policy.ts";
import { after, anOrder, minutesLater, PLACED_AT } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { keptLog, memoryQueue, standingClock } from "../../support/workflow-ports.ts";

const ID = "K7M4Q9";
const HOUR = 60;

/** Placed at nine in the morning, by the clock in London, under this rule. */
function setUp(rule: Partial<GivenRule>, order: Order = anOrder()) {
  const clock = standingClock();
  const orders = memoryOrders(clock);
  const policy = policyWith(rule);
  const [governing] = policy.rules;
  if (!governing) throw new Error("The policy has no rule.");
  orders.put({ ...order, rule: shownRule(governing), ...scheduleFrom(governing, PLACED_AT) });
  const world = { orders, queue: memoryQueue(), clock, log: keptLog(), policy: () => policy };
  return {
    ...world,
    order: (): Order => orders.peek(ID) ?? anOrder({ id: "GONE" }),
    /** The clock looks at the order, so many minutes after it was placed. */
    async tickAt(minutes: number): Promise<void> {
      clock.setTo(minutes);
      await tickOrder(world, ID);
    },
    /** Whether the sweep would let the clock look at it. */
    isDueAt: async (minutes: number): Promise<boolean> =>
      (await orders.due(new Date(minutesLater(minutes)), 10)).includes(ID),
  };
}

const actions = ({ history }: Order): string[] => history.map(({ action }) => action);

describe("the clock", () => {
  it("does nothing to an order of which nothing is due", async () => {
    const world = setUp({ remindAfter: "4h", expiresAfter: "24h" });
    await world.tickAt(4 * HOUR - 1);
    expect(world.orders.written()).toEqual([]);
  });

  it("ends an order whose time is over, with everything that follows, and what it sealed is gone", async () => {
    const world = setUp({ expiresAfter: "1h" }, anOrder({ sealed: "v1.x" }));
    await world.tickAt(HOUR);
    expect(world.order()).toMatchObject({ status: "expired", version: 2 });
    expect(world.order()).not.toHaveProperty("sealed");
    expect(world.order().history.at(-1)).toEqual({
      at: minutesLater(HOUR),
      by: { kind: "clock" },
      action: "expire",
      version: 2,
    });
    expect(world.orders.errands().toSorted()).toEqual([`${ID}-tell-2`]);
    expect(await world.isDueAt(100 * HOUR)).toBe(false);
  });

  it("reminds, and waits twice as long each time", async () => {
    const world = setUp({ remindAfter: "1h", expiresAfter: "24h" });
    const due: number[] = [];
    for (let minutes = 0; minutes < 24 * HOUR; minutes += HOUR) {
      if (!(await world.isDueAt(minutes))) continue;
      due.push(minutes / HOUR);
      await world.tickAt(minutes);
    }
    expect(due).toEqual([1, 3, 7, 15]);
    expect(actions(world.order())).toEqual(["place", "remind", "remind", "remind", "remind"]);
    expect(world.orders.errands()).toEqual([2, 3, 4, 5].map((version) => `${ID}-tell-${version}`));
  });

  it("asks those of the second list, once", async () => {
    const world = setUp({
      escalation: { after: "2h", approvers: { users: ["U0DAVE"], groups: ["S0LEADS"] } },
    });
    await world.tickAt(2 * HOUR);
    expect(world.order()).toMatchObject({ status: "pending", escalatedAt: minutesLater(2 * HOUR) });
    expect(world.order().history.at(-1)).toMatchObject({
      action: "escalate",
      by: { kind: "clock" },
      asks: { users: ["U0DAVE"], groups: ["S0LEADS"] },
    });
    await world.tickAt(3 * HOUR);
    expect(actions(world.order())).toEqual(["place", "escalate"]);
    expect(world.orders.errands().toSorted()).toEqual([`${ID}-tell-2`]);
  });

  it("asks the second list first when it slept through both, then reminds", async () => {
    const world = setUp({
      remindAfter: "1h",
      escalation: { after: "2h", approvers: { users: ["U0DAVE"] } },
    });
    await world.tickAt(5 * HOUR);
    expect(await world.isDueAt(5 * HOUR)).toBe(true);
    await world.tickAt(5 * HOUR);
    expect(actions(world.order())).toEqual(["place", "escalate", "remind"]);
    expect(await world.isDueAt(5 * HOUR)).toBe(false);
  });

  it("ends an order that it slept through, and asks nobody any more", async () => {
    const world = setUp({ remindAfter: "1h", expiresAfter: "4h" });
    await world.tickAt(9 * HOUR);
    expect(actions(world.order())).toEqual(["place", "expire"]);
  });

  it("is harmless when it looks twice, or twice at once", async () => {
    for (const rule of [
      { expiresAfter: "1h" },
      { remindAfter: "1h" },
      { escalation: { after: "1h", approvers: { users: ["U0DAVE"] } } },
    ]) {
      const world = setUp(rule);
      world.clock.setTo(HOUR);
      await Promise.all([tickOrder(world, ID), tickOrder(world, ID), tickOrder(world, ID)]);
      await tickOrder(world, ID);
      expect(world.order().version).toBe(2);
    }
  });

  it("ends no order that was approved in the last moment", async () => {
    const world = setUp({ expiresAfter: "1h" });
    world.clock.setTo(HOUR);
    const placed = world.order();
    const orders: typeof world.orders = {
      ...world.orders,
      async save(...given) {
        world.orders.put(after(placed, "approve"));
        return world.orders.save(...given);
      },
    };
    await tickOrder({ ...world, orders }, ID);
    expect(actions(world.order())).toEqual(["place", "approve"]);
  });

  it.each(["approve", "deny", "cancel"] as const)(
    "leaves an order alone that is over: %s",
    async (action) => {
      const world = setUp({ remindAfter: "1h" });
      world.orders.put(after(world.order(), action));
      await world.tickAt(100 * HOUR);
      expect(world.order().version).toBe(2);
    },
  );

  it("of an order that there is not does nothing", async () => {
    const world = setUp({});
    await tickOrder(world, "AAAAAA");
    expect(world.orders.written()).toEqual([]);
  });

  it("reminds without an end when the rule is gone from the policy, and asks no second list", async () => {
    const world = setUp({
      remindAfter: "1h",
      escalation: { after: "2h", approvers: { users: ["U0DAVE"] } },
    });
    const gone = { ...world, policy: () => policyWith({ name: "another" }) };
    world.clock.setTo(HOUR);
    await tickOrder(gone, ID);
    expect(world.order()).not.toHaveProperty("remindAt");
    world.clock.setTo(2 * HOUR);
    await tickOrder(gone, ID);
    expect(world.order().history.at(-1)).not.toHaveProperty("asks");
    expect(actions(world.order())).toEqual(["place", "remind", "escalate"]);
  });
});

describe("quiet hours", () => {
  const night = { from: "19:00", to: "08:00", zone: "Europe/London" };
  const MORNING = 23 * HOUR; // eight o'clock on the next day

  const puttingOff: [string, Partial<GivenRule>, string][] = [
    ["a reminder", { remindAfter: "4h" }, "remind"],
    [
      "the second list",
      { escalation: { after: "4h", approvers: { users: ["U0DAVE"] } } },
      "escalate",
    ],
  ];

  it.each(puttingOff)(
    "put off %s that was slept through, to the morning",
    async (_, rule, action) => {
      const world = setUp({ ...rule, quietHours: night, expiresAfter: "48h" });
      await world.tickAt(11 * HOUR); // eight in the evening
      expect(world.orders.written()).toEqual([]);
      expect(await world.isDueAt(MORNING - 1)).toBe(false);
      expect(await world.isDueAt(MORNING)).toBe(true);
      await world.tickAt(MORNING);
      expect(actions(world.order())).toEqual(["place", action]);
    },
  );

  it("put off no end: it is a promise to the requester", async () => {
    const world = setUp({ expiresAfter: "12h", quietHours: night });
    await world.tickAt(12 * HOUR);
    expect(world.order().status).toBe("expired");
  });

  it("that outlast the order do not keep it from ending in time", async () => {
    const world = setUp({ remindAfter: "4h", quietHours: night, expiresAfter: "12h" });
    await world.tickAt(11 * HOUR);
    expect(await world.isDueAt(12 * HOUR - 1)).toBe(false);
    expect(await world.isDueAt(12 * HOUR)).toBe(true);
    await world.tickAt(12 * HOUR);
    expect(actions(world.order())).toEqual(["place", "expire"]);
  });

  it("put a reminder off again and again without storing anything, as often as the clock looks", async () => {
    const world = setUp({ remindAfter: "4h", quietHours: night, expiresAfter: "48h" });
    for (const minutes of [11, 14, 20]) await world.tickAt(minutes * HOUR);
    expect(world.orders.written()).toEqual([]);
    expect(await world.isDueAt(MORNING)).toBe(true);
  });
});
