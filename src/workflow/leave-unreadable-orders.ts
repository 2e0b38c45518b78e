import { NewerOrder, UnreadableOrder } from "../order/stored-order.ts";
import type { Clock, Later, Log } from "./ports.ts";

/** While versions change, the next process that takes the job may know the order; a damaged one may be restored. */
const MAY_BE_READ_LATER: Later = { againInMs: 15_000 };
const SAID_EVERY_MS = 60_000;

/**
 * Runs jobs; one about an order that this version cannot read is put off, for a process of a newer version or until the
 * order is restored: what it was for is not forgotten. That is no failure, and is said once a minute: of each damaged
 * order, and of newer ones of any, for there may be very many.
 */
export function leaveUnreadableOrders({
  clock,
  log,
}: {
  readonly clock: Clock;
  readonly log: Log;
}): (work: () => Promise<void | Later>) => Promise<void | Later> {
  const saidAt = new Map<string, number>();
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UnreadableOrder)) throw error;
      const isNewer = error instanceof NewerOrder;
      const about = isNewer ? "" : error.orderId;
      const now = clock().getTime();
      if (now - (saidAt.get(about) ?? -Infinity) >= SAID_EVERY_MS) {
        saidAt.set(about, now);
        log[isNewer ? "warn" : "error"]({ orderId: error.orderId }, error.message);
      }
      return MAY_BE_READ_LATER;
    }
  };
}
