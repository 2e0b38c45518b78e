import type { z } from "zod";
import { shownRule } from "../../src/order/moves.ts";
import type { Order } from "../../src/order/order.ts";
import { type Person } from "../../src/order/policy.ts";
import { policySchema, type Policy } from "../../src/order/policy-file.ts";
import { anOrder, HOME } from "./an-order.ts";

type Given = z.input<typeof policySchema>;
export type GivenRule = Given["rules"][number];

/** One rule that Bob and Carol approve, unless told otherwise. As it stands in the file. */
export const aRule = (changes: Partial<GivenRule> = {}): GivenRule => ({
  name: "small",
  approvers: { users: ["U0BOB", "U0CAROL"] },
  ...changes,
});

export const aPolicy = (changes: Partial<Given> = {}): Policy =>
  policySchema.parse({ channels: { approvals: "C0APPROVALS" }, rules: [aRule()], ...changes });

export const policyWith = (...rules: readonly Partial<GivenRule>[]): Policy =>
  aPolicy({ rules: rules.map((rule, index) => aRule({ name: `rule ${index + 1}`, ...rule })) });

/** An order of Alice's that the first rule of a policy let in, as its card shows it. */
export function orderUnder({ rules: [rule] }: Policy, changes: Partial<Order> = {}): Order {
  if (!rule) throw new Error("The policy has no rule.");
  return anOrder({ rule: shownRule(rule), ...changes });
}

/** A member of the home workspace in no group, unless told otherwise. */
export const aPerson = (
  who: { readonly userId: string; readonly teamId?: string },
  changes: Partial<Person> = {},
): Person => ({ teamId: HOME, standing: "member", groups: [], ...who, ...changes });
