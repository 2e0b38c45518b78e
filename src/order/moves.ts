import type { Move, OpenSpec, Order, ShownRule } from "./order.ts";
import type { Rule } from "./policy-file.ts";
import type { Estimate } from "./price-book.ts";
import { scheduleFrom } from "./schedule.ts";
import { seatsIn, type Stage } from "./seats.ts";

/** What the world says at the moment of a click. */
export interface Now {
  /** What an order would cost; undefined when the price book does not know. */
  readonly priceOf: (order: { region: string; spec: OpenSpec }) => Estimate | undefined;
  /** How many servers of the order's type are left; undefined when the cloud could not be asked in time. */
  readonly left: number | undefined;
}

/** The rule as an order carries it, and its card shows it. */
export const shownRule = ({ name, stages }: Rule): ShownRule => ({
  name,
  quorum: seatsIn(stages),
  stages,
});

/** What is shown of an order, and no longer so. Who the approvers are may change: each click asks for that anyway. */
export function movesOf(order: Order, rule: Rule, now: Now): readonly Move[] {
  const shown = shownRule(rule);
  const price = now.priceOf(order);
  const moves: Move[] = [];
  if (shape(order.rule) !== shape(shown))
    moves.push({ what: "rule", from: named(order.rule), to: named(shown) });
  if (amounts(order.price) !== amounts(price))
    moves.push({
      what: "price",
      ...(order.price ? { from: order.price } : {}),
      ...(price ? { to: price } : {}),
    });
  if (now.left !== undefined && now.left < order.spec.count && now.left !== order.left)
    moves.push({ what: "stock", left: now.left });
  return moves;
}

/** The order as the next card shows it. A price that rose, or that nobody knows any more, was agreed to by nobody. */
export function moved(order: Order, rule: Rule, moves: readonly Move[], at: string): Order {
  const { price: _price, left: _left, ...rest } = governedBy(order, rule, at);
  const price = moves.find((move) => move.what === "price");
  const stock = moves.find((move) => move.what === "stock");
  const shownPrice = price ? price.to : order.price;
  const left = stock?.left ?? order.left;
  return {
    ...rest,
    ...(shownPrice ? { price: shownPrice } : {}),
    ...(left === undefined ? {} : { left }),
    approvals: price && !isCheaper(price) ? [] : order.approvals,
  };
}

/** Under a rule of another name its own times begin, and its own second list has not been asked. */
export function governedBy(order: Order, rule: Rule, at: string): Order {
  const governed = { ...order, rule: shownRule(rule) };
  if (rule.name === order.rule.name || order.status !== "pending") return governed;
  const { remindAt: _remind, escalateAt: _escalate, escalatedAt: _asked, ...timeless } = governed;
  return { ...timeless, ...scheduleFrom(rule, at) };
}

const named = ({ name, quorum }: Order["rule"]) => ({ name, quorum });

const shape = ({ name, stages }: { name: string; stages: readonly Stage[] }): string =>
  JSON.stringify([name, stages.map((stage) => [stage.name, stage.quorum])]);

/** What an estimate says; of which day its prices are says nothing about them. */
const amounts = (price: Estimate | undefined): string | undefined =>
  price &&
  JSON.stringify([
    price.currency,
    price.perMonth,
    price.perHour,
    price.atOnce,
    price.parts.map(({ of, amount }) => [of, amount]),
  ]);

/** True when whoever agreed to the one agreed to the other. */
export const isCheaper = ({ from, to }: Extract<Move, { what: "price" }>): boolean =>
  from !== undefined &&
  to !== undefined &&
  from.currency === to.currency &&
  (to.atOnce ?? to.perMonth) <= (from.atOnce ?? from.perMonth) &&
  to.perMonth <= from.perMonth;
