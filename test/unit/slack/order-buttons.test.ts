import { describe, expect, it } from "vitest";
import type { Language } from "../../../src/order/language.ts";
import type { Order } from "../../../src/order/order.ts";
import type { Estimate } from "../../../src/order/price-book.ts";
import type { PersonAction } from "../../../src/order/policy.ts";
import { buttonsOf } from "../../../src/slack/order-buttons.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { aSpec, bob, minutesLater } from "../../support/an-order.ts";
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

/** Bob would approve two of the four servers that were asked for, for which ¥120,000 would be charged at once. */
function proposed(charge: Order["spec"]["charge"], price?: Estimate): Order {
  const whole = orderIn("pending", { spec: aSpec({ count: 4, charge }), price: atOnce(120_000) });
  const { spec, rule } = whole;
  const proposal = { by: bob, at: minutesLater(1), spec: { ...spec, count: 2 }, rule };
  return { ...whole, proposal: { ...proposal, ...(price ? { price } : {}) } };
}

describe("the button that accepts a smaller order", () => {
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
    const later = { chargeMode: "postpaid_by_duration" } as const;
    for (const language of ["en", "zh"] as const)
      expect(dialogOf("accept", proposed(later, atOnce(60_000)), language)).toBeUndefined();
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
        text: "The same order is sent again under the same token: what was bought already is not bought twice. Otherwise the account is charged at once with about ¥60,000, without a refund.",
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
    ["en", "Otherwise the account is charged at once for 2 servers, without a refund."],
    ["zh", "如尚未购买，将立即从账号一次性扣除 2 台服务器的费用，不可退还。"],
  ])("names the servers when nobody knows their price (%s)", (language, sentence) => {
    expect(dialogOf("retry", failed(prepaid), language)?.text).toContain(sentence);
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
