import { describe, expect, it } from "vitest";
import type { Order } from "../../../src/order/order.ts";
import {
  atOnce,
  consequenceKinds,
  errand,
  errandsOf,
  overtakenBy,
  readErrand,
} from "../../../src/workflow/consequences.ts";
import { after, anOrder } from "../../support/an-order.ts";

/** An order as it is after its last step. */
const stories: Readonly<Record<string, Order>> = {
  placed: anOrder(),
  approved: after(anOrder(), "approve"),
  "bought past its approvers": after(anOrder(), "break-glass"),
  provisioning: after(anOrder(), "approve", "begin"),
  bought: after(anOrder(), "approve", "begin", "complete"),
  "bought after all": after(anOrder(), "approve", "begin", "doubt", "complete"),
  adopted: after(anOrder(), "approve", "begin", "doubt", "adopt"),
  failed: after(anOrder(), "approve", "begin", "fail"),
  unknown: after(anOrder(), "approve", "begin", "doubt"),
  "tried again": after(anOrder(), "approve", "begin", "fail", "retry"),
  denied: after(anOrder(), "deny"),
  cancelled: after(anOrder(), "cancel"),
  expired: after(anOrder(), "expire"),
  proposed: after(anOrder(), "propose"),
  declined: after(anOrder(), "propose", "decline"),
  withdrawn: after(anOrder(), "withdraw"),
  moved: after(anOrder(), "recheck"),
  "moved after it failed": after(anOrder(), "approve", "begin", "fail", "recheck"),
  escalated: after(anOrder(), "escalate"),
  reminded: after(anOrder(), "remind"),
  observed: after(anOrder(), "approve", "begin", "complete", "observe"),
};

const kindsOf = (order: Order): string[] => errandsOf(order).map(({ kind }) => kind);
const thatAsk = (kind: string): string[] =>
  Object.entries(stories).flatMap(([name, order]) => (kindsOf(order).includes(kind) ? [name] : []));

describe("what follows from a change of an order", () => {
  it("is always told, in one job", () => {
    for (const [name, order] of Object.entries(stories)) {
      const told = kindsOf(order).filter((kind) => ["tell", "passing"].includes(kind));
      expect([name, told]).toEqual([name, [expect.any(String)]]);
    }
  });

  it("is told behind everything else where the next step follows by itself", () => {
    expect(thatAsk("passing")).toEqual(["approved", "provisioning", "tried again"]);
  });

  it("is a purchase whenever it becomes approved, and never else", () => {
    expect(thatAsk("purchase")).toEqual(["approved", "bought past its approvers", "tried again"]);
  });

  it("is a look at the servers once they are bought, and only then: the look asks for the next one", () => {
    expect(thatAsk("track")).toEqual(["bought", "bought after all", "adopted"]);
  });

  it("makes needless what only led on to it: an approval, and the beginning of a purchase", () => {
    const approved = after(anOrder(), "approve");
    const began = after(approved, "begin");
    expect(overtakenBy(began)).toEqual(["K7M4Q9-passing-2"]);
    for (const end of ["complete", "fail", "doubt"] as const)
      expect(overtakenBy(after(began, end))).toEqual(["K7M4Q9-passing-3"]);
    for (const order of [anOrder(), approved, after(began, "complete", "observe")])
      expect(overtakenBy(order)).toEqual([]);
  });

  it("is enqueued at once, but for an approval, which its purchase tells", () => {
    for (const [name, order] of Object.entries(stories)) {
      const errands = errandsOf(order);
      const left = errands.filter((one) => !atOnce(errands).includes(one));
      const isApproved = ["approved", "tried again"].includes(name);
      expect([name, left.map(({ kind }) => kind)]).toEqual([name, isApproved ? ["passing"] : []]);
    }
  });

  it("is nothing twice", () => {
    for (const order of Object.values(stories))
      expect(new Set(kindsOf(order)).size).toBe(kindsOf(order).length);
  });

  it("is the same for an edit and an accepted proposal as for an approval", () => {
    const approved = kindsOf(after(anOrder(), "approve"));
    for (const action of ["edit", "accept"] as const) {
      expect(kindsOf(after(anOrder(), action))).toEqual(approved);
      const waiting = { ...after(anOrder(), action), status: "pending" as const };
      expect(kindsOf(waiting)).toEqual(kindsOf(anOrder()));
    }
  });

  it("has an id made of order, kind and version, so that adding it twice adds it once", () => {
    for (const order of Object.values(stories))
      for (const one of errandsOf(order)) {
        expect(one).toEqual({
          id: `K7M4Q9-${one.kind}-${order.version}`,
          kind: one.kind,
          orderId: "K7M4Q9",
          version: order.version,
        });
        expect(one.id, "BullMQ refuses ids with a colon or of digits only").toMatch(
          /^[A-Za-z0-9-]*[A-Za-z-][A-Za-z0-9-]*$/,
        );
      }
  });
});

describe("an errand's id", () => {
  it("is read again as what it was made from", () => {
    for (const kind of consequenceKinds)
      expect(readErrand(errand(kind, "K7M4Q9", 3).id)).toEqual(errand(kind, "K7M4Q9", 3));
  });

  it.each(["card", "story", "result", "direct", "alarm"])(
    "that an older version kept for a %s is told, and forgotten under its own name",
    (kind) => {
      const id = `K7M4Q9-${kind}-3`;
      expect(readErrand(id)).toEqual({ ...errand("tell", "K7M4Q9", 3), id });
    },
  );

  it.each(["", "K7M4Q9", "K7M4Q9-card", "K7M4Q9-reminder-1", "-card-1", "K7M4Q9-card-"])(
    "is not read from %j",
    (id) => {
      expect(readErrand(id)).toBeUndefined();
    },
  );
});
