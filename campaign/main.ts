import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { endOnSignals } from "../playground/ends-with-us.ts";
import { planCampaign } from "./plan.ts";
import { reportPage } from "./report-page.ts";
import { runCampaign } from "./run-campaign.ts";

const { values } = parseArgs({
  options: {
    orders: { type: "string", default: "300" },
    bots: { type: "string", default: "3" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    /** Faults for each order; 0 shows how long the orders alone take. */
    faults: { type: "string", default: "0.5" },
    /** Leaves out the faults that take half a minute to get over. */
    brief: { type: "boolean", default: false },
    /** A file for the page with what the campaign was and found. */
    report: { type: "string" },
  },
});

endOnSignals();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const report = await runCampaign(
  planCampaign({
    orders: Number(values.orders),
    bots: Number(values.bots),
    seed: Number(values.seed),
    faultsPerOrder: Number(values.faults),
    brief: values.brief,
  }),
  print,
);
print(JSON.stringify(report, null, 2));
const command = `npm run campaign -- ${process.argv.slice(2).join(" ")}`;
if (values.report !== undefined) writeFileSync(values.report, reportPage(report, command));
process.exit(report.violations.length === 0 ? 0 : 1);
