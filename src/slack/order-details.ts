import type { Order } from "../order/order.ts";
import {
  actions,
  facts,
  orderButton,
  plain,
  quote,
  section,
  type Block,
  type View,
} from "./blocks.ts";
import { againButton, cost } from "./order-card.ts";
import { orderFacts } from "./order-facts.ts";
import type { Texts } from "./texts.ts";

/** An order with its history, newest last; of a long history the newest steps. */
export const orderDetails = (order: Order, texts: Texts): readonly Block[] => [
  section(texts.detailsStand(order)),
  facts(orderFacts(order, texts), texts),
  quote(order.justification),
  ...cost(order, texts),
  ...(order.instanceIds.length > 0
    ? [facts([[texts.card.instances, order.instanceIds.join(", ")]], texts)]
    : []),
  ...(order.failure && (order.status === "failed" || order.status === "unknown")
    ? [section(texts.failure(order, order.failure))]
    : []),
  section(newestThatFit(texts.storyWithTimes(order, texts.goods(order))).join("\n")),
];

/** A section takes 3,000 characters, and a message's text 4,000. */
export function newestThatFit(lines: readonly string[], most = 2_900): readonly string[] {
  let kept = lines;
  while (kept.join("\n").length > most) kept = kept.slice(1);
  return kept;
}

/** What can still be done, under the details: take the order back, or order the same again. */
export function detailsButtons(order: Order, texts: Texts): readonly Block[] {
  const takeBack =
    order.status === "pending" || order.status === "approved"
      ? [
          orderButton("order_cancel", texts.cancelOrder, order, texts, {
            style: "danger",
            confirm: texts.confirmCancel,
          }),
        ]
      : [];
  const buttons = [...takeBack, ...againButton(order, texts)];
  return buttons.length > 0 ? [actions(...buttons)] : [];
}

export const detailsView = (order: Order, texts: Texts): View => ({
  type: "modal",
  title: plain(texts.named(order), 24),
  close: plain(texts.close, 24),
  blocks: [...orderDetails(order, texts)],
});
