import { reducibleIn } from "../order/changes.ts";
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

/**
 * The card is a function of the order and the language: the same order always gives the same card. From what has to be
 * known first to what is looked up: what changed, what is asked for, what it costs, who has to agree.
 */
export const orderCard = (order: Order, texts: Texts): Message => ({
  text: texts.cardSummary(order),
  blocks: [
    header(texts.cardHeading(order)),
    ...notices(order, texts),
    facts(orderFacts(order, texts), texts),
    quote(order.justification),
    ...cost(order, texts),
    ...outcome(order, texts),
    ...(order.status === "pending" ? [section(texts.approvals(order))] : []),
    context(texts.standing(order)),
    actions(
      ...buttons(order, texts),
      orderButton("order_details", texts.showDetails, order, texts),
    ),
  ],
});

/** Statuses in which somebody may still decide by what stands here. */
const OPEN: readonly Status[] = ["pending", "failed"];

/** What nobody should decide without having read. */
export const notices = (order: Order, texts: Texts): readonly Block[] =>
  OPEN.includes(order.status)
    ? [...texts.warnings(order), texts.proposalStands(order)].flatMap((sentence) =>
        sentence === undefined ? [] : [section(sentence)],
      )
    : [];

/** What a yes costs, while somebody can still say it. */
export const cost = (order: Order, texts: Texts): readonly Block[] =>
  order.status === "pending" ? [section(texts.cost(order))] : [];

/** How it came out, as far as it did. */
export function outcome(order: Order, texts: Texts): readonly Block[] {
  switch (order.status) {
    case "provisioned": {
      const building = texts.building(order);
      return [
        section(texts.bought(order)),
        building.length > 0
          ? section(building.join("\n"))
          : facts([[texts.card.instances, order.instanceIds.join(", ")]], texts),
      ];
    }
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

type Buttons = (order: Order, texts: Texts) => readonly Button[];

/** The button that opens the form with what was ordered here, once this order is over. */
export const againButton: Buttons = (order, texts) =>
  FINISHED.includes(order.status)
    ? [
        orderButton(
          "order_again",
          order.status === "failed" ? texts.cardButtons.changeAndOrderAgain : texts.orderAgain,
          order,
          texts,
        ),
      ]
    : [];
const FINISHED: readonly Status[] = ["provisioned", "failed", "denied", "cancelled", "expired"];

/** Those of the approvers. */
export const approve: Buttons = (order, texts) => [
  orderButton("order_approve", texts.approve, order, texts, {
    style: "primary",
    ...(isPrepaid(order) ? { confirm: texts.confirmPrepaid(order) } : {}),
  }),
];
export const deny: Buttons = (order, texts) => [
  orderButton("order_deny", texts.deny, order, texts, { style: "danger" }),
];
export const propose: Buttons = (order, texts) =>
  reducibleIn(order.spec).length > 0
    ? [orderButton("order_propose", texts.cardButtons.propose, order, texts)]
    : [];
/** Those for an order that did not come to a known good end. */
export const retry: Buttons = (order, texts) =>
  order.failure?.retriable
    ? [orderButton("order_retry", texts.retry, order, texts, { confirm: texts.confirmRetry })]
    : [];
export const adopt: Buttons = (order, texts) => {
  const found = order.failure?.found ?? [];
  return found.length > 0 && found.length <= order.spec.count
    ? [
        orderButton("order_adopt", texts.cardButtons.adopt, order, texts, {
          confirm: texts.confirmAdopt(order),
        }),
      ]
    : [];
};
export const close: Buttons = (order, texts) => [
  orderButton("order_cancel", texts.closeOrder, order, texts, { confirm: texts.confirmClose }),
];
/** For the rest of an order of which only some was made. */
export const missing: Buttons = (order, texts) => {
  const count = missingOf(order);
  return count > 0
    ? [orderButton("order_missing", texts.cardButtons.orderMissing(count), order, texts)]
    : [];
};

/** How many servers were asked for and not made. */
export const missingOf = ({ status, spec, instanceIds }: Order): number =>
  status === "provisioned" ? Math.max(0, spec.count - instanceIds.length) : 0;

const shown: Partial<Record<Status, readonly Buttons[]>> = {
  pending: [approve, deny, propose],
  failed: [retry],
  unknown: [retry, adopt, close],
  provisioned: [missing],
};

const buttons: Buttons = (order, texts) =>
  [...(shown[order.status] ?? []), againButton].flatMap((button) => button(order, texts));
