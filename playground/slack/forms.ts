/** Sending and closing a modal. */
import { acknowledgeSubmit } from "./acknowledge-submit.ts";
import { clientProblems } from "./client-checks.ts";
import { deliver, type DeliveryTricks } from "./deliver.ts";
import { send } from "./interact.ts";
import { viewClosed, viewSubmission } from "./payloads.ts";
import type { SlackState } from "./state.ts";
import { closeModals, markView, topView, TROUBLE } from "./views.ts";

export interface Submitted {
  /** False when the client found something missing or wrong: the app was not asked. */
  sent: boolean;
  /** Labels of the required inputs that are empty. */
  missing: string[];
  /** Under the inputs, by block_id: from the client's own checks, or from the app. */
  errors?: Record<string, string>;
  /** What Slack shows when the app failed to answer properly. */
  trouble?: string;
  /** This view is no longer shown. */
  closed: boolean;
  ms: number;
  /** The HTTP status of the app's answer; 0 without one. */
  status: number;
  body: unknown;
}

export async function submitForm(
  state: SlackState,
  userId: string,
  tricks: DeliveryTricks,
): Promise<Submitted> {
  const shown = topView(state, userId);
  if (!shown) throw new Error(`${userId} has no modal open to submit.`);
  if (shown.view.submit === null) throw new Error("This modal has no submit button.");
  const { missing, errors } = clientProblems(shown.view);
  if (missing.length > 0 || Object.keys(errors).length > 0) {
    const own = Object.keys(errors).length > 0 ? { errors } : {};
    return { sent: false, missing, ...own, closed: false, ms: 0, status: 0, body: undefined };
  }
  const { id } = shown.view;
  markView(state, id, { errors: {}, trouble: undefined });
  const payload = viewSubmission(state, shown);
  const delivered = await send(
    state,
    userId,
    { type: "view_submission", payload },
    tricks,
    "submit",
    (body) => acknowledgeSubmit(state, shown, body),
  );
  if (!delivered.ok) markView(state, id, { trouble: TROUBLE });
  const after = state.views.get(id);
  const shownErrors = after?.errors ?? {};
  return {
    sent: true,
    missing: [],
    ...(Object.keys(shownErrors).length > 0 && { errors: shownErrors }),
    ...(!delivered.ok && { trouble: TROUBLE }),
    closed: after === undefined,
    ms: delivered.ms,
    status: delivered.status,
    body: delivered.body,
  };
}

/**
 * Cancel closes the top view, and the whole stack if that view asks for it; the X (`all`) closes the whole stack and
 * names the root view. The app is told only if the named view asked to be.
 */
export async function closeForm(state: SlackState, userId: string, all: boolean): Promise<void> {
  const top = topView(state, userId);
  if (!top) throw new Error(`${userId} has no modal open to close.`);
  const { view } = all ? (state.views.get(top.view.root_view_id) ?? top) : top;
  const isCleared = all || view.clear_on_close;
  const payload = viewClosed(state, userId, view, isCleared);
  closeModals(state, userId, isCleared ? "all" : "top");
  if (view.notify_on_close) await deliver(state, { type: "view_closed", payload });
}
