import type { Status } from "../order/lifecycle.ts";
import type { Order } from "../order/order.ts";
import {
  actions,
  context,
  facts,
  header,
  orderButton,
  quote,
  section,
  type Block,
  type Button,
} from "./blocks.ts";
import { isPrepaid, orderFacts } from "./order-facts.ts";
import type { Texts } from "./texts.ts";

export interface Message {
  /** What notifications and screen readers get. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** The card is a function of the order and the language: the same order always gives the same card. */
export const orderCard = (order: Order, texts: Texts): Message => ({
  text: texts.cardSummary(order),
  blocks: [
    header(texts.cardHeading(order)),
    facts(orderFacts(order, texts), texts),
    quote(order.justification),
    ...cost(order, texts),
    ...outcome(order, texts),
    context(texts.progress(order)),
    actions(
      ...buttons(order, texts),
      orderButton("order_details", texts.showDetails, order, texts),
    ),
  ],
});

/** What a yes costs, while somebody can still say it. */
export const cost = (order: Order, texts: Texts): readonly Block[] =>
  order.status === "pending" ? [section(texts.cost(order))] : [];

function outcome(order: Order, texts: Texts): readonly Block[] {
  switch (order.status) {
    case "provisioned":
      return [
        section(texts.bought(order)),
        facts([[texts.card.instances, order.instanceIds.join(", ")]], texts),
      ];
    case "failed":
    case "unknown":
      return order.failure ? [section(texts.failure(order, order.failure))] : [];
    case "denied": {
      const reason = order.history.findLast(({ action }) => action === "deny")?.reason;
      return reason ? [quote(reason)] : [];
    }
    case "cancelled":
      return order.failure ? [section(texts.boughtNothing(order))] : [];
    default:
      return [];
  }
}

/** The button that opens the form with what was ordered here, once this order is over. */
export const againButton = (order: Order, texts: Texts): readonly Button[] =>
  FINISHED.includes(order.status)
    ? [orderButton("order_again", texts.orderAgain, order, texts)]
    : [];
const FINISHED: readonly Status[] = ["provisioned", "failed", "denied", "cancelled", "expired"];

function buttons(order: Order, texts: Texts): readonly Button[] {
  const retry = (): Button[] =>
    order.failure?.retriable
      ? [orderButton("order_retry", texts.retry, order, texts, { confirm: texts.confirmRetry })]
      : [];
  const shown: Partial<Record<Status, () => Button[]>> = {
    pending: () => [
      orderButton("order_approve", texts.approve, order, texts, {
        style: "primary",
        ...(isPrepaid(order) ? { confirm: texts.confirmPrepaid(order) } : {}),
      }),
      orderButton("order_deny", texts.deny, order, texts, { style: "danger" }),
    ],
    failed: retry,
    unknown: () => [
      ...retry(),
      orderButton("order_cancel", texts.closeOrder, order, texts, { confirm: texts.confirmClose }),
    ],
  };
  return [...(shown[order.status]?.() ?? []), ...againButton(order, texts)];
}
