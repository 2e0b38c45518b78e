import { DelayedError, Worker, type Job } from "bullmq";
import type { RedisConnection } from "../store/redis.ts";
import type { Later, Log } from "../workflow/ports.ts";
import {
  crashRecovery,
  jobNamed,
  jobs,
  looksAtServers,
  queueNames,
  type JobName,
  type JobPayload,
  type QueueName,
} from "./jobs.ts";

/** What a handler may know of its own job. */
export interface Attempt {
  /** When this one fails, nobody tries again by himself: the handler settles. */
  readonly last: boolean;
}

export type Handlers = {
  readonly [N in JobName]: (payload: JobPayload<N>, attempt: Attempt) => Promise<void | Later>;
};

export interface Workers {
  start(): Promise<void>;
  /** Lets jobs in hand finish; those that take too long are taken up by another process after their lock ends. */
  stop(): Promise<void>;
  running(): boolean;
}

const concurrency: Record<QueueName, number> = {
  purchases: 8,
  messages: 8,
  servers: 4,
  clock: 2,
};

/** How long a stop waits for jobs in hand. A purchase may take longer; it is taken up again, and a repeat is harmless. */
const STOP_WITHIN_MS = 5_000;

/** Characters of a failure in the log: it may hold what somebody else answered. */
const MOST_OF_A_FAILURE = 1_000;

export function bullWorkers(
  connect: () => RedisConnection,
  prefix: string,
  handlers: Handlers,
  log: Log,
  looks: { readonly max: number; readonly duration: number } = looksAtServers,
): Workers {
  const run = async (job: Job, token?: string): Promise<void> => {
    const name = jobNamed(job.name);
    if (!name) throw new Error(`No handler knows jobs of kind "${job.name}".`);
    const ended = await handle(handlers, name, job.data, {
      last: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
    });
    if (!ended) return;
    await job.moveToDelayed(Date.now() + ended.againInMs, token);
    throw new DelayedError();
  };

  let started: Started[] = [];
  return {
    async start() {
      started = queueNames.map((name) => {
        const connection = connect();
        const worker = new Worker(name, run, {
          connection,
          prefix,
          concurrency: concurrency[name],
          ...crashRecovery,
          ...(name === "servers" ? { limiter: looks } : {}),
        });
        worker.on("error", (error) => {
          log.warn(
            { queue: name, error: error.message },
            "The queue's connection reported an error; it reconnects by itself.",
          );
        });
        worker.on("failed", (job, error) => {
          log.warn(
            {
              queue: name,
              job: job?.name,
              jobId: job?.id,
              attempt: job?.attemptsMade,
              error: error.message.slice(0, MOST_OF_A_FAILURE),
            },
            "A job failed; it is tried again.",
          );
        });
        worker.on("stalled", (jobId) => {
          log.warn(
            { queue: name, jobId },
            "A job was left behind by a process that ended; it is taken up again.",
          );
        });
        return { worker, connection };
      });
      await Promise.resolve();
    },
    async stop() {
      await Promise.all(started.map(finish));
      started = [];
    },
    running: () =>
      started.length > 0 &&
      started.every(
        ({ worker, connection }) => worker.isRunning() && connection.status === "ready",
      ),
  };
}

interface Started {
  readonly worker: Worker;
  readonly connection: RedisConnection;
}

async function finish({ worker, connection }: Started): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, STOP_WITHIN_MS);
  });
  await Promise.race([worker.close().catch(() => undefined), late]);
  clearTimeout(timer);
  connection.disconnect();
}

/** Payloads come back from Redis: they are checked before a handler sees them. */
function handle<N extends JobName>(
  handlers: Handlers,
  name: N,
  data: unknown,
  attempt: Attempt,
): Promise<void | Later> {
  const payload = jobs[name].payload.parse(data) as JobPayload<N>;
  return handlers[name](payload, attempt);
}
