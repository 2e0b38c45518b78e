import type { Order } from "./order.ts";
import type { Rule } from "./policy-file.ts";
import { outsideQuietHours } from "./quiet-hours.ts";

/** What the clock has to do about a pending order, and when. ISO 8601. */
export interface Schedule {
  readonly expiresAt: string;
  /** The next reminder. */
  readonly remindAt?: string;
  /** When those of the second list are asked too. */
  readonly escalateAt?: string;
}

type Timed = Pick<Rule, "expiresAfter" | "remindAfter" | "escalation" | "quietHours">;

const later = (iso: string, ms: number): string => new Date(Date.parse(iso) + ms).toISOString();

/** For an order that is asked for now: expiry is a promise to the requester and does not wait for the morning. */
export function scheduleFrom(rule: Timed, at: string): Schedule {
  const expiresAt = later(at, rule.expiresAfter);
  const awake = (ms: number | undefined): string | undefined => {
    const due = ms === undefined ? undefined : outsideQuietHours(rule.quietHours, later(at, ms));
    return due !== undefined && due < expiresAt ? due : undefined;
  };
  const remindAt = awake(rule.remindAfter);
  const escalateAt = awake(rule.escalation?.after);
  return {
    expiresAt,
    ...(remindAt === undefined ? {} : { remindAt }),
    ...(escalateAt === undefined ? {} : { escalateAt }),
  };
}

/** Each reminder waits twice as long as the one before. Undefined: the order expires first. */
export function nextReminder(rule: Timed, order: Order, at: string): string | undefined {
  if (rule.remindAfter === undefined) return undefined;
  const since = order.history.findLastIndex(
    ({ action }) => action === "place" || action === "edit",
  );
  const reminded = order.history.slice(since).filter(({ action }) => action === "remind").length;
  const due = outsideQuietHours(rule.quietHours, later(at, rule.remindAfter * 2 ** (reminded + 1)));
  return due < order.expiresAt ? due : undefined;
}

export type Due = "expire" | "escalate" | "remind";

/** When the clock has to look at an order next; undefined when never. */
export function nextDue({ status, ...order }: Order): string | undefined {
  if (status !== "pending") return undefined;
  const times = [order.expiresAt, order.remindAt, order.escalateAt];
  return times.filter((time) => time !== undefined).toSorted()[0];
}

/** What is due at a moment; undefined when nothing is. */
export function dueAt({ status, ...order }: Order, at: string): Due | undefined {
  if (status !== "pending") return undefined;
  if (order.expiresAt <= at) return "expire";
  if (order.escalateAt !== undefined && order.escalateAt <= at) return "escalate";
  return order.remindAt !== undefined && order.remindAt <= at ? "remind" : undefined;
}
