import { describe, expect, it } from "vitest";
import type { Language } from "../../../src/order/language.ts";
import type { Order } from "../../../src/order/order.ts";
import type { Estimate } from "../../../src/order/price-book.ts";
import type { PersonAction } from "../../../src/order/policy.ts";
import { buttonsOf } from "../../../src/slack/order-buttons.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { anOrder, aSpec, bob, minutesLater } from "../../support/an-order.ts";
import { orderIn } from "../../support/shown-orders.ts";

interface Shown {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
}

/** What the button asks before it counts; undefined: it asks nothing. */
function dialogOf(action: PersonAction, order: Order, language: Language): Shown | undefined {
  const [button] = buttonsOf([action], order, textsIn[language]);
  if (!button) throw new Error(`There is no button to ${action}.`);
  if (!button.confirm) return undefined;
  const { title, text, confirm, deny } = button.confirm;
  const plain = [title, text, confirm, deny].map((one) => one?.text ?? "");
  const [said = "", asked = "", yes = "", no = ""] = plain;
  return { title: said, text: asked, yes, no };
}

const atOnce = (amount: number): Estimate => ({
  currency: "CNY",
  perMonth: 1,
  atOnce: amount * 10_000,
  parts: [],
});
const prepaid = {
  chargeMode: "prepaid_by_duration",
  chargeUnit: "year",
  chargeDuration: 1,
} as const;

const postpaid = { chargeMode: "postpaid_by_duration" } as const;

/**
 * Bob would approve two of the four servers that were asked for, for which ¥120,000 would be charged at once. `of`: so
 * many have to agree to the smaller order.
 */
function proposed(charge: Order["spec"]["charge"], price?: Estimate, of = 2): Order {
  const whole = orderIn("pending", { spec: aSpec({ count: 4, charge }), price: atOnce(120_000) });
  const { spec, rule } = whole;
  const seats = { have: Math.min(1, of), of };
  const proposal = { by: bob, at: minutesLater(1), spec: { ...spec, count: 2 }, rule, seats };
  return { ...whole, proposal: { ...proposal, ...(price ? { price } : {}) } };
}

describe("the button that approves", () => {
  /** A prepaid order of two servers of whose seats so many are filled. */
  const having = (have: number, of: number): Order =>
    orderIn("pending", {
      spec: aSpec({ count: 2, charge: prepaid }),
      price: atOnce(60_000),
      history: [
        ...anOrder().history,
        {
          at: minutesLater(1),
          by: { kind: "person", ...bob },
          action: "approve",
          version: 2,
          seats: { have, of },
        },
      ],
    });

  it.each<[Language, string, string, string, string]>([
    [
      "en",
      "Approve buying 2 servers?",
      "Approve",
      "Buy 2 servers?",
      "Yours is the last approval. It charges the account at once with about ¥60,000.",
    ],
    [
      "zh",
      "批准购买 2 台服务器？",
      "批准",
      "购买 2 台服务器？",
      "您是最后一位审批人，批准后将立即从账号一次性扣款约 ¥60,000。",
    ],
  ])("says what a yes does (%s)", (language, first, approve, buy, charges) => {
    expect(dialogOf("approve", having(0, 2), language)).toMatchObject({
      title: first,
      yes: approve,
    });
    const last = dialogOf("approve", having(1, 2), language);
    expect(last).toMatchObject({ title: buy });
    expect(last?.text).toContain(charges);
  });

  it("says that it buys when the rule came to ask for no more than have approved", () => {
    for (const language of ["en", "zh"] as const)
      for (const full of [having(1, 1), having(2, 1)])
        expect(dialogOf("approve", full, language)).toEqual(
          dialogOf("approve", having(1, 2), language),
        );
  });
});

describe("the button that accepts a smaller order which others have to approve too", () => {
  it.each<[Language, Shown]>([
    [
      "en",
      {
        title: "Accept the smaller order of 2 servers?",
        text: "If you accept, the approver who proposed this has approved it. The last approval charges the account at once with about ¥60,000. It cannot be refunded, and the servers cannot be deleted before the term ends.",
        yes: "Accept",
        no: "Go back",
      },
    ],
    [
      "zh",
      {
        title: "接受缩减后的订单（2 台服务器）？",
        text: "接受之后，即视为提出此建议的审批人已批准。最后一位审批人批准后，将立即从账号一次性扣款约 ¥60,000。费用不可退还，且到期之前不能删除服务器。",
        yes: "接受",
        no: "返回",
      },
    ],
  ])(
    "asks once more when it is paid at once: what the smaller one costs, and that it cannot be given back (%s)",
    (language, dialog) => {
      expect(dialogOf("accept", proposed(prepaid, atOnce(60_000)), language)).toEqual(dialog);
    },
  );

  it.each<[Language, string]>([
    ["en", "The last approval charges the account at once for 2 servers."],
    ["zh", "最后一位审批人批准后，将立即从账号一次性扣除 2 台服务器的费用。"],
  ])("names the servers when nobody knows their price (%s)", (language, sentence) => {
    expect(dialogOf("accept", proposed(prepaid), language)?.text).toContain(sentence);
  });

  it.each<[Language, string]>([
    ["en", "It renews by itself and is charged again each time."],
    ["zh", "到期后自动续费，每次都会再次扣款。"],
  ])("says that it renews by itself (%s)", (language, sentence) => {
    const renewing = proposed({ ...prepaid, autoRenew: true }, atOnce(60_000));
    expect(dialogOf("accept", renewing, language)?.text).toContain(sentence);
    expect(dialogOf("accept", proposed(prepaid, atOnce(60_000)), language)?.text).not.toContain(
      sentence,
    );
  });

  it("asks nothing when it is paid later", () => {
    for (const language of ["en", "zh"] as const)
      expect(dialogOf("accept", proposed(postpaid, atOnce(60_000)), language)).toBeUndefined();
  });
});

describe("the button that accepts a smaller order which nobody else has to approve", () => {
  const monthly: Estimate = { currency: "CNY", perMonth: 20_000_000, parts: [] };

  it.each<[Language, Shown]>([
    [
      "en",
      {
        title: "Buy 2 servers?",
        text: "Nobody else has to agree. Your yes buys: the account is charged at once with about ¥60,000. It cannot be refunded, and the servers cannot be deleted before the term ends. It renews by itself and is charged again each time.",
        yes: "Buy",
        no: "Go back",
      },
    ],
    [
      "zh",
      {
        title: "购买 2 台服务器？",
        text: "无需其他人批准。确认后将立即购买，并从账号一次性扣款约 ¥60,000。费用不可退还，且到期之前不能删除服务器。到期后自动续费，每次都会再次扣款。",
        yes: "购买",
        no: "返回",
      },
    ],
  ])("asks whether to buy what is prepaid, with the sum (%s)", (language, dialog) => {
    const renewing = { ...prepaid, autoRenew: true };
    for (const of of [0, 1])
      expect(dialogOf("accept", proposed(renewing, atOnce(60_000), of), language)).toEqual(dialog);
  });

  it.each<[Language, Shown, string]>([
    [
      "en",
      {
        title: "Buy 2 servers?",
        text: "Nobody else has to agree. Your yes buys: about ¥2,000 a month, billed until they are deleted.",
        yes: "Buy",
        no: "Go back",
      },
      "Your yes buys: 2 servers, at a price that is not known to this bot, billed until they are deleted.",
    ],
    [
      "zh",
      {
        title: "购买 2 台服务器？",
        text: "无需其他人批准。确认后将立即购买 2 台服务器：每月约 ¥2,000，计费至删除为止。",
        yes: "购买",
        no: "返回",
      },
      "确认后将立即购买 2 台服务器：机器人不掌握价格，计费至删除为止。",
    ],
  ])("asks whether to buy what is paid later, with its price (%s)", (language, dialog, unknown) => {
    expect(dialogOf("accept", proposed(postpaid, monthly, 1), language)).toEqual(dialog);
    expect(dialogOf("accept", proposed(postpaid, undefined, 1), language)?.text).toContain(unknown);
  });

  it("does not ask that when the one who proposed it does not count under the smaller one's rule", () => {
    const order = proposed(postpaid, monthly, 1);
    const { proposal } = order;
    if (!proposal) throw new Error("There is no proposal.");
    const seats = { have: 0, of: 1 };
    expect(dialogOf("accept", { ...order, proposal: { ...proposal, seats } }, "en")).toBe(
      undefined,
    );
  });
});

describe("the button that tries a purchase again", () => {
  const failed = (charge: Order["spec"]["charge"], price?: Estimate): Order =>
    orderIn("failed", { spec: aSpec({ count: 2, charge }), ...(price ? { price } : {}) });

  it.each<[Language, Shown]>([
    [
      "en",
      {
        title: "Try order K7M4Q9 again?",
        text: "The same order is sent again under the same token: what was bought already is not bought twice. If it was not bought yet, the account is charged at once with about ¥60,000, without a refund.",
        yes: "Try again",
        no: "Go back",
      },
    ],
    [
      "zh",
      {
        title: "重试订单 K7M4Q9？",
        text: "将使用同一令牌重新发送同一订单：已经购买的资源不会重复购买。如尚未购买，将立即从账号一次性扣除约 ¥60,000，不可退还。",
        yes: "重试",
        no: "返回",
      },
    ],
  ])(
    "asks once more: what is charged if nothing was bought, and that there is no refund (%s)",
    (language, dialog) => {
      expect(dialogOf("retry", failed(prepaid, atOnce(60_000)), language)).toEqual(dialog);
    },
  );

  it.each<[Language, string]>([
    [
      "en",
      "If it was not bought yet, the account is charged at once for 2 servers, without a refund.",
    ],
    ["zh", "如尚未购买，将立即从账号一次性扣除 2 台服务器的费用，不可退还。"],
  ])("names the servers when nobody knows their price (%s)", (language, sentence) => {
    expect(dialogOf("retry", failed(prepaid), language)?.text).toContain(sentence);
  });

  it.each<[Language, string]>([
    ["en", "without a refund. It renews by itself and is charged again each time."],
    ["zh", "不可退还。到期后自动续费，每次都会再次扣款。"],
  ])("says that it renews by itself (%s)", (language, sentence) => {
    const renewing = failed({ ...prepaid, autoRenew: true }, atOnce(60_000));
    expect(dialogOf("retry", renewing, language)?.text).toContain(sentence);
    expect(dialogOf("retry", failed(prepaid, atOnce(60_000)), language)?.text).not.toContain(
      sentence,
    );
  });

  it.each<[Language, string]>([
    [
      "en",
      "The same order is sent again under the same token: what was bought already is not bought twice.",
    ],
    ["zh", "将使用同一令牌重新发送同一订单：已经购买的资源不会重复购买。"],
  ])("asks once more, without a sum, when it is paid later (%s)", (language, text) => {
    const later = failed({ chargeMode: "postpaid_by_duration" }, atOnce(60_000));
    expect(dialogOf("retry", later, language)?.text).toBe(text);
  });
});
