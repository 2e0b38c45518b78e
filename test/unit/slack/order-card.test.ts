import { describe, expect, it } from "vitest";
import { statuses } from "../../../src/order/lifecycle.ts";
import type { Order } from "../../../src/order/order.ts";
import { languages } from "../../../src/order/language.ts";
import { orderCard, type Message } from "../../../src/slack/order-card.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { aSpec, bob, carol, minutesLater } from "../../support/an-order.ts";
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
    ["pending", ["order_approve", "order_deny", "order_details"]],
    ["approved", ["order_details"]],
    ["provisioning", ["order_details"]],
    ["provisioned", ["order_again", "order_details"]],
    ["failed", ["order_retry", "order_again", "order_details"]],
    ["unknown", ["order_retry", "order_cancel", "order_details"]],
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
      expect(close?.text.text).toBe("Close");
      expect(JSON.stringify(close?.confirm)).toContain("What may have been bought stays");
    },
  );

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
      "The last approval charges the account at once with about ¥26,400. It cannot be refunded",
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

  it("says who approved, and how many are missing", () => {
    const order = orderIn("pending", {
      rule: { name: "big", quorum: 3, stages: [{ users: [], groups: ["S0LEADS"], quorum: 3 }] },
      approvals: [
        { ...bob, at: minutesLater(1) },
        { ...carol, at: minutesLater(2) },
      ],
    });
    expect(everyText(cardOf(order))).toContain("2 of 3 approved: <@U0BOB>, <@U0CAROL>");
  });

  it("says plainly when fewer servers were made than asked for", () => {
    const order = orderIn("provisioned", {
      spec: aSpec({ count: 3 }),
      instanceIds: ["i-1", "i-2"],
    });
    expect(everyText(cardOf(order))).toContain("Only 2 of 3 servers were made.");
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
