import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import { languageOfLocale, type Language } from "../order/language.ts";
import type { Person } from "../order/policy.ts";
import { remembered } from "../remembered.ts";
import {
  IdentityUnavailable,
  type Clock,
  type Log,
  type People,
  type Troubles,
} from "../workflow/ports.ts";
import type { SlackIdentity } from "./identity.ts";

/** A minute: how long somebody who was taken out of a group, or deactivated, may still count. */
const FRESH_MS = 60_000;
/** People do not change their language while Slack is down. */
const LANGUAGE_KEPT_MS = 7 * 24 * 60 * 60_000;

export interface PeoplePorts {
  readonly client: WebClient;
  readonly identity: SlackIdentity;
  /** Of the channels: for whoever's own is not known. */
  readonly language: () => Language;
  readonly troubles: Troubles;
  readonly now: Clock;
  readonly log: Log;
}

/** Slack's ways to say that it will never name the members of this group. */
const NO_SUCH_GROUP = new Set([
  "no_such_subteam",
  "subteam_not_found",
  "plan_upgrade_required",
  "missing_scope",
]);

/** Who somebody is, asked of Slack. Whatever cannot be asked is an IdentityUnavailable, so nobody is let in unknown. */
export function slackPeople(ports: PeoplePorts): People {
  const { client, identity, troubles, now, log } = ports;
  /** One request for everything that is asked about a person. */
  const infoOf = remembered((userId: string) => userInfo(client, userId), {
    now,
    freshMs: FRESH_MS,
    most: 10_000,
  });

  const standingOf = async (userId: string, teamId: string): Promise<Person["standing"]> => {
    const [home, user] = await Promise.all([identity.get(), infoOf(userId)]);
    if (!user || user.team_id !== home.teamId || teamId !== home.teamId) return "foreign";
    if (user.deleted || user.is_bot) return "deactivated";
    return user.is_restricted || user.is_ultra_restricted ? "guest" : "member";
  };

  const languageOf = remembered(
    async (userId: string): Promise<Language> =>
      languageOfLocale((await infoOf(userId))?.locale) ?? ports.language(),
    { now, freshMs: 0, staleMs: LANGUAGE_KEPT_MS, isOutage: () => true, most: 10_000 },
  );

  const membersOf = remembered(
    async (group: string): Promise<ReadonlySet<string>> => {
      try {
        const { users } = await client.usergroups.users.list({ usergroup: group });
        return new Set(users);
      } catch (error) {
        if (!(error instanceof WebAPIPlatformError) || !NO_SUCH_GROUP.has(error.data.error))
          throw error;
        // Nobody is in it then, and the rest of the policy goes on working.
        const sentence = `The policy names the user group ${group}, whose members Slack does not tell (${error.data.error}). Nobody counts as its member.`;
        log.error({ group }, sentence);
        await troubles.raise(`group:${group}`, sentence);
        return new Set<string>();
      }
    },
    { now, freshMs: FRESH_MS, most: 500 },
  );

  return {
    languageOf: (userId) => languageOf(userId).catch(() => ports.language()),

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
    return (await client.users.info({ user, include_locale: true })).user;
  } catch (error) {
    if (
      error instanceof WebAPIPlatformError &&
      ["user_not_found", "user_not_visible"].includes(error.data.error)
    )
      return undefined;
    throw error;
  }
}
