/** Fills in what Slack fills in when it stores blocks: ids, and the defaults of text objects and inputs. */
import { isFields, type Fields } from "./json.ts";
import { shortId } from "./ids.ts";

export interface Block extends Fields {
  type: string;
  block_id: string;
}

const BLOCK_DEFAULTS: Readonly<Record<string, Fields>> = {
  input: { optional: false, dispatch_action: false },
};
/** Neither is acted on, so neither gets an action_id. */
const INERT = new Set(["image", "plain_text", "mrkdwn"]);

function withTextDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTextDefaults);
  if (!isFields(value)) return value;
  const copy: Fields = Object.fromEntries(
    Object.entries(value).map(([key, held]) => [key, withTextDefaults(held)]),
  );
  if (copy["type"] === "plain_text") return { ...copy, emoji: copy["emoji"] ?? true };
  if (copy["type"] === "mrkdwn") return { ...copy, verbatim: copy["verbatim"] ?? false };
  return copy;
}

function withActionId(element: unknown): unknown {
  if (!isFields(element) || INERT.has(String(element["type"]))) return element;
  return { ...element, action_id: element["action_id"] ?? shortId() };
}

/** Expects blocks that passed inspection. A block without an id gets a new one each time, as in Slack. */
export function normalizeBlocks(blocks: readonly unknown[]): Block[] {
  return blocks.filter(isFields).map((given) => {
    const block = withTextDefaults(given);
    const fields = isFields(block) ? block : {};
    const type = String(fields["type"]);
    return {
      ...BLOCK_DEFAULTS[type],
      ...fields,
      type,
      block_id: typeof fields["block_id"] === "string" ? fields["block_id"] : shortId(),
      ...(type === "actions" &&
        Array.isArray(fields["elements"]) && { elements: fields["elements"].map(withActionId) }),
      ...(isFields(fields["element"]) && { element: withActionId(fields["element"]) }),
      ...(isFields(fields["accessory"]) && { accessory: withActionId(fields["accessory"]) }),
    };
  });
}

/** A text object as Slack stores it; `null` stands for one that was left out. */
export function normalizeText(text: unknown): unknown {
  return text === undefined ? null : withTextDefaults(text);
}
