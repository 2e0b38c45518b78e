import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import {
  asked,
  groupsOf,
  permission,
  type Asked,
  type Permission,
  type Person,
  type Wish,
} from "../../../src/order/policy.ts";
import { policySchema, type Policy } from "../../../src/order/policy-file.ts";
import { aPerson, aPolicy, aRule, policyWith, type GivenRule } from "../../support/a-policy.ts";
import { alice, anOrder, aSpec, bob, carol, dave } from "../../support/an-order.ts";

const HOUR = 3_600_000;

/** As an operator writes it down. */
const documented = `
channels:
  approvals: C0APPROVALS
  announcements: C0OPS
language: zh
limits: { maxCount: 5, maxBandwidth: 200, allowPostpaidByUsage: true }
rules:
  - name: small
    match:
      regions: ["cn-east-*"]
      azs: ["*a"]
      deviceTypes: ["edcps.c.*"]
      chargeModes: [postpaid_by_duration]
      maxCount: 2
      maxMonthlyPrice: 12000.5
      requesters: { users: [U0ALICE], groups: [S0DEVS] }
    approvers: { users: [U0BOB], groups: [S0LEADS] }
    quorum: 1
    allowSelfApproval: false
    channel: C0APPROVALS
    remindAfter: 4h
    expiresAfter: 24h
`;

/** What is wrong, as `path: message`. */
function problemsOf(file: unknown): string[] {
  const parsed = policySchema.safeParse(file);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

const file = (...rules: readonly unknown[]): unknown => ({
  channels: { approvals: "C0APPROVALS" },
  rules,
});
const ruleWith = (changes: Record<string, unknown>): unknown => ({ ...aRule(), ...changes });

describe("the policy file", () => {
  it("may look as it is documented", () => {
    expect(policySchema.parse(parse(documented))).toEqual({
      channels: { approvals: "C0APPROVALS", announcements: "C0OPS" },
      language: "zh",
      limits: { maxCount: 5, maxBandwidth: 200, allowPostpaidByUsage: true },
      rules: [
        {
          name: "small",
          match: {
            regions: ["cn-east-*"],
            azs: ["*a"],
            deviceTypes: ["edcps.c.*"],
            chargeModes: ["postpaid_by_duration"],
            maxCount: 2,
            maxMonthlyPrice: 12_000_5000,
            requesters: { users: ["U0ALICE"], groups: ["S0DEVS"] },
          },
          stages: [{ users: ["U0BOB"], groups: ["S0LEADS"], quorum: 1 }],
          allowSelfApproval: false,
          channel: "C0APPROVALS",
          remindAfter: 4 * HOUR,
          expiresAfter: 24 * HOUR,
        },
      ],
    });
  });

  it("fills in what a rule leaves out with what is safe", () => {
    expect(aPolicy()).toEqual({
      channels: { approvals: "C0APPROVALS" },
      language: "en",
      limits: { maxCount: 5, maxBandwidth: 200, allowPostpaidByUsage: false },
      rules: [
        {
          name: "small",
          match: {},
          stages: [{ users: ["U0BOB", "U0CAROL"], groups: [], quorum: 1 }],
          allowSelfApproval: false,
          expiresAfter: 24 * HOUR,
        },
      ],
    });
  });

  it.each([
    ["30m", 0.5],
    ["4h", 4],
    ["7d", 168],
    ["9999d", 239_976],
  ])("takes %s for a duration", (text, hours) => {
    expect(policyWith({ expiresAfter: text }).rules[0]?.expiresAfter).toBe(hours * HOUR);
  });

  it.each([
    ["nothing at all", null, /^: /],
    ["a text", "rules: none", /^: /],
    [
      "an unknown key at the top",
      { channels: { approvals: "C0APPROVALS" }, rules: [aRule()], rule: [] },
      /^: .*"rule"/,
    ],
    ["no channel for approvals", { channels: {}, rules: [aRule()] }, /^channels\.approvals: /],
    [
      "a channel that is a name",
      { channels: { approvals: "#approvals" }, rules: [aRule()] },
      /^channels\.approvals: must be a channel id/,
    ],
    [
      "an unknown channel key",
      { channels: { approvals: "C0APPROVALS", results: "C0OPS" }, rules: [aRule()] },
      /^channels: .*"results"/,
    ],
    ["no rules", file(), /^rules: must hold at least one rule/],
    [
      "limits of nothing",
      { channels: { approvals: "C0APPROVALS" }, limits: { maxCount: 0 }, rules: [aRule()] },
      /^limits\.maxCount: /,
    ],
    [
      "limits beyond the cloud's",
      {
        channels: { approvals: "C0APPROVALS" },
        limits: { maxBandwidth: 10_241 },
        rules: [aRule()],
      },
      /^limits\.maxBandwidth: /,
    ],
    [
      "usage that is allowed by a word",
      {
        channels: { approvals: "C0APPROVALS" },
        limits: { allowPostpaidByUsage: "yes" },
        rules: [aRule()],
      },
      /^limits\.allowPostpaidByUsage: /,
    ],
    [
      "a language that the bot does not speak",
      { channels: { approvals: "C0APPROVALS" }, language: "fr", rules: [aRule()] },
      /^language: must be en or zh$/,
    ],
    [
      "a price of nothing",
      file(ruleWith({ match: { maxMonthlyPrice: 0 } })),
      /^rules\.0\.match\.maxMonthlyPrice: must be above 0$/,
    ],
    [
      "a price below nothing",
      file(ruleWith({ match: { maxMonthlyPrice: -1 } })),
      /^rules\.0\.match\.maxMonthlyPrice: must not be below 0$/,
    ],
    [
      "a price finer than amounts are kept",
      file(ruleWith({ match: { maxMonthlyPrice: 0.00001 } })),
      /^rules\.0\.match\.maxMonthlyPrice: must have at most 4 decimals$/,
    ],
    [
      "a price with its currency",
      file(ruleWith({ match: { maxMonthlyPrice: "5000 CNY" } })),
      /^rules\.0\.match\.maxMonthlyPrice: /,
    ],
    ["no zone that would match", file(ruleWith({ match: { azs: [] } })), /^rules\.0\.match\.azs: /],
    ["an unknown key in a rule", file(ruleWith({ qorum: 2 })), /^rules\.0: .*"qorum"/],
    [
      "an unknown key in a match",
      file(ruleWith({ match: { region: ["*"] } })),
      /^rules\.0\.match: .*"region"/,
    ],
    [
      "an empty list that would match nothing",
      file(ruleWith({ match: { regions: [] } })),
      /^rules\.0\.match\.regions: /,
    ],
    [
      "a text where a list belongs",
      file(ruleWith({ match: { regions: "cn-east-1" } })),
      /^rules\.0\.match\.regions: /,
    ],
    ["a rule without a name", file(ruleWith({ name: "" })), /^rules\.0\.name: /],
    [
      "a rule without approvers",
      file(ruleWith({ approvers: undefined })),
      /^rules\.0\.approvers: is missing: name approvers/,
    ],
    [
      "approvers that name nobody",
      file(ruleWith({ approvers: { users: [], groups: [] } })),
      /^rules\.0\.approvers: must name at least one/,
    ],
    [
      "requesters that name nobody",
      file(ruleWith({ match: { requesters: {} } })),
      /^rules\.0\.match\.requesters: must name at least one/,
    ],
    [
      "autoApprove beside approvers",
      file(ruleWith({ autoApprove: true })),
      /^rules\.0\.autoApprove: cannot stand beside approvers/,
    ],
    ["autoApprove: false", file(ruleWith({ autoApprove: false })), /^rules\.0\.autoApprove: /],
    [
      "a quorum above the approvers",
      file(ruleWith({ quorum: 3 })),
      /^rules\.0\.quorum: of 3 can never be met by 2 named approvers/,
    ],
    [
      "a quorum met only by naming one person twice",
      file(ruleWith({ approvers: { users: ["U0BOB", "U0BOB"] }, quorum: 2 })),
      /^rules\.0\.quorum: of 2 can never be met by 1 named approver$/,
    ],
    [
      "a requester who is the only approver",
      file(
        ruleWith({
          approvers: { users: ["U0BOB"] },
          match: { requesters: { users: ["U0BOB"] } },
        }),
      ),
      /^rules\.0\.quorum: of 1 can never be met: nobody approves their own order/,
    ],
    ["a quorum of nobody", file(ruleWith({ quorum: 0 })), /^rules\.0\.quorum: /],
    ["half a quorum", file(ruleWith({ quorum: 1.5 })), /^rules\.0\.quorum: /],
    [
      "a reminder after the end",
      file(ruleWith({ remindAfter: "25h" })),
      /^rules\.0\.remindAfter: must be shorter than expiresAfter/,
    ],
    [
      "a reminder at the end",
      file(ruleWith({ remindAfter: "4h", expiresAfter: "240m" })),
      /^rules\.0\.remindAfter: must be shorter/,
    ],
    [
      "a person by name",
      file(ruleWith({ approvers: { users: ["@bob"] } })),
      /^rules\.0\.approvers\.users\.0: must be a user id/,
    ],
    [
      "a group where a person belongs",
      file(ruleWith({ approvers: { users: ["S0LEADS"] } })),
      /^rules\.0\.approvers\.users\.0: must be a user id/,
    ],
    [
      "a person where a group belongs",
      file(ruleWith({ approvers: { groups: ["U0BOB"] } })),
      /^rules\.0\.approvers\.groups\.0: must be a user group id/,
    ],
    [
      "an unknown key among people",
      file(ruleWith({ approvers: { users: ["U0BOB"], emails: [] } })),
      /^rules\.0\.approvers: .*"emails"/,
    ],
    [
      "a second rule of the same name",
      file(aRule({ match: { maxCount: 1 } }), aRule()),
      /^rules\.1\.name: "small" is used twice/,
    ],
  ])("is refused with its path for %s", (_, given, problem) => {
    expect(problemsOf(given).join("\n")).toMatch(problem);
  });

  it.each(["24", "h", "0h", "24 h", "1w", "1.5h", "-4h", "24H", "10000d", "", "PT4H"])(
    "is refused for a duration of %j",
    (text) => {
      expect(problemsOf(file(ruleWith({ expiresAfter: text })))).toEqual([
        "rules.0.expiresAfter: must be a number and m, h or d, such as 30m, 4h or 7d",
      ]);
    },
  );

  it("is told everything that is wrong at once", () => {
    const problems = problemsOf(
      file(
        ruleWith({ quorum: 9, remindAfter: "9d" }),
        ruleWith({ name: "other", match: { maxCount: 0 } }),
      ),
    );
    expect(problems.map((problem) => problem.split(":", 1)[0])).toEqual(
      expect.arrayContaining(["rules.0.quorum", "rules.0.remindAfter", "rules.1.match.maxCount"]),
    );
  });

  it("lets a group meet any quorum: who is in it is not known here", () => {
    expect(
      problemsOf(
        file(ruleWith({ approvers: { users: ["U0BOB"], groups: ["S0LEADS"] }, quorum: 20 })),
      ),
    ).toEqual([]);
  });
});

describe("a rule that can never be reached", () => {
  const unreachable = (...matches: readonly GivenRule["match"][]): string[] =>
    problemsOf(file(...matches.map((match, index) => aRule({ name: `rule ${index + 1}`, match }))));

  it.each<readonly [string, GivenRule["match"], GivenRule["match"]]>([
    ["stands behind one that matches everything", {}, { regions: ["cn-east-1"] }],
    ["matches the same", { regions: ["cn-east-1"] }, { regions: ["cn-east-1"] }],
    ["is a part of a wildcard", { regions: ["cn-*"] }, { regions: ["cn-east-1"] }],
    ["is a narrower wildcard", { regions: ["cn-*"] }, { regions: ["cn-east-*", "cn-*-1"] }],
    [
      "stands behind a lone wildcard",
      { deviceTypes: ["*"] },
      {
        deviceTypes: ["edcps.c.*"],
      },
    ],
    [
      "names some of the same values",
      { chargeModes: ["postpaid_by_duration", "prepaid_by_duration"] },
      { chargeModes: ["prepaid_by_duration"] },
    ],
    ["allows no more servers", { maxCount: 3 }, { maxCount: 3 }],
    ["allows fewer servers", { maxCount: 3 }, { maxCount: 1 }],
    ["names some of the same zones", { azs: ["*-tz1a", "*-tz1b"] }, { azs: ["cn-east-tz1b"] }],
    ["allows no higher price", { maxMonthlyPrice: 0.3 }, { maxMonthlyPrice: 0.3 }],
    ["allows a lower price", { maxMonthlyPrice: 5000 }, { maxMonthlyPrice: 4999.99 }],
    [
      "asks for a price behind one that does not",
      { maxCount: 2 },
      { maxCount: 2, maxMonthlyPrice: 1 },
    ],
    [
      "names some of the same people",
      { requesters: { users: ["U0ALICE", "U0BOB"], groups: ["S0DEVS"] } },
      { requesters: { users: ["U0BOB"] } },
    ],
    ["is for a group, whose guests do not count", {}, { requesters: { groups: ["S0DEVS"] } }],
    [
      "is narrower in every way",
      { regions: ["cn-*"], maxCount: 5 },
      { regions: ["cn-east-1"], maxCount: 2, deviceTypes: ["edcps.c.1"] },
    ],
  ])("is refused when it %s", (_, earlier, later) => {
    expect(unreachable(earlier, later)).toEqual([
      'rules.1: can never be reached: rule "rule 1" before it matches everything that it matches',
    ]);
  });

  it.each<readonly [string, GivenRule["match"], GivenRule["match"]]>([
    ["is wider", { regions: ["cn-east-1"] }, {}],
    ["is a wider wildcard", { regions: ["cn-east-*"] }, { regions: ["cn-*"] }],
    [
      "overlaps in part",
      { regions: ["cn-east-1", "cn-north-1"] },
      { regions: ["cn-north-1", "cn-south-1"] },
    ],
    ["allows more servers", { maxCount: 2 }, { maxCount: 3 }],
    ["allows any number of servers", { maxCount: 2 }, {}],
    ["is for other zones", { azs: ["*a"] }, { azs: ["*b"] }],
    ["is for any zone", { azs: ["*"] }, {}],
    ["allows a higher price", { maxMonthlyPrice: 5000 }, { maxMonthlyPrice: 5000.01 }],
    [
      "takes what has no known price",
      { maxMonthlyPrice: 1_000_000_000 },
      {
        maxCount: 1,
      },
    ],
    [
      "is for other people",
      { requesters: { users: ["U0ALICE"] } },
      { requesters: { users: ["U0BOB"] } },
    ],
    ["is for everybody", { requesters: { groups: ["S0DEVS"] } }, {}],
    [
      "is for every member, while it names people who may be guests",
      {},
      { requesters: { users: ["U0GUEST"], groups: ["S0DEVS"] } },
    ],
    [
      "narrows one thing and widens another",
      { regions: ["cn-*"], maxCount: 1 },
      { regions: ["cn-east-1"], maxCount: 2 },
    ],
  ])("is not seen in one that %s", (_, earlier, later) => {
    expect(unreachable(earlier, later)).toEqual([]);
  });

  it("is named with the rule that hides it, however far above that stands", () => {
    expect(
      unreachable(
        { regions: ["cn-north-1"] },
        { maxCount: 2 },
        { regions: ["cn-south-1"] },
        { maxCount: 1 },
      ),
    ).toEqual([
      'rules.3: can never be reached: rule "rule 2" before it matches everything that it matches',
    ]);
  });
});

const wanted: Asked = {
  region: "cn-east-1",
  az: "cn-east-1a",
  deviceType: "edcps.c.normal1",
  chargeMode: "postpaid_by_duration",
  count: 2,
  monthlyPrice: 5000_0000,
};
const place = (policy: Policy, person: Person, changes: Partial<Asked> = {}): Permission =>
  permission(policy, person, { action: "place", asked: { ...wanted, ...changes } });
const ruleOf = (allowed: Permission): string =>
  allowed.ok ? allowed.rule.name : allowed.refusal.reason;

describe("who may order what", () => {
  it("is said by the first rule that matches", () => {
    const policy = policyWith(
      { match: { maxCount: 1 } },
      { match: { regions: ["cn-east-*"] } },
      {},
    );
    expect(ruleOf(place(policy, aPerson(alice), { count: 1 }))).toBe("rule 1");
    expect(ruleOf(place(policy, aPerson(alice)))).toBe("rule 2");
    expect(ruleOf(place(policy, aPerson(alice), { region: "cn-north-1" }))).toBe("rule 3");
  });

  it.each<readonly [GivenRule["match"], Partial<Asked>]>([
    [{ regions: ["cn-north-1"] }, {}],
    [{ azs: ["cn-east-1b", "cn-east-1"] }, {}],
    [{ deviceTypes: ["edcps.g.*"] }, {}],
    [{ chargeModes: ["prepaid_by_duration"] }, {}],
    [{ maxCount: 1 }, {}],
    [{ maxMonthlyPrice: 4999.9999 }, {}],
    [{ maxMonthlyPrice: 1_000_000_000 }, { monthlyPrice: undefined }],
    [{ requesters: { users: ["U0BOB"] } }, {}],
    [{ requesters: { groups: ["S0DEVS"] } }, {}],
    [{ regions: ["cn-east-1"], maxCount: 2 }, { count: 3 }],
  ])("nobody, when no rule matches: %j", (match, changes) => {
    expect(ruleOf(place(policyWith({ match }), aPerson(alice), changes))).toBe("no-rule");
  });

  const both = { approvers: { users: ["U0ALICE", "U0BOB"] }, quorum: 2 };

  it("not a requester beside whom too few are named to agree, and the rule is named", () => {
    const policy = policyWith({ match: { maxCount: 1 } }, both);
    expect(place(policy, aPerson(alice))).toEqual({
      ok: false,
      refusal: { reason: "too-few", rule: "rule 2" },
    });
    expect(ruleOf(place(policy, aPerson({ userId: "U0ALICE", teamId: "T0OTHER" })))).toBe(
      "too-few",
    );
    expect(ruleOf(place(policy, aPerson(carol)))).toBe("rule 2");
    expect(ruleOf(permission(policy, aPerson(alice), { action: "open-form" }))).toBe("rule 1");
  });

  it.each<readonly [string, Partial<GivenRule>]>([
    ["a group may fill the seats", { approvers: { users: ["U0ALICE"], groups: ["S0LEADS"] } }],
    ["the requester counts too", { allowSelfApproval: true }],
    ["the second list may", { escalation: { after: "1h", approvers: { users: ["U0CAROL"] } } }],
    ["or a group of it", { escalation: { after: "1h", approvers: { groups: ["S0LEADS"] } } }],
    ["somebody may break the glass", { breakGlass: { users: ["U0CAROL"] } }],
    ["the requester may break it", { breakGlass: { users: ["U0ALICE"], ownOrders: true } }],
  ])("everybody, where %s", (_, changes) => {
    expect(ruleOf(place(policyWith({ ...both, ...changes }), aPerson(alice)))).toBe("rule 1");
  });

  it("not where the only one who could help is the requester again", () => {
    for (const changes of [
      { breakGlass: { users: ["U0ALICE"] } },
      { escalation: { after: "1h", approvers: { users: ["U0ALICE"] } } },
    ])
      expect(ruleOf(place(policyWith({ ...both, ...changes }), aPerson(alice)))).toBe("too-few");
  });

  it.each([
    ["cn-east-1", "cn-east-1", true],
    ["cn-east-1", "cn-east-10", false],
    ["cn-east-1", "xcn-east-1", false],
    ["cn-*", "cn-east-1", true],
    ["cn-*", "cn-", true],
    ["cn-*", "us-east-1", false],
    ["*", "", true],
    ["*-1", "cn-east-1", true],
    ["*-1", "cn-east-12", false],
    ["c*e*1", "cn-east-1", true],
    ["c*e*1", "cn-north-1", false],
    ["cn.east.1", "cn-east-1", false],
    ["cn-east-?", "cn-east-1", false],
    ["[a-z]*", "cn-east-1", false],
    ["(", "(", true],
    ["CN-*", "cn-east-1", false],
    ["*", "line\nbreak", true],
  ])("knows of wildcards only the star: %s and %j", (glob, region, fits) => {
    expect(place(policyWith({ match: { regions: [glob] } }), aPerson(alice), { region }).ok).toBe(
      fits,
    );
  });

  it("is said by the zone and by the price too, where a rule asks for them", () => {
    const policy = policyWith(
      { match: { azs: ["*a"], maxMonthlyPrice: 5000 } },
      { match: { azs: ["*b"] } },
      {},
    );
    expect(ruleOf(place(policy, aPerson(alice)))).toBe("rule 1");
    expect(ruleOf(place(policy, aPerson(alice), { az: "cn-east-1b" }))).toBe("rule 2");
    expect(ruleOf(place(policy, aPerson(alice), { monthlyPrice: 5000_0001 }))).toBe("rule 3");
  });

  it("sends an order whose price is not known past every rule that asks for one", () => {
    const policy = policyWith({ match: { maxMonthlyPrice: 1_000_000 } }, {});
    expect(ruleOf(place(policy, aPerson(alice), { monthlyPrice: undefined }))).toBe("rule 2");
    expect(ruleOf(place(policy, aPerson(alice), { monthlyPrice: 0 }))).toBe("rule 1");
  });

  it("counts everybody of a group, and nobody for a group that is not named", () => {
    const policy = policyWith({ match: { requesters: { groups: ["S0DEVS", "S0OPS"] } } });
    expect(place(policy, aPerson(alice, { groups: ["S0OPS"] })).ok).toBe(true);
    expect(place(policy, aPerson(alice, { groups: ["S0LEADS"] })).ok).toBe(false);
  });

  it("lets people open the form who have any rule at all", () => {
    const policy = policyWith({
      match: { regions: ["nowhere"], requesters: { users: ["U0ALICE"] } },
    });
    expect(permission(policy, aPerson(alice), { action: "open-form" }).ok).toBe(true);
    expect(ruleOf(permission(policy, aPerson(bob), { action: "open-form" }))).toBe("no-rule");
  });
});

describe("guests and people of other workspaces", () => {
  const strangers = (["guest", "foreign"] as const).map((standing) => ({
    standing,
    person: aPerson(dave, { standing, groups: ["S0DEVS", "S0LEADS"] }),
  }));

  it.each(strangers)(
    "a $standing person may not order where everybody may",
    ({ standing, person }) => {
      expect(ruleOf(place(policyWith({}), person))).toBe(standing);
      expect(ruleOf(permission(policyWith({}), person, { action: "open-form" }))).toBe(standing);
    },
  );

  it.each(strangers)("a $standing person is not let in by a group", ({ standing, person }) => {
    const policy = policyWith({
      match: { requesters: { users: ["U0ALICE"], groups: ["S0DEVS"] } },
    });
    expect(ruleOf(place(policy, person))).toBe(standing);
  });

  it.each(strangers)(
    "a $standing person who is listed may order what their rule covers, and nothing else",
    ({ person }) => {
      const policy = policyWith(
        { match: { regions: ["cn-east-1"], requesters: { users: ["U0DAVE"] } } },
        {},
      );
      expect(ruleOf(place(policy, person))).toBe("rule 1");
      expect(ruleOf(place(policy, person, { region: "cn-north-1" }))).toBe("no-rule");
    },
  );

  it.each(strangers)(
    "a $standing person who is listed behind a rule for every member orders by their own",
    ({ person }) => {
      const policy = policyWith({}, { match: { requesters: { users: ["U0DAVE"] } } });
      expect(ruleOf(place(policy, person))).toBe("rule 2");
      expect(ruleOf(place(policy, aPerson(dave)))).toBe("rule 1");
    },
  );

  const act = (policy: Policy, person: Person): Permission =>
    permission(policy, person, { action: "approve", order: anOrder(), requester: aPerson(alice) });

  it.each(strangers)(
    "a $standing person may not approve unless they are listed",
    ({ standing, person }) => {
      expect(ruleOf(act(policyWith({ approvers: { groups: ["S0LEADS"] } }), person))).toBe(
        standing,
      );
      expect(act(policyWith({ approvers: { users: ["U0DAVE"] } }), person).ok).toBe(true);
    },
  );

  it("whose account is deactivated may do nothing, listed or not", () => {
    const gone = aPerson(dave, { standing: "deactivated", groups: ["S0LEADS"] });
    const policy = policyWith({
      match: { requesters: { users: ["U0DAVE", "U0ALICE"] } },
      approvers: { users: ["U0DAVE"] },
      allowSelfApproval: true,
    });
    expect(ruleOf(place(policy, gone))).toBe("deactivated");
    expect(ruleOf(permission(policy, gone, { action: "open-form" }))).toBe("deactivated");
    expect(ruleOf(act(policy, gone))).toBe("deactivated");
    const own = { order: anOrder({ requester: dave }), requester: gone };
    for (const action of ["view", "cancel", "retry"] as const)
      expect(ruleOf(permission(policy, gone, { action, ...own }))).toBe("deactivated");
  });
});

describe("who may do what with an order", () => {
  const requester = aPerson(alice);
  const may = (
    policy: Policy,
    person: Person,
    action: Extract<Wish, { order: unknown }>["action"],
    order = anOrder(),
  ) => ruleOf(permission(policy, person, { action, order, requester }));
  const policy = policyWith({});

  it.each([
    ["view", "rule 1", "rule 1", "not-yours"],
    ["approve", "not-approver", "rule 1", "not-approver"],
    ["deny", "not-approver", "rule 1", "not-approver"],
    ["cancel", "rule 1", "rule 1", "not-yours"],
    ["retry", "rule 1", "rule 1", "not-yours"],
  ] as const)(
    "%s: requester %s, approver %s, stranger %s",
    (action, forRequester, forApprover, forStranger) => {
      expect(may(policy, requester, action)).toBe(forRequester);
      expect(may(policy, aPerson(bob), action)).toBe(forApprover);
      expect(may(policy, aPerson(dave), action)).toBe(forStranger);
    },
  );

  it.each(["view", "approve", "deny", "cancel", "retry"] as const)(
    "%s is not for somebody of another workspace with an approver's group",
    (action) => {
      const person = aPerson(
        { userId: "U0X", teamId: "T0OTHER" },
        { standing: "foreign", groups: ["S0LEADS"] },
      );
      expect(may(policyWith({ approvers: { groups: ["S0LEADS"] } }), person, action)).toBe(
        "foreign",
      );
    },
  );

  it("is said by the rule that lets the requester in, not by the one that would let the approver order", () => {
    const rules = policyWith(
      { match: { requesters: { users: ["U0ALICE"] } }, approvers: { users: ["U0CAROL"] } },
      { approvers: { users: ["U0BOB"] } },
    );
    expect(may(rules, aPerson(bob), "approve")).toBe("not-approver");
    expect(may(rules, aPerson(carol), "approve")).toBe("rule 1");
  });

  it("lets the requester of an order that no rule covers look and cancel, and nobody do anything else", () => {
    const gone = policyWith({ match: { regions: ["elsewhere"] } });
    expect(may(gone, requester, "view")).toBe("(none)");
    expect(may(gone, requester, "cancel")).toBe("(none)");
    expect(may(gone, requester, "retry")).toBe("rule-gone");
    expect(may(gone, requester, "approve")).toBe("rule-gone");
    for (const action of ["view", "approve", "deny", "cancel", "retry"] as const)
      expect(may(gone, aPerson(bob), action)).toBe("rule-gone");
  });
});

describe("what a rule looks at", () => {
  it("is the place, the type, the way of billing, the number and the price of a month", () => {
    const price = { currency: "CNY", perMonth: 33_480_0000, perHour: 45_0000, parts: [] };
    expect(asked(anOrder({ spec: aSpec({ count: 3 }), price }))).toEqual({
      region: "cn-east-tz1",
      az: "cn-east-tz1a",
      deviceType: "edcps.c.normal1",
      chargeMode: "postpaid_by_duration",
      count: 3,
      monthlyPrice: 33_480_0000,
    });
  });

  it("has no price when the order was placed without one", () => {
    expect(asked(anOrder()).monthlyPrice).toBeUndefined();
  });

  it("is the price as it was when the order was placed, for whoever acts on it later", () => {
    const policy = policyWith(
      { match: { maxMonthlyPrice: 100 }, approvers: { users: ["U0CAROL"] } },
      {},
    );
    const price = { currency: "CNY", perMonth: 100_0000, perHour: 1344, parts: [] };
    const ruling = (order = anOrder()): string =>
      ruleOf(
        permission(policy, aPerson(carol), { action: "approve", order, requester: aPerson(alice) }),
      );
    expect(ruling(anOrder({ price }))).toBe("rule 1");
    expect(ruling(anOrder({ price: { ...price, perMonth: 100_0001 } }))).toBe("rule 2");
    expect(ruling()).toBe("rule 2");
  });

  it("takes an order that names no way of billing for none: the cloud's own default is not certain", () => {
    const unsaid = anOrder({ spec: aSpec({ charge: {} }) });
    for (const mode of ["postpaid_by_duration", "prepaid_by_duration"]) {
      const policy = policyWith({ match: { chargeModes: [mode] } });
      const wish = { action: "place", asked: asked(unsaid) } as const;
      expect(ruleOf(permission(policy, aPerson(alice), wish))).toBe("no-rule");
    }
  });

  it("asks Slack about every group that any rule names, once", () => {
    const policy = policyWith(
      { match: { requesters: { groups: ["S0DEVS"] } }, approvers: { groups: ["S0LEADS"] } },
      { match: { requesters: { groups: ["S0OPS", "S0DEVS"] } }, approvers: { users: ["U0BOB"] } },
      { approvers: { groups: ["S0LEADS"] } },
    );
    expect([...groupsOf(policy)].toSorted()).toEqual(["S0DEVS", "S0LEADS", "S0OPS"]);
  });
});
