import { randomUUID } from "node:crypto";
import { once } from "node:events";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { UnreadableOrder } from "../../../src/order/stored-order.ts";
import { packed, packedEntry } from "../../../src/store/packed.ts";
import { connectRedis, type RedisConnection } from "../../../src/store/redis.ts";
import { redisOrders } from "../../../src/store/redis-orders.ts";
import { storedText } from "../../../src/store/stored-text.ts";
import type { Orders } from "../../../src/workflow/ports.ts";
import { anOrder, minutesLater } from "../../support/an-order.ts";
import { privateRedis } from "../../support/private-redis.ts";

const redis = privateRedis();
let connection: RedisConnection;
beforeAll(async () => {
  connection = connectRedis([redis().url], "gestures", () => undefined);
  await once(connection, "ready");
});
afterAll(() => connection.disconnect());

const ID = "CCCCCC";
const damaged = anOrder({ id: ID, placedAt: minutesLater(2) });
const others = ["AAAAAA", "DDDDDD"];

let key: string;
let prefix: string;
let orders: Orders;
/** Three orders in every list. */
beforeEach(async () => {
  prefix = `{${randomUUID()}}`;
  key = `${prefix}:order:${ID}`;
  orders = redisOrders(connection, prefix, () => new Date());
  for (const [index, id] of others.entries())
    await orders.create(anOrder({ id, placedAt: minutesLater(index * 2 + 1) }), id, []);
  await orders.create(damaged, ID, []);
});

const text = storedText(damaged);
const body = (of: unknown): Buffer => Buffer.concat([Buffer.from("1"), packed(JSON.stringify(of))]);
const set = (bytes: Buffer | string) => () => connection.set(key, bytes);

/** How an order may stand there that nobody can read. */
const damages: readonly [string, () => Promise<unknown>][] = [
  ["nothing at all", set("")],
  ["digits alone", set("123")],
  ["the packing of a version to come", set("12~x")],
  ["random bytes", set(Buffer.from("f3a1009c77e25bd4", "hex"))],
  ["half its bytes", set(text.subarray(0, text.length / 2))],
  ["all its bytes but the last", set(text.subarray(0, -1))],
  ["its version alone, with the mark of what is packed", set(text.subarray(0, 2))],
  ["bytes without their beginning", set(text.subarray(9))],
  ["another version than its body has", set(Buffer.concat([Buffer.from("7"), text]))],
  ["text that is no JSON", set(Buffer.concat([Buffer.from("1"), packed("{oops")]))],
  ["JSON that begins and does not end", set("1{")],
  ["JSON of something else", set(body({ error: { code: 404 } }))],
  ["a number", set(body(7))],
  ["null", set(body(null))],
  ["another order", set(body(anOrder({ id: "AAAAAA" })))],
  ["an order that lost its history", set(body({ ...damaged, history: undefined }))],
  ["an order of a shape to come", set(body({ id: ID, schemaVersion: 99 }))],
  ["an entry of the audit trail", set(Buffer.concat([Buffer.from("1"), packedEntry("{}")]))],
  ["a hash without a body", () => connection.multi().del(key).hset(key, { version: "1" }).exec()],
  [
    "a hash with half a body",
    () => connection.multi().del(key).hset(key, { version: "1", body: '{"id":' }).exec(),
  ],
  ["a list", () => connection.multi().del(key).rpush(key, "1").exec()],
];

const listed = async (): Promise<readonly string[]> =>
  (await orders.list({ of: "all", towards: "newer", most: 10 })).orders.map(({ id }) => id);

describe.each(damages)("an order of which is stored: %s", (_, damage) => {
  beforeEach(async () => {
    await damage();
  });

  it("is not found, and named with the reason", async () => {
    const unread = await orders.find(ID).catch((error: unknown) => error);
    expect(unread).toBeInstanceOf(UnreadableOrder);
    expect((unread as Error).message).toMatch(/^Order CCCCCC .*It was left as it is;/);
  });

  it("is left out of every list, which gives all others", async () => {
    expect(await listed()).toEqual(others);
    const mine = { of: { requester: damaged.requester.userId }, status: "pending" } as const;
    const page = await orders.list({ ...mine, towards: "older", most: 2 });
    expect(page.orders.map(({ id }) => id)).toEqual(["DDDDDD"]);
    expect(page.next).toBeDefined();
  });

  it("does not keep others from being put into lists, and stays as it is", async () => {
    const before = await connection.dumpBuffer(key);
    await connection.del(`${prefix}:list`);
    await orders.putIntoLists();
    expect(await listed()).toEqual(others);
    expect(await connection.get(`${prefix}:listed`)).not.toBeNull();
    await orders.postpone(ID, new Date());
    expect(await connection.dumpBuffer(key)).toEqual(before);
  });
});

it("whatever bytes are stored of an order, it is read or named as one that cannot be read", async () => {
  const flipped = fc
    .tuple(fc.nat(text.length - 1), fc.nat(7))
    .map(([at, bit]) => Buffer.from(text).fill((text[at] ?? 0) ^ (1 << bit), at, at + 1));
  const cut = fc
    .tuple(fc.nat(text.length), fc.nat(text.length))
    .map(([from, to]) => text.subarray(from, to));
  const anything = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  const marked = fc
    .tuple(fc.constantFrom("1\u0001", "1{", "{", "1\u0002"), anything)
    .map(([mark, bytes]) => Buffer.concat([Buffer.from(mark), bytes]));
  const json = fc.json().map((value) => Buffer.concat([Buffer.from("1"), packed(value)]));
  const parts = fc
    .record({ id: fc.constant(ID), schemaVersion: fc.integer({ min: 0, max: 3 }) })
    .chain((head) => fc.object().map((rest) => body({ ...damaged, ...rest, ...head })));
  await fc.assert(
    fc.asyncProperty(fc.oneof(anything, marked, flipped, cut, json, parts), async (bytes) => {
      await connection.set(key, bytes);
      const read = await orders.find(ID).catch((error: unknown) => error);
      if (!(read instanceof UnreadableOrder)) expect(read).toMatchObject({ id: ID });
      const ids = await listed();
      expect(ids.filter((id) => id !== ID)).toEqual(others);
      expect(ids.includes(ID)).toBe(!(read instanceof UnreadableOrder));
    }),
    { numRuns: 500 },
  );
});
