import { describe, expect, it } from "vitest";
import { StoreUnavailable, type Notary, type Seal } from "../../../src/workflow/ports.ts";
import { sweep } from "../../../src/workflow/sweep.ts";
import { errandsOf } from "../../../src/workflow/consequences.ts";
import { anOrder } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { keptLog, memoryQueue, standingClock } from "../../support/workflow-ports.ts";

/** A notary who has one batch to seal. */
function aNotary(): Notary & { readonly sealed: () => boolean } {
  const batches: Seal[] = [{ id: "1-0", seq: 1, hash: "h" }];
  return { seal: async () => batches.pop(), sealed: () => batches.length === 0 };
}

async function setUp(notary: Notary = aNotary()) {
  const clock = standingClock();
  const world = {
    clock,
    orders: memoryOrders(clock),
    queue: memoryQueue(),
    log: keptLog(),
    notary,
  };
  await world.orders.create(anOrder(), "s", errandsOf(anOrder()));
  clock.setTo(2);
  return world;
}

describe("a sweep", () => {
  it("takes up what was left behind, and seals the audit trail", async () => {
    const notary = aNotary();
    const world = await setUp(notary);
    await sweep(world);
    expect([...world.queue.jobs.keys()]).toEqual(["K7M4Q9-tell-1"]);
    expect(notary.sealed()).toBe(true);
  });

  it("seals the audit trail when orders cannot be looked at, and fails with the reason", async () => {
    const notary = aNotary();
    const world = await setUp(notary);
    world.orders.down();
    await expect(sweep(world)).rejects.toThrow("The store could not be reached");
    expect(notary.sealed()).toBe(true);
  });

  it("takes up what was left behind when nothing can be sealed, and fails with the reason", async () => {
    const world = await setUp({ seal: () => Promise.reject(new TypeError("No seal.")) });
    await expect(sweep(world)).rejects.toThrow("No seal.");
    expect([...world.queue.jobs.keys()]).toEqual(["K7M4Q9-tell-1"]);
  });

  it("fails with every reason when nothing goes well", async () => {
    const world = await setUp({ seal: () => Promise.reject(new StoreUnavailable(true)) });
    world.orders.down();
    await expect(sweep(world)).rejects.toThrow(/could not be reached.*did not confirm/);
  });
});
