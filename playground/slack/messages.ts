/** Stored messages and ephemeral ones: posting, changing, deleting, reading. Callers have checked the content. */
import type { Fields } from "./json.ts";
import type { MessageContent } from "./message-content.ts";
import type { Block } from "./normalize-blocks.ts";
import { note, type SlackState } from "./state.ts";

/** A message as Slack stores it. */
export interface Message {
  type: "message";
  subtype?: string;
  text: string;
  user: string;
  ts: string;
  team: string;
  bot_id?: string;
  app_id?: string;
  bot_profile?: Fields;
  blocks?: Block[];
  attachments?: unknown[];
  metadata?: Fields;
  thread_ts?: string;
}

export interface Ephemeral {
  /** The only person who sees it. */
  user: string;
  channel: string;
  ts: string;
  text: string;
  blocks: Block[];
  attachments?: unknown[];
  thread_ts?: string;
}

export interface Thread {
  threadTs?: string | undefined;
  broadcast?: boolean | undefined;
}

export function messagesIn(state: SlackState, channelId: string): Message[] {
  return state.messages.get(channelId) ?? [];
}

export function findMessage(
  state: SlackState,
  channelId: string,
  ts: string | undefined,
): Message | undefined {
  // From the end: what people look for is new, and a channel may have ten thousands of messages.
  return messagesIn(state, channelId).findLast((message) => message.ts === ts);
}

function botAuthor(
  state: SlackState,
): Pick<Message, "user" | "bot_id" | "app_id" | "team" | "bot_profile"> {
  const { app, team } = state.world;
  const bot_profile = {
    id: app.botId,
    app_id: app.id,
    user_id: app.botUserId,
    name: app.name,
    team_id: team.id,
    deleted: false,
    updated: 1_790_000_000,
    icons: {},
  };
  return { user: app.botUserId, bot_id: app.botId, app_id: app.id, team: team.id, bot_profile };
}

function store(state: SlackState, channelId: string, message: Message): Message {
  state.messages.set(channelId, [...messagesIn(state, channelId), message]);
  note(state, "message", { change: "posted", channel: channelId, message });
  return message;
}

export function postAsBot(
  state: SlackState,
  channelId: string,
  content: MessageContent,
  thread: Thread = {},
): Message {
  return store(state, channelId, {
    type: "message",
    ...botAuthor(state),
    ts: state.stamp(),
    text: content.text ?? "",
    ...(content.blocks && { blocks: content.blocks }),
    ...(content.attachments && { attachments: content.attachments }),
    ...(content.metadata && { metadata: content.metadata }),
    ...(thread.threadTs !== undefined && { thread_ts: thread.threadTs }),
    ...(thread.threadTs !== undefined && thread.broadcast && { subtype: "thread_broadcast" }),
  });
}

export function postAsPerson(
  state: SlackState,
  channelId: string,
  userId: string,
  text: string,
  threadTs?: string,
): Message {
  const team =
    state.world.people.find((person) => person.id === userId)?.teamId ?? state.world.team.id;
  return store(state, channelId, {
    type: "message",
    user: userId,
    team,
    ts: state.stamp(),
    text,
    ...(threadTs !== undefined && { thread_ts: threadTs }),
  });
}

/**
 * Text without blocks removes the blocks; blocks stay only if the text is left out too. Attachments and metadata stay
 * if left out; an empty list or object removes them.
 */
export function changeMessage(
  state: SlackState,
  channelId: string,
  ts: string,
  content: MessageContent,
): Message | undefined {
  const before = findMessage(state, channelId, ts);
  if (!before) return undefined;
  const { blocks: oldBlocks, attachments: oldAttachments, metadata: oldMetadata, ...rest } = before;
  const blocks = content.blocks ?? (content.text === undefined ? oldBlocks : undefined);
  const attachments = content.attachments ?? oldAttachments;
  const metadata = content.metadata ?? oldMetadata;
  const message: Message = {
    ...rest,
    text: content.text ?? before.text,
    ...(blocks && blocks.length > 0 && { blocks }),
    ...(attachments && attachments.length > 0 && { attachments }),
    ...(metadata && Object.keys(metadata).length > 0 && { metadata }),
  };
  const messages = messagesIn(state, channelId);
  state.messages.set(channelId, messages.with(messages.lastIndexOf(before), message));
  note(state, "message", { change: "updated", channel: channelId, message, before });
  return message;
}

export function deleteMessage(state: SlackState, channelId: string, ts: string): void {
  const message = findMessage(state, channelId, ts);
  if (!message) return;
  state.messages.set(
    channelId,
    messagesIn(state, channelId).filter((other) => other !== message),
  );
  note(state, "message", { change: "deleted", channel: channelId, message });
}

export function showEphemeral(
  state: SlackState,
  userId: string,
  channelId: string,
  content: MessageContent,
  threadTs?: string,
): Ephemeral {
  const ephemeral: Ephemeral = {
    user: userId,
    channel: channelId,
    ts: state.stamp(),
    text: content.text ?? "",
    blocks: content.blocks ?? [],
    ...(content.attachments && { attachments: content.attachments }),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
  };
  state.ephemerals.push(ephemeral);
  note(state, "ephemeral", { change: "shown", ephemeral });
  return ephemeral;
}

/** Only a response URL can do this; `undefined` takes the message away. */
export function replaceEphemeral(
  state: SlackState,
  ts: string,
  content: MessageContent | undefined,
): void {
  const index = state.ephemerals.findIndex((ephemeral) => ephemeral.ts === ts);
  const before = state.ephemerals[index];
  if (!before) return;
  if (content) {
    const ephemeral = { ...before, text: content.text ?? "", blocks: content.blocks ?? [] };
    state.ephemerals[index] = ephemeral;
    note(state, "ephemeral", { change: "updated", ephemeral });
  } else {
    state.ephemerals.splice(index, 1);
    note(state, "ephemeral", { change: "deleted", ephemeral: before });
  }
}

export function ephemeralsOf(state: SlackState, userId: string): Ephemeral[] {
  return state.ephemerals.filter((ephemeral) => ephemeral.user === userId);
}

/** With the counts that Slack adds to a thread's first message when it is read. */
export function withThreadCounts(state: SlackState, channelId: string, message: Message): Fields {
  const messages = messagesIn(state, channelId);
  const replies = messages
    .slice(messages.findLastIndex(({ ts }) => ts === message.ts) + 1)
    .filter((other) => other.thread_ts === message.ts);
  if (replies.length === 0) return { ...message };
  return {
    ...message,
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: [...new Set(replies.map((reply) => reply.user))],
    latest_reply: replies.at(-1)?.ts,
  };
}
