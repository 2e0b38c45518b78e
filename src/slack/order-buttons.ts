import { reducibleIn } from "../order/changes.ts";
import type { Status } from "../order/lifecycle.ts";
import type { Order } from "../order/order.ts";
import { isPrepaid, type PersonAction } from "../order/policy.ts";
import { orderButton, type Button } from "./blocks.ts";
import { missingOf } from "./order-facts.ts";
import type { Texts } from "./texts.ts";

/** The buttons of one kind that an order has: one, or none where the action would come to nothing. */
type Buttons = (order: Order, texts: Texts) => readonly Button[];

/** The button of each action. Whether somebody may press it is not asked here. */
const actionButtons: Readonly<Record<PersonAction, Buttons>> = {
  approve: (order, texts) => [
    orderButton("order_approve", texts.approve, order, {
      style: "primary",
      ...(isPrepaid(order.spec) ? { confirm: texts.confirmApprove(order) } : {}),
    }),
  ],
  deny: (order, texts) => [orderButton("order_deny", texts.deny, order, { style: "danger" })],
  propose: (order, texts) =>
    reducibleIn(order.spec).length > 0
      ? [orderButton("order_propose", texts.cardButtons.propose, order)]
      : [],
  withdraw: (order, texts) => [orderButton("order_withdraw", texts.cardButtons.withdraw, order)],
  accept(order, texts) {
    const confirm = texts.confirmAccept(order);
    return [
      orderButton("order_accept", texts.life.accept, order, {
        style: "primary",
        ...(confirm ? { confirm } : {}),
      }),
    ];
  },
  decline: (order, texts) => [orderButton("order_decline", texts.life.decline, order)],
  edit: (order, texts) => [orderButton("order_edit", texts.life.edit, order)],
  retry: (order, texts) =>
    order.failure?.retriable
      ? [
          orderButton("order_retry", texts.retry, order, {
            confirm: texts.confirmRetry(order),
          }),
        ]
      : [],
  adopt(order, texts) {
    const found = order.failure?.found ?? [];
    const confirm = texts.confirmAdopt(order);
    return found.length > 0 && found.length <= order.spec.count
      ? [orderButton("order_adopt", texts.cardButtons.adopt, order, { confirm })]
      : [];
  },
  "break-glass": (order, texts) => [
    orderButton("order_break_glass", texts.cardButtons.breakGlass, order, {
      style: "danger",
    }),
  ],
  cancel: (order, texts) => [
    order.status === "unknown"
      ? orderButton("order_cancel", texts.closeOrder, order, {
          confirm: texts.confirmClose(order),
        })
      : orderButton("order_cancel", texts.cancelOrder, order, {
          style: "danger",
          confirm: texts.confirmCancel(order),
        }),
  ],
};

/** What approvers may say to a pending order, and its requester to a smaller one. */
export const decisions: readonly PersonAction[] = ["approve", "deny", "propose"];
export const proposalAnswers: readonly PersonAction[] = ["accept", "decline", "edit"];

export const buttonsOf = (
  actions: readonly PersonAction[],
  order: Order,
  texts: Texts,
): readonly Button[] => actions.flatMap((action) => actionButtons[action](order, texts));

/** Statuses in which the same may be ordered again without buying it twice. */
const FINISHED: readonly Status[] = ["provisioned", "failed", "denied", "cancelled", "expired"];

/** Those that open the form with what was ordered here, once this order is over: what is missing of it, or all of it. */
export function anewButtons(order: Order, texts: Texts): readonly Button[] {
  if (!FINISHED.includes(order.status)) return [];
  const missing = missingOf(order);
  const { orderMissing, changeAndOrderAgain } = texts.cardButtons;
  const again = order.status === "failed" ? changeAndOrderAgain : texts.orderAgain;
  return [
    ...(missing > 0 ? [orderButton("order_missing", orderMissing(missing), order)] : []),
    orderButton("order_again", again, order),
  ];
}

/** Every action that has a button, in the order in which they stand. */
export const buttonActions = Object.keys(actionButtons) as PersonAction[];
