/** What the answer to a view_submission does to the modal: checked exactly like the views.* calls. */
import { isRefused } from "./answer.ts";
import { inputBlockIds } from "./check-blocks.ts";
import { isFields, type Fields } from "./json.ts";
import { complain, type SlackState } from "./state.ts";
import {
  checkView,
  closeModals,
  markView,
  pushModal,
  removeModal,
  replaceView,
  type ShownView,
} from "./views.ts";

/** `undefined` when the answer was taken; a sentence when Slack cannot use it. */
type Effect = (state: SlackState, shown: ShownView, body: Fields) => string | undefined;

function unknownKeys(body: Fields, ...known: string[]): string | undefined {
  const unknown = Object.keys(body).find(
    (key) => key !== "response_action" && !known.includes(key),
  );
  return unknown === undefined
    ? undefined
    : `the field "${unknown}" does not belong to this response_action`;
}

const EFFECTS: Readonly<Record<string, Effect>> = {
  errors(state, { view }, body) {
    const errors = isFields(body["errors"]) ? Object.entries(body["errors"]) : [];
    const inputs = inputBlockIds(view.blocks);
    if (errors.length === 0) return "errors must name at least one block";
    for (const [blockId, text] of errors) {
      if (!inputs.includes(blockId))
        return `errors names "${blockId}", which is not an input block of this view`;
      if (typeof text !== "string" || text === "")
        return `the error for "${blockId}" must be a text`;
    }
    const unknown = unknownKeys(body, "errors");
    if (unknown === undefined)
      markView(state, view.id, {
        errors: Object.fromEntries(errors.map(([id, text]) => [id, String(text)])),
        trouble: undefined,
      });
    return unknown;
  },
  update(state, shown, body) {
    const given = checkView(state, body["view"], "modal", shown.view);
    if (isRefused(given)) return JSON.stringify(given);
    const unknown = unknownKeys(body, "view");
    if (unknown === undefined) replaceView(state, state.views.get(shown.view.id) ?? shown, given);
    return unknown;
  },
  push(state, shown, body) {
    const given = checkView(state, body["view"], "modal");
    if (isRefused(given)) return JSON.stringify(given);
    const unknown = unknownKeys(body, "view");
    if (unknown !== undefined) return unknown;
    const pushed = pushModal(state, shown.view.id, given);
    return isRefused(pushed) ? pushed.error : undefined;
  },
  clear(state, shown, body) {
    const unknown = unknownKeys(body);
    if (unknown === undefined) closeModals(state, shown.userId, "all");
    return unknown;
  },
};

export const RESPONSE_ACTIONS = Object.keys(EFFECTS);

/** Returns why the answer is not valid; the person then sees that there was trouble, and the modal stays. */
export function acknowledgeSubmit(
  state: SlackState,
  shown: ShownView,
  body: unknown,
): string | undefined {
  if (body === undefined) {
    removeModal(state, shown.view.id);
    return undefined;
  }
  const action = isFields(body) ? String(body["response_action"]) : "";
  const effect = Object.hasOwn(EFFECTS, action) ? EFFECTS[action] : undefined;
  const problem =
    effect && isFields(body) ? effect(state, shown, body) : "the body is not a response_action";
  if (problem !== undefined)
    complain(state, `The answer to a view_submission cannot be used: ${problem}`);
  return problem;
}
