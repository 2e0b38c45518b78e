import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Queue as BullQueue } from "bullmq";
import { freePort } from "../playground/free-port.ts";
import type { PrivateRedis } from "../playground/redis.ts";
import { edcpsClient } from "../src/edcps/client.ts";
import { edcpsCloud } from "../src/edcps/provisioning.ts";
import type { InstanceSpec } from "../src/order/instance-spec.ts";
import { bullProducer } from "../src/queue/producer.ts";
import { connectRedis, type RedisConnection } from "../src/store/redis.ts";
import { officialSdk, rawUndici, type Buyer } from "./bare/purchases.ts";
import { median, type Comparison, type Measures, type Pair } from "./compare.ts";
import { finding } from "./finding.ts";
import { cloudKeys } from "./outside/cloud.ts";
import { channels, ordered, signingSecret } from "./outside/gestures.ts";
import type { Sent } from "./outside/load.ts";
import type { Asks } from "./outside/main.ts";
import type { Outside } from "./outside/start-outside.ts";
import type { Program, Programs } from "./programs.ts";
import type { Size } from "./sizes.ts";
import { nextId, pendingCard, PRICES, storedOrders } from "./stored-orders.ts";

/** What every comparison is measured with. */
export interface Bench {
  readonly size: Size;
  readonly outside: Outside;
  readonly places: ReturnType<Asks["places"]>;
  /** For both sides of every comparison; each takes a prefix of its own. */
  readonly redis: PrivateRedis;
  readonly policyFile: string;
  readonly programs: Programs;
  /** For files that nobody needs afterwards. */
  readonly folder: string;
  /** Where every program writes a profile of its processor time when it ends. */
  readonly profiles: string | undefined;
}

type Row = Comparison<Bench>;

const many: Row["rounds"] = ({ size }) => ({ warmUp: size.warmUp, measured: size.rounds });

/**
 * Where both sides do almost the same for a millisecond or two, a machine that is slower for a second is more than what is
 * looked for: as many gestures as elsewhere, in shorter rounds.
 */
const SHORTER = 10;
const inShortRounds: Row["rounds"] = ({ size }) => ({
  warmUp: size.warmUp * SHORTER,
  measured: size.rounds * SHORTER,
});

/** The table: every path, what it is measured beside, and what is wanted. */
export const comparisons: readonly Row[] = [
  {
    path: "/edcps help, acknowledged over HTTP",
    beside: "bare Bolt app that only acknowledges",
    goals: [
      { measure: "per second", ratio: { atLeast: 0.9 } },
      { measure: "p99 ms", ratio: { atMost: 1.2 } },
    ],
    rounds: many,
    prepare: helpCommand,
  },
  {
    path: "approve click, decision on disk before the acknowledgement",
    beside: "bare Bolt app with one SET to the same Redis",
    goals: [
      { measure: "per second", ratio: { atLeast: 0.75 } },
      { measure: "p99 ms", ratio: { atMost: 1.5 } },
    ],
    rounds: many,
    prepare: approveClicks,
  },
  {
    path: "form drawn again after a choice, warm catalogue",
    beside: "bare Bolt app that acknowledges and draws a fixed view",
    goals: [{ measure: "per second", ratio: { atLeast: 0.7 } }],
    rounds: many,
    prepare: formChoices,
  },
  {
    path: "approved orders, bought, recorded and told",
    beside: "bare BullMQ worker with one call and one post a job",
    goals: [{ measure: "per second", ratio: { atLeast: 0.6 } }],
    rounds: many,
    prepare: purchases,
  },
  {
    path: "signed call",
    beside: "official jdcloud-sdk-js",
    goals: [{ measure: "per second", ratio: { atLeast: 3 } }],
    rounds: many,
    prepare: (bench) => signedCalls(bench, officialSdk(bench.places.cloudUrl, cloudKeys)),
  },
  {
    path: "signed call",
    beside: "raw undici without a signature",
    goals: [{ measure: "per second", ratio: { atLeast: 0.75 } }],
    rounds: many,
    prepare: (bench) => signedCalls(bench, rawUndici(bench.places.cloudUrl, bench.size.people)),
  },
  {
    path: "form opens, cloud needs 6 s for each answer",
    beside: "the same with a fast cloud",
    goals: [
      { measure: "p50 ms", ratio: { atMost: 1.1 } },
      { measure: "most ms", atMost: 3_000 },
    ],
    rounds: many,
    prepare: formOpenings,
  },
  {
    path: "many stored orders",
    beside: "the same with 1,000",
    goals: [
      { measure: "approve p50 ms", ratio: { atMost: 1.15 } },
      { measure: "/edcps orders p50 ms", ratio: { atMost: 1.15 } },
      { measure: "Redis bytes per order", atMost: 2_048 },
    ],
    rounds: many,
    prepare: fullStores,
  },
  {
    path: "finding orders among 10,000",
    beside: "the same among 20",
    goals: [
      "/edcps orders p50 ms",
      "/edcps orders waiting p50 ms",
      "/edcps orders all p50 ms",
      "requester's home p50 ms",
      "approver's home p50 ms",
    ].map((measure) => ({ measure, ratio: { atMost: 1.15 } })),
    rounds: inShortRounds,
    prepare: (bench) =>
      finding({
        outside: bench.outside,
        redis: () => bench.programs.redis(),
        stored: Math.min(bench.size.stored, 10_000),
        count: Math.ceil(bench.size.besideStored / 3 / SHORTER),
        bot: (options) => aBot(bench, options),
      }),
  },
  {
    path: "start to ready, NODE_COMPILE_CACHE on a volume",
    beside: "bare Bolt app, not bundled, which keeps nothing",
    goals: [{ measure: "ms", ratio: { atMost: 1.5 } }],
    rounds: many,
    prepare: (bench) => starts(bench, { compiledIn: join(bench.folder, "compiled") }),
  },
  {
    path: "start to ready, as the image starts",
    beside: "bare Bolt app, not bundled",
    goals: [{ measure: "ms", ratio: { atMost: 1.5 } }],
    rounds: many,
    prepare: (bench) => starts(bench, {}),
  },
  {
    path: "memory after 1,000 orders as fast as they go",
    beside: "bare Bolt app after as many gestures",
    goals: [{ measure: "resident MiB", ratio: { atMost: 1.5 } }],
    rounds: ({ size }) => ({ warmUp: 0, measured: size.lives }),
    prepare: memory,
  },
  {
    path: "load of 3.6 orders a second, its last three parts",
    beside: "its first three",
    goals: [
      { measure: "resident MiB", ratio: { atMost: 1.1 } },
      { measure: "p99 ms", ratio: { atMost: 1.1 } },
      { measure: "handles at rest", ratio: { atMost: 1 } },
    ],
    rounds: () => ({ warmUp: 0, measured: 1 }),
    prepare: longLoad,
  },
];

// ------------------------------------------------------------------------------------------------ what is started

interface BotOptions {
  readonly prefix: string;
  readonly role?: "all" | "front" | "worker";
  readonly cloudUrl?: string;
  readonly redis?: PrivateRedis;
  /** Where Node keeps what it compiled. Nowhere when left out, as in an image whose files are read-only. */
  readonly compiledIn?: string;
}

interface Listening extends Program {
  /** Where Slack's requests go. */
  readonly url: string;
  readonly adminUrl: string;
}

const common = (bench: Bench, redis: PrivateRedis) => ({
  SLACK_BOT_TOKEN: "xoxb-bench",
  SLACK_API_URL: bench.places.slackUrl,
  SLACK_SIGNING_SECRET: signingSecret,
  REDIS_URL: redis.url,
  ...(bench.profiles ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${bench.profiles}` } : {}),
});

async function aBot(bench: Bench, options: BotOptions): Promise<Listening> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const program = await bench.programs.bot({
    ...common(bench, options.redis ?? bench.redis),
    REDIS_PREFIX: options.prefix,
    ROLE: options.role ?? "all",
    JDCLOUD_ACCESS_KEY: cloudKeys.accessKey,
    JDCLOUD_SECRET_KEY: cloudKeys.secretKey,
    EDCPS_ENDPOINT: options.cloudUrl ?? bench.places.cloudUrl,
    ...(options.compiledIn ? { NODE_COMPILE_CACHE: options.compiledIn } : {}),
    POLICY_FILE: bench.policyFile,
    PRICES_FILE: PRICES,
    HOST: "127.0.0.1",
    PORT: String(port),
    ADMIN_PORT: String(adminPort),
  });
  return { ...program, url: eventsUrl(port), adminUrl: `http://127.0.0.1:${adminPort}` };
}

async function aBoltApp(bench: Bench, env: Readonly<Record<string, string>> = {}) {
  const port = await freePort();
  const program = await bench.programs.bare("bolt-app.js", {
    ...common(bench, bench.redis),
    PORT: String(port),
    ...env,
  });
  return { ...program, url: eventsUrl(port) };
}

const eventsUrl = (port: number): string => `http://127.0.0.1:${port}/slack/events`;

const connectTo = (redis: PrivateRedis): RedisConnection =>
  connectRedis([redis.url], "workers", (error) => {
    throw error;
  });

/** What a program did with so many gestures. */
async function speed(
  program: Program,
  count: number,
  send: () => Promise<Sent>,
): Promise<Measures> {
  const before = program.processorMs();
  const { perSecond, p50Ms, p99Ms, busy } = await send();
  return {
    "per second": perSecond,
    "p50 ms": p50Ms,
    "p99 ms": p99Ms,
    "processor ms of each": (program.processorMs() - before) / count,
    "load's share of a processor": busy,
  };
}

const must = (isSo: boolean, sentence: string): void => {
  if (!isSo) throw new Error(sentence);
};

// ------------------------------------------------------------------------------------------------------ the paths

async function helpCommand(bench: Bench): Promise<Pair> {
  const { outside, size } = bench;
  const bot = await aBot(bench, { prefix: "{help}" });
  const app = await aBoltApp(bench);
  const send = (url: string, count = size.commands): Promise<Sent> =>
    outside.ask("command", { url, people: size.people, text: "help", count });
  const { acknowledged } = await send(bot.url, 1);
  must(acknowledged.includes("/edcps create"), "The bot did not say what it can do.");
  return {
    bot: () => speed(bot, size.commands, () => send(bot.url)),
    reference: () => speed(app, size.commands, () => send(app.url)),
    stop: () => stopAll(bot, app),
  };
}

async function approveClicks(bench: Bench): Promise<Pair> {
  const { outside, redis, size } = bench;
  // The process that talks with Slack. What follows from an approval is measured with the purchases.
  const bot = await aBot(bench, { prefix: "{approve}", role: "front" });
  const app = await aBoltApp(bench);
  const connection = connectTo(redis);
  const orders = storedOrders(connection, "{approve}");
  const { clicks: count, people } = size;
  const card = await pendingCard();
  return {
    async bot() {
      const orderIds = await orders.pending(count);
      const measured = await speed(bot, count, () =>
        outside.ask("approve", { url: bot.url, people, orderIds, card }),
      );
      must((await orders.countIn("approved", orderIds)) === count, "An approval was lost.");
      return measured;
    },
    async reference() {
      const orderIds = Array.from({ length: count }, () => randomUUID());
      const measured = await speed(app, count, () =>
        outside.ask("approve", { url: app.url, people, orderIds, card }),
      );
      const kept = await connection.exists(...orderIds.map((id) => `approved:${id}:1`));
      must(kept === count, "The reference lost a click.");
      return measured;
    },
    async stop() {
      connection.disconnect();
      await stopAll(bot, app);
    },
  };
}

async function formChoices(bench: Bench): Promise<Pair> {
  const { outside, size, folder } = bench;
  const bot = await aBot(bench, { prefix: "{form}" });
  const choose = (url: string, count = size.choices): Promise<Sent> =>
    outside.ask("choose", { url, people: size.people, count });
  await outside.ask("openForms", { url: bot.url, people: size.people });
  await choose(bot.url, 2 * size.people);
  const viewFile = join(folder, "view.json");
  const drawn = await outside.ask("drawn");
  must(drawn.includes("raid-c-normal1-system-raid1"), "The form was drawn without its lists.");
  writeFileSync(viewFile, drawn);
  const app = await aBoltApp(bench, { VIEW_FILE: viewFile });
  return {
    bot: () => speed(bot, size.choices, () => choose(bot.url)),
    reference: () => speed(app, size.choices, () => choose(app.url)),
    stop: () => stopAll(bot, app),
  };
}

const CONCURRENCY = 8;

async function purchases(bench: Bench): Promise<Pair> {
  const { outside, places, redis, size, programs } = bench;
  const prefix = "{buy}";
  const bot = await aBot(bench, { prefix, role: "worker" });
  const worker = await programs.bare("bull-worker.ts", {
    ...common(bench, redis),
    EDCPS_ENDPOINT: places.cloudUrl,
    CONCURRENCY: String(CONCURRENCY),
    CHANNEL: channels.asked,
  });
  const connection = connectTo(redis);
  const orders = storedOrders(connection, prefix);
  const producer = bullProducer(connection, prefix, () => undefined);
  const queues = ["purchases", "messages"].map(
    (name) => new BullQueue(name, { connection, prefix }),
  );
  const servers = new BullQueue("servers", { connection, prefix });
  const bare = new BullQueue("bare", { connection });
  const count = size.purchases;

  const soFar = async (program: Program) => ({
    ms: performance.now(),
    processorMs: program.processorMs(),
    commands: await commandsOf(connection),
  });
  /** From the moment when the worker may begin until everybody is told, and until nothing is left to do. */
  const timed = async (
    program: Program,
    held: readonly BullQueue[],
    fill: () => Promise<readonly string[]>,
    isOver: () => Promise<boolean>,
  ): Promise<Measures> => {
    await Promise.all(held.map((queue) => queue.pause()));
    const told = outside.ask("told", await fill());
    const before = await soFar(program);
    await Promise.all(held.map((queue) => queue.resume()));
    await told;
    const allTold = await soFar(program);
    while (!(await isOver())) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const allDone = await soFar(program);
    return {
      "per second": (1_000 * count) / (allTold.ms - before.ms),
      "processor ms of each": (allTold.processorMs - before.processorMs) / count,
      "Redis commands of each": (allTold.commands - before.commands) / count,
      "until nothing is left, per second": (1_000 * count) / (allDone.ms - before.ms),
      "until nothing is left, processor ms of each":
        (allDone.processorMs - before.processorMs) / count,
      "until nothing is left, Redis commands of each": (allDone.commands - before.commands) / count,
    };
  };
  return {
    async bot() {
      // Each round finds the tracker as it is after a quiet minute: otherwise only its limit would be measured.
      await servers.removeRateLimitKey();
      let orderIds: readonly string[] = [];
      const fill = async () => (orderIds = await orders.approved(count, producer));
      const isOver = async () => (await orders.outstanding()) === 0;
      const measured = await timed(bot, queues, fill, isOver);
      must((await orders.countIn("provisioned", orderIds)) === count, "An order was not bought.");
      return measured;
    },
    async reference() {
      const jobs = Array.from({ length: count }, () => ({
        name: "buy",
        data: { orderId: nextId(), ...purchase() },
      }));
      const fill = async () => {
        await bare.addBulk(jobs);
        return jobs.map(({ data }) => data.orderId);
      };
      const isOver = async () => (await bare.getActiveCount()) === 0;
      return timed(worker, [bare], fill, isOver);
    },
    async stop() {
      await Promise.all([...queues, servers, bare].map((queue) => queue.close()));
      await producer.close();
      connection.disconnect();
      await stopAll(bot, worker);
    },
  };
}

/** So seldom, because looks are commands to the Redis whose commands are counted. */
const LOOK_EVERY_MS = 250;

/** One purchase, as it stands in the API's contract. */
const purchase = () => {
  const { regionId: region, ...chosen } = ordered;
  const spec = {
    ...chosen,
    imageType: "standard",
    enableInternet: "no",
    networkType: "vpc",
    name: "web-01",
    count: 1,
    charge: { chargeMode: "postpaid_by_duration" },
    interfaceMode: "bond",
  } as const;
  return { region, clientToken: randomUUID(), spec };
};

async function signedCalls({ places, size }: Bench, other: Buyer<InstanceSpec>): Promise<Pair> {
  const client = edcpsClient({
    ...cloudKeys,
    endpoint: places.cloudUrl,
    now: () => new Date(),
    connections: size.people,
  });
  const cloud = edcpsCloud(client);
  const own: Pick<Buyer<InstanceSpec>, "buy"> = {
    buy: async (given) => (await cloud.createInstances(given)).instanceIds,
  };
  const round = async (buyer: Pick<Buyer<InstanceSpec>, "buy">): Promise<Measures> => {
    let left = size.calls;
    const before = process.cpuUsage();
    const began = performance.now();
    const line = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        must((await buyer.buy(purchase())).length === 1, "A call bought nothing.");
      }
    };
    await Promise.all(Array.from({ length: size.people }, line));
    const ms = performance.now() - began;
    const { user, system } = process.cpuUsage(before);
    return {
      "per second": (1_000 * size.calls) / ms,
      "processor ms of each": (user + system) / 1_000 / size.calls,
    };
  };
  return {
    bot: () => round(own),
    reference: () => round(other),
    async stop() {
      await Promise.all([client.close(), other.close()]);
    },
  };
}

const SLOW_MS = 6_000;
/** For a region whose lists are then kept; nothing is measured in it. */
const WARM_OPENINGS = 20;

/** A bot of its own for each round: what it was asked for is in its memory, and every opening that is timed asks anew. */
function formOpenings(bench: Bench): Promise<Pair> {
  const { outside, places, size } = bench;
  const round = async (cloudMs: number): Promise<Measures> => {
    const bot = await aBot(bench, { prefix: "{openings}", cloudUrl: places.wideCloudUrl });
    const open = (regions: readonly number[], ms: number) =>
      outside.ask("open", { url: bot.url, regions, cloudMs: ms });
    await open(Array<number>(WARM_OPENINGS).fill(0), 0);
    const unasked = Array.from({ length: size.openings }, (_, index) => index + 1);
    const { p50Ms, mostMs } = await open(unasked, cloudMs);
    await bot.stop();
    return { "p50 ms": p50Ms, "most ms": mostMs };
  };
  return Promise.resolve({
    bot: () => round(SLOW_MS),
    reference: () => round(0),
    stop: () => Promise.resolve(),
  });
}

const FEW_ORDERS = 1_000;
const REWRITES = "auto-aof-rewrite-percentage";

async function fullStores(bench: Bench): Promise<Pair> {
  const { outside, programs, size } = bench;
  const prefix = "{edcps}";
  const count = size.besideStored;
  const card = await pendingCard();
  const side = async (stored: number) => {
    const redis = await programs.redis();
    const connection = connectTo(redis);
    const orders = storedOrders(connection, prefix);
    const before = await usedMemory(connection);
    const bytesOfEach = async () => ((await usedMemory(connection)) - before) / stored;
    // A million orders would leave a very long file.
    await connection.config("SET", REWRITES, "100");
    await orders.finished(stored);
    await connection.config("SET", REWRITES, "0");
    while (/^aof_rewrite_in_progress:1/m.test(await connection.info("persistence")))
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const onTheFirstDay = await bytesOfEach();
    await orders.aDayPasses();
    const bytes = await bytesOfEach();
    const bot = await aBot(bench, { prefix, redis, role: "front" });
    return {
      async round(): Promise<Measures> {
        const to = { url: bot.url, people: size.people };
        const orderIds = await orders.pending(count);
        const clicks = await outside.ask("approve", { ...to, orderIds, card });
        must((await orders.countIn("approved", orderIds)) === count, "An approval was lost.");
        const lists = await outside.ask("command", { ...to, text: "orders", count });
        return {
          "approve p50 ms": clicks.p50Ms,
          "approve p99 ms": clicks.p99Ms,
          "/edcps orders p50 ms": lists.p50Ms,
          "/edcps orders p99 ms": lists.p99Ms,
          "bytes on the first day": onTheFirstDay,
          "Redis bytes per order": bytes,
        };
      },
      async stop() {
        connection.disconnect();
        await bot.stop();
        await redis.stop();
      },
    };
  };
  const [full, few] = [await side(size.stored), await side(FEW_ORDERS)];
  return { bot: () => full.round(), reference: () => few.round(), stop: () => stopAll(full, few) };
}

async function usedMemory(connection: RedisConnection): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await connection.info("memory"))?.[1]);
}

/** Since the server began: commands of clients, and those that scripts call. */
async function commandsOf(connection: RedisConnection): Promise<number> {
  return Number(/^total_commands_processed:(\d+)/m.exec(await connection.info("stats"))?.[1]);
}

function starts(bench: Bench, kept: Pick<BotOptions, "compiledIn">): Promise<Pair> {
  const once = async (program: Promise<Program>): Promise<Measures> => {
    const started = await program;
    const [resident, processor] = [started.residentMb(), started.processorMs()];
    await started.stop();
    return { ms: started.startMs, "processor ms": processor, "resident MiB": resident };
  };
  return Promise.resolve({
    bot: () => once(aBot(bench, { prefix: "{start}", ...kept })),
    reference: () => once(aBoltApp(bench)),
    stop: () => Promise.resolve(),
  });
}

const GESTURES_OF_AN_ORDER = 5;

/**
 * Eight people order without a pause, far more than the tracker looks after in that time: the bot is looked at while it
 * still has most looks before it.
 */
async function memory(bench: Bench): Promise<Pair> {
  const { outside, size } = bench;
  const { people, lived: orders } = size;
  const card = await pendingCard();
  return {
    async bot() {
      const bot = await aBot(bench, { prefix: "{memory}" });
      await outside.ask("live", { url: bot.url, people, seconds: 600, orders });
      const resident = bot.residentMb();
      await bot.stop();
      return { "resident MiB": resident };
    },
    async reference() {
      const app = await aBoltApp(bench);
      const orderIds = Array.from({ length: orders }, () => randomUUID());
      await outside.ask("approve", { url: app.url, people, orderIds, card });
      const count = orders * (GESTURES_OF_AN_ORDER - 1);
      await outside.ask("command", { url: app.url, people, text: "help", count });
      const resident = app.residentMb();
      await app.stop();
      return { "resident MiB": resident };
    },
    stop: () => Promise.resolve(),
  };
}

/**
 * So many people, each of whom orders so often: 3.6 orders a second, for which the tracker has a look each (it has 5 a
 * second), so that nothing piles up.
 */
const PACE = { people: 2, everyMs: 560 } as const;
/** Windows at each end of the long load, of whose figures the median counts. */
const AT_EACH_END = 3;

async function longLoad(bench: Bench): Promise<Pair> {
  const { outside, size } = bench;
  const bot = await aBot(bench, { prefix: "{long}" });
  const load = (seconds: number) => outside.ask("live", { url: bot.url, ...PACE, seconds });
  const window = async () => {
    const { p50Ms, p99Ms, orders } = await load(size.windowS);
    return { "resident MiB": bot.residentMb(), "p50 ms": p50Ms, "p99 ms": p99Ms, orders };
  };
  const someWindows = async (): Promise<Measures> => {
    const windows = [await window()];
    while (windows.length < AT_EACH_END) windows.push(await window());
    const middle = (measure: keyof (typeof windows)[number]): number =>
      median(windows.map((one) => one[measure]));
    await new Promise((resolve) => setTimeout(resolve, size.restMs));
    return {
      "resident MiB": middle("resident MiB"),
      "p50 ms": middle("p50 ms"),
      "p99 ms": middle("p99 ms"),
      "handles at rest": await handlesOf(bot),
      orders: middle("orders"),
    };
  };
  await load(size.settleS);
  return {
    reference: someWindows,
    async bot() {
      for (let passed = 2 * AT_EACH_END; passed < size.windows; passed += 1)
        await load(size.windowS);
      return someWindows();
    },
    stop: () => bot.stop(),
  };
}

async function handlesOf({ adminUrl }: Listening): Promise<number> {
  const page = await (await fetch(`${adminUrl}/metrics`)).text();
  const total = /^edcps_bot_nodejs_active_resources_total (\d+)$/m.exec(page)?.[1];
  return Number(total);
}

async function stopAll(...running: readonly { stop(): Promise<void> }[]): Promise<void> {
  await Promise.all(running.map((one) => one.stop()));
}
