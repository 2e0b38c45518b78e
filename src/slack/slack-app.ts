import { App, AuthorizationError, type Authorize } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { Receive } from "../config.ts";
import type { Log } from "../workflow/ports.ts";
import type { Edge } from "./edge.ts";
import { httpEdge } from "./http-edge.ts";
import { slackLogger } from "./slack-logger.ts";
import type { SlackIdentity } from "./identity.ts";
import { registerListeners, type ListenerPorts } from "./listeners.ts";
import { slackId } from "./payloads.ts";
import { socketEdge } from "./socket-edge.ts";

export interface SlackAppOptions {
  readonly receive: Receive;
  readonly apiUrl: string;
  readonly identity: SlackIdentity;
  readonly client: WebClient;
  readonly log: Log;
}

export type SlackApp = Omit<Edge, "receiver">;

/** Signatures older than this are refused by Bolt; this side refuses those that lie as far in the future. */
const CLOCKS_MAY_DIFFER_S = 300;

/** A failure may quote everything that was sent. */
const MOST_OF_A_FAILURE = 1_000;

export function slackApp(options: SlackAppOptions, ports: ListenerPorts): SlackApp {
  const logger = slackLogger(options.log);
  const edge =
    options.receive.mode === "http"
      ? httpEdge(options.receive, logger)
      : socketEdge(options.receive, options.apiUrl, logger, options.log);
  const app = new App({
    receiver: edge.receiver,
    authorize: authorizeHome(options),
    logger,
    convoStore: false,
    // Listeners use our own clients; Bolt's default would retry for half an hour.
    clientOptions: { slackApiUrl: options.apiUrl, retryConfig: { retries: 0 }, timeout: 2_000 },
  });
  app.use(async ({ context, next }) => {
    const sentAt = Number(context["sentAt"]);
    if (sentAt > Date.now() / 1000 + CLOCKS_MAY_DIFFER_S)
      throw refused("it was signed for a time that is still to come");
    await next();
  });
  // Thrown again, so that Bolt answers Slack with 401 or 500, and Slack tells the person that it did not work.
  app.error(async (error) => {
    options.log.error(
      { error: error.message.slice(0, MOST_OF_A_FAILURE), code: error.code },
      "A request of Slack was not handled.",
    );
    return Promise.reject(error);
  });
  registerListeners(app, ports);
  return edge;
}

/**
 * Requests of another workspace or another app are refused before anything looks at them, however well they are signed.
 * Slack is answered with 401.
 */
function authorizeHome({ identity, client, log }: SlackAppOptions): Authorize<boolean> {
  return async ({ teamId }, body) => {
    const home = await identity.get();
    const app: unknown = body && "api_app_id" in body ? body.api_app_id : undefined;
    if (
      teamId !== home.teamId ||
      (app !== undefined && home.appId !== undefined && app !== home.appId)
    ) {
      const [namedTeam, namedApp] = [teamId, app].map((id) => slackId.safeParse(id).data);
      log.warn(
        { teamId: namedTeam, app: namedApp },
        "A request of another workspace or app was refused.",
      );
      throw refused("it belongs to another workspace or app");
    }
    return {
      ...(client.token ? { botToken: client.token } : {}),
      botId: home.botId,
      botUserId: home.botUserId,
      teamId: home.teamId,
    };
  };
}

const refused = (why: string): AuthorizationError => {
  const reason = `A request was refused: ${why}.`;
  return new AuthorizationError(reason, new Error(reason));
};
