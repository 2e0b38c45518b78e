import { parseArgs } from "node:util";
import { runCampaign } from "./run-campaign.ts";

const { values } = parseArgs({
  options: {
    orders: { type: "string", default: "300" },
    bots: { type: "string", default: "3" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    calm: { type: "boolean", default: false },
  },
});

const report = await runCampaign(
  {
    orders: Number(values.orders),
    bots: Number(values.bots),
    seed: Number(values.seed),
    calm: values.calm,
  },
  (line) => process.stdout.write(`${line}\n`),
);
process.exit(report.violations.length === 0 ? 0 : 1);
