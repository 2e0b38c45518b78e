import { WebClient, type FetchFunction, type WebAPICallResult } from "@slack/web-api";
import type { Logger } from "@slack/bolt";
import { Agent, request } from "undici";

interface Access {
  readonly token: string;
  readonly apiUrl: string;
  readonly logger: Logger;
}

/**
 * What comes of `sent`, unless the signal ends it first. undici itself acts on a signal only once it has a connection (then
 * it sends nothing any more), and a connection may take longer to come than anybody wants to wait.
 */
async function unlessAborted<T>(sent: Promise<T>, signal: AbortSignal | null): Promise<T> {
  if (!signal) return sent;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([sent, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** More than the longest list that is asked for, the members of a user group, by far. */
const MOST_IN_ANSWER = 8 * 1024 * 1024;
const dispatcher = new Agent({ maxResponseSize: MOST_IN_ANSWER });

/**
 * What fetch does for a call to Slack, in less than half of its processor time: no streams of the web, no copies. Nothing
 * follows a redirect, so Slack's token goes nowhere else.
 */
const leanFetch: FetchFunction = async (url, init = {}) => {
  const { body = null, signal = null } = init;
  if (body !== null && typeof body !== "string")
    throw new Error("The bot sends no files to Slack.");
  const headersToSend = init.headers ?? {};
  const sent = request(url, { dispatcher, method: "POST", headers: headersToSend, body, signal });
  const answer = await unlessAborted(sent, signal);
  const text = await answer.body.text(); // read whatever becomes of it: what is left unread holds the connection
  const status = answer.statusCode;
  const headers = new Map(
    Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: answer.statusText,
    url: String(url),
    headers: {
      get: (name) => headers.get(name.toLowerCase()) ?? null,
      entries: () => headers.entries(),
    },
    text: async () => text,
    json: async () => JSON.parse(text) as unknown,
    arrayBuffer: async () => new TextEncoder().encode(text).buffer,
  };
};

/**
 * Hands views and blocks on as the JSON text that they become anyway. Given objects, the client copies all of them for a
 * line of its debug log that nobody reads, for half of a call's processor time.
 */
class TextWebClient extends WebClient {
  override apiCall(
    ...[method, options = {}]: Parameters<WebClient["apiCall"]>
  ): Promise<WebAPICallResult> {
    const texts = Object.entries(options).map(([name, value]) => [
      name,
      typeof value === "object" && value !== null ? JSON.stringify(value) : value,
    ]);
    return super.apiCall(method, Object.fromEntries(texts));
  }
}

/** For calls while somebody waits: Slack gives 3 seconds for everything, so one try of at most two. */
export const gestureClient = ({ token, apiUrl, logger }: Access): WebClient =>
  new TextWebClient(token, {
    slackApiUrl: apiUrl,
    fetch: leanFetch,
    logger,
    timeout: 2_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });

/** For jobs: the queue retries, so the client does not; a rate limit comes back as an error that says how long to wait. */
export const jobClient = ({ token, apiUrl, logger }: Access): WebClient =>
  new TextWebClient(token, {
    slackApiUrl: apiUrl,
    fetch: leanFetch,
    logger,
    timeout: 8_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
