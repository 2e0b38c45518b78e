import { describe, expect, it } from "vitest";
import { defaultLimits } from "../../../src/order/instance-spec.ts";
import {
  explain,
  explainActions,
  mayAskForOthers,
  readWish,
  wishOf,
} from "../../../src/order/explain.ts";
import { permission, personActions } from "../../../src/order/policy.ts";
import { priceBookSchema } from "../../../src/order/price-book.ts";
import { aPerson, orderUnder, policyWith, type GivenRule } from "../../support/a-policy.ts";
import { aWorld } from "../../support/a-world.ts";
import { alice, anOrder, aSpec, bob, carol, dave, minutesLater } from "../../support/an-order.ts";

const policy = policyWith(
  { match: { maxCount: 1, requesters: { groups: ["S0DEVS"] } }, approvers: { users: ["U0CAROL"] } },
  { match: { regions: ["cn-east-*"] } },
  { autoApprove: true, approvers: undefined },
);
const two = wishOf(anOrder({ spec: aSpec({ count: 2 }) }));

describe("what the policy says to an order", () => {
  it("is said rule by rule, those below the one that decides too", () => {
    const { rules, verdict } = explain(policy, aPerson(alice), two);
    expect(rules).toEqual([
      { rule: "rule 1", misses: ["count", "requester"] },
      { rule: "rule 2", misses: [] },
      { rule: "rule 3", misses: [] },
    ]);
    expect(verdict.ok && verdict.rule.name).toBe("rule 2");
  });

  it("is what it says when the order is placed", () => {
    for (const person of [
      aPerson(alice, { groups: ["S0DEVS"] }),
      aPerson(dave, { standing: "guest" }),
      aPerson(dave, { standing: "deactivated" }),
    ])
      for (const wish of [two, wishOf(anOrder()), wishOf(anOrder({ region: "cn-north-1" }))])
        expect(explain(policy, person, wish).verdict).toEqual(
          permission(policy, person, { action: "place", asked: wish.asked }),
        );
  });

  it("names the rule that decides although too few may agree, to those alone who decide by it", () => {
    const short = policyWith(
      { match: { maxCount: 1 }, approvers: { users: ["U0CAROL"] } },
      { approvers: { users: ["U0ALICE", "U0BOB"] }, quorum: 2 },
    );
    const { rules, verdict } = explain(short, aPerson(alice), two);
    expect(rules[1]).toEqual({ rule: "rule 2", misses: [] });
    expect(verdict).toEqual({ ok: false, refusal: { reason: "too-few", rule: "rule 2" } });
    expect(mayAskForOthers(short, aPerson(bob), verdict)).toBe(true);
    expect(mayAskForOthers(short, aPerson(carol), verdict)).toBe(false);
  });

  it("knows of an order that exists what it was shown to cost", () => {
    const price = { currency: "CNY", perMonth: 100, perHour: 1, parts: [] };
    expect(wishOf(anOrder({ price }))).toMatchObject({ asked: { monthlyPrice: 100 }, price });
  });
});

describe("what the policy says to somebody else", () => {
  const verdictFor = (count: number) =>
    explain(policy, aPerson(alice), wishOf(anOrder({ spec: aSpec({ count }) }))).verdict;

  it("is for those who decide about such an order", () => {
    expect(mayAskForOthers(policy, aPerson(bob), verdictFor(2))).toBe(true);
    const onlyOne = policyWith({ approvers: { users: ["U0CAROL"] } });
    const { verdict } = explain(onlyOne, aPerson(alice), two);
    expect(mayAskForOthers(onlyOne, aPerson(carol), verdict)).toBe(true);
    expect(mayAskForOthers(onlyOne, aPerson(bob), verdict)).toBe(false);
  });

  it("is for those of the second list too, asked or not", () => {
    const escalation = { after: "1h", approvers: { users: ["U0DAVE"] } };
    const escalating = policyWith({ escalation });
    const { verdict } = explain(escalating, aPerson(alice), two);
    expect(mayAskForOthers(escalating, aPerson(dave), verdict)).toBe(true);
  });

  it("is, where no rule takes the order, for those who decide about any", () => {
    const strict = policyWith(
      { match: { maxCount: 1 }, approvers: { users: ["U0CAROL"] } },
      { match: { regions: ["elsewhere"] } },
    );
    const { verdict } = explain(strict, aPerson(alice), two);
    expect(verdict.ok).toBe(false);
    for (const [who, may] of [
      [bob, true],
      [carol, true],
      [dave, false],
    ] as const)
      expect(mayAskForOthers(strict, aPerson(who), verdict)).toBe(may);
  });

  it("is for nobody who has left, or is let in by a group as a guest", () => {
    const groups = policyWith({ approvers: { users: ["U0BOB"], groups: ["S0LEADS"] } });
    const { verdict } = explain(groups, aPerson(alice), two);
    const asks = (person: ReturnType<typeof aPerson>): boolean =>
      mayAskForOthers(groups, person, verdict);
    expect(asks(aPerson(dave, { groups: ["S0LEADS"] }))).toBe(true);
    expect(asks(aPerson(dave, { groups: ["S0LEADS"], standing: "guest" }))).toBe(false);
    expect(asks(aPerson(bob, { standing: "deactivated" }))).toBe(false);
  });
});

describe("an order that a line speaks of", () => {
  const has = { sealing: true, limits: defaultLimits, prices: true };
  const book = priceBookSchema.parse({
    currency: "CNY",
    prices: [{ deviceTypes: ["*"], postpaid_by_duration: { hour: 10 } }],
  });
  const line = { regionId: "cn-east-1", deviceType: "edcps.c.1" };

  it("is as the form begins, where the line says nothing", () => {
    expect(readWish(policy, { regionId: "cn-east-1" }, has, undefined)).toEqual({
      ok: true,
      wish: {
        asked: {
          region: "cn-east-1",
          az: "",
          deviceType: "",
          chargeMode: "postpaid_by_duration",
          count: 1,
          monthlyPrice: undefined,
        },
        price: undefined,
      },
    });
  });

  it("has the price that the form would name", () => {
    const read = readWish(policyWith({}), { ...line, count: "2" }, has, book);
    expect(read.ok && read.wish).toMatchObject({
      asked: { count: 2, monthlyPrice: 2 * 10_0000 * 744 },
      price: { perHour: 2 * 10_0000 },
    });
    const open = { ...line, enableInternet: "yes" };
    const unpriced = readWish(policyWith({}), open, has, book);
    expect(unpriced.ok && unpriced.wish.price).toBeUndefined();
  });

  it.each<[string, Partial<GivenRule>, readonly string[]]>([
    ["nothing, where no rule asks", {}, []],
    ["the region, where a rule asks for it", { match: { regions: ["cn-*"] } }, ["regionId"]],
    [
      "zone and type, where rules ask for them",
      { match: { azs: ["*a"], deviceTypes: ["*"] } },
      ["az", "deviceType"],
    ],
    [
      "what a price needs, where a rule asks for one",
      { match: { maxMonthlyPrice: 5 } },
      ["regionId", "deviceType"],
    ],
  ])("has to say %s", (_, rule, unsaid) => {
    const read = readWish(policyWith(rule), {}, has, book);
    expect(read.ok ? [] : read.unsaid).toEqual(unsaid);
  });

  it("need not say what only a price needs, where no price is known", () => {
    expect(readWish(policyWith({ match: { maxMonthlyPrice: 5 } }), {}, has, undefined).ok).toBe(
      true,
    );
  });

  it.each(["0", "-1", "1.5", "two", "9".repeat(30)])(
    "has to say a number of servers, not %s",
    (count) => {
      expect(readWish(policyWith({}), { count }, has, book)).toEqual({
        ok: false,
        unsaid: ["count"],
      });
    },
  );
});

describe("what somebody could do with an order now", () => {
  const told = (
    by: ReturnType<typeof aPerson>,
    order = orderUnder(policyWith({})),
    now = aWorld(),
  ) =>
    Object.fromEntries(
      explainActions(
        policyWith({}),
        order,
        { by, requester: aPerson(alice), others: [], now },
        minutesLater(1),
      ).map(({ action, refusal }) => [action, refusal?.reason ?? "done"]),
    );

  it("is told of every action", () => {
    expect(Object.keys(told(aPerson(bob))).toSorted()).toEqual([...personActions].toSorted());
  });

  it("is done, or refused as it would be", () => {
    expect(told(aPerson(alice))).toEqual({
      approve: "not-approver",
      deny: "not-approver",
      propose: "not-approver",
      withdraw: "not-approver",
      "break-glass": "not-break-glass",
      accept: "no-proposal",
      decline: "no-proposal",
      edit: "done",
      cancel: "done",
      retry: "wrong-status",
      adopt: "wrong-status",
    });
    expect(told(aPerson(bob))).toMatchObject({
      approve: "done",
      propose: "done",
      edit: "not-yours",
    });
  });

  it("is asked again where something moved", () => {
    expect(told(aPerson(bob), undefined, aWorld({ left: 0 }))).toMatchObject({ approve: "moved" });
  });

  it("changes nothing", () => {
    const order = orderUnder(policyWith({}));
    const before = structuredClone(order);
    told(aPerson(bob), order);
    expect(order).toEqual(before);
  });
});
