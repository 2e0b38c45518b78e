import { z } from "zod";
import { type Answers, type FormAbilities } from "../order/form-fields.ts";
import { readAnswers } from "../order/form.ts";
import type { FormOrigin } from "./form-view.ts";
import type { ElementState, ViewPayload } from "./payloads.ts";

/** What stands in the form, from the view's state. */
export function answersIn(view: ViewPayload, has: FormAbilities): Answers {
  const { values } = view.state;
  return readAnswers((question, field) => {
    const block = Object.hasOwn(values, question) ? values[question] : undefined;
    return block && Object.hasOwn(block, field) ? given(block[field]) : undefined;
  }, has);
}

function given(state: ElementState | undefined): string | undefined {
  if (!state) return undefined;
  if (state.selected_option) return state.selected_option.value;
  if (state.selected_options) return state.selected_options.map(({ value }) => value).join(",");
  return state.value ?? undefined;
}

const origin = z.object({ channel: z.string().regex(/^[A-Z0-9]{3,20}$/) });

/** Where the form was opened. It went through the client: anything that is not a channel id is refused. */
export function originOf(view: ViewPayload): FormOrigin | undefined {
  try {
    return origin.parse(JSON.parse(view.private_metadata));
  } catch {
    return undefined;
  }
}
