import type { Miss } from "../../../order/policy.ts";

const misses: Readonly<Record<Miss, string>> = {
  region: "it is for other regions",
  az: "it is for other zones",
  deviceType: "it is for other device types",
  chargeMode: "it is for other ways of billing",
  count: "it allows fewer servers",
  price: "it allows cheaper orders only",
  "price-unknown": "it asks for a price, and none is known",
  requester: "it is for other people",
};

/** Why a rule of the policy does not take an order. */
export const rules = {
  misses,
  passed: (rule: string, why: string) => `Rule “${rule}” does not fit: ${why}.`,
};

/** What is not any more as a card showed it. */
export const moves = {
  rule: (from: string, to: string, before: number, now: number) =>
    from === to
      ? `rule “${to}” now asks for ${now === 1 ? "1 approval" : `${now} approvals`} instead of ${before}`
      : `rule “${to}” decides now, with ${now === 1 ? "1 approval" : `${now} approvals`}, instead of “${from}”`,
  price: (from: string, to: string) => `the price was ${from} and is now ${to}`,
  noPrice: "not known",
  stock: (left: number) =>
    left === 0
      ? "this type is sold out now"
      : `only ${left} of this type ${left === 1 ? "is" : "are"} left now`,
};
