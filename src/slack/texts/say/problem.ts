import { fieldIds } from "../../../order/form-fields.ts";
import type { FormProblem } from "../../../order/read-form.ts";
import type { RuleParameters } from "../../../order/spec-rule.ts";
import { literal, oneLine } from "../../text.ts";
import type { Words } from "../en.ts";
import type { FieldText } from "../kinds.ts";

/** What is wrong with one field of the form. Other fields and their values go by the names that the form has for them. */
export const sayProblem = ({ problems, form, besideForm }: Words) => {
  /** `resourceTags.3.key` is a part of the field `resourceTags`. */
  const fieldText = (path: string): FieldText | undefined => {
    const id = fieldIds.findLast((name) => path === name || path.startsWith(`${name}.`));
    if (id !== undefined) return form[id];
    return Object.hasOwn(besideForm, path) ? besideForm[path] : undefined;
  };
  const inWords = (path: string, value: string): string => {
    const choices = fieldText(path)?.choices ?? {};
    return (Object.hasOwn(choices, value) && choices[value]) || brief(value);
  };
  return (problem: FormProblem): string => {
    const { field, rule, other, value, choices, ...facts } = problem as RuleParameters &
      Pick<FormProblem, "field" | "rule">;
    return problems[rule]({
      ...facts,
      ...(other === undefined ? {} : { other: fieldText(other)?.label ?? brief(other) }),
      ...(value === undefined ? {} : { value: inWords(other ?? field, String(value)) }),
      ...(choices ? { choices: choices.map((choice) => inWords(field, choice)) } : {}),
    });
  };
};

const brief = (text: string): string => literal(oneLine(text), 100);
