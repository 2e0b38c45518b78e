import { beforeEach, describe, expect, it } from "vitest";
import { errandsOf } from "../../../src/workflow/consequences.ts";
import { StoreUnavailable } from "../../../src/workflow/ports.ts";
import { sweepOrders } from "../../../src/workflow/sweep-orders.ts";
import { anOrder, minutesLater, nextVersion } from "../../support/an-order.ts";
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
    expect([...world.queue.jobs.keys()].toSorted()).toEqual(["K7M4Q9-card-1", "K7M4Q9-purchase-1"]);
    await sweepOrders(world);
    expect(world.queue.jobs.size).toBe(2);
  });

  it("leaves alone what is young enough to be in its first run", async () => {
    await place();
    world.clock.setTo(4 * SECONDS);
    await sweepOrders(world);
    expect(world.queue.jobs.size).toBe(0);
  });

  it("asks for nothing that is done", async () => {
    await place();
    await world.orders.done("K7M4Q9-card-1");
    world.clock.setTo(1);
    await sweepOrders(world);
    expect(world.queue.jobs.size).toBe(0);
  });

  it("ends orders whose time is over, with everything that follows", async () => {
    await place(anOrder({ expiresAt: minutesLater(60), sealed: "v1.x" }));
    world.clock.setTo(59);
    await sweepOrders(world);
    expect(world.orders.peek("K7M4Q9")?.status).toBe("pending");
    world.clock.setTo(60);
    await sweepOrders(world);
    const order = world.orders.peek("K7M4Q9");
    expect(order).toMatchObject({ status: "expired", version: 2 });
    expect(order).not.toHaveProperty("sealed");
    expect(order?.history.at(-1)).toEqual({
      at: minutesLater(60),
      by: { kind: "clock" },
      action: "expire",
      version: 2,
    });
    expect(world.orders.errands()).toEqual(
      expect.arrayContaining(["K7M4Q9-card-2", "K7M4Q9-result-2"]),
    );
  });

  it("ends an order once, when two sweeps run at once", async () => {
    await place(anOrder({ expiresAt: minutesLater(60) }));
    world.clock.setTo(61);
    await Promise.all([sweepOrders(world), sweepOrders(world)]);
    await sweepOrders(world);
    expect(world.orders.peek("K7M4Q9")?.version).toBe(2);
  });

  it("does not end an order that was approved in the last moment", async () => {
    await place(anOrder({ expiresAt: minutesLater(60) }));
    world.clock.setTo(61);
    const orders: typeof world.orders = {
      ...world.orders,
      async due(...given) {
        const due = await world.orders.due(...given);
        await world.orders.save(
          nextVersion(anOrder({ expiresAt: minutesLater(60) }), { status: "approved" }),
          [],
        );
        return due;
      },
    };
    await sweepOrders({ ...world, orders });
    expect(world.orders.peek("K7M4Q9")).toMatchObject({ status: "approved", version: 2 });
  });

  it("asks for reminders that are due", async () => {
    await place(anOrder({ remindAt: minutesLater(30) }));
    world.clock.setTo(29);
    await sweepOrders(world);
    expect(world.queue.reminders.size).toBe(0);
    world.clock.setTo(30);
    await sweepOrders(world);
    expect([...world.queue.reminders]).toEqual(["K7M4Q9"]);
  });

  it("ends orders although the queue is down, and loses nothing", async () => {
    await place(anOrder({ expiresAt: minutesLater(60) }));
    world.clock.setTo(61);
    world.queue.down();
    await sweepOrders(world);
    expect(world.orders.peek("K7M4Q9")?.status).toBe("expired");
    world.queue.up();
    world.clock.setTo(62);
    await sweepOrders(world);
    expect([...world.queue.jobs.keys()]).toEqual(
      expect.arrayContaining(["K7M4Q9-result-2", "K7M4Q9-card-2"]),
    );
  });

  it("fails when the store is down, and has nothing to repair afterwards", async () => {
    await place();
    world.orders.down();
    await expect(sweepOrders(world)).rejects.toBeInstanceOf(StoreUnavailable);
    world.orders.up();
    world.clock.setTo(1);
    await sweepOrders(world);
    expect([...world.queue.jobs.keys()]).toEqual(["K7M4Q9-card-1"]);
  });
});
