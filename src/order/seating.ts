import type { Circumstances } from "./asking.ts";
import type { Approval, Order } from "./order.ts";
import { fitsStage, isSame, permission, type Person } from "./policy.ts";
import type { Policy, Rule } from "./policy-file.ts";
import { seated, seatsIn, type Seats } from "./seats.ts";

interface Seating {
  readonly seats: Seats;
  /** The approvals that count: whoever gave them may give them, by the policy and their place in it as they are now. */
  readonly standing: readonly Approval[];
}

interface Approved {
  readonly policy: Policy;
  readonly order: Order;
  readonly rule: Rule;
  readonly command: Pick<Circumstances, "others" | "requester">;
}

/** Who of those who approved counts now, and how many seats they fill. */
export function seatingOf(
  { policy, order, command, rule }: Approved,
  ...more: readonly Person[]
): Seating {
  const people = [...command.others, ...more];
  const counted = order.approvals.flatMap((approval) => {
    const person = people.find((one) => isSame(one, approval));
    const wish = { action: "approve", order, requester: command.requester } as const;
    return person && permission(policy, person, wish).ok ? [{ approval, person }] : [];
  });
  const filled = seated(
    rule.stages,
    counted.map(({ person }) => person),
    fitsStage(rule, order),
  );
  const count = {
    have: filled.reduce((sum, seats) => sum + seats, 0),
    of: seatsIn(rule.stages),
  };
  return {
    standing: counted.map(({ approval }) => approval),
    seats: filled.length > 1 ? { ...count, byStage: filled } : count,
  };
}

/** True when nobody more has to agree. Seats may be full of a pending order whose rule came to ask for fewer people. */
export const isFull = ({ have, of }: Pick<Seats, "have" | "of">): boolean => have === of;
