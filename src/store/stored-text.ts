import type { Order } from "../order/order.ts";
import { answered } from "./answered.ts";
import { packed, unpacked } from "./packed.ts";
import type { RedisConnection } from "./redis.ts";

/**
 * An order stands in Redis as one text: its version in digits, and behind it its body, packed, whose first byte is no
 * digit. A hash of the two would take 170 bytes more, for ever. Versions before the first that stored texts stored such
 * hashes (`version`, `body`), which are read as well, and become texts when they are written again.
 */
export const storedText = (order: Order): Buffer =>
  Buffer.concat([Buffer.from(String(order.version)), packed(JSON.stringify(order))]);

/** For a script: the version that stands under a key, in digits; false when none does. */
export const VERSION_OF = `
local function versionOf(key)
  if redis.call('TYPE', key).ok == 'hash' then return redis.call('HGET', key, 'version') end
  return string.match(redis.call('GETRANGE', key, 0, 15), '^%d+') or false
end
`;

const DIGITS = { first: "0".charCodeAt(0), last: "9".charCodeAt(0) };

/** What stands in Redis, a text or the body in a hash -> JSON. Throws for what no version up to this one has stored. */
const bodyIn = (stored: Buffer): string =>
  unpacked(stored.subarray(stored.findIndex((byte) => byte < DIGITS.first || byte > DIGITS.last)));

/** After a text could not be read: the body in the hash that stands there instead. */
const inHash = (redis: RedisConnection, key: string, error: Error): Promise<Buffer | null> =>
  error.message.startsWith("WRONGTYPE") ? redis.hgetBuffer(key, "body") : Promise.reject(error);

/** The order under a key, as JSON; undefined when there is none. Throws StoreUnavailable. */
export async function readBody(redis: RedisConnection, key: string): Promise<string | undefined> {
  const text = redis.getBuffer(key);
  const stored = await answered(text.catch((error: Error) => inHash(redis, key, error)));
  return stored === null ? undefined : bodyIn(stored);
}

/** Those orders under these keys that are there, as JSON, in one round trip. Throws StoreUnavailable. */
export async function readBodies(
  redis: RedisConnection,
  keys: readonly string[],
): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  const asked = redis.pipeline();
  for (const key of keys) asked.getBuffer(key);
  const replies = (await answered(asked.exec())) ?? [];
  const stored = replies.map(async ([error, text], index) =>
    error ? answered(inHash(redis, keys[index] ?? "", error)) : (text as Buffer | null),
  );
  return (await Promise.all(stored)).flatMap((each) => (each === null ? [] : [bodyIn(each)]));
}
