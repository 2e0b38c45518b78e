/** What the simulator covers, as data, read from the very tables it works with. */
import { RESPONSE_ACTIONS } from "./acknowledge-submit.ts";
import {
  BLOCKS,
  BLOCKS_NOT_SIMULATED,
  ELEMENTS_NOT_SIMULATED,
  MOST_BLOCKS,
  MOST_TEXT_IN_MESSAGE_BLOCKS,
} from "./block-rules.ts";
import { COMPOSITION, MENU } from "./composition-rules.ts";
import { DELIVERY_KINDS } from "./delivery-kinds.ts";
import { CONTEXT_ELEMENTS, ELEMENTS } from "./element-rules.ts";
import { ELEMENT_STATE } from "./element-state.ts";
import { ERROR_CODES } from "./error-codes.ts";
import { MESSAGE_LIMITS } from "./message-content.ts";
import type { Method } from "./method.ts";
import { RESPONSE_URL_LIFE_MS, RESPONSE_URL_USES } from "./response-urls.ts";
import { RICH_TEXT_INLINE, RICH_TEXT_PARTS } from "./rich-text-rules.ts";
import { url, type Rule, type Shape, type Shapes } from "./shape.ts";
import { MOST_CONNECTIONS } from "./socket-mode.ts";
import { TRIGGER_LIFE_MS } from "./triggers.ts";
import { DEEPEST_STACK, MOST_BYTES_IN_VIEW, VIEWS } from "./view-rules.ts";
import { METHODS } from "./web-methods.ts";

export interface MethodCoverage {
  readonly method: string;
  readonly token: "bot" | "app";
  /** One of these; where they depend on the conversation, a phrase. */
  readonly scopes: readonly string[] | "depends on the conversation";
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

export const COVERED_METHODS: readonly MethodCoverage[] = Object.entries(
  METHODS as Readonly<Record<string, Method>>,
).map(([method, { token, scopes, args }]) => ({
  method,
  token,
  scopes: typeof scopes === "function" ? "depends on the conversation" : scopes,
  required: Object.keys(args).filter((name) => args[name]?.required),
  optional: Object.keys(args).filter((name) => !args[name]?.required),
}));

/** The kinds of payload that are delivered, and the ways in which a modal's submit may be answered. */
export const COVERED_PAYLOADS: readonly string[] = Object.keys(DELIVERY_KINDS);
export const COVERED_RESPONSE_ACTIONS: readonly string[] = RESPONSE_ACTIONS;

export const COVERED_ERRORS: readonly string[] = ERROR_CODES;

export interface ElementCoverage {
  readonly element: string;
  readonly places: readonly string[];
  readonly surfaces: readonly string[];
  /** Its key in `state.values`; `undefined` for those that keep nothing. */
  readonly keeps: string | undefined;
}

export const COVERED_BLOCKS: readonly string[] = Object.keys(BLOCKS);
export const COVERED_ELEMENTS: readonly ElementCoverage[] = Object.entries(ELEMENTS as Shapes).map(
  ([element, shape]) => ({
    element,
    places: shape.places ?? [],
    surfaces: shape.surfaces ?? [],
    keeps: ELEMENT_STATE[element]?.key,
  }),
);

export const NOT_COVERED = {
  blocks: BLOCKS_NOT_SIMULATED,
  elements: ELEMENTS_NOT_SIMULATED,
} as const;

/** `section.text` -> 3000 characters, `section.fields[]` -> 2000 characters each, `section.fields (items)` -> 10, … */
function limitsIn(name: string, shape: Shape): [string, number][] {
  return Object.entries(shape.fields).flatMap(([field, rule]) =>
    limitsOf(`${name}.${field}`, rule),
  );
}

/** Slack gives no limit here; the tables hold a very large number only to have one. */
const NO_LIMIT = 10_000;

function limitsOf(name: string, rule: Rule): [string, number][] {
  const limited = (at: string, max: number): [string, number][] =>
    max < NO_LIMIT ? [[at, max]] : [];
  if (rule.is === "text") return limited(name, rule.max);
  // A pattern says more than a length, except for URLs.
  if (rule.is === "string") return rule.pattern && rule !== url ? [] : limited(name, rule.max);
  if (rule.is === "list")
    return [...limited(`${name} (items)`, rule.max), ...limitsOf(`${name}[]`, rule.of)];
  return [];
}

const limitsInAll = (shapes: Shapes): [string, number][] =>
  Object.entries(shapes).flatMap(([name, shape]) => limitsIn(name, shape));

/** Every limit on the length of a text or a list in Block Kit. */
export const COVERED_LIMITS: Readonly<Record<string, number>> = Object.fromEntries([
  ...limitsInAll(BLOCKS),
  ...limitsInAll({
    ...ELEMENTS,
    image: { required: [], fields: {} },
    "image element": ELEMENTS.image,
  }),
  ...limitsInAll({ "context text": CONTEXT_ELEMENTS.mrkdwn }),
  ...limitsInAll(COMPOSITION),
  ...limitsInAll({ menu: MENU }),
  ...limitsInAll({ ...RICH_TEXT_PARTS, ...RICH_TEXT_INLINE }),
  ...limitsInAll(VIEWS),
]);

/** The other figures. */
export const COVERED_FIGURES = {
  "message.blocks": MOST_BLOCKS.message,
  "modal.blocks": MOST_BLOCKS.modal,
  "home.blocks": MOST_BLOCKS.home,
  "message.text in all blocks": MOST_TEXT_IN_MESSAGE_BLOCKS,
  "message.text": MESSAGE_LIMITS.text,
  "message.text cut at": MESSAGE_LIMITS.cutAt,
  "message.attachments": MESSAGE_LIMITS.attachments,
  "message.markdown_text": MESSAGE_LIMITS.markdownText,
  "message.metadata bytes": MESSAGE_LIMITS.metadataBytes,
  "view.bytes": MOST_BYTES_IN_VIEW,
  "view.stack": DEEPEST_STACK,
  "trigger.ms": TRIGGER_LIFE_MS,
  "response_url.ms": RESPONSE_URL_LIFE_MS,
  "response_url.uses": RESPONSE_URL_USES,
  "socket.connections": MOST_CONNECTIONS,
} as const;
