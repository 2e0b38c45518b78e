import { fieldIds, fields, type Answers, type FormAbilities } from "./form-fields.ts";
import { isShown } from "./form.ts";
import {
  estimate,
  prepaidEnd,
  type Estimate,
  type PriceBook,
  type PricedSpec,
} from "./price-book.ts";
import { specOf } from "./spec-answers.ts";

/** What a form's order would cost. */
export interface FormPrice {
  /** Not enough is answered yet, or the price book does not know, or it is known. */
  readonly price: "open" | "unknown" | Estimate;
  /** When a prepaid term would end if it began now; ISO 8601. */
  readonly endsAt?: string;
}

/** Longer terms are refused; their end would not fit into a calendar. */
const LONGEST_TERM = 99;

/** The price for these answers, as if it were bought at `at` (ISO 8601). */
export function formPrice(
  answers: Answers,
  has: FormAbilities,
  book: PriceBook | undefined,
  at: string,
): FormPrice {
  if (!book) return { price: "unknown" };
  const { regionId: region } = answers;
  if (region === undefined || !isPriceable(answers, has)) return { price: "open" };
  const spec = specOf(answers) as PricedSpec; // a field of a wrong type is no number that the price book counts
  const price = estimate(book, { region, spec });
  if (!price) return { price: "unknown" };
  const { chargeUnit, chargeDuration = 0 } = spec.charge ?? {};
  return price.atOnce !== undefined && chargeUnit && chargeDuration <= LONGEST_TERM
    ? { price, endsAt: prepaidEnd(at, chargeUnit, chargeDuration) }
    : { price };
}

/** Whether everything is answered that the price depends on. */
const isPriceable = (answers: Answers, has: FormAbilities): boolean =>
  fieldIds
    .filter((id) => fields[id].priced && !fields[id].optional && isShown(id, answers, has))
    .every((id) =>
      fields[id].control === "number"
        ? /^[0-9]{1,9}$/.test(answers[id]?.trim() ?? "")
        : answers[id] !== undefined,
    );
