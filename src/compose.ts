import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { adminServer } from "./admin/admin-server.ts";
import { metricsRegistry } from "./admin/metrics.ts";
import { ConfigError, type Config } from "./config.ts";
import { edcpsCatalogue } from "./edcps/catalogue.ts";
import { edcpsClient } from "./edcps/client.ts";
import { edcpsCloud } from "./edcps/provisioning.ts";
import { catalogueStock } from "./edcps/stock.ts";
import { livePolicy, LOOK_EVERY_MS } from "./live-policy.ts";
import type { FormAbilities } from "./order/form-fields.ts";
import type { Language } from "./order/language.ts";
import { orderIdBytes, orderIdFrom } from "./order/order-id.ts";
import { remembered } from "./remembered.ts";
import { SWEEP_EVERY_MS } from "./queue/jobs.ts";
import { bullProducer } from "./queue/producer.ts";
import { bullWorkers, type Handlers } from "./queue/worker.ts";
import { slackIdentity } from "./slack/identity.ts";
import { slackMessenger } from "./slack/messenger.ts";
import { orderForm } from "./slack/order-form.ts";
import { slackPeople } from "./slack/people.ts";
import { replyPrivately } from "./slack/reply-privately.ts";
import { slackApp } from "./slack/slack-app.ts";
import { slackLogger } from "./slack/slack-logger.ts";
import { gestureClient, jobClient } from "./slack/web-clients.ts";
import { connectRedis, type RedisConnection } from "./store/redis.ts";
import { redisAudit } from "./store/redis-audit.ts";
import { redisDrawings } from "./store/redis-drawings.ts";
import { durabilityOf, durabilityProblems } from "./store/redis-durability.ts";
import { redisOrders } from "./store/redis-orders.ts";
import { redisPosts } from "./store/redis-posts.ts";
import { redisTroubles } from "./store/redis-troubles.ts";
import { aesSealer } from "./store/sealer.ts";
import { answerPrivately } from "./workflow/announce-order.ts";
import { leaveUnreadableOrders } from "./workflow/leave-unreadable-orders.ts";
import { provisionOrder } from "./workflow/provision-order.ts";
import type { Later, Log } from "./workflow/ports.ts";
import { sweep } from "./workflow/sweep.ts";
import { repairOrder, tellOrder } from "./workflow/tell-order.ts";
import { tickOrder } from "./workflow/tick-order.ts";
import { trackServers } from "./workflow/track-servers.ts";

export interface Bot {
  /** Opens the ports and begins to work. Waits for nobody: what is not there yet is reported by `/readyz`. */
  start(): Promise<{ readonly adminPort: number }>;
  /** Takes no more requests, lets what is in hand finish, and closes everything. */
  stop(): Promise<void>;
}

/** How long a stop waits for what is not a job: forms on their way to Slack, calls on their way to the cloud. */
const STOP_WAITS_MS = 1_000;

/** How long the start waits for Redis, to ask what it may lose. */
const REDIS_WAITS_MS = 2_000;

/** The one place where an adapter is built. */
export function compose(config: Config, log: Log): Bot {
  const clock = (): Date => new Date();
  const { redis, slack, cloud: account, prices, role } = config;
  const policyFile = livePolicy({
    path: config.policyFile,
    isPriced: prices !== undefined,
    policy: config.policy,
    clock,
    log,
  });
  const policy = policyFile.current;
  const language = (): Language => policy().language;
  const onRedisError = (error: Error): void =>
    log.warn(
      { error: error.message },
      "Redis reported an error; the connection is made again by itself.",
    );
  const connect = (use: "gestures" | "workers"): RedisConnection =>
    connectRedis(redis.urls, use, onRedisError);

  const connection = connect("gestures");
  const orders = redisOrders(connection, redis.prefix, clock);
  const notary = redisAudit(connection, redis.prefix);
  const posts = redisPosts(connection, redis.prefix);
  const troubles = redisTroubles(connection, redis.prefix, clock);
  const queueConnection = connect("workers");
  const queue = bullProducer(queueConnection, redis.prefix, onRedisError);
  const sealer = config.encryptionKey && aesSealer(config.encryptionKey);

  const edcps = edcpsClient({ ...account, now: clock });
  const cloud = edcpsCloud(edcps);
  const catalogue = edcpsCatalogue(edcps, { now: clock });

  const access = { token: slack.botToken, apiUrl: slack.apiUrl, logger: slackLogger(log) };
  const client = gestureClient(access);
  const identity = slackIdentity(client, clock);
  const people = slackPeople({ client, identity, language, troubles, now: clock, log });
  const messenger = slackMessenger({ client: jobClient(access), language, people, log });
  const has = (): FormAbilities => ({
    sealing: sealer !== undefined,
    limits: policy().limits,
    prices: prices !== undefined,
  });
  const drawings = redisDrawings(connection, redis.prefix);
  const form = orderForm({ client, catalogue, drawings, prices, has, clock, log });

  const changing = { orders, queue, clock, log };
  const announcing = { orders, posts, messenger, policy, troubles, clock, log };
  const ids = {
    orderId: () => orderIdFrom(randomBytes(orderIdBytes)),
    clientToken: () => randomUUID(),
  };

  const app = slackApp(
    { receive: slack.receive, apiUrl: slack.apiUrl, identity, client, log },
    {
      ...changing,
      people,
      policy,
      prices,
      catalogue,
      stock: catalogueStock(catalogue, log),
      cloud,
      form,
      has,
      ids,
      sealer,
      client,
      drawings,
      reply: replyPrivately(slack.apiUrl, log),
    },
  );

  const leavingUnreadable = leaveUnreadableOrders({ clock, log });
  /** An errand that is done is forgotten; until then the sweep brings it back. */
  const errand =
    <P extends { orderId: string; errandId: string }, A extends unknown[]>(
      work: (payload: P, ...rest: A) => Promise<void | Later>,
    ) =>
    async (payload: P, ...rest: A): Promise<void | Later> => {
      const later = await leavingUnreadable(() => work(payload, ...rest));
      if (!later) await orders.done(payload.errandId);
      return later;
    };
  const tell = errand(
    ({ orderId, version }: { orderId: string; version: number; errandId: string }) =>
      tellOrder(announcing, orderId, version),
  );
  const handlers: Handlers = {
    purchase: errand(({ orderId }, { last }) =>
      provisionOrder({ ...changing, cloud, sealer, limits: () => policy().limits }, orderId, last),
    ),
    tell,
    passing: tell,
    repair: ({ orderId, clicked }) =>
      leavingUnreadable(() => repairOrder(announcing, orderId, clicked)),
    track: errand(({ orderId }) => trackServers({ ...changing, cloud }, orderId)),
    tick: ({ orderId }) => leavingUnreadable(() => tickOrder({ ...changing, policy }, orderId)),
    notice: (notice) => answerPrivately(announcing, notice),
    sweep: () => sweep({ ...changing, notary }),
  };
  const workers = bullWorkers(() => connect("workers"), redis.prefix, handlers, log);

  const talks = role !== "worker";
  const works = role !== "front";

  /** What Redis may lose. It is asked once a minute: an operator may change it while it runs. */
  const durability = remembered(() => durabilityOf(connection), {
    now: clock,
    freshMs: 60_000,
    most: 1,
  });
  /** A Redis that does not answer is named by readiness, and asked again. */
  const whatItMayLose = async (): Promise<ReturnType<typeof durabilityProblems>> =>
    durability().then(durabilityProblems, () => ({ grave: [], slight: [] }));
  const reasons = async (): Promise<string[]> => {
    const found: string[] = [];
    const check = async (what: string, work: () => Promise<unknown>): Promise<void> => {
      await work().catch((error: unknown) =>
        found.push(`${what}: ${error instanceof Error ? error.message : String(error)}`),
      );
    };
    await Promise.all([
      check("Redis does not answer", async () => {
        await connection.ping();
        if (redis.mustKeep) found.push(...(await whatItMayLose()).grave);
      }),
      check("Slack's auth.test fails", () => identity.check()),
    ]);
    if (works && !workers.running()) found.push("The workers of the queues are not running.");
    const trouble = talks ? app.trouble() : undefined;
    const known = await troubles.sentences().catch(() => []); // that Redis is down is said already
    return [...found, ...(trouble ? [trouble] : []), ...known];
  };
  const metrics = metricsRegistry({
    queueCounts: () => queue.counts(),
    ready: async () => (await reasons()).length === 0,
    policy: policyFile,
  });
  const admin = adminServer({
    ...config.admin,
    reasons,
    warnings: async () => [
      ...policyFile.warnings(),
      ...(redis.mustKeep ? [] : (await whatItMayLose()).grave),
    ],
    metrics,
  });

  /** Every worker asks for sweeps by its own clock: a schedule kept in Redis would stand still while clocks are set back. */
  let looking: NodeJS.Timeout | undefined;
  let sweeping: NodeJS.Timeout | undefined;
  const askForSweep = (): void => {
    queue.sweep().catch((error: unknown) => log.debug({ error: String(error) }, "No sweep now."));
  };

  return {
    async start() {
      const adminPort = await admin.start();
      looking = setInterval(policyFile.look, LOOK_EVERY_MS);
      identity
        .get()
        .catch((error: unknown) =>
          log.warn(
            { error: String(error) },
            "Slack could not be asked who the bot is; it is asked again with the first request.",
          ),
        );
      await atMost(REDIS_WAITS_MS, isReady(connection));
      const { grave, slight } = await whatItMayLose();
      if (redis.mustKeep && grave.length > 0) throw new ConfigError(grave);
      for (const sentence of grave) log.error({}, sentence);
      for (const sentence of slight) log.warn({}, sentence);
      if (works) {
        await workers.start();
        askForSweep();
        sweeping = setInterval(askForSweep, SWEEP_EVERY_MS);
      }
      if (talks) await app.start();
      log.info({ role, receive: slack.receive.mode, adminPort }, "The bot has started.");
      return { adminPort };
    },
    async stop() {
      clearInterval(sweeping);
      clearInterval(looking);
      if (talks) await app.stop();
      await atMost(STOP_WAITS_MS, form.idle());
      if (works) await workers.stop();
      await queue.close();
      connection.disconnect();
      queueConnection.disconnect();
      await atMost(STOP_WAITS_MS, edcps.close()); // a purchase under way is repeated by whoever takes its job up
      await admin.stop();
      log.info({}, "The bot has stopped.");
    },
  };
}

/** Ends when the connection stands, or its first attempt failed. */
const isReady = async (connection: RedisConnection): Promise<void> => {
  if (connection.status !== "ready") await once(connection, "ready").catch(() => undefined);
};

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
