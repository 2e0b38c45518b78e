import { describe, expect, it } from "vitest";
import type { Order } from "../../../src/order/order.ts";
import { NewerOrder, UnreadableOrder } from "../../../src/order/stored-order.ts";
import { actOnOrder } from "../../../src/workflow/act-on-order.ts";
import { errandsOf } from "../../../src/workflow/consequences.ts";
import { leaveUnreadableOrders } from "../../../src/workflow/leave-unreadable-orders.ts";
import { sweepOrders } from "../../../src/workflow/sweep-orders.ts";
import { tickOrder } from "../../../src/workflow/tick-order.ts";
import { aPolicy } from "../../support/a-policy.ts";
import { worldPorts } from "../../support/world-ports.ts";
import { anOrder, bob, minutesLater } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { keptLog, knownPeople, memoryQueue, standingClock } from "../../support/workflow-ports.ts";

const newer = (changes: Partial<Order> = {}): Order => ({
  ...anOrder(changes),
  schemaVersion: 99 as Order["schemaVersion"],
});

function setUp(...stored: readonly Order[]) {
  const clock = standingClock();
  const orders = memoryOrders(clock);
  for (const order of stored) orders.put(order);
  const log = keptLog();
  return {
    clock,
    orders,
    log,
    queue: memoryQueue(),
    policy: aPolicy,
    people: knownPeople(),
    ...worldPorts(),
    leaving: leaveUnreadableOrders({ clock, log }),
  };
}

describe("a job about an order that only a newer version knows", () => {
  const meets = () => Promise.reject(new NewerOrder("K7M4Q9", 99));

  it("is put off, and has not failed", async () => {
    expect(await setUp().leaving(meets)).toEqual({ againInMs: 15_000 });
  });

  it("is logged once a minute, however many there are", async () => {
    const { leaving, log, clock } = setUp();
    for (let times = 0; times < 100; times += 1) await leaving(meets);
    await leaving(() => Promise.reject(new NewerOrder("AAAAAA", 99)));
    expect(log.lines).toEqual([
      {
        level: "warn",
        facts: { orderId: "K7M4Q9" },
        message: expect.stringMatching(/K7M4Q9.*newer.*left as it is/),
      },
    ]);
    clock.setTo(2);
    await leaving(meets);
    expect(log.lines).toHaveLength(2);
  });

  it("is told apart from any other end of a job", async () => {
    const { leaving, log } = setUp();
    expect(await leaving(async () => ({ againInMs: 5 }))).toEqual({ againInMs: 5 });
    expect(await leaving(async () => undefined)).toBeUndefined();
    await expect(leaving(() => Promise.reject(new TypeError("x")))).rejects.toThrow(TypeError);
    expect(log.lines).toEqual([]);
  });
});

describe("a job about a damaged order", () => {
  const meets = (id: string) => () => Promise.reject(new UnreadableOrder(id, "is no order"));

  it("is put off, and has not failed", async () => {
    expect(await setUp().leaving(meets("K7M4Q9"))).toEqual({ againInMs: 15_000 });
  });

  it("is logged once a minute for each of them, whatever else cannot be read", async () => {
    const { leaving, log, clock } = setUp();
    const round = async (): Promise<void> => {
      await leaving(() => Promise.reject(new NewerOrder("DDDDDD", 99)));
      await leaving(meets("AAAAAA"));
      await leaving(meets("CCCCCC"));
    };
    const named = () => log.lines.map(({ facts }) => (facts as { orderId: string }).orderId);
    for (let times = 0; times < 10; times += 1) await round();
    expect(named()).toEqual(["DDDDDD", "AAAAAA", "CCCCCC"]);
    expect(log.lines[1]).toMatchObject({
      level: "error",
      message: expect.stringMatching(/AAAAAA/),
    });
    clock.setTo(2);
    await round();
    expect(named()).toHaveLength(6);
  });
});

describe("a damaged order", () => {
  it("is changed by nobody, and that somebody tried is kept", async () => {
    const world = setUp(anOrder());
    world.orders.damage("K7M4Q9");
    await expect(
      actOnOrder(world, { orderId: "K7M4Q9", action: "approve", by: bob, version: 1 }),
    ).rejects.toBeInstanceOf(UnreadableOrder);
    expect(world.orders.written()).toEqual([]);
    expect(world.orders.trail()).toMatchObject([
      { orderId: "K7M4Q9", action: "approve", refusal: "unreadable-order" },
    ]);
  });

  it("makes room in the clock's line like a newer one", async () => {
    const world = setUp(anOrder({ expiresAt: minutesLater(60) }));
    world.orders.damage("K7M4Q9");
    world.clock.setTo(62);
    await expect(tickOrder(world, "K7M4Q9")).rejects.toBeInstanceOf(UnreadableOrder);
    expect(await world.orders.due(world.clock(), 1)).toEqual([]);
  });
});

describe("an order that only a newer version knows", () => {
  it("is changed by nobody: a gesture fails with what the person is told", async () => {
    const world = setUp(newer());
    await expect(
      actOnOrder(world, { orderId: "K7M4Q9", action: "approve", by: bob, version: 1 }),
    ).rejects.toBeInstanceOf(NewerOrder);
    expect(world.orders.written()).toEqual([]);
  });

  it("makes room in the clock's line: others that are due come first from then on", async () => {
    const expiresAt = minutesLater(60);
    const world = setUp(
      newer({ expiresAt }),
      anOrder({ id: "AAAAAA", expiresAt: minutesLater(61) }),
    );
    world.clock.setTo(62);
    const due = () => world.orders.due(world.clock(), 1);
    expect(await due()).toEqual(["K7M4Q9"]);
    await expect(tickOrder(world, "K7M4Q9")).rejects.toBeInstanceOf(NewerOrder);
    expect(await due()).toEqual(["AAAAAA"]);
    await tickOrder(world, "AAAAAA");
    world.clock.setTo(63);
    expect(await due()).toEqual(["K7M4Q9"]);
    expect(world.orders.written().map(({ id }) => id)).toEqual(["AAAAAA"]);
  });

  it("keeps its errands, which the sweep brings back without reading it", async () => {
    const world = setUp();
    const order = newer();
    await world.orders.create(order, "s", errandsOf(order));
    world.clock.setTo(2);
    await sweepOrders(world);
    expect([...world.queue.jobs.values()]).toEqual(errandsOf(order));
    expect(world.log.lines).toEqual([]);
  });
});
