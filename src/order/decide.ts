import { next, type Action, type Status } from "./lifecycle.ts";
import type { Actor, Approval, Order, PurchaseFailure, Step } from "./order.ts";
import { permission, type Person, type Policy, type PolicyRefusal } from "./policy.ts";

/** What a person asks for. `version` is the one that their card showed; a typed command has none and means the order as it is. */
export interface PersonsCommand {
  readonly action: "approve" | "deny" | "cancel" | "retry";
  readonly by: Person;
  readonly requester: Person;
  /** The people who approved before, as they are now. */
  readonly earlier: readonly Person[];
  readonly version?: number;
  readonly reason?: string;
}

/** What the bot itself reports. */
export type SystemCommand =
  | { readonly action: "approve"; readonly by: Extract<Actor, { kind: "policy" }> }
  | { readonly action: "expire"; readonly by: { readonly kind: "clock" } }
  | { readonly action: "begin"; readonly by: { readonly kind: "purchase" } }
  | {
      readonly action: "complete";
      readonly by: { readonly kind: "purchase" };
      readonly instanceIds: readonly string[];
      readonly requestId: string;
    }
  | {
      readonly action: "fail" | "doubt";
      readonly by: { readonly kind: "purchase" };
      readonly failure: PurchaseFailure;
    };

/** Why nothing changed. `reason` picks the sentence, the rest fills it. */
export type Refusal =
  | PolicyRefusal
  | { readonly reason: "unknown-order" }
  | { readonly reason: "stale"; readonly status: Status; readonly last?: Step }
  | {
      readonly reason: "wrong-status";
      readonly action: Action;
      readonly status: Status;
      readonly last?: Step;
    }
  | { readonly reason: "already-approved"; readonly have: number; readonly quorum: number }
  | { readonly reason: "approvals-gone"; readonly have: number; readonly quorum: number }
  | { readonly reason: "not-due" }
  | { readonly reason: "not-retriable" };

export type Decision =
  | { readonly ok: true; readonly order: Order }
  | { readonly ok: false; readonly refusal: Refusal };

const refuse = (refusal: Refusal): Decision => ({ ok: false, refusal });

/**
 * What becomes of an order when a person asks for something. Pure: the person, the policy and the time come in.
 *
 * The order of the checks is the order in which people understand them: may you at all, is it still open, have you not
 * done it already, is this what you saw.
 */
export function decide(
  policy: Policy,
  order: Order,
  command: PersonsCommand,
  at: string,
): Decision {
  const { action, by, requester, version } = command;
  const allowed = permission(policy, by, { action, order, requester });
  if (!allowed.ok) return refuse(allowed.refusal);
  const last = order.history.findLast(
    (line) => line.by.kind !== "purchase" && line.action !== "place",
  );
  const seen = last ? { last } : {};
  const status = next(order.status, action);
  if (status === undefined)
    return refuse({ reason: "wrong-status", action, status: order.status, ...seen });
  if (order.status === "pending" && action === "approve" && at >= order.expiresAt)
    return refuse({ reason: "wrong-status", action, status: "expired", last: expiry(order) });
  const standing = order.approvals.filter((approval) =>
    stillCounts(policy, order, command, approval),
  );
  const { name, quorum } = allowed.rule;
  if (action === "approve" && standing.some((approval) => isBy(by, approval)))
    return refuse({ reason: "already-approved", have: standing.length, quorum });
  if (version !== undefined && version !== order.version)
    return refuse({ reason: "stale", status: order.status, ...seen });
  if (action === "retry" && !order.failure?.retriable) return refuse({ reason: "not-retriable" });
  if (action === "retry" && !allowed.rule.autoApprove && standing.length < quorum)
    return refuse({ reason: "approvals-gone", have: standing.length, quorum });

  const actor: Actor = { kind: "person", userId: by.userId, teamId: by.teamId };
  const reason = command.reason === undefined ? {} : { reason: command.reason };
  if (action !== "approve")
    return { ok: true, order: step(order, status, { at, by: actor, action, ...reason }) };

  const approvals = [...standing, { userId: by.userId, teamId: by.teamId, at }];
  const counted = { ...order, approvals, rule: { ...order.rule, name, quorum } };
  return {
    ok: true,
    order: step(counted, approvals.length >= quorum ? status : order.status, {
      at,
      by: actor,
      action,
    }),
  };
}

const isBy = (person: Person, { userId, teamId }: Approval): boolean =>
  userId === person.userId && teamId === person.teamId;

/** An approval counts as long as whoever gave it may give it: the policy, or their place in it, may have changed since. */
const stillCounts = (
  policy: Policy,
  order: Order,
  { earlier, requester }: PersonsCommand,
  approval: Approval,
): boolean =>
  earlier.some(
    (person) =>
      isBy(person, approval) &&
      permission(policy, person, { action: "approve", order, requester }).ok,
  );

/** The step that the clock has not taken yet although it is due. */
const expiry = ({ expiresAt, version }: Order): Step => ({
  at: expiresAt,
  by: { kind: "clock" },
  action: "expire",
  version: version + 1,
});

/** What becomes of an order when the bot reports something. */
export function record(order: Order, command: SystemCommand, at: string): Decision {
  const status = next(order.status, command.action);
  if (status === undefined)
    return refuse({ reason: "wrong-status", action: command.action, status: order.status });
  switch (command.action) {
    case "expire":
      if (at < order.expiresAt) return refuse({ reason: "not-due" });
      return {
        ok: true,
        order: step(order, status, { at, by: command.by, action: command.action }),
      };
    case "complete": {
      const { instanceIds, requestId } = command;
      const { failure: _, ...rest } = order;
      return {
        ok: true,
        order: step({ ...rest, instanceIds }, status, {
          at,
          by: command.by,
          action: command.action,
          requestId,
        }),
      };
    }
    case "fail":
    case "doubt": {
      const { failure } = command;
      const request = failure.requestId === undefined ? {} : { requestId: failure.requestId };
      return {
        ok: true,
        order: step({ ...order, failure }, status, {
          at,
          by: command.by,
          action: command.action,
          ...request,
        }),
      };
    }
    default:
      return {
        ok: true,
        order: step(order, status, { at, by: command.by, action: command.action }),
      };
  }
}

/** Statuses from which nothing can be bought any more: what was sealed for the purchase is thrown away there. */
const SEALED_NO_LONGER: readonly Status[] = ["provisioned", "denied", "cancelled", "expired"];

function step(order: Order, status: Status, line: Omit<Step, "version">): Order {
  const version = order.version + 1;
  const moved: Order = {
    ...order,
    status,
    version,
    history: [...order.history, { ...line, version }],
  };
  if (!SEALED_NO_LONGER.includes(status) || moved.sealed === undefined) return moved;
  const { sealed: _, ...rest } = moved;
  return rest;
}
