import { z } from "zod";
import type { Refusal } from "../order/decision.ts";
import { toldOneByOne } from "../workflow/consequences.ts";

/** Purchases and messages have queues of their own, so a slow Slack never holds up a purchase, and servers neither. */
export const queueNames = ["purchases", "messages", "servers", "clock"] as const;
export type QueueName = (typeof queueNames)[number];

const orderId = z.string().min(1);
const errand = { orderId, version: z.int().min(1), errandId: z.string() };
const place = z.strictObject({ channel: z.string(), ts: z.string() });

/**
 * Every kind of job: where it waits, what it carries (ids only, never a secret), how often it is tried.
 *
 * `attempts` counts tries that failed; waiting for a rate limit or a colleague's lease does not count. Backoff doubles
 * from `delayMs`, with half of it left to chance so that a crowd does not come back at once.
 * A purchase is tried four times, as often as the cloud's own advice allows; what belongs to an order's state and still
 * failed then is taken up again by the sweep, and what answers a gesture is tried for a quarter of an hour.
 */
export const jobs = {
  purchase: { queue: "purchases", attempts: 4, delayMs: 1_500, payload: z.strictObject(errand) },
  tell: { queue: "messages", attempts: 6, delayMs: 500, payload: z.strictObject(errand) },
  /**
   * Behind everything else that is to be told, and no job at all for a moment: mostly the next step has come by then, and
   * both are told in the same messages. Who watches a purchase that takes long sees soon enough that it goes on.
   */
  passing: {
    queue: "messages",
    attempts: 6,
    delayMs: 500,
    payload: z.strictObject(errand),
    priority: 1,
    heldForMs: 400,
  },
  repair: {
    queue: "messages",
    attempts: 12,
    delayMs: 500,
    payload: z.strictObject({ orderId, clicked: place.exactOptional() }),
  },
  /** No server runs as soon as it is bought. */
  track: {
    queue: "servers",
    attempts: 6,
    delayMs: 1_000,
    payload: z.strictObject(errand),
    startsAfterMs: 2_000,
  },
  tick: { queue: "clock", attempts: 3, delayMs: 500, payload: z.strictObject({ orderId }) },
  notice: {
    queue: "messages",
    attempts: 12,
    delayMs: 500,
    payload: z.strictObject({
      userId: z.string(),
      channel: z.string(),
      orderId: orderId.exactOptional(),
      refusal: z.custom<Refusal>(
        (value) => typeof value === "object" && value !== null && "reason" in value,
      ),
    }),
  },
  sweep: { queue: "clock", attempts: 1, delayMs: 0, payload: z.strictObject({}) },
} as const satisfies Record<string, Job>;

export interface Job {
  readonly queue: QueueName;
  readonly attempts: number;
  readonly delayMs: number;
  readonly payload: z.ZodType;
  /** Absent: before all that have one. */
  readonly priority?: number;
  readonly startsAfterMs?: number;
  /** Until then it is with the producer, which forgets it once it is needless. */
  readonly heldForMs?: number;
}

export type JobName = keyof typeof jobs;
/** Undefined for a kind that this version does not know. */
export function jobNamed(name: string): JobName | undefined {
  if (toldOneByOne.includes(name)) return "tell";
  return Object.hasOwn(jobs, name) ? (name as JobName) : undefined;
}

export type JobPayload<N extends JobName> = z.output<(typeof jobs)[N]["payload"]>;

/**
 * How many looks at servers all processes together may take: the cloud's general limit is 1,000 calls a minute, and
 * forms and purchases need theirs.
 */
export const looksAtServers = { max: 300, duration: 60_000 } as const;

/** How often the sweep looks for work that a crash left behind. */
export const SWEEP_EVERY_MS = 5_000;

/**
 * BullMQ's default lock of 30 s and stall check of 30 s add up to a minute after a crash; work must be taken up again
 * within 30 s. A lock of 6 s, renewed every 2 s, and a check every 3 s (a stalled job is seen at the second check after
 * its lock ended) give at most 12 s. A process that stalls for longer than 6 s loses its job to another one, which is
 * harmless here: purchases repeat under the same token, and saves name the version they replace.
 */
export const crashRecovery = {
  lockDuration: 6_000,
  lockRenewTime: 2_000,
  stalledInterval: 3_000,
  /** A job may be taken over any number of times; BullMQ would otherwise drop it after the second crash. */
  maxStalledCount: 1_000,
} as const;
