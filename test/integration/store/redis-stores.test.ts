import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import type { Status } from "../../../src/order/lifecycle.ts";
import { connectRedis, type RedisConnection } from "../../../src/store/redis.ts";
import { entryIn, redisAudit } from "../../../src/store/redis-audit.ts";
import { redisOrders } from "../../../src/store/redis-orders.ts";
import { redisPosts } from "../../../src/store/redis-posts.ts";
import { redisTroubles } from "../../../src/store/redis-troubles.ts";
import { errandsOf } from "../../../src/workflow/consequences.ts";
import { StoreUnavailable, type Orders } from "../../../src/workflow/ports.ts";
import { tellOrder } from "../../../src/workflow/tell-order.ts";
import { aPolicy } from "../../support/a-policy.ts";
import { after, anOrder } from "../../support/an-order.ts";
import { ordersContract } from "../../support/orders-contract.ts";
import { postsContract } from "../../support/posts-contract.ts";
import { privateRedis } from "../../support/private-redis.ts";
import { until } from "../../support/until.ts";
import { keptLog, keptTroubles, memoryMessenger } from "../../support/workflow-ports.ts";

const redis = privateRedis();

async function connected(): Promise<RedisConnection> {
  const connection = connectRedis([redis().url], "gestures", () => undefined);
  await once(connection, "ready");
  return connection;
}

ordersContract("Redis", async () => {
  const connection = await connected();
  const prefix = `{${randomUUID()}}`;
  let now = new Date();
  return {
    orders: redisOrders(connection, prefix, () => now),
    trail: async () => {
      const places = await Array.fromAsync(redisAudit(connection, prefix).places());
      return places.flatMap(({ entry }) => (entry ? [entryIn(entry)] : []));
    },
    setNow: (to) => (now = to),
    close: async () => connection.disconnect(),
  };
});

postsContract("Redis", async () => {
  const connection = await connected();
  return {
    posts: redisPosts(connection, `{${randomUUID()}}`),
    close: async () => connection.disconnect(),
  };
});

describe("troubles in Redis", () => {
  it("are known to every process until they are cleared, or were not met for a minute", async () => {
    const prefix = `{${randomUUID()}}`;
    const connection = await connected();
    let now = new Date();
    const [one, other] = [
      redisTroubles(connection, prefix, () => now),
      redisTroubles(connection, prefix, () => now),
    ];
    await one.raise("a", "It is closed.");
    await one.raise("a", "It is still closed.");
    await other.raise("b", "It is gone.");
    expect(await other.sentences()).toEqual(["It is still closed.", "It is gone."]);
    await other.clear("a");
    expect(await one.sentences()).toEqual(["It is gone."]);
    now = new Date(now.getTime() + 61_000);
    expect(await one.sentences()).toEqual([]);
    connection.disconnect();
  });
});

/** As it was stored before there were lists. */
async function storeAsBefore(redis: RedisConnection, prefix: string, id: string): Promise<void> {
  const { stages: _, ...rule } = anOrder().rule;
  const body = JSON.stringify({ ...anOrder({ id, version: 3 }), schemaVersion: 1, rule });
  await redis.hset(`${prefix}:order:${id}`, { version: "3", body });
}

async function listed(orders: Orders, status?: Status): Promise<string[]> {
  const query = { of: "all", towards: "older", most: 2_000 } as const;
  const page = await orders.list({ ...query, ...(status ? { status } : {}) });
  return page.orders.map(({ id }) => id).toSorted();
}

/** A connection to which something else happens right before such a command is sent. */
function before(
  redis: RedisConnection,
  command: "evalsha" | "pipeline",
  happens: () => Promise<unknown>,
): RedisConnection {
  return new Proxy(redis, {
    get(target, name) {
      if (name !== command) {
        const own = Reflect.get(target, name) as unknown;
        return typeof own === "function" ? own.bind(target) : own;
      }
      if (command === "evalsha")
        return async (...given: Parameters<typeof redis.evalsha>) => {
          await happens();
          return target.evalsha(...given);
        };
      return () => {
        const asked = target.pipeline();
        const exec = asked.exec.bind(asked);
        asked.exec = async () => {
          await happens();
          return exec();
        };
        return asked;
      };
    },
  });
}

const newest = { of: "all", towards: "older", most: 10 } as const;

describe("a store in Redis", () => {
  it("lets one of twenty savers of the same version through, whichever connection they use", async () => {
    const prefix = `{${randomUUID()}}`;
    const connections = await Promise.all([connected(), connected()]);
    const storeOf = (index: number): Orders =>
      redisOrders(connections[index % 2] ?? connections[0], prefix, () => new Date());
    const order = anOrder();
    await storeOf(0).create(order, "s", errandsOf(order));
    const next = { ...order, version: 2 };
    const said = await Promise.all(
      Array.from({ length: 20 }, (_, index) => storeOf(index).save(next, [])),
    );
    expect(said.filter((word) => word === "saved")).toHaveLength(1);
    expect(said.filter((word) => word === "conflict")).toHaveLength(19);
    for (const connection of connections) connection.disconnect();
  });

  it("keeps every key under its prefix, in one slot of a cluster", async () => {
    const connection = await connected();
    const prefix = `{prefix-${randomUUID()}}`;
    const before = new Set(await connection.keys("*"));
    const order = anOrder({ remindAt: new Date().toISOString() });
    const orders = redisOrders(connection, prefix, () => new Date());
    await orders.create(order, "s", errandsOf(order));
    await orders.callStarted(order.id, new Date());
    const posts = redisPosts(connection, prefix);
    await posts.exclusively(order.id, () =>
      posts.record(order.id, "card", { channel: "C1", ts: "1", version: 1 }),
    );
    const added = (await connection.keys("*")).filter((key) => !before.has(key));
    expect(added.length).toBeGreaterThanOrEqual(7);
    for (const key of added) expect(key.startsWith(`${prefix}:`)).toBe(true);
    connection.disconnect();
  });

  it("tells whoever stood still for longer than the lease that it was lost, and leaves it to the next", async () => {
    const connection = await connected();
    const prefix = `{${randomUUID()}}`;
    const posts = redisPosts(connection, prefix);
    const nothing = async (): Promise<void> => Promise.resolve();
    const said: string[] = [];
    const slow = await posts.exclusively("K7M4Q9", async () => {
      await connection.pexpire(`${prefix}:lease:K7M4Q9`, 0);
      const next = await posts.exclusively("K7M4Q9", async () => {
        said.push(await posts.exclusively("K7M4Q9", nothing));
      });
      said.push(next);
    });
    expect([...said, slow]).toEqual(["busy", "done", "lost"]);
    connection.disconnect();
  });

  it("knows at once that it may have lost the lease, however long it stood still, and surely once it is told", async () => {
    const connection = await connected();
    const prefix = `{${randomUUID()}}`;
    let elapsed = 0;
    const posts = redisPosts(connection, prefix, () => elapsed);
    await posts.exclusively("K7M4Q9", async (holds) => {
      const seen = [holds()];
      for (elapsed of [10_900, 11_100]) seen.push(holds());
      expect(seen).toEqual([true, true, false]);
      await until("the lease is renewed", holds);
      await connection.del(`${prefix}:lease:K7M4Q9`);
      await until("that it is gone is known", () => !holds());
    });
    connection.disconnect();
  });

  it("draws the newest card again when an old one was drawn over it by whoever lost the lease", async () => {
    const connection = await connected();
    const prefix = `{${randomUUID()}}`;
    const clock = (): Date => new Date();
    const messenger = memoryMessenger();
    const world = {
      orders: redisOrders(connection, prefix, clock),
      posts: redisPosts(connection, prefix),
      messenger,
      policy: () => aPolicy(),
      troubles: keptTroubles(),
      clock,
      log: keptLog(),
    };
    const [second, third] = [after(anOrder(), "propose"), after(anOrder(), "propose", "deny")];
    await world.orders.create(anOrder(), "s", []);
    await tellOrder(world, "K7M4Q9", 1);
    await world.orders.save(second, []);
    const slow: typeof messenger = {
      ...messenger,
      async updateCard(...given) {
        await connection.pexpire(`${prefix}:lease:K7M4Q9`, 0);
        await world.orders.save(third, []);
        await tellOrder(world, "K7M4Q9", 3);
        return messenger.updateCard(...given);
      },
    };
    const card = () => messenger.posted.find(({ kind }) => kind === "card")?.version;
    expect(await tellOrder({ ...world, messenger: slow }, "K7M4Q9", 2)).toEqual({ againInMs: 200 });
    expect(card()).toBe(2);
    await tellOrder(world, "K7M4Q9", 2);
    expect(card()).toBe(3);
    connection.disconnect();
  });

  it("knows the messages that an older bot wrote down", async () => {
    const connection = await connected();
    const prefix = `{${randomUUID()}}`;
    const post = { channel: "C0APPROVALS", ts: "1700000000.000100", version: 12 };
    const posting = { channel: "C0APPROVALS", version: 13, since: "2026-11-22T08:00:00.000Z" };
    await connection.hset(`${prefix}:posts:K7M4Q9`, {
      card: JSON.stringify(post),
      story: `${post.channel} ${post.ts} ${post.version}`,
      "story:begun": JSON.stringify(posting),
    });
    const known = await redisPosts(connection, prefix).of("K7M4Q9");
    expect(known.get("card")).toEqual({ post });
    expect(known.get("story")).toEqual({ post, posting });
    connection.disconnect();
  });

  it("keeps an order's messages in the small form of a hash, also while one is posted", async () => {
    const connection = await connected();
    const prefix = `{${randomUUID()}}`;
    const posts = redisPosts(connection, prefix);
    const [channel, ts, version] = ["C05WGT9KX2B", "1700000000.000100", 123];
    for (const name of ["card", "story", "direct-122", `alarm-121-${channel}`] as const) {
      const since = new Date().toISOString();
      await posts.begin("K7M4Q9", name, { channel, thread: ts, version, since });
      expect(await connection.object("ENCODING", `${prefix}:posts:K7M4Q9`)).toBe("listpack");
      await posts.record("K7M4Q9", name, { channel, ts, version });
    }
    expect(await connection.memory("USAGE", `${prefix}:posts:K7M4Q9`)).toBeLessThan(350);
    connection.disconnect();
  });

  it("goes on with an order that an older bot stored, of which the next version is a text", async () => {
    const connection = await connected();
    const prefix = `{${randomUUID()}}`;
    const orders = redisOrders(connection, prefix, () => new Date());
    await storeAsBefore(connection, prefix, "OLD100");
    const key = `${prefix}:order:OLD100`;
    expect((await orders.find("OLD100"))?.version).toBe(3);
    const again = await orders.create(anOrder({ id: "OLD100" }), "s", []);
    expect(again.outcome).toBe("id-taken");
    expect(await orders.save(anOrder({ id: "OLD100", version: 5 }), [])).toBe("conflict");
    expect(await connection.type(key)).toBe("hash");
    const next = anOrder({ id: "OLD100", version: 4 });
    expect(await orders.save(next, [])).toBe("saved");
    expect(await connection.type(key)).toBe("string");
    expect(await orders.find("OLD100")).toEqual(next);
    connection.disconnect();
  });

  it.each(["", "12", "12~of a version to come"])(
    "neither reads nor writes over what no version up to this one has stored: %o",
    async (stored) => {
      const connection = await connected();
      const prefix = `{${randomUUID()}}`;
      const orders = redisOrders(connection, prefix, () => new Date());
      await connection.set(`${prefix}:order:K7M4Q9`, stored);
      await expect(orders.find("K7M4Q9")).rejects.toThrow("no order that this version knows");
      expect((await orders.create(anOrder(), "s", [])).outcome).toBe("id-taken");
      expect(await orders.save(anOrder({ version: 2 }), [])).toBe("conflict");
      expect(await connection.get(`${prefix}:order:K7M4Q9`)).toBe(stored);
      connection.disconnect();
    },
  );

  it("puts into the lists what an older bot stored, once", async () => {
    const connection = await connected();
    const prefix = `{${randomUUID()} [x]*?}`;
    const orders = redisOrders(connection, prefix, () => new Date());
    const older = Array.from({ length: 1_200 }, (_each, index) => `OLD${1_000 + index}`);
    for (const id of older) await storeAsBefore(connection, prefix, id);
    const newer = JSON.stringify({ id: "NEWER1", version: 1, schemaVersion: 99 });
    await connection.hset(`${prefix}:order:NEWER1`, { version: "1", body: newer });
    await connection.hset(`${prefix.replace("*", "x")}:order:OTHER1`, { version: "1", body: "{}" });
    expect(await listed(orders)).toEqual([]);

    await orders.putIntoLists();
    expect(await listed(orders)).toEqual(older);
    expect(await listed(orders, "pending")).toEqual(older);

    await connection.del(`${prefix}:list`);
    await orders.putIntoLists();
    expect(await listed(orders)).toEqual([]);
    connection.disconnect();
  });

  it("puts an order into the lists as it is by then, when it changes while it is put there", async () => {
    const connection = await connected();
    const prefix = `{${randomUUID()}}`;
    const orders = redisOrders(connection, prefix, () => new Date());
    await storeAsBefore(connection, prefix, "OLD100");
    const denied = anOrder({ id: "OLD100", version: 4, status: "denied" });
    const overtaken = before(connection, "evalsha", () => orders.save(denied, []));
    await redisOrders(overtaken, prefix, () => new Date()).putIntoLists();
    expect(await listed(orders, "pending")).toEqual([]);
    expect(await listed(orders, "denied")).toEqual(["OLD100"]);
    expect(await listed(orders)).toEqual(["OLD100"]);
    connection.disconnect();
  });

  it("lists no order under a status that it left while it was read", async () => {
    const connection = await connected();
    const prefix = `{${randomUUID()}}`;
    const orders = redisOrders(connection, prefix, () => new Date());
    await orders.create(anOrder(), "s", []);
    const denied = anOrder({ version: 2, status: "denied" });
    const overtaken = before(connection, "pipeline", () => orders.save(denied, []));
    const seen = redisOrders(overtaken, prefix, () => new Date());
    expect(await listed(seen, "pending")).toEqual([]);
    expect(await listed(seen)).toEqual([denied.id]);
    connection.disconnect();
  });

  it("says that nothing was written while there is no connection, and at once", async () => {
    const connection = connectRedis(["redis://127.0.0.1:1"], "gestures", () => undefined);
    const orders = redisOrders(connection, "{x}", () => new Date());
    const failure = await orders.save(anOrder({ version: 2 }), []).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreUnavailable);
    expect((failure as StoreUnavailable).mayHaveHappened).toBe(false);
    const unlisted = await orders.list(newest).catch((error: unknown) => error);
    expect(unlisted).toBeInstanceOf(StoreUnavailable);
    connection.disconnect();
  });

  it("says that a write may have happened when Redis hangs, and works again afterwards", async () => {
    const connection = await connected();
    const orders = redisOrders(connection, `{${randomUUID()}}`, () => new Date());
    const order = anOrder();
    redis().freeze();
    try {
      const failure = await orders.create(order, "s", []).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StoreUnavailable);
      expect((failure as StoreUnavailable).mayHaveHappened).toBe(true);
      const read = await orders.find(order.id).catch((error: unknown) => error);
      expect((read as StoreUnavailable).mayHaveHappened).toBe(false);
      const listed = await orders.list(newest).catch((error: unknown) => error);
      expect((listed as StoreUnavailable).mayHaveHappened).toBe(false);
    } finally {
      redis().thaw();
    }
    await until(
      "the write that was sent is there",
      async () => (await orders.find(order.id).catch(() => undefined)) !== undefined,
    );
    connection.disconnect();
  });

  it("has everything that it confirmed after Redis was killed", async () => {
    const connection = await connected();
    const orders = redisOrders(connection, `{${randomUUID()}}`, () => new Date());
    const order = anOrder();
    await orders.create(order, "s", errandsOf(order));
    await redis().kill();
    await redis().restart();
    const found = await until("the order", () => orders.find(order.id).catch(() => undefined));
    expect(found).toEqual(order);
    expect(await orders.outstanding(new Date(Date.now() + 1_000), 10)).toEqual(errandsOf(order));
    connection.disconnect();
  });
});
