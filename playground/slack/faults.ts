/** Faults on demand: what goes wrong with the next calls of a method (or of every method: '*'). */
import type { Fields } from "./json.ts";
import type { SlackState } from "./state.ts";

/** `when` says whether the call still took effect before things went wrong: `before` the effect, or `after` it. */
export type Fault =
  | { status: number; retryAfter?: number; when?: "before" | "after" }
  | { reset: "before" | "after" }
  | { hang: true | "before" | "after" }
  | { delay: number }
  | { error: string; extra?: Fields };

export interface PlannedFault {
  readonly method: string;
  readonly fault: Fault;
  /** How many calls it still hits. */
  left: number;
}

/**
 * Faults of the pseudo-method `response_url` hit the posts to response URLs, any of `hello` keeps a Socket Mode connection
 * from being greeted; '*' hits Web API methods only.
 */
const PSEUDO_METHODS = ["response_url", "hello"];

export function takeFault(state: SlackState, method: string): Fault | undefined {
  const hits = (planned: PlannedFault): boolean =>
    planned.left > 0 &&
    (planned.method === method || (planned.method === "*" && !PSEUDO_METHODS.includes(method)));
  // The more particular one first, then the order in which they were set.
  const planned =
    state.faults.find((each) => hits(each) && each.method === method) ?? state.faults.find(hits);
  if (!planned) return undefined;
  planned.left -= 1;
  return planned.fault;
}

export function planFault(
  state: SlackState,
  method: string,
  fault: Fault,
  times = Number.POSITIVE_INFINITY,
): void {
  state.faults.push({ method, fault, left: times });
}

export function clearFaults(state: SlackState): void {
  state.faults = [];
  for (const response of state.hanging) response.destroy();
  state.hanging.clear();
}
