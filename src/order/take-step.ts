import type { Status } from "./lifecycle.ts";
import type { Order, Step } from "./order.ts";

/** Statuses from which nothing can be bought any more: what was sealed for the purchase is thrown away there. */
const SEALED_NO_LONGER: readonly Status[] = ["provisioned", "denied", "cancelled", "expired"];

/** The next version of an order: in another status or in the same, with one step more. */
export function takeStep(order: Order, status: Status, line: Omit<Step, "version">): Order {
  const version = order.version + 1;
  const moving: Order = {
    ...order,
    status,
    version,
    history: [...order.history, { ...line, version }],
  };
  const { sealed, proposal, ...rest } = moving;
  return {
    ...rest,
    ...(sealed === undefined || SEALED_NO_LONGER.includes(status) ? {} : { sealed }),
    ...(proposal === undefined || status !== "pending" ? {} : { proposal }),
  };
}
