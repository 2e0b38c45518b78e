import type { Person } from "./slack/person.ts";

/** What a person answers; whatever is left out takes the first entry of its list, or a plain value. */
export type OrderAnswers = Readonly<Record<string, string>>;

const PLAIN: OrderAnswers = {
  regionId: "cn-east-tz1",
  az: "cn-east-tz1a",
  deviceType: "edcps.c.normal1",
  name: "web-01",
  count: "1",
  justification: "The build farm needs one more machine.",
};

/** Lists in which anything will do. */
const ANY = ["osTypeId", "sysRaidTypeId", "dataRaidTypeId", "subnetId", "lineType"];

/** Fills the open order form as a person would: top to bottom, each list when it has come. Ends before the submit. */
export async function fillOrderForm(person: Person, given: OrderAnswers = {}): Promise<void> {
  const answers: OrderAnswers = { ...PLAIN, ...given };
  const parents = [
    "regionId",
    "az",
    "deviceType",
    "charge.chargeMode",
    "enableInternet",
    "sections",
  ];
  for (const field of parents) {
    const answer = answers[field];
    if (answer === undefined) continue;
    await answerable(person, field);
    if (field === "sections") await person.choose(field, answer.split(","));
    else await pick(person, field, answer);
  }
  for (const field of ANY) {
    if (field === "lineType" && answers["enableInternet"] !== "yes") continue;
    await answerable(person, field);
    await pick(person, field, answers[field] ?? (await firstChoice(person, field)));
  }
  for (const [field, answer] of Object.entries(answers)) {
    if (parents.includes(field) || ANY.includes(field)) continue;
    await answerable(person, field);
    if (isSelect(person, field)) await pick(person, field, answer);
    else await person.type(field, answer);
  }
}

/** A long list shows what was searched for, and nothing else. */
async function pick(person: Person, field: string, answer: string): Promise<void> {
  if (inputFor(person, field)?.element?.type === "external_select")
    await person.search(field, answer);
  await person.choose(field, answer);
}

interface FormBlock {
  readonly type: string;
  readonly element?: { readonly type: string; readonly action_id?: string };
}

const inputFor = (person: Person, field: string): FormBlock | undefined =>
  (person.view()?.blocks as readonly FormBlock[] | undefined)?.find(
    ({ type, element }) => type === "input" && element?.action_id === field,
  );

const isSelect = (person: Person, field: string): boolean =>
  /select|radio|checkboxes/.test(inputFor(person, field)?.element?.type ?? "");

async function answerable(person: Person, field: string): Promise<void> {
  await person.waitForView(() => inputFor(person, field) !== undefined, 10_000);
}

async function firstChoice(person: Person, field: string): Promise<string> {
  const offered =
    inputFor(person, field)?.element?.type === "external_select"
      ? await person.search(field, "")
      : person.options(field);
  const value = offered[0]?.value;
  if (value === undefined) throw new Error(`The form offers nothing for ${field}.`);
  return value;
}
