import { describe, expect, it } from "vitest";
import type { Order } from "../../../src/order/order.ts";
import { trackServers } from "../../../src/workflow/track-servers.ts";
import { after, anOrder, minutesLater } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { keptLog, memoryCloud, memoryQueue, standingClock } from "../../support/workflow-ports.ts";

const ID = "K7M4Q9";
const HOUR = 60;
/** The steps of a purchase take a minute each, so it was bought in the fourth. */
const BOUGHT = 4;

const bought = (count: number): Order =>
  after(
    anOrder({ instanceIds: Array.from({ length: count }, (_, index) => `i-${index + 1}`) }),
    "approve",
    "begin",
    "complete",
  );

function setUp(order: Order = bought(5)) {
  const clock = standingClock();
  clock.setTo(BOUGHT);
  const orders = memoryOrders(clock);
  orders.put(order);
  const cloud = memoryCloud();
  const world = { clock, orders, queue: memoryQueue(), log: keptLog(), cloud };
  return {
    ...world,
    cloud,
    clock,
    order: (): Order => orders.peek(ID) ?? anOrder({ id: "GONE" }),
    /** The cloud lists these from now on, and nothing else. */
    lists(...statuses: readonly (string | undefined)[]): void {
      cloud.instances = async () =>
        statuses.flatMap((status, index) => {
          if (status === undefined) return [];
          return {
            instanceId: `i-${index + 1}`,
            name: `web-${index + 1}`,
            region: "cn-east-tz1",
            az: "cn-east-tz1a",
            deviceType: "edcps.c.normal1",
            status,
            privateIp: `10.0.1.${index + 1}`,
            publicIp: status.toLowerCase() === "running" ? `203.0.113.${index + 1}` : "",
            createTime: minutesLater(BOUGHT),
          };
        });
    },
    /** The cloud cannot be asked from now on. */
    hides(): void {
      const hidden = memoryCloud();
      hidden.hidesInstances();
      cloud.instances = (...given) => hidden.instances(...given);
    },
    look: () => trackServers(world, ID),
    lookAt(minutes: number) {
      clock.setTo(BOUGHT + minutes);
      return trackServers(world, ID);
    },
  };
}

const progress = ({ history }: Order) => history.flatMap((step) => step.progress ?? []);

describe("the tracker", () => {
  it("notes how many of the servers run, and looks again", async () => {
    const world = setUp();
    world.lists("running", "creating", "running", "creating", "running");
    expect(await world.look()).toEqual({ againInMs: 10_000 });
    expect(world.order()).toMatchObject({ status: "provisioned", version: 5 });
    expect(progress(world.order())).toEqual([{ running: 3, failed: 0, of: 5 }]);
    expect(world.order().servers).toEqual([
      { instanceId: "i-1", status: "running", privateIp: "10.0.1.1", publicIp: "203.0.113.1" },
      { instanceId: "i-2", status: "creating", privateIp: "10.0.1.2" },
      { instanceId: "i-3", status: "running", privateIp: "10.0.1.3", publicIp: "203.0.113.3" },
      { instanceId: "i-4", status: "creating", privateIp: "10.0.1.4" },
      { instanceId: "i-5", status: "running", privateIp: "10.0.1.5", publicIp: "203.0.113.5" },
    ]);
    expect(world.orders.errands().toSorted()).toEqual([`${ID}-tell-5`]);
  });

  it("is over when all of them run, with their addresses", async () => {
    const world = setUp(bought(2));
    world.lists("running", "running");
    expect(await world.look()).toBeUndefined();
    expect(progress(world.order())).toEqual([{ running: 2, failed: 0, of: 2, over: "all" }]);
    expect(world.order().servers?.map(({ publicIp }) => publicIp)).toEqual([
      "203.0.113.1",
      "203.0.113.2",
    ]);
  });

  it("is over when each runs or failed", async () => {
    const world = setUp(bought(2));
    world.lists("running", "error");
    expect(await world.look()).toBeUndefined();
    expect(progress(world.order())).toEqual([{ running: 1, failed: 1, of: 2, over: "all" }]);
  });

  it("reads the cloud's words in whichever case they come", async () => {
    const world = setUp(bought(3));
    world.lists("RUNNING", "Running", "Error");
    expect(await world.look()).toBeUndefined();
    expect(progress(world.order())).toEqual([{ running: 2, failed: 1, of: 3, over: "all" }]);
  });

  it("stores nothing, and tells nobody anything, while nothing changed", async () => {
    const world = setUp(bought(2));
    world.lists("creating", "creating");
    for (let looks = 0; looks < 3; looks += 1) await world.look();
    expect(world.order().version).toBe(4);
    world.lists("running", "creating");
    for (let looks = 0; looks < 3; looks += 1) await world.look();
    expect(world.order().version).toBe(5);
  });

  it("waits for servers that are not listed yet, and takes a page that lacks some for no news of them", async () => {
    const world = setUp(bought(3));
    world.lists();
    expect(await world.look()).toEqual({ againInMs: 10_000 });
    world.lists("running", undefined, "running");
    await world.look();
    expect(progress(world.order())).toEqual([{ running: 2, failed: 0, of: 3 }]);
    expect(world.order().servers?.[1]).toEqual({ instanceId: "i-2", status: "" });
    world.lists(undefined, "running", undefined);
    expect(await world.look()).toBeUndefined();
    expect(progress(world.order()).at(-1)).toEqual({ running: 3, failed: 0, of: 3, over: "all" });
    expect(world.order().servers?.[0]).toMatchObject({
      status: "running",
      publicIp: "203.0.113.1",
    });
  });

  it("looks after the servers that were bought, and after no others of that name", async () => {
    const world = setUp(bought(1));
    world.lists("creating", "running", "error");
    await world.look();
    expect(world.order().version).toBe(4);
  });

  it("asks by the servers' name, in their region", async () => {
    const world = setUp(bought(1));
    const asked: unknown[] = [];
    world.cloud.instances = async (...given) => (asked.push(given), []);
    await world.look();
    expect(asked).toEqual([["cn-east-tz1", { name: "web" }]]);
  });

  it("does not mind a cloud that cannot be asked, and looks again later", async () => {
    const world = setUp();
    world.hides();
    expect(await world.lookAt(30)).toEqual({ againInMs: 3 * 60_000 });
    expect(world.order().version).toBe(4);
    expect(world.log.lines).toMatchObject([
      { level: "warn", facts: { orderId: ID, operation: "describeInstances", status: "TIMEOUT" } },
    ]);
  });

  it("leaves what it does not know to the queue", async () => {
    const world = setUp();
    world.cloud.instances = () => Promise.reject(new TypeError("x is not a function"));
    await expect(world.look()).rejects.toBeInstanceOf(TypeError);
  });

  it("looks more rarely the longer it takes: after a tenth of the time, between ten seconds and five minutes", async () => {
    const world = setUp();
    world.lists();
    const pauses: number[] = [];
    for (const minutes of [0, 1, 5, 20, 50, 600])
      pauses.push((await world.lookAt(minutes))?.againInMs ?? 0);
    expect(pauses).toEqual([10_000, 10_000, 30_000, 120_000, 300_000, 300_000]);
  });

  it("gives up after half a day, and says how far they came", async () => {
    const world = setUp(bought(2));
    world.lists("running", "creating");
    expect(await world.lookAt(12 * HOUR - 1)).toEqual({ againInMs: 300_000 });
    expect(await world.lookAt(12 * HOUR)).toBeUndefined();
    expect(progress(world.order()).at(-1)).toEqual({
      running: 1,
      failed: 0,
      of: 2,
      over: "too-long",
    });
  });

  it("gives up in time although the cloud cannot be asked, with what it saw last", async () => {
    const world = setUp(bought(2));
    world.lists("running", "creating");
    await world.look();
    world.hides();
    expect(await world.lookAt(12 * HOUR)).toBeUndefined();
    expect(progress(world.order()).at(-1)).toEqual({
      running: 1,
      failed: 0,
      of: 2,
      over: "too-long",
    });
    expect(world.order().servers?.[0]).toMatchObject({ publicIp: "203.0.113.1" });
  });

  it("counts the time from the purchase, not from the order", async () => {
    const waited = { ...bought(1), placedAt: minutesLater(-100 * HOUR) };
    const world = setUp(waited);
    world.lists("creating");
    expect(await world.look()).toEqual({ againInMs: 10_000 });
  });

  it("looks no more once it is over, whatever becomes of the servers", async () => {
    const world = setUp(bought(1));
    world.lists("running");
    await world.look();
    world.lists("error");
    expect(await world.look()).toBeUndefined();
    expect(world.order().version).toBe(5);
  });

  it("notes one change once when two processes look at the same time", async () => {
    const world = setUp(bought(2));
    world.lists("running", "creating");
    await Promise.all([world.look(), world.look(), world.look()]);
    expect(progress(world.order())).toHaveLength(1);
    world.lists("running", "running");
    await Promise.all([world.look(), world.look(), world.look()]);
    expect(progress(world.order())).toHaveLength(2);
  });

  it("takes nothing back that a later look found, when its own answer was slow", async () => {
    const world = setUp(bought(1));
    world.lists("creating");
    const early = await world.cloud.instances("cn-east-tz1");
    let answer = (): void => undefined;
    const slow = new Promise<void>((resolve) => (answer = resolve));
    const cloud = { ...world.cloud, instances: () => slow.then(() => early) };
    const late = trackServers({ ...world, cloud }, ID);
    world.lists("running");
    await world.look();
    answer();
    await late;
    expect(progress(world.order())).toEqual([{ running: 1, failed: 0, of: 1, over: "all" }]);
  });

  it.each([
    ["an order that there is not", anOrder({ id: "AAAAAA" })],
    ["an order that is not bought", after(anOrder(), "approve")],
    ["an order that is bought without a single server", bought(0)],
  ])("asks the cloud nothing about %s", async (_, order) => {
    const world = setUp(order);
    expect(await world.look()).toBeUndefined();
    expect(world.cloud.looks()).toBe(0);
  });
});
