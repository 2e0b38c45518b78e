import type { WebClient } from "@slack/web-api";
import type { Refusal } from "../order/decide.ts";
import type { Answers } from "../order/form-fields.ts";
import type { Order } from "../order/order.ts";
import { isSame } from "../order/policy.ts";
import type { Policy } from "../order/policy-file.ts";
import { answersOf } from "../order/spec-answers.ts";
import { actOnOrder, showOrder, type ActPorts } from "../workflow/act-on-order.ts";
import { mayOrder } from "../workflow/place-order.ts";
import type { People } from "../workflow/ports.ts";
import { showModal, tell, type Click } from "./click.ts";
import { missingOf } from "./order-buttons.ts";
import { detailsView } from "./order-details.ts";
import type { OrderForm } from "./order-form.ts";
import { textsFor } from "./reader.ts";

export interface ButtonPorts extends ActPorts {
  readonly people: People;
  readonly policy: () => Policy;
  readonly client: WebClient;
  readonly form: OrderForm;
}

/** What needs nothing but a click. */
export type SimpleDeed =
  | "approve"
  | "accept"
  | "decline"
  | "withdraw"
  | "cancel"
  | "retry"
  | "adopt";

/**
 * One of these with one click. What changes nothing is told to the one who clicked, and the card is drawn again. The
 * details, in which somebody may have clicked, show the order as it then is.
 */
export async function clickAction(
  ports: ButtonPorts,
  action: SimpleDeed,
  click: Click,
): Promise<void> {
  if (!click.order) return tell(ports, click, { reason: "unknown-order" });
  const outcome = await actOnOrder(ports, { ...click.order, action, by: click.by });
  if (click.modal !== undefined)
    return redrawDetails(ports, click, click.modal, outcome.ok ? undefined : outcome.refusal);
  if (!outcome.ok) await tell(ports, click, outcome.refusal);
}

/** Where somebody clicked in the details, the answer stands there. */
async function redrawDetails(
  ports: ButtonPorts,
  { order, by, reader }: Click,
  viewId: string,
  refusal: Refusal | undefined,
): Promise<void> {
  const texts = await textsFor(reader);
  const shown = await showOrder(ports, order?.orderId ?? "", by);
  if (!shown.ok) return; // the modal names an order that the person may not see any more
  await ports.client.views.update({
    view_id: viewId,
    view: detailsView(shown, texts, refusal && texts.refusal(refusal)),
  });
}

export async function clickDetails(ports: ButtonPorts, click: Click): Promise<void> {
  if (!click.order) return tell(ports, click, { reason: "unknown-order" });
  const shown = await showOrder(ports, click.order.orderId, click.by);
  if (!shown.ok) return tell(ports, click, shown.refusal);
  await showModal(ports.client, click, detailsView(shown, await textsFor(click.reader)));
}

/** Opens the form filled in with what was ordered. */
export const clickAgain = (ports: ButtonPorts, click: Click): Promise<void> =>
  openAnew(ports, click, ({ region, spec }) => answersOf(region, spec));

/** Opens the form filled in with as many servers as were asked for and not made. */
export const clickMissing = (ports: ButtonPorts, click: Click): Promise<void> =>
  openAnew(ports, click, (order) => {
    const count = missingOf(order);
    return answersOf(order.region, count > 0 ? { ...order.spec, count } : order.spec);
  });

/** The form for another order like one that is over. What it was for is left to whoever orders now, unless they said it. */
async function openAnew(
  ports: ButtonPorts,
  click: Click,
  answersFor: (order: Order) => Answers,
): Promise<void> {
  if (!click.order) return tell(ports, click, { reason: "unknown-order" });
  const shown = await showOrder(ports, click.order.orderId, click.by);
  if (!shown.ok) return tell(ports, click, shown.refusal);
  const { order } = shown;
  const allowed = await mayOrder(ports, click.by);
  if (!allowed.ok) return tell(ports, click, allowed.refusal);
  const { justification } = order;
  await ports.form.open(click, {
    channel: click.message?.channel ?? click.by.userId,
    language: await click.reader.language,
    kept: {
      ...answersFor(order),
      ...(isSame(click.by, order.requester) ? { justification } : {}),
    },
  });
}
