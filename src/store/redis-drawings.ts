import type { Drawings } from "../workflow/ports.ts";
import { answered, wrote } from "./answered.ts";
import type { RedisConnection } from "./redis.ts";
import { script } from "./script.ts";

/** Longer than anybody fills a form; a choice after that is simply the first one again. */
const FORGOTTEN_AFTER_MS = 60 * 60_000;

/** KEYS form; ARGV turn, time to live. A newer turn stays. */
const claim = script(`
local turn = redis.call('HGET', KEYS[1], 'turn')
if turn and turn > ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'turn', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`);

/** KEYS form; ARGV turn, time to live, hash. Notes may arrive in another order than the drawings that they tell of. */
const drew = script(`
local drawn = redis.call('HGET', KEYS[1], 'drawn')
if drawn and drawn > ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'drawn', ARGV[1], 'hash', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`);

/** What every process knows about open forms. Every method throws StoreUnavailable. */
export function redisDrawings(redis: RedisConnection, prefix: string): Drawings {
  const key = (viewId: string): string => `${prefix}:form:${viewId}`;
  const ttl = String(FORGOTTEN_AFTER_MS);
  return {
    claim: async (viewId, turn) => (await wrote(claim(redis, [key(viewId)], turn, ttl))) === 1,
    async drew(viewId, turn, hash) {
      await wrote(drew(redis, [key(viewId)], turn, ttl, hash));
    },
    async newest(viewId) {
      const [turn, hash] = await answered(redis.hmget(key(viewId), "turn", "hash"));
      return turn || hash ? { turn: turn ?? "", hash: hash ?? "" } : undefined;
    },
  };
}
