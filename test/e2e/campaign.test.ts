import { describe, expect, it } from "vitest";
import { planCampaign } from "../../campaign/plan.ts";
import { runCampaign } from "../../campaign/run-campaign.ts";

describe("thirty orders in bad weather", () => {
  it("are bought once or say why not, and nobody is left without an answer", async () => {
    const plan = planCampaign({ seed: 4, orders: 30, bots: 3, brief: true });
    const said: string[] = [];
    const report = await runCampaign(plan, (line) => said.push(line));
    expect(report.violations, said.join("\n")).toEqual([]);
    expect(report).toMatchObject({ placed: 30 });
    expect(report.purchases).toBeGreaterThan(15);
    expect(Object.keys(report.faults).length).toBeGreaterThan(5);
  });
});
