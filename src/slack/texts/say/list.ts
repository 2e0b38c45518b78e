import type { Status } from "../../../order/lifecycle.ts";
import { seatsShown } from "../../../order/open-seats.ts";
import type { Instance } from "../../../order/catalogue.ts";
import type { Order } from "../../../order/order.ts";
import type { Scope } from "../../../workflow/list-orders.ts";
import { code, escaped, mention, moment } from "../../text.ts";
import type { Words } from "../en.ts";
import { sayOrder } from "./order.ts";

/** Lists of orders, and what is wrong with a line that asks for one. Mrkdwn, but for titles. */
export const sayList = (words: Words) => {
  const { card, life, lists, steps } = words;
  const { goods } = sayOrder(words);
  const quoted = (text: string): string => code(text, 40);
  const listed = (names: readonly string[]): string => words.line.listed(names.map(quoted));
  return {
    lists: {
      ...lists,
      /** Plain. */
      title: (scope: Scope, status?: Status): string =>
        status === undefined
          ? lists.titles[scope]
          : lists.inState(lists.titles[scope], steps.titles[status]),
      /** Two lines about an order. `reader`: whom nobody has to tell that they asked for it. */
      entry(order: Order, reader: string): string {
        const { id, labels, requester, placedAt } = order;
        const region = escaped(labels["regionId"] ?? order.region, 60);
        const { have, of } = seatsShown(order);
        const asked = moment(placedAt);
        return [
          lists.what(id, goods(order, 120), region),
          [
            steps.titles[order.status],
            ...(order.status === "pending" && of > 0
              ? [card.approved(life.seats(have, of), "")]
              : []),
            requester.userId === reader
              ? lists.asked(asked)
              : lists.askedBy(mention(requester.userId), asked),
          ].join(" · "),
        ].join("\n");
      },
      unknownWord: (word: string, nearest: string | undefined): string =>
        lists.unknownWord(quoted(word), nearest === undefined ? undefined : quoted(nearest)),
      tooMany: (word: string): string => lists.tooMany(quoted(word)),
      onlyPending: (word: string): string => lists.onlyPending(quoted(word)),
      words: (scopes: readonly string[], states: readonly string[]): string =>
        lists.words(listed(scopes), listed(states)),
    },
    servers: {
      ...words.servers,
      /** How many servers are in which state, the most first. */
      states: (found: readonly Instance[]): string =>
        words.servers.states(
          countsOf(found)
            .slice(0, MOST_STATES)
            .map(([state, count]) =>
              words.servers.count(state ? escaped(state, 30) : words.servers.noState, count),
            )
            .join(" · "),
        ),
      noneInState: (state: string, region: string): string =>
        words.servers.noneInState(quoted(state), escaped(region, 60)),
      unknownWord: (word: string, nearest: string | undefined): string =>
        words.servers.unknownWord(
          quoted(word),
          nearest === undefined ? undefined : quoted(nearest),
        ),
    },
    home: { ...words.home, asOf: (iso: string): string => words.home.asOf(moment(iso)) },
  };
};

/** A cloud may call states as it likes. */
const MOST_STATES = 10;

function countsOf(found: readonly Instance[]): readonly (readonly [state: string, number])[] {
  const counts = new Map<string, number>();
  for (const { status } of found) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one);
}
