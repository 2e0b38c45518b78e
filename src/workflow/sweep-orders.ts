import { enqueueOrLeaveToSweep, type ChangePorts } from "./change-order.ts";

/** An errand that is younger than this is most likely in its first run. */
const LEFT_BEHIND_AFTER_MS = 5_000;
/** By then a job that was added has run, or waits for its turn: to look after it more often would help nobody. */
const LEFT_TO_THE_QUEUE_MS = 15_000;
const AT_A_TIME = 500;

/** Takes up what a crash left behind, and what time alone brings about. Harmless when repeated or run twice at once. */
export async function sweepOrders(ports: ChangePorts): Promise<void> {
  const now = ports.clock();
  const left = await ports.orders.outstanding(
    new Date(now.getTime() - LEFT_BEHIND_AFTER_MS),
    AT_A_TIME,
  );
  if (await enqueueOrLeaveToSweep(ports, left))
    await ports.orders.takenUp(
      left.map(({ id }) => id),
      new Date(now.getTime() + LEFT_TO_THE_QUEUE_MS),
    );
  for (const orderId of await ports.orders.due(now, AT_A_TIME)) await ports.queue.tick(orderId);
  await ports.orders.putIntoLists();
}
