import { describe, expect, it } from "vitest";
import { defaultLimits } from "../../../src/order/instance-spec.ts";
import type { Person } from "../../../src/order/policy.ts";
import { considerAction } from "../../../src/workflow/act-on-order.ts";
import { explainOrder, explainWish } from "../../../src/workflow/explain-policy.ts";
import { aPerson, orderUnder, policyWith, type GivenRule } from "../../support/a-policy.ts";
import { alice, bob, carol, dave } from "../../support/an-order.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { keptLog, knownPeople, memoryQueue, standingClock } from "../../support/workflow-ports.ts";
import { worldPorts } from "../../support/world-ports.ts";

const has = { sealing: true, limits: defaultLimits, prices: false };
const orderId = "K7M4Q9";
const aboutOthers = { ok: false, refusal: { reason: "about-others" } };

/** Alice ordered under the first rule; Bob and Carol approve unless told otherwise. */
function setUp(rules: readonly Partial<GivenRule>[] = [{}], ...people: readonly Person[]) {
  const clock = standingClock();
  const orders = memoryOrders(clock);
  const policy = policyWith(...rules);
  orders.put(orderUnder(policy));
  return {
    orders,
    clock,
    queue: memoryQueue(),
    log: keptLog(),
    people: knownPeople(...people),
    policy: () => policy,
    ...worldPorts(),
  };
}

describe("an order explained", () => {
  it("is explained to whoever may see it, with what they could do", async () => {
    const ports = setUp();
    const told = await explainOrder(ports, { by: bob, orderId });
    expect(told).toMatchObject({ ok: true, order: { id: orderId, version: 1 } });
    if (!told.ok) return;
    expect(told.explanation.verdict).toMatchObject({ ok: true, rule: { name: "rule 1" } });
    for (const { action, refusal } of told.actions) {
      if (action === "break-glass" || action === "propose" || action === "edit") continue;
      const considered = await considerAction(ports, { orderId, by: bob, action });
      expect([action, refusal]).toEqual([action, considered.ok ? undefined : considered.refusal]);
    }
  });

  it("is explained by one policy from beginning to end, whatever the file says meanwhile", async () => {
    const ports = setUp();
    const left = [ports.policy()];
    const policy = () => left.shift() ?? policyWith({ approvers: { users: ["U0DAVE"] } });
    expect(await explainOrder({ ...ports, policy }, { by: bob, orderId })).toMatchObject({
      ok: true,
      explanation: { verdict: { ok: true, rule: { stages: [{ users: ["U0BOB", "U0CAROL"] }] } } },
    });
  });

  it("changes nothing", async () => {
    const ports = setUp();
    const before = ports.orders.peek(orderId);
    await explainOrder(ports, { by: bob, orderId });
    expect(ports.orders.peek(orderId)).toEqual(before);
    expect(ports.orders.written()).toEqual([]);
  });

  it("is refused to a stranger with the words of every other way to see it", async () => {
    expect(await explainOrder(setUp(), { by: dave, orderId })).toEqual({
      ok: false,
      refusal: { reason: "not-yours", action: "view" },
    });
    expect(await explainOrder(setUp(), { by: bob, orderId: "AAAAAA" })).toEqual({
      ok: false,
      refusal: { reason: "unknown-order" },
    });
  });

  it("is explained about somebody else to those who decide about it, and to nobody else", async () => {
    const ports = setUp([{}], aPerson(dave, { standing: "guest" }));
    const told = await explainOrder(ports, { by: bob, about: dave, orderId });
    expect(told.ok && told.actions.find(({ action }) => action === "approve")).toEqual({
      action: "approve",
      refusal: { reason: "guest" },
    });
    expect(await explainOrder(ports, { by: alice, about: dave, orderId })).toEqual(aboutOthers);
    expect((await explainOrder(ports, { by: alice, about: alice, orderId })).ok).toBe(true);
  });

  it("is not explained about others to those who may only break the glass", async () => {
    const ports = setUp([{ breakGlass: { users: ["U0DAVE"] } }]);
    expect((await explainOrder(ports, { by: dave, orderId })).ok).toBe(true);
    expect(await explainOrder(ports, { by: dave, about: bob, orderId })).toEqual(aboutOthers);
  });

  it("of which no rule is left is explained to its requester", async () => {
    const ports = setUp();
    const gone = policyWith({ match: { regions: ["elsewhere"] } });
    const told = await explainOrder({ ...ports, policy: () => gone }, { by: alice, orderId });
    expect(told.ok && told.explanation.rules).toEqual([{ rule: "rule 1", misses: ["region"] }]);
    expect(told.ok && told.explanation.verdict.ok).toBe(false);
  });
});

describe("whoever asks in vain", () => {
  const stranger = aPerson(dave, { standing: "guest" });

  it("is in the audit trail, once, whatever they asked about", async () => {
    const ports = setUp([{}], stranger);
    await explainOrder(ports, { by: alice, about: dave, orderId });
    await explainOrder(ports, { by: dave, orderId });
    await explainWish(ports, { by: alice, about: dave, line: {}, has });
    await explainWish(ports, { by: dave, line: {}, has });
    expect(
      ports.orders
        .trail()
        .map(({ action, userId, refusal, orderId: id }) => [action, userId, refusal, id]),
    ).toEqual([
      ["view", alice.userId, "about-others", orderId],
      ["view", dave.userId, "guest", orderId],
      ["view", alice.userId, "about-others", ""],
      ["view", dave.userId, "guest", ""],
    ]);
  });

  it("is there as well while Slack cannot say who they are", async () => {
    const ports = setUp();
    ports.people.away();
    await expect(explainWish(ports, { by: bob, line: {}, has })).rejects.toThrow("Slack");
    expect(ports.orders.trail()).toMatchObject([{ action: "view", refusal: "identity-unknown" }]);
  });

  it("leaves no entry when they are answered", async () => {
    const ports = setUp();
    await explainOrder(ports, { by: bob, about: dave, orderId });
    await explainWish(ports, { by: alice, line: {}, has });
    expect(ports.orders.trail()).toEqual([]);
  });
});

describe("an order that nobody placed", () => {
  const line = { regionId: "cn-east-1" };

  it("is explained to whoever would place it", async () => {
    const told = await explainWish(setUp(), { by: alice, line, has });
    expect(told).toMatchObject({ ok: true, explanation: { verdict: { ok: true } } });
  });

  it("is not explained to somebody who may not order: they learn no more than from the form", async () => {
    const ports = setUp([{}], aPerson(dave, { standing: "guest" }));
    expect(await explainWish(ports, { by: dave, line, has })).toEqual({
      ok: false,
      refusal: { reason: "guest" },
    });
  });

  it("is explained about somebody else to those who would decide", async () => {
    const ports = setUp(
      [{ match: { maxCount: 1 } }, { approvers: { users: ["U0CAROL"] } }],
      aPerson(dave, { standing: "guest" }),
    );
    const ask = (by: typeof bob | typeof carol, about: typeof alice | typeof dave, count: string) =>
      explainWish(ports, { by, about, line: { ...line, count }, has });
    expect(await ask(bob, alice, "1")).toMatchObject({ ok: true });
    expect(await ask(bob, alice, "2")).toEqual(aboutOthers);
    expect(await ask(carol, alice, "2")).toMatchObject({ ok: true });
    const refused = await ask(bob, dave, "2");
    expect(refused).toMatchObject({
      ok: true,
      explanation: { verdict: { ok: false, refusal: { reason: "guest" } } },
    });
  });

  it("tells a stranger who asks about others the same, whoever it is and whatever they ask", async () => {
    const ports = setUp(
      [{ match: { regions: ["cn-*"], requesters: { groups: ["S0DEVS"] } } }],
      aPerson(alice, { groups: ["S0DEVS"] }),
      aPerson(carol, { standing: "deactivated" }),
    );
    for (const about of [alice, carol])
      for (const asked of [{}, line, { regionId: "elsewhere" }, { ...line, count: "x" }])
        expect(await explainWish(ports, { by: dave, about, line: asked, has })).toEqual(
          aboutOthers,
        );
  });

  it("is asked for more, where a rule asks for more", async () => {
    const ports = setUp([{ match: { deviceTypes: ["*"] } }]);
    expect(await explainWish(ports, { by: alice, line, has })).toEqual({
      ok: false,
      unsaid: ["deviceType"],
    });
  });
});
