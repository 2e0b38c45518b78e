/** What these tests share: a simulated Slack, a scripted app behind it, and an unmodified SDK client in front of it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { WebClient, WebAPIPlatformError, type WebClientOptions } from "@slack/web-api";
import { asFields, isFields, parseJson, type Fields } from "../../../playground/slack/json.ts";
import { readBody } from "../../../playground/slack/request-body.ts";
import {
  startSlack,
  type Person,
  type Slack,
  type SlackOptions,
} from "../../../playground/slack/slack.ts";

export interface Received {
  readonly headers: IncomingMessage["headers"];
  readonly raw: string;
  /** The parsed `payload`, the parsed JSON, or the form's fields. */
  readonly payload: Fields;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** An object goes out as JSON, a text as it is. */
  readonly body?: unknown;
  /** Holds the answer back until this resolves. */
  readonly after?: Promise<unknown>;
  /** Tears the connection instead of answering. */
  readonly reset?: boolean;
}

export interface Bench {
  readonly slack: Slack;
  readonly client: WebClient;
  readonly app: {
    readonly url: string;
    readonly received: Received[];
    answer: (received: Received) => Answer | Promise<Answer>;
  };
  readonly clock: { now: number };
  alice(): Person;
  /** A fresh trigger of a person, from a slash command. */
  trigger(userId?: string): Promise<string>;
  stop(): Promise<void>;
}

function payloadOf(raw: string, contentType: string | undefined): Fields {
  if (contentType === "application/json") return asFields(parseJson(raw));
  const fields = Object.fromEntries(new URLSearchParams(raw));
  return fields["payload"] === undefined ? fields : asFields(parseJson(fields["payload"]));
}

async function startApp(): Promise<Bench["app"] & { server: Server }> {
  const received: Received[] = [];
  const app: Bench["app"] & { url: string } = { url: "", received, answer: () => ({}) };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = await readBody(request);
    const got = {
      headers: request.headers,
      raw,
      payload: payloadOf(raw, request.headers["content-type"]),
    };
    received.push(got);
    const { status = 200, headers = {}, body, after, reset } = await app.answer(got);
    await after;
    if (reset) return void request.socket.destroy();
    const json = isFields(body) || Array.isArray(body);
    response.writeHead(status, { ...(json && { "content-type": "application/json" }), ...headers });
    response.end(json ? JSON.stringify(body) : typeof body === "string" ? body : "");
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("The test's app has no port.");
  app.url = `http://127.0.0.1:${address.port}/slack/events`;
  return Object.assign(app, { server });
}

export function clientFor(
  slack: Slack,
  token = slack.botToken,
  options: WebClientOptions = {},
): WebClient {
  // Slack's own refusals are what the tests look at; the client's log of them would only be noise.
  const quiet = {
    debug() {},
    info() {},
    warn() {},
    error() {},
    setLevel() {},
    getLevel: () => "error" as never,
    setName() {},
  };
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    logger: quiet,
    ...options,
  });
}

export async function startBench(options: SlackOptions = {}): Promise<Bench> {
  const clock = { now: 1_795_000_000_000 };
  const slack = await startSlack({ now: () => clock.now, ...options });
  const app = await startApp();
  slack.deliverTo(app.url);
  return {
    slack,
    app,
    clock,
    client: clientFor(slack),
    alice: () => slack.as("U0ALICE01"),
    async trigger(userId = "U0ALICE01") {
      await slack.as(userId).command("C0OPS0001", "/edcps trigger");
      return String(app.received.at(-1)?.payload["trigger_id"]);
    },
    async stop() {
      await slack.stop();
      await new Promise<void>((resolve) => {
        app.server.close(() => resolve());
        app.server.closeAllConnections();
      });
    },
  };
}

/** The code and messages with which Slack refuses, as the SDK reports them; `ok` when it does not. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ error: string; messages: string[]; data: Fields }> {
  try {
    const data = await call;
    return { error: "ok", messages: [], data: asFields(data) };
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    const data = asFields(error.data);
    return {
      error: String(data["error"]),
      messages: (asFields(data["response_metadata"])["messages"] as string[]) ?? [],
      data,
    };
  }
}

export const plain = (text: string) => ({ type: "plain_text" as const, text });
export const option = (value: string, text = value.toUpperCase()) => ({ text: plain(text), value });
export const button = (action_id: string, value = "1") => ({
  type: "button" as const,
  action_id,
  text: plain(action_id),
  value,
});
export const input = (id: string, element: Fields, more: Fields = {}) => ({
  type: "input" as const,
  block_id: id,
  label: plain(id),
  element: { action_id: id, ...element },
  ...more,
});
export const textInput = (id: string, more: Fields = {}, block: Fields = {}) =>
  input(id, { type: "plain_text_input", ...more }, block);
export const modal = (blocks: unknown[], more: Fields = {}): Fields & { type: "modal" } => ({
  type: "modal",
  title: plain("A form"),
  submit: plain("Send"),
  blocks,
  ...more,
});

/** Opens a modal for a person the way an app does, and returns it as rendered. */
export async function openModal(
  bench: Bench,
  view: Fields,
  userId = "U0ALICE01",
): Promise<Fields & { id: string; hash: string }> {
  const answer = await bench.client.apiCall("views.open", {
    trigger_id: await bench.trigger(userId),
    view,
  });
  const opened = asFields(asFields(answer)["view"]);
  return { ...opened, id: String(opened["id"]), hash: String(opened["hash"]) };
}
