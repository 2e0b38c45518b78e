import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from "@slack/web-api";
import type { Language } from "../order/language.ts";
import type { Order } from "../order/order.ts";
import { MessageFailure, type Messenger, type People } from "../workflow/ports.ts";
import { orderCard, type Message } from "./order-card.ts";
import { alarm, directNotice, orderResult, orderStory, unpostedNotice } from "./order-result.ts";
import { textsIn, type Texts } from "./texts.ts";

/** Slack's ways to say that this place cannot be written to until a person changes something. */
const CHANNEL_CLOSED = new Set([
  "not_in_channel",
  "channel_not_found",
  "is_archived",
  "restricted_action",
  "restricted_action_read_only_channel",
  "restricted_action_thread_only_channel",
  "restricted_action_non_threadable_channel",
  "user_not_in_channel",
  "messages_tab_disabled",
]);
const MESSAGE_GONE = new Set(["message_not_found", "cant_update_message", "edit_window_closed"]);

export interface MessengerPorts {
  readonly client: WebClient;
  /** Of what stands in channels. */
  readonly language: () => Language;
  readonly people: Pick<People, "languageOf">;
}

/** A person's id, or the id of a conversation with them alone. */
const isPrivate = (channel: string): boolean => /^[UWD]/.test(channel);

/** Messages about orders. No link or picture unfolds, no name becomes a link by itself. */
export function slackMessenger({ client, language, people }: MessengerPorts): Messenger {
  const inChannels = (): Texts => textsIn[language()];
  const textsFor = async (userId: string): Promise<Texts> =>
    textsIn[await people.languageOf(userId)];
  /** What is posted about an order is read by everybody in the channel, or by its requester alone. */
  const textsAt = (channel: string, order: Order): Texts | Promise<Texts> =>
    isPrivate(channel) ? textsFor(order.requester.userId) : inChannels();

  const post = async (
    channel: string,
    message: Message,
    thread?: string,
  ): Promise<{ channel: string; ts: string }> => {
    const posted = await taken(
      client.chat.postMessage({
        channel,
        text: message.text,
        blocks: [...message.blocks],
        unfurl_links: false,
        unfurl_media: false,
        ...(thread ? { thread_ts: thread } : {}),
      }),
    );
    if (!posted.channel || !posted.ts) throw new MessageFailure("other", "no_timestamp");
    return { channel: posted.channel, ts: posted.ts };
  };

  return {
    postCard: (channel, order) => post(channel, orderCard(order, inChannels())),

    async updateCard({ channel, ts }, order) {
      const { text, blocks } = orderCard(order, inChannels());
      try {
        await taken(client.chat.update({ channel, ts, text, blocks: [...blocks] }));
        return "updated";
      } catch (error) {
        if (error instanceof MessageFailure && MESSAGE_GONE.has(error.code)) return "gone";
        throw error;
      }
    },

    postResult: async (channel, order, note) =>
      post(channel, orderResult(order, await textsAt(channel, order), note)),
    postUnposted: async (userId, order) =>
      post(userId, unpostedNotice(order, await textsFor(userId))),
    postStory: (card, order, steps) =>
      post(card.channel, orderStory(order, steps, inChannels()), card.ts),
    async postDirect(order, step) {
      const { userId } = order.requester;
      return post(userId, directNotice(order, step, await textsFor(userId)));
    },
    postAlarm: async (channel, order, step) =>
      post(channel, alarm(order, step, await textsAt(channel, order))),

    async tell({ channel, userId, refusal, orderId }) {
      const texts = await textsFor(userId);
      const text = texts.about(orderId, texts.refusal(refusal));
      try {
        await taken(client.chat.postEphemeral({ channel, user: userId, text }));
      } catch (error) {
        if (!(error instanceof MessageFailure) || error.kind !== "channel") throw error;
        await taken(
          client.chat.postMessage({
            channel: userId,
            text,
            unfurl_links: false,
            unfurl_media: false,
          }),
        );
      }
    },
  };
}

async function taken<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw messageFailure(error);
  }
}

function messageFailure(error: unknown): MessageFailure {
  if (error instanceof WebAPIRateLimitedError)
    return new MessageFailure("rate-limited", "ratelimited", {
      retryAfterMs: error.retryAfter * 1_000,
    });
  if (error instanceof WebAPIPlatformError) {
    const { error: code } = error.data;
    return new MessageFailure(CHANNEL_CLOSED.has(code) ? "channel" : "other", code);
  }
  return new MessageFailure("other", error instanceof Error ? error.name : "unknown");
}
