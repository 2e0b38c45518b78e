/** chat.*: posting, changing and deleting messages. */
import { good, isRefused, refused, type Answer } from "./answer.ts";
import type { Fields } from "./json.ts";
import { checkContent } from "./message-content.ts";
import {
  changeMessage,
  deleteMessage,
  findMessage,
  postAsBot,
  showEphemeral,
  type Message,
} from "./messages.ts";
import {
  needed,
  optionalTextArg,
  text,
  textArg,
  yesNo,
  type Argument,
  type Method,
} from "./method.ts";
import { findPerson, openDm, postableChannel, visibleChannel } from "./places.ts";
import { complain, type SlackState } from "./state.ts";
import type { WorldChannel } from "./world.ts";
import type { ErrorCode } from "./error-codes.ts";

const content: Record<string, Argument> = {
  text,
  blocks: { is: "array", otherwise: "invalid_blocks_format" },
  attachments: { is: "array", otherwise: "invalid_attachments" },
  markdown_text: text,
  metadata: { is: "object", otherwise: "invalid_metadata_format" },
  parse: text,
  link_names: yesNo,
};
const posting: Record<string, Argument> = {
  ...content,
  channel: needed,
  thread_ts: text,
  unfurl_links: yesNo,
  unfurl_media: yesNo,
  mrkdwn: yesNo,
  username: text,
  icon_emoji: text,
  icon_url: text,
};

/** chat.postMessage takes a user's id too and opens the DM. */
function channelOrPerson(state: SlackState, id: string): WorldChannel | ErrorCode {
  const person = findPerson(state, id);
  if (!person) return postableChannel(state, id);
  if (person.deleted) return "channel_not_found";
  return person.isBot ? "cannot_dm_bot" : openDm(state, id);
}

/** A thread hangs on its first message; one that is not there cannot be replied to. */
function threadOf(
  state: SlackState,
  channelId: string,
  ts: string | undefined,
): string | undefined | Answer {
  if (ts === undefined) return undefined;
  const parent = findMessage(state, channelId, ts);
  if (!parent) return refused("cannot_reply_to_message");
  if (parent.thread_ts !== undefined && parent.thread_ts !== ts) {
    complain(state, "thread_ts names a reply; Slack asks for the ts of the thread's first message");
    return parent.thread_ts;
  }
  return ts;
}

/** Slack sets no exact figure: about one message a second and channel. Enforced only when the test switches it on. */
function isTooFast(state: SlackState, channelId: string): boolean {
  if (state.postsPerSecond === undefined) return false;
  const last = state.lastPosts.get(channelId);
  const now = state.now();
  if (last !== undefined && now - last < 1000 / state.postsPerSecond) return true;
  state.lastPosts.set(channelId, now);
  return false;
}

function needsCustomize(state: SlackState, args: Fields): boolean {
  const custom = ["username", "icon_emoji", "icon_url"].some((name) => args[name] !== undefined);
  return custom && !state.world.app.botScopes.includes("chat:write.customize");
}

function missingCustomize(state: SlackState): Answer {
  return refused("missing_scope", {
    needed: "chat:write.customize",
    provided: state.world.app.botScopes.join(","),
  });
}

function postMessage(state: SlackState, args: Fields): Answer {
  const channel = channelOrPerson(state, textArg(args, "channel"));
  if (typeof channel === "string") return refused(channel);
  if (needsCustomize(state, args)) return missingCustomize(state);
  if (isTooFast(state, channel.id)) return refused("ratelimited", { retryAfter: 1 });
  const checked = checkContent(state, args, { longText: "complain" });
  if (isRefused(checked)) return checked;
  const threadTs = threadOf(state, channel.id, optionalTextArg(args, "thread_ts"));
  if (typeof threadTs === "object") return threadTs;
  const message = postAsBot(state, channel.id, checked, {
    threadTs,
    broadcast: args["reply_broadcast"] === true,
  });
  return good({ channel: channel.id, ts: message.ts, message });
}

function postEphemeral(state: SlackState, args: Fields): Answer {
  const channel = postableChannel(state, textArg(args, "channel"));
  if (typeof channel === "string") return refused(channel);
  if (needsCustomize(state, args)) return missingCustomize(state);
  const user = textArg(args, "user");
  if (!channel.members.includes(user)) return refused("user_not_in_channel");
  const checked = checkContent(state, args, { longText: "refuse" });
  if (isRefused(checked)) return checked;
  const threadTs = threadOf(state, channel.id, optionalTextArg(args, "thread_ts"));
  if (typeof threadTs === "object") return threadTs;
  return good({ message_ts: showEphemeral(state, user, channel.id, checked, threadTs).ts });
}

function ownMessage(
  state: SlackState,
  args: Fields,
  foreign: "cant_update_message" | "cant_delete_message",
): { channel: WorldChannel; message: Message } | ErrorCode {
  const channel = visibleChannel(state, textArg(args, "channel"));
  if (!channel) return "channel_not_found";
  if (channel.archived) return "is_inactive";
  const message = findMessage(state, channel.id, textArg(args, "ts"));
  if (!message) return "message_not_found";
  return message.bot_id === state.world.app.botId ? { channel, message } : foreign;
}

function update(state: SlackState, args: Fields): Answer {
  const own = ownMessage(state, args, "cant_update_message");
  if (typeof own === "string") return refused(own);
  const checked = checkContent(state, args, { longText: "refuse", mayBeEmpty: true });
  if (isRefused(checked)) return checked;
  const message = changeMessage(state, own.channel.id, own.message.ts, checked);
  return good({ channel: own.channel.id, ts: own.message.ts, text: message?.text, message });
}

export const CHAT_METHODS = {
  "chat.postMessage": {
    token: "bot",
    scopes: ["chat:write"],
    args: { ...posting, reply_broadcast: yesNo },
    run: postMessage,
  },
  "chat.postEphemeral": {
    token: "bot",
    scopes: ["chat:write"],
    args: { ...posting, user: needed },
    run: postEphemeral,
  },
  "chat.update": {
    token: "bot",
    scopes: ["chat:write"],
    args: { ...content, channel: needed, ts: needed, reply_broadcast: yesNo, file_ids: text },
    run: update,
  },
  "chat.delete": {
    token: "bot",
    scopes: ["chat:write"],
    args: { channel: needed, ts: needed },
    run(state, args) {
      const own = ownMessage(state, args, "cant_delete_message");
      if (typeof own === "string") return refused(own);
      deleteMessage(state, own.channel.id, own.message.ts);
      return good({ channel: own.channel.id, ts: own.message.ts });
    },
  },
  "chat.getPermalink": {
    token: "bot",
    scopes: [],
    args: { channel: needed, message_ts: needed },
    run(state, args) {
      const channel = visibleChannel(state, textArg(args, "channel"));
      if (!channel) return refused("channel_not_found");
      const message = findMessage(state, channel.id, textArg(args, "message_ts"));
      if (!message) return refused("message_not_found");
      const isReply = message.thread_ts !== undefined && message.thread_ts !== message.ts;
      const thread = isReply ? `?thread_ts=${message.thread_ts}&cid=${channel.id}` : "";
      const permalink = `https://${state.world.team.domain}.slack.com/archives/${channel.id}/p${message.ts.replace(".", "")}${thread}`;
      return good({ channel: channel.id, permalink });
    },
  },
} as const satisfies Record<string, Method>;
