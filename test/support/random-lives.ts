import fc from "fast-check";
import { reducible } from "../../src/order/changes.ts";
import type { Asking } from "../../src/order/asking.ts";
import type { SystemCommand } from "../../src/order/record.ts";
import type { Order } from "../../src/order/order.ts";
import type { Person } from "../../src/order/policy.ts";
import { policySchema, type Policy } from "../../src/order/policy-file.ts";
import { priceBookSchema, type PriceBook } from "../../src/order/price-book.ts";
import { HOME, anOrder, aSpec } from "./an-order.ts";

/** Who takes part. Alice asks; somebody of another workspace bears her user id. */
export const cast: readonly Pick<Person, "userId" | "teamId">[] = [
  ...["U0ALICE", "U0BOB", "U0CAROL", "U0DAVE", "U0ERIN"].map((userId) => ({
    userId,
    teamId: HOME,
  })),
  { userId: "U0ALICE", teamId: "T0EVIL" },
];

const users = ["U0ALICE", "U0BOB", "U0CAROL", "U0DAVE", "U0ERIN"];
const groups = ["S0LEADS", "S0DEVS"];

const anyList = fc
  .record({ users: fc.subarray(users), groups: fc.subarray(groups) })
  .filter((list) => list.users.length + list.groups.length > 0);
const anyQuorum = fc.constantFrom(1, 2, 2, 3);
const anyStages = fc.oneof(
  { weight: 2, arbitrary: anyList },
  {
    weight: 3,
    arbitrary: fc.array(
      fc
        .record({ list: anyList, quorum: fc.constantFrom(1, 1, 2) })
        .map(({ list, quorum }) => ({ ...list, quorum })),
      { minLength: 2, maxLength: 3 },
    ),
  },
);
const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const anyMatch = fc.record({
  maxCount: rarely(fc.integer({ min: 1, max: 2 })),
  maxMonthlyPrice: rarely(fc.constantFrom(1_000, 2_000)),
  requesters: fc.constantFrom(undefined, undefined, { users: ["U0ALICE"] }, { groups: ["S0DEVS"] }),
});

/** What any rule may say beside whom it takes. */
const anyRule = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      approvers: anyStages,
      quorum: anyQuorum,
      allowSelfApproval: fc.boolean(),
      breakGlass: rarely(
        fc
          .record({ list: anyList, ownOrders: fc.boolean() })
          .map(({ list, ownOrders }) => ({ ...list, ownOrders })),
      ),
      escalation: rarely(anyList.map((approvers) => ({ after: "20m", approvers }))),
      remindAfter: fc.constantFrom(undefined, "10m"),
      expiresAfter: fc.constantFrom("40m", "2h"),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ autoApprove: true }) },
);

/** Any policy of one to three rules that the bot would start with. Often the last rule takes everything. */
export const anyPolicy: fc.Arbitrary<Policy> = fc
  .tuple(
    fc.array(fc.tuple(anyMatch, anyRule), { maxLength: 2 }),
    anyRule,
    fc.constantFrom({}, {}, {}, { maxCount: 1 }),
  )
  .map(([narrow, last, match]) =>
    policySchema.safeParse({
      channels: { approvals: "C0APPROVALS" },
      rules: [
        ...narrow.map(([given, rule]) => ({ ...rule, match: given })),
        { ...last, match },
      ].map((rule, index) => ({ name: `rule ${index + 1}`, ...rule })),
    }),
  )
  .filter((parsed) => parsed.success)
  .map((parsed) => parsed.data as Policy); // the filter lets only those through

/** How somebody stands and whom they belong to, as Slack would say. */
const anyPlace = fc.record({
  standing: fc.constantFrom<Person["standing"]>(
    "member",
    "member",
    "member",
    "member",
    "guest",
    "deactivated",
  ),
  groups: fc.subarray(groups),
});
export const anyPeople: fc.Arbitrary<readonly Person[]> = fc
  .array(anyPlace, { minLength: cast.length, maxLength: cast.length })
  .map((places) =>
    cast.map((who, index) => ({
      ...who,
      groups: places[index]?.groups ?? [],
      standing: standingOf(who, places[index]?.standing ?? "member"),
    })),
  );
const standingOf = ({ teamId }: Pick<Person, "teamId">, standing: Person["standing"]) =>
  teamId === HOME ? standing : ("foreign" as const);

export const anyPrices: fc.Arbitrary<PriceBook | undefined> = fc.constantFrom(
  undefined,
  ...[1, 2].map((price) =>
    priceBookSchema.parse({
      currency: "CNY",
      prices: [
        {
          deviceTypes: ["*"],
          postpaid_by_duration: { hour: price },
          prepaid_by_duration: { month: price * 500 },
        },
      ],
    }),
  ),
);
export const anyStock: fc.Arbitrary<number | undefined> = fc.constantFrom(undefined, 0, 1, 2, 9, 9);

export const anySpec = fc
  .record({
    count: fc.constantFrom(1, 2, 3, 3),
    name: fc.constantFrom("web", "api"),
    charge: fc.oneof(
      fc.constant({ chargeMode: "postpaid_by_duration" as const }),
      fc.integer({ min: 1, max: 3 }).map((chargeDuration) => ({
        chargeMode: "prepaid_by_duration" as const,
        chargeUnit: "month" as const,
        chargeDuration,
      })),
    ),
  })
  .map(aSpec);

const edited = (spec: Order["spec"]) => {
  const { region, labels, justification } = anOrder();
  return { region, labels, justification, spec };
};

const always = (...askings: readonly Asking[]) => fc.constantFrom(...askings);
/** The numbers that orders here really have. */
const often = Array.from({ length: 4 }, () => ["count", "charge.chargeDuration"] as const).flat();
const anyAsking: fc.Arbitrary<Asking> = fc.oneof(
  { weight: 12, arbitrary: always({ action: "approve" }) },
  { weight: 1, arbitrary: always({ action: "break-glass", reason: "The shop is down." }) },
  { weight: 1, arbitrary: always({ action: "break-glass", reason: " " }) },
  {
    weight: 5,
    arbitrary: fc
      .dictionary(fc.constantFrom(...reducible, ...often), fc.integer({ min: 1, max: 2 }), {
        minKeys: 1,
        maxKeys: 2,
      })
      .map((reductions): Asking => ({ action: "propose", reductions })),
  },
  {
    weight: 2,
    arbitrary: anySpec.map((spec): Asking => ({ action: "edit", edited: edited(spec) })),
  },
  { weight: 8, arbitrary: always({ action: "accept" }) },
  { weight: 8, arbitrary: always({ action: "retry" }) },
  { weight: 6, arbitrary: always({ action: "adopt" }) },
  { weight: 3, arbitrary: always({ action: "decline" }) },
  { weight: 2, arbitrary: always({ action: "withdraw" }) },
  { weight: 1, arbitrary: always({ action: "deny" }, { action: "cancel" }) },
);

const purchase = { kind: "purchase" } as const;
const failed = (retriable: boolean) => ({ kind: "refused", status: "X", retriable }) as const;
const doubted = (...found: readonly string[]) =>
  ({ kind: "no-answer", status: "TIMEOUT", retriable: true, found }) as const;

/** One thing that happens. */
export type Happening =
  | {
      readonly kind: "action";
      readonly who: number;
      readonly askings: readonly Asking[];
      /** They do the first of it that is theirs to do now, if anything is; else just the first. */
      readonly isWise: boolean;
      /** How many versions old the card is on which they click; typed: there is none. */
      readonly card: number | "typed";
    }
  | { readonly kind: "report"; readonly command: SystemCommand }
  /** Time goes by, and the clock looks at the order then, or comes later. */
  | { readonly kind: "time"; readonly minutes: number; readonly looks: boolean }
  | { readonly kind: "policy"; readonly policy: Policy }
  | { readonly kind: "people"; readonly people: readonly Person[] }
  | { readonly kind: "prices"; readonly prices: PriceBook | undefined }
  | { readonly kind: "stock"; readonly left: number | undefined };

export const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      kind: fc.constant("action" as const),
      who: fc.nat({ max: cast.length - 1 }),
      askings: fc.array(anyAsking, { minLength: 6, maxLength: 6 }),
      isWise: fc.constantFrom(true, true, true, true, false),
      card: fc.constantFrom<number | "typed">("typed", "typed", 0, 0, 0, 0, 1, 2, -1),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("report" as const),
      command: fc.constantFrom<SystemCommand>(
        { action: "begin", by: purchase },
        { action: "begin", by: purchase },
        { action: "begin", by: purchase },
        { action: "complete", by: purchase, instanceIds: ["i-1"], requestId: "r-1" },
        { action: "fail", by: purchase, failure: failed(true) },
        { action: "fail", by: purchase, failure: failed(true) },
        { action: "fail", by: purchase, failure: failed(false) },
        { action: "doubt", by: purchase, failure: doubted("i-1") },
        { action: "doubt", by: purchase, failure: doubted("i-1") },
        { action: "doubt", by: purchase, failure: doubted() },
        {
          action: "observe",
          by: { kind: "clock" },
          servers: [{ instanceId: "i-1", status: "running" }],
          progress: { running: 1, failed: 0, of: 1 },
        },
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("time" as const),
      minutes: fc.constantFrom(1, 5, 10, 20, 50),
      looks: fc.constantFrom(true, true, false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("policy" as const), policy: anyPolicy }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("people" as const), people: anyPeople }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("prices" as const), prices: anyPrices }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("stock" as const), left: anyStock }) },
);
