import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from "@slack/web-api";
import type { Language } from "../order/language.ts";
import type { Order } from "../order/order.ts";
import {
  MessageFailure,
  type Log,
  type Messenger,
  type People,
  type Place,
  type PostName,
} from "../workflow/ports.ts";
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
/** The client takes for one whatever Slack, or a proxy before it, answers that is no JSON. */
const CODE = /^\w{1,80}$/;
const MESSAGE_GONE = new Set(["message_not_found", "cant_update_message", "edit_window_closed"]);

export interface MessengerPorts {
  readonly client: WebClient;
  /** Of what stands in channels. */
  readonly language: () => Language;
  readonly people: Pick<People, "languageOf">;
  readonly log: Log;
}

/** A person's id, or the id of a conversation with them alone. */
const isPrivate = (channel: string): boolean => /^[UWD]/.test(channel);
const isPerson = (channel: string): boolean => /^[UW]/.test(channel);

/** Posted with a message, invisible to people, and given back by Slack where a history is read. */
interface Mark {
  readonly order: string;
  readonly message: PostName;
  readonly version: number;
}
const MARK = "edcps_order";

/** The note of when a posting began may be by a clock that is not Slack's. */
const CLOCKS_DIFFER_S = 5 * 60;
/** Of a channel in which more than this was written meanwhile the rest is not read. */
const MOST_PAGES = 5;
const PAGE = 200;

/** Messages about orders. No link or picture unfolds, no name becomes a link by itself. */
export function slackMessenger({ client, language, people, log }: MessengerPorts): Messenger {
  const inChannels = (): Texts => textsIn[language()];
  const textsFor = async (userId: string): Promise<Texts> =>
    textsIn[await people.languageOf(userId)];
  /** What is posted about an order is read by everybody in the channel, or by its requester alone. */
  const textsAt = (channel: string, order: Order): Texts | Promise<Texts> =>
    isPrivate(channel) ? textsFor(order.requester.userId) : inChannels();

  const post = async (
    channel: string,
    message: Message,
    { id, version }: Order,
    name: PostName,
    thread?: string,
  ): Promise<Place> => {
    const mark: Mark = { order: id, message: name, version };
    const posted = await taken(
      client.chat.postMessage({
        channel,
        text: message.text,
        blocks: [...message.blocks],
        metadata: { event_type: MARK, event_payload: { ...mark } },
        unfurl_links: false,
        unfurl_media: false,
        ...(thread ? { thread_ts: thread } : {}),
      }),
    );
    if (!posted.channel || !posted.ts) throw new MessageFailure("other", "no_timestamp");
    return { channel: posted.channel, ts: posted.ts };
  };

  const update = async (
    { channel, ts }: Place,
    { text, blocks }: Message,
  ): Promise<"updated" | "gone"> => {
    try {
      await taken(client.chat.update({ channel, ts, text, blocks: [...blocks] }));
      return "updated";
    } catch (error) {
      if (error instanceof MessageFailure && MESSAGE_GONE.has(error.code)) return "gone";
      throw error;
    }
  };

  /** Messages of a conversation since a moment, a page after the other, newest first (in a thread: oldest first). */
  async function* written(channel: string, thread: string | undefined, oldest: string) {
    const about = { channel, oldest, limit: PAGE, include_all_metadata: true };
    let cursor: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const from = { ...about, ...(cursor ? { cursor } : {}) };
      const page = await (thread
        ? client.conversations.replies({ ...from, ts: thread })
        : client.conversations.history(from));
      yield* page.messages ?? [];
      cursor = page.response_metadata?.next_cursor;
      if (!cursor) return;
    }
  }

  /** Where a person is written to: a history is read by the conversation's id alone. */
  const conversationWith = async (userId: string): Promise<string> => {
    const { channel } = await client.conversations.open({ users: userId });
    return channel?.id ?? userId;
  };

  let mayNotLook = false;
  const sayOnce = (code: string): void => {
    if (!mayNotLook)
      log.warn(
        { code },
        "Slack does not let the bot look whether a message stands whose answer was lost, so it is posted again and may stand twice. The scopes for that are channels:history, groups:history, im:history and im:write.",
      );
    mayNotLook = true;
  };

  return {
    postCard: (channel, order) => post(channel, orderCard(order, inChannels()), order, "card"),

    updateCard: (place, order) => update(place, orderCard(order, inChannels())),

    postResult: async (channel, order, name, note) =>
      post(channel, orderResult(order, await textsAt(channel, order), note), order, name),
    postUnposted: async (userId, order) =>
      post(userId, unpostedNotice(order, await textsFor(userId)), order, "unposted"),
    postStory: (card, order, steps) =>
      post(card.channel, orderStory(order, steps, inChannels()), order, "story", card.ts),
    async postDirect(order, step, name) {
      const { userId } = order.requester;
      return post(userId, directNotice(order, step, await textsFor(userId)), order, name);
    },
    async updateDirect(place, order, step) {
      const texts = await textsFor(order.requester.userId);
      return update(place, directNotice(order, step, texts));
    },
    postAlarm: async (channel, order, step, name) =>
      post(channel, alarm(order, step, await textsAt(channel, order)), order, name),

    async findPost(orderId, name, { channel: to, thread, version, since }) {
      const wanted: Mark = { order: orderId, message: name, version };
      const oldest = String(Date.parse(since) / 1_000 - CLOCKS_DIFFER_S);
      try {
        const channel = isPerson(to) ? await taken(conversationWith(to)) : to;
        for await (const { ts, metadata } of written(channel, thread, oldest))
          if (ts && metadata?.event_type === MARK && isMark(metadata.event_payload, wanted))
            return { channel, ts };
        return undefined;
      } catch (thrown) {
        const failure = thrown instanceof MessageFailure ? thrown : messageFailure(thrown);
        // Where the bot is not, nothing of it stands.
        if (failure.kind === "channel" || failure.code === "thread_not_found") return undefined;
        if (failure.code !== "missing_scope") throw failure;
        sayOnce(failure.code);
        return undefined;
      }
    },

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

const isMark = (payload: object | undefined, { order, message, version }: Mark): boolean => {
  const found = payload as Partial<Mark> | undefined;
  return found?.order === order && found.message === message && found.version === version;
};

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
    const said: unknown = error.data.error;
    const code = typeof said === "string" && CODE.test(said) ? said : "not_understood";
    return new MessageFailure(CHANNEL_CLOSED.has(code) ? "channel" : "other", code);
  }
  return new MessageFailure("other", error instanceof Error ? error.name : "unknown");
}
