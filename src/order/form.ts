import {
  fieldIds,
  fields,
  secretAnswers,
  type Answers,
  type Beside,
  type Choice,
  type FieldId,
  type FormAbilities,
  type ListName,
  type ListNeed,
  type Lists,
} from "./form-fields.ts";
import { nearest } from "./nearest.ts";

/** One list that is wanted, and for what: `{ list: "raids", args: ["cn-east-tz1", "edcps.c.normal1"] }`. */
export interface ListRequest {
  readonly list: ListName;
  readonly args: readonly string[];
}
export const listKey = ({ list, args }: ListRequest): string => [list, ...args].join("/");

/** How far a list has come. `asOf`: the cloud could not be asked now, and this list was kept from then. */
export type ListState =
  | { readonly state: "loading" }
  | { readonly state: "failed" }
  | { readonly state: "loaded"; readonly items: Lists[ListName]; readonly asOf?: Date };
export type LoadedLists = ReadonlyMap<string, ListState>;

/**
 * The identity of a field's question: the field, and the answers that it depends on. Slack keeps what was typed as long
 * as the block's id stays, and forgets it when the id changes, which is just what is wanted.
 */
export const questionId = (id: FieldId, answers: Answers): string => {
  const parents = fields[id].dependsOn?.map((parent) => answers[parent] ?? "") ?? [];
  return parents.length === 0 ? id : `${id}:${parents.join("/")}`;
};

/** What was answered where the form does not show it now, by question; or by field, where it was said beforehand. */
export type Kept = Readonly<Record<string, string>>;

/**
 * The answers that hold. `answerTo` looks one up by the question it was given to: `null` when the question was asked and
 * not answered, `undefined` when it was not asked. An answer to another question (a RAID of the device type before) is
 * not found and so is gone; a question that comes back, or was answered beforehand, has its answer in `kept`.
 */
export function readAnswers(
  answerTo: (question: string, field: FieldId) => string | null | undefined,
  has: FormAbilities,
  kept: Kept = {},
): Answers {
  const answers: Partial<Record<FieldId, string>> = {};
  for (const id of fieldIds) {
    if (!isShown(id, answers, has)) continue;
    const given = answerTo(questionId(id, answers), id);
    const holds = given === undefined ? keptFor(id, answers, kept) : given;
    if (holds) answers[id] = holds;
  }
  return answers;
}

const keptFor = (id: FieldId, answers: Answers, kept: Kept): string | undefined => {
  const name = [questionId(id, answers), id].find((key) => Object.hasOwn(kept, key));
  return name === undefined ? undefined : kept[name];
};

export function isShown(id: FieldId, answers: Answers, has: FormAbilities): boolean {
  const { section, shownWhen } = fields[id];
  const isOpen = section === undefined || openSections(answers, has).includes(section);
  return isOpen && (shownWhen?.(answers) ?? true);
}

/** Secrets are asked for only where they can be stored sealed. */
const openSections = ({ sections = "" }: Answers, { sealing }: FormAbilities): readonly string[] =>
  sections.split(",").filter((name) => sealing || name !== "access");

const initialOf = (id: FieldId, answers: Answers): Answers => {
  const field = fields[id];
  const initial = field.control === "list" ? undefined : field.initial?.(answers);
  return initial === undefined ? {} : { [id]: initial };
};

/** What was said beforehand, with what the form begins with where nothing was said. */
export function begun(said: Answers, has: FormAbilities): Answers {
  let answers: Answers = {};
  for (const id of fieldIds)
    if (isShown(id, answers, has))
      answers = { ...answers, ...(said[id] ? { [id]: said[id] } : initialOf(id, answers)) };
  return answers;
}

/** The list behind a field, or undefined while an answer that it is asked with is missing. */
export function listFor(id: FieldId, answers: Answers): ListRequest | undefined {
  const field = fields[id];
  if (field.control !== "list") return undefined;
  const known = (field.dependsOn ?? []).every((parent) => answers[parent] !== undefined);
  return known ? request(field, answers) : undefined;
}

/** Every list of a field: the one it chooses from, and the one that says more about it. */
export function listsFor(id: FieldId, answers: Answers): readonly ListRequest[] {
  const field = fields[id];
  const main = listFor(id, answers);
  const beside =
    main && field.control === "list" && field.beside ? request(field.beside, answers) : undefined;
  return [main, beside].filter((one) => one !== undefined);
}

function request({ list, args }: ListNeed, answers: Answers): ListRequest | undefined {
  const given = args.map((arg) => answers[arg]);
  return given.every((arg) => arg !== undefined) ? { list, args: given } : undefined;
}

/** What the form wants to know although no question chooses from it: how many public addresses there are. */
export const addressStock = {
  list: "addressStock",
  args: ["regionId"],
} as const satisfies ListNeed;

/** Every list that the form wants for these answers. */
export function wantedLists(answers: Answers, has: FormAbilities): readonly ListRequest[] {
  const wanted = new Map<string, ListRequest>();
  for (const id of fieldIds) {
    if (!isShown(id, answers, has)) continue;
    for (const one of listsFor(id, answers)) wanted.set(listKey(one), one);
  }
  const isPublic = [answers.enableInternet, answers.extensionEnableInternet].includes("yes");
  const stock = isPublic ? request(addressStock, answers) : undefined;
  if (stock) wanted.set(listKey(stock), stock);
  return [...wanted.values()];
}

/** A list that came, whatever it is asked with; undefined when it did not. */
export function loadedList<L extends ListName>(
  need: ListNeed & { readonly list: L },
  answers: Answers,
  lists: LoadedLists,
): { readonly items: Lists[L]; readonly asOf?: Date } | undefined {
  const wanted = request(need, answers);
  const state = wanted && lists.get(listKey(wanted));
  return state?.state === "loaded" ? { ...state, items: state.items as Lists[L] } : undefined;
}

/** The same, but for what changes fast: how much was left when the cloud could last be asked says nothing now. */
export function freshList<L extends ListName>(
  need: ListNeed & { readonly list: L },
  answers: Answers,
  lists: LoadedLists,
): Lists[L] | undefined {
  const loaded = loadedList(need, answers, lists);
  return loaded?.asOf ? undefined : loaded?.items;
}

/** The choices of a list field, once its list is there. */
export function choicesOf(
  id: FieldId,
  answers: Answers,
  lists: LoadedLists,
): readonly Choice[] | "loading" | "failed" | undefined {
  const field = fields[id];
  const wanted = listFor(id, answers);
  if (field.control !== "list" || !wanted) return undefined;
  const state = lists.get(listKey(wanted));
  if (!state || state.state === "loading") return "loading";
  if (state.state === "failed") return "failed";
  const { beside } = field;
  const more: Beside = beside ? { [beside.list]: freshList(beside, answers, lists) } : {};
  const choices = field.choices as (
    items: Lists[ListName],
    answers: Answers,
    beside: Beside,
  ) => readonly Choice[];
  return orderable(choices(state.items, answers, more));
}

/**
 * Other ids cannot be offered: Slack's pages name 75 and 150 characters as the longest value of an option, a question's
 * id is made of two ids and may have 255, and what is not printable ASCII the contract refuses anyway.
 */
const ORDERABLE_ID = /^[!-~]{1,75}$/;

/** What can be ordered, once each. */
function orderable(choices: readonly Choice[]): readonly Choice[] {
  const ids = new Set<string>();
  return choices.filter(({ value }) => {
    const fits = ORDERABLE_ID.test(value) && !ids.has(value);
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
      /** What would be a choice if it were not sold out, by name. */
      readonly soldOut?: readonly string[];
      /** What was answered and is not offered, and what is and comes nearest to it. */
      readonly notOffered?: { readonly value: string; readonly nearest?: string };
    }
  /** A list that is on its way, did not come, or has nothing (left) in it. */
  | { readonly kind: "loading" | "failed"; readonly field: FieldId }
  | { readonly kind: "empty"; readonly field: FieldId; readonly soldOut?: readonly string[] };

export interface Layout {
  readonly items: readonly FormItem[];
  /** The answers, with what has just one choice chosen, and without what is not offered. */
  readonly answers: Answers;
  /** Answers to lists that are not there to choose from now (on their way, or away), by question. */
  readonly waiting: Kept;
  /** When the oldest list was loaded that is shown because the cloud cannot be asked now. */
  readonly asOf?: Date;
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
      const values = "values" in field ? field.values(has, answers) : undefined;
      const fits = field.control !== "choice" || values?.includes(answers[id] ?? "");
      answers = { ...answers, ...(fits && answers[id] ? {} : initialOf(id, answers)) };
      items.push({
        kind: "question",
        field: id,
        question,
        ...(values ? { choices: values.map((value) => ({ value, label: value })) } : {}),
        // Slack keeps what was typed; a secret is not sent there once more.
        ...(secretAnswers.includes(id) ? {} : optional("initial", answers[id])),
      });
      continue;
    }
    const choices = choicesOf(id, answers, lists);
    if (choices === undefined) continue;
    if (typeof choices === "string") {
      items.push({ kind: choices, field: id });
      continue;
    }
    const item = listItem(id, question, choices, answers[id]);
    const { [id]: _, ...others } = answers;
    const chosen = item?.kind === "question" ? item.initial : undefined;
    answers = chosen === undefined ? others : { ...others, [id]: chosen };
    if (item) items.push(item);
  }
  const waiting = waitingAnswers(given, items, has);
  return { items, answers, waiting, ...oldest(wantedLists(answers, has), lists) };
}

function waitingAnswers(given: Answers, items: readonly FormItem[], has: FormAbilities): Kept {
  const asked = new Set(items.flatMap(({ kind, field }) => (kind === "question" ? [field] : [])));
  return Object.fromEntries(
    fieldIds.flatMap((id) => {
      const answer = given[id];
      const waits = fields[id].control === "list" && !asked.has(id) && isShown(id, given, has);
      return waits && answer !== undefined ? [[questionId(id, given), answer]] : [];
    }),
  );
}

/** The question of a list that came. An optional one with nothing in it is not asked, unless it was answered. */
function listItem(
  field: FieldId,
  question: string,
  all: readonly Choice[],
  answer: string | undefined,
): FormItem | undefined {
  const mustAnswer = !fields[field].optional;
  const choices = all.filter(({ soldOut }) => !soldOut);
  const gone = all.filter(({ soldOut }) => soldOut).map(({ label }) => label);
  const soldOut = gone.length > 0 ? { soldOut: gone } : {};
  if (choices.length === 0)
    return mustAnswer || answer !== undefined ? { kind: "empty", field, ...soldOut } : undefined;
  const only = choices.length === 1 && mustAnswer ? choices[0]?.value : undefined;
  const chosen = choices.find(({ value }) => value === answer)?.value;
  const missed =
    answer !== undefined && chosen === undefined
      ? {
          notOffered: {
            value: answer,
            ...optional(
              "nearest",
              nearest(
                answer,
                choices.map(({ value }) => value),
              ),
            ),
          },
        }
      : {};
  return {
    kind: "question",
    field,
    question,
    choices,
    ...optional("initial", chosen ?? only),
    ...soldOut,
    ...missed,
  };
}

function oldest(wanted: readonly ListRequest[], lists: LoadedLists): { readonly asOf?: Date } {
  const kept = wanted
    .map((one) => lists.get(listKey(one)))
    .flatMap((state) => (state?.state === "loaded" && state.asOf ? [state.asOf.getTime()] : []));
  return kept.length === 0 ? {} : { asOf: new Date(Math.min(...kept)) };
}

const optional = <K extends string>(
  key: K,
  value: string | undefined,
): { readonly [P in K]?: string } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string };
