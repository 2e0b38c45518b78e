import type { types } from "@slack/bolt";
import { isPlaceInList } from "../order/list-place.ts";
import { statuses, type Status } from "../order/lifecycle.ts";
import { proposalStep } from "../order/order.ts";
import {
  scopes,
  type ListedOrder,
  type ListedPage,
  type Scope,
  type WantedPage,
} from "../workflow/list-orders.ts";
import {
  actions,
  context,
  orderButton,
  plain,
  quote,
  section,
  type Block,
  type Button,
  type Menu,
} from "./blocks.ts";
import { buttonsOf, decisions, proposalAnswers } from "./order-buttons.ts";
import { cost, notices, type Message } from "./order-card.ts";
import type { Texts } from "./texts.ts";

/**
 * How many orders a page shows. What waits for somebody is shown with what they need to decide: of that, a message,
 * which takes 13,000 characters, has room for four.
 */
export const pageSize: Readonly<Record<Scope, number>> = { mine: 10, waiting: 4, all: 10 };

/** What every button and menu of a list is called. What it leads to stands in its value. */
export const LIST_ACTION = /^order_list_/;

/** `<scope>:<status or any>`, and for a page `:<older or newer>:<place>`: which list to show, and nothing else. */
export const listValue = ({ scope, status, from }: WantedPage): string =>
  [scope, status ?? "any", ...(from ? [from.towards, from.place] : [])].join(":");

const LIST_VALUE = /^([a-z]+):([a-z]+)(?::(older|newer):(.+))?$/;

/** The page behind a button; undefined when nothing of ours drew it. */
export function readListValue(value: string | undefined): WantedPage | undefined {
  const [, given, state, towards, place] = LIST_VALUE.exec(value ?? "") ?? [];
  const scope = scopes.find((known) => known === given);
  const status = statuses.find((known) => known === state);
  if (!scope || (!status && state !== "any") || (place && !isPlaceInList(place))) return undefined;
  return {
    scope,
    ...(status ? { status } : {}),
    ...(place ? { from: { towards: towards === "newer" ? "newer" : "older", place } } : {}),
  };
}

export interface ShownList {
  readonly page: ListedPage;
  /** What was asked for. */
  readonly wanted: WantedPage;
  /** Who reads it. */
  readonly reader: string;
}

/** A list as a private answer. Its text alone names the orders. */
export function orderList(list: ShownList, texts: Texts): Message {
  const { page, wanted } = list;
  const title = texts.lists.title(wanted.scope, wanted.status);
  const ids = page.orders.map(({ order }) => order.id);
  return {
    text: ids.length > 0 ? `${title}${texts.colon}${ids.join(", ")}` : title,
    blocks: [section(`*${title}*`), ...orderListBlocks(list, texts, refreshButton(wanted, texts))],
  };
}

/** Filters, the page's orders or why there are none, and ways to the next pages, with further buttons beside them. */
export const orderListBlocks = (
  { page, wanted, reader }: ShownList,
  texts: Texts,
  ...beside: readonly Button[]
): Block[] => [
  filters(wanted, texts),
  ...orderEntries(page.orders, reader, texts),
  ...(page.orders.length === 0 ? [section(whyNone(page, wanted, texts))] : []),
  ...(page.stoppedAfter === undefined
    ? []
    : [context(texts.lists.stoppedAfter(page.stoppedAfter))]),
  ...row([...paging(page, wanted, texts), ...beside]),
];

const row = (buttons: readonly Button[]): Block[] =>
  buttons.length > 0 ? [actions(...buttons)] : [];

/** Order by order; what has to be decided stands apart. */
export const orderEntries = (
  orders: readonly ListedOrder[],
  reader: string,
  texts: Texts,
): readonly Block[] =>
  orders.flatMap((listed, index) => [
    ...(listed.waits && index > 0 ? [{ type: "divider" } as const] : []),
    ...orderEntry(listed, reader, texts),
  ]);

/** One order, with what its reader needs to decide where something waits for them. */
function orderEntry({ order, waits }: ListedOrder, reader: string, texts: Texts): readonly Block[] {
  const details = orderButton("order_details", texts.showDetails, order);
  const line: types.SectionBlock = {
    type: "section",
    text: { type: "mrkdwn", text: texts.lists.entry(order, reader), verbatim: true },
  };
  if (waits === undefined) return [{ ...line, accessory: details }];
  if (waits === "approve")
    return [
      line,
      ...notices(order, texts),
      quote(order.justification, MOST_QUOTED),
      ...cost(order, texts),
      actions(...buttonsOf(decisions, order, texts), details),
    ];
  const proposed = proposalStep(order);
  return [
    line,
    ...(proposed ? [section(texts.proposalToYou(order, proposed))] : []),
    actions(...buttonsOf(proposalAnswers, order, texts), details),
  ];
}

/** In a list only the beginning; the details have all of it. */
const MOST_QUOTED = 300;

const leadsTo = (
  name: string,
  text: string,
  wanted: WantedPage,
  style?: Button["style"],
): Button => ({
  type: "button",
  action_id: `order_list_${name}`,
  text: plain(text, 75),
  value: listValue(wanted),
  ...(style ? { style } : {}),
});

export const refreshButton = (wanted: WantedPage, { lists }: Texts): Button =>
  leadsTo("refresh", lists.refresh, wanted);

export const listLink = (scope: Scope, text: string): Button => leadsTo(scope, text, { scope });

const filters = ({ scope: shown, status }: WantedPage, texts: Texts): Block => ({
  ...actions(
    ...scopes.map((scope) =>
      leadsTo(
        scope,
        texts.lists.filters[scope],
        // Only what is pending waits for anybody.
        { scope, ...(status && scope !== "waiting" ? { status } : {}) },
        scope === shown ? "primary" : undefined,
      ),
    ),
    ...(shown === "waiting" ? [] : [states(shown, status, texts)]),
  ),
  // The menu keeps what was chosen as long as its block has this name, and a new drawing does not close it.
  block_id: `filters ${shown} ${status ?? "any"}`,
});

function states(scope: Scope, chosen: Status | undefined, { lists, steps }: Texts): Menu {
  const option = (status: Status | undefined): types.PlainTextOption => ({
    text: plain(status ? steps.titles[status] : lists.anyState, 75),
    value: listValue({ scope, ...(status ? { status } : {}) }),
  });
  return {
    type: "static_select",
    action_id: "order_list_state",
    placeholder: plain(lists.state, 150),
    options: [undefined, ...statuses].map(option),
    initial_option: option(chosen),
  };
}

function paging(
  { newer, older, stoppedAfter }: ListedPage,
  wanted: WantedPage,
  texts: Texts,
): readonly Button[] {
  const { lists } = texts;
  const further = stoppedAfter === undefined ? lists.older : lists.further;
  const beyond = (towards: "older" | "newer", place: string): WantedPage => ({
    ...wanted,
    from: { towards, place },
  });
  return [
    ...(newer === undefined ? [] : [leadsTo("newer", lists.newer, beyond("newer", newer))]),
    ...(older === undefined ? [] : [leadsTo("older", further, beyond("older", older))]),
  ];
}

function whyNone(
  { mayOrder, stoppedAfter, older, newer }: ListedPage,
  { scope, status, from }: WantedPage,
  { lists, refusal }: Texts,
): string {
  if (from || older !== undefined || newer !== undefined || stoppedAfter !== undefined)
    return lists.noneLeft;
  if (!mayOrder.ok && scope !== "waiting") return refusal(mayOrder.refusal);
  return status ? lists.noneInState : lists.none[scope];
}
