import { describe, expect, it } from "vitest";
import { statuses } from "../../../src/order/lifecycle.ts";
import {
  detailsView,
  orderDetails,
  orderList,
  ownButtons,
} from "../../../src/slack/order-details.ts";
import { anOrder, bob, minutesLater } from "../../support/an-order.ts";
import { hostileOrder, judged, orderIn, people } from "../../support/shown-orders.ts";
import {
  expectGoodMessage,
  expectGoodView,
  expectNoForgery,
  hostileTexts,
  mrkdwnIn,
  textsIn,
} from "../../support/slack-judge.ts";

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

describe.each(Object.entries(hostileTexts))("the details of an order full of %s", (_, text) => {
  it.each(statuses)(
    "are messages and views that Slack takes and in which nothing is forged: %s",
    (status) => {
      const order = hostileOrder(status, text);
      expectGoodMessage({ text: "K7M4Q9", blocks: orderDetails(order) }, judged);
      expectGoodMessage(
        { text: "K7M4Q9", blocks: orderList(Array.from({ length: 10 }, () => order)) },
        judged,
      );
      expectGoodView(detailsView(order));
      for (const markup of mrkdwnIn(detailsView(order))) expectNoForgery(markup, people);
    },
  );
});

it("a line break in a reason makes no line of its own in the history", () => {
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
