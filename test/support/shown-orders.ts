import type { Status } from "../../src/order/lifecycle.ts";
import type { OpenSpec, Order, PurchaseFailure } from "../../src/order/order.ts";
import type { Estimate } from "../../src/order/price-book.ts";
import { anOrder, aSpec, bob, minutesLater } from "./an-order.ts";

/** Whom and what the messages about these orders may rightly name. */
export const people = ["U0ALICE", "U0BOB", "U0CAROL", "C0ASKED"];
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

/** An order in which everything that is not the bot's own is the hostile text. */
export const hostileOrder = (status: Status, text: string): Order =>
  orderIn(status, {
    region: text,
    spec: aSpec({
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
    }),
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
      stages: [{ name: text, users: ["U0BOB"], groups: [], quorum: 2 }],
    },
    instanceIds: status === "provisioned" ? Array.from({ length: 5 }, () => text) : [],
    history: [
      ...anOrder().history,
      { at: minutesLater(2), by: { kind: "policy", rule: text }, action: "approve", version: 2 },
      {
        at: minutesLater(3),
        by: { kind: "person", ...bob },
        action: status === "denied" ? "deny" : "retry",
        version: 3,
        reason: text,
        requestId: text,
      },
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
  });
