import type { Action, Status } from "../../order/lifecycle.ts";
import type { Actor, Step } from "../../order/order.ts";
import { escaped, mention, moment } from "../text.ts";

export const servers = (count: number): string => (count === 1 ? "1 server" : `${count} servers`);

export const actor = (by: Actor): string => {
  switch (by.kind) {
    case "person":
      return mention(by.userId);
    case "policy":
      return `the policy's rule “${escaped(by.rule, 60)}”`;
    case "clock":
      return "the clock";
    case "purchase":
      return "the bot";
  }
};

export const did: Record<Step["action"], string> = {
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

export const who = (last: Step | undefined): string =>
  last ? `${actor(last.by)} ${did[last.action]} ${moment(last.at)}` : "somebody was faster";

export const stands: Record<Status, string> = {
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

export const verbs: Record<Action | "view", string> = {
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

export const titles: Record<Status, string> = {
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
