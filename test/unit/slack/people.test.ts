import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSlack, type Slack } from "../../../playground/slack/slack.ts";
import { slackIdentity } from "../../../src/slack/identity.ts";
import { slackPeople } from "../../../src/slack/people.ts";
import { slackLogger } from "../../../src/slack/slack-logger.ts";
import { gestureClient } from "../../../src/slack/web-clients.ts";
import { IdentityUnavailable, type People } from "../../../src/workflow/ports.ts";
import {
  keptLog,
  keptTroubles,
  standingClock,
  type StandingClock,
} from "../../support/workflow-ports.ts";

const LILEI = "U0LILEI01";
const ALICE = "U0ALICE01";

let slack: Slack;
let clock: StandingClock;
let people: People;
beforeEach(async () => {
  slack = await startSlack();
  clock = standingClock();
  const log = keptLog();
  const client = gestureClient({
    token: slack.botToken,
    apiUrl: slack.apiUrl,
    logger: slackLogger(log),
  });
  people = slackPeople({
    client,
    identity: slackIdentity(client, clock),
    language: () => "en",
    troubles: keptTroubles(),
    now: clock,
    log,
  });
});
afterEach(() => slack.stop());

const lookUps = () =>
  slack.traffic.filter((entry) => entry.kind === "call" && entry.method === "users.info").length;

describe("the language that somebody reads", () => {
  it("is the one of their Slack", async () => {
    expect([await people.languageOf(LILEI), await people.languageOf(ALICE)]).toEqual(["zh", "en"]);
  });

  it("comes with the look-up that says who they are", async () => {
    const who = { userId: LILEI, teamId: slack.teamId };
    const [language, person] = await Promise.all([
      people.languageOf(LILEI),
      people.identify(who, []),
    ]);
    expect([language, person.standing]).toEqual(["zh", "member"]);
    expect(await people.languageOf(LILEI)).toBe("zh");
    await people.identify(who, []);
    expect(lookUps()).toBe(1);
  });

  it("is asked for again after a minute, like everything about a person", async () => {
    await people.languageOf(LILEI);
    slack.updateUser(LILEI, { locale: "en-US" });
    expect(await people.languageOf(LILEI)).toBe("zh");
    clock.setTo(3);
    expect(await people.languageOf(LILEI)).toBe("en");
  });

  it("is the channels' for somebody of whom Slack knows none, and while Slack is down", async () => {
    expect(await people.languageOf("U0NOBODY1")).toBe("en");
    slack.faults.set("users.info", { status: 500 });
    expect(await people.languageOf(LILEI)).toBe("en");
    await expect(people.identify({ userId: LILEI, teamId: slack.teamId }, [])).rejects.toThrow(
      IdentityUnavailable,
    );
  });

  it("is remembered while Slack is down, although who they are is not", async () => {
    await people.languageOf(LILEI);
    slack.faults.set("users.info", { status: 500 });
    clock.setTo(60);
    expect(await people.languageOf(LILEI)).toBe("zh");
    await expect(people.identify({ userId: LILEI, teamId: slack.teamId }, [])).rejects.toThrow(
      IdentityUnavailable,
    );
  });
});

describe("how somebody stands to the workspace", () => {
  const standing = async (userId: string, teamId = slack.teamId) =>
    (await people.identify({ userId, teamId }, [])).standing;

  it("is what Slack says", async () => {
    slack.updateUser(ALICE, { isRestricted: true });
    slack.updateUser(LILEI, { deleted: true });
    expect([await standing(ALICE), await standing(LILEI), await standing("U0BOB0001")]).toEqual([
      "guest",
      "deactivated",
      "member",
    ]);
  });

  it("is foreign through another workspace's request, whoever it is at home", async () => {
    expect(await standing("U0BOB0001")).toBe("member");
    expect([await standing("U0BOB0001", "T0OTHER01"), await standing("U0NOBODY1")]).toEqual([
      "foreign",
      "foreign",
    ]);
    expect(lookUps()).toBe(2);
  });
});
