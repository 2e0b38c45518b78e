import { keepsStatus, type Status } from "../order/lifecycle.ts";
import type { Order, Step } from "../order/order.ts";

/**
 * The jobs that follow from a change of an order. Each is harmless when repeated: it looks at the order as it then is.
 * tell: every message that the change brings about; passing: the same, of a step that the next one follows by itself;
 * purchase and track: what is asked of the cloud.
 */
export const consequenceKinds = ["tell", "passing", "purchase", "track"] as const;
export type Consequence = (typeof consequenceKinds)[number];

const ofStatus: Readonly<Partial<Record<Status, readonly Consequence[]>>> = {
  approved: ["purchase", "passing"],
  // The errand of the approval is done only when the purchase is, so it needs no second one here.
  provisioning: ["passing"],
  provisioned: ["tell", "track"],
};

const ofAction: Partial<Record<Step["action"], readonly Consequence[]>> = {
  "break-glass": ["purchase", "tell"], // nobody waits to hear of that
};

/** One thing to be done about one version of an order. Its id makes adding it twice the same as adding it once. */
export interface Errand {
  readonly id: string;
  readonly kind: Consequence;
  readonly orderId: string;
  readonly version: number;
}

export function errandsOf({ id, version, status, history }: Order): readonly Errand[] {
  const action = history.at(-1)?.action ?? "place";
  const kinds =
    action !== "place" && keepsStatus(action) ? undefined : (ofAction[action] ?? ofStatus[status]);
  return (kinds ?? (["tell"] as const)).map((kind) => errand(kind, id, version));
}

/** Errands that this change makes needless: what only led on to it is told with it, in the same messages. */
export function overtakenBy({ id, version, history }: Order): readonly string[] {
  const led = history.at(-1)?.action === "begin" || history.at(-2)?.action === "begin";
  return led ? [errand("passing", id, version - 1).id] : [];
}

/** Those that are enqueued as they are stored. An approval is told by its purchase as that begins, a moment later. */
export const atOnce = (errands: readonly Errand[]): readonly Errand[] =>
  errands.some(({ kind }) => kind === "purchase")
    ? errands.filter(({ kind }) => kind !== "passing")
    : errands;

/** BullMQ refuses job ids that hold a colon or are made of digits only; order ids hold no hyphen. */
export const errand = (kind: Consequence, orderId: string, version: number): Errand => ({
  id: `${orderId}-${kind}-${version}`,
  kind,
  orderId,
  version,
});

/** What versions before this one kept for each kind of message. */
export const toldOneByOne: readonly string[] = ["card", "story", "result", "direct", "alarm"];

/** The errand behind an id, as the outbox keeps it. */
export function readErrand(id: string): Errand | undefined {
  const [orderId, name = "", version] = id.split("-");
  const kind = toldOneByOne.includes(name) ? "tell" : consequenceKinds.find((one) => one === name);
  return orderId && version && kind ? { ...errand(kind, orderId, Number(version)), id } : undefined;
}
