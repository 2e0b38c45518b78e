import { describe, expect, it } from "vitest";
import { statuses } from "../../../src/order/lifecycle.ts";
import { languages } from "../../../src/order/language.ts";
import type { Order } from "../../../src/order/order.ts";
import type { Message } from "../../../src/slack/order-card.ts";
import {
  alarm,
  directNotice,
  orderResult,
  orderStory,
  unpostedNotice,
} from "../../../src/slack/order-result.ts";
import { textsIn, type Texts } from "../../../src/slack/texts.ts";
import { alice, anOrder, aSpec, minutesLater } from "../../support/an-order.ts";
import {
  ended,
  everyStep,
  failure,
  hostileOrder,
  judged,
  orderIn,
} from "../../support/shown-orders.ts";
import { expectGoodMessage, hostileTexts, textsIn as shownIn } from "../../support/slack-judge.ts";

const resultOf = (order: Order, note?: "invite"): Message => orderResult(order, textsIn.en, note);
const everyText = (message: Message): string => shownIn(message.blocks).join("\n");

describe("the result", () => {
  it.each(ended)("is a message that Slack takes, and names the order: %s", (status) => {
    for (const language of languages) {
      expectGoodMessage(orderResult(orderIn(status), textsIn[language]), judged);
      expectGoodMessage(orderResult(orderIn(status), textsIn[language], "invite"), judged);
    }
  });

  it("names every server in its text alone", () => {
    const ids = Array.from({ length: 5 }, (_, index) => `edcps-abcdefg${index}`);
    const { text } = resultOf(
      orderIn("provisioned", { instanceIds: ids, spec: aSpec({ count: 5 }) }),
    );
    for (const id of ids) expect(text).toContain(id);
  });

  it("names every one of as many servers as a policy may allow, and Slack still takes it", () => {
    const ids = Array.from(
      { length: 100 },
      (_, index) => `edcps-abcdefghijklmnopqrstu${String(index).padStart(3, "0")}`,
    );
    const result = resultOf(
      orderIn("provisioned", { instanceIds: ids, spec: aSpec({ count: 100 }) }),
    );
    expectGoodMessage(result, judged);
    expect(result.text.length).toBeGreaterThan(3_000);
    const shown = shownIn(result.blocks).join("\n");
    for (const id of ids)
      expect([result.text.includes(id), shown.includes(id)]).toEqual([true, true]);
  });

  it("says what is safe to do next when it is not known what happened", () => {
    const { text } = resultOf(orderIn("unknown"));
    expect(text).toMatch(/not known/);
    expect(text).toMatch(/i-1/);
    expect(text).toMatch(/Look at the JD Cloud console before anybody orders this again/);
    expect(text).toMatch(/r-1/);
  });

  it.each(["denied", "cancelled", "expired"] as const)(
    "says that nothing was bought: %s",
    (status) => {
      expect(resultOf(orderIn(status)).text).toContain("Nothing was bought.");
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
    const { text } = resultOf(doubted);
    expect(text).not.toContain("Nothing was bought");
    expect(text).toMatch(/may have bought/);
  });

  it("of a denial quotes the reason", () => {
    expect(everyText(resultOf(orderIn("denied")))).toContain("Because.");
  });

  it("that came to one person alone says how to invite the bot", () => {
    expect(everyText(resultOf(orderIn("provisioned"), "invite"))).toMatch(/<#C0ASKED>.*\/invite/s);
  });
});

/** Every message about an order but its card and its result. */
function* otherMessages(order: Order, texts: Texts): Generator<Message> {
  yield unpostedNotice(order, texts);
  yield orderStory(order, order.history, texts);
  for (const step of order.history) {
    if (step.action === "propose" || step.progress) yield directNotice(order, step, texts);
    if (step.action === "break-glass") yield alarm(order, step, texts);
  }
}

describe("the other messages about an order", () => {
  it.each(statuses)("are messages that Slack takes, and name the order: %s", (status) => {
    const order = orderIn(status, { history: everyStep("web") });
    for (const language of languages)
      for (const message of otherMessages(order, textsIn[language]))
        expectGoodMessage(message, judged);
  });
});

describe.each(Object.entries(hostileTexts))("the messages about an order full of %s", (_, text) => {
  it.each(ended)("are messages that Slack takes and in which nothing is forged: %s", (status) => {
    const order = hostileOrder(status, text);
    for (const texts of languages.map((language) => textsIn[language])) {
      expectGoodMessage(orderResult(order, texts), judged);
      expectGoodMessage(orderResult(order, texts, "invite"), judged);
    }
  });

  it("are messages that Slack takes and in which nothing is forged: the story, the notices", () => {
    const order = hostileOrder("pending", text);
    for (const texts of languages.map((language) => textsIn[language]))
      for (const message of otherMessages(order, texts)) expectGoodMessage(message, judged);
  });
});
