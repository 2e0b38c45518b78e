import { describe, expect, it } from "vitest";
import {
  actions,
  context,
  facts,
  header,
  mrkdwn,
  orderButton,
  plain,
  quote,
  section,
} from "../../../src/slack/blocks.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { readButtonValue } from "../../../src/slack/drawn-order.ts";
import { orderIdFrom } from "../../../src/order/order-id.ts";
import { expectGoodMessage, hostileTexts } from "../../support/slack-judge.ts";

const order = { id: "K7M4Q9", version: 12 };
const { en } = textsIn;
const good = (...blocks: readonly unknown[]): void =>
  expectGoodMessage({ text: order.id, blocks }, { orderId: order.id, ids: [] });

describe("blocks", () => {
  it.each(Object.entries(hostileTexts))("are taken by Slack when somebody typed %s", (_, text) => {
    good(
      header(text),
      facts(
        [
          ["What", text],
          ["Who", { userId: "U0ALICE" }],
          ["Why", text],
        ],
        en,
      ),
      quote(text),
      actions(
        orderButton("order_approve", text, order, {
          style: "primary",
          confirm: { title: text, text, yes: text, no: text },
        }),
      ),
    );
  });

  it("are taken by Slack with our own sentences", () => {
    good(
      section("Order *K7M4Q9*."),
      section("*Region*\nLoading…", "regionId:loading"),
      context("One.", "Two."),
    );
  });

  it("say of our own sentences that nothing in them is to be linked by itself", () => {
    expect(mrkdwn("x")).toMatchObject({ type: "mrkdwn", verbatim: true });
    expect(plain("x")).toMatchObject({ type: "plain_text", emoji: false });
  });

  it("show a fact's value on the line of its name", () => {
    const block = JSON.stringify(
      facts(
        [
          ["Name", "web\nBilling: free"],
          ["Billing", "prepaid"],
        ],
        en,
      ),
    );
    expect(block).toContain('"web Billing: free"');
    expect(block).toContain('"\\nBilling: "');
  });
});

describe("a button", () => {
  it("carries order and version and nothing else", () => {
    expect(orderButton("order_approve", "Approve", order)).toEqual({
      type: "button",
      action_id: "order_approve",
      text: { type: "plain_text", text: "Approve", emoji: false },
      value: "K7M4Q9:12",
    });
  });

  it("is read again as what it was drawn for", () => {
    const id = orderIdFrom(Uint8Array.of(1, 2, 3, 4, 5, 6));
    expect(readButtonValue(orderButton("order_deny", "Deny", { id, version: 1 }).value)).toEqual({
      orderId: id,
      version: 1,
    });
    expect(readButtonValue("K7M4Q9:999999999")).toEqual({
      orderId: "K7M4Q9",
      version: 999_999_999,
    });
  });

  it.each([
    undefined,
    "",
    "K7M4Q9",
    "K7M4Q9:",
    ":1",
    "K7M4Q9:0",
    "K7M4Q9:-1",
    "K7M4Q9:01",
    "K7M4Q9:1.5",
    "K7M4Q9:1:2",
    "K7M4Q9:9999999999",
    "k7m4q9:1",
    "K7M4Q91:1",
    "K7M4Q0:1",
    "K7M4Q9:1\n",
    " K7M4Q9:1",
    "__proto__:1",
    '{"id":"K7M4Q9"}',
  ])("of nobody's is not read: %j", (value) => {
    expect(readButtonValue(value)).toBeUndefined();
  });
});
