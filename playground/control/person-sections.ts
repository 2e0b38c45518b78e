/** What one person's client shows now. */
import { actorsAmong, COMMANDS, languageOf } from "./actors.ts";
import type { Clients } from "./clients.ts";
import type { Conversation, Home, Modal, Place, ShownMessage, Workspace } from "./sections.ts";
import type { Message } from "../slack/messages.ts";
import type { Person } from "../slack/person.ts";
import type { Slack } from "../slack/slack.ts";

/** More than a person scrolls through here. */
const NEWEST = 200;

const dmWithApp = (userId: string): string => `D${userId.slice(1)}`;

export function workspaceFor(slack: Slack, userId: string): Workspace {
  const people = slack.people();
  const me = people.find(({ id }) => id === userId);
  const app = people.find(({ id }) => id === slack.botUserId);
  return {
    team: slack.teamName,
    app: { name: app?.realName ?? "app", userId: slack.botUserId },
    me: {
      id: userId,
      name: me?.realName ?? userId,
      language: me ? languageOf(me) : "en",
      tz: me?.tz ?? "UTC",
    },
    actors: actorsAmong(people),
    people: Object.fromEntries(people.map(({ id, realName }) => [id, realName])),
    groups: Object.fromEntries(slack.groups().map(({ id, handle }) => [id, handle])),
    channels: Object.fromEntries(
      slack
        .channels()
        .filter(
          ({ kind, members }) =>
            kind === "public" || (kind === "private" && members.includes(userId)),
        )
        .map(({ id, name }) => [id, name]),
    ),
    commands: COMMANDS,
  };
}

export function placesFor(slack: Slack, clients: Clients, userId: string): Place[] {
  const joined = slack
    .channels()
    .filter(
      ({ kind, members, archived }) =>
        (kind === "public" || kind === "private") && members.includes(userId) && !archived,
    )
    .map(({ id, name, kind }) => ({
      id,
      name,
      kind: kind === "private" ? ("private" as const) : ("public" as const),
    }));
  const app = slack.people().find(({ id }) => id === slack.botUserId)?.realName ?? "app";
  return [...joined, { id: dmWithApp(userId), name: app, kind: "app" as const }].map((place) => {
    const unread = unreadIn(slack, clients, userId, place.id);
    const forMe = (message: Message): boolean =>
      place.kind === "app" || JSON.stringify([message.text, message.blocks ?? []]).includes(userId);
    return { ...place, unread: unread.length, mentions: unread.filter(forMe).length };
  });
}

/** Replies in a thread do not mark the channel. */
function unreadIn(slack: Slack, clients: Clients, userId: string, channel: string): Message[] {
  const read = clients.readUpTo(userId, channel);
  return slack
    .messages(channel)
    .filter(
      ({ ts, user, thread_ts: thread, subtype }) =>
        ts > read &&
        user !== userId &&
        (thread === undefined || thread === ts || subtype === "thread_broadcast"),
    );
}

export function conversationFor(
  slack: Slack,
  clients: Clients,
  person: Person,
  channel: string,
): Conversation {
  const trouble = (ts: string): { trouble?: string } => {
    const text = clients.troubleAt(person.id, `${channel} ${ts}`);
    return text === undefined ? {} : { trouble: text };
  };
  const posted = slack
    .messages(channel)
    .slice(-NEWEST)
    .map((message): ShownMessage => ({
      ts: message.ts,
      from: message.bot_id === undefined ? "person" : "app",
      user: message.user,
      text: message.text,
      blocks: message.blocks ?? [],
      ...(message.thread_ts !== undefined && { thread: message.thread_ts }),
      ...(message.subtype === "thread_broadcast" && { broadcast: true }),
      values: person.at({ in: "message", channel, ts: message.ts }).values(),
      ...trouble(message.ts),
    }));
  const alone = slack
    .ephemerals(person.id)
    .filter((each) => each.channel === channel && !clients.isDismissed(person.id, each.ts))
    .map(({ ts, text, blocks, thread_ts: thread }): ShownMessage => ({
      ts,
      from: "app",
      user: slack.botUserId,
      text,
      blocks,
      ...(thread !== undefined && { thread }),
      alone: true,
      values: person.at({ in: "ephemeral", ts }).values(),
      ...trouble(ts),
    }));
  const told = clients
    .told(person.id, channel)
    .filter(({ ts }) => !clients.isDismissed(person.id, ts))
    .map(({ ts, text }): ShownMessage => ({
      ts,
      from: "slack",
      user: "",
      text,
      blocks: [],
      alone: true,
      values: {},
    }));
  return {
    messages: [...posted, ...alone, ...told].toSorted((one, other) =>
      one.ts < other.ts ? -1 : one.ts > other.ts ? 1 : 0,
    ),
  };
}

export function modalFor(clients: Clients, person: Person): Modal {
  const views = person.views();
  const view = views.at(-1) ?? null;
  const trouble = view ? clients.troubleAt(person.id, view.id) : undefined;
  return { view, depth: views.length, ...(trouble !== undefined && { trouble }) };
}

export function homeFor(slack: Slack, clients: Clients, userId: string): Home {
  const trouble = clients.troubleAt(userId, "home");
  return { view: slack.home(userId) ?? null, ...(trouble !== undefined && { trouble }) };
}
