import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { parsePolicy } from "../../../src/config.ts";
import type { Stage } from "../../../src/order/seats.ts";
import { aPolicy, aRule, type GivenRule } from "../../support/a-policy.ts";

const HOUR = 3_600_000;
const [bob, carol, dave] = ["U0BOB", "U0CAROL", "U0DAVE"];

/** The stages of one rule. */
const stagesWith = (changes: Partial<GivenRule>): readonly Stage[] =>
  aPolicy({ rules: [aRule(changes)] }).rules[0]?.stages ?? [];

/** What an operator is told of a policy file, as the start prints it. */
function toldOf(file: unknown): readonly string[] {
  const parsed = parsePolicy("policy.yaml", { ok: true, settings: stringify(file) }, true);
  return parsed.ok ? [] : parsed.problems.map((problem) => problem.replace("policy.yaml: ", ""));
}
const toldOfRule = (changes: Record<string, unknown>): readonly string[] =>
  toldOf({ channels: { approvals: "C0APPROVALS" }, rules: [{ ...aRule(), ...changes }] });

describe("the stages of a rule", () => {
  it("are one, of the rule's quorum, where one list of people approves", () => {
    expect(
      stagesWith({ approvers: { users: [bob, carol], groups: ["S0LEADS"] }, quorum: 2 }),
    ).toEqual([{ users: [bob, carol], groups: ["S0LEADS"], quorum: 2 }]);
  });

  it("are several where several lists have to agree, each with its own quorum", () => {
    const approvers = [{ name: "platform", groups: ["S0LEADS"], quorum: 2 }, { users: [carol] }];
    expect(stagesWith({ approvers })).toEqual([
      { name: "platform", users: [], groups: ["S0LEADS"], quorum: 2 },
      { users: [carol], groups: [], quorum: 1 },
    ]);
  });

  it("are one more when the rule's quorum asks for more people than the lists do, whoever they are", () => {
    const approvers = [{ users: [bob] }, { users: [carol, dave], groups: ["S0LEADS"] }];
    expect(stagesWith({ approvers, quorum: 4 })).toEqual([
      { users: [bob], groups: [], quorum: 1 },
      { users: [carol, dave], groups: ["S0LEADS"], quorum: 1 },
      { users: [bob, carol, dave], groups: ["S0LEADS"], quorum: 2 },
    ]);
  });

  it.each([1, 2])("are no more and no fewer for a quorum of %d beside two lists", (quorum) => {
    expect(stagesWith({ approvers: [{ users: [bob] }, { users: [carol] }], quorum })).toHaveLength(
      2,
    );
  });

  it("are none where nobody is asked", () => {
    expect(aPolicy({ rules: [{ name: "auto", autoApprove: true }] }).rules[0]?.stages).toEqual([]);
  });
});

describe("approvers who could never agree are named at the start", () => {
  const tooFew =
    "nobody approves their own order, and too few approvers are left beside each requester";

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    [
      "one list is too short",
      { quorum: 3 },
      ["rules[0].quorum of 3 can never be met by 2 named approvers."],
    ],
    [
      "one person is named twice",
      { approvers: { users: [bob, bob] }, quorum: 2 },
      ["rules[0].quorum of 2 can never be met by 1 named approver."],
    ],
    [
      "one of several lists is too short",
      { approvers: [{ groups: ["S0LEADS"] }, { users: [bob, bob], quorum: 2 }] },
      ["rules[0].approvers[1].quorum of 2 can never be met by 1 named approver."],
    ],
    [
      "each of several lists is too short",
      {
        approvers: [
          { users: [bob], quorum: 2 },
          { users: [carol, dave], quorum: 3 },
        ],
      },
      [
        "rules[0].approvers[0].quorum of 2 can never be met by 1 named approver.",
        "rules[0].approvers[1].quorum of 3 can never be met by 2 named approvers.",
      ],
    ],
    [
      "one person would have to agree for two lists",
      { approvers: [{ users: [bob] }, { users: [bob] }] },
      ["rules[0].approvers can never all agree: 2 seats for 1 named approver."],
    ],
    [
      "three lists share two people",
      { approvers: [{ users: [bob, carol] }, { users: [carol, bob] }, { users: [bob] }] },
      ["rules[0].approvers can never all agree: 3 seats for 2 named approvers."],
    ],
    [
      "a quorum beside lists asks for more people than there are",
      { approvers: [{ users: [bob] }, { users: [carol] }], quorum: 3 },
      ["rules[0].quorum of 3 can never be met by 2 named approvers."],
    ],
    [
      "the only requester is the only approver",
      { approvers: { users: [bob] }, match: { requesters: { users: [bob] } } },
      [`rules[0].quorum of 1 can never be met: ${tooFew}.`],
    ],
    [
      "the only requester alone could agree for one list",
      {
        approvers: [{ users: [bob] }, { users: [bob, carol] }],
        match: { requesters: { users: [bob] } },
      },
      [`rules[0].approvers can never all agree: ${tooFew}.`],
    ],
  ])("%s", (_, changes, told) => {
    expect(toldOfRule(changes)).toEqual(told);
  });

  it.each<[string, Record<string, unknown>]>([
    [
      "people fit two lists, and there are enough of them",
      { approvers: [{ users: [bob, carol] }, { users: [bob, carol] }] },
    ],
    [
      "a list has a group, whose people are not known here",
      { approvers: [{ groups: ["S0LEADS"], quorum: 20 }, { users: [bob] }] },
    ],
    [
      "a quorum beside lists may be met by a group",
      { approvers: [{ users: [bob] }, { groups: ["S0LEADS"] }], quorum: 9 },
    ],
    [
      "the requester may approve",
      {
        approvers: { users: [bob] },
        match: { requesters: { users: [bob] } },
        allowSelfApproval: true,
      },
    ],
    [
      "one of two requesters leaves enough approvers",
      { approvers: { users: [bob] }, match: { requesters: { users: [bob, carol] } } },
    ],
    [
      "requesters come from a group",
      { approvers: { users: [bob] }, match: { requesters: { users: [bob], groups: ["S0DEVS"] } } },
    ],
  ])("and nothing is said when %s", (_, changes) => {
    expect(toldOfRule(changes)).toEqual([]);
  });
});

describe("what is wrong with a rule is told where it stands", () => {
  const quietHours = { from: "19:00", to: "09:00", zone: "Asia/Shanghai" };
  const escalation = { after: "4h", approvers: { users: [dave] } };

  it.each<[string, Record<string, unknown>, string]>([
    [
      "approvers that are a text",
      { approvers: "U0BOB" },
      "rules[0].approvers must be of type object, not string.",
    ],
    [
      "approvers that are nothing",
      { approvers: null },
      "rules[0].approvers must be of type object, not null.",
    ],
    [
      "no list at all",
      { approvers: [] },
      "rules[0].approvers is too small: expected array to have >=1 items.",
    ],
    [
      "lists that are too many",
      { approvers: Array.from({ length: 6 }, () => ({ groups: ["S0A"] })) },
      "rules[0].approvers is too big: expected array to have <=5 items.",
    ],
    [
      "an id where a list belongs",
      { approvers: ["U0BOB"] },
      "rules[0].approvers[0] must be of type object, not string.",
    ],
    [
      "a list that names nobody",
      { approvers: [{ groups: ["S0LEADS"] }, { name: "finance" }] },
      "rules[0].approvers[1] must name at least one user or group.",
    ],
    [
      "a list with a wrong id",
      { approvers: [{ groups: ["S0LEADS"] }, { users: ["bob"] }] },
      "rules[0].approvers[1].users[0] must be a user id such as U0ALICE.",
    ],
    [
      "an unknown key in a list",
      { approvers: [{ users: [bob], quota: 2 }] },
      "rules[0].approvers[0].quota is not a key that the policy knows.",
    ],
    [
      "an unknown key among approvers",
      { approvers: { users: [bob], emails: [] } },
      "rules[0].approvers.emails is not a key that the policy knows.",
    ],
    [
      "a quorum of nobody in a list",
      { approvers: [{ users: [bob], quorum: 0 }] },
      "rules[0].approvers[0].quorum is too small: expected number to be >=1.",
    ],
    [
      "nobody who may break the glass",
      { breakGlass: {} },
      "rules[0].breakGlass must name at least one user or group.",
    ],
    [
      "a group by its name there",
      { breakGlass: { groups: ["@oncall"] } },
      "rules[0].breakGlass.groups[0] must be a user group id such as S0LEADS.",
    ],
    [
      "an unknown key there",
      { breakGlass: { users: [bob], alone: true } },
      "rules[0].breakGlass.alone is not a key that the policy knows.",
    ],
    [
      "glass to break where nobody is asked",
      { approvers: undefined, autoApprove: true, breakGlass: { users: [bob] } },
      "rules[0].breakGlass does nothing beside autoApprove: nobody is asked there.",
    ],
    [
      "a second list where nobody is asked",
      { approvers: undefined, autoApprove: true, escalation },
      "rules[0].escalation does nothing beside autoApprove: nobody is asked there.",
    ],
    [
      "a second list after the end",
      { escalation: { ...escalation, after: "1d" } },
      "rules[0].escalation.after must be shorter than expiresAfter.",
    ],
    [
      "a second list that is never asked",
      { escalation: { approvers: escalation.approvers } },
      "rules[0].escalation.after is missing.",
    ],
    [
      "a second list of nobody",
      { escalation: { after: "4h", approvers: {} } },
      "rules[0].escalation.approvers must name at least one user or group.",
    ],
    [
      "an hour that is no time of day",
      { quietHours: { ...quietHours, from: "25:00" } },
      'rules[0].quietHours.from must be a time of day such as "19:00".',
    ],
    [
      "an hour that YAML takes for a number",
      { quietHours: { ...quietHours, from: 1140 } },
      "rules[0].quietHours.from must be of type string, not number.",
    ],
    [
      "a quiet that never ends",
      { quietHours: { ...quietHours, to: "19:00" } },
      "rules[0].quietHours.to must differ from the beginning.",
    ],
    [
      "a zone that is none",
      { quietHours: { ...quietHours, zone: "Peking" } },
      "rules[0].quietHours.zone must be a time zone such as Asia/Shanghai.",
    ],
    [
      "a reminder after the end",
      { remindAfter: "24h" },
      "rules[0].remindAfter must be shorter than expiresAfter.",
    ],
  ])("%s", (_, changes, told) => {
    expect(toldOfRule(changes)).toEqual([told]);
  });

  it("and so is what is wrong with the policy's own quiet hours", () => {
    const file = { channels: { approvals: "C0APPROVALS" }, rules: [aRule()] };
    expect(toldOf({ ...file, quietHours: { ...quietHours, zone: "" } })).toEqual([
      "quietHours.zone must be a time zone such as Asia/Shanghai.",
    ]);
  });

  it("all at once", () => {
    const told = toldOfRule({
      approvers: [{ users: ["bob"] }],
      breakGlass: {},
      quietHours: {},
      expiresAfter: "soon",
    });
    expect(told.map((problem) => problem.split(" ", 1)[0])).toEqual([
      "rules[0].approvers[0].users[0]",
      "rules[0].breakGlass",
      "rules[0].quietHours.from",
      "rules[0].quietHours.to",
      "rules[0].quietHours.zone",
      "rules[0].expiresAfter",
    ]);
  });
});

describe("quiet hours", () => {
  const night = { from: "19:00", to: "09:00", zone: "Asia/Shanghai", weekends: true };
  const noon = { from: "12:00", to: "13:00", zone: "Europe/Berlin", weekends: false };

  it("of the policy hold for every rule that has none of its own", () => {
    const policy = aPolicy({
      quietHours: night,
      rules: [aRule({ name: "own", quietHours: noon, match: { maxCount: 1 } }), aRule()],
    });
    expect(policy.rules.map(({ quietHours }) => quietHours)).toEqual([noon, night]);
    expect(policy).not.toHaveProperty("quietHours");
  });

  it("are none unless somebody asks for them", () => {
    expect(aPolicy().rules[0]).not.toHaveProperty("quietHours");
  });
});

describe("break-glass and escalation", () => {
  it("leave out what is not said, with what is safe", () => {
    const escalation = { after: "90m", approvers: { groups: ["S0DIRECTORS"] } };
    const policy = aPolicy({ rules: [aRule({ breakGlass: { users: [dave] }, escalation })] });
    expect(policy.rules[0]).toMatchObject({
      breakGlass: { users: [dave], groups: [], ownOrders: false },
      escalation: { after: 1.5 * HOUR, approvers: { users: [], groups: ["S0DIRECTORS"] } },
    });
  });
});
