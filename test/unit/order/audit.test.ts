import { describe, expect, it } from "vitest";
import { doneEntries, refusedEntry, type AuditEntry } from "../../../src/order/audit.ts";
import { lifecycle, statuses, type Action } from "../../../src/order/lifecycle.ts";
import type { Order } from "../../../src/order/order.ts";
import { asked } from "../../../src/order/policy.ts";
import {
  after,
  alice,
  anOrder,
  aSpec,
  bob,
  minutesLater,
  PLACED_AT,
} from "../../support/an-order.ts";

const AT = minutesLater(5);

/** What is asked for by the order of the stories. */
const terms = {
  rule: "small",
  region: "cn-east-tz1",
  deviceType: "edcps.c.normal1",
  chargeMode: "postpaid_by_duration",
  count: 1,
};

const only = (order: Order): AuditEntry | undefined => {
  const entries = doneEntries(order);
  expect(entries).toHaveLength(1);
  return entries[0];
};

describe("what was done to an order", () => {
  it("is told with who, when, from which version to which, and under which rule", () => {
    expect(only(anOrder())).toEqual({
      at: PLACED_AT,
      orderId: "K7M4Q9",
      action: "place",
      actor: "person",
      ...alice,
      version: 0,
      versionAfter: 1,
      status: "pending",
      ...terms,
    });
    expect(only(after(anOrder(), "approve"))).toMatchObject({
      action: "approve",
      actor: "person",
      ...bob,
      version: 1,
      versionAfter: 2,
      status: "approved",
    });
  });

  it("is told for every action that the table knows, and is never a refusal", () => {
    for (const status of statuses)
      for (const action of Object.keys(lifecycle[status]) as Action[]) {
        const entry = only(after(anOrder({ status }), action));
        expect(entry).toMatchObject({ action, version: 1, versionAfter: 2 });
        expect(entry).not.toHaveProperty("refusal");
      }
  });

  it("is told with the price that stood on the card, in whole parts", () => {
    const price = { currency: "CNY", perMonth: 12_345_000, atOnce: 148_140_000, parts: [] };
    expect(only(anOrder({ price }))).toMatchObject({
      perMonth: 12_345_000,
      atOnce: 148_140_000,
      currency: "CNY",
    });
    expect(only(anOrder())).not.toHaveProperty("currency");
  });

  it("is two entries when a rule approved an order as it was placed", () => {
    const [place, approve] = after(anOrder(), {
      action: "approve",
      by: { kind: "policy", rule: "auto" },
    }).history.map((step) => ({ ...step, version: 1 }));
    if (!place || !approve) throw new Error("There should be two steps.");
    const order = anOrder({
      status: "approved",
      rule: { name: "auto", quorum: 0, stages: [] },
      history: [place, approve],
    });
    expect(doneEntries(order)).toMatchObject([
      { action: "place", actor: "person", userId: "U0ALICE", rule: "auto" },
      { action: "approve", actor: "policy", rule: "auto" },
    ]);
    expect(doneEntries(order)[1]).not.toHaveProperty("userId");
  });

  it("is told with what the person said", () => {
    expect(only(after(anOrder(), { action: "deny", reason: "Too many." }))).toMatchObject({
      reason: "Too many.",
    });
  });

  it("is told with the servers and the cloud's request id once it is bought, and not before or after", () => {
    const order = anOrder({ instanceIds: ["i-1", "i-2"] });
    const bought = after(order, "approve", "begin", { action: "complete", requestId: "r-9" });
    expect(only(bought)).toMatchObject({
      actor: "purchase",
      instanceIds: ["i-1", "i-2"],
      requestId: "r-9",
    });
    expect(only(after(bought, "observe"))).not.toHaveProperty("instanceIds");
    expect(only(after(order, "approve", "begin", "doubt", "adopt"))).toMatchObject({
      instanceIds: ["i-1", "i-2"],
    });
  });

  it("tells how a purchase failed by its code, and nothing in the cloud's own words, which may quote what it was sent", () => {
    const failure = {
      kind: "refused",
      status: "INVALID_ARGUMENT",
      detail: "the password hunter2 is not good",
      retriable: false,
    } as const;
    const entry = only(after(anOrder({ failure }), "approve", "begin", "fail"));
    expect(entry).toMatchObject({ action: "fail", reason: "refused INVALID_ARGUMENT" });
    expect(JSON.stringify(entry)).not.toContain("hunter2");
  });

  it("of a click on which something moved is the attempt, which was refused", () => {
    const order = after(anOrder(), {
      action: "recheck",
      by: { kind: "person", ...bob },
      asked: "approve",
      moves: [{ what: "stock", left: 0 }],
    });
    expect(only(order)).toMatchObject({
      action: "approve",
      refusal: "moved",
      ...bob,
      version: 1,
      versionAfter: 2,
      status: "pending",
    });
  });
});

describe("an attempt that changed nothing", () => {
  const by = { kind: "person", ...bob } as const;

  it("is told with why, with the version on the card that was clicked, and with the order as it stands", () => {
    const order = after(anOrder(), "approve", "begin");
    expect(
      refusedEntry({ at: AT, by, action: "deny", shown: 1, order, reason: "No." }, "wrong-status"),
    ).toEqual({
      at: AT,
      orderId: "K7M4Q9",
      action: "deny",
      refusal: "wrong-status",
      actor: "person",
      ...bob,
      version: 1,
      versionAfter: 3,
      status: "provisioning",
      ...terms,
      reason: "No.",
    });
  });

  it("that was typed means the order as it is", () => {
    expect(
      refusedEntry({ at: AT, by, action: "cancel", order: after(anOrder(), "deny") }, "not-yours"),
    ).toMatchObject({ version: 2, versionAfter: 2 });
  });

  it("on an order that there is not names it, and no status", () => {
    expect(
      refusedEntry({ at: AT, by, action: "approve", orderId: "AAAAAA", shown: 4 }, "unknown-order"),
    ).toEqual({
      at: AT,
      orderId: "AAAAAA",
      action: "approve",
      refusal: "unknown-order",
      actor: "person",
      ...bob,
      version: 4,
      versionAfter: 0,
    });
  });

  it("to place an order is told with what it would have been, and has no order", () => {
    const price = { currency: "CNY", perMonth: 10_000, parts: [] };
    expect(
      refusedEntry(
        { at: AT, by, action: "place", terms: { asked: asked(anOrder({ price })), price } },
        "no-rule",
      ),
    ).toEqual({
      at: AT,
      orderId: "",
      action: "place",
      refusal: "no-rule",
      actor: "person",
      ...bob,
      version: 0,
      versionAfter: 0,
      perMonth: 10_000,
      currency: "CNY",
      region: "cn-east-tz1",
      deviceType: "edcps.c.normal1",
      chargeMode: "postpaid_by_duration",
      count: 1,
    });
  });
});

describe("an entry", () => {
  it("is bounded, whatever people or the cloud wrote, and is well-formed text", () => {
    const emoji = "😀".repeat(400);
    const denied = only(after(anOrder(), { action: "deny", reason: `x${emoji}` }));
    expect(denied?.reason).toHaveLength(500);
    expect(denied?.reason?.isWellFormed()).toBe(true);
    const refused = refusedEntry(
      {
        at: AT,
        by: { kind: "person", ...bob },
        action: "approve",
        orderId: "A".repeat(9_000),
        reason: "b\ud800",
        requestId: "c".repeat(9_000),
        instanceIds: Array.from({ length: 500 }, () => "i".repeat(500)),
      },
      "unknown-order",
    );
    expect(refused.reason).toBe("b\ufffd");
    expect(JSON.stringify(refused).length).toBeLessThan(12_000);
  });

  it("holds nothing of an order that could be secret, or that is not its business", () => {
    const order: Order = {
      ...anOrder({
        sealed: "v1.SECRET",
        clientToken: "SECRET-token",
        justification: "SECRET words",
        spec: aSpec({ name: "SECRET-name" }),
      }),
    };
    const entries = [
      ...doneEntries(order),
      refusedEntry({ at: AT, by: { kind: "person", ...bob }, action: "deny", order }, "stale"),
    ];
    expect(JSON.stringify(entries)).not.toContain("SECRET");
  });
});
