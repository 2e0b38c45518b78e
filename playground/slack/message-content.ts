/** What a message may carry, checked once for chat.*, response URLs and the answers to slash commands. */
import { invalidBlocks, refused, type Refused } from "./answer.ts";
import { walk } from "./check-shape.ts";
import { hasTooMuchText, inspectMessageBlocks } from "./check-blocks.ts";
import { isFields, type Fields } from "./json.ts";
import { normalizeBlocks, type Block } from "./normalize-blocks.ts";
import { complain, type SlackState } from "./state.ts";

export interface MessageContent {
  text?: string;
  blocks?: Block[];
  attachments?: unknown[];
  metadata?: Fields;
}

export const MESSAGE_LIMITS = {
  /** chat.update and chat.postEphemeral refuse above it; chat.postMessage only advises, so there it is a complaint. */
  text: 4000,
  /** chat.postMessage cuts the text off here without an error. */
  cutAt: 40_000,
  attachments: 100,
  markdownText: 12_000,
  /** No official figure; small on purpose. */
  metadataBytes: 8192,
} as const;

interface LongText {
  /** What happens to a text above the limit. */
  readonly longText: "refuse" | "complain";
  /** An update may leave out both text and blocks, if it brings attachments or metadata. */
  readonly mayBeEmpty?: boolean;
}

function checkMetadata(metadata: unknown): Refused | undefined {
  if (!isFields(metadata)) return refused("invalid_metadata_format");
  if (Object.keys(metadata).length === 0) return undefined;
  const { event_type: type, event_payload: payload, ...rest } = metadata;
  if (typeof type !== "string" || type === "" || !isFields(payload) || Object.keys(rest).length > 0)
    return refused("invalid_metadata_schema");
  return Buffer.byteLength(JSON.stringify(metadata)) > MESSAGE_LIMITS.metadataBytes
    ? refused("metadata_too_large")
    : undefined;
}

function checkBlocks(state: SlackState, blocks: readonly unknown[]): Refused | undefined {
  const { problems, complaints } = inspectMessageBlocks(blocks);
  complain(state, ...complaints);
  if (problems.length > 0) return invalidBlocks(problems);
  return hasTooMuchText(blocks) ? refused("msg_blocks_too_long") : undefined;
}

/** Expects arguments of the right JSON types (or absent). */
export function checkContent(
  state: SlackState,
  args: Fields,
  { longText, mayBeEmpty = false }: LongText,
): MessageContent | Refused {
  const { blocks, attachments, metadata, markdown_text: markdown } = args;
  if (markdown !== undefined && (args["text"] !== undefined || blocks !== undefined))
    return refused("markdown_text_conflict");
  const text =
    typeof markdown === "string"
      ? markdown
      : typeof args["text"] === "string"
        ? args["text"]
        : undefined;
  if (typeof markdown === "string" && markdown.length > MESSAGE_LIMITS.markdownText)
    return refused("msg_too_long");
  if (Array.isArray(attachments) && attachments.length > MESSAGE_LIMITS.attachments)
    return refused("too_many_attachments");

  const refusal =
    (Array.isArray(blocks) ? checkBlocks(state, blocks) : undefined) ??
    (metadata === undefined ? undefined : checkMetadata(metadata));
  if (refusal) return refusal;

  if (
    Array.isArray(attachments) &&
    [...walk(attachments)].some(
      ({ value }) => value["blocks"] ?? value["actions"] ?? value["callback_id"],
    )
  ) {
    complain(state, "Blocks and actions inside attachments are not checked by this simulator");
  }
  const hasContent =
    Boolean(text) || [blocks, attachments].some((part) => Array.isArray(part) && part.length > 0);
  const leftOut =
    mayBeEmpty && text === undefined && (attachments !== undefined || metadata !== undefined);
  if (!hasContent && !leftOut) return refused("no_text");

  if (text !== undefined && markdown === undefined && text.length > MESSAGE_LIMITS.text) {
    if (longText === "refuse") return refused("msg_too_long");
    complain(
      state,
      `A message text of ${text.length} characters is longer than the ${MESSAGE_LIMITS.text} that Slack advises and may be cut or split`,
    );
  }
  return {
    ...(text !== undefined && { text: text.slice(0, MESSAGE_LIMITS.cutAt) }),
    ...(Array.isArray(blocks) && { blocks: normalizeBlocks(blocks) }),
    ...(Array.isArray(attachments) && { attachments }),
    ...(isFields(metadata) && { metadata }),
  };
}
