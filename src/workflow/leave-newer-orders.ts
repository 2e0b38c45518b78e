import { NewerOrder } from "../order/stored-order.ts";
import type { Clock, Later, Log } from "./ports.ts";

/** While versions change, the next process that takes the job may know the order. */
const ANOTHER_MAY_KNOW: Later = { againInMs: 15_000 };
const SAID_EVERY_MS = 60_000;

/**
 * Runs jobs; one about an order that only a newer version of the bot knows is put off for a process of that version.
 * That is no failure, and is said once a minute, however many such orders there are.
 */
export function leaveNewerOrders({
  clock,
  log,
}: {
  readonly clock: Clock;
  readonly log: Log;
}): (work: () => Promise<void | Later>) => Promise<void | Later> {
  let saidAt = -Infinity;
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NewerOrder)) throw error;
      const now = clock().getTime();
      if (now - saidAt >= SAID_EVERY_MS) {
        saidAt = now;
        log.warn({}, error.message);
      }
      return ANOTHER_MAY_KNOW;
    }
  };
}
