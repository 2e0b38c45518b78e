import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startWorld, type World } from "../../playground/start-world.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  card,
  cards,
  OPS,
  order,
  result,
  results,
} from "../support/order-story.ts";
import { until } from "../support/until.ts";

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
/** Errands that nobody has done. */
const left = (): Promise<number> => redis.zcard("{edcps}:outbox");
afterEach(async () => {
  world.slack.faults.clear();
  await until("nothing is left to be said", async () => (await left()) === 0, 60_000);
  expect(world.slack.complaints).toEqual([]);
});

/** Slack takes the next message, and nobody hears of it. */
const loseAnswer = (): void => world.slack.faults.set("chat.postMessage", { reset: "after" }, 1);
const looks = (): number =>
  world.slack.traffic.filter(
    (entry) => entry.kind === "call" && /^conversations\.(history|replies)$/.test(entry.method),
  ).length;

describe("a message whose answer was lost", () => {
  it("stands once: the card, which goes on being drawn, and the result", async () => {
    loseAnswer();
    const id = await order(world, { name: "lost-1" });
    await card(world, id);
    await until("the bot looks for the card", () => looks() === 1);
    loseAnswer(); // of the story, or of the result
    await approve(world, id);
    await result(world, id);
    await until("the bot looks for that, too", () => looks() > 1);
    await card(world, id, ({ text }) => text.includes("bought"));
    expect(cards(world, id)).toHaveLength(1);
    expect(results(world, id)).toHaveLength(1);
  });

  it("stands once although the bot was killed before it could look", async () => {
    loseAnswer();
    const id = await order(world, { name: "lost-2" });
    await card(world, id);
    const before = looks();
    await world.bot().kill();
    await world.start();
    await until("the next one looks for the card", () => looks() > before, 30_000);
    await approve(world, id);
    await card(world, id, ({ text }) => text.includes("bought"));
    expect(cards(world, id)).toHaveLength(1);
  });

  it("is not left behind asking for approval when the order was cancelled meanwhile", async () => {
    loseAnswer();
    const id = await order(world, { name: "lost-3" });
    await card(world, id);
    expect(await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`)).toMatchObject({
      ok: true,
    });
    await card(world, id, ({ text }) => text.includes("cancelled"));
    expect(cards(world, id)).toHaveLength(1);
  });

  it("stands once in somebody's direct messages, too", async () => {
    const id = await order(world, { name: "lost-4" }, { where: "C0BUILD01" });
    await card(world, id);
    world.slack.faults.set("chat.postMessage", { reset: "after" }, 4);
    await approve(world, id);
    await until("nothing is left to be said", async () => (await left()) === 0, 60_000);
    const told = world.slack.dm(ALICE).filter(({ text }) => text.includes(id));
    expect(told.filter(({ text }) => text.includes("bought for"))).toHaveLength(1);
    const story = world.slack.messages(APPROVALS).filter(({ thread_ts: thread }) => thread);
    expect(new Set(story.map(({ text }) => text)).size).toBe(story.length);
  });

  it("may stand twice where Slack does not let the bot look, and the log says so once", async () => {
    const { scopes } = world.slack;
    world.slack.scopes = scopes.filter((scope) => !scope.includes("history"));
    try {
      loseAnswer();
      const id = await order(world, { name: "lost-5" });
      await until("a second card", () => cards(world, id).length === 2);
      const warned = world
        .bot()
        .output()
        .split("\n")
        .filter((line) => line.includes("channels:history"));
      expect(warned).toHaveLength(1);
    } finally {
      world.slack.scopes = scopes;
    }
  });
});
