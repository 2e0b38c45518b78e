import { Queue as BullQueue } from "bullmq";
import { afterEach, describe, expect, it } from "vitest";
import { randomUUID } from "node:crypto";
import { bullProducer, type Producer } from "../../../src/queue/producer.ts";
import { bullWorkers, type Handlers, type Workers } from "../../../src/queue/worker.ts";
import { connectRedis, type RedisConnection } from "../../../src/store/redis.ts";
import { consequenceKinds, errand } from "../../../src/workflow/consequences.ts";
import { StoreUnavailable, type Log } from "../../../src/workflow/ports.ts";
import { privateRedis } from "../../support/private-redis.ts";
import { until } from "../../support/until.ts";

const redis = privateRedis();
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

interface Setup {
  readonly producer: Producer;
  readonly prefix: string;
  readonly connection: RedisConnection;
  /** One more process that works. */
  readonly work: (
    handlers: Partial<Handlers>,
    looks?: Parameters<typeof bullWorkers>[4],
  ) => Promise<Workers>;
}

async function setUp(): Promise<Setup> {
  const prefix = `{${randomUUID()}}`;
  const connect = (): RedisConnection => connectRedis([redis().url], "workers", () => undefined);
  const connection = connect();
  closing.push(async () => connection.disconnect());
  const producer = bullProducer(connection, prefix, () => undefined);
  closing.push(() => producer.close());
  await until("the connection", () => connection.status === "ready");
  const unexpected = (): Promise<void> =>
    Promise.reject(new Error("This kind of job was not expected."));
  return {
    producer,
    prefix,
    connection,
    async work(handlers, looks) {
      const every: Handlers = {
        purchase: unexpected,
        tell: unexpected,
        passing: unexpected,
        repair: unexpected,
        track: unexpected,
        tick: unexpected,
        notice: unexpected,
        sweep: unexpected,
        ...handlers,
      };
      const workers = bullWorkers(connect, prefix, every, silent, looks);
      await workers.start();
      closing.push(() => workers.stop());
      return workers;
    },
  };
}

describe("jobs", () => {
  it("are added once however often they are added", async () => {
    const { producer, work } = await setUp();
    const purchase = errand("purchase", "K7M4Q9", 2);
    await Promise.all(Array.from({ length: 20 }, () => producer.enqueue([purchase])));
    expect((await producer.counts()).purchases["waiting"]).toBe(1);
    const ran: string[] = [];
    await work({
      purchase: async ({ orderId, version }) => void ran.push(`${orderId} ${version}`),
    });
    await until("the job ran", () => ran.length > 0);
    expect(ran).toEqual(["K7M4Q9 2"]);
  });

  it("can be added again once they are done: a job's id stays nowhere", async () => {
    const { producer, work, connection, prefix } = await setUp();
    let ran = 0;
    await work({ tell: async () => void (ran += 1) });
    await producer.enqueue([errand("tell", "K7M4Q9", 1)]);
    await until("once", () => ran === 1);
    await until(
      "nothing is left of it",
      async () => (await connection.keys(`${prefix}:messages:K7M4Q9*`)).length === 0,
    );
    await producer.enqueue([errand("tell", "K7M4Q9", 1)]);
    await until("twice", () => ran === 2);
  });

  it("are none while the next step may make them needless, and run when it does not come", async () => {
    const { producer, work } = await setUp();
    const ran: string[] = [];
    await work({
      passing: async ({ errandId }) => void ran.push(errandId),
      tell: async ({ errandId }) => void ran.push(errandId),
    });
    const [fast, slow] = [errand("passing", "K7M4Q9", 3), errand("passing", "GQQD42", 3)];
    await producer.enqueue([fast]);
    await producer.enqueue([errand("tell", "K7M4Q9", 4)], [fast.id]);
    await producer.enqueue([slow]);
    await producer.enqueue([slow]); // the sweep adds it while it is held
    await until("the slow one is told", () => ran.includes(slow.id));
    expect(ran).toEqual(["K7M4Q9-tell-4", slow.id]);
  });

  it("say in their last attempt that it is the last, and are gone after it", async () => {
    const { producer, work } = await setUp();
    const attempts: boolean[] = [];
    await work({
      purchase: async (_, { last }) => {
        attempts.push(last);
        throw new Error("no");
      },
    });
    await producer.enqueue([errand("purchase", "K7M4Q9", 2)]);
    await until("four attempts", () => attempts.length === 4, 25_000);
    expect(attempts).toEqual([false, false, false, true]);
    await until("nothing is left", async () =>
      Object.values((await producer.counts()).purchases).every((count) => count === 0),
    );
  });

  it("that ask for a later time come back without having failed", async () => {
    const { producer, work } = await setUp();
    const lasts: boolean[] = [];
    await work({
      tick: async (_, { last }) => {
        lasts.push(last);
        return lasts.length < 8 ? { againInMs: 10 } : undefined;
      },
    });
    await producer.tick("K7M4Q9");
    await until("eight runs", () => lasts.length === 8);
    expect(lasts).not.toContain(true);
  });

  it("whose payload is not what it should be reach no handler", async () => {
    const { work, producer, prefix, connection } = await setUp();
    const ran: unknown[] = [];
    await work({ tell: async (payload) => void ran.push(payload) });
    const raw = new BullQueue("messages", { connection, prefix });
    closing.push(() => raw.close());
    await raw.add("tell", { orderId: 7, password: "x" }, { removeOnFail: true });
    await raw.add("nonsense", {}, { removeOnFail: true });
    await producer.enqueue([errand("tell", "GQQD42", 1)]);
    await until("the good one", () => ran.length > 0);
    expect(ran).toEqual([{ orderId: "GQQD42", version: 1, errandId: "GQQD42-tell-1" }]);
  });

  it("cannot be added while Redis is away, and that is said at once", async () => {
    const { producer, connection } = await setUp();
    connection.disconnect();
    const failure = await producer
      .enqueue([errand("tell", "K7M4Q9", 1)])
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreUnavailable);
  });

  it("that hang keep no stop waiting for ever", async () => {
    const { producer, work } = await setUp();
    let runs = 0;
    let release = (): void => undefined;
    const hung = new Promise<void>((resolve) => (release = resolve));
    const workers = await work({ tell: () => ((runs += 1), hung) });
    await producer.enqueue([errand("tell", "K7M4Q9", 3)]);
    await until("the run", () => runs === 1);
    await workers.stop();
    expect(workers.running()).toBe(false);
    release();
  });

  it("that sweep run one at a time, however often they are asked for, and can be asked for again", async () => {
    const { producer, work } = await setUp();
    let sweeps = 0;
    await Promise.all(Array.from({ length: 10 }, () => producer.sweep()));
    expect((await producer.counts()).clock["waiting"]).toBe(1);
    await work({ sweep: async () => void (sweeps += 1) });
    await until("the first sweep", () => sweeps === 1);
    await until("a later sweep", async () => {
      await producer.sweep();
      return sweeps >= 2;
    });
  });

  it("of every kind reach their handler with what they carry", async () => {
    const { producer, work } = await setUp();
    const ran: string[] = [];
    const hears = async ({ errandId }: { errandId: string }): Promise<void> =>
      void ran.push(errandId);
    await work(Object.fromEntries(consequenceKinds.map((kind) => [kind, hears])));
    const errands = consequenceKinds.map((kind) => errand(kind, "K7M4Q9", 2));
    await producer.enqueue(errands);
    await until("every kind", () => ran.length === errands.length);
    expect(ran.toSorted()).toEqual(errands.map(({ id }) => id).toSorted());
  });

  it("that let the clock look at an order are one at a time for each order", async () => {
    const { producer, work } = await setUp();
    await Promise.all(["K7M4Q9", "AAAAAA", "K7M4Q9", "K7M4Q9"].map((id) => producer.tick(id)));
    expect((await producer.counts()).clock["waiting"]).toBe(2);
    const ran: string[] = [];
    await work({ tick: async ({ orderId }) => void ran.push(orderId) });
    await until("both", () => ran.length === 2);
    expect(ran.toSorted()).toEqual(["AAAAAA", "K7M4Q9"]);
  });

  it("that look at servers are limited for all processes together, and the others are not", async () => {
    const { producer, work, prefix, connection } = await setUp();
    const ran: string[] = [];
    const handlers = {
      track: async ({ orderId }: { orderId: string }) => void ran.push(orderId),
      tell: async () => undefined,
    };
    const ids = ["AAAAAA", "CCCCCC", "DDDDDD", "EEEEEE", "FFFFFF", "GGGGGG", "HHHHHH"];
    await producer.enqueue(ids.map((id) => errand("track", id, 4)));
    for (let processes = 0; processes < 2; processes += 1)
      await work(handlers, { max: 3, duration: 600_000 });
    const servers = new BullQueue("servers", { connection, prefix });
    closing.push(() => servers.close());
    await until("the limit is reached and nothing runs", async () => {
      const { active, waiting, delayed } = await servers.getJobCounts();
      return (
        active === 0 &&
        (waiting ?? 0) + (delayed ?? 0) === 4 &&
        (await servers.getRateLimitTtl(3)) > 0
      );
    });
    expect(ran).toHaveLength(3);
    await producer.enqueue([errand("tell", "K7M4Q9", 1)]);
    await until("something is told meanwhile", async () =>
      Object.values((await producer.counts()).messages).every((count) => count === 0),
    );
    expect(ran).toHaveLength(3);
  });
});
