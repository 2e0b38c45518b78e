import type { types } from "@slack/bolt";
import type { ListedPage, WantedPage } from "../workflow/list-orders.ts";
import { actions, context, header, plain, section, type Block, type Button } from "./blocks.ts";
import {
  listLink,
  listValue,
  orderEntries,
  orderListBlocks,
  refreshButton,
  type ShownList,
} from "./order-list.ts";
import type { Texts } from "./texts.ts";

/** The button that opens the order form. */
export const ORDER_NEW = "order_new";

export interface HomeContent {
  readonly list: ShownList;
  /** The first of what waits for the reader; absent where the list itself is of that. */
  readonly waiting?: ListedPage;
  /** When all this was so. ISO 8601. */
  readonly at: string;
}

/** Somebody's home tab: a button to order, what waits for them, and a list of orders. */
export function homeView({ list, waiting, at }: HomeContent, texts: Texts): types.HomeView {
  const { page, wanted } = list;
  const { mayOrder } = page;
  const waits = waiting?.orders ?? [];
  const isEmpty = page.orders.length === 0 && waits.length === 0;
  const isFirst = !wanted.from && page.stoppedAfter === undefined && wanted.scope === "mine";
  // To whom the policy opens nothing, and who has nothing, it says so, and nothing else.
  if (!mayOrder.ok && isEmpty && isFirst)
    return home(wanted, [section(texts.refusal(mayOrder.refusal))]);
  return home(wanted, [
    section(mayOrder.ok ? texts.home.welcome : texts.refusal(mayOrder.refusal)),
    actions(...(mayOrder.ok ? [orderButton(texts)] : []), refreshButton(wanted, texts)),
    ...(waiting ? waitingBlocks(waiting, list.reader, texts) : []),
    header(texts.lists.title(wanted.scope, wanted.status)),
    ...orderListBlocks(list, texts),
    context(texts.home.asOf(at)),
  ]);
}

/** What stands there while the orders cannot be shown: why, and a way to try again. */
export const homeTrouble = (sentence: string, wanted: WantedPage, texts: Texts): types.HomeView =>
  home(wanted, [section(sentence), actions(refreshButton(wanted, texts))]);

const home = (wanted: WantedPage, blocks: Block[]): types.HomeView => ({
  type: "home",
  callback_id: "home",
  // After a click on an order the same page is drawn again.
  private_metadata: listValue(wanted),
  blocks,
});

const orderButton = ({ home: words }: Texts): Button => ({
  type: "button",
  action_id: ORDER_NEW,
  text: plain(words.order, 75),
  style: "primary",
});

function waitingBlocks(waiting: ListedPage, reader: string, texts: Texts): readonly Block[] {
  const { orders, older } = waiting;
  if (orders.length === 0 && older === undefined) return [context(texts.home.nothingWaits)];
  return [
    header(texts.lists.titles.waiting),
    ...orderEntries(orders, reader, texts),
    ...(older === undefined ? [] : [actions(listLink("waiting", texts.home.moreWait))]),
  ];
}
