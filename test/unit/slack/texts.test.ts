import { describe, expect, it } from "vitest";
import type { Refusal } from "../../../src/order/decide.ts";
import { fieldIds, fields, type FieldId } from "../../../src/order/form-fields.ts";
import { checkInstanceSpec, defaultLimits } from "../../../src/order/instance-spec.ts";
import { fieldRules } from "../../../src/order/field-rules.ts";
import { crossFieldRules } from "../../../src/order/cross-field-rules.ts";
import { statuses, type Action } from "../../../src/order/lifecycle.ts";
import type { Step } from "../../../src/order/order.ts";
import { passwordRules } from "../../../src/order/password-rules.ts";
import type { FormProblem } from "../../../src/order/read-form.ts";
import { texts } from "../../../src/slack/texts.ts";
import { anOrder, bob, minutesLater } from "../../support/an-order.ts";
import { expectNoForgery } from "../../support/slack-judge.ts";

const expectSentence = (text: string): void => {
  expect(text).toMatch(/^[A-Z`*].*[.:…)]$/s);
  expect(text).not.toMatch(/undefined|null|NaN|\[object|Infinity/);
  expect(text.length).toBeGreaterThan(10);
};

const actions: readonly Action[] = [
  "approve",
  "deny",
  "cancel",
  "expire",
  "begin",
  "complete",
  "fail",
  "doubt",
  "retry",
];
const steps: readonly (Step | undefined)[] = [
  undefined,
  ...(
    [
      { kind: "person", ...bob },
      { kind: "policy", rule: "<small>" },
      { kind: "clock" },
      { kind: "purchase" },
    ] as const
  ).flatMap((by) =>
    ([...actions, "place"] as const).map((action): Step => ({
      at: minutesLater(1),
      by,
      action,
      version: 2,
    })),
  ),
];

/** One of each reason, as the types name them: a reason that is added has to be added here. */
const refusals: {
  readonly [R in Refusal["reason"] | "cannot-seal"]: readonly Parameters<typeof texts.refusal>[0][];
} = {
  guest: [{ reason: "guest" }],
  foreign: [{ reason: "foreign" }],
  deactivated: [{ reason: "deactivated" }],
  "no-rule": [{ reason: "no-rule" }],
  "rule-gone": [{ reason: "rule-gone" }],
  "not-approver": [{ reason: "not-approver" }],
  "own-order": actions.map((action) => ({ reason: "own-order", action })),
  "not-yours": [...actions, "view" as const].map((action) => ({ reason: "not-yours", action })),
  "unknown-order": [{ reason: "unknown-order" }],
  stale: statuses.flatMap((status) =>
    steps.map((last) => ({ reason: "stale" as const, status, ...(last ? { last } : {}) })),
  ),
  "wrong-status": statuses.flatMap((status) =>
    actions.flatMap((action) =>
      steps.map((last) => ({
        reason: "wrong-status" as const,
        status,
        action,
        ...(last ? { last } : {}),
      })),
    ),
  ),
  "already-approved": [{ reason: "already-approved", have: 1, quorum: 2 }],
  "approvals-gone": [{ reason: "approvals-gone", have: 1, quorum: 2 }],
  "not-due": [{ reason: "not-due" }],
  "not-retriable": [{ reason: "not-retriable" }],
  "cannot-seal": [{ reason: "cannot-seal" }],
};

describe("why nothing changed", () => {
  it.each(Object.entries(refusals))("is said in a sentence: %s", (_, given) => {
    for (const refusal of given) {
      const sentence = texts.refusal(refusal);
      expectSentence(sentence);
      expectNoForgery(sentence, ["U0BOB"]);
    }
  });

  it("names who was faster, what they did and when", () => {
    const last: Step = {
      at: minutesLater(1),
      by: { kind: "person", ...bob },
      action: "deny",
      version: 2,
    };
    const sentence = texts.refusal({
      reason: "wrong-status",
      action: "approve",
      status: "denied",
      last,
    });
    expect(sentence).toMatch(/was denied \(<@U0BOB> denied it <!date\^/);
  });
});

const shapeRules = ["object", "known", "required", "type", "choice"] as const;
const formRules = ["not-in-list", "not-checked"] as const;
const rules = [
  ...new Set<FormProblem["rule"]>([
    ...shapeRules,
    ...formRules,
    ...[...fieldRules, ...passwordRules, ...crossFieldRules].map(({ rule }) => rule),
  ]),
];

describe("what is wrong with an answer", () => {
  it.each(rules)("is said in a sentence, whatever is known about it: %s", (rule) => {
    for (const more of [
      {},
      { min: 1 },
      { max: 5 },
      { min: 1, max: 5 },
      { other: "count" },
      { other: "count", value: "2" },
      { choices: ["a", "b"] },
      { expected: "integer" },
    ])
      expectSentence(texts.problem({ field: "name", rule, ...more } as FormProblem));
  });

  it("is said for whatever the contract's check finds in a heap of nonsense", () => {
    const nonsense = {
      az: 1,
      name: "1",
      count: 99,
      charge: { chargeMode: "prepaid_by_duration", chargeUnit: "month", chargeDuration: 99 },
      password: "x",
      userData: "%",
      enableInternet: "yes",
      unknown: true,
    };
    const checked = checkInstanceSpec(nonsense, defaultLimits);
    expect(checked.ok).toBe(false);
    if (!checked.ok) for (const problem of checked.problems) expectSentence(texts.problem(problem));
  });
});

describe("the form's questions", () => {
  it.each(fieldIds)("have a label, and one for each choice: %s", (id: FieldId) => {
    const { label, choices } = texts.form[id];
    expect(label).toMatch(/^[A-Z]/);
    const field = fields[id];
    if (field.control === "choice" || field.control === "checkboxes")
      for (const value of field.values) expect(choices?.[value]).toMatch(/\S/);
  });
});

describe("how a purchase failed", () => {
  const found = [undefined, [], ["i-1"], Array.from({ length: 500 }, (_, index) => `i-${index}`)];
  const kinds = ["refused", "no-answer", "not-understood", "secrets-lost", "given-up"] as const;
  const codes = [
    "QUOTA_EXCEEDED",
    "RATE_LIMIT",
    "UNAUTHENTICATED",
    "TIMEOUT",
    "HTTP_502",
    "NOT_JSON",
    "toString",
    "__proto__",
    "<!channel>",
  ];
  const cases = kinds.flatMap((kind) =>
    codes.flatMap((status) =>
      found.map((ids) => ({ kind, status, ...(ids ? { found: ids } : {}) })),
    ),
  );

  it.each(["failed", "unknown"] as const)(
    "is said in sentences that fit a section, with the request id: %s",
    (status) => {
      for (const facts of cases)
        for (const retriable of [true, false]) {
          const failure = { ...facts, retriable, detail: "Not <enough> & more.", requestId: "r-1" };
          const sentence = texts.failure(anOrder({ status }), failure);
          expectSentence(sentence);
          expectNoForgery(sentence, []);
          expect(sentence.length).toBeLessThanOrEqual(2_500);
          if (facts.kind !== "secrets-lost") expect(sentence).toContain("r-1");
        }
    },
  );

  it("never says that nothing was bought when that is not known", () => {
    for (const facts of cases)
      expect(
        texts.failure(anOrder({ status: "unknown" }), { ...facts, retriable: true }),
      ).not.toMatch(/nothing was bought/i);
  });

  it("says how many more were found than are named", () => {
    const sentence = texts.failure(anOrder({ status: "unknown" }), {
      kind: "no-answer",
      status: "TIMEOUT",
      retriable: true,
      found: Array.from({ length: 23 }, (_, index) => `i-${index}`),
    });
    expect(sentence).toContain("i-19 and 3 more.");
  });

  it("says what is safe to do next", () => {
    const failed = anOrder({ status: "failed" });
    expect(texts.failure(failed, { kind: "refused", status: "ODD", retriable: false })).toContain(
      "Trying the same order again would not help.",
    );
    expect(
      texts.failure(failed, { kind: "no-answer", status: "ECONNREFUSED", retriable: true }),
    ).toContain("It is safe to try this order again.");
  });
});
