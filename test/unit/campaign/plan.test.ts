import { describe, expect, it } from "vitest";
import { faults } from "../../../campaign/faults.ts";
import { planCampaign } from "../../../campaign/plan.ts";

const plan = (seed: number) => planCampaign({ seed, orders: 300, bots: 3 });

describe("the plan of a campaign", () => {
  it("is the same for the same seed, down to every click and every fault", () => {
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7).orders).not.toEqual(plan(8).orders);
    expect(plan(7).faults).not.toEqual(plan(8).faults);
  });

  it("is data", () => {
    expect(structuredClone(plan(7))).toEqual(plan(7)); // which a function would not survive
  });

  it("leaves nothing out that can go wrong, and nothing that people do", () => {
    const { orders, faults: thrown } = planCampaign({ seed: 1, orders: 1_000, bots: 3 });
    expect(new Set(thrown.map(({ name }) => name))).toEqual(new Set(Object.keys(faults)));
    expect([...new Set(orders.map(({ act }) => act))].toSorted()).toEqual([
      "approved",
      "cancelled",
      "denied",
      "disputed",
      "doubled",
      "edited",
      "forgotten",
      "haggled",
      "hurried",
      "late",
      "raced",
      "regretted",
      "withdrawn",
      "withoutRight",
    ]);
    expect(new Set(orders.map(({ quorum }) => quorum))).toEqual(new Set([0, 1, 2]));
    expect(orders.some(({ secrets }) => secrets)).toBe(true);
  });

  it("sets two of the bots' clocks a minute apart", () => {
    for (const bots of [2, 3, 5])
      for (const seed of [1, 2, 3]) {
        const { clocksMs } = planCampaign({ seed, orders: 1, bots });
        expect(clocksMs).toHaveLength(bots);
        expect(Math.max(...clocksMs) - Math.min(...clocksMs)).toBe(60_000);
      }
  });

  it("is thrown in the order of the orders", () => {
    const after = plan(7).faults.map((fault) => fault.after);
    expect(after).toEqual(after.toSorted((one, other) => one - other));
    expect(after[0]).toBeGreaterThan(0);
    expect(after.at(-1)).toBeLessThanOrEqual(300);
  });
});
