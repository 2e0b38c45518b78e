import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterEach, describe, expect, it } from "vitest";
import { startBot } from "../../playground/bot.ts";
import { freePort } from "../../playground/free-port.ts";
import { startRedis } from "../../playground/redis.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import { approve, card, order, purchasesOf, result, results } from "../support/order-story.ts";
import { until } from "../support/until.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const aWorld = async (): Promise<World> => {
  const world = await startWorld();
  ends.push(() => world.stop());
  return world;
};

describe("a Redis that forgets", () => {
  const forgetful = [
    [["--maxmemory-policy", "allkeys-lru"], "Redis may throw orders away"],
    [["--appendonly", "no"], "Redis keeps nothing across a restart"],
  ] as const;

  const on = async (settings: readonly string[], env: Record<string, string>) => {
    const world = await aWorld();
    const redis = await startRedis(await freePort(), settings);
    ends.push(() => redis.stop());
    const bot = startBot({ ...world.env, REDIS_URL: redis.url, ...env });
    ends.push(() => bot.stop());
    return bot;
  };

  it.each(forgetful)(
    "(%s) stops the start where the operator requires more",
    async (settings, why) => {
      const bot = await on(settings, { REDIS_DURABILITY: "require" });
      expect(await bot.exited).toBe(78);
      expect(bot.output()).toContain(`The configuration has 1 problem:\n  - ${why}`);
      expect(bot.output()).not.toMatch(/^\s+at /m);
    },
  );

  it.each(forgetful)("(%s) is named in log and readiness otherwise", async (settings, why) => {
    const bot = await on(settings, {});
    await bot.ready();
    expect(bot.output()).toContain(why);
    expect(await (await fetch(`${bot.adminUrl}/readyz`)).json()).toMatchObject({
      status: "ready",
      warnings: [expect.stringContaining(why)],
    });
  });
});

describe("a backup", () => {
  it("that was copied while Redis ran gives every order back, and each is bought once", async () => {
    const world = await aWorld();
    await world.start();
    const waiting = await order(world, { name: "kept-1" });
    await card(world, waiting);
    const bought = await order(world, { name: "kept-2" });
    await approve(world, bought);
    await result(world, bought);

    // As the page on ways to die says: rewrite, wait, copy the folder, start another Redis on it.
    const client = new Redis(world.redis.url);
    ends.push(() => client.disconnect());
    await client.bgrewriteaof();
    await until("the rewrite", async () =>
      /aof_rewrite_in_progress:0[^]*aof_last_bgrewrite_status:ok/.test(
        await client.info("persistence"),
      ),
    );
    const [, folder = ""] = (await client.config("GET", "dir")) as string[];
    const copy = mkdtempSync(join(tmpdir(), "edcps-bot-backup-"));
    ends.push(() => rmSync(copy, { recursive: true, force: true }));
    cpSync(folder, copy, { recursive: true });
    await world.bot().stop();
    await world.redis.kill();

    const restored = await startRedis(world.redis.port, ["--dir", copy]);
    ends.push(() => restored.stop());
    await world.start();
    await approve(world, waiting);
    await result(world, waiting);
    expect(purchasesOf(world, "kept-1")).toHaveLength(1);
    expect(purchasesOf(world, "kept-2")).toHaveLength(1);
    expect(results(world, bought)).toHaveLength(1);
    expect(world.slack.complaints).toEqual([]);
  });
});
