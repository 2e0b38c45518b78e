import type { DeviceType, KeyPair, OperatingSystem, Raid, Region, Subnet } from "./catalogue.ts";

/** Every list that the form shows, by the name of the catalogue's method. */
export interface Lists {
  readonly regions: readonly Region[];
  readonly deviceTypes: readonly DeviceType[];
  readonly operatingSystems: readonly OperatingSystem[];
  readonly raids: readonly Raid[];
  readonly subnets: readonly Subnet[];
  readonly lineTypes: readonly string[];
  readonly keyPairs: readonly KeyPair[];
}
export type ListName = keyof Lists;

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

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Top to bottom. A field comes after those it depends on. Each is named for its path in the API, or is the bot's own. */
export const fieldIds = [
  "regionId",
  "az",
  "deviceType",
  "osTypeId",
  "sysRaidTypeId",
  "dataRaidTypeId",
  "subnetId",
  "name",
  "count",
  "charge.chargeMode",
  "charge.chargeUnit",
  "charge.chargeDuration",
  "enableInternet",
  "lineType",
  "bandwidth",
  "internetChargeMode",
  "keypairId",
  "sections",
  "password",
  "userData",
  "justification",
] as const;
export type FieldId = (typeof fieldIds)[number];

/**
 * What the person answered, by field. Everything is text here, as Slack gives it.
 */
export type Answers = Readonly<Partial<Record<FieldId, string>>>;

interface FieldBase {
  readonly optional?: true;
  /** Choosing changes which other fields or lists there are, so Slack tells us at once. */
  readonly redraws?: true;
  /** An answer holds only as long as these keep theirs: when one changes, the field is emptied and its list loaded anew. */
  readonly dependsOn?: readonly FieldId[];
  /** Fields that do not apply are not asked. */
  readonly shownWhen?: (answers: Answers, has: FormAbilities) => boolean;
}

interface ListField<L extends ListName> extends FieldBase {
  readonly control: "list";
  readonly list: L;
  /** The answers that the list is asked with. */
  readonly args: readonly FieldId[];
  readonly choices: (items: Lists[L], answers: Answers) => readonly Choice[];
}
interface ChoiceField extends FieldBase {
  readonly control: "choice" | "checkboxes";
  readonly values: readonly string[];
  readonly initial?: (answers: Answers) => string;
}
interface TextField extends FieldBase {
  readonly control: "text" | "number";
  readonly multiline?: true;
  readonly initial?: (answers: Answers) => string;
  readonly max?: number;
  readonly min?: number;
}
type AnyListField = { [L in ListName]: ListField<L> }[ListName];
export type Field = AnyListField | ChoiceField | TextField;

/** What this installation can do; the form offers no more than that. */
export interface FormAbilities {
  /** Password and start-up script can be stored sealed. */
  readonly sealing: boolean;
}

const isPrepaid = (answers: Answers): boolean =>
  answers["charge.chargeMode"] === "prepaid_by_duration";
const isPublic = (answers: Answers): boolean => answers.enableInternet === "yes";
const wantsAccess = (answers: Answers, has: FormAbilities): boolean =>
  has.sealing && (answers.sections ?? "").split(",").includes("access");

export const fields: Readonly<Record<FieldId, Field>> = {
  regionId: {
    control: "list",
    list: "regions",
    args: [],
    redraws: true,
    choices: (regions) =>
      regions.map(({ region, regionName }) => ({
        value: region,
        label: named(regionName, region),
      })),
  },
  az: {
    control: "list",
    list: "regions",
    args: [],
    dependsOn: ["regionId"],
    redraws: true,
    choices: (regions, { regionId }) =>
      (regions.find(({ region }) => region === regionId)?.azs ?? []).map(({ az, azName }) => ({
        value: az,
        label: named(azName, az),
      })),
  },
  deviceType: {
    control: "list",
    list: "deviceTypes",
    args: ["regionId", "az"],
    dependsOn: ["regionId", "az"],
    redraws: true,
    choices: (types) =>
      types
        .filter(({ isSoldOut }) => !isSoldOut)
        .map(({ deviceType, name, cpuConcise, memConcise }) => ({
          value: deviceType,
          label: [named(name, deviceType), cpuConcise, memConcise].filter(Boolean).join(" · "),
        })),
  },
  osTypeId: {
    control: "list",
    list: "operatingSystems",
    args: ["regionId", "deviceType"],
    dependsOn: ["regionId", "deviceType"],
    choices: (systems) =>
      systems.map(({ osTypeId, osName }) => ({ value: osTypeId, label: osName || osTypeId })),
  },
  sysRaidTypeId: {
    control: "list",
    list: "raids",
    args: ["regionId", "deviceType"],
    dependsOn: ["regionId", "deviceType"],
    choices: (raids) => raidChoices(raids, "system"),
  },
  dataRaidTypeId: {
    control: "list",
    list: "raids",
    args: ["regionId", "deviceType"],
    dependsOn: ["regionId", "deviceType"],
    choices: (raids) => raidChoices(raids, "data"),
  },
  subnetId: {
    control: "list",
    list: "subnets",
    args: ["regionId", "az"],
    dependsOn: ["regionId", "az"],
    choices: (subnets) =>
      subnets.map(({ subnetId, name, cidr }) => ({
        value: subnetId,
        label: [name || subnetId, cidr].filter(Boolean).join(" · "),
      })),
  },
  name: { control: "text", max: 32 },
  count: { control: "number", min: 1, initial: () => "1" },
  "charge.chargeMode": {
    control: "choice",
    values: ["postpaid_by_duration", "prepaid_by_duration"],
    redraws: true,
    initial: () => "postpaid_by_duration",
  },
  "charge.chargeUnit": {
    control: "choice",
    values: ["month", "year"],
    shownWhen: isPrepaid,
    initial: () => "month",
  },
  "charge.chargeDuration": { control: "number", min: 1, max: 9, shownWhen: isPrepaid },
  // The cloud's own default is yes, which buys an address: the form asks, and starts from the answer that costs nothing.
  enableInternet: { control: "choice", values: ["no", "yes"], redraws: true, initial: () => "no" },
  lineType: {
    control: "list",
    list: "lineTypes",
    args: ["regionId"],
    dependsOn: ["regionId"],
    shownWhen: isPublic,
    choices: (lines) => lines.map((line) => ({ value: line, label: line })),
  },
  bandwidth: { control: "number", min: 1, shownWhen: isPublic },
  // The address must be billed as the server is, so the answer starts there.
  internetChargeMode: {
    control: "choice",
    values: ["postpaid_by_duration", "prepaid_by_duration"],
    dependsOn: ["charge.chargeMode"],
    shownWhen: isPublic,
    initial: (answers) => answers["charge.chargeMode"] ?? "postpaid_by_duration",
  },
  keypairId: {
    control: "list",
    list: "keyPairs",
    args: ["regionId"],
    dependsOn: ["regionId"],
    optional: true,
    choices: (pairs) =>
      pairs.map(({ keypairId, name }) => ({ value: keypairId, label: name || keypairId })),
  },
  sections: {
    control: "checkboxes",
    values: ["access"],
    optional: true,
    redraws: true,
    shownWhen: (_, has) => has.sealing,
  },
  password: { control: "text", optional: true, max: 30, shownWhen: wantsAccess },
  userData: { control: "text", multiline: true, optional: true, max: 3000, shownWhen: wantsAccess },
  justification: { control: "text", multiline: true, max: 500 },
};

const named = (name: string, id: string): string => (name && name !== id ? `${name} (${id})` : id);
const raidChoices = (raids: readonly Raid[], volume: Raid["volumeType"]): Choice[] =>
  raids
    .filter(({ volumeType }) => volumeType === volume)
    .map(({ raidTypeId, raidType, volumeDetail }) => ({
      value: raidTypeId,
      label: [raidType || raidTypeId, volumeDetail].filter(Boolean).join(" · "),
    }));

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
