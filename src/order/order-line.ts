import {
  fieldIds,
  fields,
  secretAnswers,
  type Answers,
  type FieldId,
  type FormAbilities,
} from "./form-fields.ts";
import { nearest } from "./nearest.ts";
import { sectionFields } from "./spec-answers.ts";

/** What is wrong with one word of a command. */
export type LineMistake =
  | { readonly kind: "unknown-key"; readonly key: string; readonly nearest?: string }
  | {
      readonly kind: "wrong-value";
      readonly key: string;
      readonly value: string;
      readonly nearest?: string;
      readonly choices: readonly string[];
    }
  /** Slack keeps commands; what is secret is given in the form. */
  | { readonly kind: "secret-key"; readonly key: string }
  | { readonly kind: "twice"; readonly key: string }
  | { readonly kind: "no-value"; readonly key: string };

export interface OrderLine {
  readonly answers: Answers;
  readonly mistakes: readonly LineMistake[];
  /** The line with what was most likely meant, where every mistake has a likely meaning. Without mistakes, and secrets. */
  readonly corrected?: string;
}

/** Short names for the fields that people order with; every other field goes by its path in the API. */
const shortNames = {
  region: "regionId",
  type: "deviceType",
  os: "osTypeId",
  raid: "sysRaidTypeId",
  dataRaid: "dataRaidTypeId",
  subnet: "subnetId",
  charge: "charge.chargeMode",
  unit: "charge.chargeUnit",
  duration: "charge.chargeDuration",
  autoRenew: "charge.autoRenew",
  internet: "enableInternet",
  line: "lineType",
  key: "keypairId",
  ip: "privateIp",
  tags: "resourceTags",
  why: "justification",
} as const satisfies Readonly<Record<string, FieldId>>;

/** Short words for values, beside the API's own. */
const shortValues: Partial<Record<FieldId, Readonly<Record<string, string>>>> = {
  "charge.chargeMode": {
    prepaid: "prepaid_by_duration",
    postpaid: "postpaid_by_duration",
    usage: "postpaid_by_usage",
  },
};

const notTyped: readonly FieldId[] = [...secretAnswers, "sections"];
const typed = fieldIds.filter((id) => !notTyped.includes(id));
/** Every key that a line may hold, short ones first. */
export const lineKeys: readonly string[] = [
  ...Object.keys(shortNames),
  ...typed.filter((id) => !Object.values<FieldId>(shortNames).includes(id)),
];
const keyNames = [...lineKeys, ...typed.filter((id) => !lineKeys.includes(id))];

const WORD = /([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|“([^”]*)”|(\S*)))?/g;
const LONGEST_LINE = 3_000;

/**
 * `region=cn-east-tz1 count=2 name=web why="more room"` -> answers for the form. Keys are compared without case; a value
 * with blanks stands in quotes (a phone's curly ones too). In lists (tags, alias ranges) a semicolon begins a new line.
 */
export function readLine(text: string, has: FormAbilities): OrderLine {
  const answers: Partial<Record<FieldId, string>> = {};
  const mistakes: LineMistake[] = [];
  const corrected: Corrected[] = [];
  let inSecret = false;
  for (const [whole, key = "", ...values] of text.slice(0, LONGEST_LINE).matchAll(WORD)) {
    const value = values.find((one) => one !== undefined);
    if (inSecret && value === undefined) continue; // a secret with blanks in it goes on until the next key
    const read = readWord({ whole, key, value }, answers, has);
    inSecret = read.mistake?.kind === "secret-key";
    if (read.mistake) mistakes.push(read.mistake);
    else answers[read.id] = read.value;
    corrected.push(read.mistake ? read : { corrected: whole });
  }
  const sections = Object.entries(sectionFields)
    .filter(([, held]) => held.some((id) => answers[id] !== undefined))
    .map(([section]) => section);
  // What was meant for a key that stands there rightly as well gives way to it.
  const parts = corrected.filter(
    ({ meant }) => meant === undefined || answers[meant] === undefined,
  );
  const better = mistakes.length === 0 ? undefined : faultless(parts, has);
  return {
    answers: { ...answers, ...(sections.length > 0 ? { sections: sections.join(",") } : {}) },
    mistakes,
    ...(better === undefined ? {} : { corrected: better }),
  };
}

/** A key put right may have a value that is wrong, or stand there twice: each is put right in its turn. */
function faultless(parts: readonly Corrected[], has: FormAbilities): string | undefined {
  const words = parts.map(({ corrected }) => corrected);
  if (words.includes(undefined)) return undefined;
  const line = words.filter((word) => word !== "").join(" ");
  const again = readLine(line, has);
  return again.mistakes.length === 0 ? line : again.corrected;
}

/** A word put right: empty when it is better left out, undefined when nobody knows. */
interface Corrected {
  readonly corrected: string | undefined;
  /** The field that a wrong key was meant for. */
  readonly meant?: FieldId;
}

/** One word of the line, and its two halves. */
interface Typed {
  readonly whole: string;
  readonly key: string;
  readonly value: string | undefined;
}
type Word =
  | { readonly id: FieldId; readonly value: string; readonly mistake?: never }
  | (Corrected & { readonly mistake: LineMistake });

function readWord({ whole, key, value }: Typed, before: Answers, has: FormAbilities): Word {
  const name = keyNames.find((one) => one.toLowerCase() === key.toLowerCase());
  if (name === undefined) {
    const meant = secretMeant(key);
    if (meant) return { mistake: { kind: "secret-key", key: meant }, corrected: "" };
    const near = nearest(key, keyNames);
    return {
      mistake: { kind: "unknown-key", key, ...(near ? { nearest: near } : {}) },
      corrected: near && value ? `${near}${whole.slice(key.length)}` : undefined,
      ...(near ? { meant: fieldOf(near) } : {}),
    };
  }
  const id = fieldOf(name);
  if (value === undefined || value === "")
    return { mistake: { kind: "no-value", key: name }, corrected: undefined };
  if (before[id] !== undefined) return { mistake: { kind: "twice", key: name }, corrected: "" };
  return readValue(id, name, value, has);
}

/** The key by which people say a field in a line. */
export const keyOf = (id: FieldId): string =>
  Object.entries<FieldId>(shortNames).find(([, field]) => field === id)?.[0] ?? id;

const fieldOf = (name: string): FieldId =>
  Object.hasOwn(shortNames, name) ? shortNames[name as keyof typeof shortNames] : (name as FieldId);

/** The secret that a key means, however it is written, and whatever is stuck to it: `Pasword:hunter2`. */
function secretMeant(key: string): string | undefined {
  const [letters = ""] = /^[a-z]*/i.exec(key) ?? [];
  const near = nearest(letters, [...keyNames, ...secretAnswers]);
  return secretAnswers.find((secret) => secret === near);
}

function readValue(id: FieldId, key: string, value: string, has: FormAbilities): Word {
  const field = fields[id];
  if (field.control === "text" && field.multiline && id !== "justification" && id !== "description")
    return {
      id,
      value: value
        .split(";")
        .map((line) => line.trim())
        .join("\n"),
    };
  if (field.control !== "choice") return { id, value };
  const short = shortValues[id] ?? {};
  const choices = field.values(has, {});
  const meant = Object.hasOwn(short, value.toLowerCase()) ? short[value.toLowerCase()] : value;
  const found = choices.find((choice) => choice === meant);
  if (found !== undefined) return { id, value: found };
  const offered = [
    ...Object.keys(short).filter((one) => choices.includes(short[one] ?? "")),
    ...choices,
  ];
  const near = nearest(value, offered);
  return {
    mistake: {
      kind: "wrong-value",
      key,
      value,
      choices: offered,
      ...(near ? { nearest: near } : {}),
    },
    corrected: near && `${key}=${near}`,
  };
}
