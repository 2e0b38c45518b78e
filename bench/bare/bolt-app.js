/**
 * What somebody writes with Bolt alone: acknowledges the command, keeps a click in Redis with one SET, and draws a view
 * that does not depend on anything. In JavaScript, so that its start does not load what strips types.
 */
import { readFileSync } from "node:fs";
import { App, HTTPReceiver } from "@slack/bolt";
import { Redis } from "ioredis";

const { SLACK_BOT_TOKEN, SLACK_API_URL, SLACK_SIGNING_SECRET, REDIS_URL, PORT, VIEW_FILE } =
  process.env;

const redis = new Redis(REDIS_URL ?? "");
const view = VIEW_FILE && JSON.parse(readFileSync(VIEW_FILE, "utf8"));
const receiver = new HTTPReceiver({ signingSecret: SLACK_SIGNING_SECRET ?? "" });
const app = new App({
  token: SLACK_BOT_TOKEN ?? "",
  receiver,
  clientOptions: { slackApiUrl: SLACK_API_URL ?? "" },
});

app.command("/edcps", async ({ ack }) => {
  await ack();
});

app.action({ type: "block_actions", action_id: "order_approve" }, async ({ ack, body, action }) => {
  if (action.type !== "button") return;
  await redis.set(`approved:${action.value}`, JSON.stringify({ by: body.user.id, at: Date.now() }));
  await ack();
});

app.action(
  { type: "block_actions", callback_id: "order_create" },
  async ({ ack, body, client }) => {
    await ack();
    if (body.view && view) await client.views.update({ view_id: body.view.id, view });
  },
);

await app.start({ host: "127.0.0.1", port: Number(PORT) });
console.log("ready");
