import { fieldIds, fields, type Answers, type FieldId, type FormAbilities } from "./form-fields.ts";
import { choicesOf, isShown, readAnswers, type LoadedLists } from "./form.ts";
import {
  checkInstanceSpec,
  type InstanceSpec,
  type Limits,
  type Problem,
} from "./instance-spec.ts";
import type { Labels } from "./order.ts";

/** What is wrong with one answer: a rule of the API's contract, or one of the form's own. */
export type FormProblem =
  | Problem
  /** The list does not hold the answer (any more). */
  | { readonly field: FieldId; readonly rule: "not-in-list" }
  /** The list could not be looked up, so the answer could not be checked. */
  | { readonly field: FieldId; readonly rule: "not-checked" };

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
export function readForm(
  given: Answers,
  lists: LoadedLists,
  has: FormAbilities,
  limits: Limits,
): ReadForm {
  const answers = readAnswers((_, field) => given[field], has); // what was not asked is not bought
  const problems: FormProblem[] = [];
  const labels: Record<string, string> = {};
  for (const id of fieldIds) {
    if (!isShown(id, answers, has)) continue;
    const problem = checkAnswer(id, answers, lists, labels);
    if (problem) problems.push(problem);
  }
  const wrong = new Set<string>(problems.map(({ field }) => field));
  const checked = checkInstanceSpec(toSpec(answers), limits);
  if (!checked.ok) problems.push(...checked.problems.filter(({ field }) => !wrong.has(field)));
  const { regionId, justification } = answers;
  if (!checked.ok || problems.length > 0 || regionId === undefined || justification === undefined)
    return { ok: false, problems };
  return { ok: true, form: { region: regionId, spec: checked.spec, labels, justification } };
}

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
  labels[id] = chosen.label;
  return undefined;
}

/** The body's instanceSpec. What has a single value is sent and not asked; what was not answered is left out. */
function toSpec(answers: Answers): unknown {
  const prepaid = answers["charge.chargeMode"] === "prepaid_by_duration";
  const isPublic = answers.enableInternet === "yes";
  return present({
    az: answers.az,
    deviceType: answers.deviceType,
    imageType: "standard",
    osTypeId: answers.osTypeId,
    sysRaidTypeId: answers.sysRaidTypeId,
    dataRaidTypeId: answers.dataRaidTypeId,
    subnetId: answers.subnetId,
    // Always sent: left out, the cloud takes it for yes and sells an address.
    enableInternet: answers.enableInternet,
    internetChargeMode: isPublic ? answers.internetChargeMode : undefined,
    networkType: "vpc",
    lineType: isPublic ? answers.lineType : undefined,
    bandwidth: isPublic ? wholeNumber(answers.bandwidth) : undefined,
    name: answers.name,
    password: answers.password,
    count: wholeNumber(answers.count),
    userData: answers.userData === undefined ? undefined : scriptInBase64(answers.userData),
    keypairId: answers.keypairId,
    charge: present({
      chargeMode: answers["charge.chargeMode"],
      chargeUnit: prepaid ? answers["charge.chargeUnit"] : undefined,
      chargeDuration: prepaid ? wholeNumber(answers["charge.chargeDuration"]) : undefined,
    }),
    interfaceMode: "bond",
  });
}

/** A script pasted from Windows would not run: its first line would end in a carriage return. */
const scriptInBase64 = (script: string): string =>
  Buffer.from(script.replaceAll("\r\n", "\n"), "utf8").toString("base64");

const present = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** A number as people type it; anything else stays text, and the contract's check says what is wrong with it. */
const wholeNumber = (text: string | undefined): number | string | undefined =>
  text !== undefined && /^-?[0-9]{1,9}$/.test(text.trim()) ? Number(text) : text;
