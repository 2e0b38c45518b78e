import { describe, expect, it } from "vitest";
import { defaultLimits } from "../../../src/order/instance-spec.ts";
import { languages, type Language } from "../../../src/order/language.ts";
import type { Order } from "../../../src/order/order.ts";
import type { Person } from "../../../src/order/policy.ts";
import { priceBookSchema } from "../../../src/order/price-book.ts";
import { answerPolicy } from "../../../src/slack/policy-answer.ts";
import { readerIn } from "../../../src/slack/reader.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { aPerson, orderUnder, policyWith, type GivenRule } from "../../support/a-policy.ts";
import { alice, bob, carol, dave, minutesLater } from "../../support/an-order.ts";
import { expectSentence } from "../../support/language-judge.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { expectGoodMessage, hostileTexts, mrkdwnIn } from "../../support/slack-judge.ts";
import { keptLog, knownPeople, memoryQueue, standingClock } from "../../support/workflow-ports.ts";
import { worldPorts } from "../../support/world-ports.ts";

type Who = Pick<Person, "userId" | "teamId">;
const { en, zh } = textsIn;
const has = { sealing: true, limits: defaultLimits, prices: true };
const IDS = ["U0ALICE", "U0BOB", "U0CAROL", "U0DAVE", "!subteam^S0LEADS", "!subteam^S0FINANCE"];

const everything: Partial<GivenRule> = {
  name: "production",
  match: { regions: ["cn-*"] },
  approvers: [
    { name: "platform", groups: ["S0LEADS"] },
    { users: ["U0BOB", "U0CAROL"], groups: ["S0FINANCE"], quorum: 2 },
  ],
  escalation: { after: "8h", approvers: { users: ["U0DAVE"] } },
  breakGlass: { users: ["U0CAROL"], ownOrders: true },
  quietHours: { from: "19:00", to: "09:00", zone: "Asia/Shanghai", weekends: true },
  remindAfter: "90m",
  expiresAfter: "3d",
};

function setUp(
  rules: readonly Partial<GivenRule>[] = [{}],
  {
    order = {},
    people = [],
    prices,
  }: { order?: Partial<Order>; people?: Person[]; prices?: number } = {},
) {
  const clock = standingClock();
  const orders = memoryOrders(clock);
  const policy = policyWith(...rules);
  orders.put(orderUnder(policy, order));
  const book = priceBookSchema.parse({
    currency: "CNY",
    prices: [{ deviceTypes: ["*"], postpaid_by_duration: { hour: prices ?? 1 } }],
  });
  const ports = {
    orders,
    clock,
    queue: memoryQueue(),
    log: keptLog(),
    people: knownPeople(...people),
    policy: () => policy,
    has: () => has,
    ...worldPorts(prices === undefined ? {} : { prices: book }),
  };
  return async (rest: string, by: Who = alice, language: Language = "en") => {
    const reader = readerIn(language);
    const { text, blocks = [] } = await answerPolicy(ports, {
      by,
      channel: "C0ASKED",
      triggerId: "t",
      reader,
      rest,
    });
    return { text, blocks, all: [...mrkdwnIn(blocks)].join("\n") || text };
  };
}

describe("/edcps policy explain", () => {
  it("says which rule would decide about a line, who would have to approve, and until when", async () => {
    const ask = setUp([{ match: { maxCount: 1 }, name: "tiny" }, everything, { name: "rest" }], {
      prices: 45,
    });
    const { text, all } = await ask("explain region=cn-east-1 type=edcps.c.1 count=3");
    expect(text).toBe(
      "*What the policy says when <@U0ALICE> orders* `region=cn-east-1 type=edcps.c.1 count=3`",
    );
    expect(all.split("\n").slice(1)).toEqual([
      "Price: about ¥135 an hour, ¥100,440 in a month of 31 days.",
      "• Rule “tiny” does not fit: it allows fewer servers.",
      "• *Rule “production” decides.*",
      "• Rule “rest” would take it too, but comes later.",
      "All of these have to agree, and one person counts once: platform, 1 of <!subteam^S0LEADS>; 2 of <!subteam^S0FINANCE> <@U0BOB> <@U0CAROL>.",
      "Nobody approves an order of their own.",
      "If nobody decides for 8 hours, these may decide too: <@U0DAVE>.",
      "These may have it bought at once, alone, with a reason that everybody is told: <@U0CAROL>, for orders of their own too.",
      "The approvers are asked again after 90 minutes, then after twice as long each time.",
      "What nobody decides about ends after 3 days.",
      "Nobody is asked again from 19:00 to 09:00 and at weekends (Asia/Shanghai).",
    ]);
  });

  it("says so where nobody has to approve", async () => {
    const ask = setUp([{ name: "auto", autoApprove: true, approvers: undefined }]);
    const { all } = await ask("explain count=1");
    expect(all).toContain("• *Rule “auto” decides.*");
    expect(all).toContain(
      "Nobody has to approve: what it takes is bought as soon as it is sent off.",
    );
    expect(all).not.toContain("ends after");
  });

  it("says why no rule takes an order, in the words with which it would be refused", async () => {
    const ask = setUp([{ name: "tiny", match: { maxCount: 1, maxMonthlyPrice: 1 } }]);
    const { all } = await ask("explain count=2");
    expect(all).toContain(
      "• Rule “tiny” does not fit: it allows fewer servers; it asks for a price, and none is known.",
    );
    expect(all).toContain(
      `*What <@U0ALICE> would be told now:*\n• ${en.refusal({ reason: "no-rule", passed: [] })}`,
    );
  });

  it("says what may be done with an order now, and the same words as every refusal", async () => {
    const ask = setUp([everything], { order: { remindAt: minutesLater(90) } });
    const { text, all } = await ask("explain K7M4Q9", carol);
    expect(text).toBe("*What the policy says about order K7M4Q9 of <@U0ALICE>*");
    expect(all).toContain(
      "<@U0CAROL> can do this now: approve it, deny it, propose a smaller order",
    );
    expect(all).toMatch(/The approvers are asked again <!date\^/);
    expect(all).toMatch(/The order ends <!date\^.*> if nobody decides\./);
    expect(all).not.toContain("after 90 minutes");
    for (const action of ["accept", "decline"] as const)
      expect(all).toContain(en.steps.verbs[action]);
    expect(all).toContain("To change it: Only the requester of this order may change it.");
    expect(all).toContain(`• To change it: ${en.refusal({ reason: "not-yours", action: "edit" })}`);
    expect(all).toContain(
      `• To try it again: ${en.refusal({ reason: "wrong-status", action: "retry", status: "pending" })}`,
    );
  });

  it("names together what is refused with the same words", async () => {
    const { all } = await setUp()("explain k7m4q9");
    expect(all).toContain(
      `• To approve it, deny it, propose a smaller order, withdraw an approval: ${en.refusal({ reason: "not-approver" })}`,
    );
  });

  it.each(["<@U0DAVE>", "<@U0DAVE|dave>", "U0DAVE", "@U0DAVE"])(
    "asks about somebody else when they stand behind it: %s",
    async (person) => {
      const people = [aPerson(dave, { standing: "guest" })];
      const ask = setUp([{}], { people });
      for (const words of [`explain K7M4Q9 ${person}`, `explain count=1 ${person}`]) {
        const { all } = await ask(words, bob);
        expect(all).toContain("*What <@U0DAVE> would be told now:*");
        expect(all).toContain(en.refusal({ reason: "guest" }));
        const refused = await ask(words, alice);
        expect(refused.text).toBe(en.refusal({ reason: "about-others" }));
      }
    },
  );

  it("does not take a value for a person", async () => {
    const { all } = await setUp()('explain name=U0DAVE why="for U0DAVE"');
    expect(all).toContain("when <@U0ALICE> orders");
  });

  it.each(["explain K7M4Q9 @dave", "explain count=1 @Dave.D", "explain @dave"])(
    "asks for an id where there is only a name: %s",
    async (words) => {
      const { text } = await setUp()(words);
      expect(text).toMatch(/^Slack sends only a name, so `@dave(\.d)?` could be anybody\./i);
    },
  );

  it("asks for what a rule asks for, by the keys of a line", async () => {
    const { text } = await setUp([{ match: { regions: ["cn-*"], deviceTypes: ["*"] } }])(
      "explain count=2",
    );
    expect(text).toBe("The policy asks for more than that. Say this too: `region=…`, `type=…`.");
  });

  it("says what is wrong with a line, with the line put right", async () => {
    const { text } = await setUp()("explain cuont=2 password=hunter2");
    expect(text).toContain("The policy was not asked:");
    expect(text).toContain("Corrected, ready to copy: `/edcps policy explain count=2`");
    expect(text).not.toContain("hunter2");
  });

  it.each(["", "explain", "explain   ", "explain U0DAVE", "show K7M4Q9"])(
    "says how to ask when asked %j",
    async (rest) => {
      expect((await setUp()(rest)).text).toBe(en.explained.usage);
      expect((await setUp()(rest, alice, "zh")).text).toBe(zh.explained.usage);
    },
  );

  it.each(["explain nothing", "explain AAAAAA"])("knows no order called so: %s", async (rest) => {
    expect((await setUp()(rest)).text).toBe(en.refusal({ reason: "unknown-order" }));
  });

  it("tells a stranger nothing of an order", async () => {
    expect((await setUp()("explain K7M4Q9", dave)).text).toBe(
      en.refusal({ reason: "not-yours", action: "view" }),
    );
  });

  it.each(languages)("is a message that Slack takes, in whole sentences: %s", async (language) => {
    const ask = setUp(
      [{ name: "S", match: { maxCount: 1 } }, { ...everything, name: "P" }, { name: "R" }],
      {
        prices: 45,
      },
    );
    for (const [words, about] of [
      ["explain region=cn-1 type=t count=2", "region=cn-1"],
      ["explain K7M4Q9", "K7M4Q9"],
      ["explain K7M4Q9 U0DAVE", "K7M4Q9"],
    ] as const) {
      const answer = await ask(words, bob, language);
      if (answer.blocks.length === 0) throw new Error(answer.text);
      expectGoodMessage(answer, { orderId: about, ids: IDS });
      for (const line of answer.all.split("\n").slice(1)) {
        const plain = line.replaceAll("*", "").replaceAll("platform", "").replace(/^• /, "");
        expectSentence(plain.replace(/^To /, "To X, and to "), language);
      }
    }
  });

  it("stays a message that Slack takes with the longest policy and the worst names", async () => {
    const people = Array.from({ length: 60 }, (_, index) => `U0PERSON${index}`);
    for (const name of Object.values(hostileTexts)) {
      const worst = (index: number): Partial<GivenRule> => ({
        name: `${index}${name}`.slice(0, 60),
        match: {
          maxCount: 1,
          regions: ["elsewhere"],
          azs: ["x"],
          deviceTypes: ["x"],
          chargeModes: ["x"],
          requesters: { users: [...people, `U0OF${index}`] },
        },
        approvers: Array.from({ length: 5 }, () => ({
          name: `s${name}`.slice(0, 40),
          users: people,
        })),
      });
      const rules = [
        ...Array.from({ length: 40 }, (_, index) => worst(index)),
        { ...everything, ...worst(99), match: {} },
      ];
      const ask = setUp(rules);
      for (const [words, about] of [
        ["explain region=r az=a type=t count=9", "region=r"],
        ["explain K7M4Q9", "K7M4Q9"],
      ] as const) {
        const answer = await ask(words);
        expectGoodMessage(answer, { orderId: about, ids: [...IDS, ...people] });
        expect(answer.all).toContain("28 more rules.");
        expect(answer.all).toContain("99");
      }
    }
  });
});
