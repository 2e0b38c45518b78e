import type { Order } from "../order/order.ts";
import { context, facts, quote, section, type Block } from "./blocks.ts";
import type { Message } from "./order-card.ts";
import { firstFacts } from "./order-facts.ts";
import type { Texts } from "./texts.ts";

/** How an order ended, for the people where it was asked. Its text alone says everything: it may be all that is read. */
export function orderResult(order: Order, texts: Texts, note?: "invite"): Message {
  const { text, more } = ending(order, texts);
  const invite = note ? [context(texts.invite(order))] : [];
  return {
    text: texts.about(order.id, text),
    blocks: [...sections(texts.about(`*${order.id}*`, text)), ...more, ...invite],
  };
}

/** A section takes 3,000 characters, and the ids of many servers more than that. */
function sections(text: string): Block[] {
  const end = text.length > 3_000 ? text.lastIndexOf(", ", 2_900) : -1;
  return end === -1
    ? [section(text)]
    : [section(text.slice(0, end + 1)), ...sections(text.slice(end + 2))];
}

function ending(order: Order, texts: Texts): { text: string; more: Block[] } {
  switch (order.status) {
    case "provisioned":
      return { text: texts.resultBought(order), more: [facts(firstFacts(order, texts), texts)] };
    case "failed":
    case "unknown":
      return { text: texts.resultNotBought(order), more: [] };
    default: {
      const last = order.history.at(-1);
      return {
        text: texts.resultEnded(order, last),
        more: last?.reason ? [quote(last.reason)] : [],
      };
    }
  }
}

const sentence = (text: string): Message => ({ text, blocks: [section(text)] });

/** To the requester, when the place where approvals are asked for cannot be written to. */
export const unpostedNotice = (order: Order, texts: Texts): Message =>
  sentence(texts.unposted(order));

export const reminder = (order: Order, texts: Texts): Message => sentence(texts.reminder(order));
