import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, record, type Decision, type SystemCommand } from "../../../src/order/decide.ts";
import type { Order } from "../../../src/order/order.ts";
import type { Person } from "../../../src/order/policy.ts";
import type { Policy } from "../../../src/order/policy-file.ts";
import { seatsIn } from "../../../src/order/seats.ts";
import { aPerson, aPolicy, orderUnder } from "../../support/a-policy.ts";
import { aWorld } from "../../support/a-world.ts";
import { alice, minutesLater } from "../../support/an-order.ts";

const userIds = ["U0ALICE", "U0BOB", "U0CAROL", "U0DAVE", "U0EVE"];
const groupIds = ["S0LEADS", "S0DEVS"];

const anyPerson: fc.Arbitrary<Person> = fc.record({
  userId: fc.constantFrom(...userIds),
  teamId: fc.constantFrom("T0HOME", "T0HOME", "T0HOME", "T0OTHER"),
  standing: fc.constantFrom("member", "member", "member", "guest", "foreign", "deactivated"),
  groups: fc.subarray(groupIds),
});

/** Any policy with one rule for everybody's orders; groups make every quorum thinkable. */
const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    users: fc.subarray(userIds),
    groups: fc.subarray(groupIds, { minLength: 1 }),
    quorum: fc.integer({ min: 1, max: 3 }),
    allowSelfApproval: fc.boolean(),
  })
  .map(({ users, groups, ...rule }) =>
    aPolicy({ rules: [{ name: "any", approvers: { users, groups }, ...rule }] }),
  );

type Move =
  | {
      readonly kind: "person";
      readonly by: Person;
      readonly action: "approve" | "deny" | "cancel" | "retry";
      readonly behind: number | undefined;
    }
  | { readonly kind: "system"; readonly command: SystemCommand };

const failure = (retriable: boolean) => ({ kind: "refused", status: "X", retriable }) as const;
const purchase = { kind: "purchase" } as const;

const anyMove: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("person" as const),
      by: anyPerson,
      action: fc.constantFrom(
        "approve",
        "approve",
        "approve",
        "approve",
        "approve",
        "retry",
        "deny",
        "cancel",
      ),
      behind: fc.constantFrom(undefined, 0, 0, 0, 1, -1),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("system" as const),
      command: fc.constantFrom<SystemCommand>(
        { action: "expire", by: { kind: "clock" } },
        { action: "begin", by: purchase },
        { action: "complete", by: purchase, instanceIds: ["i-1"], requestId: "r" },
        { action: "fail", by: purchase, failure: failure(true) },
        { action: "fail", by: purchase, failure: failure(false) },
        { action: "doubt", by: purchase, failure: failure(true) },
      ),
    }),
  },
);

const moves = fc.array(anyMove, { maxLength: 40, size: "max" });

const requester = aPerson(alice);
const ENDS = ["provisioned", "denied", "cancelled", "expired"];

const make = (policy: Policy, order: Order, move: Move, at: string): Decision =>
  move.kind === "system"
    ? record(order, move.command, at)
    : decide(
        policy,
        order,
        {
          action: move.action,
          by: move.by,
          requester,
          others: order.approvals.map((approval) => aPerson(approval)),
          now: aWorld(),
          ...(move.behind === undefined ? {} : { version: order.version - move.behind }),
        },
        at,
      );

const isAlice = (who: { userId: string; teamId: string }): boolean =>
  who.userId === alice.userId && who.teamId === alice.teamId;

describe("whatever people and the bot do to an order, in any order", () => {
  it("keeps the promises of approval", () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(anyPolicy, fc.integer({ min: 0, max: 40 }), moves, (policy, lifetime, made) => {
        const [rule] = policy.rules;
        if (!rule) throw new Error("The policy has no rule.");
        let order = orderUnder(policy, { expiresAt: minutesLater(lifetime) });
        made.forEach((move, minute) => {
          const before = structuredClone(order);
          const decision = make(policy, order, move, minutesLater(minute));
          expect(order, "a decision changes nothing that it was given").toEqual(before);
          if (!decision.ok) return;
          const after = decision.order;

          expect(after.version, "a version grows by one with each change").toBe(before.version + 1);
          expect(after.history.length).toBe(before.history.length + 1);
          expect(after.history.slice(0, -1), "history is only added to").toEqual(before.history);
          expect(after.history.at(-1)?.version).toBe(after.version);
          expect(ENDS, "an end is an end").not.toContain(before.status);
          expect(after.clientToken).toBe(before.clientToken);
          expect(after.spec).toEqual(before.spec);

          const approvers = after.approvals.map(({ userId, teamId }) => `${teamId}/${userId}`);
          expect(new Set(approvers).size, "a person counts once").toBe(approvers.length);
          if (!rule.allowSelfApproval)
            expect(after.approvals.some(isAlice), "the requester never counts").toBe(false);
          if (after.status === "approved" && before.status === "pending")
            expect(
              after.approvals.length,
              "approved means that enough people said so",
            ).toBeGreaterThanOrEqual(seatsIn(rule.stages));
          if (move.kind === "person" && move.action === "retry")
            expect(
              after.approvals.length,
              "another try has the approvals that it needs",
            ).toBeGreaterThanOrEqual(seatsIn(rule.stages));
          if (after.status === "pending")
            expect(after.approvals.length).toBeLessThan(seatsIn(rule.stages));
          if (move.kind === "person" && move.behind !== undefined)
            expect(move.behind, "a card that is out of date changes nothing").toBe(0);
          if (move.kind === "person" && move.by.standing !== "member" && !isAlice(move.by))
            expect(
              rule.stages.flatMap(({ users }) => users),
              "a guest acts only where they are named",
            ).toContain(move.by.userId);
          if (move.kind === "person") expect(move.by.standing).not.toBe("deactivated");
          order = after;
          reached.add(order.status);
        });
      }),
      { numRuns: 600 },
    );
    expect([...reached].toSorted()).toEqual([
      "approved",
      "cancelled",
      "denied",
      "expired",
      "failed",
      "pending",
      "provisioned",
      "provisioning",
      "unknown",
    ]);
  });
});
