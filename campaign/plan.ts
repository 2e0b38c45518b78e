import { cast, ELSEWHERE, OPS, quorumFor, SUBNET } from "./cast.ts";
import { diceFor, type Dice } from "./dice.ts";
import { faults, type FaultName, type PlannedFault } from "./faults.ts";

/**
 * Everything that people and the weather will do. A function of its options, the seed above all: what comes of it
 * depends on the moment as well, what is tried does not.
 */
export interface Plan {
  readonly seed: number;
  readonly bots: number;
  readonly orders: readonly OrderPlan[];
  readonly faults: readonly PlannedFault[];
  /** How far ahead each bot's clock runs. */
  readonly clocksMs: readonly number[];
}

export interface PlanOptions {
  readonly seed: number;
  readonly orders: number;
  readonly bots: number;
  /** How many faults are thrown for one order, on average. */
  readonly faultsPerOrder?: number;
  /** How often each is thrown; those that are left out never are. */
  readonly faults?: Partial<Readonly<Record<FaultName, number>>>;
  /** Only faults that are over within seconds. */
  readonly brief?: boolean;
  readonly acts?: Partial<Readonly<Record<Act, number>>>;
  readonly counts?: Readonly<Record<string, number>>;
}

/** How the network carries a gesture: once, twice at the same time, or again after it was answered. */
export type Delivery = "once" | "twice" | "again";

/** What a card or a direct message offers. */
export type Button =
  | "approve"
  | "deny"
  | "withdraw"
  | "propose"
  | "accept"
  | "decline"
  | "edit"
  | "break-glass"
  | "retry"
  | "adopt"
  | "close";

/** One press on a button of the card. */
export interface Press {
  readonly who: string;
  readonly button: Button;
  /** Drawn for the version that the card shows, for the one before, or for one that nobody has seen. */
  readonly version: "shown" | "older" | "never";
  readonly delivery: Delivery;
  /** How long after the others of its round it comes. */
  readonly afterMs: number;
}

/** What one order is to be, and what is done about it. */
export interface OrderPlan {
  readonly name: string;
  readonly act: Act;
  readonly requester: string;
  readonly askedIn: string;
  /** By the path of each field in the API. */
  readonly spec: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<"password" | "userData", string>> | undefined;
  readonly quorum: number;
  readonly submitted: Delivery;
  /** Presses of one round come at the same moment, those of the next when the first were answered. */
  readonly rounds: readonly (readonly Press[])[];
  /** What the approvers go on pressing, in turn, until the card says that it is decided. */
  readonly afterwards: readonly Press[];
  /** When the requester takes it back: as soon as it is placed, or in the moment of the first round. */
  readonly cancel: "never" | "at once" | "with the first round";
  /** What is done when it could not be bought, or nobody knows whether it was. */
  readonly afterFailure: "retry" | "adopt" | "close" | "nothing";
}

/** What an edit makes of the description. */
export const EDITED = "changed on second thoughts";

/** What stands in every secret of an order, so that all of them are found by looking for few. */
export const marks = {
  password: "Tr4vel-Gn0me!",
  userData: "#!/bin/bash\necho zebra crossing ",
} as const;

type Script = Pick<OrderPlan, "rounds" | "afterwards" | "cancel">;

const press = (who: string, more: Partial<Press> = {}): Press => ({
  who,
  button: "approve",
  version: "shown",
  delivery: "once",
  afterMs: 0,
  ...more,
});

interface ActRow {
  readonly weight: number;
  /** Of several servers, so that one approval is not enough. */
  readonly several?: true;
  readonly script: (from: {
    readonly dice: Dice;
    readonly requester: string;
    /** Approvers, in any order. */
    readonly crew: readonly string[];
    /** They approve, one after the other. */
    readonly approvals: Script;
  }) => Script;
}

/** What people do about an order, and how often. */
const acts = {
  approved: { weight: 8, script: ({ approvals }) => approvals },
  /** Two or three approvers, several times each, in the same moment. */
  raced: {
    weight: 6,
    script: ({ dice, approvals, crew }) => ({
      ...approvals,
      rounds: [
        Array.from({ length: dice.between(4, 8) }, (_, index) =>
          press(crew[index % dice.between(2, 3)] ?? ""),
        ),
      ],
    }),
  },
  /** The same bytes arrive twice. */
  doubled: {
    weight: 3,
    script: ({ dice, approvals, crew: [first = ""] }) => ({
      ...approvals,
      rounds: [[press(first, { delivery: dice.of(["twice", "again"]) })]],
    }),
  },
  denied: {
    weight: 1,
    script: ({ approvals, crew: [first = "", second = ""] }) => ({
      ...approvals,
      afterwards: [press(first, { button: "deny" }), press(second, { button: "deny" })],
    }),
  },
  /** One says yes and another one no, in the same moment: to say no takes two clicks and a reason. */
  disputed: {
    weight: 2,
    script: ({ dice, approvals, crew: [first = "", second = ""] }) => ({
      ...approvals,
      rounds: [
        [
          press(second, { button: "deny" }),
          press(first, { afterMs: dice.of([0, dice.between(0, 600)]) }),
        ],
      ],
    }),
  },
  /** Whoever may not: strangers, guests, people of another workspace, and the requester. */
  withoutRight: {
    weight: 2,
    script: ({ approvals, requester }) => ({
      ...approvals,
      rounds: [
        [...cast.strangers, requester].map((who) => press(who)),
        [...cast.strangers, requester].map((who) => press(who, { button: "deny" })),
      ],
    }),
  },
  /** On cards of other versions. */
  late: {
    weight: 2,
    script: ({ approvals, crew: [first = "", second = ""] }) => ({
      ...approvals,
      rounds: [
        [press(first, { version: "never" }), press(second, { version: "never" })],
        [press(first)],
        [press(second, { version: "older" })],
      ],
    }),
  },
  cancelled: {
    weight: 1,
    script: ({ approvals }) => ({ ...approvals, afterwards: [], cancel: "at once" }),
  },
  /** Its requester takes it back while everybody approves. */
  regretted: {
    weight: 2,
    script: ({ approvals, crew }) => ({
      ...approvals,
      rounds: [crew.slice(0, 3).map((who) => press(who))],
      cancel: "with the first round",
    }),
  },
  /** Somebody takes their yes back while others say theirs. */
  withdrawn: {
    weight: 2,
    several: true,
    script: ({ approvals, crew: [first = "", second = ""] }) => ({
      ...approvals,
      rounds: [[press(first)], [press(first, { button: "withdraw" }), press(second)]],
    }),
  },
  /** An approver would agree to a single server; the requester answers while others approve the whole. */
  haggled: {
    weight: 2,
    several: true,
    script: ({ dice, approvals, requester, crew: [first = "", second = ""] }) => ({
      ...approvals,
      rounds: [
        [press(first, { button: "propose" })],
        [
          press(requester, { button: dice.of(["accept", "accept", "decline"]) }),
          ...(dice.chance(0.3) ? [press(second)] : []),
        ],
      ],
    }),
  },
  /** Its requester changes it while others approve what it was. */
  edited: {
    weight: 2,
    several: true,
    script: ({ dice, approvals, requester, crew: [first = "", second = ""] }) => ({
      ...approvals,
      rounds: [
        ...(dice.chance(0.5) ? [[press(first)]] : []),
        [
          press(requester, { button: "edit" }),
          ...(dice.chance(0.5) ? [press(second, { afterMs: dice.between(0, 300) })] : []),
        ],
      ],
    }),
  },
  /** Bought past its approvers, by those who may and by those who may not. */
  hurried: {
    weight: 1,
    script: ({ dice, approvals, crew }) => ({
      ...approvals,
      rounds: [
        [
          press(crew[0] ?? "", { button: "break-glass" }),
          press(dice.of(cast.breakers), { button: "break-glass" }),
          press(crew[1] ?? "", { afterMs: dice.of([0, dice.between(0, 600)]) }),
        ],
      ],
    }),
  },
  forgotten: { weight: 1, script: ({ approvals }) => ({ ...approvals, afterwards: [] }) },
} as const satisfies Record<string, ActRow>;
export type Act = keyof typeof acts;

const weightsOf = <K extends string>(
  table: Readonly<Record<K, { readonly weight: number }>>,
): Record<K, number> =>
  Object.fromEntries(
    Object.entries<{ weight: number }>(table).map(([name, { weight }]) => [name, weight]),
  ) as Record<K, number>;

/** Two of them differ by a minute. */
const CLOCKS_MS = [30_000, -30_000, 0];

export function planCampaign(options: PlanOptions): Plan {
  const { seed, orders, bots } = options;
  const chosenActs = { ...(options.acts ?? weightsOf(acts)) } as Record<Act, number>;
  const counts = options.counts ?? { 1: 6, 2: 3, 3: 1 };
  const chosenFaults = { ...(options.faults ?? weightsOf(faults)) } as Record<FaultName, number>;
  if (options.brief)
    for (const name of Object.keys(chosenFaults) as FaultName[])
      if (faults[name].slow) chosenFaults[name] = 0;
  const clockDice = diceFor(seed);
  const weatherDice = diceFor(seed + 1);
  const peopleDice = diceFor(seed + 2);
  const total = Math.round(orders * (options.faultsPerOrder ?? 0.5));
  return {
    seed,
    bots,
    clocksMs: clockDice.some(
      Array.from({ length: bots }, (_, index) => CLOCKS_MS[index % CLOCKS_MS.length] ?? 0),
      bots,
    ),
    orders: Array.from({ length: orders }, (_, index) =>
      planOrder(index + 1, peopleDice, chosenActs, counts),
    ),
    faults: Array.from({ length: total }, () => {
      const name = weatherDice.weighted(chosenFaults);
      return {
        after: weatherDice.between(1, orders),
        name,
        how: faults[name].plan(weatherDice, bots),
      };
    }).toSorted((one, other) => one.after - other.after),
  };
}

const prepaid = {
  "charge.chargeMode": "prepaid_by_duration",
  "charge.chargeUnit": "month",
  "charge.chargeDuration": "3",
} as const;

function planOrder(
  number: number,
  dice: Dice,
  weights: Record<Act, number>,
  counts: Readonly<Record<string, number>>,
): OrderPlan {
  const act = dice.weighted(weights);
  const isTrusted = dice.chance(0.05);
  const requester = dice.of(isTrusted ? cast.trusted : cast.requesters);
  const { script, several }: ActRow = acts[act];
  const count = dice.weighted(several && counts["1"] ? { 2: 3, 3: 1 } : counts);
  const crew = dice.some(cast.approvers, cast.approvers.length);
  const approvals: Script = {
    rounds: [],
    afterwards: crew.map((who) => press(who)),
    cancel: "never",
  };
  const name = `c-${number}`;
  return {
    name,
    act,
    requester,
    askedIn: dice.chance(0.1) ? ELSEWHERE : OPS,
    spec: {
      az: "cn-east-tz1a",
      deviceType: "edcps.c.normal1",
      osTypeId: "os-c-normal1-centos-66",
      sysRaidTypeId: "raid-c-normal1-system-raid1",
      dataRaidTypeId: "raid-c-normal1-data-noraid",
      subnetId: SUBNET,
      name,
      count,
      description: `for ${dice.of(["builds", "tests", "<!channel>", "*all*"])}`,
      ...(dice.chance(0.2) ? prepaid : {}),
    },
    secrets: dice.chance(0.1)
      ? {
          password: `${marks.password}${String(number).split("").join("!")}`,
          userData: `${marks.userData}${number}\n`,
        }
      : undefined,
    quorum: quorumFor(requester, Number(count)),
    submitted: dice.weighted({ once: 8, twice: 1, again: 1 }),
    ...script({ dice, requester, crew, approvals }),
    afterFailure: dice.weighted({ retry: 3, adopt: 1, close: 1, nothing: 1 }),
  };
}
