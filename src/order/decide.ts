import type { Circumstances, Command, PersonsCommand } from "./asking.ts";
import { changesBetween, reduced } from "./changes.ts";
import { refuse, type Decision } from "./decision.ts";
import { isQuiet, next, type Status } from "./lifecycle.ts";
import { governedBy, isCheaper, moved, movesOf, shownRule } from "./moves.ts";
import type { Actor, Move, Order, Proposal, Step } from "./order.ts";
import { asked, isSame, permission, type Person, type PersonAction } from "./policy.ts";
import type { Policy, Rule } from "./policy-file.ts";
import { scheduleFrom } from "./schedule.ts";
import { isFull, seatingOf } from "./seating.ts";
import { seatsIn, type Seats } from "./seats.ts";
import { takeStep } from "./take-step.ts";

/** What may follow from a pending order only while its time is not over, whether or not the clock has looked. */
const IN_TIME: readonly PersonAction[] = ["approve", "break-glass", "accept", "edit", "propose"];

/**
 * What becomes of an order when a person asks for something. Pure: the person, the policy, the time and the state of
 * the world come in.
 *
 * The order of the checks is the order in which people understand them: may you at all, is it still open, have you not
 * done it already, is this what you saw, is it still as you saw it.
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
  if (order.status === "pending" && IN_TIME.includes(action) && at >= order.expiresAt)
    return refuse({ reason: "wrong-status", action, status: "expired", last: expiry(order) });
  const situation: Situation = { policy, order, command, rule: allowed.rule, status, at };
  const doneBefore = action === "approve" && alreadyApproved(situation);
  if (doneBefore) return doneBefore;
  if (version !== undefined && (version < lastSeen(order) || version > order.version))
    return refuse({ reason: "stale", status: order.status, ...seen });
  const handler = handlers[action] as Handler<PersonAction>; // its own needs came with its own name
  return handler(situation);
}

/** The oldest version whose card shows what matters now. */
const lastSeen = ({ history }: Order): number =>
  history.findLast(({ action }) => !isQuiet(action))?.version ?? 1;

/** Everything that an action is decided from. */
interface Situation<C extends Circumstances = Command<PersonAction>> {
  readonly policy: Policy;
  readonly order: Order;
  readonly command: C;
  /** The rule that governs the order now. */
  readonly rule: Rule;
  /** Where the table leads. */
  readonly status: Status;
  readonly at: string;
}

type Handler<A extends PersonAction> = (situation: Situation<Command<A>>) => Decision;

/** What each action comes to, once it is allowed, possible and asked for what was shown. */
const handlers: { readonly [A in PersonAction]: Handler<A> } = {
  approve: (situation) => {
    const { by } = situation.command;
    return unlessMoved(situation, () => {
      const before = seatingOf(situation);
      const others = before.standing.filter(({ userId }) => userId !== by.userId);
      const approvals = [...others, { userId: by.userId, teamId: by.teamId, at: situation.at }];
      const { seats } = seatingOf({ ...situation, order: { ...situation.order, approvals } }, by);
      return seats.have === before.seats.have && !isFull(before.seats)
        ? refuse({ reason: "seat-taken", have: seats.have, of: seats.of })
        : agreed(situation, { ...situation.order, approvals }, seats);
    });
  },
  "break-glass": (situation) =>
    situation.command.reason.trim() === ""
      ? refuse({ reason: "no-reason" })
      : unlessMoved(situation, () =>
          ended(situation, situation.order, { reason: situation.command.reason }),
        ),
  accept(situation) {
    const { order } = situation;
    if (!order.proposal) return refuse({ reason: "no-proposal" });
    const { proposal, ...rest } = order;
    const shown = { ...rest, spec: proposal.spec, rule: proposal.rule, approvals: [] };
    const proposed = withPrice(shown, proposal.price);
    const ruling = ruleOfRequester(situation, proposed);
    if (!ruling.ok) return refuse(ruling.refusal);
    const moves = movesOf(proposed, ruling.rule, situation.command.now);
    if (moves.length > 0) {
      // Only stock can be looked at again: what else moved is not what was proposed, so the proposal falls.
      const stock = moves.find((move) => move.what === "stock");
      const isOnlyStock = stock && moves.length === 1;
      return asksAgain(situation, moves, isOnlyStock ? { ...order, left: stock.left } : rest);
    }
    const smaller = governedBy({ ...proposed, rule: order.rule }, ruling.rule, situation.at);
    // Whoever proposed it agreed to exactly this; what others agreed to was another order.
    const approvals = [{ ...proposal.by, at: proposal.at }];
    const changed = { ...situation, rule: ruling.rule, order: { ...smaller, approvals } };
    const { standing, seats } = seatingOf(changed);
    return agreed(changed, { ...smaller, approvals: standing }, seats, {
      changes: changesBetween(order, smaller),
    });
  },
  edit(situation) {
    const { order, command, at } = situation;
    const { spec, region, labels, justification, sealed } = command.edited;
    const { proposal: _, left: _left, escalatedAt: _escalated, ...rest } = order;
    const edited = withPrice(
      { ...rest, spec, region, labels, justification, approvals: [] },
      command.now.priceOf({ spec, region }),
    );
    const rule = ruleOfRequester(situation, edited);
    if (!rule.ok) return refuse(rule.refusal);
    const changes = changesBetween(order, edited);
    const isAsBefore =
      changes.length === 0 && sealed === undefined && justification === order.justification;
    // Where nobody has to agree any more, to send it again is all that is left to do.
    if (isAsBefore && !rule.rule.autoApprove) return refuse({ reason: "no-change" });
    const { remindAt: _remind, escalateAt: _escalate, ...timeless } = edited;
    const anew: Order = {
      ...timeless,
      ...(sealed === undefined ? {} : { sealed }),
      ...scheduleFrom(rule.rule, at),
      rule: shownRule(rule.rule),
    };
    return agreed(
      { ...situation, rule: rule.rule, order: anew },
      anew,
      { have: 0, of: seatsIn(rule.rule.stages) },
      { changes },
    );
  },
  propose(situation) {
    const { order, command, at } = situation;
    const spec = reduced(order.spec, command.reductions);
    if (!spec) return refuse({ reason: "not-smaller" });
    return unlessMoved(situation, () => {
      const price = command.now.priceOf({ region: order.region, spec });
      const smaller = withPrice({ ...order, spec }, price);
      const ruling = ruleOfRequester(situation, smaller);
      if (!ruling.ok) return refuse(ruling.refusal);
      const by = { userId: command.by.userId, teamId: command.by.teamId };
      const { rule } = ruling;
      const accepted = { ...governedBy(smaller, rule, at), approvals: [{ ...by, at }] };
      const proposal: Proposal = {
        by,
        at,
        spec,
        ...(price ? { price } : {}),
        rule: shownRule(rule),
        seats: seatingOf({ ...situation, rule, order: accepted }, command.by).seats,
        ...because(command.reason),
      };
      const changes = changesBetween(order, { ...order, spec });
      return ended(situation, { ...order, proposal }, { changes, ...because(command.reason) });
    });
  },
  decline(situation) {
    const { proposal, ...order } = situation.order;
    return proposal ? ended(situation, order) : refuse({ reason: "no-proposal" });
  },
  withdraw(situation) {
    const { order, command } = situation;
    const isOther = ({ userId }: { userId: string }): boolean => userId !== command.by.userId;
    if (order.approvals.every(isOther)) return refuse({ reason: "not-approved-by-you" });
    const changed = { ...order, approvals: seatingOf(situation).standing.filter(isOther) };
    const { seats } = seatingOf({ ...situation, order: changed });
    return ended(situation, changed, { seats });
  },
  deny: (situation) => ended(situation, situation.order, because(situation.command.reason)),
  cancel: (situation) => ended(situation, situation.order),
  retry(situation) {
    const { order, rule } = situation;
    if (!order.failure?.retriable) return refuse({ reason: "not-retriable" });
    const { have, of } = seatingOf(situation).seats;
    return rule.autoApprove || isFull({ have, of }) || isGlassBroken(situation)
      ? unlessMoved(situation, () => ended(situation, order))
      : refuse({ reason: "approvals-gone", have, of });
  },
  adopt(situation) {
    const { failure, ...order } = situation.order;
    const found = failure?.found ?? [];
    return found.length === 0 || found.length > order.spec.count
      ? refuse({ reason: "nothing-found" })
      : ended(situation, { ...order, instanceIds: found });
  },
};

/** Whether somebody went past the approvers who may do so still, at a price that did not rise since. */
function isGlassBroken({ policy, order, command: { others, requester } }: Situation): boolean {
  const at = order.history.findLastIndex(({ action }) => action === "break-glass");
  const since = order.history.slice(Math.max(at, 0)).flatMap(({ moves = [] }) => moves);
  if (at === -1 || since.some((move) => move.what === "price" && !isCheaper(move))) return false;
  const by = order.history[at]?.by;
  const breaker = by?.kind === "person" && others.find((person) => isSame(person, by));
  const wish = { action: "break-glass", order, requester } as const;
  return breaker !== false && breaker !== undefined && permission(policy, breaker, wish).ok;
}

const because = (reason: string | undefined): { reason?: string } =>
  reason === undefined ? {} : { reason };

function withPrice(order: Order, price: Order["price"]): Order {
  const { price: _, ...rest } = order;
  return price ? { ...rest, price } : rest;
}

/** The rule that takes a changed order from its requester, or why none does. */
const ruleOfRequester = ({ policy, command: { requester } }: Situation, order: Order) =>
  permission(policy, requester, { action: "place", asked: asked(order) });

/** By the user id alone: one person may come through two workspaces. */
function alreadyApproved(situation: Situation): Decision | undefined {
  const { seats, standing } = seatingOf(situation);
  return !isFull(seats) && standing.some(({ userId }) => userId === situation.command.by.userId)
    ? refuse({ reason: "already-approved", have: seats.have, of: seats.of })
    : undefined;
}

/** Does it when everything is as it was shown; else asks again, with the order as it is now. */
function unlessMoved(situation: Situation, work: () => Decision): Decision {
  const { order, command } = situation;
  // Which rule governs may depend on the price, so one that moved may bring another rule with it.
  const ruling = ruleOfRequester(situation, withPrice(order, command.now.priceOf(order)));
  const rule = ruling.ok ? ruling.rule : situation.rule;
  const moves = movesOf(order, rule, command.now);
  const counted = { ...order, approvals: seatingOf({ ...situation, rule }).standing };
  return moves.length === 0
    ? work()
    : asksAgain({ ...situation, rule }, moves, moved(counted, rule, moves, situation.at));
}

function asksAgain(situation: Situation, moves: readonly Move[], noted: Order): Decision {
  const { order, command, at } = situation;
  const by = personOf(command.by);
  const { seats } = seatingOf({ ...situation, order: noted });
  const { version: shown = order.version } = command;
  return refuse(
    { reason: "moved", moves },
    takeStep(noted, order.status, {
      at,
      by,
      action: "recheck",
      asked: command.action,
      ...(shown < order.version ? { shown } : {}),
      moves,
      seats,
    }),
  );
}

/** Approved when every seat is filled or nobody has to be asked; else it goes on waiting. */
function agreed(
  situation: Situation,
  order: Order,
  seats: Seats,
  facts: Partial<Step> = {},
): Decision {
  const { rule, status, at, command } = situation;
  return {
    ok: true,
    order: takeStep({ ...order, rule: shownRule(rule) }, isFull(seats) ? status : "pending", {
      at,
      by: personOf(command.by),
      action: command.action,
      seats,
      ...facts,
    }),
  };
}

const ended = (
  { status, at, command }: Situation,
  order: Order,
  facts: Partial<Step> = {},
): Decision => ({
  ok: true,
  order: takeStep(order, status, {
    at,
    by: personOf(command.by),
    action: command.action,
    ...facts,
  }),
});

const personOf = ({ userId, teamId }: Person): Actor => ({ kind: "person", userId, teamId });

/** The step that the clock has not taken yet although it is due. */
const expiry = ({ expiresAt, version }: Order): Step => ({
  at: expiresAt,
  by: { kind: "clock" },
  action: "expire",
  version: version + 1,
});
