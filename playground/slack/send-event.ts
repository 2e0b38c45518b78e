/** Events: delivered once, and again when they fail, as the Events API does. Interactions are never repeated. */
import type { Acknowledgement } from "./acknowledgement.ts";
import { deliver, type DeliveryTricks } from "./deliver.ts";
import type { Delivered } from "./interact.ts";
import type { Fields } from "./json.ts";
import { later, type SlackState } from "./state.ts";

function retryReason({ outcome, status }: Acknowledgement): string | undefined {
  if (outcome === "timeout") return "http_timeout";
  if (outcome === "connection_failed") return "connection_failed";
  if (outcome === "too_many_redirects") return "too_many_redirects";
  return status >= 200 && status < 300 ? undefined : "http_error";
}

/** Resolves with the first try; the others follow in the background, with the same event_id. */
export async function sendEvent(
  state: SlackState,
  payload: Fields,
  tricks: DeliveryTricks = {},
): Promise<Delivered> {
  const [first, second] = await deliver(state, { type: "event_callback", payload }, tricks);
  void retry(state, payload, first);
  const delivered = (each: Acknowledgement): Delivered => ({
    ok: retryReason(each) === undefined,
    status: each.status,
    body: each.body,
    ms: each.ms,
  });
  return second ? { ...delivered(first), again: delivered(second) } : delivered(first);
}

async function retry(state: SlackState, payload: Fields, first: Acknowledgement): Promise<void> {
  let last = first;
  for (const [index, delay] of state.settings.retryDelays.entries()) {
    const reason = retryReason(last);
    if (reason === undefined || last.noRetry) return;
    await later(state, delay);
    [last] = await deliver(state, {
      type: "event_callback",
      payload,
      retry: { number: index + 1, reason },
    });
  }
}
