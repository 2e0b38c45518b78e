import { decide, type PersonsCommand } from "./decide.ts";
import type { Order } from "./order.ts";
import type { Person } from "./policy.ts";
import type { Policy } from "./policy-file.ts";

/** What an order may wait for from one person. */
export type Waiting = "approve" | "accept";

interface Circumstances {
  readonly by: Person;
  readonly requester: Person;
  /** Whoever approved before or made a proposal, as they are now. */
  readonly others: readonly Person[];
}

/**
 * What a pending order waits for from this person; undefined: for nothing. It waits for what `decide` would take from
 * them, or would ask them again: what moved since is for them to see.
 */
export function waitsFor(
  policy: Policy,
  order: Order,
  circumstances: Circumstances,
  at: string,
): Waiting | undefined {
  if (order.status !== "pending") return undefined;
  const now = { priceOf: () => order.price, left: undefined };
  const isWaited = (action: Waiting): boolean => {
    const command: PersonsCommand = { action, ...circumstances, now };
    const decision = decide(policy, order, command, at);
    return decision.ok || decision.refusal.reason === "moved";
  };
  return (["accept", "approve"] as const).find(isWaited);
}
