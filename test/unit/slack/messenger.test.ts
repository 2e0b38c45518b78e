import { WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSlack, type Slack } from "../../../playground/slack/slack.ts";
import type { Language } from "../../../src/order/language.ts";
import type { Step } from "../../../src/order/order.ts";
import { slackMessenger } from "../../../src/slack/messenger.ts";
import { slackLogger } from "../../../src/slack/slack-logger.ts";
import { jobClient } from "../../../src/slack/web-clients.ts";
import type { Messenger, Posting } from "../../../src/workflow/ports.ts";
import { anOrder, bob, minutesLater } from "../../support/an-order.ts";
import { orderIn } from "../../support/shown-orders.ts";
import { keptLog, knownPeople } from "../../support/workflow-ports.ts";

const OPS = "C0OPS0001";
const LILEI = "U0LILEI01";
const ALARM = "alarm-4-C0OPS0001";
const HAN = /\p{Script=Han}/u;

let slack: Slack;
beforeEach(async () => {
  slack = await startSlack();
});
afterEach(() => slack.stop());

function messengerIn(language: Language, log = keptLog()): Messenger {
  const people = knownPeople();
  people.reads(LILEI, "zh");
  const client = jobClient({
    token: slack.botToken,
    apiUrl: slack.apiUrl,
    logger: slackLogger(keptLog()),
  });
  return slackMessenger({ client, language: () => language, people, log });
}
const ofLilei = (status: Parameters<typeof orderIn>[0]) =>
  orderIn(status, {
    requester: { userId: LILEI, teamId: slack.teamId },
    justification: "Shop.",
    askedIn: OPS,
  });
const proposed: Step = {
  at: minutesLater(3),
  by: { kind: "person", ...bob },
  action: "propose",
  version: 4,
};

describe("what stands in channels", () => {
  it.each([
    ["en", "asked for"],
    ["zh", "申请"],
  ] as const)("is in the policy's language, whoever reads it: %s", async (language, word) => {
    const messenger = messengerIn(language);
    const card = await messenger.postCard(OPS, ofLilei("pending"));
    expect(slack.messages(OPS).at(-1)?.text).toContain(word);
    expect(await messenger.updateCard(card, ofLilei("approved"))).toBe("updated");
    const asked = ofLilei("pending");
    await messenger.postStory({ ...card, version: 1 }, asked, asked.history);
    await messenger.postAlarm(OPS, asked, { ...proposed, action: "break-glass" }, ALARM);
    await messenger.postResult(OPS, ofLilei("provisioned"), "result-4");
    const texts = slack.messages(OPS).map(({ text }) => text ?? "");
    for (const text of texts) expect(HAN.test(text)).toBe(language === "zh");
    expect(texts.length).toBeGreaterThan(1);
  });
});

describe("what one person alone reads", () => {
  it("is in their own language: that nobody could be asked yet, and the result that came to them", async () => {
    const messenger = messengerIn("en");
    await messenger.postUnposted(LILEI, ofLilei("pending"));
    await messenger.postResult(LILEI, ofLilei("provisioned"), "result-4-alone", "invite");
    await messenger.postDirect(ofLilei("pending"), proposed, "direct-4");
    const texts = slack.dm(LILEI).map(({ text }) => text ?? "");
    expect(texts).toHaveLength(3);
    for (const text of texts) expect(text).toMatch(HAN);
  });

  it("is in their own language: why a click changed nothing", async () => {
    const messenger = messengerIn("en");
    const refusal = { reason: "not-approver" } as const;
    await messenger.tell({ userId: LILEI, channel: OPS, orderId: "K7M4Q9", refusal });
    await messenger.tell({ userId: "U0ALICE01", channel: OPS, refusal });
    expect(slack.ephemerals(LILEI).at(-1)?.text).toMatch(/^订单 K7M4Q9 ：/);
    expect(slack.ephemerals("U0ALICE01").at(-1)?.text).toMatch(/^You are not one/);
  });
});

describe("a message that was begun", () => {
  const ID = anOrder().id;
  const begun = (channel: string, version: number, thread?: string): Posting => ({
    channel,
    version,
    since: new Date().toISOString(),
    ...(thread ? { thread } : {}),
  });

  it("is found where it stands: in a channel, in a thread, in somebody's direct messages", async () => {
    const messenger = messengerIn("en");
    const order = ofLilei("pending");
    const card = await messenger.postCard(OPS, order);
    const story = await messenger.postStory({ ...card, version: 1 }, order, order.history);
    const alone = await messenger.postUnposted(LILEI, order);
    expect(alone.channel).toMatch(/^D/);
    const { version } = order;
    expect(await messenger.findPost(ID, "card", begun(OPS, version))).toEqual(card);
    expect(await messenger.findPost(ID, "story", begun(OPS, version, card.ts))).toEqual(story);
    expect(await messenger.findPost(ID, "unposted", begun(LILEI, version))).toEqual(alone);
    expect(slack.complaints).toEqual([]);
  });

  it("is told apart from other messages, other versions, other orders, and what others write", async () => {
    const messenger = messengerIn("en");
    const order = ofLilei("pending");
    slack.as("U0ALICE01").say(OPS, `Order ${ID}`);
    const earlier = await messenger.postResult(OPS, order, "result-4");
    await messenger.postCard(OPS, { ...order, id: "AAAAAA" });
    await messenger.postCard(OPS, { ...order, version: order.version + 1 });
    expect(await messenger.findPost(ID, "card", begun(OPS, order.version))).toBeUndefined();
    expect(await messenger.findPost(ID, "result-4", begun(OPS, order.version))).toEqual(earlier);
  });

  it("is not found when somebody deleted it, nor where the bot is not", async () => {
    const messenger = messengerIn("en");
    const order = ofLilei("pending");
    const card = await messenger.postCard(OPS, order);
    for (const channel of ["C0BUILD01", "G0SECRET1", "C0NOWHERE"])
      expect(await messenger.findPost(ID, "card", begun(channel, order.version))).toBeUndefined();
    await new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }).chat.delete(card);
    expect(await messenger.findPost(ID, "card", begun(OPS, order.version))).toBeUndefined();
    const under = begun(OPS, order.version, card.ts);
    expect(await messenger.findPost(ID, "story", under)).toBeUndefined();
  });

  it("is found behind what was written since, and by a clock that is minutes ahead", async () => {
    const messenger = messengerIn("en");
    const order = ofLilei("pending");
    const card = await messenger.postCard(OPS, order);
    for (let count = 0; count < 450; count += 1) slack.as("U0ALICE01").say(OPS, "Hello!");
    const since = new Date(Date.now() + 4 * 60_000).toISOString();
    const posting = { ...begun(OPS, order.version), since };
    expect(await messenger.findPost(ID, "card", posting)).toEqual(card);
  });

  it("is taken for not posted where Slack does not let the bot look, which the log says once", async () => {
    const log = keptLog();
    const messenger = messengerIn("en", log);
    const order = ofLilei("pending");
    await messenger.postCard(OPS, order);
    await messenger.postUnposted(LILEI, order);
    slack.scopes = ["chat:write", "users:read"];
    for (const channel of [OPS, LILEI, OPS])
      expect(await messenger.findPost(ID, "card", begun(channel, order.version))).toBeUndefined();
    expect(log.lines).toMatchObject([
      { level: "warn", message: expect.stringContaining("channels:history") as string },
    ]);
  });

  it("is asked for again while Slack is down or has had enough", async () => {
    const messenger = messengerIn("en");
    slack.faults.set("conversations.history", { status: 429, retryAfter: 7 }, 1);
    await expect(messenger.findPost(ID, "card", begun(OPS, 1))).rejects.toMatchObject({
      kind: "rate-limited",
      retryAfterMs: 7_000,
    });
    slack.faults.set("conversations.history", { status: 500 }, 1);
    await expect(messenger.findPost(ID, "card", begun(OPS, 1))).rejects.toMatchObject({
      kind: "other",
    });
    slack.faults.set("conversations.open", { reset: "before" }, 1);
    await expect(messenger.findPost(ID, "card", begun(LILEI, 1))).rejects.toMatchObject({
      kind: "other",
    });
  });
});
