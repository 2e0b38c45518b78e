import type { Order } from "../../../order/order.ts";
import { isAcceptLast, isNextLast } from "../../../order/open-seats.ts";
import { isPrepaid } from "../../../order/policy.ts";
import { escaped, literal } from "../../text.ts";
import type { Words } from "../en.ts";
import { sayPrice } from "./price.ts";

/** What is asked before a click counts. Plain: a title takes 100 characters, the text 300, an answer 30. */
export interface Dialog {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
}

/** A modal's own button takes 24 characters. Half a sum would be a wrong one. */
const MOST_ON_SUBMIT = 24;

/** How many servers are named. */
const MOST_NAMED = 4;

/** The dialogs before what costs money or cannot be taken back: the title says what a yes does. */
export const sayDialog = (words: Words) => {
  const { dialogs, life, prepaid } = words;
  const price = sayPrice(words);
  const { accept, back: no } = dialogs;

  const renews = ({ charge }: Order["spec"]): readonly string[] =>
    charge.autoRenew ? [prepaid.renews] : [];
  const sumOf = ({ price: estimate }: Priced): string | undefined =>
    estimate && price.sumAtOnce(estimate);
  /** Behind what is charged for something prepaid. */
  const forGood = ({ spec }: Priced): readonly string[] => [
    prepaid.noWayBack(spec.count),
    ...renews(spec),
  ];
  const chargedAtOnce = (order: Priced, isLast: boolean): readonly string[] => [
    prepaid.charges(isLast, sumOf(order), order.spec.count),
    ...forGood(order),
  ];
  /** What a yes to a smaller order means when it buys. */
  const boughtByYes = (smaller: Priced): readonly string[] => {
    const { spec, price: estimate } = smaller;
    return isPrepaid(spec)
      ? [accept.charged(sumOf(smaller), spec.count), ...forGood(smaller)]
      : [accept.billed(estimate && price.short(estimate), spec.count)];
  };

  return {
    /** Before an approval of something prepaid. */
    confirmApprove(order: Order): Dialog {
      const isLast = isNextLast(order);
      const { title, yes } = isLast ? dialogs.buy : dialogs.approve;
      return {
        title: title(order.spec.count),
        text: words.joined(chargedAtOnce(order, isLast)),
        yes,
        no,
      };
    },
    /** Before a smaller order is accepted that is bought then, or is prepaid; undefined: nothing has to be asked. */
    confirmAccept({ proposal }: Order): Dialog | undefined {
      if (!proposal) return undefined;
      const { count } = proposal.spec;
      if (isAcceptLast(proposal))
        return {
          title: dialogs.buy.title(count),
          text: words.joined([accept.nobodyElse, ...boughtByYes(proposal)]),
          yes: dialogs.buy.yes,
          no,
        };
      if (!isPrepaid(proposal.spec)) return undefined;
      const text = words.joined([accept.proposerAgrees, ...chargedAtOnce(proposal, false)]);
      return { title: accept.title(count), text, yes: accept.yes, no };
    },
    /**
     * In a form that buys when it is sent, because nobody has to approve. Mrkdwn, as a form is. The sum stands on the
     * button, if it has room there: whoever scrolled down sees nothing else of it.
     */
    confirmSending(rule: string, order: Priced): Dialog {
      const text = words.joined([
        prepaid.nobodyAsked(escaped(rule, 100)),
        prepaid.chargesNow(sumOf(order), order.spec.count),
        ...forGood(order),
      ]);
      const { title, yes } = dialogs.buy;
      const [sum, count] = [sumOf(order), order.spec.count];
      const withSum = sum === undefined ? yes : prepaid.buyFor(sum);
      const fits = withSum.length <= MOST_ON_SUBMIT;
      return { title: title(count), text, yes: fits ? withSum : yes, no };
    },
    confirmRetry(order: Order): Dialog {
      const { id, spec } = order;
      const { title, text, yes } = dialogs.retry;
      const charges = prepaid.unlessBought(sumOf(order), spec.count);
      return {
        title: title(id),
        text: words.joined([text, ...(isPrepaid(spec) ? [charges, ...renews(spec)] : [])]),
        yes,
        no,
      };
    },
    /** Before servers that were found are taken for the order. */
    confirmAdopt({ id, failure }: Order): Dialog {
      const { title, text, yes } = dialogs.adopt;
      const found = failure?.found ?? [];
      const named = life.listed(found.slice(0, MOST_NAMED).map((one) => literal(one, 40)));
      const more = found.length - MOST_NAMED;
      return {
        title: title(found.length, id),
        text: text(more > 0 ? life.more(named, more) : named),
        yes,
        no,
      };
    },
    confirmCancel({ id }: Pick<Order, "id">): Dialog {
      const { title, text, yes } = dialogs.cancel;
      return { title: title(id), text, yes, no };
    },
    confirmClose({ id }: Pick<Order, "id">): Dialog {
      const { title, text, yes } = dialogs.close;
      return { title: title(id), text, yes, no };
    },
  };
};

type Priced = Pick<Order, "spec" | "price">;
