import { proposalStep, type Order, type Step } from "../order/order.ts";
import { actions, context, facts, orderButton, quote, section, type Block } from "./blocks.ts";
import type { Message } from "./order-card.ts";
import { buttonsOf, proposalAnswers } from "./order-buttons.ts";
import { newestThatFit } from "./order-details.ts";
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

/** Steps of an order, for the thread of its card: of many the newest. Its text alone names the order. */
export function orderStory(order: Order, steps: readonly Step[], texts: Texts): Message {
  const lines = newestThatFit(texts.story(steps, order, texts.goods(order)), 3_800);
  return {
    text: texts.about(order.id, `\n${lines.join("\n")}`),
    blocks: lines.map((line) => section(line)),
  };
}

/** To the requester alone: a smaller order that would be approved, or where the servers came to. */
export function directNotice(order: Order, step: Step, texts: Texts): Message {
  if (step.action === "propose") {
    const text = texts.about(order.id, texts.proposalToYou(order, step));
    const details = orderButton("order_details", texts.showDetails, order);
    const answers = proposalStep(order) === step ? buttonsOf(proposalAnswers, order, texts) : [];
    return { text, blocks: [section(text), actions(...answers, details)] };
  }
  return sentence(texts.about(order.id, texts.building(order).join("\n")));
}

/** To everybody: an order went past its approvers. */
export const alarm = (order: Order, step: Step, texts: Texts): Message =>
  sentence(texts.storyAlarm(order, step, texts.goods(order)));
