import { randomInt, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse as parseYaml } from "yaml";
import { orderIdFrom } from "../src/order/order-id.ts";
import { statuses } from "../src/order/lifecycle.ts";
import type { Order } from "../src/order/order.ts";
import { policySchema } from "../src/order/policy-file.ts";
import { priceBookSchema } from "../src/order/price-book.ts";
import type { RedisConnection } from "../src/store/redis.ts";
import { redisOrders } from "../src/store/redis-orders.ts";
import { redisAudit } from "../src/store/redis-audit.ts";
import { orderCard } from "../src/slack/order-card.ts";
import { textsIn } from "../src/slack/texts.ts";
import { redisPosts } from "../src/store/redis-posts.ts";
import { actOnOrder } from "../src/workflow/act-on-order.ts";
import { errandsOf } from "../src/workflow/consequences.ts";
import { placeOrder } from "../src/workflow/place-order.ts";
import { trackServers } from "../src/workflow/track-servers.ts";
import type { Orders, PostName, Posts, Queue } from "../src/workflow/ports.ts";
import { provisionOrder } from "../src/workflow/provision-order.ts";
import { memoryOrders } from "../test/support/memory-orders.ts";
import { channels, people, type Card } from "./outside/gestures.ts";
import { cloudId, otherWish, slackId, usualWish } from "./wishes.ts";

/** The policy of every measurement, as the bot reads it. */
export const POLICY = `
channels: { approvals: ${channels.approvals} }
rules:
  - name: everything
    match: {}
    approvers: { users: [${people.approver}] }
`;

const policy = policySchema.parse(parseYaml(POLICY));
/** The price book of every measurement. */
export const PRICES = fileURLToPath(new URL("../playground/prices.yaml", import.meta.url));
const book = priceBookSchema.parse(parseYaml(readFileSync(PRICES, "utf8")));
/** Nor is an order without a price measured because the pretend cloud does not sell its hardware. */
const anyHardware = { deviceTypes: ["*"], postpaid_by_duration: { hour: 33.7 } };
const prices = { ...book, prices: [...book.prices, anyHardware] };
export const nobodyListens: Queue = {
  enqueue: () => Promise.resolve(),
  tick: () => Promise.resolve(),
  notify: () => Promise.resolve(),
  repair: () => Promise.resolve(),
};
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const clock = (): Date => new Date();
const requester = { userId: people.requester, teamId: people.team };
const approver = { userId: people.approver, teamId: people.team };

/** As long as the cloud's. */
const REQUEST_ID = 32;

/** Who ordered long ago, beside the requester of every measurement, of whom is one in ten. */
const PEOPLE = 200;

const A_DAY_MS = 24 * 60 * 60 * 1_000;

/** As many requests as Redis gets before its answers are waited for. */
const AT_ONCE = 200;

/** Puts orders into a store as the bot itself would: with its own workflow and its own store. */
export interface StoredOrders {
  /** New orders that wait for an approval, whose cards stand in Slack. */
  pending(count: number): Promise<readonly string[]>;
  /** New orders that are approved, with their errands in `queue`. */
  approved(count: number, queue: Queue): Promise<readonly string[]>;
  /** Orders with servers, at the end of their lives: each of them other than the others in whatever people choose or are given. */
  finished(count: number): Promise<void>;
  /** Takes away what ends after a day: the answers for forms that are submitted again. */
  aDayPasses(): Promise<void>;
  /** Orders of many people in every status, older than all that are placed now. */
  old(count: number): Promise<void>;
  /** How many of these stand in that status. */
  countIn(status: Order["status"], ids: readonly string[]): Promise<number>;
  /** Errands that nobody has done yet. */
  outstanding(): Promise<number>;
}

let drawn = 0;
/** Ids of orders in a row, so that none is drawn twice. */
export function nextId(): string {
  drawn += 1;
  let rest = (drawn * 7_654_321) % 23 ** 6; // no two alike, and as mixed as drawn ones
  const digits = Array.from({ length: 6 }, () => {
    const digit = rest % 23;
    rest = Math.floor(rest / 23);
    return digit;
  });
  return orderIdFrom(Uint8Array.from(digits));
}

const portsOf = (orders: Orders, queue: Queue, now = clock) => ({
  orders,
  queue,
  policy: () => policy,
  prices,
  stock: { left: () => Promise.resolve(undefined) },
  people: {
    languageOf: () => Promise.resolve("en" as const),
    identify: (who: typeof requester) =>
      Promise.resolve({ ...who, standing: "member" as const, groups: [] }),
  },
  ids: { orderId: nextId, clientToken: () => randomUUID() },
  sealer: undefined,
  clock: now,
  log: quiet,
});

let named = 0;

async function place(
  orders: Orders,
  wish = usualWish(`web-${(named += 1)}`),
  now = clock,
): Promise<Order> {
  const placed = await placeOrder(portsOf(orders, nobodyListens, now), {
    ...wish,
    by: requester,
    askedIn: channels.asked,
    submission: `${people.team}:${slackId("V")}`,
  });
  if (!placed.ok) throw new Error(`An order was not placed: ${placed.refusal.reason}.`);
  for (const { id } of errandsOf(placed.order)) await orders.done(id);
  return placed.order;
}

async function approve(
  orders: Orders,
  queue: Queue,
  { id, version }: Order,
  now = clock,
): Promise<void> {
  const outcome = await actOnOrder(portsOf(orders, queue, now), {
    orderId: id,
    version,
    action: "approve",
    by: approver,
  });
  if (!outcome.ok) throw new Error(`An order was not approved: ${outcome.refusal.reason}.`);
}

/** The card of an order that waits, as the approvals channel shows it. */
export async function pendingCard(): Promise<Card> {
  const order = await place(memoryOrders(clock));
  return { orderId: order.id, blocks: JSON.stringify(orderCard(order, textsIn.en).blocks) };
}

/** A clock that moves on by up to a minute and a half with every look at it. */
function busyClock(startMs: number): () => Date {
  let at = startMs;
  return () => new Date((at += randomInt(100, 90_000)));
}

/**
 * Every version of one order whose servers run, from the first to the last. It is older than all that are placed now.
 * `index`: which one, and how many seconds before one of yesterday.
 */
async function wholeLife(index: number): Promise<readonly Order[]> {
  const now = busyClock(Date.now() - A_DAY_MS - index * 1_000);
  const orders = memoryOrders(now);
  const order = await place(orders, otherWish(index), now);
  await approve(orders, nobodyListens, order, now);
  const server = {
    name: order.spec.name,
    status: "running",
    instanceId: cloudId("i-"),
    region: order.region,
    az: order.spec.az,
    deviceType: order.spec.deviceType,
    createTime: "",
    privateIp: `172.${randomInt(16, 32)}.${randomInt(256)}.${randomInt(1, 255)}`,
    publicIp: "",
  };
  const cloud = {
    createInstances: () =>
      Promise.resolve({ instanceIds: [server.instanceId], requestId: cloudId("", REQUEST_ID) }),
    instances: () => Promise.resolve([server]),
  };
  const ports = { ...portsOf(orders, nobodyListens, now), cloud, limits: () => policy.limits };
  await provisionOrder(ports, order.id, false);
  await trackServers(ports, order.id);
  const life = orders.written();
  if (life.at(-1)?.history.at(-1)?.progress?.running !== 1)
    throw new Error("An order did not come to its end.");
  return life;
}

export function storedOrders(connection: RedisConnection, prefix: string): StoredOrders {
  const orders = redisOrders(connection, prefix, clock);
  const posts = redisPosts(connection, prefix);
  const notary = redisAudit(connection, prefix);
  return {
    pending: (count) =>
      many(count, async () => {
        const order = await place(orders);
        await posts.record(order.id, "card", postOf(channels.approvals, order.version));
        return order.id;
      }),
    approved: (count, queue) =>
      many(count, async () => {
        const order = await place(orders);
        await posts.record(order.id, "card", postOf(channels.approvals, order.version));
        await approve(orders, queue, order);
        return order.id;
      }),
    async finished(count) {
      await many(count, async (index) => live(orders, posts, await wholeLife(index)));
      while (await notary.seal());
    },
    async aDayPasses() {
      const match = `${prefix}:submission:*`;
      let cursor = "0";
      do {
        const [next, keys] = await connection.scan(cursor, "MATCH", match, "COUNT", 1_000);
        cursor = next;
        if (keys.length > 0) await connection.unlink(...keys);
      } while (cursor !== "0");
    },
    async old(count) {
      const template = (await wholeLife(0)).at(-1);
      if (!template) throw new Error("An order had no life.");
      await many(count, async (index) => {
        // What they have waiting does not grow with what they once ordered.
        const whose =
          index % 10 === 0
            ? { requester, status: "provisioned" as const }
            : {
                requester: { ...requester, userId: `U0${String(index % PEOPLE).padStart(9, "0")}` },
                status: statuses[index % statuses.length] ?? template.status,
              };
        const order: Order = {
          ...template,
          ...whose,
          id: nextId(),
          clientToken: randomUUID(),
          placedAt: new Date(Date.parse(template.placedAt) - index * 1_000).toISOString(),
        };
        await orders.create(order, `${people.team}:${order.id}`, []);
      });
    },
    async countIn(status, ids) {
      const found = await Promise.all(ids.map((id) => orders.find(id)));
      return found.filter((order) => order?.status === status).length;
    },
    async outstanding() {
      const soon = new Date(Date.now() + 60_000); // what the sweep left to the queue for a while is not done either
      return (await orders.outstanding(soon, Number.MAX_SAFE_INTEGER)).length;
    },
  };
}

/** Everything that the store is told in the life of an order. */
async function live(
  orders: Orders,
  posts: Posts,
  [first, ...later]: readonly Order[],
): Promise<void> {
  if (!first) return;
  const { id } = first;
  await orders.create(first, `${people.team}:${slackId("V")}`, []);
  await orders.callStarted(id, clock());
  for (const version of later) await orders.save(version, []);
  const last = later.at(-1)?.version ?? first.version;
  const told = {
    card: channels.approvals,
    story: channels.approvals,
    [`result-${last - 1}`]: channels.asked,
    [`direct-${last}`]: slackId("D"),
  };
  for (const [name, channel] of Object.entries(told)) {
    const since = clock().toISOString();
    const thread = name === "story" ? { thread: postOf(channel, last).ts } : {};
    await posts.begin(id, name as PostName, { channel, ...thread, version: last, since });
    await posts.record(id, name as PostName, postOf(channel, last));
  }
}

const postOf = (channel: string, version: number) => ({
  channel,
  ts: `${1_700_000_000 + randomInt(100_000_000)}.${String(randomInt(1_000_000)).padStart(6, "0")}`,
  version,
});

async function many<T>(count: number, make: (index: number) => Promise<T>): Promise<readonly T[]> {
  const made: T[] = [];
  let next = 0;
  const line = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      made.push(await make(next));
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, line));
  return made;
}
