import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSlack, type Slack } from "../../../playground/slack/slack.ts";
import type { Language } from "../../../src/order/language.ts";
import type { Step } from "../../../src/order/order.ts";
import { slackMessenger } from "../../../src/slack/messenger.ts";
import { slackLogger } from "../../../src/slack/slack-logger.ts";
import { jobClient } from "../../../src/slack/web-clients.ts";
import type { Messenger } from "../../../src/workflow/ports.ts";
import { bob, minutesLater } from "../../support/an-order.ts";
import { orderIn } from "../../support/shown-orders.ts";
import { keptLog, knownPeople } from "../../support/workflow-ports.ts";

const OPS = "C0OPS0001";
const LILEI = "U0LILEI01";
const HAN = /\p{Script=Han}/u;

let slack: Slack;
beforeEach(async () => {
  slack = await startSlack();
});
afterEach(() => slack.stop());

function messengerIn(language: Language): Messenger {
  const people = knownPeople();
  people.reads(LILEI, "zh");
  const client = jobClient({
    token: slack.botToken,
    apiUrl: slack.apiUrl,
    logger: slackLogger(keptLog()),
  });
  return slackMessenger({ client, language: () => language, people });
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
    await messenger.postAlarm(OPS, asked, { ...proposed, action: "break-glass" });
    await messenger.postResult(OPS, ofLilei("provisioned"));
    const texts = slack.messages(OPS).map(({ text }) => text ?? "");
    for (const text of texts) expect(HAN.test(text)).toBe(language === "zh");
    expect(texts.length).toBeGreaterThan(1);
  });
});

describe("what one person alone reads", () => {
  it("is in their own language: that nobody could be asked yet, and the result that came to them", async () => {
    const messenger = messengerIn("en");
    await messenger.postUnposted(LILEI, ofLilei("pending"));
    await messenger.postResult(LILEI, ofLilei("provisioned"), "invite");
    await messenger.postDirect(ofLilei("pending"), proposed);
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
