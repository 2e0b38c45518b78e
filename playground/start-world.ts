import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startBot, type BotProcess } from "./bot.ts";
import { startCloud, type Cloud, type CloudOptions } from "./edcps/cloud.ts";
import { freePort } from "./free-port.ts";
import { startRedis, type PrivateRedis } from "./redis.ts";
import { startSlack, type Slack, type SlackOptions } from "./slack/slack.ts";

export interface WorldOptions {
  readonly mode?: "http" | "socket";
  /** The policy's text; the playground's own when left out. */
  readonly policy?: string;
  readonly slack?: SlackOptions;
  readonly cloud?: CloudOptions;
  /** Added to the bot's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

/** Everything there is: both pretend worlds, a Redis of its own, and the real program between them. */
export interface World {
  readonly slack: Slack;
  readonly cloud: Cloud;
  readonly redis: PrivateRedis;
  /** The bot that runs now. */
  readonly bot: () => BotProcess;
  /** Where Slack's requests go in HTTP mode. */
  readonly eventsUrl: string;
  readonly env: Readonly<Record<string, string>>;
  /** Starts the program (again), with the same configuration, and waits until it is ready unless told not to. */
  start(options?: { wait?: boolean }): Promise<BotProcess>;
  stop(): Promise<void>;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "edcps-bot-world-"));
  const [redisPort, port, adminPort] = [await freePort(), await freePort(), await freePort()];
  const [slack, cloud, redis] = await Promise.all([
    startSlack(options.slack),
    startCloud(options.cloud),
    startRedis(redisPort),
  ]);
  const policyFile =
    options.policy === undefined
      ? fileURLToPath(new URL("policy.yaml", import.meta.url))
      : join(folder, "policy.yaml");
  if (options.policy !== undefined) writeFileSync(policyFile, options.policy);

  const socket = options.mode === "socket";
  const eventsUrl = `http://127.0.0.1:${port}/slack/events`;
  slack.deliverTo(socket ? undefined : eventsUrl);
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.apiUrl,
    ...(socket
      ? { SLACK_APP_TOKEN: slack.appToken }
      : { SLACK_SIGNING_SECRET: slack.signingSecret }),
    JDCLOUD_ACCESS_KEY: cloud.accessKey,
    JDCLOUD_SECRET_KEY: cloud.secretKey,
    EDCPS_ENDPOINT: cloud.url,
    REDIS_URL: redis.url,
    POLICY_FILE: policyFile,
    PRICES_FILE: fileURLToPath(new URL("prices.yaml", import.meta.url)),
    ORDER_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    HOST: "127.0.0.1",
    PORT: String(port),
    ADMIN_PORT: String(adminPort),
    ...options.env,
  };

  let bot: BotProcess | undefined;
  return {
    slack,
    cloud,
    redis,
    eventsUrl,
    env,
    bot() {
      if (!bot) throw new Error("The bot was not started.");
      return bot;
    },
    async start({ wait = true } = {}) {
      bot = startBot(env, options.onLine ? { onLine: options.onLine } : {});
      if (wait) await bot.ready();
      return bot;
    },
    async stop() {
      await bot?.stop();
      await Promise.all([slack.stop(), cloud.stop(), redis.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
