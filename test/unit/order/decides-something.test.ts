import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decidesSomething,
  permission,
  type Person,
  type PersonAction,
} from "../../../src/order/policy.ts";
import { aPerson, policyWith, type GivenRule } from "../../support/a-policy.ts";
import { alice, anOrder, bob, dave, minutesLater } from "../../support/an-order.ts";

const userIds = ["U0ALICE", "U0BOB", "U0CAROL", "U0DAVE", "U0EVE"];
const groupIds = ["S0LEADS", "S0DEVS"];
const wishes: readonly (PersonAction | "view")[] = [
  "view",
  "approve",
  "deny",
  "propose",
  "withdraw",
  "break-glass",
  "accept",
  "decline",
  "edit",
  "cancel",
  "retry",
  "adopt",
];

const anyPerson: fc.Arbitrary<Person> = fc.record({
  userId: fc.constantFrom(...userIds),
  teamId: fc.constantFrom("T0HOME", "T0HOME", "T0OTHER"),
  standing: fc.constantFrom("member", "member", "member", "guest", "foreign", "deactivated"),
  groups: fc.subarray([...groupIds, "S0ELSE"]),
});
const somebody = fc
  .record({
    users: fc.subarray(userIds, { maxLength: 2 }),
    groups: fc.subarray(groupIds, { maxLength: 1 }),
  })
  .filter(({ users, groups }) => users.length + groups.length > 0);
const anyRule: fc.Arbitrary<Partial<GivenRule>> = fc
  .record({
    regions: fc.constantFrom("r-1", "r-2"),
    approvers: fc.oneof(
      somebody,
      somebody.map((stage) => [stage, { groups: ["S0ELSE"] }]),
    ),
    breakGlass: fc.option(somebody, { nil: undefined }),
    escalates: fc.option(somebody, { nil: undefined }),
    allowSelfApproval: fc.constant(true),
  })
  .map(({ regions, breakGlass, escalates, ...rule }) => ({
    ...rule,
    match: { regions: [regions] },
    ...(breakGlass ? { breakGlass } : {}),
    ...(escalates ? { escalation: { after: "1h", approvers: escalates } } : {}),
  }));

describe("whoever no rule names among those who decide", () => {
  it("may do nothing with the orders of others, and see none of them", () => {
    let unnamed = 0;
    fc.assert(
      fc.property(
        fc.uniqueArray(anyRule, {
          maxLength: 2,
          minLength: 1,
          selector: ({ match }) => match?.regions?.[0],
        }),
        anyPerson,
        anyPerson,
        fc.boolean(),
        (rules, person, requester, isEscalated) => {
          const policy = policyWith(...rules);
          if (decidesSomething(policy, person) || person.userId === requester.userId) return;
          unnamed += 1;
          const order = anOrder({
            requester: { userId: requester.userId, teamId: requester.teamId },
            region: "r-1",
            ...(isEscalated ? { escalatedAt: minutesLater(1) } : {}),
          });
          for (const action of wishes)
            expect(permission(policy, person, { action, order, requester }).ok).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
    expect(unnamed).toBeGreaterThan(50);
  });
});

describe("somebody decides something", () => {
  const isNamed = (rule: Partial<GivenRule>, person = aPerson(dave)): boolean =>
    decidesSomething(policyWith(rule, { approvers: { users: ["U0BOB"] } }), person);

  it.each<[string, Partial<GivenRule>]>([
    ["an approver", { approvers: { users: ["U0DAVE"] } }],
    ["of one stage", { approvers: [{ users: ["U0CAROL"] }, { users: ["U0DAVE"] }] }],
    ["of the second list", { escalation: { after: "1h", approvers: { users: ["U0DAVE"] } } }],
    ["who may break the glass", { breakGlass: { users: ["U0DAVE"] } }],
  ])("who is %s of any rule", (_, rule) => {
    expect(isNamed({ match: { regions: ["r-2"] }, ...rule })).toBe(true);
    expect(isNamed({ match: { regions: ["r-2"] }, ...rule }, aPerson(alice))).toBe(false);
  });

  it("who is in a group of one, unless they are a guest", () => {
    const rule = { match: { regions: ["r-2"] }, approvers: { groups: ["S0LEADS"] } };
    expect(isNamed(rule, aPerson(dave, { groups: ["S0LEADS"] }))).toBe(true);
    expect(isNamed(rule, aPerson(dave, { groups: ["S0LEADS"], standing: "guest" }))).toBe(false);
    expect(isNamed(rule, aPerson(bob))).toBe(true);
  });
});
