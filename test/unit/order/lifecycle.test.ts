import { describe, expect, it } from "vitest";
import { decide, record, type Decision, type SystemCommand } from "../../../src/order/decide.ts";
import {
  lifecycle,
  next,
  statuses,
  type Action,
  type Status,
} from "../../../src/order/lifecycle.ts";
import type { Order } from "../../../src/order/order.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { aPerson, aPolicy } from "../../support/a-policy.ts";
import { alice, anOrder, bob, minutesLater } from "../../support/an-order.ts";

const actions: readonly Action[] = [
  "approve",
  "deny",
  "cancel",
  "expire",
  "begin",
  "complete",
  "fail",
  "doubt",
  "retry",
];

/** Said once more, and by hand: the table under test must not prove itself. */
const promised: Readonly<Record<Status, Partial<Record<Action, Status>>>> = {
  pending: { approve: "approved", deny: "denied", cancel: "cancelled", expire: "expired" },
  approved: { begin: "provisioning", cancel: "cancelled", complete: "provisioned" },
  provisioning: { complete: "provisioned", fail: "failed", doubt: "unknown" },
  provisioned: {},
  failed: { retry: "approved", complete: "provisioned" },
  unknown: { retry: "approved", cancel: "cancelled", complete: "provisioned" },
  denied: {},
  cancelled: {},
  expired: {},
};

const failure = { kind: "refused", status: "RATE_LIMIT", retriable: true } as const;

/**
 * An order of Alice's in some status, long past its time, which Bob may approve, or did before it left `pending`, and
 * which may be tried again.
 */
const orderIn = (status: Status): Order =>
  anOrder({
    status,
    version: 4,
    sealed: "v1.sealed",
    expiresAt: minutesLater(5),
    failure,
    approvals: status === "pending" ? [] : [{ ...bob, at: minutesLater(1) }],
  });

const LATE = minutesLater(10);
const EARLY = minutesLater(1);

const system: Partial<Record<Action, SystemCommand>> = {
  expire: { action: "expire", by: { kind: "clock" } },
  begin: { action: "begin", by: { kind: "purchase" } },
  complete: {
    action: "complete",
    by: { kind: "purchase" },
    instanceIds: ["i-1"],
    requestId: "r-1",
  },
  fail: { action: "fail", by: { kind: "purchase" }, failure },
  doubt: { action: "doubt", by: { kind: "purchase" }, failure },
};

/** Whoever may do it does it, at a time when it may be done. */
function doIt(order: Order, action: Action): Decision {
  const command = system[action];
  if (command) return record(order, command, LATE);
  if (action !== "approve" && action !== "deny" && action !== "cancel" && action !== "retry")
    throw new Error(`Nobody does ${action}.`);
  const requester = aPerson(alice);
  const by = action === "approve" || action === "deny" ? aPerson(bob) : requester;
  return decide(
    aPolicy(),
    order,
    {
      action,
      by,
      requester,
      earlier: order.approvals.map((approval) => aPerson(approval)),
      version: order.version,
      reason: "why",
    },
    EARLY,
  );
}

const cells = statuses.flatMap((status) =>
  actions.map((action) => ({ status, action, leadsTo: promised[status][action] })),
);
const allowed = cells.filter(({ leadsTo }) => leadsTo !== undefined);
const refused = cells.filter(({ leadsTo }) => leadsTo === undefined);

describe("the table of what may become of an order", () => {
  it("is the one that was promised", () => {
    expect(lifecycle).toEqual(promised);
    expect(statuses).toEqual(Object.keys(promised));
  });

  it.each(allowed)(
    "leads an order that is $status by $action to $leadsTo",
    ({ status, action, leadsTo }) => {
      expect(next(status, action)).toBe(leadsTo);
      const order = orderIn(status);
      const decision = doIt(order, action);
      expect(decision).toMatchObject({ ok: true, order: { status: leadsTo, version: 5 } });
    },
  );

  it.each(refused)(
    "refuses $action for an order that is $status, with a sentence",
    ({ status, action }) => {
      expect(next(status, action)).toBeUndefined();
      const order = orderIn(status);
      const before = structuredClone(order);
      const decision = doIt(order, action);
      expect(decision).toMatchObject({
        ok: false,
        refusal: { reason: "wrong-status", action, status },
      });
      expect(order).toEqual(before);
      const sentence = decision.ok ? "" : textsIn.en.refusal(decision.refusal);
      expect(sentence).toMatch(/^\S.{20,}\.$/s);
      expect(sentence).not.toContain("undefined");
    },
  );

  it("names no status that it has no row for", () => {
    const reached = statuses.flatMap((status) => actions.map((action) => next(status, action)));
    for (const status of reached.filter((found) => found !== undefined))
      expect(statuses).toContain(status);
  });

  it("lets every order come to an end", () => {
    const ends = new Set<Status>(["provisioned", "denied", "cancelled", "expired"]);
    const reaches = (from: Status, seen = new Set<Status>()): boolean =>
      ends.has(from) ||
      (!seen.has(from) &&
        actions.some((action) => {
          const to = next(from, action);
          return to !== undefined && reaches(to, new Set([...seen, from]));
        }));
    for (const status of statuses) expect([status, reaches(status)]).toEqual([status, true]);
  });

  it.each(["provisioned", "denied", "cancelled", "expired"] as const)(
    "holds nothing more for an order that is %s",
    (status) => {
      expect(actions.filter((action) => next(status, action))).toEqual([]);
    },
  );

  it.each(["toString", "constructor", "__proto__"])("knows no action called %s", (name) => {
    for (const status of statuses) expect(typeof next(status, name as Action)).not.toBe("string");
  });
});
