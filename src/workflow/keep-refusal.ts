import { refusedEntry, type Attempt, type RefusedBecause } from "../order/audit.ts";
import { NewerOrder, UnreadableOrder } from "../order/stored-order.ts";
import { IdentityUnavailable, type Clock, type Orders } from "./ports.ts";

interface AuditPorts {
  readonly orders: Pick<Orders, "refused">;
  readonly clock: Clock;
}

type Refused = Omit<Attempt, "at">;

/** Keeps an attempt that changed nothing, before anybody is told of it. Throws StoreUnavailable. */
export const keepRefusal = (
  { orders, clock }: AuditPorts,
  attempt: Refused,
  refusal: RefusedBecause,
): Promise<void> =>
  orders.refused(refusedEntry({ ...attempt, at: clock().toISOString() }, refusal));

/** Waits for a decision; that none could be made is kept as a refusal, and thrown. */
export async function decidedOrKept<T>(
  ports: AuditPorts,
  attempt: () => Refused,
  deciding: Promise<T>,
): Promise<T> {
  try {
    return await deciding;
  } catch (error) {
    const refusal = undecided(error);
    if (refusal) await keepRefusal(ports, attempt(), refusal);
    throw error;
  }
}

function undecided(error: unknown): RefusedBecause | undefined {
  if (error instanceof IdentityUnavailable) return "identity-unknown";
  if (error instanceof NewerOrder) return "newer-order";
  return error instanceof UnreadableOrder ? "unreadable-order" : undefined;
}
