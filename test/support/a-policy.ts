import type { z } from "zod";
import { type Person } from "../../src/order/policy.ts";
import { policySchema, type Policy } from "../../src/order/policy-file.ts";
import { HOME } from "./an-order.ts";

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

/** A member of the home workspace in no group, unless told otherwise. */
export const aPerson = (
  who: { readonly userId: string; readonly teamId?: string },
  changes: Partial<Person> = {},
): Person => ({ teamId: HOME, standing: "member", groups: [], ...who, ...changes });
