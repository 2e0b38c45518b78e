import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCloud } from "../playground/edcps/cloud.ts";
import { demoWorld } from "../playground/edcps/world.ts";
import { freePort } from "../playground/free-port.ts";
import { startRedis } from "../playground/redis.ts";
import { startSlack } from "../playground/slack/slack.ts";
import { acmeWorld } from "../playground/slack/world.ts";
import { startFleet } from "./fleet.ts";
import { decideOn, placeOrder, type Cast, type Story } from "./people.ts";
import { diceFor } from "./random.ts";
import { isQuiet, openStore, violationsOf, type Violation } from "./truth.ts";
import { startWeather } from "./weather.ts";

export interface CampaignOptions {
  readonly orders: number;
  readonly bots: number;
  readonly seed: number;
  /** No faults: to see how long the orders alone take. */
  readonly calm?: boolean;
}

export interface CampaignReport {
  readonly seed: number;
  readonly placed: number;
  readonly seconds: number;
  readonly kills: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly ends: Readonly<Record<string, number>>;
  readonly purchases: number;
  readonly toldTwice: number;
  readonly violations: readonly Violation[];
}

const REQUESTERS = 12;
const PREFIX = "{campaign}";

const POLICY = `
channels: { approvals: C0APPROVALS }
rules:
  - name: small
    match: { maxCount: 1 }
    approvers: { users: [U0BOB0001, U0CAROL01] }
  - name: large
    match: {}
    approvers: { users: [U0BOB0001, U0CAROL01] }
    quorum: 2
`;

/** How long the dust may take to settle once the weather is clear. */
const SETTLES_WITHIN_MS = 180_000;

/** Many orders, several bots, one Redis, bad weather; afterwards the truth is compared with both worlds' ledgers. */
export async function runCampaign(
  { orders, bots, seed, calm = false }: CampaignOptions,
  print: (line: string) => void,
): Promise<CampaignReport> {
  const began = Date.now();
  const folder = mkdtempSync(join(tmpdir(), "edcps-campaign-"));
  const policyFile = join(folder, "policy.yaml");
  writeFileSync(policyFile, POLICY);
  const [slack, cloud, redis] = await Promise.all([
    startSlack({ world: crowdedWorld() }),
    startCloud({ world: largeCloud(orders) }),
    startRedis(await freePort()),
  ]);
  const key = randomBytes(32).toString("base64");
  const fleet = await startFleet(bots, () => ({
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
  }));
  const store = openStore(redis.url, PREFIX);
  try {
    slack.deliverTo(fleet.url);
    for (let index = 0; index < bots; index += 1) await fleet.start(index);
    print(`seed ${seed}: ${orders} orders, ${bots} bots`);
    const cast: Cast = {
      slack,
      requesters: requesterIds,
      approvers: ["U0BOB0001", "U0CAROL01"],
      strangers: ["U0MALLORY", "U0GUEST01", "U0FOREIGN"],
    };
    const weather = startWeather(
      { fleet, redis, cloud, slack },
      diceFor(seed + 1),
      calm ? 1e9 : 1_200,
    );
    const stories: Story[] = [];
    let next = 1;
    await Promise.all(
      requesterIds.map(async (requester, index) => {
        const mine = diceFor(seed + 100 + index);
        while (next <= orders) {
          const name = `c-${next}`;
          next += 1;
          const story = await placeOrder(cast, requester, name, mine);
          stories.push(story);
          if (stories.length % 25 === 0) print(`${stories.length} orders, ${fleet.kills()} kills`);
          await decideOn(cast, story, mine);
        }
      }),
    );
    await (calm ? Promise.resolve() : weather.clears());
    await settle(() => isQuiet(store, stories));
    const { violations, ends, toldTwice } = await violationsOf(cast, cloud, store, stories);
    const report: CampaignReport = {
      seed,
      placed: stories.filter(({ orderId }) => orderId !== undefined).length,
      seconds: Math.round((Date.now() - began) / 1_000),
      kills: fleet.kills(),
      faults: Object.fromEntries(weather.thrown),
      ends: Object.fromEntries(ends),
      purchases: cloud.purchases.length,
      toldTwice,
      violations,
    };
    print(JSON.stringify(report, null, 2));
    for (const { name } of violations.slice(0, 5)) {
      const story = stories.find((one) => one.name === name);
      const order = story?.orderId === undefined ? undefined : await store.order(story.orderId);
      print(JSON.stringify({ story, history: order?.history, failure: order?.failure }));
    }
    return report;
  } finally {
    store.close();
    await fleet.stop();
    await Promise.all([slack.stop(), cloud.stop(), redis.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function settle(isOver: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + SETTLES_WITHIN_MS;
  while (Date.now() < deadline) {
    if (await isOver().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const requesterIds = Array.from(
  { length: REQUESTERS },
  (_, index) => `U0ASKS${String(index).padStart(3, "0")}`,
);

function crowdedWorld(): ReturnType<typeof acmeWorld> {
  const world = acmeWorld();
  const [template] = world.people;
  if (!template) throw new Error("The world is empty.");
  world.people.push(
    ...requesterIds.map((id, index) => ({
      ...template,
      id,
      name: `asks${index}`,
      realName: `Asks ${index}`,
      email: `asks${index}@acme.example`,
    })),
  );
  for (const channel of world.channels.filter(({ kind }) => kind === "public"))
    channel.members.push(...requesterIds);
  return world;
}

/** A cloud that has enough of everything for all orders. */
function largeCloud(orders: number): ReturnType<typeof demoWorld> {
  const world = demoWorld();
  const servers = orders * 5 + 100;
  world.limits.requestsPerMinute = 1e9;
  world.limits.serversPerRegion = servers;
  for (const stock of world.stock) stock.available = servers;
  const subnet = world.subnets.find(({ subnetId }) => subnetId === "subnet-tz1a-001");
  if (subnet)
    Object.assign(subnet, {
      cidr: "10.0.0.0/12",
      availableIpCount: servers,
      totalIpCount: 2 ** 20,
    });
  return world;
}
