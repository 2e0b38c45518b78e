import { afterAll, beforeAll } from "vitest";
import { freePort } from "../../playground/free-port.ts";
import { startRedis, type PrivateRedis } from "../../playground/redis.ts";

/** A Redis process for the tests of one file. */
export function privateRedis(): () => PrivateRedis {
  let redis: PrivateRedis | undefined;
  beforeAll(async () => {
    redis = await startRedis(await freePort());
  });
  afterAll(async () => redis?.stop());
  return () => {
    if (!redis) throw new Error("Redis has not been started yet.");
    return redis;
  };
}
