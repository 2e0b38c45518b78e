import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startWorld, type World } from "../../playground/start-world.ts";
import { approve, BOB, card, order, purchasesOf, result, results } from "../support/order-story.ts";
import { until } from "../support/until.ts";
import { readBody } from "../support/stored-orders.ts";

let world: World;
let redis: Redis;
beforeAll(async () => {
  world = await startWorld();
  await world.start();
  redis = new Redis(world.redis.url);
});
afterAll(async () => {
  redis.disconnect();
  await world.stop();
});

type Body = Record<string, unknown> & { version: number; rule: { name: string; quorum: number } };

const key = (id: string): string => `{edcps}:order:${id}`;
const bodyOf = async (id: string): Promise<Body> =>
  JSON.parse((await readBody(redis, key(id))) ?? "") as Body;

/** Stores an order as another version of the bot would have, while none runs. */
async function rewrite(id: string, change: (body: Body) => object): Promise<void> {
  await world.bot().stop();
  await storeAsHash(id, change(await bodyOf(id)));
}

/** As versions did before the first that packed orders into texts. */
async function storeAsHash(id: string, body: object): Promise<void> {
  const { version } = await bodyOf(id);
  await redis.del(key(id));
  await redis.hset(key(id), { version, body: JSON.stringify(body) });
}

/** The first shape: rules without stages, steps without seats. */
const asYesterday = (body: Body): object => ({
  ...body,
  schemaVersion: 1,
  rule: { name: body.rule.name, quorum: body.rule.quorum },
  history: (body["history"] as object[]).map((step) =>
    Object.fromEntries(Object.entries(step).filter(([key]) => key !== "seats")),
  ),
});

it("an order that the first version stored is approved, bought and told under this one", async () => {
  const id = await order(world, { name: "yesterday-1" });
  await card(world, id);
  await rewrite(id, asYesterday);
  await world.start();
  await approve(world, id);
  await result(world, id);
  expect(purchasesOf(world, "yesterday-1")).toHaveLength(1);
  expect(await bodyOf(id)).toMatchObject({ schemaVersion: 2, status: "provisioned" });
});

it("an order that a newer version stored is left as it is, and whoever clicks on it is told why", async () => {
  const id = await order(world, { name: "tomorrow-1" });
  await card(world, id);
  await rewrite(id, (body) => ({ ...body, schemaVersion: 99 }));
  const stored = await redis.hgetall(key(id));
  await world.start();
  await approve(world, id, BOB);
  await until("a sentence", () =>
    world.slack.ephemerals(BOB).some(({ text }) => /newer version/.test(text)),
  );
  const next = await order(world, { name: "beside-1" });
  await approve(world, next);
  await result(world, next);
  expect(await redis.hgetall(key(id))).toEqual(stored);
  expect(purchasesOf(world, "tomorrow-1")).toEqual([]);
});

it("an order that was being bought when the bot was replaced is bought once", async () => {
  const id = await order(world, { name: "between-1" });
  await card(world, id);
  world.cloud.faults.set("createInstances", { kind: "delay", ms: 20_000, when: "before" }, 1);
  await approve(world, id);
  await until("the call", () =>
    world.cloud.requests.some(({ operation }) => operation === "createInstances"),
  );
  await world.bot().kill();
  await storeAsHash(id, asYesterday(await bodyOf(id)));
  await world.start();
  await until("the result", () => results(world, id).length > 0, 30_000);
  expect(purchasesOf(world, "between-1")).toHaveLength(1);
});
