import { reportOnOrder, type ChangePorts } from "./change-order.ts";

/** An errand that is younger than this is most likely in its first run. */
const LEFT_BEHIND_AFTER_MS = 5_000;
const AT_A_TIME = 500;

/** Takes up what a crash left behind, and what time alone brings about. Harmless when repeated or run twice at once. */
export async function sweepOrders(ports: ChangePorts): Promise<void> {
  const now = ports.clock();
  const { expired, remind } = await ports.orders.due(now, AT_A_TIME);
  for (const orderId of expired)
    await reportOnOrder(ports, orderId, { action: "expire", by: { kind: "clock" } });
  for (const orderId of remind) await ports.queue.remind(orderId);

  const left = await ports.orders.outstanding(
    new Date(now.getTime() - LEFT_BEHIND_AFTER_MS),
    AT_A_TIME,
  );
  await ports.queue.enqueue(left);
  await ports.orders.takenUp(left.map(({ id }) => id));
}
