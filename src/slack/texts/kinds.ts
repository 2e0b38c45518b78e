import type { FieldId } from "../../order/form-fields.ts";
import type { Step } from "../../order/order.ts";
import type { FormProblem } from "../../order/read-form.ts";
import type { RuleParameters } from "../../order/spec-rule.ts";
import type { Refusal } from "../../order/decision.ts";
import type { EditRefusal } from "../../workflow/edit-order.ts";
import type { ExplainRefusal } from "../../workflow/explain-policy.ts";
import type { PlaceRefusal } from "../../workflow/place-order.ts";

/** The shapes of the word tables that every language fills. */

export interface FieldText {
  readonly label: string;
  readonly hint?: string;
  readonly choices?: Readonly<Record<string, string>>;
  /** What to do when there is nothing to choose from. */
  readonly empty?: string;
}

/** What is known about a broken rule; fields and values are in words already. */
export type RuleFacts = Omit<RuleParameters, "value"> & { readonly value?: string };
export type ProblemWords = Readonly<Record<FormProblem["rule"], (facts: RuleFacts) => string>>;

type WithoutFacts = Exclude<
  (Refusal | PlaceRefusal | EditRefusal | ExplainRefusal)["reason"],
  | "no-rule"
  | "too-few"
  | "own-order"
  | "not-yours"
  | "stale"
  | "moved"
  | "wrong-status"
  | "already-approved"
  | "seat-taken"
  | "approvals-gone"
>;
type ByCount = (have: number, quorum: number) => string;
export interface RefusalWords extends Readonly<Record<WithoutFacts, string>> {
  /** `why`: rule by rule, why it does not take the order; empty when there is nothing to say. */
  readonly "no-rule": (why: string) => string;
  readonly "too-few": (rule: string) => string;
  readonly "own-order": (verb: string) => string;
  /** `isRequesters`: not even those who decide about the order may. */
  readonly "not-yours": (verb: string, isRequesters: boolean) => string;
  /** `who`: who was faster, with what, when. */
  readonly stale: (who: string) => string;
  /** `who`: who brought it there, with what, when; empty when nobody did anything yet. */
  readonly "wrong-status": (stands: string, who: string, verb: string) => string;
  /** `what`: what moved, each in words. */
  readonly moved: (what: string) => string;
  readonly "already-approved": ByCount;
  readonly "seat-taken": ByCount;
  readonly "approvals-gone": ByCount;
}

/** What a step of an order's history is told with, in words already; what does not apply is empty. */
export interface StoryFacts {
  readonly who: string;
  readonly goods: string;
  /** "1 of 2". */
  readonly seats: string;
  /** The rule that approved by itself. */
  readonly rule: string;
  readonly changes: string;
  readonly moves: string;
  /** A sentence of its own. */
  readonly reason: string;
  /** Approvals that stood before do not count any more. */
  readonly isVoid: boolean;
  /** Whoever is asked. */
  readonly people: string;
  readonly ids: string;
  readonly made: number;
  readonly of: number;
  readonly failure: string;
  readonly progress: string;
}
export type StoryWords = Readonly<Record<Step["action"], (facts: StoryFacts) => string>>;

export type FormTexts = Readonly<Record<FieldId, FieldText>>;
