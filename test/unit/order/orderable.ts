import fc from "fast-check";
import { LONGEST_INPUT, scriptParts, type Answers } from "../../../src/order/form-fields.ts";
import type { ListState } from "../../../src/order/form.ts";
import type { InstanceSpec } from "../../../src/order/instance-spec.ts";
import { answersOf } from "../../../src/order/spec-answers.ts";
import { catalogueFor } from "../../support/catalogue-for.ts";
import { anyValidSpec } from "./valid-specs.ts";

/** A valid specification, where it is ordered, and a cloud that offers just that among other things. */
export interface Orderable {
  readonly region: string;
  readonly spec: InstanceSpec;
  readonly lists: ReadonlyMap<string, ListState>;
  /** What a person answers who wants it, secrets and all. */
  readonly answers: Answers;
}

/** Cuts a script into inputs, each nearly full, no character in two of them. */
export function scriptAnswers(userData: string | undefined): Answers {
  if (userData === undefined) return {};
  let rest = Buffer.from(userData, "base64").toString("utf8");
  const parts: Partial<Record<(typeof scriptParts)[number], string>> = {};
  for (const part of scriptParts) {
    if (rest === "") break;
    const cut = rest.slice(0, LONGEST_INPUT).replace(/[\ud800-\udbff]$/, "");
    parts[part] = cut;
    rest = rest.slice(cut.length);
  }
  if (rest !== "") throw new Error("The script does not fit into the form.");
  return parts;
}

/** Everything that a person answers for it. */
export function fullAnswers(region: string, spec: InstanceSpec): Answers {
  const secrets = {
    ...(spec.password === undefined ? {} : { password: spec.password }),
    ...scriptAnswers(spec.userData),
  };
  const answers = answersOf(region, spec);
  const sections = (answers.sections ?? "").split(",").filter(Boolean);
  if (Object.keys(secrets).length > 0) sections.push("access");
  return {
    ...answers,
    ...secrets,
    ...(sections.length > 0 ? { sections: sections.join(",") } : {}),
    justification: "For the spring sale.",
  };
}

/** What the form cannot tell from nothing: an empty description, a list without entries. */
export function withoutNothings(spec: InstanceSpec): InstanceSpec {
  return Object.fromEntries(
    Object.entries(spec).filter(
      ([, value]) => value !== "" && !(Array.isArray(value) && value.length === 0),
    ),
  ) as InstanceSpec;
}

/** Slack's longest input holds tags and alias ranges of 3,000 characters together. */
const fitsItsInputs = (answers: Answers): boolean =>
  Object.values(answers).every((answer) => answer.length <= LONGEST_INPUT);

export const anyOrderable: fc.Arbitrary<Orderable> = fc
  .record({
    region: fc.stringMatching(/^[a-z]{1,10}-[a-z0-9]{1,20}$/),
    spec: anyValidSpec,
    others: fc.constantFrom(0, 1, 3, 120),
  })
  .map(({ region, spec, others }) => {
    const lists = catalogueFor(region, spec, { others });
    return lists && { region, spec, lists, answers: fullAnswers(region, spec) };
  })
  .filter((one) => one !== undefined)
  .filter(
    ({ spec, answers }) => spec.subnetId !== spec.extensionSubnetId && fitsItsInputs(answers),
  );
