import type { Scope } from "../../../workflow/list-orders.ts";

const titles: Readonly<Record<Scope, string>> = {
  mine: "Your orders",
  waiting: "Orders that wait for you",
  all: "All orders that you may see",
};
const filters: Readonly<Record<Scope, string>> = {
  mine: "Mine",
  waiting: "Waiting for me",
  all: "All that I may see",
};
const none: Readonly<Record<Scope, string>> = {
  mine: "You have not ordered anything yet. `/edcps create` opens the form.",
  waiting: "Nothing waits for you at the moment.",
  all: "There is no order yet that you may see.",
};

/** Lists of orders. Titles, filters and buttons are plain; whatever is quoted comes escaped. */
export const lists = {
  titles,
  filters,
  none,
  inState: (title: string, state: string) => `${title}: ${state}`,
  state: "State",
  anyState: "In any state",
  newer: "Newer",
  older: "Older",
  further: "Look further",
  refresh: "Refresh",
  what: (id: string, goods: string, region: string) => `*${id}* ${goods}, ${region}`,
  asked: (moment: string) => `asked for ${moment}`,
  askedBy: (who: string, moment: string) => `asked for by ${who} ${moment}`,
  noneInState: "None of these orders is in this state.",
  noneLeft: "No order is left on this page: what stood here is in another state by now.",
  stoppedAfter: (count: number) =>
    `So far ${count} orders were looked through. There may be more for you.`,
  notListed: "Nothing was listed:",
  unknownWord: (word: string, nearest: string | undefined) =>
    `${word} is neither a list nor a state.${nearest ? ` Perhaps ${nearest}?` : ""}`,
  tooMany: (word: string) => `${word} is too much: name one list and one state.`,
  onlyPending: (word: string) => `${word} cannot be: only what is pending waits for anybody.`,
  words: (scopes: string, states: string) => `Lists: ${scopes}. States: ${states}.`,
};

/** The tab that everybody has for themselves. */
export const home = {
  welcome: "Here you order JD Cloud servers, decide what waits for you, and follow your orders.",
  order: "Order servers",
  nothingWaits: "Nothing waits for you.",
  moreWait: "More that waits for me",
  asOf: (moment: string) => `As of ${moment}. Refresh to see what changed since.`,
};

/** Lists of servers that exist. */
export const servers = {
  states: (counts: string) => `By state: ${counts}.`,
  count: (state: string, count: number) => `${state} ${count}`,
  noState: "state not given",
  next: "Next",
  previous: "Previous",
  noneInState: (state: string, region: string) =>
    `There are no servers in ${region} whose state is ${state}.`,
  range: (from: number, to: number, of: number) => `${from} to ${to} of ${of}`,
  unknownWord: (word: string, nearest: string | undefined) =>
    `${word} is neither a region nor a state of a server there.${nearest ? ` Perhaps ${nearest}?` : ""}`,
};
