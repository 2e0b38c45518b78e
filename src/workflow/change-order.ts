import type { Decision } from "../order/decision.ts";
import { record, type SystemCommand } from "../order/record.ts";
import type { Order } from "../order/order.ts";
import { atOnce, errandsOf, overtakenBy } from "./consequences.ts";
import { StoreUnavailable, type Clock, type Log, type Orders, type Queue } from "./ports.ts";

export interface ChangePorts {
  readonly orders: Orders;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
}

/** A version that keeps being overtaken: two processes could in theory pass each other for ever. */
const MOST_CONFLICTS = 20;

/**
 * Reads an order, decides, and saves over exactly the version that was read; whoever was overtaken reads and decides
 * again. Stored with its consequences in one step; enqueuing them afterwards only saves the sweep's wait, so that is not
 * waited for.
 * `read` is the order as it was read already.
 * Returns undefined when there is no such order. Throws StoreUnavailable.
 */
export async function changeOrder(
  ports: ChangePorts,
  orderId: string,
  decideOn: (order: Order, at: string) => Decision | Promise<Decision>,
  read?: Order,
): Promise<Decision | undefined> {
  for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts += 1) {
    const order = (conflicts === 0 && read) || (await ports.orders.find(orderId));
    if (!order) return undefined;
    const decision = await decideOn(order, ports.clock().toISOString());
    const changed = decision.ok ? decision.order : decision.noted;
    if (!changed) return decision;
    const [errands, needless] = [errandsOf(changed), overtakenBy(changed)];
    if ((await ports.orders.save(changed, errands, needless)) === "conflict") continue;
    void enqueueOrLeaveToSweep(ports, atOnce(errands), needless); // kept already: nobody has to wait for the queue
    return decision;
  }
  throw new StoreUnavailable(false);
}

/** Something that the bot itself reports about an order. */
export const reportOnOrder = (
  ports: ChangePorts,
  orderId: string,
  command: SystemCommand,
  read?: Order,
): Promise<Decision | undefined> =>
  changeOrder(ports, orderId, (order, at) => record(order, command, at), read);

/** What must follow is stored already, so a queue that does not answer costs time and loses nothing. False: it did not take them. */
export async function enqueueOrLeaveToSweep(
  ports: Pick<ChangePorts, "queue" | "log">,
  errands: ReturnType<typeof errandsOf>,
  needless?: readonly string[],
): Promise<boolean> {
  try {
    await ports.queue.enqueue(errands, needless);
    return true;
  } catch (error) {
    ports.log.warn(
      { errands: errands.map(({ id }) => id), error: String(error) },
      "The queue did not take the jobs now; the sweep adds them.",
    );
    return false;
  }
}
