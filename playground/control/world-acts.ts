/** What a visitor does to the worlds themselves. */
import { Redis } from "ioredis";
import { z } from "zod";
import { DAY_NAMES } from "./bad-days.ts";
import { setStock } from "./cloud-section.ts";
import type { Playground } from "./playground.ts";

export const worldAct = z.discriminatedUnion("act", [
  z.strictObject({
    act: z.literal("bad-day"),
    day: z.enum(DAY_NAMES),
    state: z.enum(["off", "once", "on"]),
  }),
  z.strictObject({
    act: z.literal("stock"),
    region: z.string(),
    deviceType: z.string(),
    available: z.int().min(0).max(999),
  }),
  z.strictObject({ act: z.literal("kill-bot") }),
  z.strictObject({ act: z.literal("start-bot") }),
  z.strictObject({ act: z.literal("start-over") }),
]);

export type WorldAct = z.infer<typeof worldAct>;

export async function doToWorld(playground: Playground, given: WorldAct): Promise<void> {
  const { bot, days, world } = playground;
  switch (given.act) {
    case "bad-day":
      return days.set(given.day, given.state);
    case "stock":
      return setStock(world.cloud, given.region, given.deviceType, given.available);
    case "kill-bot":
      return bot.kill();
    case "start-bot":
      return bot.start();
    case "start-over":
      return startOver(playground);
  }
}

/** The bot goes first and comes last: it must see neither world half emptied. */
async function startOver({ bot, clients, days, older, world }: Playground): Promise<void> {
  await bot.kill();
  days.clear();
  await emptyStore(world.redis.url);
  world.cloud.reset();
  clients.reset();
  older.reset();
  world.slack.reset();
  await bot.start();
}

async function emptyStore(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 2 });
  redis.on("error", () => undefined);
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}
