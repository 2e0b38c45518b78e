import { describe, expect, it } from "vitest";
import type { Ledger, Shown } from "../../../campaign/ledger.ts";
import type { Gesture, Story } from "../../../campaign/people.ts";
import { planCampaign, type OrderPlan } from "../../../campaign/plan.ts";
import { violationsOf, type Evidence, type ViolationKind } from "../../../campaign/truth.ts";
import { hashOf } from "../../../playground/edcps/ledger.ts";
import type { RequestEntry } from "../../../playground/edcps/ledger.ts";
import { doneEntries, type AuditEntry } from "../../../src/order/audit.ts";
import type { Order } from "../../../src/order/order.ts";
import { after, anOrder, aSpec } from "../../support/an-order.ts";

const APPROVER = { userId: "U0BOB0001", teamId: "T0ACME001" };
const found = planCampaign({
  seed: 1,
  orders: 50,
  bots: 1,
  acts: { approved: 1 },
  counts: { 1: 1 },
});
const plan = found.orders.find(
  ({ secrets, quorum, askedIn }) => secrets && quorum === 1 && askedIn === "C0OPS0001",
) as OrderPlan;

/** One order of a campaign that went as it should: asked for, approved by a click, bought, told. */
interface Case {
  story: Story;
  order: Order | undefined;
  purchases: Evidence["cloud"]["purchases"];
  shown: Shown[];
  told: { at: number; text: string }[];
  calls: RequestEntry[];
  trail: readonly Partial<AuditEntry>[];
  lostJobs: Set<string>;
}

const spec = (): Order["spec"] => {
  const { count, ...given } = plan.spec;
  const plain = Object.entries(given).filter(([path]) => !path.startsWith("charge."));
  return aSpec({
    ...Object.fromEntries(plain),
    count: Number(count),
    charge: given["charge.chargeMode"]
      ? {
          chargeMode: "prepaid_by_duration",
          chargeUnit: "month",
          chargeDuration: Number(given["charge.chargeDuration"]),
        }
      : aSpec().charge,
  });
};

function asItShouldBe(): Case {
  const placed = anOrder({
    spec: spec(),
    askedIn: plan.askedIn,
    requester: { userId: plan.requester, teamId: "T0ACME001" },
  });
  const steps = after(
    placed,
    { action: "approve", by: { kind: "person", ...APPROVER } },
    "begin",
    "complete",
  );
  const order: Order = {
    ...steps,
    approvals: [{ ...APPROVER, at: steps.history[1]?.at ?? "" }],
    instanceIds: ["i-1"],
  };
  const click: Gesture = {
    at: 1_000,
    who: APPROVER.userId,
    what: "approve",
    version: 1,
    acknowledged: 1,
    done: false,
    answered: false,
    answer: "200",
  };
  const message = (name: string, channel: string, ts: string): Shown => ({
    at: 2_000,
    change: "posted",
    channel,
    ts,
    text: `Order ${order.id}`,
    name,
  });
  return {
    story: { plan, orderId: order.id, forms: new Set(["V1"]), gestures: [click] },
    order,
    purchases: [
      {
        clientToken: order.clientToken,
        region: "cn-east-tz1",
        body: { instanceSpec: { ...order.spec, password: "[redacted]", userData: "[redacted]" } },
        bodyHash: "",
        secretHashes: {
          password: hashOf(plan.secrets?.password),
          userData: hashOf(Buffer.from(plan.secrets?.userData ?? "").toString("base64")),
        },
        instanceIds: ["i-1"],
        at: 1_500,
        repeats: 0,
      },
    ],
    shown: [
      message("card 1", "C0APPROVALS", "1.1"),
      message("story 4", "C0APPROVALS", "1.2"),
      message("result-4 4", plan.askedIn, "1.3"),
    ],
    told: [],
    calls: [call(1_400, 20)],
    trail: order.history.flatMap(({ version }) => doneEntries({ ...order, version })),
    lostJobs: new Set(),
  };
}

const call = (at: number, ms: number): RequestEntry => ({
  requestId: "r",
  operation: "createInstances",
  method: "POST",
  path: "",
  query: "",
  at,
  ms,
  status: 200,
});

function evidenceOf(one: Case): Evidence {
  const { story, order, purchases, shown, told, calls, trail, lostJobs } = one;
  const card = shown.find(({ name }) => name?.startsWith("card"));
  const ledger: Ledger = {
    cards: () =>
      card ? [{ ts: card.ts, version: order?.version ?? 0, buttons: [], text: card.text }] : [],
    shown: () => shown,
    told: () => told,
    posted: () => shown.length,
    toldAtLarge: () => [],
    calls: () => calls,
  };
  return {
    stories: [story],
    ledger,
    cloud: { purchases } as Evidence["cloud"],
    orders: new Map(order ? [[order.id, order]] : []),
    trail: new Map([[order?.id ?? "", trail]]),
    lostJobs,
  };
}

const kindsFound = (change: (one: Case) => void): readonly ViolationKind[] => {
  const one = asItShouldBe();
  change(one);
  return [...new Set(violationsOf(evidenceOf(one)).map(({ kind }) => kind))];
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };
const order = (one: Case): Writable<Order> => one.order as Writable<Order>;
const purchase = (one: Case) => one.purchases[0] as Writable<Case["purchases"][number]>;
const click = (one: Case): Writable<Gesture> => one.story.gestures[0] as Writable<Gesture>;

const wrongs: readonly (readonly [ViolationKind, string, (one: Case) => void])[] = [
  ["order-lost", "an acknowledged order is not there", (one) => (one.order = undefined)],
  ["order-lost", "one form placed two", (one) => one.story.forms.clear()],
  ["order-lost", "it is somebody else's", (one) => (order(one).requester = APPROVER)],
  ["not-placed", "nobody could place it", (one) => delete one.story.orderId],
  ["bought-twice", "under one token", (one) => one.purchases.push(purchase(one))],
  ["bought-twice", "under a token of its own", (one) => (purchase(one).clientToken = "another")],
  ["not-approved", "without a click", (one) => one.story.gestures.pop()],
  ["not-approved", "by a click on a later card", (one) => (click(one).version = 2)],
  ["not-approved", "by too few", (one) => (order(one).approvals = [])],
  [
    "not-approved",
    "by a stranger",
    (one) => (order(one).approvals = [{ userId: "U0MALLORY", teamId: "T0ACME001", at: "" }]),
  ],
  [
    "not-approved",
    "by one who counts twice",
    (one) => (order(one).approvals = [...order(one).approvals, ...order(one).approvals]),
  ],
  [
    "not-approved",
    "by approvals of what it was before it was changed",
    (one) =>
      (order(one).history = order(one).history.map((step) =>
        step.action === "begin" ? { ...step, action: "edit" } : step,
      )),
  ],
  ["not-as-approved", "in another region", (one) => (purchase(one).region = "cn-north-by1")],
  ["not-as-approved", "with another password", (one) => (purchase(one).secretHashes = {})],
  [
    "not-as-approved",
    "more of them",
    (one) => (purchase(one).body = { instanceSpec: { ...spec(), count: 5 } }),
  ],
  ["wrong-end", "said to be bought", (one) => one.purchases.pop()],
  ["wrong-end", "with other ids", (one) => (order(one).instanceIds = ["i-2"])],
  ["wrong-end", "bought, and said to have failed", (one) => (order(one).status = "failed")],
  ["not-finished", "still being bought", (one) => (order(one).status = "provisioning")],
  ["click-lost", "one of two clicks", (one) => (click(one).acknowledged = 2)],
  [
    "click-lost",
    "a denial that was said to be done",
    (one) => void one.story.gestures.push({ ...click(one), what: "deny", done: true }),
  ],
  [
    "history-broken",
    "a version is missing",
    (one) => (order(one).history = order(one).history.toSpliced(2, 1)),
  ],
  ["audit-incomplete", "a step is missing", (one) => (one.trail = one.trail.slice(1))],
  [
    "audit-incomplete",
    "a step is invented",
    (one) => (one.trail = [...one.trail, ...one.trail.slice(1, 2)]),
  ],
  ["not-told", "where it was asked for", (one) => void one.shown.pop()],
  ["not-told", "twice", (one) => void one.shown.push(...one.shown.slice(2))],
  ["told-twice", "a card", (one) => void one.shown.push(...one.shown.slice(0, 1))],
  ["wrong-card", "there is none", (one) => void one.shown.shift()],
  ["wrong-card", "its story stops early", (one) => void one.shown.splice(1, 1)],
  ["at-once-twice", "two calls at once", (one) => void one.calls.push(call(1_410, 20))],
];

describe("what a campaign finds", () => {
  it("is nothing where everything is as it should be", () => {
    expect(kindsFound(() => undefined)).toEqual([]);
  });

  it.each(wrongs)("is %s: %s", (kind, _, change) => {
    expect(kindsFound(change)).toContain(kind);
  });

  it("is what was bought for nobody", () => {
    expect(
      kindsFound((one) => {
        one.purchases.push({
          ...purchase(one),
          clientToken: "another",
          body: { instanceSpec: { ...spec(), name: "c-999" } },
        });
      }),
    ).toEqual(["order-lost"]);
  });

  it("is no second call at once where a worker had lost its job, nor one after the other", () => {
    expect(
      kindsFound((one) => {
        one.calls.push(call(1_410, 20));
        one.lostJobs.add(order(one).id);
      }),
    ).toEqual([]);
    expect(kindsFound((one) => void one.calls.push(call(1_420, 20)))).toEqual([]);
  });

  it("is no second call at once where the first one's caller was gone by then", () => {
    const twice = (gaveUpMs: number): readonly string[] =>
      kindsFound((one) => {
        one.calls = [{ ...call(1_400, 20), gaveUpMs }, call(1_410, 20)];
      });
    expect(twice(10)).toEqual([]);
    expect(twice(11)).toEqual(["at-once-twice"]);
  });

  it("is no lost click that was answered, or that the bot did not acknowledge", () => {
    const again: Partial<Gesture> = { at: 3_000, version: 4 };
    const entry = { action: "approve", refusal: "stale", userId: APPROVER.userId } as const;
    expect(
      kindsFound((one) => {
        one.story.gestures.push({ ...click(one), ...again });
        one.told.push({ at: 3_100, text: "This card was out of date." });
        one.trail = [...one.trail, entry];
      }),
    ).toEqual([]);
    expect(
      kindsFound((one) => void one.story.gestures.push({ ...click(one), acknowledged: 0 })),
    ).toEqual([]);
  });
});
