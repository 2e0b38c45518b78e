import type { CampaignReport } from "./run-campaign.ts";
import { violationKinds, type ViolationKind } from "./truth.ts";

/** The page with what a campaign was and what it found. */
export function reportPage(report: CampaignReport, command: string): string {
  const { seed, bots, orders, violations } = report;
  const found = Map.groupBy(violations, ({ kind }) => kind);
  return `# A campaign of ${withCommas(orders)} orders

Written by \`${command}\`. ${withCommas(orders)} orders went through ${bots} bots on one Redis
(\`appendfsync always\`), whose clocks differ by a minute, while everything below went wrong. Then the orders in the store
were compared with what the pretend cloud had sold and what the pretend Slack had shown. The plan of what people and the
weather do is a function of the seed, ${seed}; what comes of it depends on the moment as well.

**Violations: ${violations.length}.**

| | |
|---|---|
${rows({
  "orders placed": report.placed,
  "clicks, forms and commands about them": report.gestures,
  "orders bought": report.purchases,
  "calls to buy": report.callsToBuy,
  "messages posted": report.messages,
  "entries of the audit trail": report.auditEntries,
  "bots killed": report.kills,
  seconds: report.seconds,
})}

| Faults | Thrown |
|---|---|
${rows(report.faults)}

| What people did about an order | Orders |
|---|---|
${rows(report.acts)}

| Steps that orders went through | Times |
|---|---|
${rows(report.steps)}

| Where orders ended | Orders |
|---|---|
${rows(report.ends)}

| What must never be | Found |
|---|---|
${rows(
  Object.fromEntries(
    Object.entries(violationKinds).map(([kind, words]) => [
      words,
      found.get(kind as ViolationKind)?.length ?? 0,
    ]),
  ),
)}
`;
}

const withCommas = (count: number): string => count.toLocaleString("en-US");

const rows = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `| ${name} | ${withCommas(count)} |`)
    .join("\n");
