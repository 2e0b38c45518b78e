import { describe, expect, it } from "vitest";
import { statuses } from "../../../src/order/lifecycle.ts";
import { shownRule } from "../../../src/order/moves.ts";
import type { Order } from "../../../src/order/order.ts";
import { asked, permission, type Person } from "../../../src/order/policy.ts";
import type { Policy } from "../../../src/order/policy-file.ts";
import { waitsFor } from "../../../src/order/waits-for.ts";
import { aPerson, aPolicy, policyWith } from "../../support/a-policy.ts";
import { alice, anOrder, aSpec, bob, carol, dave, minutesLater } from "../../support/an-order.ts";

const [Alice, Bob, Carol, Dave] = [alice, bob, carol, dave].map((who) => aPerson(who)) as [
  Person,
  Person,
  Person,
  Person,
];
const everybody = [Alice, Bob, Carol, Dave];

/** An order of Alice's under a policy, as its card shows it. */
function orderUnder(policy: Policy, changes: Partial<Order> = {}): Order {
  const order = anOrder(changes);
  const allowed = permission(policy, Alice, { action: "place", asked: asked(order) });
  return allowed.ok ? { ...order, rule: shownRule(allowed.rule), ...changes } : order;
}

const waits = (policy: Policy, order: Order, by: Person, minutes = 5) =>
  waitsFor(policy, order, { by, requester: Alice, others: everybody }, minutesLater(minutes));
const approvedBy = (...who: readonly Person[]): Pick<Order, "approvals"> => ({
  approvals: who.map(({ userId, teamId }) => ({ userId, teamId, at: minutesLater(1) })),
});

describe("a pending order", () => {
  const policy = aPolicy();

  it("waits for the approval of each approver, and of nobody else", () => {
    const order = orderUnder(policy);
    expect(everybody.map((by) => waits(policy, order, by))).toEqual([
      undefined,
      "approve",
      "approve",
      undefined,
    ]);
  });

  it("waits for an approver no more who has approved it", () => {
    const two = policyWith({ quorum: 2 });
    const order = orderUnder(two, approvedBy(Bob));
    expect(waits(two, order, Bob)).toBeUndefined();
    expect(waits(two, order, Carol)).toBe("approve");
  });

  it("waits for nobody whose seats are taken while others are open", () => {
    const stages = policyWith({
      approvers: [
        { users: ["U0BOB", "U0CAROL"], quorum: 1 },
        { users: ["U0DAVE"], quorum: 1 },
      ],
    });
    const order = orderUnder(stages, approvedBy(Bob));
    expect(everybody.map((by) => waits(stages, order, by))).toEqual([
      undefined,
      undefined,
      undefined,
      "approve",
    ]);
  });

  it("waits for its own requester only where the rule lets them approve", () => {
    const users = ["U0ALICE", "U0BOB"];
    const strict = policyWith({ approvers: { users } });
    const lax = policyWith({ approvers: { users }, allowSelfApproval: true });
    expect(waits(strict, orderUnder(strict), Alice)).toBeUndefined();
    expect(waits(lax, orderUnder(lax), Alice)).toBe("approve");
  });

  it("waits for those of the second list from the moment when they are asked", () => {
    const escalating = policyWith({
      escalation: { after: "1h", approvers: { users: ["U0DAVE"] } },
    });
    expect(waits(escalating, orderUnder(escalating), Dave)).toBeUndefined();
    const escalated = orderUnder(escalating, { escalatedAt: minutesLater(3) });
    expect(waits(escalating, escalated, Dave)).toBe("approve");
  });

  it("waits although its rule was changed since: that is for the approver to see", () => {
    const order = orderUnder(policyWith({ name: "another" }));
    expect(order.rule.name).toBe("another");
    expect(waits(policy, order, Bob)).toBe("approve");
  });

  it("waits for nobody once its time is over, though the clock has not looked yet", () => {
    const order = orderUnder(policy, { expiresAt: minutesLater(60) });
    expect(waits(policy, order, Bob, 59)).toBe("approve");
    expect(waits(policy, order, Bob, 60)).toBeUndefined();
  });

  it("waits for nobody whom the policy does not know any more, nor where no rule is left", () => {
    const order = orderUnder(policy);
    const other = policyWith({ match: { regions: ["r-9"] } });
    for (const by of everybody) expect(waits(other, order, by)).toBeUndefined();
    expect(waits(policy, order, aPerson(bob, { standing: "deactivated" }))).toBeUndefined();
  });

  it("waits for its requester's answer to a proposal, and for the approvers meanwhile", () => {
    const two = policyWith({ quorum: 2 });
    const order = orderUnder(two, {
      spec: aSpec({ count: 2 }),
      proposal: { rule: anOrder().rule, by: bob, at: minutesLater(2), spec: aSpec({ count: 1 }) },
    });
    expect(waits(two, order, Alice)).toBe("accept");
    expect(waits(two, order, Carol)).toBe("approve");
    expect(waits(two, order, Dave)).toBeUndefined();
  });

  it("does not wait for an answer to a proposal that no rule would take", () => {
    const small = policyWith({ match: { deviceTypes: ["edcps.c.*"] } });
    const order = orderUnder(small, {
      spec: aSpec({ count: 2 }),
      proposal: {
        rule: anOrder().rule,
        by: bob,
        at: minutesLater(2),
        spec: aSpec({ count: 1, deviceType: "x" }),
      },
    });
    expect(waits(small, order, Alice)).toBeUndefined();
  });
});

describe("an order in any other status", () => {
  it.each(statuses.filter((status) => status !== "pending"))("waits for nobody: %s", (status) => {
    const policy = aPolicy();
    const order = orderUnder(policy, {
      status,
      proposal: { rule: anOrder().rule, by: bob, at: minutesLater(2), spec: aSpec() },
    });
    for (const by of everybody) expect(waits(policy, order, by)).toBeUndefined();
  });
});
