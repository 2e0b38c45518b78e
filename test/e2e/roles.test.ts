import { afterAll, beforeAll, expect, it } from "vitest";
import { startBot, type BotProcess } from "../../playground/bot.ts";
import { freePort } from "../../playground/free-port.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import {
  approve,
  card,
  cards,
  order,
  purchasesOf,
  result,
  results,
} from "../support/order-story.ts";
import { until } from "../support/until.ts";

let world: World;
const startWorker = async (): Promise<BotProcess> =>
  startBot({ ...world.env, ROLE: "worker", ADMIN_PORT: String(await freePort()), PORT: "1" });

beforeAll(async () => {
  world = await startWorld({ env: { ROLE: "front" } });
  await world.start();
});
afterAll(() => world.stop());

it("a front takes orders, and workers that come later do what follows from them", async () => {
  const id = await order(world, { name: "roles-1" });
  expect(cards(world, id)).toEqual([]);

  const workers = await Promise.all([startWorker(), startWorker()]);
  try {
    await Promise.all(workers.map((worker) => worker.ready()));
    await approve(world, id);
    await result(world, id);
    await card(world, id, ({ text }) => text.includes("bought"));
    expect(purchasesOf(world, "roles-1")).toHaveLength(1);
    expect(cards(world, id)).toHaveLength(1);
  } finally {
    expect(await Promise.all(workers.map((worker) => worker.stop()))).toEqual([0, 0]);
  }
});

it("a worker that is replaced while it has an order in hand leaves it to the next one", async () => {
  const first = await startWorker();
  await first.ready();
  const id = await order(world, { name: "roles-2" });
  await card(world, id);
  world.cloud.faults.set("createInstances", { kind: "delay", ms: 9_000, when: "after" }, 1);
  await approve(world, id);
  await until("the purchase", () => purchasesOf(world, "roles-2")[0]);
  const next = await startWorker();
  try {
    await next.ready();
    expect(await first.stop()).toBe(0);
    await result(world, id);
    expect(purchasesOf(world, "roles-2")).toHaveLength(1);
    expect(cards(world, id)).toHaveLength(1);
  } finally {
    await next.stop();
  }
}, 60_000);

it("a worker that stands still while it buys loses the order to another one, and buys nothing when it wakes", async () => {
  const first = await startWorker();
  await first.ready();
  const id = await order(world, { name: "roles-3" });
  await card(world, id);
  world.cloud.faults.set("createInstances", { kind: "delay", ms: 2_000, when: "after" }, 1);
  await approve(world, id);
  await until("the purchase", () => purchasesOf(world, "roles-3")[0]);
  process.kill(first.pid, "SIGSTOP");
  const next = await startWorker();
  try {
    await next.ready();
    await until("the result", () => results(world, id)[0], 40_000);
  } finally {
    process.kill(first.pid, "SIGCONT");
    expect(await first.stop()).toBe(0); // what it has in hand is finished before
    await next.stop();
  }
  const token = purchasesOf(world, "roles-3")[0]?.clientToken;
  const calls = world.cloud.requests.filter(({ clientToken }) => clientToken === token);
  expect(calls.length).toBeGreaterThan(1);
  expect(purchasesOf(world, "roles-3")).toHaveLength(1);
  expect(cards(world, id)).toHaveLength(1);
  expect(results(world, id)).toHaveLength(1);
}, 90_000);
