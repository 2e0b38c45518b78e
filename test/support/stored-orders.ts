import { once } from "node:events";
import type { Redis } from "ioredis";
import type { World } from "../../playground/start-world.ts";
import type { Order } from "../../src/order/order.ts";
import { unpacked } from "../../src/store/packed.ts";
import { connectRedis } from "../../src/store/redis.ts";
import { redisOrders } from "../../src/store/redis-orders.ts";
import type { Orders } from "../../src/workflow/ports.ts";
import { anOrder } from "./an-order.ts";
import { ALICE, BOB, CAROL } from "./order-story.ts";

const TEAM = "T0ACME001";
const PREFIX = "{edcps}";

/** What stands under an order's key, as JSON, whichever version stored it; undefined when nothing does. */
export async function readBody(redis: Redis, key: string): Promise<string | undefined> {
  const stored =
    (await redis.type(key)) === "hash"
      ? await redis.hgetBuffer(key, "body")
      : await redis.getBuffer(key);
  return stored ? unpacked(stored.subarray(stored.findIndex(isNoDigit))) : undefined;
}

const isNoDigit = (byte: number): boolean => !/\d/.test(String.fromCharCode(byte));

/** Ids that sort as the numbers do: 0 -> A33333. */
export const idOf = (number: number): string =>
  `A${number
    .toString(22)
    .padStart(5, "0")
    .replaceAll(/./g, (digit) => ALPHABET[Number.parseInt(digit, 22)] ?? "")}`;
const ALPHABET = "34679ACDEFGHJKMNPQRTWX";

/** An order of the pretend workspace that waits for Bob or Carol, as number so and so: each a second after the one before. */
export function orderNumber(number: number, changes: Partial<Order> = {}): Order {
  const placedAt = new Date(Date.parse("2026-01-05T08:00:00.000Z") + number * 1_000).toISOString();
  return anOrder({
    id: idOf(number),
    clientToken: `token-${number}`.padEnd(36, "-"),
    requester: { userId: ALICE, teamId: TEAM },
    askedIn: ALICE,
    placedAt,
    expiresAt: "2126-01-01T00:00:00.000Z",
    rule: {
      name: "small",
      quorum: 1,
      stages: [{ users: [BOB, CAROL], groups: [], quorum: 1 }],
    },
    ...changes,
    history: [
      {
        at: placedAt,
        by: { kind: "person", ...(changes.requester ?? { userId: ALICE, teamId: TEAM }) },
        action: "place",
        version: 1,
      },
    ],
  });
}

/** Works on the store of the world's bot, beside the bot. Nothing follows from what is stored so. */
export async function withStore<T>(
  { redis }: Pick<World, "redis">,
  work: (orders: Orders) => Promise<T>,
): Promise<T> {
  const connection = connectRedis([redis.url], "gestures", () => undefined);
  await once(connection, "ready");
  try {
    return await work(redisOrders(connection, PREFIX, () => new Date()));
  } finally {
    connection.disconnect();
  }
}

export const storeOrders = (world: Pick<World, "redis">, stored: readonly Order[]): Promise<void> =>
  withStore(world, async (orders) => {
    for (let from = 0; from < stored.length; from += 200)
      await Promise.all(
        stored
          .slice(from, from + 200)
          .map((order) => orders.create(order, `stored ${order.id}`, [])),
      );
  });
