import type { Order } from "../order/order.ts";
import {
  actions,
  context,
  facts,
  orderButton,
  plain,
  quote,
  section,
  type Block,
  type View,
} from "./blocks.ts";
import { orderFacts, what } from "./order-card.ts";
import { escaped, moment } from "./text.ts";
import { texts } from "./texts.ts";

/** An order with its whole history, newest last. Slack takes 50 blocks in a message; a history is one block. */
export function orderDetails(order: Order): readonly Block[] {
  const lines = order.history.slice(-20).map(({ at, by, action, reason, requestId }) => {
    const why = reason ? `: “${escaped(reason, 200)}”` : "";
    const request = requestId ? ` (request ${escaped(requestId, 60)})` : "";
    return `• ${moment(at)} ${texts.actor(by)} ${texts.did[action]}${why}${request}`;
  });
  return [
    section(`Order *${order.id}* ${texts.stands[order.status]}.`),
    facts(orderFacts(order)),
    quote(order.justification),
    ...(order.instanceIds.length > 0 ? [facts([["Instances", order.instanceIds.join(", ")]])] : []),
    ...(order.failure && (order.status === "failed" || order.status === "unknown")
      ? [section(texts.failure(order, order.failure))]
      : []),
    section(escapedHistory(lines)),
  ];
}

const escapedHistory = (lines: readonly string[]): string => {
  let kept = [...lines];
  while (kept.join("\n").length > 2_900) kept = kept.slice(1);
  return kept.join("\n");
};

/** What the requester can still do, under the details. */
export function ownButtons(order: Order): readonly Block[] {
  if (order.status !== "pending" && order.status !== "approved") return [];
  return [
    actions(
      orderButton(
        "order_cancel",
        texts.cancelOrder,
        order,
        { sure: texts.sure, yes: texts.yes, no: texts.no },
        { style: "danger", confirm: texts.confirmCancel },
      ),
    ),
  ];
}

export const detailsView = (order: Order): View => ({
  type: "modal",
  title: plain(`Order ${order.id}`, 24),
  close: plain(texts.close, 24),
  blocks: [...orderDetails(order)],
});

export const orderLine = (order: Order): string =>
  `• *${order.id}* ${escaped(what(order), 120)}, ${escaped(order.labels["regionId"] ?? order.region, 60)}: ${texts.stands[order.status]} (${moment(order.placedAt)})`;

export const orderList = (orders: readonly Order[]): readonly Block[] =>
  orders.length === 0
    ? [section("You have not ordered anything yet. `/edcps create` opens the form.")]
    : [
        section(orders.map(orderLine).join("\n")),
        context("`/edcps order <id>` shows one of them."),
      ];
