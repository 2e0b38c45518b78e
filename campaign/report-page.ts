import type { CampaignReport } from "./run-campaign.ts";

export const reportPage = (report: CampaignReport): string => JSON.stringify(report);
