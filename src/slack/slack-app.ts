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
<<<<<<< HEAD

interface Edge extends SlackApp {
  readonly receiver: HTTPReceiver | SocketModeReceiver;
}

/** A view has 240 KB at most (see form-view), and three times that when a form field carries it in Chinese. */
const MOST_IN_BODY = "1mb";
/** What nothing answers is answered then: just before Slack gives up, and after every gesture's own time. */
const ANSWERED_WITHIN_MS = 2_850;
/** Slack sends everything within 3 seconds. Whoever takes longer, or says nothing, keeps memory and a connection busy. */
const PATIENCE_MS = 5_000;
const patience = {
  headersTimeout: PATIENCE_MS,
  requestTimeout: PATIENCE_MS,
  connectionsCheckingInterval: 1_000,
};
/** So that bodies which are still on their way take 400 MB at most. Slack itself needs some dozens. */
const MOST_CONNECTIONS = 400;

function httpEdge(
  { signingSecret, host, port }: Extract<Receive, { mode: "http" }>,
  logger: Logger,
): Edge {
  const receiver = new HTTPReceiver({
    signingSecret,
    logger,
    endpoints: "/slack/events",
    bodyLimit: MOST_IN_BODY,
    unhandledRequestTimeoutMillis: ANSWERED_WITHIN_MS,
    customPropertiesExtractor: ({ headers }) => ({ sentAt: headers["x-slack-request-timestamp"] }),
  });
  let server: Server | undefined;
  return {
    receiver,
    async start() {
      server = (await receiver.start({ host, port }, patience)) as Server;
      server.timeout = PATIENCE_MS;
      server.maxConnections = MOST_CONNECTIONS;
    },
    async stop() {
      if (!server) return;
      const stopped = receiver.stop();
      server.closeIdleConnections(); // else the stop waits for connections that Slack keeps alive
      await stopped;
      server = undefined;
    },
    trouble: () =>
      server?.listening ? undefined : "The HTTP port for Slack's requests is not open.",
  };
}

/** A socket that cannot be opened is tried again after this, and twice as long each time. */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

function socketEdge(
  { appToken }: Extract<Receive, { mode: "socket" }>,
  apiUrl: string,
  logger: Logger,
  log: Log,
): Edge {
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    installerOptions: {
      clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 2 }, timeout: 5_000 },
    },
  });
  let connected = false;
  let stopping = false;
  let retry: NodeJS.Timeout | undefined;
  receiver.client.on("connected", () => (connected = true));
  receiver.client.on("disconnected", () => (connected = false));
  receiver.client.on("reconnecting", () => (connected = false));

  const open = async (delayMs: number): Promise<void> => {
    try {
      await receiver.start();
    } catch (error) {
      if (stopping) return;
      log.error(
        { error: error instanceof Error ? error.message : String(error), delayMs },
        "Socket Mode could not be opened; it is tried again.",
      );
      retry = setTimeout(() => void open(Math.min(2 * delayMs, LAST_RETRY_MS)), delayMs);
    }
  };
  return {
    receiver,
    async start() {
      stopping = false;
      void open(FIRST_RETRY_MS);
      await Promise.resolve();
    },
    async stop() {
      stopping = true;
      clearTimeout(retry);
      await receiver.stop().catch(() => undefined);
    },
    trouble: () => (connected ? undefined : "The Socket Mode connection to Slack is not open."),
  };
}
=======
>>>>>>> 780ee1c (Socket Mode is opened again whatever ended it: the bot owns its links, moves without a gap and leaves alone what is no frame)
