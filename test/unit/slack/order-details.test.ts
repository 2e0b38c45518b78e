import { describe, expect, it } from "vitest";
import { statuses } from "../../../src/order/lifecycle.ts";
import type { Move, Order } from "../../../src/order/order.ts";
import { languages } from "../../../src/order/language.ts";
import {
  detailsMessage,
  detailsView,
  orderDetails,
  type ShownOrder,
} from "../../../src/slack/order-details.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { anOrder, aSpec, bob, minutesLater } from "../../support/an-order.ts";
import { hostileOrder, judged, orderIn, people } from "../../support/shown-orders.ts";
import {
  expectGoodMessage,
  expectGoodView,
  expectNoForgery,
  hostileTexts,
  mrkdwnIn,
  textsIn as shownIn,
} from "../../support/slack-judge.ts";

const price = { currency: "CNY", perMonth: 123_456_789, atOnce: 987_654_321_000, parts: [] };
/** What makes the longest of refusals. */
const everyMove: readonly Move[] = [
  {
    what: "rule",
    from: { name: "<".repeat(60), quorum: 2 },
    to: { name: "&".repeat(60), quorum: 20 },
  },
  { what: "price", from: price, to: { ...price, perMonth: 234_567_890 } },
  { what: "stock", left: 0 },
];

/** Who may do everything. */
const toAnybody = (order: Order): ShownOrder => ({ order, may: () => true });

const { en } = textsIn;
const everyTexts = languages.map((language) => textsIn[language]);

describe("the details", () => {
  it.each(statuses)("are a view that Slack takes: %s", (status) => {
    const order = orderIn(status);
    for (const texts of everyTexts) {
      expectGoodView(detailsView(toAnybody(order), texts, texts.refusal({ reason: "not-due" })));
      const note = texts.refusal({ reason: "moved", moves: everyMove });
      for (const said of [undefined, note])
        expectGoodMessage(detailsMessage(toAnybody(order), texts, said), judged);
    }
  });

  it("offer to order again once it is over, and what is missing of what was bought", () => {
    const toNobody = (order: Order): ShownOrder => ({ order, may: () => false });
    const offering = (action: string) =>
      statuses.filter((status) =>
        JSON.stringify(
          orderDetails(toNobody(orderIn(status, { spec: aSpec({ count: 3 }) })), en),
        ).includes(action),
      );
    expect(offering("order_again")).toEqual([
      "provisioned",
      "failed",
      "denied",
      "cancelled",
      "expired",
    ]);
    expect(offering("order_missing")).toEqual(["provisioned"]);
  });

  it("keep the newest of a long history", () => {
    const history = Array.from({ length: 200 }, (_, index) => ({
      at: minutesLater(index),
      by: { kind: "person", ...bob } as const,
      action: "deny" as const,
      version: index + 1,
      reason: `Reason number ${index}. ${"x".repeat(150)}`,
    }));
    const blocks = orderDetails(toAnybody(orderIn("failed", { history })), en);
    expectGoodMessage({ text: "Order K7M4Q9", blocks }, judged);
    expect(shownIn(blocks).join("\n")).toContain("Reason number 199.");
    expect(shownIn(blocks).join("\n")).not.toContain("Reason number 0.");
  });
});

describe.each(Object.entries(hostileTexts))("the details of an order full of %s", (_, text) => {
  it.each(statuses)(
    "are messages and views that Slack takes and in which nothing is forged: %s",
    (status) => {
      const order = hostileOrder(status, text);
      for (const texts of everyTexts) {
        const view = detailsView(toAnybody(order), texts);
        const note = texts.refusal({ reason: "moved", moves: everyMove });
        expectGoodMessage(detailsMessage(toAnybody(order), texts, note), judged);
        expectGoodView(view);
        for (const markup of mrkdwnIn(view)) expectNoForgery(markup, people);
      }
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
  const history = mrkdwnIn(orderDetails(toAnybody(order), en)).at(-1) ?? "";
  expect(history.split("\n")).toHaveLength(2);
});
