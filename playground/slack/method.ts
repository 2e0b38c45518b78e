/** One row of the Web API: who may call it, with which arguments, and what it does. */
import type { Answer } from "./answer.ts";
import type { Fields } from "./json.ts";
import type { ErrorCode } from "./error-codes.ts";
import type { SlackState } from "./state.ts";

export type Argument =
  | { readonly is: "string" | "boolean" | "integer"; readonly required?: true }
  /** Sent as JSON text in a form; `otherwise` is the code when it is not what it should be. */
  | { readonly is: "array" | "object"; readonly required?: true; readonly otherwise: ErrorCode };

export interface Method {
  readonly token: "bot" | "app";
  /** Scopes of which one is needed; none means that any valid token will do. May depend on the kind of conversation. */
  readonly scopes: readonly string[] | ((state: SlackState, args: Fields) => readonly string[]);
  readonly args: Readonly<Record<string, Argument>>;
  /** `args` are decoded: strings, booleans, numbers, lists and objects as the row says, absent ones left out. */
  readonly run: (state: SlackState, args: Fields) => Answer;
}

export const text: Argument = { is: "string" };
export const needed: Argument = { is: "string", required: true };
export const yesNo: Argument = { is: "boolean" };
export const count: Argument = { is: "integer" };

/** The decoded argument as text; the table has seen to it that it is one. */
export function textArg(args: Fields, name: string): string {
  const value = args[name];
  return typeof value === "string" ? value : "";
}

export function optionalTextArg(args: Fields, name: string): string | undefined {
  return args[name] === undefined ? undefined : textArg(args, name);
}
