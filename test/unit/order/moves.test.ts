import { describe, expect, it } from "vitest";
import { moved, movesOf, shownRule } from "../../../src/order/moves.ts";
import type { Order } from "../../../src/order/order.ts";
import type { Rule } from "../../../src/order/policy-file.ts";
import type { Estimate } from "../../../src/order/price-book.ts";
import { aPolicy, aRule, type GivenRule } from "../../support/a-policy.ts";
import { aWorld } from "../../support/a-world.ts";
import { anOrder, aSpec, bob, minutesLater } from "../../support/an-order.ts";

function ruleWith(changes: Partial<GivenRule> = {}): Rule {
  const [rule] = aPolicy({ rules: [aRule(changes)] }).rules;
  if (!rule) throw new Error("The policy has no rule.");
  return rule;
}
const rule = ruleWith();

const priced = (perMonth: number, changes: Partial<Estimate> = {}): Estimate => ({
  currency: "CNY",
  perMonth,
  perHour: perMonth / 744,
  parts: [{ of: "servers", amount: perMonth / 744 }],
  ...changes,
});
const world = (price: Estimate | undefined, left?: number) =>
  aWorld({ priceOf: () => price, left });

/** What moved, by name. */
const names = (order: Order, now = aWorld(), by = rule): string[] =>
  movesOf(order, by, now).map(({ what }) => what);

describe("what moved since a card was drawn", () => {
  it("is nothing when the world is as it was", () => {
    expect(movesOf(anOrder(), rule, aWorld())).toEqual([]);
    expect(movesOf(anOrder({ price: priced(100) }), rule, world(priced(100), 1))).toEqual([]);
  });

  it("is a rule of another name, number of approvals or stages, with what was and what is", () => {
    expect(movesOf(anOrder(), ruleWith({ name: "large" }), aWorld())).toEqual([
      { what: "rule", from: { name: "small", quorum: 1 }, to: { name: "large", quorum: 1 } },
    ]);
    expect(names(anOrder(), aWorld(), ruleWith({ quorum: 2 }))).toEqual(["rule"]);
    const two = { users: ["U0BOB", "U0CAROL", "U0DAVE"] };
    const stages = ruleWith({ approvers: [two, { ...two, name: "finance" }] });
    const order = anOrder({ rule: shownRule(stages) });
    expect(names(order, aWorld(), stages)).toEqual([]);
    expect(names(order, aWorld(), ruleWith({ approvers: two, quorum: 2 }))).toEqual(["rule"]);
    expect(names(order, aWorld(), ruleWith({ approvers: [two, two] }))).toEqual(["rule"]);
  });

  it("is not who the approvers are: each click asks for them anyway", () => {
    expect(names(anOrder(), aWorld(), ruleWith({ approvers: { users: ["U0EVE"] } }))).toEqual([]);
  });

  it("is a price, whichever part of it: the sum, what is due at once, the currency", () => {
    const order = anOrder({ price: priced(100) });
    expect(movesOf(order, rule, world(priced(101)))).toEqual([
      { what: "price", from: priced(100), to: priced(101) },
    ]);
    for (const price of [
      priced(100, { atOnce: 300 }),
      priced(100, { currency: "USD" }),
      priced(100, { perHour: 1 }),
      priced(100, { parts: [{ of: "servers", amount: 1 }] }),
    ])
      expect(names(order, world(price))).toEqual(["price"]);
  });

  it("is a price that nobody knows any more, or that nobody knew", () => {
    expect(movesOf(anOrder({ price: priced(100) }), rule, world(undefined))).toEqual([
      { what: "price", from: priced(100) },
    ]);
    expect(movesOf(anOrder(), rule, world(priced(100)))).toEqual([
      { what: "price", to: priced(100) },
    ]);
  });

  it("is not the day of the price book", () => {
    const order = anOrder({ price: priced(100, { asOf: "2026-01-01" }) });
    expect(names(order, world(priced(100, { asOf: "2026-02-01" })))).toEqual([]);
  });

  it("is a stock that is smaller than the order, until the card says so", () => {
    const order = anOrder({ spec: aSpec({ count: 3 }) });
    expect(names(order, world(undefined, 3))).toEqual([]);
    expect(movesOf(order, rule, world(undefined, 2))).toEqual([{ what: "stock", left: 2 }]);
    expect(names({ ...order, left: 2 }, world(undefined, 2))).toEqual([]);
    expect(names({ ...order, left: 2 }, world(undefined, 0))).toEqual(["stock"]);
    expect(names({ ...order, left: 2 }, world(undefined, 5))).toEqual([]);
  });

  it("is all of it at once", () => {
    expect(names(anOrder(), world(priced(1), 0), ruleWith({ name: "large" }))).toEqual([
      "rule",
      "price",
      "stock",
    ]);
  });

  it("asks the price of this order, with its region", () => {
    const seen: unknown[] = [];
    movesOf(anOrder(), rule, aWorld({ priceOf: (order) => void seen.push(order) }));
    expect(seen).toEqual([anOrder()]);
  });
});

describe("the order as the next card shows it", () => {
  const approvals = [{ ...bob, at: minutesLater(0) }];
  const order = (changes: Partial<Order> = {}): Order =>
    anOrder({ approvals, spec: aSpec({ count: 3 }), ...changes });
  const after = (before: Order, now = aWorld(), by = rule): Order =>
    moved(before, by, movesOf(before, by, now), minutesLater(5));

  it("has the rule, the price and the stock of now, and has not moved from there", () => {
    const large = ruleWith({ name: "large", quorum: 2 });
    const now = world(priced(100), 2);
    const redrawn = after(order(), now, large);
    expect(redrawn).toMatchObject({ rule: shownRule(large), price: priced(100), left: 2 });
    expect(movesOf(redrawn, large, now)).toEqual([]);
    expect(after(order({ price: priced(100) }), world(undefined))).not.toHaveProperty("price");
  });

  it.each<[string, Estimate | undefined, Estimate | undefined, boolean]>([
    ["that fell", priced(100), priced(99), true],
    ["that rose", priced(100), priced(101), false],
    ["that nobody knows any more", priced(100), undefined, false],
    ["that nobody knew", undefined, priced(100), false],
    ["in another currency", priced(100), priced(1, { currency: "USD" }), false],
    [
      "of which more is due at once",
      priced(100, { atOnce: 100 }),
      priced(90, { atOnce: 101 }),
      false,
    ],
    [
      "of which less is due at once",
      priced(100, { atOnce: 100 }),
      priced(90, { atOnce: 99 }),
      true,
    ],
    [
      "of which less is due at once, and more each month",
      priced(100, { atOnce: 100 }),
      priced(101, { atOnce: 99 }),
      false,
    ],
    ["that is due at once now", priced(100), priced(100, { atOnce: 101 }), false],
    ["made of other parts", priced(100), priced(100, { parts: [] }), true],
  ])("keeps approvals only with a price that is no higher: one %s", (_, from, to, isKept) => {
    const before = order(from ? { price: from } : {});
    expect(after(before, world(to)).approvals).toEqual(isKept ? approvals : []);
  });

  it("keeps approvals through a change of rule or stock", () => {
    expect(after(order(), world(undefined, 1)).approvals).toEqual(approvals);
    expect(after(order(), aWorld(), ruleWith({ quorum: 2 })).approvals).toEqual(approvals);
  });

  it("goes on saying how few are left while something else moves", () => {
    expect(after(order({ left: 1 }), aWorld(), ruleWith({ quorum: 2 })).left).toBe(1);
  });
});
