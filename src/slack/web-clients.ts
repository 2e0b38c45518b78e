import { WebClient } from "@slack/web-api";
import type { Logger } from "@slack/bolt";

interface Access {
  readonly token: string;
  readonly apiUrl: string;
  readonly logger: Logger;
}

/** For calls while somebody waits: Slack gives 3 seconds for everything, so one try of at most two. */
export const gestureClient = ({ token, apiUrl, logger }: Access): WebClient =>
  new WebClient(token, {
    slackApiUrl: apiUrl,
    logger,
    timeout: 2_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });

/** For jobs: the queue retries, so the client does not; a rate limit comes back as an error that says how long to wait. */
export const jobClient = ({ token, apiUrl, logger }: Access): WebClient =>
  new WebClient(token, {
    slackApiUrl: apiUrl,
    logger,
    timeout: 8_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
