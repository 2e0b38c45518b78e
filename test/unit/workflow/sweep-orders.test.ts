import { beforeEach, describe, expect, it } from "vitest";
import { errandsOf } from "../../../src/workflow/consequences.ts";
import { StoreUnavailable } from "../../../src/workflow/ports.ts";
import { sweepOrders } from "../../../src/workflow/sweep-orders.ts";
import { anOrder, minutesLater } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { keptLog, memoryQueue, standingClock } from "../../support/workflow-ports.ts";

const SECONDS = 1 / 60;

function setUp() {
  const clock = standingClock();
  clock.setTo(0);
  return { clock, orders: memoryOrders(clock), queue: memoryQueue(), log: keptLog() };
}

let world: ReturnType<typeof setUp>;
beforeEach(() => {
  world = setUp();
});

const place = async (order = anOrder()) => world.orders.create(order, order.id, errandsOf(order));

describe("the sweep", () => {
  it("asks again for what was stored and never done", async () => {
    await place(anOrder({ status: "approved" }));
    world.clock.setTo(6 * SECONDS);
    await sweepOrders(world);
    const asked = ["K7M4Q9-passing-1", "K7M4Q9-purchase-1"];
    expect([...world.queue.jobs.keys()].toSorted()).toEqual(asked);
    await sweepOrders(world);
    expect([...world.queue.jobs.keys()].toSorted()).toEqual(asked);
  });

  it("leaves alone what is young enough to be in its first run", async () => {
    await place();
    world.clock.setTo(4 * SECONDS);
    await sweepOrders(world);
    expect(world.queue.jobs.size).toBe(0);
  });

  it("leaves to the queue what it asked for, and asks again when it is still not done", async () => {
    await place();
    const askedAt = async (seconds: number): Promise<number> => {
      world.clock.setTo(seconds * SECONDS);
      const queue = memoryQueue();
      await sweepOrders({ ...world, queue });
      return queue.jobs.size;
    };
    expect(await askedAt(6)).toBe(1);
    expect(await askedAt(12)).toBe(0);
    expect(await askedAt(25)).toBe(0);
    expect(await askedAt(27)).toBe(1);
  });

  it("asks for nothing that is done", async () => {
    await place();
    for (const { id } of errandsOf(anOrder())) await world.orders.done(id);
    world.clock.setTo(1);
    await sweepOrders(world);
    expect(world.queue.jobs.size).toBe(0);
  });

  it("lets the clock look at every order whose time has come, the longest due first", async () => {
    await place(anOrder({ id: "AAAAAA", expiresAt: minutesLater(60) }));
    await place(anOrder({ id: "CCCCCC", remindAt: minutesLater(30) }));
    await place(anOrder({ id: "DDDDDD", escalateAt: minutesLater(90) }));
    world.clock.setTo(29);
    await sweepOrders(world);
    expect([...world.queue.ticks]).toEqual([]);
    world.clock.setTo(60);
    await sweepOrders(world);
    expect([...world.queue.ticks]).toEqual(["CCCCCC", "AAAAAA"]);
  });

  it("changes no order by itself", async () => {
    await place(anOrder({ expiresAt: minutesLater(60) }));
    world.clock.setTo(61);
    await Promise.all([sweepOrders(world), sweepOrders(world)]);
    expect(world.orders.peek("K7M4Q9")?.version).toBe(1);
  });

  it("asks again for all of it after the queue was down", async () => {
    await place(anOrder({ expiresAt: minutesLater(60) }));
    world.clock.setTo(61);
    world.queue.down();
    await expect(sweepOrders(world)).rejects.toBeInstanceOf(StoreUnavailable);
    world.queue.up();
    world.clock.setTo(62);
    await sweepOrders(world);
    expect([...world.queue.ticks]).toEqual(["K7M4Q9"]);
    expect([...world.queue.jobs.keys()].toSorted()).toEqual(["K7M4Q9-tell-1"]);
  });

  it("does not take for taken up what the queue did not take", async () => {
    await place();
    world.clock.setTo(6 * SECONDS);
    world.queue.down();
    await sweepOrders(world);
    world.queue.up();
    world.clock.setTo(11 * SECONDS);
    await sweepOrders(world);
    expect([...world.queue.jobs.keys()]).toEqual(["K7M4Q9-tell-1"]);
  });

  it("fails when the store is down, and has nothing to repair afterwards", async () => {
    await place();
    world.orders.down();
    await expect(sweepOrders(world)).rejects.toBeInstanceOf(StoreUnavailable);
    world.orders.up();
    world.clock.setTo(1);
    await sweepOrders(world);
    expect([...world.queue.jobs.keys()].toSorted()).toEqual(["K7M4Q9-tell-1"]);
  });
});
