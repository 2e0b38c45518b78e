/** One POST to the app, signed, within the budget. */
import { request, type IncomingMessage } from "node:http";
import type { Acknowledgement } from "./acknowledgement.ts";
import { parseJson } from "./json.ts";
import { readBody } from "./request-body.ts";

const MOST_REDIRECTS = 2;

function bodyOf(text: string, contentType: string | undefined): unknown {
  if (text === "") return undefined;
  // Without the JSON type the text stays text: Slack would show it to the person as it is.
  return contentType?.toLowerCase().startsWith("application/json")
    ? (parseJson(text) ?? text)
    : text;
}

/** The budget counts from here, whatever the connection does; a late answer is thrown away. `stopped` ends the wait early. */
export async function postDelivery(
  url: string,
  body: string,
  headers: Record<string, string>,
  budget: number,
  stopped: AbortSignal,
): Promise<Acknowledgement> {
  const started = performance.now();
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), budget);
  const signal = AbortSignal.any([abort.signal, stopped]);
  try {
    return await follow(new URL(url), body, headers, signal, started, MOST_REDIRECTS);
  } catch {
    const outcome = signal.aborted ? "timeout" : "connection_failed";
    return { outcome, over: "http", status: 0, body: undefined, ms: performance.now() - started };
  } finally {
    clearTimeout(timer);
  }
}

async function follow(
  url: URL,
  body: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  started: number,
  redirects: number,
): Promise<Acknowledgement> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: "POST",
        signal,
        agent: false,
        headers: { ...headers, "Content-Length": Buffer.byteLength(body) },
      },
      resolve,
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
  const text = await readBody(response);
  const status = response.statusCode ?? 0;
  const location = response.headers.location;
  if (status >= 300 && status < 400 && location !== undefined) {
    if (redirects === 0)
      return {
        outcome: "too_many_redirects",
        over: "http",
        status,
        body: undefined,
        ms: performance.now() - started,
      };
    return follow(new URL(location, url), body, headers, signal, started, redirects - 1);
  }
  return {
    outcome: "answered",
    over: "http",
    status,
    body: bodyOf(text, response.headers["content-type"]),
    ms: performance.now() - started,
    noRetry: response.headers["x-slack-no-retry"] === "1",
  };
}
