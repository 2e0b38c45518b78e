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
  expire: "ran out",
  begin: "began to buy it",
  complete: "bought it",
  fail: "could not buy it",
  doubt: "lost the cloud's answer",
  retry: "asked to try again",
  "break-glass": "broke the glass and released it without approval",
  propose: "would approve a smaller order",
  accept: "accepted the smaller order",
  decline: "kept the order as it was",
  edit: "changed the order, so all approvals are void",
  withdraw: "withdrew their approval",
  recheck: "clicked, and something had changed",
  remind: "asked the approvers again",
  escalate: "asked the second list too",
  adopt: "took over the servers that were found",
  observe: "looked at the servers",
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
  "break-glass": "have it bought without approval",
  propose: "propose a smaller order",
  accept: "accept the smaller order",
  decline: "decline the smaller order",
  edit: "change it",
  withdraw: "withdraw an approval",
  recheck: "check it again",
  remind: "ask again",
  escalate: "ask the second list",
  adopt: "take over servers for it",
  observe: "look at its servers",
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

/** Of a purchase of which only some was made. */
const partly = "Partly bought";

/** Who did what, and how things stand. */
export const steps = { actors, step, did, stands, verbs, titles, partly };
