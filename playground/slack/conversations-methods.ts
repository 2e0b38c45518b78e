/** conversations.*: opening DMs and looking at places. */
import { good, isRefused, refused, type Answer } from "./answer.ts";
import { asText, type Fields } from "./json.ts";
import { newId } from "./ids.ts";
import { findMessage, messagesIn, withThreadCounts } from "./messages.ts";
import {
  count,
  needed,
  optionalTextArg,
  text,
  textArg,
  yesNo,
  type Argument,
  type Method,
} from "./method.ts";
import { page } from "./paging.ts";
import { botIsIn, dmIdOf, findChannel, findPerson, openDm, visibleChannel } from "./places.ts";
import { note, type SlackState } from "./state.ts";
import type { WorldChannel } from "./world.ts";

const SCOPE_OF_KIND = { public: "channels", private: "groups", im: "im", mpim: "mpim" } as const;
const KIND_OF_TYPE: Readonly<Record<string, WorldChannel["kind"]>> = {
  public_channel: "public",
  private_channel: "private",
  im: "im",
  mpim: "mpim",
};

const ALL_KINDS = Object.values(SCOPE_OF_KIND);

/** The scope depends on what kind of place it is; for one that cannot be seen, any of the four will do. */
const scopesFor =
  (ability: "read" | "history") =>
  (state: SlackState, args: Fields): readonly string[] => {
    const channel = visibleChannel(state, asText(args["channel"]));
    const kinds = channel ? [SCOPE_OF_KIND[channel.kind]] : ALL_KINDS;
    return kinds.map((kind) => `${kind}:${ability}`);
  };

function scopesForTypes(_state: SlackState, args: Fields): readonly string[] {
  const types = (asText(args["types"]) ?? "public_channel").split(",");
  return types.flatMap((type) => {
    const kind = KIND_OF_TYPE[type.trim()];
    return kind ? [`${SCOPE_OF_KIND[kind]}:read`] : ALL_KINDS.map((each) => `${each}:read`);
  });
}

function describeChannel(state: SlackState, channel: WorldChannel): Fields {
  const common = {
    id: channel.id,
    created: 1_790_000_000,
    creator: channel.creator,
    is_archived: channel.archived === true,
    is_im: channel.kind === "im",
    is_mpim: channel.kind === "mpim",
    context_team_id: state.world.team.id,
  };
  if (channel.kind === "im") {
    return {
      ...common,
      is_org_shared: false,
      user: channel.members.find((id) => id !== state.world.app.botUserId),
      is_user_deleted: false,
      priority: 0,
    };
  }
  const shared = (channel.sharedWith ?? []).length > 0;
  const about = { value: "", creator: "", last_set: 0 };
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === "public",
    is_group: channel.kind === "private",
    is_private: channel.kind !== "public",
    is_general: false,
    is_shared: shared,
    is_ext_shared: shared,
    is_org_shared: false,
    is_member: botIsIn(state, channel),
    topic: about,
    purpose: about,
  };
}

function open(state: SlackState, args: Fields): Answer {
  const answer = (channel: WorldChannel, isNew: boolean): Answer =>
    args["return_im"] === true
      ? good({
          ...(!isNew && { no_op: true, already_open: true }),
          channel: describeChannel(state, channel),
        })
      : good({ channel: { id: channel.id } });

  const byId = optionalTextArg(args, "channel");
  if (byId !== undefined) {
    const channel = visibleChannel(state, byId);
    if (!channel) return refused("channel_not_found");
    return channel.kind === "im" || channel.kind === "mpim"
      ? answer(channel, false)
      : refused("method_not_supported_for_channel_type");
  }
  const ids = (optionalTextArg(args, "users") ?? "").split(",").filter(Boolean);
  if (ids.length === 0) return refused("users_list_not_supplied");
  if (ids.length > 8) return refused("too_many_users");
  for (const id of ids) {
    const person = findPerson(state, id);
    if (!person) return refused("user_not_found");
    if (person.deleted) return refused("user_disabled");
    if (person.isBot) return refused("cannot_dm_bot");
  }
  const [first = ""] = ids;
  if (ids.length === 1) {
    const known = findChannel(state, dmIdOf(first));
    if (!known && args["prevent_creation"] === true) return refused("channel_not_found");
    return answer(openDm(state, first), known === undefined);
  }
  return answer(...openGroupDm(state, ids));
}

function openGroupDm(state: SlackState, ids: readonly string[]): [WorldChannel, boolean] {
  const members = [...new Set([...ids, state.world.app.botUserId])].toSorted();
  const known = state.world.channels.find(
    (channel) => channel.kind === "mpim" && channel.members.toSorted().join() === members.join(),
  );
  if (known) return [known, false];
  const channel: WorldChannel = {
    id: newId("G"),
    name: `mpdm-${members.length}`,
    kind: "mpim",
    members,
    creator: state.world.app.botUserId,
  };
  state.world.channels.push(channel);
  note(state, "world", { channel: channel.id });
  return [channel, true];
}

const reading: Record<string, Argument> = {
  channel: needed,
  latest: text,
  oldest: text,
  inclusive: yesNo,
  limit: count,
  cursor: text,
  include_all_metadata: yesNo,
};

function readable(
  state: SlackState,
  args: Fields,
): WorldChannel | "channel_not_found" | "not_in_channel" {
  const channel = visibleChannel(state, textArg(args, "channel"));
  if (!channel) return "channel_not_found";
  return botIsIn(state, channel) ? channel : "not_in_channel";
}

function messagePage(
  state: SlackState,
  args: Fields,
  channel: WorldChannel,
  messages: readonly { ts: string }[],
): Answer {
  const { oldest, latest, inclusive } = args;
  const within = messages.filter(({ ts }) => {
    if ((ts === oldest || ts === latest) && inclusive !== true) return false;
    return (
      (typeof oldest !== "string" || Number(ts) >= Number(oldest)) &&
      (typeof latest !== "string" || Number(ts) <= Number(latest))
    );
  });
  const paged = page(within, args, 100);
  if (isRefused(paged)) return paged;
  const shown = paged.items.map(({ ts }) => {
    const message = findMessage(state, channel.id, ts);
    const { metadata, ...rest } = message ? withThreadCounts(state, channel.id, message) : {};
    return args["include_all_metadata"] === true && metadata !== undefined
      ? { ...rest, metadata }
      : rest;
  });
  const { response_metadata } = paged;
  return good({
    messages: shown,
    has_more: response_metadata.next_cursor !== "",
    ...(response_metadata.next_cursor && { response_metadata }),
  });
}

export const CONVERSATIONS_METHODS = {
  "conversations.open": {
    token: "bot",
    // One person: a DM. Several: a group DM, which has a scope of its own.
    scopes: (_state, args) => [
      (asText(args["users"]) ?? "").includes(",") ? "mpim:write" : "im:write",
    ],
    args: { users: text, channel: text, return_im: yesNo, prevent_creation: yesNo },
    run: open,
  },
  "conversations.info": {
    token: "bot",
    scopes: scopesFor("read"),
    args: { channel: needed, include_locale: yesNo, include_num_members: yesNo },
    run(state, args) {
      const channel = visibleChannel(state, textArg(args, "channel"));
      if (!channel) return refused("channel_not_found");
      return good({
        channel: {
          ...describeChannel(state, channel),
          ...(args["include_locale"] === true && { locale: "en-US" }),
          ...(args["include_num_members"] === true && { num_members: channel.members.length }),
        },
      });
    },
  },
  "conversations.members": {
    token: "bot",
    scopes: scopesFor("read"),
    args: { channel: needed, limit: count, cursor: text },
    run(state, args) {
      const channel = visibleChannel(state, textArg(args, "channel"));
      if (!channel) return refused("channel_not_found");
      const paged = page(channel.members, args, 100);
      return isRefused(paged)
        ? paged
        : good({ members: paged.items, response_metadata: paged.response_metadata });
    },
  },
  "conversations.list": {
    token: "bot",
    scopes: scopesForTypes,
    args: { types: text, exclude_archived: yesNo, limit: count, cursor: text, team_id: text },
    run(state, args) {
      const types = (optionalTextArg(args, "types") ?? "public_channel")
        .split(",")
        .map((type) => type.trim());
      if (types.some((type) => KIND_OF_TYPE[type] === undefined)) return refused("invalid_types");
      const channels = state.world.channels.filter(
        (channel) =>
          types.some((type) => KIND_OF_TYPE[type] === channel.kind) &&
          visibleChannel(state, channel.id) !== undefined &&
          !(args["exclude_archived"] === true && channel.archived),
      );
      const paged = page(channels, args, 100);
      if (isRefused(paged)) return paged;
      return good({
        channels: paged.items.map((channel) => describeChannel(state, channel)),
        response_metadata: paged.response_metadata,
      });
    },
  },
  "conversations.history": {
    token: "bot",
    scopes: scopesFor("history"),
    args: reading,
    run(state, args) {
      const channel = readable(state, args);
      if (typeof channel === "string") return refused(channel);
      const top = messagesIn(state, channel.id).filter(
        ({ ts, thread_ts, subtype }) =>
          thread_ts === undefined || thread_ts === ts || subtype === "thread_broadcast",
      );
      return messagePage(state, args, channel, top.toReversed());
    },
  },
  "conversations.replies": {
    token: "bot",
    scopes: scopesFor("history"),
    args: { ...reading, ts: needed },
    run(state, args) {
      const channel = readable(state, args);
      if (typeof channel === "string") return refused(channel);
      const asked = findMessage(state, channel.id, textArg(args, "ts"));
      if (!asked) return refused("thread_not_found");
      const root = asked.thread_ts ?? asked.ts;
      const thread = messagesIn(state, channel.id).filter(
        ({ ts, thread_ts }) => ts === root || thread_ts === root,
      );
      return messagePage(state, args, channel, thread);
    },
  },
} as const satisfies Record<string, Method>;
