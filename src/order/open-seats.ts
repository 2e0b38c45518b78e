import type { Order } from "./order.ts";
import type { Seats, Stage } from "./seats.ts";

type Named = Pick<Stage, "users" | "groups">;

/** What an order tells of its seats. */
type Seated = Pick<Order, "rule" | "approvals" | "history">;

/** The seats as they were when somebody last took or left one. */
export const seatsShown = ({ history, approvals, rule }: Seated): Seats =>
  history.findLast(({ seats }) => seats)?.seats ?? { have: approvals.length, of: rule.quorum };

/** Whoever may still take a seat, by name: those of open stages, and of the second list once it was asked. */
export function openTo(order: Seated & Pick<Order, "requester" | "escalatedAt">): Named {
  const { rule, approvals, history, requester, escalatedAt } = order;
  const { byStage } = seatsShown(order);
  const isOpen = ({ quorum }: Stage, index: number): boolean => (byStage?.[index] ?? 0) < quorum;
  const asked = escalatedAt === undefined ? undefined : history.findLast(({ asks }) => asks)?.asks;
  const open = [...rule.stages.filter(isOpen), ...(asked ? [asked] : [])];
  const users = open.flatMap((named) => named.users);
  const isDone = (user: string): boolean =>
    user === requester.userId || approvals.some(({ userId }) => userId === user);
  return {
    groups: [...new Set(open.flatMap(({ groups }) => groups))],
    users: [...new Set(users)].filter((user) => !isDone(user)),
  };
}
