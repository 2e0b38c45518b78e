import { randomUUID } from "node:crypto";
import { once } from "node:events";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { statuses } from "../../../src/order/lifecycle.ts";
import { placeInList } from "../../../src/order/list-place.ts";
import type { Order } from "../../../src/order/order.ts";
import { connectRedis, type RedisConnection } from "../../../src/store/redis.ts";
import { redisOrders } from "../../../src/store/redis-orders.ts";
import type { ListQuery, Orders } from "../../../src/workflow/ports.ts";
import { alice, anOrder, bob, minutesLater, nextVersion } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { privateRedis } from "../../support/private-redis.ts";

const redis = privateRedis();
let connection: RedisConnection;
beforeAll(async () => {
  connection = connectRedis([redis().url], "gestures", () => undefined);
  await once(connection, "ready");
});
afterAll(() => connection.disconnect());

const now = (): Date => new Date();
const ids = ["AAAAAA", "CCCCCC", "DDDDDD", "EEEEEE", "FFFFFF", "GGGGGG", "HHHHHH", "JJJJJJ"];
const moments = [0, 1, 2].map((minute) => minutesLater(minute));

/** A change of one order, which places it where there is none yet. */
const change = fc.record({
  id: fc.constantFrom(...ids),
  status: fc.constantFrom(...statuses),
  requester: fc.constantFrom(alice, bob),
  placedAt: fc.constantFrom(...moments),
});

async function happened(
  changes: readonly Pick<Order, "id" | "status" | "requester" | "placedAt">[],
  stores: readonly Orders[],
): Promise<ReadonlyMap<string, Order>> {
  const orders = new Map<string, Order>();
  for (const wanted of changes) {
    const { id, status } = wanted;
    const earlier = orders.get(id);
    const order = earlier ? nextVersion(earlier, { status }) : anOrder(wanted);
    orders.set(id, order);
    for (const store of stores)
      await (earlier ? store.save(order, []) : store.create(order, id, []));
  }
  return orders;
}

const queries = fc.record(
  {
    of: fc.constantFrom("all" as const, { requester: alice.userId }, { requester: bob.userId }),
    status: fc.constantFrom(...statuses),
    towards: fc.constantFrom("older" as const, "newer" as const),
    from: fc
      .tuple(fc.constantFrom(...moments, minutesLater(-1)), fc.constantFrom(...ids))
      .map(([placedAt, id]) => placeInList({ placedAt, id })),
    most: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: ["of", "towards", "most"] },
) as fc.Arbitrary<ListQuery>;

it("whatever orders went through, every page of every list is what their texts say", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { maxLength: 30 }),
      fc.array(queries, { minLength: 10, maxLength: 20 }),
      async (changes, asked) => {
        const prefix = `{${randomUUID()}}`;
        const [stored, told] = [redisOrders(connection, prefix, now), memoryOrders(now)];
        await happened(changes, [stored, told]);
        for (const query of asked) expect(await stored.list(query)).toEqual(await told.list(query));
      },
    ),
    { numRuns: 150 },
  );
});

/** Ids and scores, of everybody's list and of a requester's. */
const kept = (prefix: string, of = ""): Promise<string[]> =>
  connection.zrange(`${prefix}:list${of}`, "0", "-1", "WITHSCORES");

it("whatever orders went through, each is kept once for everybody and once for its requester", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 30 }), async (changes) => {
      const prefix = `{${randomUUID()}}`;
      const orders = await happened(changes, [redisOrders(connection, prefix, now)]);
      expect((await kept(prefix)).length / 2).toBe(orders.size);
      for (const { userId } of [alice, bob]) {
        const own = [...orders.values()].filter(({ requester }) => requester.userId === userId);
        expect((await kept(prefix, `:${userId}`)).length / 2).toBe(own.length);
      }
    }),
  );
});

it("lists that an older bot kept are made anew, and nothing is left of them", async () => {
  const prefix = `{${randomUUID()}}`;
  const orders = redisOrders(connection, prefix, now);
  const changes = ids.map((id, index) => ({
    id,
    status: statuses[index] ?? "pending",
    requester: index % 2 === 0 ? alice : bob,
    placedAt: minutesLater(index),
  }));
  await happened(changes, [orders]);
  const before = [await kept(prefix), await kept(prefix, `:${alice.userId}`)];
  await connection.del(`${prefix}:list`, `${prefix}:list:${alice.userId}`);
  for (const { id, status, placedAt } of changes)
    await connection.zadd(`${prefix}:lists`, 0, `all/${status}/${placedAt}/${id}`);
  await connection.set(`${prefix}:listed`, "1");

  await orders.putIntoLists();
  expect([await kept(prefix), await kept(prefix, `:${alice.userId}`)]).toEqual(before);
  expect(await connection.exists(`${prefix}:lists`)).toBe(0);
  const page = await orders.list({ of: "all", towards: "newer", most: 99 });
  expect(page.orders.map(({ id }) => id)).toEqual(ids);
});
