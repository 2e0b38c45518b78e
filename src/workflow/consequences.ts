import { isQuiet, keepsStatus, type Status } from "../order/lifecycle.ts";
import type { Order, Step } from "../order/order.ts";

/**
 * The jobs that follow from a change of an order. Each is harmless when repeated: it looks at the order as it then is.
 * card: the one message with buttons; story: the thread under it; result: what is told where it was asked; direct: what
 * the requester alone has to know; alarm: what everybody has to know; purchase and track: what is asked of the cloud.
 */
export const consequenceKinds = [
  "card",
  "story",
  "result",
  "direct",
  "alarm",
  "purchase",
  "track",
] as const;
export type Consequence = (typeof consequenceKinds)[number];

const ofStatus: Readonly<Record<Status, readonly Consequence[]>> = {
  pending: ["card", "story"],
  approved: ["purchase", "card", "story"],
  // The errand of the approval is done only when the purchase is, so it needs no second one here.
  provisioning: ["card", "story"],
  provisioned: ["card", "result", "story", "track"],
  failed: ["card", "result", "story"],
  unknown: ["card", "result", "story"],
  denied: ["card", "result", "story"],
  cancelled: ["card", "result", "story"],
  expired: ["card", "result", "story"],
};

/** What an action brings about beside that; one that keeps the status brings about only this. */
const ofAction: Partial<Record<Step["action"], readonly Consequence[]>> = {
  "break-glass": ["alarm"],
  propose: ["card", "story", "direct"],
  decline: ["card", "story"],
  withdraw: ["card", "story"],
  recheck: ["card", "story"],
  escalate: ["card", "story"],
  remind: ["story"],
  observe: ["card", "story", "direct"],
};

/** One thing to be done about one version of an order. Its id makes adding it twice the same as adding it once. */
export interface Errand {
  readonly id: string;
  readonly kind: Consequence;
  readonly orderId: string;
  readonly version: number;
}

export function errandsOf(order: Order): readonly Errand[] {
  const { history, status } = order;
  const action = history.at(-1)?.action ?? "place";
  const wasProposed = history.some((step) => step.action === "propose");
  const kinds = new Set([
    ...(action !== "place" && keepsStatus(action) ? [] : ofStatus[status]),
    ...(ofAction[action] ?? []),
    // The message that asks the requester shows what became of the proposal, or is for the order as it is now.
    ...(wasProposed && !isQuiet(action) ? (["direct"] as const) : []),
  ]);
  return [...kinds].map((kind) => errand(kind, order.id, order.version));
}

/** BullMQ refuses job ids that hold a colon or are made of digits only; order ids hold no hyphen. */
export const errand = (kind: Consequence, orderId: string, version: number): Errand => ({
  id: `${orderId}-${kind}-${version}`,
  kind,
  orderId,
  version,
});

/** The errand behind an id, as the outbox keeps it. */
export function readErrand(id: string): Errand | undefined {
  const [orderId, name, version] = id.split("-");
  const kind = consequenceKinds.find((known) => known === name);
  return orderId && version && kind ? errand(kind, orderId, Number(version)) : undefined;
}
