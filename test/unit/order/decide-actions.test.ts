import { describe, expect, it } from "vitest";
import type { Asking } from "../../../src/order/asking.ts";
import { decide } from "../../../src/order/decide.ts";
import type { Decision, Refusal } from "../../../src/order/decision.ts";
import { record } from "../../../src/order/record.ts";
import type { Now } from "../../../src/order/moves.ts";
import type { Order } from "../../../src/order/order.ts";
import type { Person } from "../../../src/order/policy.ts";
import type { Policy } from "../../../src/order/policy-file.ts";
import type { Seats } from "../../../src/order/seats.ts";
import type { Estimate } from "../../../src/order/price-book.ts";
import {
  aPerson,
  aPolicy,
  aRule,
  orderUnder,
  policyWith,
  type GivenRule,
} from "../../support/a-policy.ts";
import { aWorld } from "../../support/a-world.ts";
import { alice, anOrder, aSpec, bob, carol, dave, minutesLater } from "../../support/an-order.ts";

const EARLY = minutesLater(1);
const three = { users: ["U0BOB", "U0CAROL", "U0DAVE"] };
const approval = (who: typeof bob | typeof carol | typeof dave, minutes = 0) => ({
  ...who,
  at: minutesLater(minutes),
});

/** What comes of it when somebody of this policy asks for something. */
const asking =
  (policy: Policy) =>
  (
    order: Order,
    by: Person,
    wish: Asking,
    { at = EARLY, now = aWorld(), version }: { at?: string; now?: Now; version?: number } = {},
  ): Decision => {
    const others = [bob, carol, dave].map((who) => aPerson(who));
    const shown = version === undefined ? {} : { version };
    const command = { ...wish, by, requester: aPerson(alice), others, now, ...shown };
    return decide(policy, order, command, at);
  };

function accepted(decision: Decision): Order {
  if (!decision.ok) throw new Error(`It was refused: ${JSON.stringify(decision.refusal)}`);
  return decision.order;
}
function refusal(decision: Decision): Refusal {
  if (decision.ok) throw new Error("It was accepted.");
  return decision.refusal;
}
function noted(decision: Decision): Order {
  if (decision.ok || !decision.noted) throw new Error("Nothing was noted.");
  return decision.noted;
}

const priced = (perMonth: number): Estimate => ({ currency: "CNY", perMonth, parts: [] });
/** A server costs so much in a month. */
const costing = (each: number, left?: number): Now =>
  aWorld({ priceOf: ({ spec }) => priced(each * spec.count), left });

describe("several lists of approvers", () => {
  const policy = policyWith({
    approvers: [
      { name: "platform", users: ["U0BOB", "U0CAROL"] },
      { name: "finance", users: ["U0CAROL"] },
    ],
  });
  const ask = asking(policy);
  const approve = { action: "approve" } as const;

  it("all have to agree, each by somebody else", () => {
    const first = accepted(ask(orderUnder(policy), aPerson(bob), approve));
    expect(first).toMatchObject({ status: "pending", approvals: [bob] });
    expect(accepted(ask(first, aPerson(carol), approve)).status).toBe("approved");
  });

  it("let somebody who is on two of them take the seat that the other leaves open", () => {
    const first = accepted(ask(orderUnder(policy), aPerson(carol), approve));
    expect(first.history.at(-1)?.seats).toMatchObject({ have: 1, of: 2 });
    expect(accepted(ask(first, aPerson(bob), approve)).status).toBe("approved");
  });

  it("have no seat for a second person of a list that is full", () => {
    const policy = policyWith({
      approvers: [{ users: ["U0BOB", "U0DAVE"] }, { users: ["U0CAROL"] }],
    });
    const first = accepted(asking(policy)(orderUnder(policy), aPerson(bob), approve));
    expect(refusal(asking(policy)(first, aPerson(dave), approve))).toEqual({
      reason: "seat-taken",
      have: 1,
      of: 2,
    });
  });

  it("that came to ask for fewer people than agreed already wait for one more click, whoever's it is", () => {
    const was = policyWith({ quorum: 2, approvers: three });
    const is = policyWith({ approvers: three });
    const first = accepted(asking(was)(orderUnder(was), aPerson(bob), approve));
    for (const who of [bob, carol]) {
      const shown = noted(asking(is)(first, aPerson(who), approve));
      const order = accepted(asking(is)(shown, aPerson(who), approve));
      expect(order.status).toBe("approved");
      expect(new Set(order.approvals.map(({ userId }) => userId)).size).toBe(
        order.approvals.length,
      );
    }
  });
});

describe("a broken glass", () => {
  const policy = policyWith({ breakGlass: { users: ["U0DAVE"] }, quorum: 2 });
  const ask = asking(policy);
  const broken = { action: "break-glass", reason: "The shop is down." } as const;

  it("approves an order at once, by one person, and keeps why", () => {
    const order = accepted(ask(orderUnder(policy), aPerson(dave), broken));
    expect(order).toMatchObject({ status: "approved", approvals: [] });
    expect(order.history.at(-1)).toMatchObject({
      action: "break-glass",
      by: dave,
      reason: "The shop is down.",
    });
  });

  it("needs a reason", () => {
    for (const reason of ["", "  \n"])
      expect(refusal(ask(orderUnder(policy), aPerson(dave), { ...broken, reason }))).toEqual({
        reason: "no-reason",
      });
  });

  it("is for nobody else, approvers and requester among them", () => {
    for (const who of [alice, bob])
      expect(refusal(ask(orderUnder(policy), aPerson(who), broken))).toEqual({
        reason: "not-break-glass",
      });
  });

  it("is not for one's own order, unless the rule says so", () => {
    const own = (ownOrders: boolean): Decision => {
      const policy = policyWith({ breakGlass: { users: ["U0ALICE"], ownOrders } });
      return asking(policy)(orderUnder(policy), aPerson(alice), broken);
    };
    expect(refusal(own(false))).toEqual({ reason: "own-order", action: "break-glass" });
    expect(accepted(own(true)).status).toBe("approved");
  });

  it("goes for nothing once the order expired", () => {
    const late = { at: minutesLater(24 * 60) };
    expect(refusal(ask(orderUnder(policy), aPerson(dave), broken, late))).toMatchObject({
      reason: "wrong-status",
      status: "expired",
    });
  });

  it("lets the order be tried again without approvals", () => {
    const failed = orderUnder(policy, {
      status: "failed",
      failure: { kind: "refused", status: "RATE_LIMIT", retriable: true },
    });
    const retry = { action: "retry" } as const;
    expect(refusal(ask(failed, aPerson(alice), retry))).toMatchObject({ reason: "approvals-gone" });
    const step = {
      at: EARLY,
      by: { kind: "person", ...dave },
      action: "break-glass",
      version: 1,
    } as const;
    const broke = { ...failed, history: [...failed.history, step] };
    expect(accepted(ask(broke, aPerson(alice), retry)).status).toBe("approved");
  });
});

describe("a proposal", () => {
  const policy = policyWith({ quorum: 2, approvers: three });
  const ask = asking(policy);
  const order = orderUnder(policy, {
    spec: aSpec({ count: 5 }),
    price: priced(500),
    approvals: [approval(carol)],
  });
  const propose = { action: "propose", reductions: { count: 2 }, reason: "Too many." } as const;
  const now = costing(100);
  const proposed = accepted(ask(order, aPerson(bob), propose, { now }));
  const [accept, decline] = [{ action: "accept" }, { action: "decline" }] as const;

  it("is kept beside the order, which stays as it was", () => {
    expect(proposed).toEqual({
      ...order,
      version: 2,
      proposal: {
        by: bob,
        at: EARLY,
        spec: aSpec({ count: 2 }),
        price: priced(200),
        rule: order.rule,
        seats: { have: 1, of: 2 },
        reason: "Too many.",
      },
      history: [
        ...order.history,
        {
          at: EARLY,
          by: { kind: "person", ...bob },
          action: "propose",
          version: 2,
          changes: [{ field: "count", from: "5", to: "2" }],
          reason: "Too many.",
        },
      ],
    });
  });

  it("has to be smaller", () => {
    for (const reductions of [{}, { count: 5 }, { count: 6 }, { bandwidth: 1 }])
      expect(refusal(ask(order, aPerson(bob), { action: "propose", reductions }))).toEqual({
        reason: "not-smaller",
      });
  });

  it("gives way to the next one", () => {
    const again = { action: "propose", reductions: { count: 1 } } as const;
    const next = accepted(ask(proposed, aPerson(carol), again, { now }));
    expect(next.proposal).toMatchObject({ by: carol, spec: { count: 1 }, price: priced(100) });
  });

  it("that is accepted is the order, with its proposer's approval and nobody else's", () => {
    const smaller = accepted(ask(proposed, aPerson(alice), accept, { now, version: 2 }));
    expect(smaller).toMatchObject({
      status: "pending",
      spec: { count: 2 },
      price: priced(200),
      approvals: [{ ...bob, at: EARLY }],
    });
    expect(smaller).not.toHaveProperty("proposal");
    expect(smaller.history.at(-1)).toMatchObject({
      action: "accept",
      by: alice,
      seats: { have: 1, of: 2 },
      changes: [{ field: "count", from: "5", to: "2" }],
    });
  });

  it("that is accepted completes a quorum of one", () => {
    const one = policyWith({ approvers: three });
    const asked = orderUnder(one, { spec: order.spec, price: priced(500) });
    const small = accepted(asking(one)(asked, aPerson(bob), propose, { now }));
    expect(small.proposal?.seats).toEqual({ have: 1, of: 1 });
    expect(accepted(asking(one)(small, aPerson(alice), accept, { now })).status).toBe("approved");
  });

  it.each<[string, Partial<GivenRule>, Seats, string]>([
    [
      "its proposer does not decide",
      { approvers: { users: ["U0CAROL"] } },
      { have: 0, of: 1 },
      "pending",
    ],
    [
      "nobody has to agree",
      { approvers: undefined, autoApprove: true },
      { have: 0, of: 0 },
      "approved",
    ],
  ])("knows who has to agree to the smaller order: %s", (_, changes, seats, status) => {
    const small = aRule({ name: "small", match: { maxCount: 2 }, ...changes });
    const large = aRule({ name: "large" });
    const [both, ask] = [aPolicy({ rules: [large] }), asking(aPolicy({ rules: [small, large] }))];
    const before = orderUnder(both, { spec: order.spec, price: priced(500) });
    const made = accepted(ask(before, aPerson(bob), propose, { now }));
    expect(made.proposal?.seats).toEqual(seats);
    expect(accepted(ask(made, aPerson(alice), accept, { now })).status).toBe(status);
  });

  it("falls when the policy asks for fewer people by now: nobody was shown that", () => {
    const one = policyWith({ approvers: three });
    const decision = asking(one)(proposed, aPerson(alice), accept, { now });
    expect(refusal(decision)).toMatchObject({ reason: "moved", moves: [{ what: "rule" }] });
    expect(noted(decision)).not.toHaveProperty("proposal");
  });

  it("is made of what its proposer was shown, or of nothing", () => {
    const dearer = { now: costing(150) };
    const decision = ask(order, aPerson(bob), propose, dearer);
    expect(refusal(decision)).toMatchObject({ reason: "moved", moves: [{ what: "price" }] });
    expect(accepted(ask(noted(decision), aPerson(bob), propose, dearer)).proposal?.price).toEqual(
      priced(300),
    );
  });

  it("that is accepted does not count its proposer once they may not approve any more", () => {
    const without = policyWith({ quorum: 2, approvers: { users: ["U0CAROL", "U0DAVE"] } });
    const smaller = accepted(asking(without)(proposed, aPerson(alice), accept, { now }));
    expect(smaller).toMatchObject({ status: "pending", approvals: [] });
  });

  it("that is accepted goes to the rule that takes the smaller order", () => {
    const policy = aPolicy({
      rules: [
        aRule({ name: "few", match: { maxCount: 2 }, approvers: { users: ["U0DAVE"] } }),
        aRule({ name: "rule 1", quorum: 2, approvers: three }),
      ],
    });
    const asked = { ...order, escalatedAt: minutesLater(0), remindAt: minutesLater(3) };
    const small = accepted(asking(policy)(asked, aPerson(bob), propose, { now }));
    const smaller = accepted(asking(policy)(small, aPerson(alice), accept, { now }));
    expect(smaller).toMatchObject({ status: "pending", rule: { name: "few" }, approvals: [] });
    // Its own times begin, and its own second list has not been asked.
    expect(smaller).not.toHaveProperty("escalatedAt");
    expect(smaller).not.toHaveProperty("remindAt");
    expect(smaller.expiresAt).toBe(minutesLater(24 * 60 + 1));
  });

  it("that no rule would take is refused with each rule's reasons", () => {
    const policy = aPolicy({ rules: [aRule({ name: "priced", match: { maxMonthlyPrice: 1 } })] });
    const asked = orderUnder(policy, { spec: order.spec, price: priced(500) });
    const now = aWorld({ priceOf: ({ spec }) => (spec.count === 5 ? priced(500) : undefined) });
    expect(refusal(asking(policy)(asked, aPerson(bob), propose, { now }))).toEqual({
      reason: "no-rule",
      passed: [{ rule: "priced", misses: ["price-unknown"] }],
    });
  });

  it.each([150, 50])("whose price moved to %s each falls, and may be made again", (each) => {
    const otherwise = { now: costing(each) };
    const decision = ask(proposed, aPerson(alice), accept, otherwise);
    expect(refusal(decision)).toMatchObject({ reason: "moved", moves: [{ what: "price" }] });
    const shown = noted(decision);
    expect(shown).toMatchObject({ status: "pending", spec: { count: 5 }, price: priced(500) });
    expect(shown).not.toHaveProperty("proposal");
    expect(refusal(ask(shown, aPerson(alice), accept, otherwise))).toEqual({
      reason: "no-proposal",
    });
  });

  it("for which too few servers are left is shown anew, once", () => {
    const short = costing(100, 1);
    const shown = noted(ask(proposed, aPerson(alice), accept, { now: short }));
    expect(shown.left).toBe(1);
    expect(accepted(ask(shown, aPerson(alice), accept, { now: short })).spec.count).toBe(2);
  });

  it("that is declined is gone, and the order as it was", () => {
    const kept = accepted(ask(proposed, aPerson(alice), decline));
    expect(kept).toMatchObject({ status: "pending", spec: { count: 5 }, approvals: [carol] });
    expect(kept).not.toHaveProperty("proposal");
  });

  it("can be neither accepted nor declined when there is none", () => {
    for (const wish of [accept, decline])
      expect(refusal(ask(order, aPerson(alice), wish))).toEqual({ reason: "no-proposal" });
  });

  it("is not kept once the order is decided", () => {
    const denied = accepted(ask(proposed, aPerson(carol), { action: "deny" }));
    expect(denied).not.toHaveProperty("proposal");
  });
});

describe("an edit", () => {
  const policy = aPolicy({
    rules: [
      { name: "one", match: { maxCount: 1 }, autoApprove: true },
      aRule({
        name: "some",
        match: { maxCount: 3 },
        quorum: 2,
        approvers: three,
        remindAfter: "1h",
      }),
      aRule({ name: "many", match: { maxCount: 9 } }),
    ],
  });
  const ask = asking(policy);
  const some = policy.rules[1];
  const order = anOrder({
    spec: aSpec({ count: 3 }),
    approvals: [approval(bob)],
    proposal: { rule: anOrder().rule, by: carol, at: EARLY, spec: aSpec({ count: 2 }) },
    left: 1,
    escalatedAt: EARLY,
    sealed: "v1.before",
    rule: { name: "some", quorum: 2, stages: some?.stages ?? [] },
  });
  const edit = (spec: Order["spec"], changes: Partial<Order> = {}): Asking => {
    const { region, labels, justification } = { ...order, ...changes };
    const sealed = changes.sealed === undefined ? {} : { sealed: changes.sealed };
    return { action: "edit", edited: { region, spec, labels, justification, ...sealed } };
  };

  it("voids approvals and proposal, and begins the order's time anew", () => {
    const at = minutesLater(90);
    const edited = accepted(
      ask(order, aPerson(alice), edit(aSpec({ count: 2 })), { at, now: costing(100) }),
    );
    expect(edited).toMatchObject({
      status: "pending",
      spec: { count: 2 },
      price: priced(200),
      approvals: [],
      placedAt: order.placedAt,
      expiresAt: minutesLater(90 + 24 * 60),
      remindAt: minutesLater(150),
      sealed: "v1.before",
    });
    for (const gone of ["proposal", "left", "escalatedAt", "escalateAt"])
      expect(edited).not.toHaveProperty(gone);
    expect(edited.history.at(-1)).toMatchObject({
      action: "edit",
      seats: { have: 0, of: 2 },
      changes: [{ field: "count", from: "3", to: "2" }],
    });
  });

  it("goes to the rule that takes the changed order", () => {
    expect(accepted(ask(order, aPerson(alice), edit(aSpec({ count: 9 }))))).toMatchObject({
      status: "pending",
      rule: { name: "many", quorum: 1 },
    });
    expect(accepted(ask(order, aPerson(alice), edit(aSpec({ count: 1 })))).status).toBe("approved");
  });

  it("that no rule takes is refused, and the order stays", () => {
    expect(refusal(ask(order, aPerson(alice), edit(aSpec({ count: 10 }))))).toEqual({
      reason: "no-rule",
      passed: ["one", "some", "many"].map((rule) => ({ rule, misses: ["count"] })),
    });
  });

  it("that too few may agree to is refused, and one that was taken before may be changed still", () => {
    const changed = policyWith(
      { match: { maxCount: 1 } },
      { approvers: { users: ["U0ALICE", "U0BOB"] }, quorum: 2 },
    );
    const many = orderUnder(changed, { spec: aSpec({ count: 2 }) });
    const may = asking(changed);
    expect(refusal(may(many, aPerson(alice), edit(aSpec({ count: 3 }))))).toEqual({
      reason: "too-few",
      rule: "rule 2",
    });
    expect(accepted(may(many, aPerson(alice), edit(aSpec({ count: 1 })))).rule.name).toBe("rule 1");
  });

  it("has to change something: the order, the reason or what is sealed", () => {
    expect(refusal(ask(order, aPerson(alice), edit(order.spec)))).toEqual({ reason: "no-change" });
    const why = edit(order.spec, { justification: "For the autumn sale." });
    expect(accepted(ask(order, aPerson(alice), why)).approvals).toEqual([]);
    const sealed = edit(order.spec, { sealed: "v1.after" });
    expect(accepted(ask(order, aPerson(alice), sealed)).sealed).toBe("v1.after");
  });

  it("may send an order again as it is when nobody has to approve it any more", () => {
    const lax = aPolicy({ rules: [{ name: "auto", autoApprove: true }] });
    expect(accepted(asking(lax)(order, aPerson(alice), edit(order.spec))).status).toBe("approved");
  });

  it("is the requester's alone, and of an order that waits", () => {
    const wish = edit(aSpec({ count: 2 }));
    expect(refusal(ask(order, aPerson(bob), wish))).toEqual({
      reason: "not-yours",
      action: "edit",
    });
    const failed = { ...order, status: "failed" } as const;
    expect(refusal(ask(failed, aPerson(alice), wish))).toMatchObject({ reason: "wrong-status" });
  });
});

describe("an approval that is withdrawn", () => {
  const policy = policyWith({ quorum: 2, approvers: three });
  const order = orderUnder(policy, { approvals: [approval(bob), approval(carol)] });
  const withdraw = { action: "withdraw" } as const;

  it("is gone, and the others stay", () => {
    const left = accepted(asking(policy)(order, aPerson(bob), withdraw));
    expect(left).toMatchObject({ status: "pending", approvals: [carol] });
    expect(left.history.at(-1)).toMatchObject({ action: "withdraw", seats: { have: 1, of: 2 } });
  });

  it("takes approvals with it that do not count any more, so that none of them counts again later", () => {
    const without = policyWith({ quorum: 2, approvers: { users: ["U0BOB", "U0DAVE"] } });
    const left = accepted(asking(without)(order, aPerson(bob), withdraw));
    expect(left.approvals).toEqual([]);
    expect(left.history.at(-1)).toMatchObject({ seats: { have: 0, of: 2 } });
  });

  it("is the person's, whichever workspace they come through", () => {
    const elsewhere = aPerson({ ...bob, teamId: "T0OTHER" }, { standing: "foreign" });
    const left = accepted(asking(policy)(order, elsewhere, withdraw));
    expect(left).toMatchObject({ status: "pending", approvals: [carol] });
  });

  it("was given by whoever withdraws it", () => {
    expect(refusal(asking(policy)(order, aPerson(dave), withdraw))).toEqual({
      reason: "not-approved-by-you",
    });
  });
});

describe("servers that were found", () => {
  const policy = policyWith({});
  const order = (found: readonly string[]): Order =>
    orderUnder(policy, {
      status: "unknown",
      spec: aSpec({ count: 2 }),
      sealed: "v1.x",
      failure: { kind: "no-answer", status: "TIMEOUT", retriable: true, found },
    });
  const adopt = { action: "adopt" } as const;

  it("are taken for the order's own, as many as it asked for or fewer", () => {
    for (const found of [["i-1"], ["i-1", "i-2"]]) {
      const adopted = accepted(asking(policy)(order(found), aPerson(alice), adopt));
      expect(adopted).toMatchObject({ status: "provisioned", instanceIds: found });
      expect(adopted).not.toHaveProperty("failure");
      expect(adopted).not.toHaveProperty("sealed");
    }
  });

  it("are not taken when there are none, or more than it asked for: which are its own nobody knows", () => {
    for (const found of [[], ["i-1", "i-2", "i-3"]])
      expect(refusal(asking(policy)(order(found), aPerson(alice), adopt))).toEqual({
        reason: "nothing-found",
      });
  });
});

describe("a click on which something moved", () => {
  const policy = policyWith({ quorum: 2, approvers: three });
  const order = orderUnder(policy, { price: priced(100), approvals: [approval(carol)] });
  const ask = asking(policy);
  const approve = { action: "approve" } as const;

  it("does nothing but show the order as it is", () => {
    const decision = ask(order, aPerson(bob), approve, { now: costing(90), version: 1 });
    expect(refusal(decision)).toEqual({
      reason: "moved",
      moves: [{ what: "price", from: priced(100), to: priced(90) }],
    });
    expect(noted(decision)).toMatchObject({
      status: "pending",
      version: 2,
      price: priced(90),
      approvals: [carol],
    });
    expect(noted(decision).history.at(-1)).toMatchObject({ action: "recheck", by: bob });
  });

  it("makes every card that was drawn before out of date", () => {
    const shown = noted(ask(order, aPerson(bob), approve, { now: costing(90) }));
    const click = (version: number) =>
      ask(shown, aPerson(bob), approve, { now: costing(90), version });
    expect(refusal(click(1))).toMatchObject({ reason: "stale" });
    expect(accepted(click(2)).status).toBe("approved");
  });

  it("voids approvals when the price rose: nobody agreed to that", () => {
    const shown = noted(ask(order, aPerson(bob), approve, { now: costing(110) }));
    expect(shown.approvals).toEqual([]);
    expect(accepted(ask(shown, aPerson(bob), approve, { now: costing(110) })).status).toBe(
      "pending",
    );
  });

  it("tells of the rule that a new price brings with it, at once", () => {
    const policy = policyWith(
      { match: { maxMonthlyPrice: 0.01 } },
      { quorum: 2, approvers: three },
    );
    const cheap = orderUnder(policy, { price: priced(100) });
    const now = costing(101);
    const decision = asking(policy)(cheap, aPerson(bob), approve, { now });
    expect(refusal(decision)).toMatchObject({
      reason: "moved",
      moves: [{ what: "rule", to: { name: "rule 2", quorum: 2 } }, { what: "price" }],
    });
    expect(accepted(asking(policy)(noted(decision), aPerson(bob), approve, { now })).status).toBe(
      "pending",
    );
  });

  it("is not held up by what cannot be known", () => {
    const unpriced = orderUnder(policy, { approvals: [approval(carol)] });
    expect(accepted(ask(unpriced, aPerson(bob), approve)).status).toBe("approved");
  });

  it("is not asked of a denial, a cancellation, a withdrawal or a proposal, which buy nothing", () => {
    const now = costing(110, 0);
    for (const [who, wish] of [
      [bob, { action: "deny" }],
      [alice, { action: "cancel" }],
      [carol, { action: "withdraw" }],
    ] as const)
      expect(accepted(ask(order, aPerson(who), wish, { now })).version).toBe(2);
  });
});

describe("what the clock does to an order", () => {
  const order = anOrder({ remindAt: minutesLater(10), escalateAt: minutesLater(20) });
  const clock = { kind: "clock" } as const;
  const asks = { users: ["U0DAVE"], groups: [] };

  it("reminds when it is time, and knows the next time", () => {
    const remind = (minutes: number, next?: string) =>
      record(order, { action: "remind", by: clock, next }, minutesLater(minutes));
    expect(refusal(remind(9))).toEqual({ reason: "not-due" });
    expect(accepted(remind(10, minutesLater(30))).remindAt).toBe(minutesLater(30));
    expect(accepted(remind(10))).not.toHaveProperty("remindAt");
  });

  it("asks the second list once, whose people count from then on", () => {
    const policy = policyWith({ escalation: { after: "20m", approvers: asks } });
    const waiting = orderUnder(policy, { escalateAt: minutesLater(20) });
    const approve = { action: "approve" } as const;
    expect(refusal(asking(policy)(waiting, aPerson(dave), approve))).toEqual({
      reason: "not-approver",
    });
    const escalate = (one: Order, minutes: number) =>
      record(one, { action: "escalate", by: clock, asks }, minutesLater(minutes));
    const escalated = accepted(escalate(waiting, 20));
    expect(escalated).toMatchObject({ escalatedAt: minutesLater(20) });
    expect(escalated.history.at(-1)).toMatchObject({ action: "escalate", asks });
    expect(refusal(escalate(escalated, 21))).toEqual({ reason: "not-due" });
    expect(accepted(asking(policy)(escalated, aPerson(dave), approve)).status).toBe("approved");
  });

  it("makes no card out of date", () => {
    const policy = policyWith({});
    const reminded = accepted(
      record(
        orderUnder(policy, { remindAt: minutesLater(10) }),
        { action: "remind", by: clock, next: undefined },
        minutesLater(10),
      ),
    );
    expect(reminded.version).toBe(2);
    for (const version of [1, 2])
      expect(
        accepted(asking(policy)(reminded, aPerson(bob), { action: "approve" }, { version })).status,
      ).toBe("approved");
    expect(
      refusal(asking(policy)(reminded, aPerson(bob), { action: "approve" }, { version: 3 })),
    ).toMatchObject({ reason: "stale" });
  });

  it("notes how far the servers are, and leaves the order bought", () => {
    const servers = [{ instanceId: "i-1", status: "running" }];
    const progress = { running: 1, failed: 0, of: 1, over: "all" } as const;
    const seen = accepted(
      record(
        anOrder({ status: "provisioned" }),
        { action: "observe", by: clock, servers, progress },
        EARLY,
      ),
    );
    expect(seen).toMatchObject({ status: "provisioned", servers });
    expect(seen.history.at(-1)).toMatchObject({ action: "observe", progress });
  });
});

describe("another try of what was bought past the approvers", () => {
  const glass = { users: ["U0DAVE"] };
  const policy = policyWith({ quorum: 2, approvers: three, breakGlass: glass });
  const failed: Order = {
    ...orderUnder(policy, { price: priced(100), status: "failed" }),
    failure: { kind: "refused", status: "RATE_LIMIT", retriable: true },
    version: 2,
    history: [
      ...anOrder().history,
      { at: EARLY, by: { kind: "person", ...dave }, action: "break-glass", version: 2 },
    ],
  };
  const retry = { action: "retry" } as const;
  const gone = { reason: "approvals-gone", have: 0, of: 2 };

  it("needs no approval while whoever broke the glass may do so", () => {
    const now = { now: costing(100) };
    expect(accepted(asking(policy)(failed, aPerson(alice), retry, now)).status).toBe("approved");
  });

  it("needs it once they may not any more", () => {
    const without = policyWith({ quorum: 2, approvers: three });
    const now = { now: costing(100) };
    expect(refusal(asking(without)(failed, aPerson(alice), retry, now))).toEqual(gone);
  });

  it("needs it once the price rose: nobody went past the approvers for that", () => {
    const now = { now: costing(101) };
    const shown = noted(asking(policy)(failed, aPerson(alice), retry, now));
    expect(refusal(asking(policy)(shown, aPerson(alice), retry, now))).toEqual(gone);
  });
});
