import type { Action, Status } from "../../../order/lifecycle.ts";
import type { Step } from "../../../order/order.ts";

export const servers = (count: number): string => (count === 1 ? "1 server" : `${count} servers`);

const actors = {
  rule: (name: string): string => `the policy's rule “${name}”`,
  clock: "the clock",
  bot: "the bot",
  somebody: "somebody was faster",
};

/** Who did what, when. */
const step = (who: string, what: string, at: string): string => `${who} ${what} ${at}`;

const did: Readonly<Record<Step["action"], string>> = {
  place: "asked for it",
  approve: "approved it",
  deny: "denied it",
  cancel: "cancelled it",
  expire: "ended it",
  begin: "began to buy it",
  complete: "bought it",
  fail: "failed to buy it",
  doubt: "lost the cloud's answer",
  retry: "asked to try again",
};

const stands: Readonly<Record<Status, string>> = {
  pending: "is waiting for approval",
  approved: "is approved",
  provisioning: "is being bought",
  provisioned: "is bought",
  failed: "could not be bought",
  unknown: "may or may not have been bought; a person has to look",
  denied: "was denied",
  cancelled: "was cancelled",
  expired: "expired before it was approved",
};

const verbs: Readonly<Record<Action | "view", string>> = {
  view: "look at it",
  approve: "approve it",
  deny: "deny it",
  cancel: "cancel it",
  retry: "try it again",
  expire: "end it",
  begin: "buy it",
  complete: "buy it",
  fail: "buy it",
  doubt: "buy it",
};

const titles: Readonly<Record<Status, string>> = {
  pending: "Approval needed",
  approved: "Approved, about to be bought",
  provisioning: "Being bought",
  provisioned: "Bought",
  failed: "Not bought",
  unknown: "Not known whether bought",
  denied: "Denied",
  cancelled: "Cancelled",
  expired: "Expired",
};

/** Who did what, and how things stand. */
export const steps = { actors, step, did, stands, verbs, titles };
