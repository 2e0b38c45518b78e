import { describe, expect, it } from "vitest";
import { statuses } from "../../../src/order/lifecycle.ts";
import type { Order } from "../../../src/order/order.ts";
import { orderCard, type Message } from "../../../src/slack/order-card.ts";
import { aSpec, bob, carol, minutesLater } from "../../support/an-order.ts";
import { failure, hostileOrder, judged, orderIn } from "../../support/shown-orders.ts";
import { expectGoodMessage, hostileTexts, textsIn } from "../../support/slack-judge.ts";

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

const everyText = (message: Message): string => textsIn(message.blocks).join("\n");

describe("the card", () => {
  it.each(statuses)("is a message that Slack takes, and names the order: %s", (status) => {
    expectGoodMessage(orderCard(orderIn(status)), judged);
  });

  it.each(statuses)("is the same for the same order: %s", (status) => {
    expect(orderCard(orderIn(status))).toEqual(orderCard(structuredClone(orderIn(status))));
  });

  it.each([
    ["pending", ["order_approve", "order_deny", "order_details"]],
    ["approved", ["order_details"]],
    ["provisioning", ["order_details"]],
    ["provisioned", ["order_details"]],
    ["failed", ["order_retry", "order_details"]],
    ["unknown", ["order_retry", "order_cancel", "order_details"]],
    ["denied", ["order_details"]],
    ["cancelled", ["order_details"]],
    ["expired", ["order_details"]],
  ] as const)("has the buttons for what can be done now: %s", (status, names) => {
    const buttons = buttonsOf(orderCard(orderIn(status)));
    expect(buttons.map(({ action_id }) => action_id)).toEqual(names);
    for (const { value } of buttons) expect(value).toBe("K7M4Q9:3");
  });

  it("offers no other try when the cloud would say no again", () => {
    const card = orderCard(orderIn("failed", { failure: { ...failure, retriable: false } }));
    expect(buttonsOf(card).map(({ action_id }) => action_id)).toEqual(["order_details"]);
  });

  it.each([true, false])(
    "lets people close what may or may not have been bought, and asks twice (another try offered: %s)",
    (retriable) => {
      const card = orderCard(orderIn("unknown", { failure: { ...failure, retriable } }));
      const [close, ...others] = buttonsOf(card).filter(
        ({ action_id }) => action_id === "order_cancel",
      );
      expect(others).toEqual([]);
      expect(close?.text.text).toBe("Close");
      expect(JSON.stringify(close?.confirm)).toContain("What may have been bought stays");
    },
  );

  it("asks twice before money goes out at once", () => {
    const approveOf = (order: Order) => buttonsOf(orderCard(order))[0];
    const prepaid = orderIn("pending", {
      spec: aSpec({
        charge: { chargeMode: "prepaid_by_duration", chargeUnit: "year", chargeDuration: 1 },
      }),
    });
    expect(approveOf(prepaid)?.confirm).toBeDefined();
    expect(approveOf(orderIn("pending"))?.confirm).toBeUndefined();
    expect(everyText(orderCard(prepaid))).toMatch(/The last approval charges the account at once/);
  });

  it("shows what would be bought, by the names that the requester saw", () => {
    const seen = everyText(
      orderCard(
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
      "line ct",
      "key-1",
      "For the spring sale.",
    ])
      expect(seen).toContain(part);
  });

  it("says that something was sealed, and not what", () => {
    const card = orderCard(orderIn("pending", { sealed: "v1.secret-seal" }));
    expect(everyText(card)).toMatch(/password or start-up script was given/);
    expect(JSON.stringify(card)).not.toContain("secret-seal");
  });

  it("never says that it is bought before it is", () => {
    for (const status of statuses.filter((one) => one !== "provisioned"))
      expect(orderCard(orderIn(status)).text).not.toMatch(/: bought/);
  });

  it("says who approved, and how many are missing", () => {
    const order = orderIn("pending", {
      rule: { name: "big", quorum: 3 },
      approvals: [
        { ...bob, at: minutesLater(1) },
        { ...carol, at: minutesLater(2) },
      ],
    });
    expect(everyText(orderCard(order))).toContain("2 of 3 approved: <@U0BOB>, <@U0CAROL>");
  });

  it("says plainly when fewer servers were made than asked for", () => {
    const order = orderIn("provisioned", {
      spec: aSpec({ count: 3 }),
      instanceIds: ["i-1", "i-2"],
    });
    expect(everyText(orderCard(order))).toContain("Only 2 of 3 servers were made.");
  });
});

describe.each(Object.entries(hostileTexts))("the card of an order full of %s", (_, text) => {
  it.each(statuses)(
    "is a message that Slack takes and in which nothing is forged: %s",
    (status) => {
      expectGoodMessage(orderCard(hostileOrder(status, text)), judged);
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
    expect(textsIn(orderCard(order).blocks).join("\u0001")).not.toContain("\nBilling: free");
  });

  it("stays where it is in what somebody wrote at length", () => {
    expect(
      everyText(orderCard(orderIn("pending", { justification: "First.\nSecond." }))),
    ).toContain("First.\nSecond.");
  });
});
