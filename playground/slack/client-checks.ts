/** What Slack's client checks before it sends a form. The app never sees a form that fails here. */
import { ELEMENT_STATE, isEmptyState } from "./element-state.ts";
import { asFields, inWords, type Fields } from "./json.ts";
import type { View } from "./views.ts";

export interface ClientProblems {
  /** Labels of required inputs that are empty. */
  missing: string[];
  /** Other problems, by block_id. */
  errors: Record<string, string>;
}

type InputCheck = (text: string, element: Fields) => string | undefined;

function number(text: string, element: Fields): string | undefined {
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(text.trim())) return "Please enter a number.";
  if (element["is_decimal_allowed"] !== true && !Number.isInteger(Number(text)))
    return "Please enter a whole number.";
  const { min_value: min, max_value: max } = element;
  if (min !== undefined && Number(text) < Number(min))
    return `Please enter a number of at least ${inWords(min)}.`;
  if (max !== undefined && Number(text) > Number(max))
    return `Please enter a number of at most ${inWords(max)}.`;
  return undefined;
}

const INPUT_CHECKS: Readonly<Record<string, InputCheck>> = {
  plain_text_input(text, { min_length: min, max_length: max }) {
    if (typeof min === "number" && text.length < min)
      return `Please enter at least ${min} characters.`;
    if (text.length > (typeof max === "number" ? max : 3000))
      return `Please enter at most ${typeof max === "number" ? max : 3000} characters.`;
    return undefined;
  },
  number_input: number,
  email_text_input: (text) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? undefined : "Please enter an email address.",
  url_text_input: (text) => (/^https?:\/\/\S+$/i.test(text) ? undefined : "Please enter a URL."),
};

export function clientProblems(view: View): ClientProblems {
  const missing: string[] = [];
  const errors: Record<string, string> = {};
  for (const block of view.blocks) {
    if (block.type !== "input") continue;
    const element = asFields(block["element"]);
    const row = ELEMENT_STATE[String(element["type"])];
    const held = view.state.values[block.block_id]?.[String(element["action_id"])];
    if (!row || !held) continue;
    if (isEmptyState(held, row)) {
      if (block["optional"] !== true) missing.push(String(asFields(block["label"])["text"]));
      continue;
    }
    const text = held[row.key];
    const problem =
      typeof text === "string" ? INPUT_CHECKS[String(element["type"])]?.(text, element) : undefined;
    if (problem !== undefined) errors[block.block_id] = problem;
  }
  return { missing, errors };
}
