import { SlackError } from "@slack/web-api";
import { NewerOrder, UnreadableOrder } from "../order/stored-order.ts";
import type { Log } from "../workflow/ports.ts";
import { IdentityUnavailable, StoreUnavailable } from "../workflow/ports.ts";
import { CloudFailure } from "../workflow/cloud-failure.ts";
import type { Reader } from "./reader.ts";
import type { gestureWords } from "./texts/en/gestures.ts";

/** Slack waits 3 seconds; the rest is for the way there and back, and for a private answer when this one fails. */
export const GESTURE_BUDGET_MS = 2_300;

/** How a gesture went: done, or a sentence for the person who made it because it could not be done in time or at all. */
export type Handled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly sentence: string };

/** Which of the texts is for a failure. Whatever is not foreseen is logged, and the person is told so. */
export function sentenceFor(error: unknown, log: Log): keyof typeof gestureWords {
  if (error instanceof StoreUnavailable) {
    log.error(
      { error: error.message, cause: String(error.cause) },
      "A gesture met a store that is not available.",
    );
    return error.mayHaveHappened ? "storeUnsure" : "storeDown";
  }
  if (error instanceof IdentityUnavailable) {
    log.warn(
      { cause: String(error.cause) },
      "A gesture was refused because Slack could not be asked who made it.",
    );
    return "identityDown";
  }
  if (error instanceof NewerOrder) {
    log.warn({ error: error.message }, "A gesture met an order of a newer version.");
    return "newerOrder";
  }
  if (error instanceof UnreadableOrder) {
    log.error({ orderId: error.orderId }, error.message);
    return "unreadableOrder";
  }
  if (error instanceof SlackError) {
    log.warn({ error: error.message }, "Slack did not do what a gesture asked for.");
    return "slackDown";
  }
  if (error instanceof CloudFailure) {
    log.warn({ ...error.facts }, "The cloud could not be asked for a gesture.");
    return "cloudDown";
  }
  log.error(
    { error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
    "A gesture failed in a way that was not foreseen.",
  );
  return "failed";
}

/**
 * Runs what a gesture asks for within Slack's time. Never throws: failures come back as sentences, in the language of
 * whoever made it when that is known within the same time, else in that of the channels.
 */
export async function inTime<T>(work: Promise<T>, log: Log, reader: Reader): Promise<Handled<T>> {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const timeIsUp = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      isOver = true;
      resolve();
    }, GESTURE_BUDGET_MS);
  });
  const handled = work.then(
    (value): Handled<T> => ({ ok: true, value }),
    async (error: unknown): Promise<Handled<T>> => {
      const which = sentenceFor(error, log);
      if (!isOver) await Promise.race([reader.language, timeIsUp]);
      return { ok: false, sentence: reader.textsByNow()[which] };
    },
  );
  const late = timeIsUp.then((): Handled<T> | Promise<Handled<T>> => {
    log.warn(
      { budgetMs: GESTURE_BUDGET_MS },
      "A gesture took too long and was answered before it was done.",
    );
    return { ok: false, sentence: reader.textsByNow().slow };
  });
  try {
    return await Promise.race([handled, late]);
  } finally {
    clearTimeout(timer);
  }
}
