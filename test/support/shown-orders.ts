import type { Status } from "../../src/order/lifecycle.ts";
import type { Move, OpenSpec, Order, PurchaseFailure, Step } from "../../src/order/order.ts";
import type { Estimate } from "../../src/order/price-book.ts";
import { anOrder, aSpec, bob, minutesLater } from "./an-order.ts";

/** Whom and what the messages about these orders may rightly name. */
export const people = ["U0ALICE", "U0BOB", "U0CAROL", "C0ASKED", "!subteam^S0LEADS"];
export const judged = { orderId: "K7M4Q9", ids: people };

export const failure: PurchaseFailure = {
  kind: "no-answer",
  status: "TIMEOUT",
  retriable: true,
  requestId: "r-1",
  found: ["i-1"],
};

/** An order in version 3, in some status, that was decided by Bob. */
export const orderIn = (status: Status, changes: Partial<Order> = {}): Order =>
  anOrder({
    status,
    version: 3,
    approvals: status === "pending" ? [] : [{ ...bob, at: minutesLater(2) }],
    instanceIds: status === "provisioned" ? ["i-1"] : [],
    ...(status === "failed" || status === "unknown" ? { failure } : {}),
    history: [
      ...anOrder().history,
      {
        at: minutesLater(2),
        by: { kind: "person", ...bob },
        action: status === "denied" ? "deny" : "approve",
        version: 3,
        reason: "Because.",
      },
    ],
    ...changes,
  });

export const ended: readonly Status[] = [
  "provisioned",
  "failed",
  "unknown",
  "denied",
  "cancelled",
  "expired",
];

/** What an order may hold beside what it must, each text the same. */
const everyField = (text: string): Partial<OpenSpec> => {
  // One of these is too long already; many of them would only take time.
  const many = (most: number): number => (text.length > 1_000 ? 1 : most);
  const aliases = Array.from({ length: many(50) }, () => ({ cidr: text, id: text }));
  return {
    hostname: text,
    description: text,
    privateIp: text,
    aliasIps: aliases,
    enableInternet: "yes",
    lineType: "ct",
    bandwidth: 5,
    extraUplinkBandwidth: 10,
    bandwidthPackageId: text,
    interfaceMode: "dual",
    extensionSubnetId: text,
    extensionPrivateIp: text,
    extensionAliasIps: aliases,
    extensionEnableInternet: "yes",
    extensionLineType: "un",
    extensionBandwidth: 5,
    extensionExtraUplinkBandwidth: 10,
    extensionBandwidthPackageId: text,
    resourceTags: Array.from({ length: many(10) }, () => ({ key: text, value: text })),
    charge: {
      chargeMode: "prepaid_by_duration",
      chargeUnit: "year",
      chargeDuration: 3,
      autoRenew: true,
      buyScenario: text,
    },
  };
};

/** The dearest thing that a price book can name. */
export const dearest: Estimate = {
  currency: "CNY",
  asOf: "2026-01-31",
  perMonth: Number.MAX_SAFE_INTEGER,
  atOnce: Number.MAX_SAFE_INTEGER,
  parts: (["servers", "bandwidth", "extraUplink"] as const).map((of) => ({
    of,
    amount: Number.MAX_SAFE_INTEGER,
  })),
};

/** A history in which everything that can happen to an order happened, whether or not it could in this order. */
export function everyStep(text: string): readonly Step[] {
  const rule = { name: text, quorum: 2 };
  const moves: readonly Move[] = [
    { what: "rule", from: rule, to: { name: `${text} `, quorum: 1 } },
    { what: "price", from: dearest, to: { ...dearest, atOnce: 1 } },
    { what: "stock", left: 1 },
  ];
  // One of these is too long already; many of them would only take time.
  const many = Array.from({ length: text.length > 1_000 ? 1 : 40 });
  const changes = [
    { field: "count", from: "3", to: "2" },
    { field: text, from: text, to: text },
    ...many.map((_, index) => ({ field: `${text}${index}`, to: text })),
  ];
  const facts: Readonly<Record<Step["action"], Partial<Step>>> = {
    place: {},
    approve: { seats: { have: 1, of: 2 } },
    "break-glass": { reason: text },
    accept: { changes, seats: { have: 1, of: 2 } },
    edit: { changes, seats: { have: 0, of: 2 } },
    propose: { changes, reason: text },
    decline: {},
    withdraw: { seats: { have: 0, of: 2 } },
    recheck: { moves },
    remind: {},
    escalate: { asks: { users: ["U0CAROL"], groups: ["S0LEADS"] } },
    deny: { reason: text },
    cancel: {},
    expire: {},
    begin: {},
    complete: { requestId: text },
    fail: { requestId: text },
    doubt: { requestId: text },
    retry: {},
    adopt: {},
    observe: { progress: { running: 1, failed: 1, of: 3 } },
  };
  const actors: Partial<Record<Step["action"], Step["by"]>> = {
    remind: { kind: "clock" },
    escalate: { kind: "clock" },
    expire: { kind: "clock" },
    observe: { kind: "clock" },
    begin: { kind: "purchase" },
    complete: { kind: "purchase" },
    fail: { kind: "purchase" },
    doubt: { kind: "purchase" },
  };
  const actions = Object.keys(facts) as Step["action"][];
  const steps = actions.map((action, index) => ({
    at: minutesLater(index),
    by: actors[action] ?? ({ kind: "person", ...bob } as const),
    action,
    version: index + 1,
    ...facts[action],
  }));
  const over = (["all", "too-long"] as const).map((end, index) => ({
    at: minutesLater(actions.length + index),
    by: { kind: "clock" } as const,
    action: "observe" as const,
    version: actions.length + index + 1,
    progress: { running: end === "all" ? 3 : 1, failed: 0, of: 3, over: end },
  }));
  return [...steps, ...over];
}

/** Servers in which everything that is not the bot's own is the text. */
const serversOf = (text: string): NonNullable<Order["servers"]> => {
  const many = Array.from({ length: text.length > 1_000 ? 2 : 40 });
  return many.map(() => ({ instanceId: text, status: text, privateIp: text, publicIp: text }));
};

/** An order in which everything that is not the bot's own is the hostile text. */
export function hostileOrder(status: Status, text: string): Order {
  const everything = everyStep(text);
  const proposed = everything.find(({ action }) => action === "propose");
  const spec = hostileSpec(text);
  const isOpen = status === "pending" || status === "failed";
  const pending: Partial<Order> = {
    left: 1,
    escalatedAt: minutesLater(1),
    proposal: {
      rule: anOrder().rule,
      by: bob,
      at: proposed?.at ?? "",
      spec: { ...spec, count: 1 },
      price: dearest,
      reason: text,
    },
  };
  return orderIn(status, {
    region: text,
    spec,
    labels: {
      regionId: text,
      deviceType: text,
      az: text,
      osTypeId: text,
      sysRaidTypeId: text,
      dataRaidTypeId: text,
      subnetId: text,
      keypairId: text,
      bandwidthPackageId: text,
      extensionSubnetId: text,
      extensionBandwidthPackageId: text,
    },
    price: dearest,
    justification: text,
    rule: {
      name: text,
      quorum: 2,
      stages: [
        { name: text, users: ["U0BOB"], groups: ["S0LEADS"], quorum: 1 },
        ...Array.from({ length: 4 }, () => ({
          name: text,
          users: Array.from({ length: 30 }, () => "U0CAROL"),
          groups: [],
          quorum: 1,
        })),
      ],
    },
    servers: serversOf(text),
    instanceIds: status === "provisioned" ? Array.from({ length: 5 }, () => text) : [],
    history: [
      ...anOrder().history,
      ...everything,
      { at: minutesLater(2), by: { kind: "policy", rule: text }, action: "approve", version: 2 },
      {
        at: minutesLater(3),
        by: { kind: "person", ...bob },
        action: status === "denied" ? "deny" : "retry",
        version: 3,
        reason: text,
        requestId: text,
      },
      ...(isOpen ? everything.filter(({ action }) => action === "recheck") : []),
    ],
    ...(status === "failed" || status === "unknown"
      ? {
          failure: {
            kind: "refused",
            status: text,
            detail: text,
            requestId: text,
            retriable: true,
            found: Array.from({ length: 300 }, () => text),
          },
        }
      : {}),
    ...(status === "pending" ? pending : {}),
  });
}

const hostileSpec = (text: string): OpenSpec =>
  aSpec({
    name: text,
    az: text,
    osTypeId: text,
    deviceType: text,
    subnetId: text,
    keypairId: text,
    sysRaidTypeId: text,
    dataRaidTypeId: text,
    count: 2,
    ...everyField(text),
  });
