import { beforeEach, describe, expect, it } from "vitest";
import { aesSealer } from "../../../src/store/sealer.ts";
import type { Order } from "../../../src/order/order.ts";
import { actOnOrder } from "../../../src/workflow/act-on-order.ts";
import { CloudFailure, type CloudFailureFacts } from "../../../src/workflow/cloud-failure.ts";
import { UnreadableOrder } from "../../../src/order/stored-order.ts";
import { StoreUnavailable, type Orders, type Sealer } from "../../../src/workflow/ports.ts";
import { provisionOrder } from "../../../src/workflow/provision-order.ts";
import { aPolicy } from "../../support/a-policy.ts";
import { alice, anOrder, aSpec, bob, minutesLater } from "../../support/an-order.ts";
import { worldPorts } from "../../support/world-ports.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import {
  keptLog,
  knownPeople,
  memoryCloud,
  memoryQueue,
  paperSealer,
  standingClock,
} from "../../support/workflow-ports.ts";

const TOKEN = anOrder().clientToken;
const approved = (changes: Partial<Order> = {}): Order =>
  anOrder({
    status: "approved",
    version: 2,
    approvals: [{ ...bob, at: minutesLater(1) }],
    ...changes,
  });

function setUp(order: Order = approved(), sealer?: Sealer) {
  const clock = standingClock();
  const orders = memoryOrders(clock);
  orders.put(order);
  const world = {
    clock,
    orders,
    queue: memoryQueue(),
    log: keptLog(),
    cloud: memoryCloud(),
    sealer,
  };
  return {
    ...world,
    limits: () => aPolicy().limits,
    order: (): Order => {
      const stored = orders.peek(order.id);
      if (!stored) throw new Error("The order is gone.");
      return stored;
    },
    /** Alice, whose order it is, asks for this. */
    alice: (action: "retry" | "cancel") =>
      actOnOrder(
        { ...world, ...worldPorts(), people: knownPeople(), policy: aPolicy },
        { orderId: order.id, action, by: alice },
      ),
  };
}
type World = ReturnType<typeof setUp>;

const first = (world: World): ReturnType<typeof provisionOrder> =>
  provisionOrder(world, "K7M4Q9", false);
const last = (world: World): ReturnType<typeof provisionOrder> =>
  provisionOrder(world, "K7M4Q9", true);

/** An order of which another process, whose clock runs ahead by that, just sent a call that nobody answered. */
async function sentByAClockAhead(minutes: number): Promise<World> {
  const world = setUp();
  world.clock.setTo(1 + minutes);
  await world.orders.callStarted("K7M4Q9", world.clock());
  world.clock.setTo(1);
  return world;
}

/** The kinds of trouble, as the cloud's errors are told apart. */
const saidNo: Partial<CloudFailureFacts> = {
  kind: "refused",
  status: "QUOTA_EXCEEDED",
  retry: "no",
  mayHaveHappened: false,
  detail: "No quota.",
  requestId: "r-1",
};
const tooMany: Partial<CloudFailureFacts> = {
  kind: "refused",
  status: "RATE_LIMIT",
  retry: "same-token",
  mayHaveHappened: false,
};
const broken: Partial<CloudFailureFacts> = {
  kind: "refused",
  status: "INTERNAL",
  retry: "same-token",
  mayHaveHappened: true,
};
const aborted: Partial<CloudFailureFacts> = {
  kind: "refused",
  status: "ABORTED",
  retry: "look-first",
  mayHaveHappened: true,
};
const refusedConnection: Partial<CloudFailureFacts> = {
  kind: "no-answer",
  status: "ECONNREFUSED",
  retry: "same-token",
  mayHaveHappened: false,
};
const timeout: Partial<CloudFailureFacts> = {
  kind: "no-answer",
  status: "TIMEOUT",
  retry: "same-token",
  mayHaveHappened: true,
};
const nonsense: Partial<CloudFailureFacts> = {
  kind: "not-understood",
  status: "NOT_JSON",
  retry: "same-token",
  mayHaveHappened: true,
};

describe("buying an approved order", () => {
  let world: World;
  beforeEach(() => {
    world = setUp(approved({ spec: aSpec({ count: 2 }) }));
  });

  it("sends what is stored, under the stored token, and records what came of it", async () => {
    await first(world);
    expect(world.cloud.calls).toEqual([
      { region: "cn-east-tz1", clientToken: TOKEN, spec: aSpec({ count: 2 }) },
    ]);
    expect(world.order()).toMatchObject({
      status: "provisioned",
      version: 4,
      instanceIds: ["i-1-1", "i-1-2"],
    });
    expect(world.order().history.map(({ action, requestId }) => [action, requestId])).toEqual([
      ["place", undefined],
      ["begin", undefined],
      ["complete", "request-1"],
    ]);
    expect([...world.queue.jobs.keys()]).toContain("K7M4Q9-tell-4");
  });

  it("is told with the approval as it begins, and with its end what was not told by then", async () => {
    const meanwhile: unknown[] = [];
    const cloud: World["cloud"] = {
      ...world.cloud,
      async createInstances(order) {
        meanwhile.push([...world.queue.jobs.keys()], world.orders.errands());
        return world.cloud.createInstances(order);
      },
    };
    await provisionOrder({ ...world, cloud }, "K7M4Q9", false);
    expect(meanwhile).toEqual([["K7M4Q9-passing-3"], ["K7M4Q9-passing-3"]]);
    expect(world.orders.errands()).toEqual(["K7M4Q9-tell-4", "K7M4Q9-track-4"]);
  });

  it("records that it begins before it asks the cloud", async () => {
    const seen: (string | undefined)[] = [];
    const cloud = {
      ...world.cloud,
      createInstances: async (order: Parameters<World["cloud"]["createInstances"]>[0]) => {
        seen.push(
          world.orders.peek("K7M4Q9")?.status,
          String((await world.orders.openCalls("K7M4Q9")).open),
        );
        return world.cloud.createInstances(order);
      },
    };
    await provisionOrder({ ...world, cloud }, "K7M4Q9", false);
    expect(seen).toEqual(["provisioning", "1"]);
  });

  it("asks for nothing that this team's policy allows no more", async () => {
    const world = setUp(approved({ spec: aSpec({ count: 3 }) }));
    const limits = () => ({ ...world.limits(), maxCount: 2 });
    await provisionOrder({ ...world, limits }, "K7M4Q9", false);
    expect(world.cloud.calls).toEqual([]);
    expect(world.order()).toMatchObject({
      status: "failed",
      failure: { kind: "not-valid", status: "count: policy-limit", retriable: false },
    });
  });

  it("repeats a call whose end nobody knows, whatever the policy allows by now", async () => {
    const world = setUp(approved({ spec: aSpec({ count: 3 }) }));
    world.cloud.failsWith({ buysFirst: true });
    await expect(first(world)).rejects.toThrow(CloudFailure);
    await provisionOrder(
      { ...world, limits: () => ({ ...world.limits(), maxCount: 2 }) },
      "K7M4Q9",
      false,
    );
    expect(world.cloud.sold.size).toBe(1);
    expect(world.order().status).toBe("provisioned");
  });

  it("keeps the ids of some when the cloud did not make all", async () => {
    world.cloud.sellsOnly(1);
    await first(world);
    expect(world.order()).toMatchObject({ status: "provisioned", instanceIds: ["i-1-1"] });
  });

  it("buys once, however often the job runs", async () => {
    await first(world);
    await first(world);
    await last(world);
    expect(world.cloud.calls).toHaveLength(1);
    expect(world.order().version).toBe(4);
  });

  it("buys once when two workers run it at once", async () => {
    await Promise.all([first(world), first(world)]);
    expect(world.cloud.sold.size).toBe(1);
    expect(new Set(world.cloud.calls.map(({ clientToken }) => clientToken))).toEqual(
      new Set([TOKEN]),
    );
    expect(world.order()).toMatchObject({ status: "provisioned", instanceIds: ["i-1-1", "i-1-2"] });
  });

  it.each([
    "pending",
    "provisioned",
    "failed",
    "unknown",
    "denied",
    "cancelled",
    "expired",
  ] as const)("buys nothing of an order that is %s", async (status) => {
    world.orders.put(approved({ status }));
    await first(world);
    expect(world.cloud.calls).toEqual([]);
    expect(world.orders.written()).toEqual([]);
  });

  it("buys nothing of an order that there is not", async () => {
    await provisionOrder(world, "AAAAAA", true);
    expect(world.cloud.calls).toEqual([]);
  });

  it("buys nothing when it is cancelled just before", async () => {
    const orders: Orders = {
      ...world.orders,
      async save(order, errands) {
        world.orders.put(approved({ version: 3, status: "cancelled" }));
        return world.orders.save(order, errands);
      },
    };
    await provisionOrder({ ...world, orders }, "K7M4Q9", false);
    expect(world.cloud.calls).toEqual([]);
    expect(world.order().status).toBe("cancelled");
  });

  it("asks nobody when the call cannot be noted first", async () => {
    const orders: Orders = {
      ...world.orders,
      callStarted: () => Promise.reject(new StoreUnavailable(true)),
    };
    await expect(provisionOrder({ ...world, orders }, "K7M4Q9", true)).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
    expect(world.cloud.calls).toEqual([]);
  });
});

describe("a call to the cloud that fails", () => {
  it.each([
    ["was refused for good", saidNo, "failed", false],
    ["met a limit", tooMany, "failed", true],
    ["never left", refusedConnection, "failed", true],
    ["was not answered", timeout, "unknown", true],
    ["broke inside the cloud", broken, "unknown", true],
    ["was aborted", aborted, "unknown", true],
    ["was answered with something else", nonsense, "unknown", true],
  ] as const)(
    "at the last attempt and %s: the order says what is known",
    async (_, facts, status, retriable) => {
      const world = setUp();
      world.cloud.failsWith(facts);
      await last(world);
      expect(world.order()).toMatchObject({
        status,
        failure: { kind: facts.kind, status: facts.status, retriable },
        instanceIds: [],
      });
      expect([...world.queue.jobs.keys()]).toContain("K7M4Q9-tell-4");
    },
  );

  it.each([
    ["met a limit", tooMany],
    ["never left", refusedConnection],
    ["was not answered", timeout],
    ["broke inside the cloud", broken],
    ["was answered with something else", nonsense],
  ] as const)(
    "before the last attempt and %s: the queue tries again, and nothing is said yet",
    async (_, facts) => {
      const world = setUp();
      world.cloud.failsWith(facts);
      await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
      expect(world.order()).toMatchObject({ status: "provisioning", version: 3 });
      expect(world.order()).not.toHaveProperty("failure");
    },
  );

  it.each([
    ["was refused for good", saidNo, "failed"],
    ["was aborted", aborted, "unknown"],
  ] as const)(
    "before the last attempt and %s: nothing is sent again by itself",
    async (_, facts, status) => {
      const world = setUp();
      world.cloud.failsWith(facts);
      await first(world);
      expect(world.order().status).toBe(status);
      expect(world.cloud.calls).toHaveLength(1);
    },
  );

  it("keeps the cloud's own words and the request id", async () => {
    const world = setUp();
    world.cloud.failsWith(saidNo);
    await last(world);
    expect(world.order().failure).toEqual({
      kind: "refused",
      status: "QUOTA_EXCEEDED",
      retriable: false,
      detail: "No quota.",
      requestId: "r-1",
    });
    expect(world.order().history.at(-1)).toMatchObject({ action: "fail", requestId: "r-1" });
  });

  it("and then works buys under the same token with the same body", async () => {
    const world = setUp();
    world.cloud.failsWith(timeout, nonsense, tooMany);
    for (let tries = 0; tries < 3; tries += 1)
      await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
    await last(world);
    expect(world.order().status).toBe("provisioned");
    expect(world.cloud.calls).toHaveLength(4);
    for (const call of world.cloud.calls) expect(call).toEqual(world.cloud.calls[0]);
  });

  it("after it took effect is found out by the repeat: one purchase, its own ids", async () => {
    const world = setUp();
    world.cloud.failsWith({ ...timeout, buysFirst: true });
    await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
    await last(world);
    expect(world.cloud.sold.size).toBe(1);
    expect(world.order()).toMatchObject({ status: "provisioned", instanceIds: ["i-1-1"] });
  });

  it("in a way that nobody foresaw is passed on, and the order waits", async () => {
    const world = setUp();
    const cloud = { ...world.cloud, createInstances: () => Promise.reject(new TypeError("oops")) };
    await expect(provisionOrder({ ...world, cloud }, "K7M4Q9", true)).rejects.toBeInstanceOf(
      TypeError,
    );
    expect(world.order().status).toBe("provisioning");
    expect(await world.orders.openCalls("K7M4Q9")).toMatchObject({ open: 1 });
  });
});

describe("what is not known", () => {
  it("is called unknown even when the last call was certainly without effect, because the one before was not", async () => {
    const world = setUp();
    world.cloud.failsWith(timeout, refusedConnection);
    await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
    await last(world);
    expect(world.order()).toMatchObject({
      status: "unknown",
      failure: { status: "ECONNREFUSED", retriable: true, found: [] },
    });
  });

  it("is called failed when every call was certainly without effect", async () => {
    const world = setUp();
    world.cloud.failsWith(refusedConnection, tooMany, refusedConnection);
    await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
    await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
    await last(world);
    expect(world.order().status).toBe("failed");
    expect(world.cloud.looks()).toBe(0);
    expect(await world.orders.openCalls("K7M4Q9")).toMatchObject({ open: 0 });
  });

  /** An order whose first call went out a minute after it was placed and was not answered; later ones go like this. */
  async function unansweredThen(
    ...troubles: readonly Partial<CloudFailureFacts>[]
  ): Promise<World> {
    const world = setUp();
    world.cloud.failsWith(timeout, ...troubles);
    await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
    return world;
  }
  const seconds = (count: number): number => 1 + count / 60;

  it("is settled by a refusal under the same token when nothing of that name exists", async () => {
    const world = await unansweredThen(saidNo);
    world.clock.setTo(seconds(60));
    await last(world);
    expect(world.order()).toMatchObject({
      status: "failed",
      failure: { status: "QUOTA_EXCEEDED", retriable: false },
    });
    expect(world.cloud.looks()).toBe(1);
  });

  it("is not settled by a refusal while a call that another process sent meanwhile may be at work", async () => {
    const world = setUp();
    const refusing = {
      ...world.cloud,
      createInstances: async () => {
        await world.orders.callStarted("K7M4Q9", world.clock());
        throw new CloudFailure({
          operation: "createInstances",
          kind: "refused",
          status: "QUOTA_EXCEEDED",
          retry: "no",
          mayHaveHappened: false,
        });
      },
    };
    expect(await provisionOrder({ ...world, cloud: refusing }, "K7M4Q9", true)).toEqual({
      againInMs: 10_000,
    });
    expect(world.order()).toMatchObject({ status: "provisioning" });
  });

  it("is not waited for when a clock that ran an hour ahead sent the call before, and is not called failed", async () => {
    const world = await sentByAClockAhead(60);
    world.cloud.failsWith(saidNo);
    expect(await first(world)).toBeUndefined();
    expect(world.order()).toMatchObject({ status: "unknown", failure: { found: [] } });
  });

  it("is waited for when a clock that ran a little ahead sent the call before", async () => {
    const world = await sentByAClockAhead(1);
    world.cloud.failsWith(saidNo);
    expect(await first(world)).toEqual({ againInMs: 10_000 });
    expect(world.cloud.looks()).toBe(0);
  });

  it("is measured from the last call, not the first", async () => {
    const world = await unansweredThen(timeout, saidNo);
    world.clock.setTo(seconds(60));
    await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
    world.clock.setTo(seconds(65));
    expect(await last(world)).toEqual({ againInMs: 10_000 });
  });

  it.each([
    ["the last attempt", last],
    ["an attempt before the last", first],
  ])(
    "is not settled by a refusal for a minute, in which the call before may still be at work: %s asks to be run again",
    async (_, attempt) => {
      const world = await unansweredThen(saidNo, saidNo, saidNo);
      for (const after of [1, 59]) {
        world.clock.setTo(seconds(after));
        expect(await attempt(world)).toEqual({ againInMs: 10_000 });
        expect(world.order()).toMatchObject({ status: "provisioning", version: 3 });
        expect(world.order()).not.toHaveProperty("failure");
      }
      expect(world.cloud.looks()).toBe(0);
      expect(await world.orders.openCalls("K7M4Q9")).toMatchObject({ open: 1 });
      world.clock.setTo(seconds(60));
      expect(await attempt(world)).toBeUndefined();
      expect(world.order().status).toBe("failed");
    },
  );

  it("may turn out to have been bought while a refusal was waited out", async () => {
    const world = setUp();
    world.cloud.failsWith({ ...timeout, buysFirst: true }, saidNo);
    await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
    expect(await last(world)).toEqual({ againInMs: 10_000 });
    world.clock.setTo(seconds(10));
    await last(world);
    expect(world.cloud.sold.size).toBe(1);
    expect(world.order()).toMatchObject({ status: "provisioned", instanceIds: ["i-1-1"] });
  });

  it.each([401, 403, 429])(
    "is not settled by a refusal with HTTP %d, which nothing behind the gateway has seen",
    async (httpStatus) => {
      const world = await unansweredThen({ ...saidNo, httpStatus });
      world.clock.setTo(seconds(60));
      await last(world);
      expect(world.order()).toMatchObject({
        status: "unknown",
        failure: { status: "QUOTA_EXCEEDED", retriable: true, found: [] },
      });
    },
  );

  it("is not settled by a limit that was met: it says nothing about the call before", async () => {
    const world = setUp();
    world.cloud.failsWith({ ...timeout, buysFirst: true }, tooMany);
    await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
    await last(world);
    expect(world.order()).toMatchObject({ status: "unknown", failure: { status: "RATE_LIMIT" } });
  });

  it("is not settled by a refusal when something of that name exists, or nobody can say", async () => {
    for (const prepare of [
      (world: World) => world.cloud.has({}),
      (world: World) => world.cloud.hidesInstances(),
    ]) {
      const world = await unansweredThen(saidNo);
      prepare(world);
      world.clock.setTo(seconds(60));
      await last(world);
      expect(world.order()).toMatchObject({ status: "unknown", failure: { retriable: true } });
    }
  });

  it("is looked up: servers of that name and type that are not older than the purchase", async () => {
    const world = setUp();
    world.clock.setTo(30);
    world.cloud.failsWith(timeout);
    world.cloud.has(
      { instanceId: "i-same", name: "web", createTime: minutesLater(30) },
      { instanceId: "i-numbered", name: "web-02", createTime: minutesLater(31) },
      { instanceId: "i-clock-differs", createTime: minutesLater(26) },
      { instanceId: "i-undated", createTime: "" },
      { instanceId: "i-unreadable", createTime: "yesterday" },
      { instanceId: "i-older", createTime: minutesLater(24) },
      { instanceId: "i-other-type", deviceType: "edcps.g.large1", createTime: minutesLater(30) },
      { instanceId: "i-other-name", name: "my-web", createTime: minutesLater(30) },
      { instanceId: "i-other-region", region: "cn-north-bj1", createTime: minutesLater(30) },
    );
    await last(world);
    expect(world.order()).toMatchObject({
      status: "unknown",
      failure: { found: ["i-same", "i-numbered", "i-clock-differs", "i-undated", "i-unreadable"] },
    });
  });

  /** Another order that got a server, from the cloud or by taking it over. */
  const other = (by: "complete" | "adopt", instanceId: string, index = 0): Order =>
    anOrder({
      id: `AAA${String(index).padStart(3, "0")}`,
      status: "provisioned",
      placedAt: minutesLater(index),
      history: [{ at: minutesLater(index), by: { kind: "purchase" }, action: by, version: 4 }],
      instanceIds: [instanceId],
    });

  it("is looked up without what other orders bought, however many were bought since", async () => {
    const world = setUp();
    world.cloud.failsWith(timeout);
    world.cloud.has({ instanceId: "i-mine" }, { instanceId: "i-theirs", name: "web-2" });
    for (let index = 0; index < 250; index += 1)
      world.orders.put(other("complete", index === 0 ? "i-theirs" : `i-${index}`, index));
    await last(world);
    expect(world.order()).toMatchObject({ status: "unknown", failure: { found: ["i-mine"] } });
  });

  it("has certainly bought nothing when all that is found was bought by another order", async () => {
    const after = async (by: "complete" | "adopt"): Promise<string> => {
      const world = await unansweredThen(saidNo);
      world.cloud.has({ instanceId: "i-theirs" });
      world.orders.put(other(by, "i-theirs"));
      world.clock.setTo(seconds(60));
      await last(world);
      return world.order().status;
    };
    expect(await after("complete")).toBe("failed");
    // What was taken over was only found as well, and may be this order's.
    expect(await after("adopt")).toBe("unknown");
  });

  it("is told with all that is found when an order cannot be read that may have bought it", async () => {
    const world = await unansweredThen(saidNo);
    world.cloud.has({ instanceId: "i-theirs" }, { instanceId: "i-known", name: "web-2" });
    world.orders.put(other("complete", "i-known", 1));
    world.orders.put(other("complete", "i-theirs", 2));
    world.orders.damage("AAA002");
    world.clock.setTo(seconds(60));
    await last(world);
    expect(world.order()).toMatchObject({ status: "unknown", failure: { found: ["i-theirs"] } });
  });

  it.each([
    ["web", "web", true],
    ["web-1", "web", true],
    ["web1", "web", true],
    ["web_001", "web", true],
    ["web-01", "web-01", true],
    ["web-01-2", "web-01", true],
    ["web-server", "web", false],
    ["web-server-1", "web", false],
    ["website", "web", false],
    ["web-1a", "web", false],
    ["web-01-2", "web", false],
    ["my-web", "web", false],
    ["web", "web-01", false],
    ["WEB-1", "web", false],
  ])("a server called %s is found for an order called %s: %s", async (name, ordered, isFound) => {
    const world = setUp(approved({ spec: aSpec({ name: ordered }) }));
    world.cloud.failsWith(timeout);
    world.cloud.has({ instanceId: "i-there", name });
    await last(world);
    expect(world.order().failure?.found).toEqual(isFound ? ["i-there"] : []);
  });

  it("says so when the cloud could not be asked what exists", async () => {
    const world = setUp();
    world.cloud.failsWith(timeout);
    world.cloud.hidesInstances();
    await last(world);
    expect(world.order().status).toBe("unknown");
    expect(world.order().failure).not.toHaveProperty("found");
  });

  it("is tried again under the same token when a person says so, and may turn out to have been bought", async () => {
    const world = setUp();
    world.cloud.failsWith({ ...timeout, buysFirst: true });
    await last(world);
    expect(world.order().status).toBe("unknown");
    expect(await world.alice("retry")).toMatchObject({ ok: true });
    await first(world);
    expect(world.cloud.sold.size).toBe(1);
    expect(world.order()).toMatchObject({ status: "provisioned", instanceIds: ["i-1-1"] });
    expect(world.order()).not.toHaveProperty("failure");
  });
});

describe("a success that comes late", () => {
  /** The call of one worker is answered with a success only after all this; other workers' calls fail as they are told. */
  async function afterAll(world: World, meanwhile: () => Promise<unknown>): Promise<void> {
    const cloud = {
      ...world.cloud,
      createInstances: async (order: Parameters<World["cloud"]["createInstances"]>[0]) => {
        await meanwhile();
        return world.cloud.createInstances(order);
      },
    };
    await provisionOrder({ ...world, cloud }, "K7M4Q9", false);
  }
  /** Another worker takes the purchase up while the first one still waits for its answer, and gives up. */
  async function givenUp(world: World, trouble: Partial<CloudFailureFacts>): Promise<void> {
    world.cloud.failsWith(trouble);
    world.clock.setTo(2.5);
    await last(world);
  }
  const statuses = (world: World): string[] => world.orders.written().map(({ status }) => status);
  const errors = ({ log }: World): object[] => log.lines.filter(({ level }) => level === "error");

  it.each([
    ["failed", saidNo],
    ["unknown", timeout],
  ] as const)("is recorded over %s", async (status, trouble) => {
    const world = setUp();
    await afterAll(world, () => givenUp(world, trouble));
    expect(statuses(world)).toEqual(["provisioning", status, "provisioned"]);
    expect(world.order()).toMatchObject({ status: "provisioned", instanceIds: ["i-1-1"] });
    expect(world.order()).not.toHaveProperty("failure");
    expect([...world.queue.jobs.keys()]).toContain("K7M4Q9-tell-5");
    expect(errors(world)).toEqual([]);
  });

  it("is recorded over another try that has not begun, which then buys nothing", async () => {
    const world = setUp();
    await afterAll(world, async () => {
      await givenUp(world, timeout);
      expect(await world.alice("retry")).toMatchObject({ ok: true });
    });
    expect(statuses(world)).toEqual(["provisioning", "unknown", "approved", "provisioned"]);
    const calls = world.cloud.calls.length;
    await first(world);
    expect(world.cloud.calls).toHaveLength(calls);
    expect(world.order()).toMatchObject({ status: "provisioned", instanceIds: ["i-1-1"] });
  });

  it("and finds the order closed is told to the operator, with the servers that exist", async () => {
    const world = setUp();
    await afterAll(world, async () => {
      await givenUp(world, timeout);
      expect(await world.alice("cancel")).toMatchObject({ ok: true });
    });
    expect(world.order()).toMatchObject({ status: "cancelled", instanceIds: [] });
    expect(errors(world)).toEqual([
      {
        level: "error",
        facts: { orderId: "K7M4Q9", instanceIds: ["i-1-1"], requestId: "request-2" },
        message: expect.stringContaining("could not be recorded") as string,
      },
    ]);
    expect(world.log.lines.map(({ message }) => message)).not.toContain("An order was bought.");
  });
});

describe("a repeat so late that the cloud may have forgotten the token", () => {
  /** An order whose first call went out and was not answered. */
  async function unanswered(): Promise<World> {
    const world = setUp();
    world.cloud.failsWith(timeout);
    await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
    return world;
  }

  it("within ten minutes goes out without a look", async () => {
    const world = await unanswered();
    world.clock.setTo(11);
    await first(world);
    expect(world.cloud.looks()).toBe(0);
    expect(world.order().status).toBe("provisioned");
  });

  it("after ten minutes goes out when nothing exists that may be this purchase", async () => {
    const world = await unanswered();
    world.clock.setTo(11.1);
    await first(world);
    expect(world.cloud.looks()).toBe(1);
    expect(world.order().status).toBe("provisioned");
  });

  it("first sent by a clock that ran an hour ahead goes out after a look", async () => {
    const world = await sentByAClockAhead(60);
    await first(world);
    expect(world.cloud.looks()).toBe(1);
    expect(world.order().status).toBe("provisioned");
  });

  it("after ten minutes does not go out when something may be this purchase: a person has to look", async () => {
    const world = await unanswered();
    world.cloud.has({ instanceId: "i-mine" });
    world.clock.setTo(60);
    await first(world);
    expect(world.cloud.calls).toHaveLength(1);
    expect(world.order()).toMatchObject({
      status: "unknown",
      failure: { kind: "given-up", found: ["i-mine"], retriable: true },
    });
  });

  it("after ten minutes does not go out when nobody can say what exists", async () => {
    const world = await unanswered();
    world.cloud.hidesInstances();
    world.clock.setTo(60);
    await first(world);
    expect(world.cloud.calls).toHaveLength(1);
    expect(world.order()).toMatchObject({ status: "unknown", failure: { kind: "given-up" } });
  });

  it("counts from the first call that was not answered, not from the latest", async () => {
    const world = await unanswered();
    world.cloud.failsWith(timeout, timeout);
    for (const minute of [6, 10]) {
      world.clock.setTo(minute);
      await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
    }
    world.clock.setTo(12);
    world.cloud.has({ createTime: minutesLater(1) });
    await first(world);
    expect(world.order().status).toBe("unknown");
  });

  it("by a person after it was unknown looks first, too", async () => {
    const world = await unanswered();
    world.cloud.failsWith(timeout);
    await last(world);
    world.clock.setTo(120);
    world.cloud.has({ instanceId: "i-mine" });
    expect(await world.alice("retry")).toMatchObject({ ok: true });
    await first(world);
    expect(world.cloud.calls).toHaveLength(2);
    expect(world.order()).toMatchObject({ status: "unknown", failure: { found: ["i-mine"] } });
  });

  it("does not matter when no call was ever open", async () => {
    const world = setUp();
    world.cloud.failsWith(refusedConnection);
    await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
    world.clock.setTo(600);
    world.cloud.has({ createTime: "" });
    await first(world);
    expect(world.cloud.looks()).toBe(0);
    expect(world.order().status).toBe("provisioned");
  });
});

describe("a crash", () => {
  it("after the order began and before the call: the next run buys", async () => {
    const world = setUp(approved({ status: "provisioning", version: 3 }));
    await first(world);
    expect(world.order().status).toBe("provisioned");
    expect(world.cloud.calls).toHaveLength(1);
  });

  it("after the cloud sold and before it was recorded: the next run is answered with the same purchase", async () => {
    const world = setUp();
    const orders: Orders = {
      ...world.orders,
      save: (order, errands) =>
        order.status === "provisioned"
          ? Promise.reject(new StoreUnavailable(false))
          : world.orders.save(order, errands),
    };
    await expect(provisionOrder({ ...world, orders }, "K7M4Q9", true)).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
    expect(world.order().status).toBe("provisioning");
    await first(world);
    expect(world.cloud.sold.size).toBe(1);
    expect(world.cloud.calls[1]).toEqual(world.cloud.calls[0]);
    expect(world.order()).toMatchObject({ status: "provisioned", instanceIds: ["i-1-1"] });
  });

  it("between the note of a call and the call counts as a call: unknown rather than guessed", async () => {
    const world = setUp(approved({ status: "provisioning", version: 3 }));
    await world.orders.callStarted("K7M4Q9", new Date(minutesLater(1)));
    world.cloud.failsWith(refusedConnection);
    await last(world);
    expect(world.order().status).toBe("unknown");
  });

  it("while the failure was being recorded leaves an order that is settled by the next run", async () => {
    const world = setUp();
    world.cloud.failsWith(saidNo, saidNo);
    const orders: Orders = {
      ...world.orders,
      save: (order, errands) =>
        order.status === "failed"
          ? Promise.reject(new StoreUnavailable(true))
          : world.orders.save(order, errands),
    };
    await expect(provisionOrder({ ...world, orders }, "K7M4Q9", true)).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
    await first(world);
    expect(world.order().status).toBe("failed");
  });
});

describe("what was sealed", () => {
  const secrets = { password: "Sunny$Lake7Fog", userData: "IyEvYmluL2Jhc2g=" };
  const sealedOrder = (sealer: Sealer): Order =>
    approved({ sealed: sealer.seal(secrets, "K7M4Q9") });

  it("is opened for the call, and thrown away when it was bought", async () => {
    const sealer = paperSealer();
    const world = setUp(sealedOrder(sealer), sealer);
    await first(world);
    expect(world.cloud.calls[0]?.spec).toEqual({ ...aSpec(), ...secrets });
    expect(sealer.opened).toEqual(["K7M4Q9"]);
    expect(world.order()).not.toHaveProperty("sealed");
  });

  it("is nowhere in clear: not in the store, the queue or the log, however it ends", async () => {
    for (const trouble of [undefined, saidNo, timeout, nonsense]) {
      const sealer = aesSealer(Buffer.alloc(32, 7));
      const world = setUp(sealedOrder(sealer), sealer);
      if (trouble) world.cloud.failsWith(trouble);
      await last(world);
      for (const seen of [world.orders.written(), [...world.queue.jobs.values()], world.log.lines])
        expect(JSON.stringify(seen)).not.toMatch(/Sunny|IyEvYmlu/);
    }
  });

  it("is kept for another try when it failed", async () => {
    const sealer = paperSealer();
    const world = setUp(sealedOrder(sealer), sealer);
    world.cloud.failsWith(tooMany);
    await last(world);
    expect(world.order().sealed).toBe(sealedOrder(sealer).sealed);
    expect(await world.alice("retry")).toMatchObject({ ok: true });
    await first(world);
    expect(world.cloud.calls[1]?.spec).toMatchObject(secrets);
  });

  it.each([
    ["with another key", aesSealer(Buffer.alloc(32, 8))],
    ["without a key", undefined],
  ])(
    "cannot be opened %s: nothing is bought, and it may be tried again once the key is back",
    async (_, wrong) => {
      const right = aesSealer(Buffer.alloc(32, 7));
      const world = setUp(sealedOrder(right), wrong);
      await first(world);
      expect(world.cloud.calls).toEqual([]);
      expect(world.order()).toMatchObject({
        status: "failed",
        failure: { kind: "secrets-lost", retriable: true },
      });
      expect(await world.alice("retry")).toMatchObject({ ok: true });
      await provisionOrder({ ...world, sealer: right }, "K7M4Q9", false);
      expect(world.order().status).toBe("provisioned");
    },
  );

  it("and cannot be opened after a call that was not answered does not make it certain that nothing was bought", async () => {
    const sealer = aesSealer(Buffer.alloc(32, 7));
    const world = setUp(sealedOrder(sealer), sealer);
    world.cloud.failsWith({ ...timeout, buysFirst: true });
    await expect(first(world)).rejects.toBeInstanceOf(CloudFailure);
    world.cloud.has({ instanceId: "i-mine" });
    await provisionOrder({ ...world, sealer: undefined }, "K7M4Q9", true);
    expect(world.cloud.calls).toHaveLength(1);
    expect(world.order()).toMatchObject({
      status: "unknown",
      failure: { kind: "secrets-lost", found: ["i-mine"] },
    });
  });

  it("is not asked for when nothing was sealed", async () => {
    const sealer = paperSealer();
    const world = setUp(approved(), sealer);
    await first(world);
    expect(sealer.opened).toEqual([]);
  });
});

describe("an order that cannot be read", () => {
  it("is never bought, neither at first nor after a call whose answer nobody knows", async () => {
    const world = setUp();
    world.orders.damage("K7M4Q9");
    await expect(first(world)).rejects.toBeInstanceOf(UnreadableOrder);
    await world.orders.callStarted("K7M4Q9", world.clock());
    await expect(last(world)).rejects.toBeInstanceOf(UnreadableOrder);
    expect(world.cloud.sold.size).toBe(0);
    expect(world.orders.written()).toEqual([]);
  });
});
