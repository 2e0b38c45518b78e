import { fieldIds, fields, type Answers, type FieldId, type FormAbilities } from "./form-fields.ts";
import {
  addressStock,
  choicesOf,
  freshList,
  isShown,
  loadedList,
  readAnswers,
  type LoadedLists,
} from "./form.ts";
import { checkInstanceSpec, type InstanceSpec, type Problem } from "./instance-spec.ts";
import { offerProblems, type Offer, type OfferProblem } from "./offer-rules.ts";
import type { Labels } from "./order.ts";
import { specOf } from "./spec-answers.ts";

/** What is wrong with one answer: a rule of the API's contract, one of the catalogue's, or one of the form's own. */
export type FormProblem =
  | Problem
  | OfferProblem
  /** The list does not hold the answer (any more), or only as sold out. */
  | { readonly field: FieldId; readonly rule: "not-in-list" | "sold-out" }
  /** The list could not be looked up, so the answer could not be checked. */
  | { readonly field: FieldId; readonly rule: "not-checked" }
  /** A tag that is not written as `key=value`. */
  | { readonly field: string; readonly rule: "tag-line" };

export interface FilledForm {
  readonly region: string;
  readonly spec: InstanceSpec;
  /** The names that the person saw next to the ids. */
  readonly labels: Labels;
  readonly justification: string;
}

export type ReadForm =
  | { readonly ok: true; readonly form: FilledForm }
  | { readonly ok: false; readonly problems: readonly FormProblem[] };

/**
 * Answers -> what is to be ordered, or what is wrong, by field. The lists are looked up anew for this: an answer came
 * through the client, so that it was once offered is not taken for granted.
 */
export function readForm(given: Answers, lists: LoadedLists, has: FormAbilities): ReadForm {
  const answers = readAnswers((_, field) => given[field], has); // what was not asked is not bought
  const problems: FormProblem[] = [];
  const labels: Record<string, string> = {};
  for (const id of fieldIds) {
    if (!isShown(id, answers, has)) continue;
    const problem = checkAnswer(id, answers, lists, labels);
    if (problem) problems.push(problem);
  }
  const wrong = new Set<string>(problems.map(({ field }) => field));
  const add = (more: readonly FormProblem[]): void =>
    void problems.push(...more.filter(({ field }) => !wrong.has(field)));
  const checked = checkInstanceSpec(specOf(answers), has.limits);
  add(
    checked.ok ? offerProblems(checked.spec, offerFor(answers, lists)) : inWords(checked.problems),
  );
  const { regionId, justification } = answers;
  if (!checked.ok || problems.length > 0 || regionId === undefined || justification === undefined)
    return { ok: false, problems };
  return { ok: true, form: { region: regionId, spec: checked.spec, labels, justification } };
}

/** A line that is no tag at all reaches the contract's check as text where an object should be. */
const inWords = (problems: readonly Problem[]): readonly FormProblem[] =>
  problems.map((problem) =>
    problem.rule === "type" && /^resourceTags\.\d+$/.test(problem.field)
      ? { field: problem.field, rule: "tag-line" }
      : problem,
  );

function checkAnswer(
  id: FieldId,
  answers: Answers,
  lists: LoadedLists,
  labels: Record<string, string>,
): FormProblem | undefined {
  const field = fields[id];
  const answer = answers[id];
  if (answer === undefined) return field.optional ? undefined : { field: id, rule: "required" };
  if (field.control === "text")
    return field.max !== undefined && answer.length > field.max
      ? { field: id, rule: "length", max: field.max }
      : undefined;
  if (field.control !== "list") return undefined;
  const choices = choicesOf(id, answers, lists);
  if (choices === undefined || typeof choices === "string")
    return { field: id, rule: "not-checked" };
  const chosen = choices.find(({ value }) => value === answer);
  if (!chosen) return { field: id, rule: "not-in-list" };
  if (chosen.soldOut) return { field: id, rule: "sold-out" };
  labels[id] = chosen.label;
  return undefined;
}

function offerFor(answers: Answers, lists: LoadedLists): Offer {
  const subnets = loadedList({ list: "subnets", args: ["regionId", "az"] }, answers, lists)?.items;
  const stock = freshList({ list: "deviceStock", args: ["regionId"] }, answers, lists);
  return {
    subnet: subnets?.find(({ subnetId }) => subnetId === answers.subnetId),
    extensionSubnet: subnets?.find(({ subnetId }) => subnetId === answers.extensionSubnetId),
    // Of a type that is sold out nothing more is said.
    stock:
      stock?.find(({ deviceType }) => deviceType === answers.deviceType)?.available || undefined,
    addresses: freshList(addressStock, answers, lists)?.[0],
  };
}
