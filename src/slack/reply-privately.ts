import type { Log } from "../workflow/ports.ts";
import type { Block } from "./blocks.ts";

/** Answers one gesture, to the person who made it, through its response URL. False: the person did not get it. */
export type ReplyPrivately = (
  responseUrl: string | undefined,
  text: string,
  shown?: {
    readonly blocks: readonly Block[];
    /** It takes the place of the message that was clicked on. Nothing else can change what one person alone sees. */
    readonly replaces: boolean;
  },
) => Promise<boolean>;

/** How long an answer is waited for before the click is acknowledged; Slack's 3 seconds are nearly over by then. */
const REPLY_WITHIN_MS = 400;

/** True unless the private answer is known not to have arrived. */
export const arrives = (reply: Promise<boolean>): Promise<boolean> =>
  Promise.race([reply, new Promise<true>((resolve) => setTimeout(resolve, REPLY_WITHIN_MS, true))]);

/**
 * For what cannot go through the queue: because the queue is what is down, or because a list that one person alone sees
 * is to be changed. The address came with the request, so it is used only when it leads to Slack (or to the configured
 * stand-in), is never followed elsewhere, logged or kept.
 */
export function replyPrivately(apiUrl: string, log: Log): ReplyPrivately {
  const trusted = new Set(["https://hooks.slack.com", new URL(apiUrl).origin]);
  return async (responseUrl, text, shown) => {
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
        body: JSON.stringify({
          text,
          ...(shown ? { blocks: shown.blocks } : {}),
          response_type: "ephemeral",
          replace_original: shown?.replaces ?? false,
        }),
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
