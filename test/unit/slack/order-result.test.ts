import { describe, expect, it } from "vitest";
import { statuses } from "../../../src/order/lifecycle.ts";
import { languages } from "../../../src/order/language.ts";
import type { Order, Step } from "../../../src/order/order.ts";
import type { Estimate } from "../../../src/order/price-book.ts";
import type { Seats } from "../../../src/order/seats.ts";
import type { Message } from "../../../src/slack/order-card.ts";
import {
  alarm,
  directNotice,
  orderResult,
  orderStory,
  unpostedNotice,
} from "../../../src/slack/order-result.ts";
import { textsIn, type Texts } from "../../../src/slack/texts.ts";
import { alice, anOrder, aSpec, bob, minutesLater } from "../../support/an-order.ts";
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

describe("a smaller order that is proposed", () => {
  const priced = (yuan: number): Estimate => ({
    currency: "CNY",
    perMonth: yuan * 10_000,
    parts: [],
  });
  const step: Step = {
    at: minutesLater(3),
    by: { kind: "person", ...bob },
    action: "propose",
    version: 4,
    changes: [{ field: "count", from: "3", to: "2" }],
  };
  const proposedWith = (seats: Seats, price?: Estimate): Order =>
    orderIn("pending", {
      spec: aSpec({ count: 3 }),
      price: priced(3_000),
      history: [...anOrder().history, step],
      proposal: {
        by: bob,
        at: step.at,
        spec: aSpec({ count: 2 }),
        rule: anOrder().rule,
        seats,
        ...(price ? { price } : {}),
      },
    });
  const last = proposedWith({ have: 1, of: 1 }, priced(2_000));
  const first = proposedWith({ have: 1, of: 2 }, priced(2_000));

  it("is told to its requester with its price, and that it is bought at once where nobody else has to agree", () => {
    const told = (order: Order, texts: Texts): string => directNotice(order, step, texts).text;
    const price = "It would cost about ¥2,000 a month, instead of about ¥3,000 a month.";
    const buys = "*If you accept, it is bought at once:* nobody else has to agree.";
    expect(told(last, textsIn.en)).toContain(`${price} ${buys}`);
    expect(told(first, textsIn.en)).toContain(price);
    expect(told(first, textsIn.en)).not.toContain("bought at once");
    expect(told(last, textsIn.zh)).toContain("*接受之后将立即购买，* 无需其他人批准。");
    expect(told(first, textsIn.zh)).not.toContain("立即购买");
  });

  it("is told to whoever proposed it with its price, and when it is bought", () => {
    expect(textsIn.en.proposalSent(last)).toBe(
      "It would cost about ¥2,000 a month, instead of about ¥3,000 a month. <@U0ALICE> is asked whether they accept the smaller order. *It is bought as soon as they do;* until then nothing is.",
    );
    expect(textsIn.en.proposalSent(first)).toContain("Until then nothing is bought.");
    expect(textsIn.en.proposalSent(proposedWith({ have: 1, of: 2 }))).toContain("not known");
    expect(textsIn.zh.proposalSent(last)).toBe(
      "缩减后的价格：每月约 ¥2,000（原为每月约 ¥3,000）。已向 <@U0ALICE> 征求意见。*申请人一旦接受，将立即购买；* 在申请人接受之前，不会购买任何资源。",
    );
    expect(textsIn.zh.proposalSent(first)).not.toContain("立即购买");
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
