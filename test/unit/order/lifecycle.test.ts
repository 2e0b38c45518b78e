import { describe, expect, it } from "vitest";
import type { Asking } from "../../../src/order/asking.ts";
import { decide } from "../../../src/order/decide.ts";
import type { Decision } from "../../../src/order/decision.ts";
import { record } from "../../../src/order/record.ts";
import type { SystemCommand } from "../../../src/order/record.ts";
import { languages } from "../../../src/order/language.ts";
import {
  isEnd,
  keepsStatus,
  lifecycle,
  next,
  quietActions,
  statuses,
  type Action,
  type Status,
} from "../../../src/order/lifecycle.ts";
import { shownRule } from "../../../src/order/moves.ts";
import type { Order } from "../../../src/order/order.ts";
import type { Person } from "../../../src/order/policy.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { aPerson, aRule, aPolicy } from "../../support/a-policy.ts";
import { aWorld } from "../../support/a-world.ts";
import { alice, anOrder, aSpec, bob, carol, dave, minutesLater } from "../../support/an-order.ts";
import { expectSentence } from "../../support/language-judge.ts";

/** Said once more, and by hand: the table under test must not prove itself. */
const promised: Readonly<Record<Status, Partial<Record<Action, Status>>>> = {
  pending: {
    approve: "approved",
    "break-glass": "approved",
    accept: "approved",
    edit: "approved",
    propose: "pending",
    decline: "pending",
    withdraw: "pending",
    recheck: "pending",
    remind: "pending",
    escalate: "pending",
    deny: "denied",
    cancel: "cancelled",
    expire: "expired",
  },
  approved: { begin: "provisioning", cancel: "cancelled", complete: "provisioned" },
  provisioning: { complete: "provisioned", fail: "failed", doubt: "unknown" },
  provisioned: { observe: "provisioned" },
  failed: { retry: "approved", recheck: "failed", complete: "provisioned" },
  unknown: {
    recheck: "unknown",
    retry: "approved",
    adopt: "provisioned",
    cancel: "cancelled",
    complete: "provisioned",
  },
  denied: {},
  cancelled: {},
  expired: {},
};

/** How each status and each action is called where people are told that they do not go together. */
const stands: Readonly<Record<Status, readonly [en: string, zh: string]>> = {
  pending: ["is waiting for approval", "正在等待审批"],
  approved: ["is approved", "已获批准"],
  provisioning: ["is being bought", "正在购买"],
  provisioned: ["is bought", "已购买成功"],
  failed: ["could not be bought", "未能购买"],
  unknown: [
    "may or may not have been bought; a person has to look",
    "是否已购买尚不确定，需要人工核实",
  ],
  denied: ["was denied", "已被拒绝"],
  cancelled: ["was cancelled", "已取消"],
  expired: ["expired before it was approved", "在获批之前已过期"],
};
const verbs: Readonly<Record<Action, readonly [en: string, zh: string]>> = {
  approve: ["approve it", "批准此订单"],
  "break-glass": ["have it bought without approval", "紧急放行此订单"],
  accept: ["accept the smaller order", "接受缩减建议"],
  edit: ["change it", "修改此订单"],
  propose: ["propose a smaller order", "建议缩减此订单"],
  decline: ["decline the smaller order", "谢绝缩减建议"],
  withdraw: ["withdraw an approval", "撤回批准"],
  recheck: ["check it again", "重新核对此订单"],
  remind: ["ask again", "再次提醒审批人"],
  escalate: ["ask the second list", "通知后备审批人"],
  deny: ["deny it", "拒绝此订单"],
  cancel: ["cancel it", "取消此订单"],
  expire: ["end it", "使此订单过期"],
  begin: ["buy it", "购买此订单"],
  complete: ["buy it", "购买此订单"],
  fail: ["buy it", "购买此订单"],
  doubt: ["buy it", "购买此订单"],
  retry: ["try it again", "重试此订单"],
  adopt: ["take over servers for it", "为此订单认领服务器"],
  observe: ["look at its servers", "查看此订单的服务器"],
};
const actions = Object.keys(verbs) as Action[];

/** One server needs nobody; more need Bob or Carol. Dave may break the glass. */
const policy = aPolicy({
  rules: [
    { name: "one server", match: { maxCount: 1 }, autoApprove: true },
    aRule({ breakGlass: { users: ["U0DAVE"] } }),
  ],
});

const failure = {
  kind: "refused",
  status: "RATE_LIMIT",
  retriable: true,
  found: ["i-1", "i-2", "i-3"],
} as const;

/**
 * An order of Alice's for three servers, in some status, with everything that any action may need. Bob may approve it, or
 * did before it left `pending`.
 */
function orderIn(status: Status): Order {
  const [, rule] = policy.rules;
  if (!rule) throw new Error("The policy has no second rule.");
  const order = anOrder({
    status,
    version: 4,
    sealed: "v1.sealed",
    spec: aSpec({ count: 3 }),
    rule: shownRule(rule),
    failure,
    approvals: [{ ...bob, at: minutesLater(0) }],
  });
  return status === "pending"
    ? {
        ...order,
        approvals: [],
        proposal: { rule: anOrder().rule, by: bob, at: minutesLater(0), spec: aSpec({ count: 2 }) },
      }
    : order;
}

const EARLY = minutesLater(1);
const LATE = minutesLater(10);
const [clock, purchase] = [{ kind: "clock" }, { kind: "purchase" }] as const;
const [approver, requester, breaker] = [aPerson(bob), aPerson(alice), aPerson(dave)];

/** One way to do it, for whoever may. `of`: what the order has to be like for nothing but its status to be in the way. */
type Doing =
  | { readonly by: Person; readonly asking: Asking; readonly of?: Partial<Order> }
  | { readonly system: SystemCommand; readonly of?: Partial<Order> };

const doings: Readonly<Record<Exclude<Action, "recheck">, Doing>> = {
  approve: { by: approver, asking: { action: "approve" } },
  deny: { by: approver, asking: { action: "deny", reason: "Too big." } },
  propose: { by: approver, asking: { action: "propose", reductions: { count: 1 } } },
  withdraw: {
    by: aPerson(carol),
    asking: { action: "withdraw" },
    of: { approvals: [{ ...carol, at: minutesLater(0) }] },
  },
  "break-glass": { by: breaker, asking: { action: "break-glass", reason: "The sale is down." } },
  accept: { by: requester, asking: { action: "accept" } },
  decline: { by: requester, asking: { action: "decline" } },
  edit: {
    by: requester,
    asking: {
      action: "edit",
      edited: { ...anOrder(), spec: aSpec({ count: 1 }) },
    },
  },
  cancel: { by: requester, asking: { action: "cancel" } },
  retry: { by: requester, asking: { action: "retry" } },
  adopt: { by: requester, asking: { action: "adopt" } },
  expire: { system: { action: "expire", by: clock }, of: { expiresAt: minutesLater(5) } },
  remind: {
    system: { action: "remind", by: clock, next: undefined },
    of: { remindAt: minutesLater(5) },
  },
  escalate: {
    system: { action: "escalate", by: clock, asks: undefined },
    of: { escalateAt: minutesLater(5) },
  },
  begin: { system: { action: "begin", by: purchase } },
  complete: {
    system: { action: "complete", by: purchase, instanceIds: ["i-1"], requestId: "r-1" },
  },
  fail: { system: { action: "fail", by: purchase, failure } },
  doubt: { system: { action: "doubt", by: purchase, failure } },
  observe: {
    system: {
      action: "observe",
      by: clock,
      servers: [{ instanceId: "i-1", status: "running" }],
      progress: { running: 1, failed: 0, of: 1 },
    },
  },
};

/** A click at a time when it may be done, on the card as it is. */
function click(order: Order, by: Person, asking: Asking, now = aWorld()): Decision {
  const others = [aPerson(bob), aPerson(carol)];
  const command = { ...asking, by, requester, others, now, version: order.version };
  return decide(policy, order, command, EARLY);
}

const doIt = (order: Order, doing: Doing): Decision =>
  "system" in doing
    ? record(order, doing.system, LATE)
    : click(order, doing.by, doing.asking, aWorld());

const cells = statuses.flatMap((status) =>
  Object.entries(doings).map(([name, doing]) => {
    const action = name as keyof typeof doings; // the keys of a record are of its type
    return { status, action, doing, leadsTo: promised[status][action] };
  }),
);
const allowed = cells.filter(({ leadsTo }) => leadsTo !== undefined);
const refused = cells.filter(({ leadsTo }) => leadsTo === undefined);

describe("the table of what may become of an order", () => {
  it("is the one that was promised", () => {
    expect(lifecycle).toEqual(promised);
    expect(statuses).toEqual(Object.keys(promised));
  });

  it("has a test for every cell", () => {
    expect([...Object.keys(doings), "recheck"].toSorted()).toEqual(actions.toSorted());
    const named = Object.values(lifecycle).flatMap((row) => Object.keys(row));
    expect([...new Set(named)].toSorted()).toEqual(actions.toSorted());
  });

  it.each(allowed)(
    "leads an order that is $status by $action to $leadsTo",
    ({ status, action, doing, leadsTo }) => {
      expect(next(status, action)).toBe(leadsTo);
      const order = { ...orderIn(status), ...doing.of };
      const decision = doIt(order, doing);
      expect(decision).toMatchObject({ ok: true, order: { status: leadsTo, version: 5 } });
      expect(decision.ok && decision.order.history.at(-1)).toMatchObject({ action, version: 5 });
    },
  );

  it.each(refused)(
    "refuses $action for an order that is $status, with its words",
    ({ status, action, doing }) => {
      expect(next(status, action)).toBeUndefined();
      const order = { ...orderIn(status), ...doing.of };
      const before = structuredClone(order);
      const decision = doIt(order, doing);
      expect(decision).toEqual({ ok: false, refusal: { reason: "wrong-status", action, status } });
      expect(order).toEqual(before);
      if (decision.ok) return;
      expect(textsIn.en.refusal(decision.refusal)).toBe(
        `The order ${stands[status][0]}, so you cannot ${verbs[action][0]} now. Nothing was changed.`,
      );
      expect(textsIn.zh.refusal(decision.refusal)).toBe(
        `订单${stands[status][1]}，目前无法${verbs[action][1]}。未做任何更改。`,
      );
    },
  );

  it.each(statuses)(
    "lets a click on which something moved leave a recheck behind just where it says so: %s",
    (status) => {
      const price = { currency: "CNY", perMonth: 1, perHour: 1, parts: [] };
      const dearer = aWorld({ priceOf: () => price });
      const noted = Object.values(doings).flatMap((doing) => {
        if ("system" in doing) return [];
        const decision = click({ ...orderIn(status), ...doing.of }, doing.by, doing.asking, dearer);
        return decision.ok || !decision.noted ? [] : [decision];
      });
      expect(noted.length > 0).toBe(promised[status].recheck !== undefined);
      for (const decision of noted) {
        expect(decision.refusal.reason).toBe("moved");
        expect(decision.noted).toMatchObject({ status: promised[status].recheck, version: 5 });
        expect(decision.noted?.history.at(-1)).toMatchObject({ action: "recheck", version: 5 });
        for (const language of languages)
          expectSentence(textsIn[language].refusal(decision.refusal), language);
      }
    },
  );

  it("tells in the refusal who brought the order there", () => {
    const denied = click(orderIn("pending"), approver, { action: "deny" });
    const again = denied.ok ? click(denied.order, aPerson(carol), { action: "approve" }) : denied;
    expect(!again.ok && textsIn.en.refusal(again.refusal)).toMatch(
      /^The order was denied \(<@U0BOB> denied it <!date\^.*>\), so you cannot approve it now\./,
    );
    expect(!again.ok && textsIn.zh.refusal(again.refusal)).toMatch(
      /^订单已被拒绝（<@U0BOB> 拒绝了订单 <!date\^.*>），目前无法批准此订单。/,
    );
  });

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
    "lets nothing lead away from an order that is %s",
    (status) => {
      const away = actions.filter((action) => (next(status, action) ?? status) !== status);
      expect(away).toEqual([]);
    },
  );

  it("lets an action that keeps the status keep it wherever it is taken", () => {
    expect(actions.filter(keepsStatus).toSorted()).toEqual([
      "decline",
      "escalate",
      "observe",
      "propose",
      "recheck",
      "remind",
      "withdraw",
    ]);
    for (const action of quietActions) expect(keepsStatus(action)).toBe(true);
  });

  it("calls an end what is never left", () => {
    expect(statuses.filter(isEnd).toSorted()).toEqual([
      "cancelled",
      "denied",
      "expired",
      "provisioned",
    ]);
  });

  it.each(["toString", "constructor", "__proto__"])("knows no action called %s", (name) => {
    for (const status of statuses) expect(typeof next(status, name as Action)).not.toBe("string");
  });
});
