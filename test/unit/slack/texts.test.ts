import { describe, expect, it } from "vitest";
import type { Refusal } from "../../../src/order/decision.ts";
import { fieldIds, fields, type FieldId } from "../../../src/order/form-fields.ts";
import { checkInstanceSpec, defaultLimits } from "../../../src/order/instance-spec.ts";
import { fieldRules } from "../../../src/order/field-rules.ts";
import { crossFieldRules } from "../../../src/order/cross-field-rules.ts";
import { languages, type Language } from "../../../src/order/language.ts";
import { statuses, type Action } from "../../../src/order/lifecycle.ts";
import type { Move, Order, Step } from "../../../src/order/order.ts";
import { passwordRules } from "../../../src/order/password-rules.ts";
import { personActions, type Miss } from "../../../src/order/policy.ts";
import type { FormProblem } from "../../../src/order/read-form.ts";
import type { Seats } from "../../../src/order/seats.ts";
import type { Estimate } from "../../../src/order/price-book.ts";
import { textsIn, type Texts } from "../../../src/slack/texts.ts";
import { money } from "../../../src/slack/texts/say/price.ts";
import { alice, anOrder, aSpec, bob, minutesLater } from "../../support/an-order.ts";
import { expectLanguage, expectSentence } from "../../support/language-judge.ts";
import { dearest, ended, hostileOrder, orderIn } from "../../support/shown-orders.ts";
import { expectNoForgery } from "../../support/slack-judge.ts";

const { en, zh } = textsIn;

const actions = Object.keys(en.steps.verbs).filter((name): name is Action => name !== "view");
const price = { currency: "CNY", perMonth: 12_500, parts: [] };
const rule = { name: "<small>", quorum: 1 };
const moves: readonly Move[] = [
  { what: "rule", from: rule, to: { name: "<small>", quorum: 2 } },
  { what: "rule", from: { name: "<big>", quorum: 2 }, to: rule },
  { what: "price", from: price, to: { ...price, perMonth: 25_000 } },
  { what: "price", to: price },
  { what: "price", from: price },
  { what: "stock", left: 0 },
  { what: "stock", left: 1 },
];
const misses = Object.keys(en.rules.misses) as Miss[];
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
  readonly [
    R in Refusal["reason"] | "about-others" | "cannot-seal" | "cannot-open"
  ]: readonly Parameters<Texts["refusal"]>[0][];
} = {
  guest: [{ reason: "guest" }],
  foreign: [{ reason: "foreign" }],
  deactivated: [{ reason: "deactivated" }],
  "no-rule": [
    { reason: "no-rule", passed: [] },
    { reason: "no-rule", passed: misses.map((miss) => ({ rule: "<small>", misses: [miss] })) },
    { reason: "no-rule", passed: [{ rule: "<small>", misses }] },
  ],
  "too-few": [{ reason: "too-few", rule: "<small>" }],
  "rule-gone": [{ reason: "rule-gone" }],
  "not-approver": [{ reason: "not-approver" }],
  "own-order": personActions.map((action) => ({ reason: "own-order", action })),
  "not-break-glass": [{ reason: "not-break-glass" }],
  "needs-nobody": [{ reason: "needs-nobody" }],
  "not-yours": [...personActions, "view" as const].map((action) => ({
    reason: "not-yours",
    action,
  })),
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
  moved: [
    ...moves.map((move) => ({ reason: "moved" as const, moves: [move] })),
    { reason: "moved", moves },
  ],
  "already-approved": [{ reason: "already-approved", have: 1, of: 2 }],
  "seat-taken": [{ reason: "seat-taken", have: 1, of: 2 }],
  "approvals-gone": [{ reason: "approvals-gone", have: 1, of: 2 }],
  "not-approved-by-you": [{ reason: "not-approved-by-you" }],
  "no-proposal": [{ reason: "no-proposal" }],
  "not-smaller": [{ reason: "not-smaller" }],
  "no-change": [{ reason: "no-change" }],
  "no-reason": [{ reason: "no-reason" }],
  "nothing-found": [{ reason: "nothing-found" }],
  "not-due": [{ reason: "not-due" }],
  "not-retriable": [{ reason: "not-retriable" }],
  "about-others": [{ reason: "about-others" }],
  "cannot-seal": [{ reason: "cannot-seal" }],
  "cannot-open": [{ reason: "cannot-open" }],
};

const everything = {
  sealing: true,
  limits: { ...defaultLimits, allowPostpaidByUsage: true },
  prices: true,
};

/** A label or a phrase. RAID, IP and the like need no translation. */
const expectOwn = (text: string, language: Language): void => {
  expect(text).toMatch(/\S/);
  expect(text).not.toMatch(/undefined|null|NaN/);
  expectLanguage(text, language);
};

describe("why nothing changed", () => {
  it.each(Object.entries(refusals))("is said in a sentence: %s", (_, given) => {
    for (const language of languages)
      for (const refusal of given) {
        const sentence = textsIn[language].refusal(refusal);
        expectSentence(sentence.replaceAll("small", "S"), language);
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
    const sentence = en.refusal({
      reason: "wrong-status",
      action: "approve",
      status: "denied",
      last,
    });
    expect(sentence).toMatch(/was denied \(<@U0BOB> denied it <!date\^/);
  });
});

const shapeRules = ["object", "known", "required", "type", "choice"] as const;
const formRules = ["not-in-list", "not-checked", "sold-out", "tag-line"] as const;
const offerRules = [
  "stock",
  "outside-subnet",
  "reserved-address",
  "subnet-full",
  "address-stock",
  "bandwidth-stock",
] as const;
const rules = [
  ...new Set<FormProblem["rule"]>([
    ...shapeRules,
    ...formRules,
    ...offerRules,
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
      { choices: ["x1", "x2"] },
      { expected: "10.0.1.0/24" },
      { other: "charge.chargeMode", value: "prepaid_by_duration" },
      { other: "interfaceMode", value: "dual" },
      { other: "resourceTags.0.key" },
    ])
      for (const language of languages)
        expectSentence(
          textsIn[language].problem({ field: "name", rule, ...more } as FormProblem),
          language,
        );
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
    if (!checked.ok)
      for (const language of languages)
        for (const problem of checked.problems)
          expectSentence(textsIn[language].problem(problem), language);
  });
});

describe("what is wrong with an answer because of another one", () => {
  it("names that one and its value as the form does", () => {
    const problem: FormProblem = {
      field: "charge.chargeUnit",
      rule: "required-with",
      other: "charge.chargeMode",
      value: "prepaid_by_duration",
    };
    expect(en.problem(problem)).toBe(
      "This is needed when “Billing” is “Prepaid: charged at once, no refund”.",
    );
    expect(zh.problem(problem)).toBe(
      "“计费方式”为“包年包月（预付费，一次性扣款，不可退款）”时，必须填写此项。",
    );
    expect(en.problem({ field: "privateIp", rule: "not-beside", other: "toString" })).toBe(
      "Leave this out when “toString” is given.",
    );
  });

  it("names the choices as the form does", () => {
    const problem: FormProblem = {
      field: "lineType",
      rule: "choice",
      choices: ["un", "x".repeat(500)],
    };
    expect(en.problem(problem)).toMatch(/^Choose one of: China Unicom \(un\), x{99}…\.$/);
  });
});

describe("the form's questions", () => {
  it.each(fieldIds)("have a label, a rule, and a name for each choice: %s", (id: FieldId) => {
    for (const language of languages) {
      const { label, hint, empty, choices } = textsIn[language].form[id];
      expect(label.length).toBeLessThanOrEqual(48);
      for (const text of [label, ...Object.values(choices ?? {})]) expectOwn(text, language);
      for (const text of [hint, empty]) if (text) expectSentence(text, language);
      for (const choice of Object.values(choices ?? {}))
        expect(choice.length).toBeLessThanOrEqual(75);
      const field = fields[id];
      if (field.control === "choice" || field.control === "checkboxes")
        for (const value of field.values(everything, {})) expect(choices?.[value]).toMatch(/\S/);
      if (field.control === "list" && !field.optional) expect(empty).toBeDefined();
    }
  });

  it("have the same choices in every language", () => {
    for (const id of fieldIds)
      expect(Object.keys(zh.form[id].choices ?? {})).toEqual(
        Object.keys(en.form[id].choices ?? {}),
      );
  });

  it.each(languages)("come with sentences that quote nothing unescaped: %s", (language) => {
    const texts = textsIn[language];
    for (const text of [
      texts.formSoldOut(["<X1>", "X2 & X3"], 0),
      texts.formSoldOut(["<X1>", "X2 & X3"], 12),
      texts.formKept(minutesLater(0)),
      texts.formNotOffered("L", "<x>"),
      texts.formNotOffered("L", "<x>", "`y`"),
      texts.formSearch(5_000),
      texts.price.open,
      texts.price.unknown,
      texts.noSealing,
    ]) {
      expectNoForgery(text, []);
      expectSentence(text.replaceAll(/&[a-z]+;/g, ""), language);
    }
    for (const text of [
      texts.formStock(3),
      texts.formFreeAddresses(1),
      texts.formFreeAddresses(12),
      texts.entry(4),
      texts.formLoading("L"),
      texts.formFailed("L"),
      texts.formEmpty("L"),
    ])
      expectOwn(text, language);
  });

  it("say in English what was agreed", () => {
    expect(en.formSoldOut(["A", "B"], 12)).toBe("Sold out now: A · B and 12 more.");
    expect(en.formNotOffered("Type", "x", "y")).toBe(
      "*Type*: “x” is not offered here. The nearest is `y`.",
    );
    expect(en.formSearch(5_000)).toBe("5,000 entries: type to search, by name or id.");
    expect([en.formStock(3), en.formFreeAddresses(12), en.entry(4)]).toEqual([
      "3 in stock",
      "12 addresses free",
      "Line 4: ",
    ]);
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
          for (const language of languages) {
            const sentence = textsIn[language].failure(anOrder({ status }), failure);
            expectSentence(sentence.replace("Not &lt;enough&gt; &amp; more", ""), language);
            expectNoForgery(sentence, []);
            expect(sentence).not.toMatch(/[.。]”[.。]/);
            expect(sentence.length).toBeLessThanOrEqual(2_500);
            if (facts.kind !== "secrets-lost") expect(sentence).toContain("r-1");
          }
        }
    },
  );

  it("never says that nothing was bought when that is not known", () => {
    for (const facts of cases)
      for (const texts of [en, zh])
        expect(
          texts.failure(anOrder({ status: "unknown" }), { ...facts, retriable: true }),
        ).not.toMatch(/nothing was bought|未购买任何/i);
  });

  it("says how many more were found than are named", () => {
    const sentence = en.failure(anOrder({ status: "unknown" }), {
      kind: "no-answer",
      status: "TIMEOUT",
      retriable: true,
      found: Array.from({ length: 23 }, (_, index) => `i-${index}`),
    });
    expect(sentence).toContain("i-19 and 3 more.");
  });

  it("says what is safe to do next", () => {
    const failed = anOrder({ status: "failed" });
    expect(en.failure(failed, { kind: "refused", status: "ODD", retriable: false })).toContain(
      "Trying the same order again would not help.",
    );
    expect(
      en.failure(failed, { kind: "no-answer", status: "ECONNREFUSED", retriable: true }),
    ).toContain("It is safe to try this order again.");
  });
});

describe("whatever stands there as it is", () => {
  /** Every text that takes nothing in, by its path. */
  const fixed = (value: unknown, path = ""): (readonly [string, string])[] =>
    typeof value === "string"
      ? [[path, value]]
      : typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => fixed(inner, `${path}.${key}`))
        : [];
  /** Neither words nor sentences. */
  const signs = [".locale", ".colon", ".clauses", ".life.nothing"];

  it.each(languages)("is in its language: %s", (language) => {
    const texts = fixed(textsIn[language]).filter(([path]) => !signs.includes(path));
    expect(texts.length).toBeGreaterThan(150);
    for (const [, text] of texts) expectOwn(text, language);
  });

  it("stands in no language as it does in another", () => {
    const english = new Map(fixed(en));
    for (const [path, text] of fixed(zh))
      if (!signs.includes(path)) expect([path, text]).not.toEqual([path, english.get(path)]);
  });
});

describe("what is said about an order", () => {
  const orders = statuses.flatMap((status) =>
    [1, 2].flatMap((count) => [
      orderIn(status, { spec: aSpec({ count }), labels: {}, region: "r-1" }),
      orderIn(status, {
        spec: aSpec({
          count,
          charge: {
            chargeMode: "prepaid_by_duration",
            chargeUnit: "month",
            chargeDuration: count,
            autoRenew: count === 1,
          },
        }),
        price: { currency: "CNY", perMonth: 1, atOnce: 12_500, parts: [] },
        labels: {},
        region: "r-1",
        history: [
          { at: minutesLater(1), by: { kind: "purchase" }, action: "doubt", version: 2 },
          { at: minutesLater(2), by: { kind: "purchase" }, action: "complete", version: 3 },
        ],
      }),
    ]),
  );
  /** The orders with a proposal of the same, at no price and at a high one, that needs so many approvals. */
  const smallerOnes = (seats: Seats): readonly Order[] =>
    [...orders, orderIn("pending")].flatMap((order) => {
      const made = { by: bob, at: minutesLater(1), spec: order.spec, rule: order.rule, seats };
      const { atOnce: _, ...hourly } = { ...dearest, perHour: dearest.perMonth };
      return [{}, { price: dearest }, { price: hourly }].map((priced) => ({
        ...order,
        proposal: { ...made, ...priced },
      }));
    });
  const sentencesOf = (order: Order, texts: Texts): readonly string[] => [
    texts.cardSummary(order),
    texts.cost(order),
    texts.confirmApprove(order).text,
    texts.confirmRetry(order).text,
    texts.confirmCancel(order).text,
    texts.confirmClose(order).text,
    texts.bought(order),
    texts.boughtNothing(order),
    texts.resultNotBought(order),
    texts.resultEnded(order, order.history.at(-1)),
    texts.unposted(order),
    texts.detailsStand(order),
    texts.placed(order),
    texts.placedBefore(order),
    texts.cancelled(order),
    texts.about(order.id, texts.boughtNothing(order)),
  ];
  const phrasesOf = (order: Order, texts: Texts): readonly string[] => [
    texts.cardHeading(order),
    texts.standing(order).replaceAll(/“[^”]*”/g, ""),
    texts.approvals(order),
    texts.resultBought(order),
    texts.invite(order),
    texts.lists.entry(order, alice.userId),
    texts.lists.entry(order, bob.userId),
    texts.named(order),
    texts.namedBold(order),
    ...texts.storyWithTimes(order, "1 × T"),
  ];

  it.each(languages)("is said in sentences: %s", (language) => {
    for (const order of orders) {
      for (const sentence of sentencesOf(order, textsIn[language]))
        expectSentence(sentence.replaceAll("small", "S"), language);
      for (const phrase of phrasesOf(order, textsIn[language])) expectOwn(phrase, language);
    }
  });

  it.each(languages)("is told step by step, each in a sentence: %s", (language) => {
    const texts = textsIn[language];
    const order = hostileOrder("pending", "W");
    for (const line of texts.story(order.history, order, "1 × T")) expectSentence(line, language);
    for (const line of texts.storyWithTimes(order, "1 × T")) expectOwn(line, language);
    for (const sentence of [...texts.warnings(order), texts.proposalStands(order) ?? ""])
      expectSentence(sentence, language);
    for (const step of order.history.filter(({ action }) => action === "propose"))
      expectSentence(texts.proposalToYou(order, step), language);
    expectSentence(texts.confirmAdopt(hostileOrder("unknown", "W")).text, language);
  });

  it.each(["accept", "decline", "propose", "deny"] as const)(
    "says what became of a proposal: %s",
    (action) => {
      const step = hostileOrder("pending", "W").history.find((one) => one.action === "propose");
      if (!step) throw new Error("There is no proposal.");
      const history = [step, { ...step, action: "approve" as const }, { ...step, action }];
      const order = orderIn("pending", { history });
      const said = languages.map((language) => textsIn[language].proposalToYou(order, step));
      for (const [index, language] of languages.entries())
        expectSentence(said[index] ?? "", language);
      expect(said[0]).toMatch(
        {
          accept: /You accepted/,
          decline: /You kept/,
          propose: /newer proposal/,
          deny: /does not stand any more/,
        }[action],
      );
    },
  );

  it.each(languages)("fits the dialog that asks twice, however dear it is: %s", (language) => {
    const texts = textsIn[language];
    const dear = { ...orderIn("pending"), price: dearest };
    const accepts = [1, 2].flatMap((of) => smallerOnes({ have: 1, of }));
    const asked = [...orders, dear, hostileOrder("unknown", "W")].flatMap((order) => [
      texts.confirmApprove(order),
      ...accepts.flatMap((smaller) => texts.confirmAccept(smaller) ?? []),
      texts.confirmRetry(order),
      texts.confirmAdopt(order),
      texts.confirmCancel(order),
      texts.confirmClose(order),
    ]);
    for (const dialog of asked) {
      expect(dialog.text.length).toBeLessThanOrEqual(300);
      expect(dialog.title.length).toBeLessThanOrEqual(100);
      for (const answer of [dialog.yes, dialog.no]) expect(answer.length).toBeLessThanOrEqual(30);
    }
  });

  it("says how it ended in the words of the channel", () => {
    expect(ended.map((status) => zh.detailsStand(orderIn(status)))).toEqual([
      "订单 *K7M4Q9* 已购买成功。",
      "订单 *K7M4Q9* 未能购买。",
      "订单 *K7M4Q9* 是否已购买尚不确定，需要人工核实。",
      "订单 *K7M4Q9* 已被拒绝。",
      "订单 *K7M4Q9* 已取消。",
      "订单 *K7M4Q9* 在获批之前已过期。",
    ]);
  });
});

describe("a refusal of one's own order", () => {
  it("says what one may not do", () => {
    const refused = (["approve", "deny", "propose", "withdraw", "break-glass"] as const).map(
      (action) => en.refusal({ reason: "own-order", action }).split(";")[0],
    );
    expect(refused).toEqual([
      "You asked for this order yourself, so you may not approve it",
      "You asked for this order yourself, so you may not deny it",
      "You asked for this order yourself, so you may not propose a smaller order",
      "You asked for this order yourself, so you may not withdraw an approval",
      "You asked for this order yourself, so you may not have it bought without approval",
    ]);
    expect(zh.refusal({ reason: "own-order", action: "withdraw" })).toBe(
      "这是您本人提交的申请，因此您不能撤回批准，须由其他人决定。您可以用 `/edcps cancel` 取消订单。",
    );
  });
});

describe("words of Chinese", () => {
  /** Slack shows stars and backticks as they are when a letter stands right beside them. */
  it("leave room around markup, or Slack does not read it", () => {
    const order = orderIn("pending");
    const texts = [
      ...Object.values(zh.refusals).map((text) =>
        typeof text === "string"
          ? text
          : (text as (...words: string[]) => string)("甲", "乙", "丙"),
      ),
      zh.resultBought(
        orderIn("provisioned", { spec: aSpec({ count: 3 }), instanceIds: ["a", "b"] }),
      ),
      zh.placed(order),
      zh.placedBefore(order),
      zh.detailsStand(order),
      zh.cost(order),
      zh.price.known(dearest, { unit: "month", duration: 3, endsAt: minutesLater(5) }),
      zh.line.unknownKey("a", "b"),
      zh.line.wrongValue("a", "b", "c", ["d", "e"]),
      zh.line.secretKey("a"),
      zh.line.twice("a"),
      zh.line.noValue("a"),
      zh.line.corrected("a"),
      zh.line.keys(["a", "b"]),
      zh.formNotOffered("甲", "乙", "丙"),
      zh.command.nameARegion(["a", "b"]),
      zh.command.unknown("a"),
      zh.command.unknown("a", "help"),
      ...[alice, bob].map(({ userId }) => zh.lists.entry(order, userId)),
      zh.lists.none.mine,
      zh.lists.unknownWord("a", "b"),
      zh.lists.words(["a"], ["b", "c"]),
      zh.servers.noneInState("a", "r-1"),
      zh.servers.unknownWord("a", "b"),
      zh.command.help,
    ];
    for (const text of texts) {
      for (const { 0: markup, index } of text.matchAll(/\*[^*\n]+\*|`[^`\n]+`/g)) {
        expect(text.slice(index - 1, index), text).toMatch(/^[\s（“]?$/);
        expect(text.slice(index + markup.length)[0] ?? "", text).toMatch(/^[\s）”,]?$/);
      }
    }
  });
});

describe("a price", () => {
  const hourly: Estimate = {
    currency: "CNY",
    asOf: "2021-06-01",
    perMonth: 223_200_000,
    perHour: 300_000,
    parts: [{ of: "servers", amount: 300_000 }],
  };
  const atOnce: Estimate = {
    currency: "CNY",
    perMonth: 88_000_000,
    atOnce: 264_000_000,
    parts: [
      { of: "servers", amount: 240_000_000 },
      { of: "bandwidth", amount: 23_987_500 },
      { of: "extraUplink", amount: 12_500 },
    ],
  };

  it("is said by the hour, by the month, or at once", () => {
    expect(en.price.known(hourly, {})).toBe(
      "*About ¥30 an hour*, ¥22,320 in a month of 31 days, for the whole order. By the price book of 2021-06-01.",
    );
    expect(en.price.known(atOnce, { unit: "month", duration: 3, endsAt: minutesLater(0) })).toMatch(
      /^\*About ¥26,400 charged at once\* when it is approved, for the whole order and 3 months \(servers ¥24,000, bandwidth ¥2,398\.75, extra uplink ¥1\.25\)\. It cannot be refunded, and nothing of it can be deleted before the term ends \(about <!date\^.*\)\. By the price book\.$/,
    );
    expect(en.price.known({ currency: "USD", perMonth: 10_000, parts: [] }, {})).toBe(
      "*About $1 a month*, for the whole order. By the price book.",
    );
  });

  it.each(languages)("is said in that language: %s", (language) => {
    const { price } = textsIn[language];
    for (const estimate of [hourly, atOnce, { currency: "CNY", perMonth: 1, parts: [] }]) {
      expectSentence(price.known(estimate, {}), language);
      expectSentence(price.known(estimate, { unit: "year", duration: 1 }), language);
      expectOwn(price.short(estimate), language);
      expect(price.short(estimate)).not.toMatch(/[<>*]/);
    }
  });

  it("shows no decimals that it does not need, and all that it has", () => {
    const shown = [10_000, 15_000, 12_345, 1, 0].map((amount) => money(amount, "CNY", "zh-CN"));
    expect(shown).toEqual(["¥1", "¥1.50", "¥1.2345", "¥0.0001", "¥0"]);
  });
});

describe("what is wrong with a line of a command", () => {
  it.each(languages)("is said in that language, with nothing unescaped: %s", (language) => {
    const { line } = textsIn[language];
    for (const text of [
      line.unknownKey("<x>`"),
      line.unknownKey("<x>`", "<y>"),
      line.wrongValue("<k>", "<x>", undefined, ["a", "b"]),
      line.wrongValue("<k>", "<x>", "<y>", ["a", "b"]),
      line.secretKey("password"),
      line.twice("<k>"),
      line.noValue("<k>"),
      line.keys(["<a>", "b"]),
      line.notOrdered,
      line.more(3),
    ]) {
      expectNoForgery(text, []);
      expectSentence(text, language);
    }
    expectLanguage(line.corrected("region=x"), language);
  });

  it("says in English what was agreed", () => {
    expect(en.line.unknownKey("regoin", "region")).toBe(
      "`regoin` is no key that this command knows. Perhaps `region`?",
    );
    expect(en.line.corrected("region=x")).toBe("Corrected, ready to copy: `region=x`");
  });
});

describe("what a command answers", () => {
  const server = {
    instanceId: "i-1",
    name: "web",
    region: "r-1",
    az: "az-1",
    deviceType: "d-1",
    publicIp: "",
    createTime: "",
  };

  it.each(languages)("is said in that language: %s", (language) => {
    const texts = textsIn[language];
    const { command } = texts;
    for (const text of [
      command.help,
      command.unknown("<x>"),
      command.nameARegion(["r-1", "r-2"]),
      command.noServers("r-1"),
      command.servers(1, "r-1"),
      command.servers(2, "r-1"),
      command.unknown("<x>", "help"),
    ]) {
      expectOwn(text, language);
      expectNoForgery(text, []);
    }
    expect(texts.server({ ...server, status: "running", privateIp: "10.0.1.5" })).toMatch(
      /^• `i-1` web.*running.*10\.0\.1\.5$/,
    );
    expectOwn(texts.server({ ...server, status: "", privateIp: "" }), language);
    const found = ["running", "running", "error", ""].map((status) => ({
      ...server,
      status,
      privateIp: "",
    }));
    for (const text of [
      texts.servers.states(found),
      texts.servers.noneInState("<x>", "r-1"),
      texts.servers.unknownWord("<X>", "running"),
      texts.servers.unknownWord("<X>", undefined),
      texts.lists.stoppedAfter(311),
      texts.home.asOf(minutesLater(1)),
    ]) {
      expectSentence(text, language);
      expectNoForgery(text, []);
    }
    expectOwn(texts.servers.range(13, 24, 30), language);
  });
});
