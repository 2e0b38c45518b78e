import { describe, expect, it } from "vitest";
import type { Order, Step } from "../../../src/order/order.ts";
import { openTo, seatsShown } from "../../../src/order/open-seats.ts";
import { anOrder, bob, minutesLater } from "../../support/an-order.ts";

const stages = [
  { name: "platform", users: ["U0BOB"], groups: ["S0LEADS"], quorum: 1 },
  { name: "finance", users: ["U0CAROL", "U0ALICE"], groups: [], quorum: 1 },
];
const step = (facts: Pick<Step, "action"> & Partial<Step>): Step => ({
  at: minutesLater(1),
  by: { kind: "person", ...bob },
  version: 2,
  ...facts,
});
const orderWith = (changes: Partial<Order>, ...steps: readonly Step[]): Order =>
  anOrder({
    rule: { name: "big", quorum: 2, stages },
    history: [...anOrder().history, ...steps],
    ...changes,
  });
const approvedByBob: Partial<Order> = { approvals: [{ ...bob, at: minutesLater(1) }] };
const one = { have: 1, of: 2, byStage: [1, 0] };

describe("the seats that a card shows", () => {
  it("are as the newest step tells that says so", () => {
    const order = orderWith(
      {},
      step({ action: "approve", seats: one }),
      step({ action: "remind" }),
    );
    expect(seatsShown(order)).toEqual(one);
  });

  it("are the approvals of an order that was stored before steps told of seats", () => {
    expect(seatsShown(orderWith(approvedByBob, step({ action: "approve" })))).toEqual({
      have: 1,
      of: 2,
    });
    expect(seatsShown(orderWith({}))).toEqual({ have: 0, of: 2 });
  });
});

describe("whoever may still take a seat", () => {
  it("is everybody of every stage at first, but the requester", () => {
    expect(openTo(orderWith({}))).toEqual({ groups: ["S0LEADS"], users: ["U0BOB", "U0CAROL"] });
  });

  it("is nobody of a stage that is full", () => {
    const order = orderWith(approvedByBob, step({ action: "approve", seats: one }));
    expect(openTo(order)).toEqual({ groups: [], users: ["U0CAROL"] });
  });

  it("is nobody who approved already", () => {
    const alone = {
      name: "two",
      quorum: 2,
      stages: [{ users: ["U0BOB"], groups: ["S0LEADS"], quorum: 2 }],
    };
    const order = orderWith(
      { ...approvedByBob, rule: alone },
      step({ action: "approve", seats: { have: 1, of: 2 } }),
    );
    expect(openTo(order)).toEqual({ groups: ["S0LEADS"], users: [] });
  });

  it("is whoever is of the second list, once it was asked and until the order is changed", () => {
    const asks = { users: ["U0DAVE"], groups: ["S0HEADS"] };
    const escalate = step({ action: "escalate", asks });
    expect(openTo(orderWith({ escalatedAt: minutesLater(1) }, escalate))).toEqual({
      groups: ["S0LEADS", "S0HEADS"],
      users: ["U0BOB", "U0CAROL", "U0DAVE"],
    });
    expect(openTo(orderWith({}, escalate)).users).not.toContain("U0DAVE");
  });
});
