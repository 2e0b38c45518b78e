import type { Log } from "../workflow/ports.ts";

/** Answers one gesture, to the person who made it, through its response URL. False: the person did not get it. */
export type ReplyPrivately = (responseUrl: string | undefined, text: string) => Promise<boolean>;

/**
 * For what cannot go through the queue because the queue is what is down. The address came with the request, so it is
 * used only when it leads to Slack (or to the configured stand-in), is never followed elsewhere, logged or kept.
 */
export function replyPrivately(apiUrl: string, log: Log): ReplyPrivately {
  const trusted = new Set(["https://hooks.slack.com", new URL(apiUrl).origin]);
  return async (responseUrl, text) => {
    if (!responseUrl || !URL.canParse(responseUrl)) return false;
    const url = new URL(responseUrl);
    if (!trusted.has(url.origin)) {
      log.warn({ host: url.host }, "A response URL that does not lead to Slack was not used.");
      return false;
    }
    try {
      const answer = await fetch(url, {
        method: "POST",
        redirect: "error",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ text, response_type: "ephemeral", replace_original: false }),
        signal: AbortSignal.timeout(1_500),
      });
      if (!answer.ok) log.warn({ status: answer.status }, "Slack did not take a private answer.");
      await answer.body?.cancel();
      return answer.ok;
    } catch (error) {
      log.warn(
        { error: error instanceof Error ? error.name : "unknown" },
        "A private answer could not be sent.",
      );
      return false;
    }
  };
}
