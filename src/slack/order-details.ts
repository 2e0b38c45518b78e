import type { Order } from "../order/order.ts";
import type { PersonAction } from "../order/policy.ts";
import { actions, plain, section, type Block, type View } from "./blocks.ts";
import { anewButtons, buttonActions, buttonsOf } from "./order-buttons.ts";
import { orderBody, type Message } from "./order-card.ts";
import type { Texts } from "./texts.ts";

/** An order as one person is shown it, with what they could do with it now. */
export interface ShownOrder {
  readonly order: Order;
  readonly may: (action: PersonAction) => boolean;
}

/** The block of its buttons, by which a click in it is known. */
export const DETAILS = "details";

/**
 * An order with its history, newest last (of a long history the newest steps), and what the reader may do with it.
 * `note`: what a click in it came to.
 */
export const orderDetails = (
  { order, may }: ShownOrder,
  texts: Texts,
  note?: string,
): readonly Block[] => [
  ...(note === undefined ? [] : [section(`:warning: ${note}`)]),
  section(texts.detailsStand(order)),
  ...orderBody(order, texts),
  section(
    newestThatFit(texts.storyWithTimes(order, texts.goods(order)), MOST_OF_HISTORY).join("\n"),
  ),
  ...detailsButtons({ order, may }, texts),
];

/** What is left beside everything else of the 13,000 characters that a message takes. */
const MOST_OF_HISTORY = 2_400;

/** A section takes 3,000 characters, and a message's text 4,000. */
export function newestThatFit(lines: readonly string[], most = 2_900): readonly string[] {
  let kept = lines;
  while (kept.join("\n").length > most) kept = kept.slice(1);
  return kept;
}

function detailsButtons({ order, may }: ShownOrder, texts: Texts): readonly Block[] {
  const buttons = [
    ...buttonsOf(buttonActions.filter(may), order, texts),
    ...anewButtons(order, texts),
  ];
  return buttons.length > 0 ? [{ ...actions(...buttons), block_id: DETAILS }] : [];
}

export const detailsMessage = (shown: ShownOrder, texts: Texts, note?: string): Message => ({
  text: texts.named(shown.order),
  blocks: orderDetails(shown, texts, note),
});

export const detailsView = (shown: ShownOrder, texts: Texts, note?: string): View => ({
  type: "modal",
  title: plain(texts.named(shown.order), 24),
  close: plain(texts.close, 24),
  blocks: [...orderDetails(shown, texts, note)],
});
