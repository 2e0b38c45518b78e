import {
  fieldIds,
  fields,
  type Answers,
  type Choice,
  type FieldId,
  type FormAbilities,
  type ListName,
  type Lists,
} from "./form-fields.ts";

/** One list that is wanted, and for what: `{ list: "raids", args: ["cn-east-tz1", "edcps.c.normal1"] }`. */
export interface ListRequest {
  readonly list: ListName;
  readonly args: readonly string[];
}
export const listKey = ({ list, args }: ListRequest): string => [list, ...args].join("/");

/** How far a list has come. */
export type ListState =
  | { readonly state: "loading" }
  | { readonly state: "failed" }
  | { readonly state: "loaded"; readonly items: Lists[ListName] };
export type LoadedLists = ReadonlyMap<string, ListState>;

/**
 * The identity of a field's question: the field, and the answers that it depends on. Slack keeps what was typed as long
 * as the block's id stays, and forgets it when the id changes, which is just what is wanted.
 */
export const questionId = (id: FieldId, answers: Answers): string => {
  const parents = fields[id].dependsOn?.map((parent) => answers[parent] ?? "") ?? [];
  return parents.length === 0 ? id : `${id}:${parents.join("/")}`;
};

/**
 * The answers that hold. `answerTo` looks one up by the question it was given to; an answer to another question (a RAID
 * of the device type before) is not found and so is gone.
 */
export function readAnswers(
  answerTo: (question: string, field: FieldId) => string | undefined,
  has: FormAbilities,
): Answers {
  const answers: Partial<Record<FieldId, string>> = {};
  for (const id of fieldIds) {
    if (!isShown(id, answers, has)) continue;
    const given = answerTo(questionId(id, answers), id);
    if (given !== undefined && given !== "") answers[id] = given;
  }
  return answers;
}

export const isShown = (id: FieldId, answers: Answers, has: FormAbilities): boolean =>
  fields[id].shownWhen?.(answers, has) ?? true;

const initialOf = (id: FieldId, answers: Answers): Answers => {
  const field = fields[id];
  const initial = field.control === "list" ? undefined : field.initial?.(answers);
  return initial === undefined ? {} : { [id]: initial };
};

/** The list behind a field, or undefined while an answer that it is asked with is missing. */
export function listFor(id: FieldId, answers: Answers): ListRequest | undefined {
  const field = fields[id];
  if (field.control !== "list") return undefined;
  const args = field.args.map((arg) => answers[arg]);
  const known = (field.dependsOn ?? []).every((parent) => answers[parent] !== undefined);
  return known && args.every((arg) => arg !== undefined) ? { list: field.list, args } : undefined;
}

/** Every list that the form wants for these answers. */
export function wantedLists(answers: Answers, has: FormAbilities): readonly ListRequest[] {
  const wanted = new Map<string, ListRequest>();
  for (const id of fieldIds) {
    const request = isShown(id, answers, has) ? listFor(id, answers) : undefined;
    if (request) wanted.set(listKey(request), request);
  }
  return [...wanted.values()];
}

/** The choices of a list field, once its list is there. */
export function choicesOf(
  id: FieldId,
  answers: Answers,
  lists: LoadedLists,
): readonly Choice[] | "loading" | "failed" | undefined {
  const field = fields[id];
  const request = listFor(id, answers);
  if (field.control !== "list" || !request) return undefined;
  const state = lists.get(listKey(request));
  if (!state || state.state === "loading") return "loading";
  if (state.state === "failed") return "failed";
  return orderable(
    (field.choices as (items: Lists[ListName], answers: Answers) => readonly Choice[])(
      state.items,
      answers,
    ),
  );
}

/** Longer ids than the contract takes could not be ordered, and one of them would make Slack refuse the whole form. */
const LONGEST_ID = 128;

/** What can be ordered, once each. */
function orderable(choices: readonly Choice[]): readonly Choice[] {
  const ids = new Set<string>();
  return choices.filter(({ value }) => {
    const fits = value.length > 0 && value.length <= LONGEST_ID && !ids.has(value);
    ids.add(value);
    return fits;
  });
}

/** What an untouched form holds. */
export const firstAnswers = (has: FormAbilities): Answers => layOut({}, new Map(), has).answers;

/** What stands at one place of the form. */
export type FormItem =
  | {
      readonly kind: "question";
      readonly field: FieldId;
      readonly question: string;
      readonly choices?: readonly Choice[];
      readonly initial?: string;
    }
  /** A list that is on its way, did not come, or has nothing in it. */
  | { readonly kind: "loading" | "failed" | "empty"; readonly field: FieldId };

export interface Layout {
  readonly items: readonly FormItem[];
  /** The answers, with what has just one choice chosen. */
  readonly answers: Answers;
}

/** The form for these answers, with whatever lists have come. */
export function layOut(given: Answers, lists: LoadedLists, has: FormAbilities): Layout {
  const items: FormItem[] = [];
  let answers = given;
  for (const id of fieldIds) {
    if (!isShown(id, answers, has)) continue;
    const field = fields[id];
    const question = questionId(id, answers);
    if (field.control !== "list") {
      answers = { ...initialOf(id, answers), ...answers };
      items.push({ kind: "question", field: id, question, ...optional("initial", answers[id]) });
      continue;
    }
    const choices = choicesOf(id, answers, lists);
    if (choices === undefined) continue;
    if (typeof choices === "string") items.push({ kind: choices, field: id });
    else if (choices.length === 0 && !field.optional) items.push({ kind: "empty", field: id });
    else if (choices.length > 0) {
      const only = choices.length === 1 && !field.optional ? choices[0]?.value : undefined;
      const initial = choices.find(({ value }) => value === answers[id])?.value ?? only;
      if (initial !== undefined) answers = { ...answers, [id]: initial };
      items.push({
        kind: "question",
        field: id,
        question,
        choices,
        ...optional("initial", initial),
      });
    }
  }
  return { items, answers };
}

const optional = <K extends string>(
  key: K,
  value: string | undefined,
): { readonly [P in K]?: string } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string };
