/** What a Web API method answers: `ok:true` with fields, or a refusal with a code. A refusal is a value, never thrown. */
import { isFields, type Fields } from "./json.ts";
import type { ErrorCode } from "./error-codes.ts";
import { wordProblem, type Problem } from "./check-shape.ts";

export interface Good extends Fields {
  ok: true;
}

export interface Refused extends Fields {
  ok: false;
  error: ErrorCode;
}

export type Answer = Good | Refused;

export const good = (fields: Fields = {}): Good => ({ ok: true, ...fields });

export const refused = (error: ErrorCode, extra: Fields = {}): Refused => ({
  ok: false,
  error,
  ...extra,
});

export function isRefused(value: unknown): value is Refused {
  return isFields(value) && value["ok"] === false && typeof value["error"] === "string";
}

const asMessages = (texts: readonly string[]): Fields => ({
  response_metadata: { messages: texts.map((text) => `[ERROR] ${text}`) },
});

export const invalidArguments = (...texts: string[]): Refused =>
  refused("invalid_arguments", asMessages(texts));

/** chat.* answers in this form, views.* with `invalid_arguments`. */
export function invalidBlocks(problems: readonly Problem[]): Refused {
  const texts = problems.map(wordProblem);
  return refused("invalid_blocks", { errors: texts, ...asMessages(texts) });
}

export const invalidView = (problems: readonly Problem[]): Refused =>
  invalidArguments(...problems.map(wordProblem));
