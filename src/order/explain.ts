import type { PersonsCommand } from "./asking.ts";
import { decide } from "./decide.ts";
import type { Refusal } from "./decision.ts";
import type { Answers, FieldId, FormAbilities } from "./form-fields.ts";
import { begun } from "./form.ts";
import { isUnanswered, trialOf } from "./may-now.ts";
import type { Order } from "./order.ts";
import {
  asked,
  decides,
  personActions,
  missesOf,
  permission,
  type Asked,
  type PersonAction,
  type Passed,
  type Permission,
  type Person,
} from "./policy.ts";
import type { Policy } from "./policy-file.ts";
import { estimate, type Estimate, type PriceBook } from "./price-book.ts";
import { specOf } from "./spec-answers.ts";

/** An order, as far as the policy looks at it, with the price that stands behind `monthlyPrice`. */
export interface Wish {
  readonly asked: Asked;
  readonly price: Estimate | undefined;
}

/** What the policy says to an order, rule by rule and in the end. */
export interface Explanation extends Wish {
  /** Every rule, in the order of the file; without misses it takes the order, and the first that does decides. */
  readonly rules: readonly Passed[];
  readonly verdict: Permission;
}

/** What the policy says when this person places this order. */
export const explain = (policy: Policy, person: Person, wish: Wish): Explanation => ({
  ...wish,
  rules: policy.rules.map((rule) => ({
    rule: rule.name,
    misses: missesOf(rule, wish.asked, person),
  })),
  verdict: permission(policy, person, { action: "place", asked: wish.asked }),
});

/**
 * Whether somebody may be told what the policy says to another person: it tells of their groups and their standing. So
 * only those who decide about such an order are, and where no rule takes it, those who decide about any.
 */
export const mayAskForOthers = (
  { rules }: Policy,
  asker: Person,
  verdict?: Explanation["verdict"],
): boolean => {
  const deciding = verdict && decidingRule(verdict);
  return rules.some(
    (rule) => (deciding === undefined || rule.name === deciding) && decides(rule, asker),
  );
};

/** The name of the rule that takes the order, although too few people may agree to it. */
export function decidingRule(verdict: Permission): string | undefined {
  if (verdict.ok) return verdict.rule.name;
  return verdict.refusal.reason === "too-few" ? verdict.refusal.rule : undefined;
}

/** An order that exists. */
export const wishOf = (order: Order): Wish => ({ asked: asked(order), price: order.price });

export type ReadWish =
  | { readonly ok: true; readonly wish: Wish }
  /** Fields that a rule asks for, and nobody said. */
  | { readonly ok: false; readonly unsaid: readonly FieldId[] };

/** The order that a line speaks of; what it does not say is as the form begins. */
export function readWish(
  { rules }: Policy,
  line: Answers,
  has: FormAbilities,
  book: PriceBook | undefined,
): ReadWish {
  const answers = begun(line, has);
  const { regionId: region = "", az = "", deviceType = "" } = answers;
  const count = Number(answers.count);
  const asks = (key: keyof (typeof rules)[number]["match"]): boolean =>
    rules.some(({ match }) => match[key] !== undefined);
  const priced = book !== undefined && asks("maxMonthlyPrice");
  const unsaid: FieldId[] = [
    ...(region === "" && (asks("regions") || priced) ? (["regionId"] as const) : []),
    ...(az === "" && asks("azs") ? (["az"] as const) : []),
    ...(deviceType === "" && (asks("deviceTypes") || priced) ? (["deviceType"] as const) : []),
    ...(Number.isSafeInteger(count) && count > 0 ? [] : (["count"] as const)),
  ];
  if (unsaid.length > 0) return { ok: false, unsaid };
  const spec = specOf(answers) as Parameters<typeof estimate>[1]["spec"]; // a wrong type is no number that it counts
  const price = book && estimate(book, { region, spec });
  const order = {
    region,
    az,
    deviceType,
    chargeMode: answers["charge.chargeMode"] ?? "",
    count,
    monthlyPrice: price?.perMonth,
  };
  return { ok: true, wish: { asked: order, price } };
}

/** One action, and why it would be refused now; no refusal: it would be done. */
export interface ActionNow {
  readonly action: PersonAction;
  readonly refusal?: Refusal;
}

/** What would come of each action if this person asked for it now, on the card as it is. */
export const explainActions = (
  policy: Policy,
  order: Order,
  circumstances: Pick<PersonsCommand, "by" | "requester" | "others" | "now">,
  at: string,
): readonly ActionNow[] =>
  personActions.map((action) => {
    const decision = decide(policy, order, { ...trialOf(action, order), ...circumstances }, at);
    return decision.ok || isUnanswered(action, decision.refusal)
      ? { action }
      : { action, refusal: decision.refusal };
  });
