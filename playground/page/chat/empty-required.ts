import { ELEMENT_STATE, isEmptyState } from "../../slack/element-state.ts";
import { asFields, asText } from "../../slack/json.ts";
import type { RenderedView } from "../../slack/person.ts";

/** The client names what is missing by label; the text belongs under the block. */
export function emptyRequired(
  { blocks, state }: RenderedView,
  missing: readonly string[],
  sentence: string,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    const element = asFields(block["element"]);
    const label = asText(asFields(block["label"])["text"]) ?? "";
    const row = ELEMENT_STATE[String(element["type"])];
    const held = state.values[block.block_id]?.[String(element["action_id"])];
    if (
      missing.includes(label) &&
      row &&
      held &&
      isEmptyState(held, row) &&
      block["optional"] !== true
    )
      errors[block.block_id] = sentence;
  }
  return errors;
}
