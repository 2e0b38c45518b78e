import { describe, expect, it } from "vitest";
import { statuses, type Status } from "../../../src/order/lifecycle.ts";
import type { Order, PurchaseFailure } from "../../../src/order/order.ts";
import {
  detailsView,
  orderDetails,
  orderList,
  ownButtons,
} from "../../../src/slack/order-details.ts";
import { orderCard, type Message } from "../../../src/slack/order-card.ts";
import { orderResult, reminder, unpostedNotice } from "../../../src/slack/order-result.ts";
import { alice, anOrder, aSpec, bob, carol, minutesLater } from "../../support/an-order.ts";
import {
  expectGoodMessage,
  expectGoodView,
  expectNoForgery,
  hostileTexts,
  mrkdwnIn,
  textsIn,
} from "../../support/slack-judge.ts";

const people = ["U0ALICE", "U0BOB", "U0CAROL", "C0ASKED"];
const judged = { orderId: "K7M4Q9", ids: people };

const failure: PurchaseFailure = {
  kind: "no-answer",
  status: "TIMEOUT",
  retriable: true,
  requestId: "r-1",
  found: ["i-1"],
};

const orderIn = (status: Status, changes: Partial<Order> = {}): Order =>
  anOrder({
    status,
    version: 3,
    approvals: status === "pending" ? [] : [{ ...bob, at: minutesLater(2) }],
    instanceIds: status === "provisioned" ? ["i-1"] : [],
    ...(status === "failed" || status === "unknown" ? { failure } : {}),
    history: [
      ...anOrder().history,
      {
        at: minutesLater(2),
        by: { kind: "person", ...bob },
        action: status === "denied" ? "deny" : "approve",
        version: 3,
        reason: "Because.",
      },
    ],
    ...changes,
  });

interface Seen {
  readonly type: string;
  readonly action_id: string;
  readonly value: string;
  readonly confirm?: unknown;
}

const buttonsOf = ({ blocks }: { blocks: readonly unknown[] }): Seen[] =>
  blocks.flatMap((block) =>
    (block as { type: string; elements: Seen[] }).type === "actions"
      ? (block as { elements: Seen[] }).elements
      : [],
  );

const everyText = (message: Message): string => textsIn(message.blocks).join("\n");

const ended: readonly Status[] = [
  "provisioned",
  "failed",
  "unknown",
  "denied",
  "cancelled",
  "expired",
];

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
    ["unknown", ["order_retry", "order_details"]],
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

  it("asks twice before money goes out at once", () => {
    const approveOf = (order: Order) => buttonsOf(orderCard(order))[0];
    const prepaid = orderIn("pending", {
      spec: aSpec({
        charge: { chargeMode: "prepaid_by_duration", chargeUnit: "year", chargeDuration: 1 },
      }),
    });
    expect(approveOf(prepaid)?.confirm).toBeDefined();
    expect(approveOf(orderIn("pending"))?.confirm).toBeUndefined();
    expect(everyText(orderCard(prepaid))).toMatch(/Charged at once/);
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

describe("the result", () => {
  it.each(ended)("is a message that Slack takes, and names the order: %s", (status) => {
    expectGoodMessage(orderResult(orderIn(status)), judged);
    expectGoodMessage(orderResult(orderIn(status), "invite"), judged);
  });

  it("names every server in its text alone", () => {
    const ids = Array.from({ length: 5 }, (_, index) => `edcps-abcdefg${index}`);
    const { text } = orderResult(
      orderIn("provisioned", { instanceIds: ids, spec: aSpec({ count: 5 }) }),
    );
    for (const id of ids) expect(text).toContain(id);
  });

  it("names every one of as many servers as a policy may allow, and Slack still takes it", () => {
    const ids = Array.from(
      { length: 100 },
      (_, index) => `edcps-abcdefghijklmno${String(index).padStart(3, "0")}`,
    );
    const result = orderResult(
      orderIn("provisioned", { instanceIds: ids, spec: aSpec({ count: 100 }) }),
    );
    expectGoodMessage(result, judged);
    for (const id of ids) expect(result.text).toContain(id);
  });

  it("says what is safe to do next when it is not known what happened", () => {
    const { text } = orderResult(orderIn("unknown"));
    expect(text).toMatch(/not known/);
    expect(text).toMatch(/i-1/);
    expect(text).toMatch(/Look at the JD Cloud console before anybody orders this again/);
    expect(text).toMatch(/r-1/);
  });

  it.each(["denied", "cancelled", "expired"] as const)(
    "says that nothing was bought: %s",
    (status) => {
      expect(orderResult(orderIn(status)).text).toContain("Nothing was bought.");
    },
  );

  it("does not say that nothing was bought when an earlier try may have bought", () => {
    const doubted = orderIn("cancelled", {
      failure,
      history: [
        ...anOrder().history,
        { at: minutesLater(2), by: { kind: "purchase" }, action: "doubt", version: 4 },
        { at: minutesLater(3), by: { kind: "person", ...alice }, action: "retry", version: 5 },
        { at: minutesLater(4), by: { kind: "person", ...alice }, action: "cancel", version: 6 },
      ],
    });
    const { text } = orderResult(doubted);
    expect(text).not.toContain("Nothing was bought");
    expect(text).toMatch(/may have bought/);
  });

  it("of a denial quotes the reason", () => {
    expect(everyText(orderResult(orderIn("denied")))).toContain("Because.");
  });

  it("that came to one person alone says how to invite the bot", () => {
    expect(everyText(orderResult(orderIn("provisioned"), "invite"))).toMatch(
      /<#C0ASKED>.*\/invite/s,
    );
  });
});

describe("the other messages about an order", () => {
  it.each([
    ["unposted", unpostedNotice],
    ["reminder", reminder],
  ] as const)("are messages that Slack takes, and name the order: %s", (_, message) => {
    expectGoodMessage(message(orderIn("pending")), judged);
  });
});

describe("the details", () => {
  it.each(statuses)("are a view that Slack takes: %s", (status) => {
    expectGoodView(detailsView(orderIn(status)));
    expectGoodMessage(
      {
        text: "Order K7M4Q9",
        blocks: [...orderDetails(orderIn(status)), ...ownButtons(orderIn(status))],
      },
      judged,
    );
  });

  it("offer to take an order back as long as that can be done", () => {
    const offered = statuses.filter((status) => ownButtons(orderIn(status)).length > 0);
    expect(offered).toEqual(["pending", "approved"]);
  });

  it("keep the newest of a long history", () => {
    const history = Array.from({ length: 200 }, (_, index) => ({
      at: minutesLater(index),
      by: { kind: "person", ...bob } as const,
      action: "retry" as const,
      version: index + 1,
      reason: `Reason number ${index}. ${"x".repeat(150)}`,
    }));
    const blocks = orderDetails(orderIn("failed", { history }));
    expectGoodMessage({ text: "Order K7M4Q9", blocks }, judged);
    expect(textsIn(blocks).join("\n")).toContain("Reason number 199.");
    expect(textsIn(blocks).join("\n")).not.toContain("Reason number 0.");
  });

  it("list orders in a message that Slack takes, however many and however named", () => {
    for (const count of [0, 1, 10]) {
      const orders = Array.from({ length: count }, () =>
        orderIn("unknown", { labels: { regionId: "r".repeat(300), deviceType: "d".repeat(300) } }),
      );
      expectGoodMessage({ text: "K7M4Q9", blocks: orderList(orders) }, judged);
    }
  });
});

/** An order in which everything that is not the bot's own is the hostile text. */
const hostileOrder = (status: Status, text: string): Order =>
  orderIn(status, {
    region: text,
    spec: aSpec({
      name: text,
      az: text,
      osTypeId: text,
      deviceType: text,
      subnetId: text,
      keypairId: text,
      sysRaidTypeId: text,
      dataRaidTypeId: text,
      count: 2,
      enableInternet: "yes",
      bandwidth: 5,
    }),
    labels: {
      regionId: text,
      deviceType: text,
      az: text,
      osTypeId: text,
      sysRaidTypeId: text,
      dataRaidTypeId: text,
      subnetId: text,
      keypairId: text,
    },
    justification: text,
    rule: { name: text, quorum: 2 },
    instanceIds: status === "provisioned" ? Array.from({ length: 5 }, () => text) : [],
    history: [
      ...anOrder().history,
      { at: minutesLater(2), by: { kind: "policy", rule: text }, action: "approve", version: 2 },
      {
        at: minutesLater(3),
        by: { kind: "person", ...bob },
        action: status === "denied" ? "deny" : "retry",
        version: 3,
        reason: text,
        requestId: text,
      },
    ],
    ...(status === "failed" || status === "unknown"
      ? {
          failure: {
            kind: "refused",
            status: text,
            detail: text,
            requestId: text,
            retriable: true,
            found: Array.from({ length: 300 }, () => text),
          },
        }
      : {}),
  });

describe.each(Object.entries(hostileTexts))("an order full of %s", (_, text) => {
  it.each(statuses)(
    "is shown by messages and views that Slack takes and in which nothing is forged: %s",
    (status) => {
      const order = hostileOrder(status, text);
      expectGoodMessage(orderCard(order), judged);
      expectGoodMessage({ text: "K7M4Q9", blocks: orderDetails(order) }, judged);
      expectGoodMessage(
        { text: "K7M4Q9", blocks: orderList(Array.from({ length: 10 }, () => order)) },
        judged,
      );
      expectGoodMessage(reminder(order), judged);
      expectGoodMessage(unpostedNotice(order), judged);
      expectGoodView(detailsView(order));
      for (const markup of mrkdwnIn(detailsView(order))) expectNoForgery(markup, people);
      if (ended.includes(status)) {
        expectGoodMessage(orderResult(order), judged);
        expectGoodMessage(orderResult(order, "invite"), judged);
      }
    },
  );
});

describe("a line break that somebody typed", () => {
  const forged = "web\nBilling: free of charge";

  it("makes no line of its own among the facts", () => {
    const order = orderIn("pending", {
      labels: { subnetId: forged },
      spec: aSpec({ name: forged }),
    });
    for (const blocks of [orderCard(order).blocks, orderDetails(order)])
      expect(textsIn(blocks).join("\u0001")).not.toContain("\nBilling: free");
  });

  it("makes no line of its own in the history", () => {
    const order = orderIn("denied", {
      history: [
        ...anOrder().history,
        {
          at: minutesLater(2),
          by: { kind: "person", ...bob },
          action: "deny",
          version: 2,
          reason: "no”\n• today U0BOSS approved it",
        },
      ],
    });
    const history = mrkdwnIn(orderDetails(order)).at(-1) ?? "";
    expect(history.split("\n")).toHaveLength(2);
  });

  it("stays where it is in what somebody wrote at length", () => {
    expect(
      everyText(orderCard(orderIn("pending", { justification: "First.\nSecond." }))),
    ).toContain("First.\nSecond.");
  });
});
