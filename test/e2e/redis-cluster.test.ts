import { afterAll, beforeAll, expect, it } from "vitest";
import { startRedisCluster, type PrivateCluster } from "../../playground/redis-cluster.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import { approve, card, order, purchasesOf, result } from "../support/order-story.ts";

let cluster: PrivateCluster;
let world: World;
beforeAll(async () => {
  cluster = await startRedisCluster();
  world = await startWorld({ env: { REDIS_URL: cluster.urls.join(",") } });
  await world.start();
});
afterAll(async () => {
  await world.stop();
  await cluster.stop();
});

it("the whole program works on a Redis Cluster", async () => {
  const id = await order(world, { name: "cluster-1" });
  await approve(world, id);
  await result(world, id);
  await card(world, id, ({ text }) => text.includes("bought"));
  expect(purchasesOf(world, "cluster-1")).toHaveLength(1);
});
