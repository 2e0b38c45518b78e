import type { Cloud } from "../playground/edcps/cloud.ts";
import type { Slack } from "../playground/slack/slack.ts";
import type { PrivateRedis } from "../playground/redis.ts";
import type { Fleet } from "./fleet.ts";
import type { Dice } from "./random.ts";

/** What the faults are thrown at. */
export interface Sky {
  readonly fleet: Fleet;
  readonly redis: PrivateRedis;
  readonly cloud: Cloud;
  readonly slack: Slack;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Ways in which something goes wrong, and how often each is thrown. Each ends by itself. */
const faults = {
  killBot: 6,
  killRedis: 2,
  freezeRedis: 2,
  stallBot: 3,
  cloudBefore: 6,
  cloudAfter: 8,
  cloudRefuses: 2,
  cloudHalf: 2,
  cloudSlow: 3,
  listsFail: 2,
  slackBefore: 4,
  slackLimits: 3,
  slackDelays: 2,
} as const;
export type FaultName = keyof typeof faults;

const throwing: Readonly<Record<FaultName, (sky: Sky, dice: Dice) => Promise<void> | void>> = {
  async killBot({ fleet }, dice) {
    const index = dice.between(0, fleet.size - 1);
    await fleet.kill(index);
    await pause(dice.between(0, 1_500));
    await fleet.start(index);
  },
  async killRedis({ redis }, dice) {
    await redis.kill();
    await pause(dice.between(50, 1_500));
    await redis.restart();
  },
  async freezeRedis({ redis }, dice) {
    redis.freeze();
    await pause(dice.between(200, 2_500));
    redis.thaw();
  },
  stallBot: ({ fleet }, dice) =>
    fleet.stall(dice.between(0, fleet.size - 1), dice.between(500, 9_000)),
  cloudBefore({ cloud }, dice) {
    const fault = dice.of([
      { kind: "rateLimit" },
      { kind: "badGateway" },
      { kind: "error", http: 500, status: "INTERNAL" },
      { kind: "error", http: 503, status: "UNAVAILABLE" },
      { kind: "reset", when: "before" },
    ] as const);
    cloud.faults.add("createInstances", fault, dice.between(1, 3));
  },
  cloudAfter({ cloud }, dice) {
    const fault = dice.of([
      { kind: "reset" },
      { kind: "empty" },
      { kind: "malformed" },
      { kind: "wrongShape" },
      { kind: "error", http: 500, status: "INTERNAL", when: "after" },
      { kind: "error", http: 502, status: "SOURCE_UNAVAILABLE", when: "after" },
    ] as const);
    cloud.faults.add("createInstances", fault, dice.between(1, 3));
  },
  cloudRefuses({ cloud }, dice) {
    const fault = dice.of([
      { kind: "quotaExceeded" },
      { kind: "error", http: 400, status: "FAILED_PRECONDITION" },
    ] as const);
    cloud.faults.add("createInstances", fault, 1);
  },
  cloudHalf: ({ cloud }) => cloud.faults.add("createInstances", { kind: "halfBatch" }, 1),
  cloudSlow({ cloud }, dice) {
    cloud.faults.add(
      "createInstances",
      { kind: "delay", ms: dice.between(500, 4_000), when: dice.of(["before", "after"]) },
      dice.between(1, 3),
    );
  },
  listsFail({ cloud }, dice) {
    const operation = dice.of(["describeOS", "describeDeviceRaids", "describeSubnets"]);
    cloud.faults.add(operation, { kind: "badGateway" }, dice.between(1, 2));
  },
  slackBefore({ slack }, dice) {
    const method = dice.of(["chat.postMessage", "chat.update", "chat.postEphemeral", "users.info"]);
    const fault = dice.of([{ status: 500, when: "before" }, { reset: "before" }] as const);
    slack.faults.set(method, fault, dice.between(1, 3));
  },
  slackLimits({ slack }, dice) {
    const method = dice.of(["chat.postMessage", "chat.update"]);
    slack.faults.set(method, { status: 429, retryAfter: 1 }, dice.between(1, 3));
  },
  slackDelays({ slack }, dice) {
    slack.faults.set("*", { delay: dice.between(200, 1_200) }, dice.between(1, 5));
  },
};

export interface Weather {
  readonly thrown: ReadonlyMap<FaultName, number>;
  /** No more faults; what was broken is mended. */
  clears(): Promise<void>;
}

/** Throws faults, a pause between each, until it clears. */
export function startWeather(sky: Sky, dice: Dice, pauseMs: number): Weather {
  const thrown = new Map<FaultName, number>();
  let over = false;
  const going = (async () => {
    while (!over) {
      await pause(dice.between(Math.floor(pauseMs / 3), pauseMs));
      if (over) break;
      const name = dice.weighted(faults);
      thrown.set(name, (thrown.get(name) ?? 0) + 1);
      await throwing[name](sky, dice);
    }
  })();
  return {
    thrown,
    async clears() {
      over = true;
      await going;
      sky.cloud.faults.clear();
      sky.slack.faults.clear();
      for (let index = 0; index < sky.fleet.size; index += 1) await sky.fleet.start(index);
    },
  };
}
