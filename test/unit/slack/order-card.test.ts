import { describe, expect, it } from "vitest";
import { statuses } from "../../../src/order/lifecycle.ts";
import type { OpenSpec, Order, Step } from "../../../src/order/order.ts";
import type { Seats } from "../../../src/order/seats.ts";
import { languages } from "../../../src/order/language.ts";
import { orderCard, type Message } from "../../../src/slack/order-card.ts";
import { orderDetails } from "../../../src/slack/order-details.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { anOrder, aSpec, bob, carol, minutesLater } from "../../support/an-order.ts";
import { failure, hostileOrder, judged, orderIn } from "../../support/shown-orders.ts";
import { expectGoodMessage, hostileTexts, textsIn as shownIn } from "../../support/slack-judge.ts";

interface Seen {
  readonly type: string;
  readonly action_id: string;
  readonly value: string;
  readonly text: { readonly text: string };
  readonly confirm?: unknown;
}

const buttonsOf = ({ blocks }: { blocks: readonly unknown[] }): Seen[] =>
  blocks.flatMap((block) =>
    (block as { type: string; elements: Seen[] }).type === "actions"
      ? (block as { elements: Seen[] }).elements
      : [],
  );

const cardOf = (order: Order): Message => orderCard(order, textsIn.en);

/** Steps of Bob's behind the one that placed the order. */
const stepsAfterPlacing = (
  ...steps: readonly (Pick<Step, "action"> & Partial<Step>)[]
): readonly Step[] => [
  ...anOrder().history,
  ...steps.map((step, index) => ({
    at: minutesLater(index + 2),
    by: { kind: "person", ...bob } as const,
    version: index + 2,
    ...step,
  })),
];

const everyText = (message: Message): string => shownIn(message.blocks).join("\n");

describe("the card", () => {
  it.each(statuses)("is a message that Slack takes, and names the order: %s", (status) => {
    for (const language of languages)
      expectGoodMessage(orderCard(orderIn(status), textsIn[language]), judged);
  });

  it.each(statuses)("is the same for the same order: %s", (status) => {
    expect(cardOf(orderIn(status))).toEqual(cardOf(structuredClone(orderIn(status))));
  });

  it.each([
    ["pending", ["order_approve", "order_deny", "order_details"]], // one server: nothing can get smaller
    ["approved", ["order_details"]],
    ["provisioning", ["order_details"]],
    ["provisioned", ["order_again", "order_details"]],
    ["failed", ["order_retry", "order_again", "order_details"]],
    ["unknown", ["order_retry", "order_adopt", "order_cancel", "order_details"]],
    ["denied", ["order_again", "order_details"]],
    ["cancelled", ["order_again", "order_details"]],
    ["expired", ["order_again", "order_details"]],
  ] as const)("has the buttons for what can be done now: %s", (status, names) => {
    const buttons = buttonsOf(cardOf(orderIn(status)));
    expect(buttons.map(({ action_id }) => action_id)).toEqual(names);
    for (const { value } of buttons) expect(value).toBe("K7M4Q9:3");
  });

  it("offers no other try when the cloud would say no again", () => {
    const card = cardOf(orderIn("failed", { failure: { ...failure, retriable: false } }));
    expect(buttonsOf(card).map(({ action_id }) => action_id)).toEqual([
      "order_again",
      "order_details",
    ]);
  });

  it.each([true, false])(
    "lets people close what may or may not have been bought, and asks twice (another try offered: %s)",
    (retriable) => {
      const card = cardOf(orderIn("unknown", { failure: { ...failure, retriable } }));
      const [close, ...others] = buttonsOf(card).filter(
        ({ action_id }) => action_id === "order_cancel",
      );
      expect(others).toEqual([]);
      expect(close?.text.text).toBe("Close order");
      expect(JSON.stringify(close?.confirm)).toContain("What may have been bought stays");
    },
  );

  it.each(languages)("says what each button under it does, and of no other: %s", (language) => {
    const { unknownAdvice: advice } = textsIn[language];
    const said = (more: Partial<NonNullable<Order["failure"]>>): string =>
      shownIn(
        orderCard(orderIn("unknown", { failure: { ...failure, ...more } }), textsIn[language])
          .blocks,
      ).join("\n");
    const both = said({ retriable: true, found: ["i-1"] });
    for (const sentence of Object.values(advice)) expect(both).toContain(sentence);
    const neither = said({ retriable: false, found: [] });
    expect(neither).toContain(advice.order_cancel);
    expect(neither).not.toContain(advice.order_adopt);
    expect(neither).not.toContain(advice.order_retry);
  });

  it("asks twice before money goes out at once", () => {
    const approveOf = (order: Order) => buttonsOf(cardOf(order))[0];
    const prepaid = orderIn("pending", {
      spec: aSpec({
        charge: { chargeMode: "prepaid_by_duration", chargeUnit: "year", chargeDuration: 1 },
      }),
    });
    expect(approveOf(prepaid)?.confirm).toBeDefined();
    expect(approveOf(orderIn("pending"))?.confirm).toBeUndefined();
    expect(everyText(cardOf(prepaid))).toMatch(/The last approval charges the account at once/);
  });

  it.each([
    [1, 1, { title: "Buy 1 server?", yes: "Buy", says: "Yours is the last approval. It charges" }],
    [
      2,
      1,
      { title: "Approve buying 1 server?", yes: "Approve", says: "The last approval charges" },
    ],
    [2, 2, { title: "Approve buying 2 servers?", yes: "Approve", says: "for 2 servers" }],
  ] as const)(
    "says in that dialog whether the click buys: %i approvals missing, %i servers",
    (quorum, count, { title, yes, says }) => {
      const order = orderIn("pending", {
        rule: { ...orderIn("pending").rule, quorum },
        history: [],
        spec: aSpec({
          count,
          charge: { chargeMode: "prepaid_by_duration", chargeUnit: "year", chargeDuration: 1 },
        }),
      });
      const dialog = buttonsOf(cardOf(order))[0]?.confirm;
      expect(dialog).toMatchObject({ title: { text: title }, confirm: { text: yes } });
      expect(JSON.stringify(dialog)).toContain(says);
    },
  );

  it("asks before an order is taken back, with its id, and the way out is not called like it", () => {
    const blocks = orderDetails({ order: orderIn("pending"), may: () => true }, textsIn.en);
    const cancel = buttonsOf({ blocks }).find(({ action_id }) => action_id === "order_cancel");
    expect(cancel?.confirm).toMatchObject({
      title: { text: "Cancel order K7M4Q9?" },
      confirm: { text: "Cancel order" },
      deny: { text: "Go back" },
    });
  });

  it("says what everything that was asked for is, however rarely it is asked", () => {
    const seen = everyText(
      cardOf(
        orderIn("pending", {
          labels: { extensionSubnetId: "back · 10.0.2.0/24", bandwidthPackageId: "shared-1" },
          spec: aSpec({
            hostname: "web.example",
            description: "Front of the shop.",
            privateIp: "10.0.1.5",
            aliasIps: [{ cidr: "10.0.1.16/28" }, { id: "cidr-1" }],
            enableInternet: "yes",
            lineType: "un",
            bandwidth: 50,
            extraUplinkBandwidth: 20,
            bandwidthPackageId: "bwp-1",
            interfaceMode: "dual",
            extensionSubnetId: "subnet-2",
            extensionPrivateIp: "10.0.2.5",
            extensionEnableInternet: "no",
            resourceTags: [{ key: "team", value: "shop" }],
            charge: {
              chargeMode: "prepaid_by_duration",
              chargeUnit: "month",
              chargeDuration: 3,
              autoRenew: true,
              buyScenario: "e30=",
            },
          }),
        }),
      ),
    );
    for (const part of [
      "Host name: web.example",
      "Description: Front of the shop.",
      "Private address: 10.0.1.5",
      "Alias addresses: 10.0.1.16/28, cidr-1",
      "20 Mbps extra uplink (billed), shared bandwidth shared-1",
      "Second interface: back · 10.0.2.0/24",
      "Second interface: private address: 10.0.2.5",
      "Its public network: none",
      "Tags: team=shop",
      "3 months; renews by itself, charged each time",
      "Voucher: a promotion voucher was given",
    ])
      expect(seen.replaceAll(": \n", ": ")).toContain(part);
  });

  it("names the price while somebody can still say no, and keeps it afterwards", () => {
    const price = {
      currency: "CNY",
      asOf: "2026-01-31",
      perMonth: 223_200_000,
      perHour: 300_000,
      parts: [{ of: "servers", amount: 300_000 }],
    } as const;
    expect(everyText(cardOf(orderIn("pending", { price })))).toContain(
      "*About ¥30 an hour*, ¥22,320 in a month of 31 days, for the whole order. By the price book of 2026-01-31.",
    );
    const bought = everyText(cardOf(orderIn("provisioned", { price }))).replaceAll(": \n", ": ");
    expect(bought).toContain("Price: about ¥30 an hour, ¥22,320 in a month of 31 days");
    expect(everyText(cardOf(orderIn("pending")))).toMatch(/price is not known/);
    expect(everyText(cardOf(orderIn("provisioned"))).replaceAll(": \n", ": ")).toContain(
      "Price: not known to this bot",
    );
  });

  it("names the sum in the dialog before an approval that is paid at once", () => {
    const order = orderIn("pending", {
      price: { currency: "CNY", perMonth: 88_000_000, atOnce: 264_000_000, parts: [] },
      spec: aSpec({
        count: 2,
        charge: { chargeMode: "prepaid_by_duration", chargeUnit: "month", chargeDuration: 3 },
      }),
    });
    expect(JSON.stringify(buttonsOf(cardOf(order))[0]?.confirm)).toContain(
      "charges the account at once with about ¥26,400. It cannot be refunded",
    );
    expect(everyText(cardOf(order))).toContain(
      "*About ¥26,400 charged at once* when it is approved, for the whole order and 3 months. It cannot be refunded, and nothing of it can be deleted before the term ends. By the price book.",
    );
  });

  it("says when what was prepaid ends, once it was bought", () => {
    const order = orderIn("provisioned", {
      spec: aSpec({
        charge: { chargeMode: "prepaid_by_duration", chargeUnit: "month", chargeDuration: 1 },
      }),
      history: [
        {
          at: "2026-03-02T10:00:00.000Z",
          by: { kind: "purchase" },
          action: "complete",
          version: 4,
        },
      ],
    });
    expect(everyText(cardOf(order))).toContain("ends about <!date^1775145599^");
  });

  it("shows what would be bought, by the names that the requester saw", () => {
    const seen = everyText(
      cardOf(
        orderIn("pending", {
          spec: aSpec({
            count: 3,
            enableInternet: "yes",
            bandwidth: 50,
            lineType: "ct",
            keypairId: "key-1",
          }),
        }),
      ),
    );
    for (const part of [
      "3 × Normal 1 (edcps.c.normal1)",
      "Tianjin (cn-east-tz1)",
      "os-ubuntu",
      "raid-1",
      "raid-5",
      "subnet-1",
      "50 Mbps",
      "line China Telecom (ct)",
      "key-1",
      "For the spring sale.",
    ])
      expect(seen).toContain(part);
  });

  it("says that something was sealed, and not what", () => {
    const card = cardOf(orderIn("pending", { sealed: "v1.secret-seal" }));
    expect(everyText(card)).toMatch(/password or start-up script was given/);
    expect(JSON.stringify(card)).not.toContain("secret-seal");
  });

  it("never says that it is bought before it is", () => {
    for (const status of statuses.filter((one) => one !== "provisioned"))
      expect(cardOf(orderIn(status)).text).not.toMatch(/: bought/);
  });

  it("says who approved, how many are missing, and who may", () => {
    const seen = everyText(
      cardOf(
        orderIn("pending", {
          rule: {
            name: "big",
            quorum: 3,
            stages: [{ users: ["U0BOB", "U0CAROL"], groups: ["S0LEADS"], quorum: 3 }],
          },
          approvals: [
            { ...bob, at: minutesLater(1) },
            { ...carol, at: minutesLater(2) },
          ],
        }),
      ),
    );
    expect(seen).toContain(
      "*2 of 3 approved:* <@U0BOB>, <@U0CAROL>\nMay approve: <!subteam^S0LEADS>",
    );
  });

  it("says stage by stage how many are missing, and asks only those of the open ones", () => {
    const order = orderIn("pending", {
      rule: {
        name: "big",
        quorum: 3,
        stages: [
          { name: "platform", users: ["U0BOB"], groups: [], quorum: 1 },
          { name: "finance", users: ["U0CAROL"], groups: ["S0LEADS"], quorum: 1 },
          { users: ["U0ALICE", "U0DAVE"], groups: [], quorum: 1 },
        ],
      },
      approvals: [{ ...bob, at: minutesLater(1) }],
      history: stepsAfterPlacing({
        action: "approve",
        seats: { have: 1, of: 3, byStage: [1, 0, 0] },
      }),
    });
    const seen = everyText(cardOf(order));
    expect(seen).toContain(
      "*1 of 3 approved:* <@U0BOB>\nplatform 1 of 1\nfinance 0 of 1: <!subteam^S0LEADS> <@U0CAROL>\ngroup 3 0 of 1: <@U0DAVE>",
    );
    expect(seen).not.toContain("May approve");
    expect(everyText(orderCard(order, textsIn.zh))).toContain(
      "platform 1/1\nfinance 0/1：<!subteam^S0LEADS> <@U0CAROL>\n第 3 组 0/1：<@U0DAVE>",
    );
  });

  it("says stage by stage who is asked before anybody approved, and beside them the second list", () => {
    const order = orderIn("pending", {
      rule: {
        name: "big",
        quorum: 2,
        stages: [
          { name: "platform", users: ["U0BOB"], groups: [], quorum: 1 },
          { name: "finance", users: ["U0CAROL", "U0ALICE"], groups: [], quorum: 1 },
        ],
      },
      escalatedAt: minutesLater(5),
      history: stepsAfterPlacing({ action: "escalate", asks: { users: ["U0DAVE"], groups: [] } }),
    });
    expect(everyText(cardOf(order))).toContain(
      "*0 of 2 approved*\nplatform 0 of 1: <@U0BOB>\nfinance 0 of 1: <@U0CAROL>\nMay approve in their place: <@U0DAVE>",
    );
  });

  it("asks those of the second list too, once it was asked", () => {
    const escalated = orderIn("pending", {
      escalatedAt: minutesLater(5),
      history: stepsAfterPlacing({ action: "escalate", asks: { users: ["U0DAVE"], groups: [] } }),
    });
    expect(everyText(cardOf(escalated))).toContain("May approve: <@U0BOB> <@U0CAROL> <@U0DAVE>");
  });

  it("names ten people who may approve, and counts the others", () => {
    const users = Array.from({ length: 14 }, (_, index) => `U0${index}`);
    const order = orderIn("pending", {
      rule: { name: "all", quorum: 1, stages: [{ users, groups: ["S0LEADS"], quorum: 1 }] },
    });
    expect(everyText(cardOf(order))).toMatch(
      /May approve: <!subteam\^S0LEADS> <@U00> .*<@U08> and 5 more$/m,
    );
  });

  it("says first what changed since somebody clicked, until something else happens", () => {
    const price = { currency: "CNY", perMonth: 10_000_000, parts: [] };
    const before = { action: "approve", seats: { have: 1, of: 2 } } as const;
    const recheck = {
      action: "recheck",
      seats: { have: 0, of: 2 },
      moves: [{ what: "price", from: { ...price, perMonth: 5_000_000 }, to: price }],
    } as const;
    const moved = orderIn("pending", { price, history: stepsAfterPlacing(before, recheck) });
    const [, warning] = shownIn(cardOf(moved).blocks.slice(0, 2));
    expect(warning).toBe(
      ":warning: *Changed since the card was drawn:* the price was about ¥500 a month and is now about ¥1,000 a month. *Some or all earlier approvals do not count any more.* Look again before you decide.",
    );
    const reminded = orderIn("pending", {
      price,
      history: stepsAfterPlacing(before, recheck, { action: "remind" }),
    });
    expect(everyText(cardOf(reminded))).toContain(":warning:");
    const approved = orderIn("pending", {
      price,
      history: stepsAfterPlacing(before, recheck, { action: "approve", seats: { have: 1, of: 2 } }),
    });
    expect(everyText(cardOf(approved))).not.toContain(":warning:");
  });

  it.each([
    [0, "This type is sold out now."],
    [1, "Only 1 of this type is left, and this order asks for 3."],
    [2, "Only 2 of this type are left, and this order asks for 3."],
  ])("says that there is not enough left: %i", (left, words) => {
    const order = orderIn("pending", { left, spec: aSpec({ count: 3 }) });
    expect(everyText(cardOf(order))).toContain(words);
  });

  it("shows a proposal that stands: what would change, what it would cost, and who has to accept it", () => {
    const changes = [{ field: "count", from: "3", to: "2" }];
    const order = orderIn("pending", {
      spec: aSpec({ count: 3 }),
      price: { currency: "CNY", perMonth: 15_000_000, parts: [] },
      proposal: {
        rule: anOrder().rule,
        by: bob,
        at: minutesLater(2),
        spec: aSpec({ count: 2 }),
        price: { currency: "CNY", perMonth: 10_000_000, parts: [] },
      },
      history: stepsAfterPlacing({ action: "propose", changes, reason: "Two are enough." }),
    });
    expect(everyText(cardOf(order))).toContain(
      "<@U0BOB> would approve it if it were smaller: How many servers: 3 → 2. “Two are enough.” It would cost about ¥1,000 a month, instead of about ¥1,500 a month. <@U0ALICE> has to accept it; it is bought then.",
    );
  });

  it("says who released it without approval, as long as it is shown", () => {
    const glass = orderIn("provisioned", {
      approvals: [],
      history: stepsAfterPlacing(
        { action: "break-glass", reason: "Down." },
        { action: "complete" },
      ),
    });
    expect(everyText(cardOf(glass))).toContain(
      ":rotating_light: released without approval by <@U0BOB> · rule “small”",
    );
    expect(everyText(cardOf(orderIn("provisioned")))).not.toContain("without approval");
  });

  it("does not say that it was bought when the glass was broken and the cloud refused", () => {
    const history = stepsAfterPlacing(
      { action: "break-glass", reason: "Down." },
      { action: "fail" },
    );
    const order = orderIn("failed", { approvals: [], history });
    const texts = textsIn.en;
    for (const text of [
      everyText(cardOf(order)).replaceAll("Not bought", ""),
      ...texts.storyWithTimes({ ...order, history: history.slice(0, 2) }, "1 × T"),
      texts.steps.did["break-glass"],
    ])
      expect(text).not.toMatch(/\bbought (by|without)|is bought|had it bought/);
  });

  it("says that a smaller order is bought as soon as it is accepted, where that is so", () => {
    const proposal = { by: bob, at: minutesLater(2), spec: aSpec(), rule: anOrder().rule };
    const asking = (seats: Seats): string =>
      everyText(
        cardOf(
          orderIn("pending", {
            spec: aSpec({ count: 2 }),
            proposal: { ...proposal, seats },
            history: stepsAfterPlacing({ action: "propose" }),
          }),
        ),
      );
    expect(asking({ have: 1, of: 1 })).toContain("has to accept it; it is bought then.");
    expect(asking({ have: 1, of: 2 })).toContain("<@U0ALICE> has to accept it.");
    expect(asking({ have: 1, of: 2 })).not.toContain("bought then");
  });

  it("goes from what has to be known first to what is looked up", () => {
    const seen = everyText(cardOf(orderIn("pending")));
    const places = [
      "Normal 1",
      "For the spring sale.",
      "Billing of 1 server",
      "Subnet",
      "0 of 1 approved",
      "rule “small”",
    ].map((text) => seen.indexOf(text));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
  });

  it("offers to approve with changes when something can get smaller", () => {
    const offers = (changes: Partial<OpenSpec>): boolean =>
      JSON.stringify(cardOf(orderIn("pending", { spec: aSpec(changes) }))).includes(
        "order_propose",
      );
    expect(offers({ count: 2 })).toBe(true);
    expect(offers({ count: 1 })).toBe(false);
    expect(offers({ bandwidth: 5 })).toBe(true);
  });

  it("says how far the servers are, with their addresses, until all run", () => {
    const servers = [
      { instanceId: "i-1", status: "running", publicIp: "1.2.3.4", privateIp: "10.0.0.1" },
      { instanceId: "i-2", status: "error" },
      { instanceId: "i-3", status: "installing" },
      { instanceId: "i-4", status: "" },
    ];
    const ids = servers.map(({ instanceId }) => instanceId);
    const seen = (progress: Step["progress"]): string =>
      everyText(
        cardOf(
          orderIn("provisioned", {
            spec: aSpec({ count: 4 }),
            instanceIds: ids,
            servers,
            history: stepsAfterPlacing({ action: "observe", ...(progress ? { progress } : {}) }),
          }),
        ),
      );
    expect(seen({ running: 1, failed: 1, of: 4 })).toContain(
      "*Building: 1 of 4 running, 1 failed.*\n• `i-1` running · 1.2.3.4, 10.0.0.1\n• `i-2` failed\n• `i-3` installing\n• `i-4` not listed yet",
    );
    expect(seen({ running: 3, failed: 1, of: 4, over: "all" })).toContain(
      "3 of 4 servers are running, 1 failed. Look at the JD Cloud console.",
    );
    expect(seen({ running: 4, failed: 0, of: 4, over: "all" })).toContain(
      "All 4 servers are running.",
    );
    expect(seen({ running: 2, failed: 0, of: 4, over: "too-long" })).toContain("after half a day");
    expect(seen(undefined).replaceAll(": \n", ": ")).toContain("Instances: i-1, i-2, i-3, i-4");
  });

  it("offers to order what is missing of an order that was made in part", () => {
    const part = orderIn("provisioned", {
      spec: aSpec({ count: 5 }),
      instanceIds: ["i-1", "i-2", "i-3"],
    });
    expect(buttonsOf(cardOf(part)).map(({ action_id, text }) => [action_id, text.text])).toEqual([
      ["order_missing", "Order the missing 2"],
      ["order_again", "Order again"],
      ["order_details", "Details"],
    ]);
  });

  it.each([
    [0, false],
    [1, true],
    [2, true],
    [3, false],
  ])("offers to take %i found servers for an order of two: %s", (count, isOffered) => {
    const found = Array.from({ length: count }, (_, index) => `i-${index}`);
    const order = orderIn("unknown", { spec: aSpec({ count: 2 }), failure: { ...failure, found } });
    const adopt = buttonsOf(cardOf(order)).find(({ action_id }) => action_id === "order_adopt");
    expect(adopt !== undefined).toBe(isOffered);
    for (const id of isOffered ? found : []) expect(JSON.stringify(adopt?.confirm)).toContain(id);
  });

  it("says plainly when fewer servers were made than asked for", () => {
    const order = orderIn("provisioned", {
      spec: aSpec({ count: 3 }),
      instanceIds: ["i-1", "i-2"],
    });
    expect(everyText(cardOf(order))).toContain("*2 of 3 servers were made.*");
    // What was asked for cost that much, not what was made.
    expect(everyText(cardOf(order))).toContain("Price of all 3: ");
  });
});

describe.each(Object.entries(hostileTexts))("the card of an order full of %s", (_, text) => {
  it.each(statuses)(
    "is a message that Slack takes and in which nothing is forged: %s",
    (status) => {
      for (const language of languages)
        expectGoodMessage(orderCard(hostileOrder(status, text), textsIn[language]), judged);
    },
  );
});

describe("a line break that somebody typed", () => {
  it("makes no line of its own among the facts", () => {
    const forged = "web\nBilling: free of charge";
    const order = orderIn("pending", {
      labels: { subnetId: forged },
      spec: aSpec({ name: forged }),
    });
    expect(shownIn(cardOf(order).blocks).join("\u0001")).not.toContain("\nBilling: free");
  });

  it("stays where it is in what somebody wrote at length", () => {
    expect(everyText(cardOf(orderIn("pending", { justification: "First.\nSecond." })))).toContain(
      "First.\nSecond.",
    );
  });
});
