import type { ChangePorts } from "./change-order.ts";
import type { Notary } from "./ports.ts";
import { sealAudit } from "./seal-audit.ts";
import { sweepOrders } from "./sweep-orders.ts";

/**
 * All that is done every few seconds. No part waits for another one to go well; what failed is thrown once all have ended.
 * Harmless when repeated or run twice at once.
 */
export async function sweep(ports: ChangePorts & { readonly notary: Notary }): Promise<void> {
  const ended = await Promise.allSettled([sweepOrders(ports), sealAudit(ports)]);
  const failures = ended.flatMap((part) => (part.status === "rejected" ? [part.reason] : []));
  if (failures.length > 0)
    throw new AggregateError(failures, failures.map((failure) => String(failure)).join(" "));
}
