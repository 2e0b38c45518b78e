import { z } from "zod";
import { fieldIds, secretAnswers, type Answers, type FormAbilities } from "../order/form-fields.ts";
import { isShown, questionId, readAnswers, type Kept } from "../order/form.ts";
import { languages } from "../order/language.ts";
import { drawnOrder } from "./drawn-order.ts";
import type { FormOrigin } from "./form-view.ts";
import type { ElementState, ViewPayload } from "./payloads.ts";

/** What stands in the form, from the view's state; what it does not show now, from what was kept. */
export function answersIn(view: ViewPayload, has: FormAbilities, kept: Kept = {}): Answers {
  const { values } = view.state;
  return readAnswers(
    (question, field) => {
      const block = Object.hasOwn(values, question) ? values[question] : undefined;
      return block && Object.hasOwn(block, field) ? (given(block[field]) ?? null) : undefined;
    },
    has,
    kept,
  );
}

function given(state: ElementState | undefined): string | undefined {
  if (!state) return undefined;
  if (state.selected_option) return state.selected_option.value;
  if (state.selected_options) return state.selected_options.map(({ value }) => value).join(",");
  return state.value ?? undefined;
}

/** Slack takes 3,000 characters of private metadata; the channel and the language need some of them. */
const MOST_KEPT = 2_800;

/** As much of it as the form can carry: when there is too much, the longest texts go first. */
export function carried(kept: Kept): Kept {
  const entries = Object.entries(kept).toSorted(([, a], [, b]) => a.length - b.length);
  let length = 1; // of the braces, less the comma that the last entry does without
  return Object.fromEntries(
    entries.filter(([question, answer]) => {
      length += JSON.stringify({ [question]: answer }).length - 1;
      return length <= MOST_KEPT;
    }),
  );
}

/**
 * What was typed and is not shown any more (a section was closed, another type chosen), so that it is there again when
 * its question comes back. No secret is kept.
 */
export function keptFrom(
  view: ViewPayload,
  before: Kept,
  answers: Answers,
  has: FormAbilities,
): Kept {
  const shown = new Set(
    fieldIds.filter((id) => isShown(id, answers, has)).map((id) => questionId(id, answers)),
  );
  const typed = Object.entries(view.state.values).flatMap(([question, block]) =>
    fieldIds
      .filter((id) => Object.hasOwn(block, id) && !secretAnswers.includes(id))
      .map((id) => ({ question, id, answer: given(block[id]) ?? "" })),
  );
  // What was emptied is kept as empty only where an answer of before would come back in its place.
  const changed = typed.filter(
    ({ question, id, answer }) =>
      answer !== "" || Object.hasOwn(before, question) || Object.hasOwn(before, id),
  );
  const kept = Object.entries({
    ...before,
    ...Object.fromEntries(changed.map(({ question, answer }) => [question, answer])),
  });
  return carried(Object.fromEntries(kept.filter(([question]) => !shown.has(question))));
}

const origin = z.object({
  channel: z.string().regex(/^[A-Z0-9]{3,20}$/),
  language: z.enum(languages),
  kept: z.record(z.string(), z.string()).default({}),
  edit: drawnOrder.exactOptional(),
  told: z.string().max(64).exactOptional(),
});

/** Where the form was opened. It went through the client: anything that is not a channel id is refused. */
export function originOf(view: ViewPayload): FormOrigin | undefined {
  try {
    return origin.parse(JSON.parse(view.private_metadata));
  } catch {
    return undefined;
  }
}
