import type { Status } from "../order/lifecycle.ts";
import type { Order } from "../order/order.ts";

/** The jobs that follow from an order's state. Each is harmless when repeated: it looks at the order as it then is. */
export type Consequence = "card" | "purchase" | "result";

const consequences: Record<Status, readonly Consequence[]> = {
  pending: ["card"],
  approved: ["purchase", "card"],
  // The errand of the approval is done only when the purchase is, so it needs no second one here.
  provisioning: ["card"],
  provisioned: ["card", "result"],
  failed: ["card", "result"],
  unknown: ["card", "result"],
  denied: ["card", "result"],
  cancelled: ["card", "result"],
  expired: ["card", "result"],
};

/** One thing to be done about one version of an order. Its id makes adding it twice the same as adding it once. */
export interface Errand {
  readonly id: string;
  readonly kind: Consequence;
  readonly orderId: string;
  readonly version: number;
}

export const errandsOf = (order: Order): readonly Errand[] =>
  consequences[order.status].map((kind) => errand(kind, order.id, order.version));

/** BullMQ refuses job ids that hold a colon or are made of digits only; order ids hold no hyphen. */
export const errand = (kind: Consequence, orderId: string, version: number): Errand => ({
  id: `${orderId}-${kind}-${version}`,
  kind,
  orderId,
  version,
});

/** The errand behind an id, as the outbox keeps it. */
export function readErrand(id: string): Errand | undefined {
  const [orderId, kind, version] = id.split("-");
  if (!orderId || !version || (kind !== "card" && kind !== "purchase" && kind !== "result"))
    return undefined;
  return errand(kind, orderId, Number(version));
}
