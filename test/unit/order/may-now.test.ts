import { describe, expect, it } from "vitest";
import type { Status } from "../../../src/order/lifecycle.ts";
import { mayNow } from "../../../src/order/may-now.ts";
import { shownRule } from "../../../src/order/moves.ts";
import type { Order } from "../../../src/order/order.ts";
import { type Person, type PersonAction } from "../../../src/order/policy.ts";
import { aPerson, policyWith } from "../../support/a-policy.ts";
import { alice, anOrder, aSpec, bob, carol, dave, minutesLater } from "../../support/an-order.ts";
import { failure, orderIn } from "../../support/shown-orders.ts";

const [Alice, Bob, Carol, Dave] = [alice, bob, carol, dave].map((who) => aPerson(who)) as [
  Person,
  Person,
  Person,
  Person,
];
const everybody = [Alice, Bob, Carol, Dave];

/** Bob and Carol approve; Dave may break the glass. */
const policy = policyWith({ quorum: 2, breakGlass: { users: ["U0DAVE"] } });
const actions: readonly PersonAction[] = [
  "approve",
  "deny",
  "propose",
  "withdraw",
  "accept",
  "decline",
  "edit",
  "retry",
  "adopt",
  "break-glass",
  "cancel",
];
const possible = (order: Order, by: Person, minutes = 5): readonly PersonAction[] =>
  actions.filter(
    mayNow(policy, order, { by, requester: Alice, others: everybody }, minutesLater(minutes)),
  );

const orderOf = (status: Status, changes: Partial<Order> = {}): Order => {
  const [rule] = policy.rules;
  if (!rule) throw new Error("The policy has no rule.");
  return orderIn(status, { rule: shownRule(rule), spec: aSpec({ count: 2 }), ...changes });
};
const approvals = [{ ...bob, at: minutesLater(1) }];
const proposal = { rule: anOrder().rule, by: bob, at: minutesLater(2), spec: aSpec({ count: 1 }) };

describe("what somebody may do with an order now", () => {
  it.each([
    ["Alice, who asked for it", Alice, ["edit", "cancel"]],
    ["Bob, who has approved it", Bob, ["deny", "propose", "withdraw", "cancel"]],
    ["Carol, who has not", Carol, ["approve", "deny", "propose", "cancel"]],
    ["Dave, who may break the glass", Dave, ["break-glass"]],
  ] as const)("while it is pending: %s", (_, who, may) => {
    expect(possible(orderOf("pending", { approvals }), who)).toEqual(may);
  });

  it("of what no rule takes any more: its requester may change it to what one does", () => {
    const strange = policyWith({ match: { maxCount: 1 } });
    const order = orderOf("pending");
    const circumstances = { by: Alice, requester: Alice, others: everybody };
    const may = mayNow(strange, order, circumstances, minutesLater(5));
    expect(actions.filter(may)).toEqual(["edit", "cancel"]);
  });

  it("of what too few may agree to: its requester may change it to what is decided otherwise", () => {
    const short = policyWith({ approvers: { users: ["U0ALICE", "U0BOB"] }, quorum: 2 });
    const circumstances = { by: Alice, requester: Alice, others: everybody };
    const may = mayNow(short, orderOf("pending"), circumstances, minutesLater(5));
    expect(actions.filter(may)).toEqual(["edit", "cancel"]);
  });

  it("with a proposal: its requester answers it", () => {
    expect(possible(orderOf("pending", { proposal }), Alice)).toEqual([
      "accept",
      "decline",
      "edit",
      "cancel",
    ]);
    expect(possible(orderOf("pending", { proposal }), Carol)).not.toContain("accept");
  });

  it("after its time, before the clock has looked: nothing that could buy it", () => {
    const late = 25 * 60;
    expect(possible(orderOf("pending", { approvals }), Carol, late)).toEqual(["deny", "cancel"]);
    expect(possible(orderOf("pending"), Dave, late)).toEqual([]);
  });

  const both = { approvals: [...approvals, { ...carol, at: minutesLater(1) }] };
  it.each([
    ["approved", both, ["cancel"]],
    ["provisioning", both, []],
    ["provisioned", both, []],
    ["failed", both, ["retry"]],
    ["failed", { ...both, failure: { ...failure, retriable: false } }, []],
    ["failed", {}, []],
    ["unknown", both, ["retry", "adopt", "cancel"]],
    ["unknown", { ...both, failure: { ...failure, found: [] } }, ["retry", "cancel"]],
    ["denied", both, []],
    ["cancelled", both, []],
    ["expired", both, []],
  ] as const)("in the end: %s", (status, changes, may) => {
    expect(possible(orderOf(status, changes), Alice)).toEqual(may);
  });
});
