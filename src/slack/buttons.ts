import type { WebClient } from "@slack/web-api";
import type { Refusal } from "../order/decision.ts";
import type { Answers } from "../order/form-fields.ts";
import type { Order } from "../order/order.ts";
import { isSame } from "../order/policy.ts";
import type { Policy } from "../order/policy-file.ts";
import { answersOf } from "../order/spec-answers.ts";
import { actOnOrder, considerAction, showOrder, type ActPorts } from "../workflow/act-on-order.ts";
import { mayOrder } from "../workflow/place-order.ts";
import type { People } from "../workflow/ports.ts";
import { sentenceView } from "./blocks.ts";
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
export type SimpleAction =
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
  action: SimpleAction,
  click: Click,
): Promise<void> {
  const outcome = await actOnOrder(ports, { ...click.order, action, by: click.by });
  if (!outcome.ok) await refuse(ports, click, outcome.refusal);
  else if (click.modal !== undefined) await drawDetails(ports, click, click.modal);
}

/** Tells why nothing was done: in the details, if that is where somebody clicked, else to them alone. */
export async function refuse(ports: ButtonPorts, click: Click, refusal: Refusal): Promise<void> {
  if (click.modal === undefined) await tell(ports, click, refusal);
  else await drawDetails(ports, click, click.modal, refusal);
}

/** In the details the order stands as it is now. Who may not see it any more is told so in its place. */
async function drawDetails(
  ports: ButtonPorts,
  { order, by, reader }: Click,
  viewId: string,
  refusal?: Refusal,
): Promise<void> {
  const texts = await textsFor(reader);
  const shown = await showOrder(ports, order.orderId, by);
  const view = shown.ok
    ? detailsView(shown, texts, refusal && texts.refusal(refusal))
    : sentenceView(texts.showDetails, texts.refusal(shown.refusal), texts);
  await ports.client.views.update({ view_id: viewId, view });
}

export async function clickDetails(ports: ButtonPorts, click: Click): Promise<void> {
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
  const shown = await showOrder(ports, click.order.orderId, click.by);
  if (!shown.ok) return refuse(ports, click, shown.refusal);
  const { order } = shown;
  const allowed = await mayOrder(ports, click.by);
  if (!allowed.ok) return refuse(ports, click, allowed.refusal);
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

/** Opens the form filled in with an order, to change it. What was sealed is not shown; its section is open. */
export async function clickEdit(ports: ButtonPorts, click: Click): Promise<void> {
  const considered = await considerAction(ports, { ...click.order, action: "edit", by: click.by });
  if (!considered.ok) return refuse(ports, click, considered.refusal);
  const { region, spec, sealed, justification } = considered.order;
  const answers = answersOf(region, spec);
  const sections = [answers.sections, sealed === undefined ? "" : "access"]
    .filter(Boolean)
    .join(",");
  await ports.form.open(click, {
    channel: click.message?.channel ?? click.by.userId,
    language: await click.reader.language,
    kept: { ...answers, justification, ...(sections ? { sections } : {}) },
    edit: click.order,
  });
}
