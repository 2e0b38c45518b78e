import type { Order } from "../order/order.ts";
import { context, facts, quote, section, type Block } from "./blocks.ts";
import { orderFacts, type Message } from "./order-card.ts";
import { texts } from "./texts.ts";

const words = texts.result;

/** How an order ended, for the people where it was asked. Its text alone says everything: it may be all that is read. */
export function orderResult(order: Order, note?: "invite"): Message {
  const { text, more } = ending(order);
  const invite = note ? [context(words.invite(order.askedIn))] : [];
  return {
    text: `Order ${order.id}: ${text}`,
    blocks: [...sections(`Order *${order.id}*: ${text}`), ...more, ...invite],
  };
}

/** A section takes 3,000 characters, and the ids of many servers more than that. */
function sections(text: string): Block[] {
  const end = text.length > 3_000 ? text.lastIndexOf(", ", 2_900) : -1;
  return end === -1
    ? [section(text)]
    : [section(text.slice(0, end + 1)), ...sections(text.slice(end + 2))];
}

/** What people want to know of new servers first. */
const FIRST_FACTS: readonly string[] = [texts.card.where, texts.card.name];

function ending(order: Order): { text: string; more: Block[] } {
  switch (order.status) {
    case "provisioned":
      return {
        text: words.bought(order),
        more: [facts(orderFacts(order).filter(([label]) => FIRST_FACTS.includes(label)))],
      };
    case "failed":
    case "unknown":
      return { text: words.notBought(order), more: [] };
    default: {
      const last = order.history.at(-1);
      return { text: words.ended(order, last), more: last?.reason ? [quote(last.reason)] : [] };
    }
  }
}

const sentence = (text: string): Message => ({ text, blocks: [section(text)] });

/** To the requester, when the place where approvals are asked for cannot be written to. */
export const unpostedNotice = (order: Order): Message => sentence(words.unposted(order));

export const reminder = (order: Order): Message => sentence(words.reminder(order));
