import type { SystemCommand } from "../order/record.ts";
import type { Order } from "../order/order.ts";
import type { Policy, Rule } from "../order/policy-file.ts";
import { outsideQuietHours } from "../order/quiet-hours.ts";
import { dueAt, nextReminder, type Due } from "../order/schedule.ts";
import { UnreadableOrder } from "../order/stored-order.ts";
import { reportOnOrder, type ChangePorts } from "./change-order.ts";

export interface TickPorts extends ChangePorts {
  readonly policy: () => Policy;
}

/** An order that this version cannot read makes room in the clock's line for the others. */
const UNREADABLE_WAITS_MS = 60_000;

/**
 * Does what is due about an order by now: expire, ask the second list, remind. Harmless when repeated. Throws
 * UnreadableOrder.
 */
export async function tickOrder(ports: TickPorts, orderId: string): Promise<void> {
  const now = ports.clock();
  const at = now.toISOString();
  const order = await ports.orders.find(orderId).catch(async (error: unknown) => {
    if (error instanceof UnreadableOrder)
      await ports.orders.postpone(orderId, new Date(now.getTime() + UNREADABLE_WAITS_MS));
    throw error;
  });
  const due = order && dueAt(order, at);
  if (!order || !due) return;
  const rule = ports.policy().rules.find(({ name }) => name === order.rule.name);
  const awake = due === "expire" ? at : outsideQuietHours(rule?.quietHours, at);
  // The bot may have slept through the time at which this was due, into the night. The order may end before morning.
  if (awake !== at) {
    const until = awake < order.expiresAt ? awake : order.expiresAt;
    return ports.orders.postpone(orderId, new Date(until));
  }
  await reportOnOrder(ports, orderId, commandFor(due, order, rule, at));
}

function commandFor(due: Due, order: Order, rule: Rule | undefined, at: string): SystemCommand {
  const by = { kind: "clock" } as const;
  switch (due) {
    case "expire":
      return { action: "expire", by };
    case "escalate":
      return { action: "escalate", by, asks: rule?.escalation?.approvers };
    case "remind":
      return { action: "remind", by, next: rule && nextReminder(rule, order, at) };
  }
}
