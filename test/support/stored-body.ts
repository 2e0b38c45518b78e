import type { Redis } from "ioredis";
import { unpacked } from "../../src/store/packed.ts";

/** An order as it is stored, as JSON; undefined when there is none. */
export async function storedBody(redis: Redis, key: string): Promise<string | undefined> {
  const stored = await redis.hgetBuffer(key, "body");
  return stored === null ? undefined : unpacked(stored);
}
