import type { Order } from "../../../order/order.ts";
import { seatsShown } from "../../../order/open-seats.ts";
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

/** How many servers are named. */
const MOST_NAMED = 4;

/** The dialogs before what costs money or cannot be taken back: the title says what a yes does. */
export const sayDialog = (words: Words) => {
  const { dialogs, life, prepaid } = words;
  const price = sayPrice(words);
  const no = dialogs.back;

  /** What agreeing to something prepaid means. */
  const paidAtOnce = ({ spec, price: estimate }: Priced, isLast: boolean): string =>
    words.joined([
      prepaid.charges(isLast, estimate && price.sumAtOnce(estimate), spec.count),
      prepaid.noWayBack(spec.count),
      ...(spec.charge.autoRenew ? [prepaid.renews] : []),
    ]);

  return {
    /** Before an approval of something prepaid. */
    confirmApprove(order: Order): Dialog {
      const { have, of } = seatsShown(order);
      const isLast = of - have === 1;
      const { title, yes } = isLast ? dialogs.buy : dialogs.approve;
      return { title: title(order.spec.count), text: paidAtOnce(order, isLast), yes, no };
    },
    /** Before a smaller order that is prepaid is accepted. */
    confirmAccept(smaller: Priced): Dialog {
      const { title, yes } = dialogs.accept;
      const text = words.joined([prepaid.proposerAgrees, paidAtOnce(smaller, false)]);
      return { title: title(smaller.spec.count), text, yes, no };
    },
    /** In a form that buys when it is sent, because nobody has to approve. Mrkdwn, as a form is. */
    confirmSending(rule: string, order: Priced): Dialog {
      const { spec, price: estimate } = order;
      const text = words.joined([
        prepaid.nobodyAsked(escaped(rule, 100)),
        prepaid.chargesNow(estimate && price.sumAtOnce(estimate), spec.count),
        prepaid.noWayBack(spec.count),
        ...(spec.charge.autoRenew ? [prepaid.renews] : []),
      ]);
      const { title, yes } = dialogs.buy;
      return { title: title(spec.count), text, yes, no };
    },
    confirmRetry({ id, spec, price: estimate }: Order): Dialog {
      const { title, text, yes } = dialogs.retry;
      const isPrepaid = spec.charge.chargeMode === "prepaid_by_duration";
      const charges = prepaid.unlessBought(estimate && price.sumAtOnce(estimate), spec.count);
      return {
        title: title(id),
        text: words.joined([text, ...(isPrepaid ? [charges] : [])]),
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
