import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCloud } from "../playground/edcps/cloud.ts";
import { freePort } from "../playground/free-port.ts";
import { JUMP_MS } from "../playground/movable-clock.ts";
import { startRedis } from "../playground/redis.ts";
import { startSlack } from "../playground/slack/slack.ts";
import type { TrafficEntry } from "../playground/slack/traffic.ts";
import type { Order } from "../src/order/order.ts";
import { looksAtServers } from "../src/queue/jobs.ts";
import { crowdedWorld, largeCloud, policyText } from "./cast.ts";
import { startFleet } from "./fleet.ts";
import { keepLedger } from "./ledger.ts";
import { decideOn, placeOrder, type Stage, type Story } from "./people.ts";
import { marks, type OrderPlan, type Plan } from "./plan.ts";
import { searchForSecrets } from "./secrets.ts";
import { tellStory } from "./tell-story.ts";
import { openStore, violationsOf, working, type Store, type Violation } from "./truth.ts";
import { startWeather } from "./weather.ts";

export interface CampaignOptions {
  /** The folder that holds the bot's `src`; this program's own when left out. */
  readonly root?: string;
  /** How long what is left may take once the weather is clear. All servers have to be looked at, a few in a second. */
  readonly settlesWithinMs?: number;
}

export interface CampaignReport {
  readonly seed: number;
  readonly bots: number;
  readonly orders: number;
  readonly placed: number;
  readonly seconds: number;
  readonly kills: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly acts: Readonly<Record<string, number>>;
  readonly gestures: number;
  /** What orders went through, by the actions of their histories. */
  readonly steps: Readonly<Record<string, number>>;
  readonly ends: Readonly<Record<string, number>>;
  readonly purchases: number;
  readonly callsToBuy: number;
  readonly messages: number;
  readonly auditEntries: number;
  readonly violations: readonly Violation[];
}

const PREFIX = "{campaign}";
/** More at once would only make them wait for one another. */
const MOST_OPEN = 96;
const STORIES_TOLD = 5;

const looksTakeMs = ({ orders }: Plan): number =>
  (orders.length / looksAtServers.max) * looksAtServers.duration;

/** Many orders, several bots, one Redis, bad weather; afterwards the truth is compared with both worlds' ledgers. */
export async function runCampaign(
  plan: Plan,
  print: (line: string) => void,
  { root, settlesWithinMs = 240_000 + looksTakeMs(plan) }: CampaignOptions = {},
): Promise<CampaignReport> {
  const began = Date.now();
  const folder = mkdtempSync(join(tmpdir(), "edcps-campaign-"));
  const policyFile = join(folder, "policy.yaml");
  writeFileSync(policyFile, policyText);
  const [slack, cloud, redis] = await Promise.all([
    startSlack({ world: crowdedWorld(), keepTraffic: 100 }),
    // Servers run at once: what is to be seen here is over before anybody could watch them being built.
    startCloud({ world: largeCloud(plan.orders.length), bootMs: 0 }),
    startRedis(await freePort(), IN_CLEAR),
  ]);
  const key = randomBytes(32).toString("base64");
  const secrets = searchForSecrets({
    "password of an order": marks.password,
    "start-up script of an order": marks.userData,
    "start-up script of an order, in base64": inBase64(marks.userData),
    "bot token": slack.botToken,
    "signing secret": slack.signingSecret,
    "cloud's secret key": cloud.secretKey,
    "encryption key": key,
    "address of a private answer": `${slack.url}/response/`,
  });
  const lostJobs = new Set<string>();
  /** What a log that is kept elsewhere knows of the audit trail. */
  let anchor: string | undefined;
  const ledger = keepLedger(slack, cloud);
  slack.events.on("traffic", (entry: TrafficEntry) => {
    if (entry.kind === "call") secrets.look("a call to Slack", JSON.stringify(entry.args));
    if (entry.kind === "response_url") secrets.look("an answer", JSON.stringify(entry.args));
  });
  const fleet = await startFleet({
    clocksMs: plan.clocksMs,
    cache: join(folder, "compiled"),
    ...(root === undefined ? {} : { root }),
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      JDCLOUD_ACCESS_KEY: cloud.accessKey,
      JDCLOUD_SECRET_KEY: cloud.secretKey,
      EDCPS_ENDPOINT: cloud.url,
      REDIS_URL: redis.url,
      REDIS_PREFIX: PREFIX,
      POLICY_FILE: policyFile,
      ORDER_ENCRYPTION_KEY: key,
      HOST: "127.0.0.1",
    },
    onLine(line) {
      secrets.look("a log", line);
      const [, orderId] = /"jobId":"(\w+)-purchase-[^}]*left behind/.exec(line) ?? [];
      if (orderId) lostJobs.add(orderId);
      anchor = /"hash":"(\w{64})".*audit trail is sealed/.exec(line)?.[1] ?? anchor;
    },
  });
  const slowest = Math.min(...plan.clocksMs);
  const store = openStore(redis.url, PREFIX);
  const weather = startWeather({ fleet, redis, cloud, slack }, plan.faults);
  try {
    slack.deliverTo(fleet.url);
    await fleet.startAll();
    print(`Seed ${plan.seed}: ${plan.orders.length} orders, ${plan.bots} bots.`);
    const stage: Stage = { slack, ledger, screens: new Map() };
    const stories = await play(stage, plan.orders, (placed) => {
      weather.reached(placed);
      if (placed % Math.max(25, Math.round(plan.orders.length / 20)) === 0)
        print(`${placed} orders, ${fleet.kills()} kills, ${seconds(began)} s`);
    });
    await weather.clears();
    const deadline = Date.now() + settlesWithinMs;
    await settle(store, stories, deadline);
    // Reminders, and then the end of whatever nobody decided on.
    for (let times = 1; times <= 2; times += 1) {
      await fleet.letTimePass();
      await settle(store, stories, deadline, slowest + times * JUMP_MS);
    }

    const orders = new Map<string, Order>();
    for (const id of await store.ids()) {
      const order = await store.order(id);
      if (order) orders.set(id, order);
    }
    secrets.lookInFiles("Redis's file", redis.folder);
    const left = await store.left(new Date(Date.now() + slowest + 2 * JUMP_MS));
    const { entries, verdict } = await store.trail(anchor);
    const trail = Map.groupBy(entries, ({ orderId }) => orderId ?? "");
    const violations: Violation[] = [
      ...violationsOf({ stories, ledger, cloud, orders, trail, lostJobs }),
      ...(verdict.ok && anchor !== undefined
        ? []
        : [
            {
              kind: "audit-incomplete",
              what: anchor ? verdict.text : "no log knows a seal",
            } as const,
          ]),
      ...left.map((what): Violation => ({ kind: "not-finished", what: `left behind: ${what}` })),
      ...[...secrets.found].map((what): Violation => ({ kind: "secret", what })),
      ...[...cloud.violations, ...slack.complaints].map((what): Violation => ({
        kind: "misuse",
        what,
      })),
      ...fleet.ends.map((what): Violation => ({ kind: "bot-ended", what })),
    ];
    for (const name of new Set(violations.map((one) => one.name).slice(0, STORIES_TOLD))) {
      const story = stories.find((one) => one.plan.name === name);
      if (!story) continue;
      print(`\n${name}, seed ${plan.seed}:`);
      for (const { what } of violations.filter((one) => one.name === name)) print(`! ${what}`);
      for (const line of tellStory({ story, orders, ledger, struck: weather.struck })) print(line);
    }
    return {
      seed: plan.seed,
      bots: plan.bots,
      orders: plan.orders.length,
      placed: stories.filter(({ orderId }) => orderId !== undefined).length,
      seconds: seconds(began),
      kills: fleet.kills(),
      faults: counted(weather.struck.map(({ name }) => name)),
      acts: counted(plan.orders.map(({ act }) => act)),
      gestures: stories.reduce((sum, one) => sum + one.gestures.length, 0),
      steps: counted(
        [...orders.values()].flatMap(({ history }) => history.map(({ action }) => action)),
      ),
      ends: counted([...orders.values()].map(({ status }) => status)),
      purchases: cloud.purchases.length,
      callsToBuy: [...orders.values()].reduce(
        (sum, { clientToken }) => sum + ledger.calls(clientToken).length,
        0,
      ),
      messages: ledger.posted(),
      auditEntries: entries.length,
      violations,
    };
  } finally {
    await fleet.end();
    await store.close();
    await Promise.all([slack.stop(), cloud.stop(), redis.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Redis writes its file as it was told, so that a search in it finds what there is. */
const IN_CLEAR = ["--aof-use-rdb-preamble", "no", "--rdbcompression", "no"];

/** As it stands at the beginning of a longer text's base64. */
const inBase64 = (text: string): string =>
  Buffer.from(text)
    .subarray(0, 3 * Math.floor(text.length / 3))
    .toString("base64");

const seconds = (since: number): number => Math.round((Date.now() - since) / 1_000);

const counted = (things: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(things, (thing) => thing)]
      .map(([thing, all]) => [thing, all.length] as const)
      .toSorted(([one], [other]) => one.localeCompare(other)),
  );

/** Every requester orders one thing after the other; what people then do about an order goes on beside that. */
async function play(
  stage: Stage,
  orders: readonly OrderPlan[],
  onPlaced: (placed: number) => void,
): Promise<readonly Story[]> {
  const stories: Story[] = [];
  const open = new Set<Promise<void>>();
  const live = async (plan: OrderPlan): Promise<void> => {
    const story = await placeOrder(stage, plan);
    stories.push(story);
    onPlaced(stories.length);
    if (story.orderId !== undefined) await decideOn(stage, story);
  };
  for (const plan of orders) {
    while (open.size >= MOST_OPEN) await Promise.race(open);
    const life: Promise<void> = live(plan).finally(() => open.delete(life));
    open.add(life);
  }
  await Promise.all(open);
  return stories;
}

/** Looks until nobody has anything left to do by the slowest of the bots' clocks, or until there is no more time. */
async function settle(
  store: Store,
  stories: readonly Story[],
  deadline: number,
  aheadMs = 0,
): Promise<void> {
  const isOver = async (): Promise<boolean> => {
    if ((await store.left(new Date(Date.now() + aheadMs))).length > 0) return false;
    for (const { orderId } of stories) {
      const order = orderId === undefined ? undefined : await store.order(orderId);
      if (order && working.includes(order.status)) return false;
    }
    return true;
  };
  while (Date.now() < deadline && !(await isOver().catch(() => false)))
    await new Promise((resolve) => setTimeout(resolve, 250));
}
