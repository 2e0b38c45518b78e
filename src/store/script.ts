import { hash } from "node:crypto";
import type { RedisConnection } from "./redis.ts";

/** Runs a script with these keys and arguments. */
export type Script = (
  redis: RedisConnection,
  keys: readonly string[],
  ...args: readonly (string | number | Buffer)[]
) => Promise<unknown>;

/** A script that is called by its hash: Redis gets its text once, and not with every call. */
export function script(text: string): Script {
  const sha = hash("sha1", text);
  return async (redis, keys, ...args) => {
    try {
      return await redis.evalsha(sha, keys.length, ...keys, ...args);
    } catch (error) {
      // Redis does not know it (any more), so nothing of it was run.
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return redis.eval(text, keys.length, ...keys, ...args);
    }
  };
}
