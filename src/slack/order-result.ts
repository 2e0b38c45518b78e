import type { Order } from "../order/order.ts";
import { context, facts, quote, section, type Block } from "./blocks.ts";
import { boughtSentence, what, type Message } from "./order-card.ts";
import { escaped, mention } from "./text.ts";
import { texts } from "./texts.ts";

/** How an order ended, for the people where it was asked. Its text alone says everything: it may be all that is read. */
export function orderResult(order: Order, note?: "invite"): Message {
  const { text, more } = ending(order);
  const invite = note
    ? [
        context(
          `This came to you alone because the bot is not in the channel <#${order.askedIn}>. \`/invite\` it there, and the next result comes there.`,
        ),
      ]
    : [];
  return {
    text: `Order ${order.id}: ${text}`,
    blocks: [section(`Order *${order.id}*: ${text}`), ...more, ...invite],
  };
}

function ending(order: Order): { text: string; more: Block[] } {
  const whose = mention(order.requester.userId);
  const goods = escaped(what(order), 200);
  switch (order.status) {
    case "provisioned":
      return {
        text: `${whose}'s ${goods} bought. ${boughtSentence(order)} Instance ids: ${order.instanceIds.map((id) => `\`${escaped(id.replaceAll("`", ""), 60)}\``).join(", ")}`,
        more: [
          facts([
            [
              "Where",
              `${order.labels["regionId"] ?? order.region}, ${order.labels["az"] ?? order.spec.az}`,
            ],
            ["Name", order.spec.name],
          ]),
        ],
      };
    case "failed":
    case "unknown":
      return {
        text: `${whose}'s ${goods} ${texts.stands[order.status]}. ${order.failure ? texts.failure(order, order.failure) : ""}`,
        more: [],
      };
    default: {
      const last = order.history.at(-1);
      const by = last ? ` (${texts.actor(last.by)})` : "";
      return {
        text: `${whose}'s ${goods} ${texts.stands[order.status]}${by}. Nothing was bought.`,
        more: last?.reason ? [quote(last.reason)] : [],
      };
    }
  }
}

/** To the requester, when the place where approvals are asked for cannot be written to. */
export const unpostedNotice = (order: Order): Message => {
  const text = `Order ${order.id} is kept, but nobody could be asked to approve it yet: the bot cannot write to the approvals channel. Its operator has been told through the bot's health check; the request is posted as soon as that is mended.`;
  return { text, blocks: [section(text)] };
};

export const reminder = (order: Order): Message => {
  const text = `Order ${order.id} still waits: ${order.approvals.length} of ${order.rule.quorum} approved. ${mention(order.requester.userId)} asked for ${escaped(what(order), 200)}.`;
  return { text, blocks: [section(text)] };
};
