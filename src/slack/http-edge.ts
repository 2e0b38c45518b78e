import { HTTPReceiver, type Logger } from "@slack/bolt";
import type { Server } from "node:http";
import type { Receive } from "../config.ts";
import type { Edge } from "./edge.ts";

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

export function httpEdge(
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
