import { randomUUID } from "node:crypto";
import { Queue as BullQueue } from "bullmq";
import type { RedisConnection } from "../store/redis.ts";
import type { Errand } from "../workflow/consequences.ts";
import { StoreUnavailable, type Queue } from "../workflow/ports.ts";
import {
  jobs,
  queueNames,
  type Job,
  type JobName,
  type JobPayload,
  type QueueName,
} from "./jobs.ts";

export interface Producer extends Queue {
  /** Asks for a sweep. While one waits or runs, asking again changes nothing. */
  sweep(): Promise<void>;
  /** Jobs by state, of every queue. */
  counts(): Promise<Record<QueueName, Record<string, number>>>;
  close(): Promise<void>;
}

/** A gesture waits no longer than this for a job to be taken, and a page of numbers no longer for its numbers. */
const ANSWER_WITHIN_MS = 1_000;

/**
 * Adds jobs; fails at once while Redis is away, and after a second while it does not answer. Throws StoreUnavailable.
 * The connection must queue commands while it is made (BullMQ loads its scripts then, and never again).
 */
export function bullProducer(
  connection: RedisConnection,
  prefix: string,
  onError: (error: Error) => void,
): Producer {
  const open = (name: QueueName): BullQueue => {
    const queue = new BullQueue(name, { connection, prefix });
    queue.on("error", onError);
    return queue;
  };
  const queues: Record<QueueName, BullQueue> = {
    purchases: open("purchases"),
    messages: open("messages"),
    servers: open("servers"),
    clock: open("clock"),
  };

  const add = async <N extends JobName>(
    name: N,
    payload: JobPayload<N>,
    jobId: string,
  ): Promise<void> => {
    if (connection.status !== "ready") throw new StoreUnavailable(false);
    const { queue, attempts, delayMs, priority, startsAfterMs }: Job = jobs[name];
    await inTime(
      queues[queue].add(name, payload, {
        jobId,
        attempts,
        ...(priority === undefined ? {} : { priority }),
        ...(startsAfterMs === undefined ? {} : { delay: startsAfterMs }),
        backoff: { type: "exponential", delay: delayMs, jitter: 0.5 },
        // An id that stays behind would keep the sweep from adding the job again.
        removeOnComplete: true,
        removeOnFail: true,
      }),
    );
  };

  const addErrand = ({ id, kind, orderId, version }: Errand): Promise<void> =>
    add(kind, { orderId, version, errandId: id }, id);

  /** Errands that are no jobs yet. What a process holds when it ends is left to the sweep. */
  const held = new Map<string, NodeJS.Timeout>();
  const letGo = (errandId: string): void => {
    clearTimeout(held.get(errandId));
    held.delete(errandId);
  };
  const hold = (one: Errand, forMs: number): void => {
    letGo(one.id);
    const addHeld = (): void => {
      held.delete(one.id);
      addErrand(one).catch(() => undefined); // the sweep adds it
    };
    held.set(one.id, setTimeout(addHeld, forMs));
  };

  return {
    async enqueue(errands, needless = []) {
      needless.forEach(letGo);
      await Promise.all(
        errands.map(async (one) => {
          const { heldForMs }: Job = jobs[one.kind];
          if (heldForMs === undefined) await addErrand(one);
          else hold(one, heldForMs);
        }),
      );
    },
    async notify(notice) {
      await add("notice", { ...notice }, `notice-${randomUUID()}`);
    },
    async repair(orderId, clicked) {
      // One repair at a time of each message is enough: it draws the order as it then is.
      const which = clicked ? clicked.ts.replace(".", "") : "card";
      await add(
        "repair",
        { orderId, ...(clicked ? { clicked } : {}) },
        `${orderId}-repair-${which}`,
      );
    },
    async tick(orderId) {
      await add("tick", { orderId }, `${orderId}-tick`);
    },
    async sweep() {
      await add("sweep", {}, "sweep");
    },
    async counts() {
      if (connection.status !== "ready") throw new StoreUnavailable(false);
      const counted = await inTime(
        Promise.all(
          queueNames.map(async (name) => [name, await queues[name].getJobCounts()] as const),
        ),
      );
      return Object.fromEntries(counted) as Record<QueueName, Record<string, number>>;
    },
    async close() {
      [...held.keys()].forEach(letGo);
      await Promise.all(queueNames.map((name) => queues[name].close()));
    },
  };
}

async function inTime<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreUnavailable(true)), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([asked, late]);
  } catch (error) {
    throw error instanceof StoreUnavailable ? error : new StoreUnavailable(true, { cause: error });
  } finally {
    clearTimeout(timer);
    asked.catch(() => undefined); // what fails after its time was reported already
  }
}
