import type { Order } from "../order/order.ts";
import { readOrder, UnreadableOrder } from "../order/stored-order.ts";
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
  local text = redis.pcall('GETRANGE', key, 0, 15)
  if text.err then return redis.call('HGET', key, 'version') end -- a hash
  return string.match(text, '^%d+') or false
end
`;

const DIGITS = { first: "0".charCodeAt(0), last: "9".charCodeAt(0) };

const isDigit = (byte: number): boolean => byte >= DIGITS.first && byte <= DIGITS.last;

/** What is stored of an order, a text or the body of a hash, whose version is not in it. */
function split(stored: Buffer): { readonly version: string; readonly body: Buffer } {
  const digits = stored.findIndex((byte) => !isDigit(byte));
  const end = digits === -1 ? stored.length : digits;
  return { version: stored.toString("latin1", 0, end), body: stored.subarray(end) };
}

/** What is stored under an order's id -> the order. Throws UnreadableOrder. */
function orderIn(orderId: string, stored: Buffer): Order {
  const { version, body } = split(stored);
  let json: string;
  try {
    json = unpacked(body);
  } catch (error) {
    throw new UnreadableOrder(orderId, `cannot be read: ${(error as Error).message}`);
  }
  const order = readOrder(orderId, json);
  if (version !== "" && version !== String(order.version))
    throw new UnreadableOrder(
      orderId,
      `cannot be read: version ${version} stands before what is version ${order.version}`,
    );
  return order;
}

const isWrongType = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith("WRONGTYPE");

/** After a text could not be read: the body in the hash that stands there instead. It may have become a text meanwhile. */
async function inHash(redis: RedisConnection, key: string, error: Error): Promise<Buffer | null> {
  if (!isWrongType(error)) throw error;
  try {
    return (await redis.hgetBuffer(key, "body")) ?? Buffer.alloc(0);
  } catch (again) {
    if (!isWrongType(again)) throw again;
    return redis.getBuffer(key);
  }
}

type KeyOf = (orderId: string) => string;

async function orderFrom(
  redis: RedisConnection,
  key: KeyOf,
  orderId: string,
  text: Promise<Buffer | null>,
): Promise<Order | undefined> {
  try {
    const stored = await answered(text.catch((error: Error) => inHash(redis, key(orderId), error)));
    return stored === null ? undefined : orderIn(orderId, stored);
  } catch (error) {
    if (!isWrongType(error)) throw error;
    throw new UnreadableOrder(orderId, "cannot be read: neither a text nor a hash is stored of it");
  }
}

/** The order of this id; undefined when there is none. Throws StoreUnavailable and UnreadableOrder. */
export const readStored = (
  redis: RedisConnection,
  key: KeyOf,
  orderId: string,
): Promise<Order | undefined> => orderFrom(redis, key, orderId, redis.getBuffer(key(orderId)));

/**
 * Those orders of these ids that are there, in one round trip. One that this version cannot read is left out, or it would
 * hold up all that it is looked at with. Throws StoreUnavailable.
 */
export async function readAllStored(
  redis: RedisConnection,
  key: KeyOf,
  orderIds: readonly string[],
): Promise<readonly Order[]> {
  if (orderIds.length === 0) return [];
  const asked = redis.pipeline();
  for (const id of orderIds) asked.getBuffer(key(id));
  const replies = (await answered(asked.exec())) ?? [];
  const read = replies.map(async ([error, text], index) => {
    const reply = error ? Promise.reject(error) : Promise.resolve(text as Buffer | null);
    try {
      return await orderFrom(redis, key, orderIds[index] ?? "", reply);
    } catch (unread) {
      if (unread instanceof UnreadableOrder) return undefined;
      throw unread;
    }
  });
  return (await Promise.all(read)).filter((order) => order !== undefined);
}
