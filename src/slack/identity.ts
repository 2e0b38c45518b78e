import type { WebClient } from "@slack/web-api";
import { remembered } from "../remembered.ts";

/** Who the bot is: its workspace and its own ids. */
export interface Identity {
  readonly teamId: string;
  readonly botId: string;
  readonly botUserId: string;
  /** Slack's `bots.info` names it; undefined when Slack would not say. */
  readonly appId: string | undefined;
}

export interface SlackIdentity {
  /** Asked of Slack once and then kept. Throws when Slack cannot be asked. */
  get(): Promise<Identity>;
  /** Asks Slack again, at most every few seconds: readiness. Throws when Slack does not know the token or does not answer. */
  check(): Promise<Identity>;
}

export function slackIdentity(client: WebClient, now: () => Date): SlackIdentity {
  let known: Identity | undefined;
  const ask = async (): Promise<Identity> => {
    const { team_id: teamId, bot_id: botId, user_id: botUserId } = await client.auth.test();
    if (!teamId || !botId || !botUserId)
      throw new Error(
        "Slack's auth.test did not name a bot and its workspace: SLACK_BOT_TOKEN must be a bot token.",
      );
    const answer = { teamId, botId, botUserId, appId: known?.appId };
    known = answer;
    if (answer.appId === undefined)
      void appIdOf(client, botId).then((appId) => (known = { ...answer, appId }));
    return answer;
  };
  const check = remembered(ask, { now, freshMs: 5_000, most: 1 });
  return { get: async () => known ?? check(), check };
}

const appIdOf = async (client: WebClient, bot: string): Promise<string | undefined> => {
  try {
    return (await client.bots.info({ bot })).bot?.app_id;
  } catch {
    return undefined; // the request's signature, or the socket's own token, names the app too
  }
};
