/** Slack's request signature, version 0, made here from its description so that it can disagree with the bot's library. */
import { createHmac } from "node:crypto";

/** `timestamp` is in Unix seconds; `body` is the raw body exactly as sent. */
export function signature(signingSecret: string, timestamp: number | string, body: string): string {
  const base = ["v0", timestamp, body].join(":");
  return `v0=${createHmac("sha256", signingSecret).update(base, "utf8").digest("hex")}`;
}

export function signedHeaders(
  signingSecret: string,
  timestamp: number,
  body: string,
): Record<string, string> {
  return {
    "X-Slack-Request-Timestamp": String(timestamp),
    "X-Slack-Signature": signature(signingSecret, timestamp, body),
  };
}
