import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Person } from "../order/policy.ts";
import { remembered } from "../remembered.ts";
import { IdentityUnavailable, type People } from "../workflow/ports.ts";
import type { SlackIdentity } from "./identity.ts";

/** A minute: how long somebody who was taken out of a group, or deactivated, may still count. */
const FRESH_MS = 60_000;

/** Who somebody is, asked of Slack. Whatever cannot be asked is an IdentityUnavailable, so nobody is let in unknown. */
export function slackPeople(client: WebClient, identity: SlackIdentity, now: () => Date): People {
  const standingOf = remembered(
    async (userId: string, teamId: string): Promise<Person["standing"]> => {
      const [home, user] = await Promise.all([identity.get(), userInfo(client, userId)]);
      if (!user || user.team_id !== home.teamId || teamId !== home.teamId) return "foreign";
      if (user.deleted || user.is_bot) return "deactivated";
      return user.is_restricted || user.is_ultra_restricted ? "guest" : "member";
    },
    { now, freshMs: FRESH_MS, most: 10_000 },
  );

  const membersOf = remembered(
    async (group: string): Promise<ReadonlySet<string>> => {
      const { users } = await client.usergroups.users.list({ usergroup: group });
      return new Set(users);
    },
    { now, freshMs: FRESH_MS, most: 500 },
  );

  return {
    async identify({ userId, teamId }, groups) {
      try {
        const [standing, memberships] = await Promise.all([
          standingOf(userId, teamId),
          Promise.all(groups.map((group) => membersOf(group))),
        ]);
        return {
          userId,
          teamId,
          standing,
          groups: groups.filter((_, index) => memberships[index]?.has(userId)),
        };
      } catch (error) {
        throw new IdentityUnavailable("Slack could not be asked who somebody is.", {
          cause: error,
        });
      }
    },
  };
}

type UserInfo = NonNullable<Awaited<ReturnType<WebClient["users"]["info"]>>["user"]>;

/** Undefined for somebody whom this workspace does not know. */
async function userInfo(client: WebClient, user: string): Promise<UserInfo | undefined> {
  try {
    return (await client.users.info({ user })).user;
  } catch (error) {
    if (
      error instanceof WebAPIPlatformError &&
      ["user_not_found", "user_not_visible"].includes(error.data.error)
    )
      return undefined;
    throw error;
  }
}
