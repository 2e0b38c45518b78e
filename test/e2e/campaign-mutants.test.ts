import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { mutants, mutatedCopy } from "../../campaign/mutants.ts";
import { runCampaign } from "../../campaign/run-campaign.ts";

describe("a campaign", () => {
  it.each(mutants)("misses $safeguard", async (mutant) => {
    const root = mutatedCopy(mutant);
    try {
      const { violations, placed } = await runCampaign(mutant.plan, () => undefined, {
        root,
        settlesWithinMs: 15_000,
      });
      expect(placed).toBe(mutant.plan.orders.length);
      expect(violations.map(({ kind }) => kind)).toContain(mutant.finds);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it.each(mutants)(
    "finds nothing in the same weather with $safeguard in place",
    async ({ plan }) => {
      expect((await runCampaign(plan, () => undefined)).violations).toEqual([]);
    },
  );
});
