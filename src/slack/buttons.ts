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
import { section, sentenceView } from "./blocks.ts";
import { showModal, tell, type Click } from "./click.ts";
import { missingOf } from "./order-facts.ts";
import type { Message } from "./order-card.ts";
import { detailsMessage, detailsView } from "./order-details.ts";
import type { OrderForm } from "./order-form.ts";
import { textsFor } from "./reader.ts";
import { arrives, type ReplyPrivately } from "./reply-privately.ts";

export interface ButtonPorts extends ActPorts {
  readonly people: People;
  readonly policy: () => Policy;
  readonly client: WebClient;
  readonly form: OrderForm;
  readonly reply: ReplyPrivately;
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
  else await drawDetails(ports, click);
}

/** Tells why nothing was done: in the details, if that is where somebody clicked, else to them alone. */
export async function refuse(ports: ButtonPorts, click: Click, refusal: Refusal): Promise<void> {
  if (!(await drawDetails(ports, click, refusal))) await tell(ports, click, refusal);
}

/**
 * In the details in which somebody clicked, the order stands as it is now. Who may not see it any more is told so in
 * their place. False: they clicked elsewhere, or the private answer could not be replaced.
 */
async function drawDetails(
  ports: ButtonPorts,
  { order, by, reader, modal, answer }: Click,
  refusal?: Refusal,
): Promise<boolean> {
  if (modal === undefined && answer === undefined) return false;
  const texts = await textsFor(reader);
  const shown = await showOrder(ports, order.orderId, by);
  const note = refusal && texts.refusal(refusal);
  if (modal !== undefined) {
    const view = shown.ok
      ? detailsView(shown, texts, note)
      : sentenceView(texts.showDetails, texts.refusal(shown.refusal), texts);
    await ports.client.views.update({ view_id: modal, view });
    return true;
  }
  const { text, blocks } = shown.ok
    ? detailsMessage(shown, texts, note)
    : sentenceMessage(texts.refusal(shown.refusal));
  const replaced = ports.reply(answer, text, { blocks, replaces: true });
  // What was done is stored; what was not is told nowhere else.
  return refusal ? replaced : arrives(replaced);
}

const sentenceMessage = (text: string): Message => ({ text, blocks: [section(text)] });

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
