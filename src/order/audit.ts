import type { Refusal } from "./decision.ts";
import type { Actor, Order, Step } from "./order.ts";
import { asked, type Asked, type PersonAction } from "./policy.ts";
import type { Estimate } from "./price-book.ts";

/**
 * One attempt to do something with an order, allowed or not. Facts only, and none that is secret: what an order holds
 * beside these is found under its id.
 */
export interface AuditEntry {
  /** When it was decided, ISO 8601, by the clock of the process. */
  readonly at: string;
  /** Empty when no order was placed, or none was named. */
  readonly orderId: string;
  readonly action: Step["action"] | "view";
  /** Why nothing changed; absent: it was done. */
  readonly refusal?: RefusedBecause;
  readonly actor: Actor["kind"];
  /** Of a person. */
  readonly userId?: string;
  readonly teamId?: string;
  /** The version that was acted on; of a refused click, the one that its card showed. 0: there was none yet. */
  readonly version: number;
  /** The order's version and status afterwards; without a status there is no order. */
  readonly versionAfter: number;
  readonly status?: Order["status"];
  readonly rule?: string;
  /** In ten-thousandths of the currency's unit, as the card showed it. */
  readonly perMonth?: number;
  readonly atOnce?: number;
  readonly currency?: string;
  /** What was asked for, as the rules look at it. */
  readonly region?: string;
  readonly deviceType?: string;
  readonly chargeMode?: string;
  readonly count?: number;
  /** What the person said, or how a purchase failed. */
  readonly reason?: string;
  /** The cloud's, of a purchase. */
  readonly requestId?: string;
  readonly instanceIds?: readonly string[];
}

export type RefusedBecause =
  | Refusal["reason"]
  | "about-others"
  | "cannot-seal"
  | "cannot-open"
  /** The same form was sent again, and answered with the order that it had placed. */
  | "repeated"
  /** The form that was sent does not say where it was opened: nothing of ours drew it. */
  | "unknown-form"
  /** The form was drawn again, to say that sending it buys at once. */
  | "not-told-yet"
  /** Slack could not say who it was. */
  | "identity-unknown"
  /** Only a newer version of the bot knows the order. */
  | "newer-order"
  /** What is stored of the order is damaged. */
  | "unreadable-order";

/** Longer than any form lets people type. */
const MOST_REASON = 500;
const MOST_ID = 100;
/** The API sells at most 100 servers at once. */
const MOST_INSTANCES = 100;

/** Text of any origin -> at most so many characters that every store and file takes. */
const bounded = (text: string, most: number): string => text.slice(0, most).toWellFormed();

/** What was done to come to this version of an order: an entry a step, in the order of the steps. */
export const doneEntries = (order: Order): readonly AuditEntry[] =>
  order.history
    .filter(({ version }) => version === order.version)
    .map((step) => ({
      at: step.at,
      orderId: order.id,
      // What was asked for when something had moved was not done: the order was only stored as it is now.
      action: step.asked ?? step.action,
      ...(step.asked ? { refusal: "moved" as const } : {}),
      ...actorOf(step.by),
      version: step.shown ?? step.version - 1,
      versionAfter: order.version,
      status: order.status,
      ...termsOf({ asked: asked(order), rule: order.rule.name, price: shownPrice(step, order) }),
      ...saidIn(step, order),
      ...(step.requestId ? { requestId: bounded(step.requestId, MOST_ID) } : {}),
      ...(BUYING.includes(step.action) ? bought(order.instanceIds) : {}),
    }));

/** Of a click on which the price had moved: the one that its card showed. */
function shownPrice({ moves = [] }: Step, { price }: Order): Order["price"] {
  const move = moves.find(({ what }) => what === "price");
  return move?.what === "price" ? move.from : price;
}

const BUYING: readonly Step["action"][] = ["complete", "adopt"];

const bought = (instanceIds: readonly string[]): Pick<AuditEntry, "instanceIds"> => ({
  instanceIds: instanceIds.slice(0, MOST_INSTANCES).map((id) => bounded(id, MOST_ID)),
});

/** An attempt that changed nothing. */
export interface Attempt {
  readonly at: string;
  readonly by: Actor;
  readonly action: PersonAction | "place" | "view" | "complete" | "fail" | "doubt";
  readonly orderId?: string;
  /** The version that the card showed; absent for what was typed. */
  readonly shown?: number | undefined;
  /** As it was when this was decided. */
  readonly order?: Order | undefined;
  /** Of an order that was not placed. */
  readonly terms?: Terms;
  readonly reason?: string | undefined;
  readonly requestId?: string | undefined;
  readonly instanceIds?: readonly string[] | undefined;
}

interface Terms {
  readonly asked: Asked;
  readonly rule?: string | undefined;
  readonly price?: Estimate | undefined;
}

export function refusedEntry(attempt: Attempt, refusal: RefusedBecause): AuditEntry {
  const { order, reason, requestId } = attempt;
  const terms = order
    ? { asked: asked(order), rule: order.rule.name, price: order.price }
    : attempt.terms;
  return {
    at: attempt.at,
    orderId: bounded(order?.id ?? attempt.orderId ?? "", MOST_ID),
    action: attempt.action,
    refusal,
    ...actorOf(attempt.by),
    version: attempt.shown ?? order?.version ?? 0,
    versionAfter: order?.version ?? 0,
    ...(order ? { status: order.status } : {}),
    ...(terms ? termsOf(terms) : {}),
    ...(reason ? { reason: bounded(reason, MOST_REASON) } : {}),
    ...(requestId ? { requestId: bounded(requestId, MOST_ID) } : {}),
    ...(attempt.instanceIds ? bought(attempt.instanceIds) : {}),
  };
}

const actorOf = (by: Actor): Pick<AuditEntry, "actor" | "userId" | "teamId"> => ({
  actor: by.kind,
  ...(by.kind === "person" ? { userId: by.userId, teamId: by.teamId } : {}),
});

const termsOf = ({ asked: { region, deviceType, chargeMode, count }, rule, price }: Terms) => ({
  ...(rule === undefined ? {} : { rule }),
  ...(price ? { perMonth: price.perMonth, currency: price.currency } : {}),
  ...(price?.atOnce === undefined ? {} : { atOnce: price.atOnce }),
  region,
  deviceType,
  chargeMode,
  count,
});

/** What the cloud says in its own words stays out: it may quote what it was sent. */
function saidIn(step: Step, { failure }: Order): Pick<AuditEntry, "reason"> {
  const said =
    failure && (step.action === "fail" || step.action === "doubt")
      ? `${failure.kind} ${failure.status}`
      : step.reason;
  return said ? { reason: bounded(said, MOST_REASON) } : {};
}
