import { describe, expect, it } from "vitest";
import type { Order, Step } from "../../../src/order/order.ts";
import { dueAt, nextDue, nextReminder, scheduleFrom } from "../../../src/order/schedule.ts";
import { anOrder, minutesLater, PLACED_AT } from "../../support/an-order.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const hoursLater = (hours: number): string => minutesLater(hours * 60);

/** 17:00 to 08:00 by the clock that stories are told by. */
const quietHours = { from: "17:00", to: "08:00", zone: "UTC", weekends: false };
const people = { users: ["U0DAVE"], groups: [] };
const rule = { expiresAfter: 24 * HOUR };

describe("when the clock looks at an order that is asked for now", () => {
  it("is when it expires, is to be reminded of and is to be escalated", () => {
    const timed = {
      ...rule,
      remindAfter: 2 * HOUR,
      escalation: { after: 4 * HOUR, approvers: people },
    };
    expect(scheduleFrom(timed, PLACED_AT)).toEqual({
      expiresAt: hoursLater(24),
      remindAt: hoursLater(2),
      escalateAt: hoursLater(4),
    });
  });

  it("is only when it expires, where a rule says nothing else", () => {
    expect(scheduleFrom(rule, PLACED_AT)).toEqual({ expiresAt: hoursLater(24) });
  });

  it("waits for the morning, but for the expiry, which was promised", () => {
    const timed = {
      expiresAfter: 12 * HOUR, // 21:00
      remindAfter: 7 * HOUR, // 16:00
      escalation: { after: 9 * HOUR, approvers: people }, // 18:00, so 08:00 the next day
      quietHours,
    };
    expect(scheduleFrom(timed, PLACED_AT)).toEqual({
      expiresAt: hoursLater(12),
      remindAt: hoursLater(7),
    });
    expect(scheduleFrom({ ...timed, expiresAfter: 24 * HOUR }, PLACED_AT)).toMatchObject({
      escalateAt: hoursLater(23),
    });
  });

  it("is never at the moment of the expiry for anything else", () => {
    expect(scheduleFrom({ expiresAfter: HOUR, remindAfter: HOUR }, PLACED_AT)).toEqual({
      expiresAt: hoursLater(1),
    });
  });
});

const steps = (...actions: readonly Step["action"][]): Step[] =>
  actions.map((action, index) => ({
    at: minutesLater(index),
    by: { kind: "clock" },
    action,
    version: index + 1,
  }));
const weekLong = (...actions: readonly Step["action"][]): Order =>
  anOrder({ expiresAt: hoursLater(7 * 24), history: steps(...actions) });

describe("the reminder after one that is given now", () => {
  const timed = { ...rule, remindAfter: HOUR };
  const after = (order: Order): string | undefined => nextReminder(timed, order, PLACED_AT);

  it("waits twice as long as that one did", () => {
    expect(after(weekLong("place"))).toBe(hoursLater(2));
    expect(after(weekLong("place", "remind"))).toBe(hoursLater(4));
    expect(after(weekLong("place", "remind", "approve", "remind"))).toBe(hoursLater(8));
  });

  it("counts anew from an edit: it is another order then", () => {
    expect(after(weekLong("place", "remind", "remind", "edit"))).toBe(hoursLater(2));
    expect(after(weekLong("place", "remind", "edit", "remind"))).toBe(hoursLater(4));
  });

  it("waits for the morning", () => {
    const night = { ...timed, quietHours };
    const order = weekLong("place", "remind", "remind");
    expect(nextReminder(night, order, PLACED_AT)).toBe(hoursLater(23)); // 17:00 is quiet, 08:00 is not
    expect(nextReminder(night, order, minutesLater(-1))).toBe(minutesLater(8 * 60 - 1));
  });

  it("is none when the order expires first, or at that moment", () => {
    const order = anOrder({ expiresAt: hoursLater(2) });
    expect(nextReminder(timed, order, PLACED_AT)).toBeUndefined();
    expect(nextReminder(timed, order, minutesLater(-1))).toBe(minutesLater(119));
  });

  it("is none when the rule does not remind any more", () => {
    expect(nextReminder(rule, weekLong("place"), PLACED_AT)).toBeUndefined();
  });
});

describe("what the clock has to do", () => {
  const order = anOrder({
    expiresAt: minutesLater(30),
    escalateAt: minutesLater(20),
    remindAt: minutesLater(10),
  });

  it("is nothing before its time, and then one thing at a time, the gravest first", () => {
    expect(dueAt(order, minutesLater(9.99))).toBeUndefined();
    expect(dueAt(order, minutesLater(10))).toBe("remind");
    expect(dueAt(order, minutesLater(20))).toBe("escalate");
    const { escalateAt: _, ...escalated } = order;
    expect(dueAt(escalated, minutesLater(20))).toBe("remind");
    expect(dueAt(order, minutesLater(30))).toBe("expire");
    expect(dueAt(order, minutesLater(10_000))).toBe("expire");
  });

  it("comes next at the first of its times, in whatever order they stand", () => {
    expect(nextDue(order)).toBe(minutesLater(10));
    expect(nextDue({ ...order, remindAt: minutesLater(25) })).toBe(minutesLater(20));
    expect(nextDue(anOrder())).toBe(anOrder().expiresAt);
  });

  it.each([
    "approved",
    "provisioning",
    "provisioned",
    "failed",
    "unknown",
    "denied",
    "cancelled",
    "expired",
  ] as const)("is nothing for an order that is %s", (status) => {
    expect(nextDue({ ...order, status })).toBeUndefined();
    expect(dueAt({ ...order, status }, minutesLater(10_000))).toBeUndefined();
  });
});
