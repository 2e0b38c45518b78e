import type { Order, Proposal } from "./order.ts";
import { isFull } from "./seating.ts";
import type { Seats, Stage } from "./seats.ts";

type Named = Pick<Stage, "users" | "groups">;

/** What an order tells of its seats. */
type Seated = Pick<Order, "rule" | "approvals" | "history">;

/** The seats as they were when somebody last took or left one. */
export const seatsShown = ({ history, approvals, rule }: Seated): Seats =>
  history.findLast(({ seats }) => seats)?.seats ?? { have: approvals.length, of: rule.quorum };

/** Whether the next approval buys. Seats may be full of a pending order whose rule came to ask for fewer people. */
export function isNextLast(order: Seated): boolean {
  const { have, of } = seatsShown(order);
  return of - have <= 1;
}

/** Whether accepting a smaller order buys it: its proposer's approval is all that it needs. */
export const isAcceptLast = ({ seats, rule }: Pick<Proposal, "seats" | "rule">): boolean =>
  seats ? isFull(seats) : rule.quorum <= 1;

type Open = Seated & Pick<Order, "requester" | "escalatedAt">;

/** Whoever may still take a seat, by name: those of open stages, and of the second list once it was asked. */
export function openTo(order: Open): Named {
  const { byStage } = seatsShown(order);
  const isOpen = ({ quorum }: Stage, index: number): boolean => (byStage?.[index] ?? 0) < quorum;
  return stillAsked(order, [...order.rule.stages.filter(isOpen), ...secondListOf(order)]);
}

/** One stage of several: how many of its seats are filled, and who may still take the others. */
export interface StageShown {
  readonly stage: Stage;
  readonly have: number;
  readonly open: Named;
}

/** Empty where there is only one stage, or it is not known who sits where. */
export function stagesShown(order: Open): readonly StageShown[] {
  const { stages } = order.rule;
  const nobodyYet = order.approvals.length === 0 ? stages.map(() => 0) : [];
  const { byStage = nobodyYet } = seatsShown(order);
  if (stages.length < 2 || byStage.length !== stages.length) return [];
  return stages.map((stage, index) => {
    const have = byStage[index] ?? 0;
    return { stage, have, open: stillAsked(order, have < stage.quorum ? [stage] : []) };
  });
}

/** Whoever may take a seat beside the stages: the second list, once it was asked. */
export const openBesideStages = (order: Open): Named => stillAsked(order, secondListOf(order));

const secondListOf = ({ escalatedAt, history }: Open): readonly Named[] => {
  const asked = escalatedAt === undefined ? undefined : history.findLast(({ asks }) => asks)?.asks;
  return asked ? [asked] : [];
};

/** These lists as one, without those who have decided already or may not. */
function stillAsked({ requester, approvals }: Open, lists: readonly Named[]): Named {
  const isDone = (user: string): boolean =>
    user === requester.userId || approvals.some(({ userId }) => userId === user);
  return {
    groups: [...new Set(lists.flatMap(({ groups }) => groups))],
    users: [...new Set(lists.flatMap(({ users }) => users))].filter((user) => !isDone(user)),
  };
}
