import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
  type WebAPICallResult,
} from "@slack/web-api";
import type { Logger } from "@slack/bolt";
import { Agent } from "undici";
import { exchange } from "../exchange.ts";

interface Access {
  readonly token: string;
  readonly apiUrl: string;
  readonly logger: Logger;
}

/** More than the longest list that is asked for, the members of a user group, by far. */
const MOST_IN_ANSWER = 8 * 1024 * 1024;
/** As many as Slack's own client has under way at once; whatever is more waits, within its limit of time. */
const MOST_CONNECTIONS = 100;
const dispatcher = new Agent({ connections: MOST_CONNECTIONS });

/**
 * Slack's client with a call of its own, in less than half of the processor time: one try, without the queue and the
 * retries that nobody here wants, and without the copies that the original makes of everything for a debug log that
 * nobody reads. Nothing follows a redirect, so Slack's token goes nowhere else.
 */
class LeanWebClient extends WebClient {
  readonly #api: URL;
  readonly #access: Access;
  readonly #timeLimitMs: number;

  constructor(access: Access, timeLimitMs: number) {
    super(access.token, { slackApiUrl: access.apiUrl, logger: access.logger });
    this.#api = new URL(this.slackApiUrl);
    this.#access = access;
    this.#timeLimitMs = timeLimitMs;
  }

  /** Throws the errors of `@slack/web-api`. */
  override async apiCall(
    method: string,
    options: Readonly<Record<string, unknown>> = {},
  ): Promise<WebAPICallResult> {
    const { token, logger } = this.#access;
    const { origin, pathname } = this.#api;
    const path = `${pathname}${method}`;
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
      "user-agent": "edcps-bot",
    };
    const outcome = await exchange(
      dispatcher,
      { origin, path, method: "POST", headers, body: encoded(options) },
      { timeLimitMs: this.#timeLimitMs, maxBytes: MOST_IN_ANSWER },
    );
    if ("error" in outcome) {
      logger.warn(`A call of ${method} broke off:`, outcome.error);
      throw new WebAPIRequestError(outcome.error);
    }
    const { httpStatus } = outcome;
    if (httpStatus === 429) {
      const seconds = Number.parseInt(String(outcome.headers["retry-after"]), 10);
      throw new WebAPIRateLimitedError(Number.isNaN(seconds) ? A_MOMENT_S : seconds);
    }
    const body = outcome.body.toString();
    if (httpStatus !== 200) throw new WebAPIHTTPError(httpStatus, "", {}, body);
    const result = resultIn(body);
    const { warnings, messages } = Object(result.response_metadata) as Record<string, unknown>;
    for (const said of [warnings, messages].flat()) if (said) logger.warn(`${method}:`, said);
    if (!result.ok) throw new WebAPIPlatformError({ error: "", ...result });
    return result;
  }
}

/** When Slack takes no more calls without saying for how long. */
const A_MOMENT_S = 1;

/** As a form, in which whatever is no text stands as JSON. */
const encoded = (options: Readonly<Record<string, unknown>>): string =>
  Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return `${name}=${encodeURIComponent(text.toWellFormed())}`;
    })
    .join("&");

/** What is no JSON is an error by its own words, as it is for Slack's client. */
function resultIn(body: string): WebAPICallResult {
  try {
    return Object(JSON.parse(body)) as WebAPICallResult;
  } catch {
    return { ok: false, error: body } as WebAPICallResult;
  }
}

/** For calls while somebody waits: Slack gives 3 seconds for everything, so one try of at most two. */
export const gestureClient = (access: Access): WebClient => new LeanWebClient(access, 2_000);

/** For jobs: the queue retries, so the client does not; a rate limit comes back as an error that says how long to wait. */
export const jobClient = (access: Access): WebClient => new LeanWebClient(access, 8_000);
