import { z } from "zod";
import type { Clock, Troubles } from "../workflow/ports.ts";
import { answered, wrote } from "./answered.ts";
import type { RedisConnection } from "./redis.ts";

/** Work that is in trouble is tried four times a minute; what was not met for a minute is over. */
const OVER_AFTER_MS = 60_000;

const trouble = z.object({ sentence: z.string(), until: z.number() });

export interface KnownTroubles extends Troubles {
  /** What stands in the way now, whichever process met it. */
  sentences(): Promise<readonly string[]>;
}

/** Troubles that every process of the bot knows of. */
export function redisTroubles(redis: RedisConnection, prefix: string, now: Clock): KnownTroubles {
  const key = `${prefix}:troubles`;
  return {
    async raise(what, sentence) {
      const until = now().getTime() + OVER_AFTER_MS;
      await wrote(redis.hset(key, what, JSON.stringify({ sentence, until })));
      await wrote(redis.pexpire(key, OVER_AFTER_MS));
    },
    async clear(what) {
      await wrote(redis.hdel(key, what));
    },
    async sentences() {
      const known = Object.values(await answered(redis.hgetall(key)));
      return known
        .map((text) => trouble.parse(JSON.parse(text)))
        .filter(({ until }) => until > now().getTime())
        .map(({ sentence }) => sentence);
    },
  };
}
