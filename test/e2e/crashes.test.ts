import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorld, type World } from "../../playground/start-world.ts";
import {
  APPROVALS,
  approve,
  BOB,
  card,
  CAROL,
  cards,
  order,
  purchasesOf,
  result,
  results,
} from "../support/order-story.ts";
import { until } from "../support/until.ts";

const bought = async (world: World, id: string, name: string): Promise<void> => {
  await result(world, id);
  await card(world, id, ({ text }) => text.includes("bought"));
  expect(purchasesOf(world, name)).toHaveLength(1);
  expect(results(world, id)).toHaveLength(1);
  expect(cards(world, id)).toHaveLength(1);
};

describe("twenty clicks at once", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.start();
  });
  afterAll(() => world.stop());

  it("by two approvers buy once, announce once, and are all answered in time", async () => {
    const id = await order(world, { name: "twenty" });
    const { ts } = await card(world, id);
    const clicks = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        world.slack
          .as(index % 2 === 0 ? BOB : CAROL)
          .clickRaw(APPROVALS, ts, "order_approve", `${id}:1`),
      ),
    );
    for (const click of clicks) {
      expect(click).toMatchObject({ ok: true, status: 200 });
      expect(click.ms).toBeLessThan(3_000);
    }
    await bought(world, id, "twenty");
    expect(
      world.cloud.requests.filter(({ operation }) => operation === "createInstances"),
    ).toHaveLength(1);
    const losers = await until("the nineteen others are told", () => {
      const told = [...world.slack.ephemerals(BOB), ...world.slack.ephemerals(CAROL)].filter(
        ({ text }) => text.includes(id),
      );
      return told.length === 19 && told;
    });
    for (const { text } of losers)
      expect(text).toMatch(
        /<@U0(BOB0001|CAROL01)> approved it|is approved|is being bought|is bought/,
      );
    expect(world.slack.complaints).toEqual([]);
  });
});

/** When the process is killed, after the click was acknowledged. */
const MOMENTS: readonly (readonly [string, (world: World, id: string) => Promise<unknown>])[] = [
  ["at once", () => Promise.resolve()],
  [
    "when the purchase reaches the cloud",
    (world) =>
      until("the call", () =>
        world.cloud.requests.some(({ operation }) => operation === "createInstances"),
      ),
  ],
  [
    "when the cloud has bought and its answer is lost",
    (world) => until("the purchase", () => world.cloud.purchases.length > 0),
  ],
  [
    "when the card says that it is being bought",
    (world, id) => card(world, id, ({ text }) => text.includes("being bought")),
  ],
  ["a moment later", () => new Promise((resolve) => setTimeout(resolve, 40))],
];

describe("a bot that is killed after it acknowledged an approval", () => {
  it.concurrent.each(MOMENTS)(
    "%s, has bought exactly once within 30 seconds of its restart",
    async (moment, whenever) => {
      const world = await startWorld();
      try {
        await world.start();
        const id = await order(world, { name: "killed-1" });
        await card(world, id);
        if (moment.includes("cloud") || moment.includes("card"))
          world.cloud.faults.set(
            "createInstances",
            { kind: "delay", ms: 1_500, when: moment.includes("lost") ? "after" : "before" },
            1,
          );
        expect(await approve(world, id)).toMatchObject({ ok: true, status: 200 });
        await whenever(world, id);
        await world.bot().kill();

        const restarted = Date.now();
        await world.start();
        await until(
          "the purchase is recorded and told",
          () => results(world, id).length > 0,
          30_000,
        );
        expect(Date.now() - restarted).toBeLessThan(30_000);
        await bought(world, id, "killed-1");
        expect(world.cloud.violations).toEqual([]);
        expect(world.slack.complaints).toEqual([]);
      } finally {
        await world.stop();
      }
    },
  );
});

describe("a Redis that is killed", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.start();
  });
  afterAll(() => world.stop());

  it("right after an acknowledged click has lost nothing when it is back", async () => {
    const id = await order(world, { name: "redis-1" });
    await card(world, id);
    expect(await approve(world, id)).toMatchObject({ ok: true });
    await world.redis.kill();
    await world.redis.restart();
    await until("the result", () => results(world, id).length > 0, 30_000);
    await bought(world, id, "redis-1");
  });
});
