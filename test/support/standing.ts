import type { Redis } from "ioredis";
import type { Order } from "../../src/order/order.ts";
import type { Message } from "../../playground/slack/messages.ts";
import type { World } from "../../playground/start-world.ts";
import { until } from "./until.ts";
import { readBody } from "./stored-orders.ts";

/** Everything that must not change by itself: orders to the letter, purchases, what stands in channels. */
export interface Standing {
  readonly orders: Readonly<Record<string, string>>;
  readonly purchases: number;
  readonly messages: Readonly<Record<string, readonly string[]>>;
}

export async function standingOf(world: World, redis: Redis): Promise<Standing> {
  await quiet(world, redis);
  return {
    orders: await storedOrders(redis),
    purchases: world.cloud.purchases.length,
    messages: Object.fromEntries(
      world.slack
        .channels()
        .filter(({ kind }) => kind !== "im") // what one person alone is told
        .map(({ id }) => [id, world.slack.messages(id).map(asRead)]),
    ),
  };
}

/** Slack names the blocks anew whenever a message is drawn again. */
const asRead = ({ ts, text, blocks }: Message): string =>
  `${ts} ${text} ${JSON.stringify(blocks ?? []).replaceAll(/,"block_id":"[^"]*"/g, "")}`;

/** Every order as it is stored, by id. */
export async function storedOrders(redis: Redis): Promise<Record<string, string>> {
  const keys = await redis.keys("*:order:*");
  const bodies = await Promise.all(keys.toSorted().map((key) => readBody(redis, key)));
  return Object.fromEntries(
    bodies.flatMap((body) => (body === undefined ? [] : [[(JSON.parse(body) as Order).id, body]])),
  );
}

/** Every errand is done and every job has ended. */
async function quiet(world: World, redis: Redis): Promise<void> {
  await until(
    "everything is done that follows from what was done",
    async () => {
      const outboxes = await redis.keys("*:outbox");
      if (outboxes.length > 0) return false;
      const numbers = await (await fetch(`${world.bot().adminUrl}/metrics`)).text();
      const jobs = numbers.split("\n").filter((line) => line.startsWith("edcps_bot_jobs{"));
      return jobs.length > 0 && jobs.every((line) => line.endsWith(" 0"));
    },
    30_000,
  );
}
