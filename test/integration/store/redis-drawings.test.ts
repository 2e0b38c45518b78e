import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { connectRedis, type RedisConnection } from "../../../src/store/redis.ts";
import { redisDrawings } from "../../../src/store/redis-drawings.ts";
import { StoreUnavailable } from "../../../src/workflow/ports.ts";
import { drawingsContract } from "../../support/drawings-contract.ts";
import { privateRedis } from "../../support/private-redis.ts";

const redis = privateRedis();

async function connected(): Promise<RedisConnection> {
  const connection = connectRedis([redis().url], "gestures", () => undefined);
  await once(connection, "ready");
  return connection;
}

drawingsContract("Redis", async () => {
  const connections = await Promise.all([connected(), connected()]);
  const prefix = `{${randomUUID()}}`;
  const [one, other] = connections.map((connection) => redisDrawings(connection, prefix));
  if (!one || !other) throw new Error("There are two.");
  return {
    one,
    other,
    close: async () => {
      for (const connection of connections) connection.disconnect();
    },
  };
});

describe("open forms in Redis", () => {
  it("are forgotten by themselves, an hour after they were touched last", async () => {
    const connection = await connected();
    const prefix = `{${randomUUID()}}`;
    const drawings = redisDrawings(connection, prefix);
    for (const touch of [
      () => drawings.claim("V1", "1700000000.000100"),
      () => drawings.drew("V1", "1700000000.000100", "h1"),
    ]) {
      await connection.pexpire(`${prefix}:form:V1`, 1_000);
      await touch();
      const left = await connection.pttl(`${prefix}:form:V1`);
      expect(left).toBeGreaterThan(3_500_000);
      expect(left).toBeLessThanOrEqual(3_600_000);
    }
    connection.disconnect();
  });

  it("cannot be asked about while Redis is away, and that is said", async () => {
    const connection = await connected();
    const drawings = redisDrawings(connection, `{${randomUUID()}}`);
    connection.disconnect();
    await once(connection, "end");
    const asked = [
      drawings.claim("V1", "1700000000.000100"),
      drawings.drew("V1", "1700000000.000100", "h1"),
      drawings.newest("V1"),
    ];
    for (const one of await Promise.allSettled(asked))
      expect(one).toMatchObject({ status: "rejected", reason: expect.any(StoreUnavailable) });
  });
});
