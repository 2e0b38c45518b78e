/** Channels and people as the bot can reach them: membership, privacy, DMs. */
import { note, type SlackState } from "./state.ts";
import type { ErrorCode } from "./error-codes.ts";
import type { WorldChannel, WorldPerson } from "./world.ts";

export function findPerson(state: SlackState, id: string | undefined): WorldPerson | undefined {
  return state.world.people.find((person) => person.id === id);
}

export function findChannel(state: SlackState, id: string | undefined): WorldChannel | undefined {
  return state.world.channels.find((channel) => channel.id === id);
}

/** The DM of the bot with a person; the id says whose it is. */
export const dmIdOf = (userId: string): string => `D${userId.slice(1)}`;

export function openDm(state: SlackState, userId: string): WorldChannel {
  const known = findChannel(state, dmIdOf(userId));
  if (known) return known;
  const bot = state.world.app.botUserId;
  const dm: WorldChannel = {
    id: dmIdOf(userId),
    name: "",
    kind: "im",
    members: [bot, userId],
    creator: bot,
  };
  state.world.channels.push(dm);
  note(state, "world", { channel: dm.id });
  return dm;
}

export function botIsIn(state: SlackState, channel: WorldChannel): boolean {
  return channel.members.includes(state.world.app.botUserId);
}

/** What the bot can see: every public channel, and of the others those it is in. A hidden one looks as if it did not exist. */
export function visibleChannel(
  state: SlackState,
  id: string | undefined,
): WorldChannel | undefined {
  const channel = findChannel(state, id);
  return channel && (channel.kind === "public" || botIsIn(state, channel)) ? channel : undefined;
}

/** Where the bot may post: it must be a member, for it lacks chat:write.public unless the world grants it. */
export function postableChannel(state: SlackState, id: string): WorldChannel | ErrorCode {
  const channel = visibleChannel(state, id);
  if (!channel) return "channel_not_found";
  if (channel.archived) return "is_archived";
  const mayPost =
    botIsIn(state, channel) || state.world.app.botScopes.includes("chat:write.public");
  return mayPost ? channel : "not_in_channel";
}

export function teamDomain(state: SlackState, teamId: string): string {
  return (
    [state.world.team, ...state.world.otherTeams].find((team) => team.id === teamId)?.domain ??
    state.world.team.domain
  );
}
