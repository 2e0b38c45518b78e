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
import { orderFacts } from "./order-card.ts";
import { texts } from "./texts.ts";

const words = texts.details;

/** An order with its history, newest last; of a long history the newest steps. */
export const orderDetails = (order: Order): readonly Block[] => [
  section(words.stands(order)),
  facts(orderFacts(order)),
  quote(order.justification),
  ...(order.instanceIds.length > 0
    ? [facts([[texts.card.instances, order.instanceIds.join(", ")]])]
    : []),
  ...(order.failure && (order.status === "failed" || order.status === "unknown")
    ? [section(texts.failure(order, order.failure))]
    : []),
  section(newestThatFit(order.history.map(words.step))),
  ...reasons(order),
];

/** What people gave as their reason; only denying asks for one. */
const reasons = ({ history }: Order): readonly Block[] =>
  history.flatMap(({ reason }) => (reason ? [quote(reason)] : [])).slice(-3);

/** A section takes 3,000 characters. */
function newestThatFit(lines: readonly string[]): string {
  let kept = lines;
  while (kept.join("\n").length > 2_900) kept = kept.slice(1);
  return kept.join("\n");
}

/** What the requester can still do, under the details. */
export const ownButtons = (order: Order): readonly Block[] =>
  order.status === "pending" || order.status === "approved"
    ? [
        actions(
          orderButton("order_cancel", texts.cancelOrder, order, {
            style: "danger",
            confirm: texts.confirmCancel,
          }),
        ),
      ]
    : [];

export const detailsView = (order: Order): View => ({
  type: "modal",
  title: plain(words.title(order), 24),
  close: plain(texts.close, 24),
  blocks: [...orderDetails(order)],
});

export const orderList = (orders: readonly Order[]): readonly Block[] =>
  orders.length === 0
    ? [section(words.none)]
    : [section(newestThatFit(orders.toReversed().map(words.line))), context(words.howToSee)];
