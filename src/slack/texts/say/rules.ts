import type { Passed } from "../../../order/policy.ts";
import { escaped } from "../../text.ts";
import type { Words } from "../en.ts";

/** More rules than these would be read by nobody. */
const MOST_RULES = 5;

/** Which rules did not take an order, and why. */
export const sayRules = ({ rules: words, clauses }: Words) => {
  const pass = ({ rule, misses }: Passed): string =>
    words.passed(escaped(rule, 60), misses.map((miss) => words.misses[miss]).join(clauses));
  return {
    pass,
    passed: (passed: readonly Passed[]): string => passed.slice(0, MOST_RULES).map(pass).join(" "),
  };
};
