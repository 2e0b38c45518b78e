import type { Cloud } from "../playground/edcps/cloud.ts";
import type { PrivateRedis } from "../playground/redis.ts";
import type { Slack } from "../playground/slack/slack.ts";
import type { Dice } from "./dice.ts";
import type { Fleet } from "./fleet.ts";

/** What the faults are thrown at. */
export interface Sky {
  readonly fleet: Fleet;
  readonly redis: PrivateRedis;
  readonly cloud: Cloud;
  readonly slack: Slack;
}

/** One fault, thrown when so many orders were placed. */
export interface PlannedFault {
  readonly after: number;
  readonly name: FaultName;
  readonly how: object;
}

interface Fault {
  /** How often it is thrown, beside the others. */
  readonly weight: number;
  /** The bot needs half a minute or more to be over it. */
  readonly slow: boolean;
  /** Rolled before the campaign begins. */
  plan(dice: Dice, bots: number): object;
  /** What it strikes; one fault at a time strikes the same. */
  target(how: object): string | undefined;
  /** Ends when it is over by itself. */
  strike(sky: Sky, how: object): Promise<void> | void;
}

function fault<How extends object>(row: {
  readonly weight: number;
  readonly slow?: true;
  readonly plan: (dice: Dice, bots: number) => How;
  readonly target?: (how: How) => string;
  readonly strike: (sky: Sky, how: How) => Promise<void> | void;
}): Fault {
  return {
    weight: row.weight,
    slow: row.slow ?? false,
    plan: row.plan,
    target: (how) => row.target?.(how as How),
    strike: (sky, how) => row.strike(sky, how as How),
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const onBot = ({ bot }: { bot: number }): string => `bot ${bot}`;
const onRedis = (): string => "Redis";
const buying = "createInstances";

/** A fault of the cloud's purchase, for the next calls of it. */
const purchases = (
  weight: number,
  choices: readonly Parameters<Cloud["faults"]["add"]>[1][],
  most: number,
  slow?: true,
): Fault =>
  fault({
    weight,
    ...(slow ? { slow } : {}),
    plan: (dice) => ({ fault: dice.of(choices), times: dice.between(1, most) }),
    strike: ({ cloud }, how) => cloud.faults.add(buying, how.fault, how.times),
  });

type SlackFault = Parameters<Slack["faults"]["set"]>[1];

/** A fault of one of Slack's methods, for the next calls of it. */
const slackCalls = (
  weight: number,
  methods: readonly string[],
  choices: readonly SlackFault[],
  most: number,
  slow?: true,
): Fault =>
  fault({
    weight,
    ...(slow ? { slow } : {}),
    plan: (dice) => ({
      method: dice.of(methods),
      fault: dice.of(choices),
      times: dice.between(1, most),
    }),
    strike: ({ slack }, how) => slack.faults.set(how.method, how.fault, how.times),
  });

const posting = ["chat.postMessage", "chat.update", "chat.postEphemeral"];
const everything = [...posting, "views.open", "users.info"];

/** Everything that goes wrong. */
export const faults = {
  killBot: fault({
    weight: 6,
    plan: (dice, bots) => ({ bot: dice.between(0, bots - 1), backInMs: dice.between(0, 1_500) }),
    target: onBot,
    async strike({ fleet }, { bot, backInMs }) {
      await fleet.kill(bot);
      await pause(backInMs);
      await fleet.start(bot);
    },
  }),
  /** As in a rolling replacement. */
  stopBot: fault({
    weight: 2,
    plan: (dice, bots) => ({ bot: dice.between(0, bots - 1) }),
    target: onBot,
    async strike({ fleet }, { bot }) {
      await fleet.stop(bot);
      await fleet.start(bot);
    },
  }),
  /** The event loop stands still, often for longer than a job's lock lasts. */
  stallBot: fault({
    weight: 3,
    plan: (dice, bots) => ({ bot: dice.between(0, bots - 1), ms: dice.between(500, 9_000) }),
    target: onBot,
    strike: ({ fleet }, { bot, ms }) => fleet.stall(bot, ms),
  }),
  killRedis: fault({
    weight: 1,
    plan: (dice) => ({ backInMs: dice.between(50, 1_500) }),
    target: onRedis,
    async strike({ redis }, { backInMs }) {
      await redis.kill();
      await pause(backInMs);
      await redis.restart();
    },
  }),
  freezeRedis: fault({
    weight: 1,
    plan: (dice) => ({ ms: dice.between(200, 2_500) }),
    target: onRedis,
    async strike({ redis }, { ms }) {
      redis.freeze();
      await pause(ms);
      redis.thaw();
    },
  }),
  /** Deliveries overtake one another on their way to the bots. */
  reorder: fault({
    weight: 4,
    plan: (dice) => ({ holdMs: Array.from({ length: 8 }, () => dice.between(0, 900)) }),
    strike: ({ fleet }, { holdMs }) => fleet.hold(holdMs),
  }),

  cloudBefore: purchases(
    5,
    [
      { kind: "rateLimit" },
      { kind: "badGateway" },
      { kind: "error", http: 500, status: "INTERNAL" },
      { kind: "error", http: 503, status: "UNAVAILABLE" },
      { kind: "errorInSuccess" },
      { kind: "reset", when: "before" },
    ],
    3,
  ),
  /** It bought, and nobody hears of it. */
  cloudAfter: purchases(
    7,
    [
      { kind: "reset" },
      { kind: "empty" },
      { kind: "malformed" },
      { kind: "wrongShape" },
      { kind: "error", http: 500, status: "INTERNAL", when: "after" },
      { kind: "error", http: 502, status: "SOURCE_UNAVAILABLE", when: "after" },
    ],
    3,
  ),
  /** After a lost answer a refusal is waited with for a minute. */
  cloudRefuses: purchases(
    1,
    [
      { kind: "quotaExceeded" },
      { kind: "soldOut" },
      { kind: "error", http: 400, status: "FAILED_PRECONDITION" },
    ],
    1,
    true,
  ),
  cloudHangs: purchases(1, [{ kind: "hang" }, { kind: "hang", when: "after" }], 2, true),
  cloudHalf: purchases(2, [{ kind: "halfBatch", keep: 1 }], 1),
  cloudSlow: fault({
    weight: 3,
    plan: (dice) => ({
      fault: dice.of([
        { kind: "delay", ms: dice.between(500, 4_000) },
        { kind: "delay", ms: dice.between(500, 4_000), when: "after" },
        { kind: "trickle", ms: dice.between(20, 300) },
      ] as const),
      times: dice.between(1, 3),
    }),
    strike: ({ cloud }, how) => cloud.faults.add(buying, how.fault, how.times),
  }),
  /** For longer than the sweep waits, and the next look of it after that, until it takes an errand up again. */
  cloudStands: purchases(1, [{ kind: "delay", ms: 12_000 }], 6),
  listsFail: fault({
    weight: 2,
    plan: (dice) => ({
      operation: dice.of(["describeOS", "describeDeviceRaids", "describeSubnets"]),
      times: dice.between(1, 2),
    }),
    strike: ({ cloud }, { operation, times }) =>
      cloud.faults.add(operation, { kind: "badGateway" }, times),
  }),

  slackBefore: slackCalls(
    4,
    everything,
    [{ status: 500 }, { status: 503 }, { reset: "before" }],
    3,
  ),
  /** Slack took it, and its answer is lost. */
  slackAfter: slackCalls(
    5,
    [...posting, "chat.postMessage", "chat.postMessage"],
    [{ status: 500, when: "after" }, { status: 503, when: "after" }, { reset: "after" }],
    2,
  ),
  slackHangs: slackCalls(1, posting, [{ hang: "before" }, { hang: "after" }], 1),
  slackLimits: slackCalls(3, posting, [{ status: 429, retryAfter: 1 }], 3),
  slackRefuses: slackCalls(
    3,
    posting,
    [{ error: "internal_error" }, { error: "fatal_error" }, { error: "service_unavailable" }],
    2,
  ),
  /** The bot was thrown out of a channel for a moment. */
  slackCloses: slackCalls(1, ["chat.postMessage"], [{ error: "not_in_channel" }], 1),
  slackSlow: fault({
    weight: 2,
    plan: (dice) => ({ delay: dice.between(200, 1_200), times: dice.between(1, 5) }),
    strike: ({ slack }, { delay, times }) => slack.faults.set("*", { delay }, times),
  }),
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;
