import { describe, expect, it } from "vitest";
import { decide } from "../../../src/order/decide.ts";
import type { Decision, Refusal } from "../../../src/order/decision.ts";
import { record } from "../../../src/order/record.ts";
import type { Now } from "../../../src/order/moves.ts";
import type { Order } from "../../../src/order/order.ts";
import type { Person, PersonAction } from "../../../src/order/policy.ts";
import type { Policy } from "../../../src/order/policy-file.ts";
import { aPerson, aPolicy, orderUnder, policyWith } from "../../support/a-policy.ts";
import { aWorld } from "../../support/a-world.ts";
import { alice, anOrder, bob, carol, dave, minutesLater } from "../../support/an-order.ts";

const EARLY = minutesLater(1);
const everybody = { users: ["U0ALICE", "U0BOB", "U0CAROL"] };
const requester = aPerson(alice);
const approversOf = ({ approvals }: Order): Person[] =>
  approvals.map((approval) => aPerson(approval));

/** An action that needs no more than its name, for somebody who knows no prices and no stock. */
const ask = (
  order: Order,
  by: Person,
  action: Exclude<PersonAction, "break-glass" | "propose" | "edit">,
  {
    policy = aPolicy(),
    at = EARLY,
    ...more
  }: {
    policy?: Policy;
    at?: string;
    version?: number;
    reason?: string;
    others?: readonly Person[];
    now?: Now;
  } = {},
): Decision =>
  decide(
    policy,
    order,
    { action, by, requester, others: approversOf(order), now: aWorld(), ...more },
    at,
  );

function accepted(decision: Decision): Order {
  if (!decision.ok) throw new Error(`It was refused: ${JSON.stringify(decision.refusal)}`);
  return decision.order;
}

function refusal(decision: Decision): Refusal {
  if (decision.ok) throw new Error("It was accepted.");
  return decision.refusal;
}

describe("an approval", () => {
  it("completes a quorum of one", () => {
    const order = accepted(ask(anOrder(), aPerson(bob), "approve"));
    expect(order).toEqual({
      ...anOrder(),
      status: "approved",
      version: 2,
      approvals: [{ ...bob, at: EARLY }],
      history: [
        ...anOrder().history,
        {
          at: EARLY,
          by: { kind: "person", ...bob },
          action: "approve",
          version: 2,
          seats: { have: 1, of: 1 },
        },
      ],
    });
  });

  const two = policyWith({ quorum: 2, approvers: { users: ["U0BOB", "U0CAROL", "U0DAVE"] } });

  it("leaves an order pending until enough distinct people approved", () => {
    const first = accepted(ask(orderUnder(two), aPerson(bob), "approve", { policy: two }));
    expect(first).toMatchObject({
      status: "pending",
      version: 2,
      approvals: [bob],
      rule: { quorum: 2 },
    });
    const second = accepted(ask(first, aPerson(carol), "approve", { policy: two }));
    expect(second).toMatchObject({ status: "approved", version: 3, approvals: [bob, carol] });
  });

  it("counts once for a person who clicks twice, on the old card as on the new one", () => {
    const first = accepted(
      ask(orderUnder(two), aPerson(bob), "approve", { policy: two, version: 1 }),
    );
    for (const version of [1, 2, undefined]) {
      const again = ask(first, aPerson(bob), "approve", {
        policy: two,
        ...(version ? { version } : {}),
      });
      expect(refusal(again)).toEqual({ reason: "already-approved", have: 1, of: 2 });
    }
  });

  it("counts whoever comes through two workspaces once: Slack's ids are of people", () => {
    const elsewhere = aPerson({ ...bob, teamId: "T0OTHER" }, { standing: "foreign" });
    const first = accepted(ask(orderUnder(two), aPerson(bob), "approve", { policy: two }));
    expect(refusal(ask(first, elsewhere, "approve", { policy: two }))).toEqual({
      reason: "already-approved",
      have: 1,
      of: 2,
    });
  });

  it("of the requester is refused, although the policy names them as an approver", () => {
    const policy = policyWith({ approvers: everybody });
    expect(refusal(ask(anOrder(), requester, "approve", { policy }))).toEqual({
      reason: "own-order",
      action: "approve",
    });
  });

  it("of the requester counts where the rule allows it", () => {
    const policy = policyWith({ approvers: everybody, allowSelfApproval: true });
    expect(accepted(ask(orderUnder(policy), requester, "approve", { policy }))).toMatchObject({
      status: "approved",
      approvals: [alice],
    });
  });

  it("of the requester does not count where they are no approver, even if the rule allows self-approval", () => {
    const policy = policyWith({ allowSelfApproval: true });
    expect(refusal(ask(anOrder(), requester, "approve", { policy }))).toEqual({
      reason: "not-approver",
    });
  });

  it("that was given before counts no more once its giver may not give it", () => {
    const two = policyWith({ quorum: 2, allowSelfApproval: true, approvers: everybody });
    const asked = accepted(ask(orderUnder(two), requester, "approve", { policy: two }));
    const strict = policyWith({ quorum: 2, approvers: everybody });
    const order = accepted(ask(asked, aPerson(bob), "approve", { policy: strict }));
    expect(order.status).toBe("pending");
    expect(order.approvals).toMatchObject([bob]);
    const withoutBob = policyWith({ quorum: 2, approvers: { users: ["U0CAROL", "U0DAVE"] } });
    expect(
      accepted(ask(order, aPerson(carol), "approve", { policy: withoutBob })).approvals,
    ).toMatchObject([carol]);
  });

  it("of somebody in a group that approves counts", () => {
    const policy = policyWith({ approvers: { groups: ["S0LEADS"] } });
    expect(
      accepted(
        ask(orderUnder(policy), aPerson(dave, { groups: ["S0LEADS"] }), "approve", { policy }),
      ).status,
    ).toBe("approved");
    expect(
      refusal(ask(anOrder(), aPerson(dave, { groups: ["S0DEVS"] }), "approve", { policy })),
    ).toEqual({ reason: "not-approver" });
  });

  it("of a stranger is refused", () => {
    expect(refusal(ask(anOrder(), aPerson(dave), "approve"))).toEqual({ reason: "not-approver" });
  });

  it("comes too late from the moment the order expires, swept or not", () => {
    const order = anOrder({ expiresAt: minutesLater(60) });
    expect(accepted(ask(order, aPerson(bob), "approve", { at: minutesLater(59.99) })).status).toBe(
      "approved",
    );
    for (const minutes of [60, 61, 100_000])
      expect(
        refusal(ask(order, aPerson(bob), "approve", { at: minutesLater(minutes) })),
      ).toMatchObject({
        reason: "wrong-status",
        action: "approve",
        status: "expired",
      });
  });

  it("is measured by the quorum of the policy as it is now, once the card shows it", () => {
    const order = orderUnder(policyWith({ quorum: 2 }));
    const policy = policyWith({ quorum: 1 });
    const asked = ask(order, aPerson(bob), "approve", { policy });
    expect(refusal(asked)).toEqual({
      reason: "moved",
      moves: [
        {
          what: "rule",
          from: { name: "rule 1", quorum: 2 },
          to: { name: "rule 1", quorum: 1 },
        },
      ],
    });
    const redrawn = asked.ok ? undefined : asked.noted;
    if (!redrawn) throw new Error("Nothing was noted.");
    expect(accepted(ask(redrawn, aPerson(bob), "approve", { policy }))).toMatchObject({
      status: "approved",
      rule: { name: "rule 1", quorum: 1 },
    });
  });

  it("is refused to somebody who is no approver any more", () => {
    const policy = policyWith({ approvers: { users: ["U0CAROL"] } });
    expect(refusal(ask(anOrder(), aPerson(bob), "approve", { policy }))).toEqual({
      reason: "not-approver",
    });
  });

  it("is refused to everybody when no rule covers the order any more", () => {
    const policy = policyWith({ match: { regions: ["cn-north-1"] } });
    expect(refusal(ask(anOrder(), aPerson(bob), "approve", { policy }))).toEqual({
      reason: "rule-gone",
    });
    expect(refusal(ask(anOrder(), aPerson(bob), "deny", { policy }))).toEqual({
      reason: "rule-gone",
    });
  });

  it("is refused when the requester may not order any more", () => {
    const left = aPerson(alice, { standing: "deactivated" });
    const listed = policyWith({ match: { requesters: { users: ["U0ALICE"] } } });
    for (const policy of [aPolicy(), listed]) {
      const decision = decide(
        policy,
        orderUnder(policy),
        { action: "approve", by: aPerson(bob), requester: left, others: [], now: aWorld() },
        EARLY,
      );
      expect(refusal(decision)).toEqual({ reason: "rule-gone" });
    }
  });

  it("is refused for what an automatic rule lets in: nobody is an approver there", () => {
    const policy = aPolicy({ rules: [{ name: "auto", autoApprove: true }] });
    expect(refusal(ask(anOrder(), aPerson(bob), "approve", { policy }))).toEqual({
      reason: "needs-nobody",
    });
  });
});

describe("the card that was clicked", () => {
  const changed = anOrder({
    version: 4,
    history: [
      ...anOrder().history,
      { at: EARLY, by: { kind: "person", ...carol }, action: "approve", version: 4 },
    ],
  });

  it.each([1, 3, 5, 99])(
    "changes nothing when it showed version %d of an order in version 4",
    (version) => {
      const before = structuredClone(changed);
      for (const [who, action] of [
        [bob, "approve"],
        [bob, "deny"],
        [alice, "cancel"],
      ] as const)
        expect(refusal(ask(changed, aPerson(who), action, { version }))).toEqual({
          reason: "stale",
          status: "pending",
          last: changed.history.at(-1),
        });
      expect(changed).toEqual(before);
    },
  );

  it("works when it showed the order as it is", () => {
    expect(accepted(ask(changed, aPerson(bob), "approve", { version: 4 })).version).toBe(5);
  });

  it("is not asked for when the order was named in a typed command", () => {
    expect(accepted(ask(changed, requester, "cancel")).status).toBe("cancelled");
  });

  it("tells who ended the order first, rather than that it is out of date", () => {
    const deniedStep = {
      at: EARLY,
      by: { kind: "person", ...carol },
      action: "deny",
      version: 2,
    } as const;
    const denied = anOrder({
      status: "denied",
      version: 2,
      history: [...anOrder().history, deniedStep],
    });
    expect(refusal(ask(denied, aPerson(bob), "approve", { version: 1 }))).toEqual({
      reason: "wrong-status",
      action: "approve",
      status: "denied",
      last: deniedStep,
    });
  });

  it("names a person's step, not the bot's own after it", () => {
    const begun = anOrder({
      status: "provisioning",
      version: 5,
      history: [
        ...changed.history,
        { at: minutesLater(2), by: { kind: "purchase" }, action: "begin", version: 5 },
      ],
    });
    expect(refusal(ask(begun, aPerson(bob), "approve", { version: 4 }))).toMatchObject({
      reason: "wrong-status",
      last: { action: "approve", by: carol },
    });
  });
});

describe("a denial", () => {
  it("ends the order and keeps the reason", () => {
    const order = accepted(
      ask(anOrder({ sealed: "v1.x" }), aPerson(bob), "deny", { reason: "Too big." }),
    );
    expect(order).toMatchObject({ status: "denied", version: 2, approvals: [] });
    expect(order.history.at(-1)).toEqual({
      at: EARLY,
      by: { kind: "person", ...bob },
      action: "deny",
      version: 2,
      reason: "Too big.",
    });
    expect(order).not.toHaveProperty("sealed");
  });

  it("is for approvers only", () => {
    expect(refusal(ask(anOrder(), aPerson(dave), "deny"))).toEqual({ reason: "not-approver" });
    expect(refusal(ask(anOrder(), requester, "deny"))).toEqual({ reason: "not-approver" });
  });

  it("of one's own order is for somebody else", () => {
    const policy = policyWith({ approvers: everybody });
    expect(refusal(ask(anOrder(), requester, "deny", { policy }))).toEqual({
      reason: "own-order",
      action: "deny",
    });
  });

  it("by one of those who approved before still ends an order that waits for more", () => {
    const policy = policyWith({ quorum: 2 });
    const first = accepted(ask(orderUnder(policy), aPerson(bob), "approve", { policy }));
    expect(accepted(ask(first, aPerson(bob), "deny", { policy })).status).toBe("denied");
  });

  it("comes too late once the order is approved", () => {
    expect(refusal(ask(anOrder({ status: "approved" }), aPerson(bob), "deny"))).toMatchObject({
      reason: "wrong-status",
    });
  });
});

describe("a cancellation", () => {
  it.each(["pending", "approved", "unknown"] as const)(
    "by the requester ends an order that is %s",
    (status) => {
      const order = accepted(ask(anOrder({ status, sealed: "v1.x" }), requester, "cancel"));
      expect(order.status).toBe("cancelled");
      expect(order).not.toHaveProperty("sealed");
    },
  );

  it("by an approver is allowed", () => {
    expect(accepted(ask(anOrder(), aPerson(bob), "cancel")).status).toBe("cancelled");
  });

  it("by a stranger is refused", () => {
    expect(refusal(ask(anOrder(), aPerson(dave), "cancel"))).toEqual({
      reason: "not-yours",
      action: "cancel",
    });
  });

  it("by somebody of another workspace who bears the requester's user id is refused", () => {
    const impostor = aPerson({ ...alice, teamId: "T0EVIL" }, { standing: "foreign" });
    expect(refusal(ask(anOrder(), impostor, "cancel"))).toEqual({ reason: "foreign" });
  });

  it("by the requester works even when no rule covers the order any more", () => {
    const policy = policyWith({ match: { regions: ["cn-north-1"] } });
    expect(accepted(ask(anOrder(), requester, "cancel", { policy })).status).toBe("cancelled");
  });

  it("by an approver closes an order of which nobody knows whether it was bought", () => {
    const order = anOrder({ status: "unknown" });
    expect(accepted(ask(order, aPerson(bob), "cancel")).status).toBe("cancelled");
    expect(refusal(ask(order, aPerson(dave), "cancel"))).toEqual({
      reason: "not-yours",
      action: "cancel",
    });
  });

  it.each(["provisioning", "provisioned", "failed"] as const)(
    "comes too late when the order is %s",
    (status) => {
      expect(refusal(ask(anOrder({ status }), requester, "cancel"))).toMatchObject({
        reason: "wrong-status",
        status,
      });
    },
  );
});

describe("another try", () => {
  const shownBy = (policy: Policy): Pick<Order, "rule"> => ({ rule: orderUnder(policy).rule });
  /** Bob approved it. */
  const failed = (retriable: boolean, changes: Partial<Order> = {}): Order =>
    anOrder({
      status: "failed",
      sealed: "v1.x",
      failure: { kind: "refused", status: "RATE_LIMIT", retriable },
      approvals: [{ ...bob, at: EARLY }],
      ...changes,
    });

  it("is for the requester and the approvers, and keeps what was sealed", () => {
    for (const who of [requester, aPerson(bob)])
      expect(accepted(ask(failed(true), who, "retry"))).toMatchObject({
        status: "approved",
        sealed: "v1.x",
      });
    expect(refusal(ask(failed(true), aPerson(dave), "retry"))).toEqual({
      reason: "not-yours",
      action: "retry",
    });
  });

  it("keeps the token under which it was tried before", () => {
    expect(accepted(ask(failed(true), requester, "retry")).clientToken).toBe(anOrder().clientToken);
  });

  it("is refused when the cloud would say no again", () => {
    expect(refusal(ask(failed(false), requester, "retry"))).toEqual({ reason: "not-retriable" });
    const { failure: _, ...unexplained } = failed(true);
    expect(refusal(ask(unexplained, requester, "retry"))).toEqual({ reason: "not-retriable" });
  });

  it("is refused when no rule covers the order any more, to the requester too", () => {
    const policy = policyWith({ match: { regions: ["cn-north-1"] } });
    expect(refusal(ask(failed(true), requester, "retry", { policy }))).toEqual({
      reason: "rule-gone",
    });
  });

  it.each(["failed", "unknown"] as const)(
    "of an order that is %s is refused once whoever approved it is no approver any more",
    (status) => {
      const policy = policyWith({ approvers: { users: ["U0CAROL"] } });
      for (const who of [requester, aPerson(carol)])
        expect(refusal(ask(failed(true, { status }), who, "retry", { policy }))).toEqual({
          reason: "approvals-gone",
          have: 0,
          of: 1,
        });
    },
  );

  it("is refused once whoever approved it has left", () => {
    const others = [aPerson(bob, { standing: "deactivated" })];
    expect(refusal(ask(failed(true), requester, "retry", { others }))).toEqual({
      reason: "approvals-gone",
      have: 0,
      of: 1,
    });
  });

  it("is refused once whoever approved it has left the group that approves", () => {
    const policy = policyWith({ approvers: { groups: ["S0LEADS"] } });
    const retry = (groups: readonly string[]): Decision =>
      ask(failed(true, shownBy(policy)), requester, "retry", {
        policy,
        others: [aPerson(bob, { groups })],
      });
    expect(accepted(retry(["S0LEADS"])).status).toBe("approved");
    expect(refusal(retry(["S0DEVS"]))).toMatchObject({ reason: "approvals-gone", have: 0 });
  });

  it("is refused when the requester's own approval was all it had, and the rule allows that no more", () => {
    const order = failed(true, { approvals: [{ ...alice, at: EARLY }] });
    const allowing = policyWith({ approvers: everybody, allowSelfApproval: true });
    expect(
      accepted(ask({ ...order, ...shownBy(allowing) }, requester, "retry", { policy: allowing }))
        .status,
    ).toBe("approved");
    const strict = policyWith({ approvers: everybody });
    expect(refusal(ask(order, requester, "retry", { policy: strict }))).toEqual({
      reason: "approvals-gone",
      have: 0,
      of: 1,
    });
  });

  it("is refused once the rule asks for more approvals than it has", () => {
    const policy = policyWith({ quorum: 2 });
    expect(refusal(ask(failed(true), requester, "retry", { policy }))).toEqual({
      reason: "approvals-gone",
      have: 1,
      of: 2,
    });
    const both = failed(true, {
      ...shownBy(policy),
      approvals: [
        { ...bob, at: EARLY },
        { ...carol, at: EARLY },
      ],
    });
    expect(accepted(ask(both, requester, "retry", { policy })).status).toBe("approved");
  });

  it("is allowed with as many approvals as the rule asks for now, although it once asked for more", () => {
    const policy = policyWith({});
    const order = failed(true, { status: "unknown", ...shownBy(policyWith({ quorum: 2 })) });
    const first = ask(order, requester, "retry", { policy });
    expect(refusal(first)).toMatchObject({ reason: "moved", moves: [{ what: "rule" }] });
    const shown = first.ok ? first.order : (first.noted ?? order);
    expect(accepted(ask(shown, requester, "retry", { policy })).status).toBe("approved");
  });

  it("needs nobody's approval under a rule that approves by itself", () => {
    const policy = aPolicy({ rules: [{ name: "auto", autoApprove: true }] });
    const order = failed(true, { approvals: [], ...shownBy(policy) });
    expect(accepted(ask(order, requester, "retry", { policy })).status).toBe("approved");
  });

  it("of what a rule approved by itself is refused once people have to approve it", () => {
    const order = failed(true, { approvals: [] });
    expect(refusal(ask(order, requester, "retry"))).toEqual({
      reason: "approvals-gone",
      have: 0,
      of: 1,
    });
  });

  it("from a card that is out of date is refused", () => {
    expect(refusal(ask(failed(true), requester, "retry", { version: 7 }))).toMatchObject({
      reason: "stale",
    });
  });
});

describe("what the bot itself reports", () => {
  const purchase = { kind: "purchase" } as const;
  const buying = anOrder({ status: "provisioning", version: 3, sealed: "v1.x" });

  it("keeps the ids and the request id of what was bought, and throws away what was sealed and what failed before", () => {
    const before = {
      ...buying,
      failure: { kind: "no-answer", status: "TIMEOUT", retriable: true },
    } as const;
    const order = accepted(
      record(
        before,
        { action: "complete", by: purchase, instanceIds: ["i-1", "i-2"], requestId: "r-9" },
        EARLY,
      ),
    );
    expect(order).toMatchObject({ status: "provisioned", version: 4, instanceIds: ["i-1", "i-2"] });
    expect(order.history.at(-1)).toEqual({
      at: EARLY,
      by: purchase,
      action: "complete",
      version: 4,
      requestId: "r-9",
    });
    expect(order).not.toHaveProperty("sealed");
    expect(order).not.toHaveProperty("failure");
  });

  it.each(["approved", "failed", "unknown"] as const)(
    "is believed when a success comes so late that the order is %s",
    (status) => {
      const order = accepted(
        record(
          {
            ...buying,
            status,
            failure: { kind: "no-answer", status: "TIMEOUT", retriable: true },
          },
          { action: "complete", by: purchase, instanceIds: ["i-1"], requestId: "r-9" },
          EARLY,
        ),
      );
      expect(order).toMatchObject({ status: "provisioned", instanceIds: ["i-1"] });
      expect(order).not.toHaveProperty("sealed");
      expect(order).not.toHaveProperty("failure");
    },
  );

  it.each([
    ["fail", "failed"],
    ["doubt", "unknown"],
  ] as const)("keeps why at %s, and what was sealed for another try", (action, status) => {
    const failure = {
      kind: "refused",
      status: "QUOTA_EXCEEDED",
      retriable: false,
      requestId: "r-1",
    } as const;
    const order = accepted(record(buying, { action, by: purchase, failure }, EARLY));
    expect(order).toMatchObject({ status, failure, sealed: "v1.x" });
    expect(order.history.at(-1)).toEqual({
      at: EARLY,
      by: purchase,
      action,
      version: 4,
      requestId: "r-1",
    });
  });

  it("expires an order when its time is over, and not a moment before", () => {
    const order = anOrder({ expiresAt: minutesLater(60), sealed: "v1.x" });
    const expire = (minutes: number) =>
      record(order, { action: "expire", by: { kind: "clock" } }, minutesLater(minutes));
    expect(refusal(expire(59.99))).toEqual({ reason: "not-due" });
    expect(accepted(expire(60))).toMatchObject({ status: "expired", version: 2 });
    expect(accepted(expire(60))).not.toHaveProperty("sealed");
  });

  it("approves by an automatic rule without anybody's approval", () => {
    const order = accepted(
      record(anOrder(), { action: "approve", by: { kind: "policy", rule: "auto" } }, EARLY),
    );
    expect(order).toMatchObject({ status: "approved", approvals: [] });
    expect(order.history.at(-1)?.by).toEqual({ kind: "policy", rule: "auto" });
  });
});
