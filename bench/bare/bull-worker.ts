/** What somebody writes with BullMQ alone: buys with one call, posts one message, and keeps the ids as the job's result. */
import { WebClient } from "@slack/web-api";
import { Worker } from "bullmq";
import { Redis } from "ioredis";
import { request } from "undici";

const { SLACK_BOT_TOKEN, SLACK_API_URL, EDCPS_ENDPOINT, REDIS_URL, CONCURRENCY, CHANNEL } =
  process.env;

interface Bought {
  readonly result: { readonly instanceIds: readonly string[] };
}

const slack = new WebClient(SLACK_BOT_TOKEN, { slackApiUrl: SLACK_API_URL ?? "" });

const worker = new Worker(
  "bare",
  async ({ data }) => {
    const { orderId, region, clientToken, spec } = data;
    const answer = await request(`${EDCPS_ENDPOINT}/v1/regions/${region}/instances`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ clientToken, instanceSpec: spec }),
    });
    const { result } = (await answer.body.json()) as Bought;
    await slack.chat.postMessage({
      channel: CHANNEL ?? "",
      text: `Order ${orderId} is bought: ${result.instanceIds.join(", ")}`,
    });
    return result.instanceIds;
  },
  {
    connection: new Redis(REDIS_URL ?? "", { maxRetriesPerRequest: null }),
    concurrency: Number(CONCURRENCY),
  },
);
await worker.waitUntilReady();
console.log("ready");
