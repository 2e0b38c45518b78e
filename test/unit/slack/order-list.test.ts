import { describe, expect, it } from "vitest";
import { languages } from "../../../src/order/language.ts";
import { placeInList } from "../../../src/order/list-place.ts";
import { statuses } from "../../../src/order/lifecycle.ts";
import type { Order } from "../../../src/order/order.ts";
import { answerToListLine, readListLine } from "../../../src/slack/list-line.ts";
import {
  LIST_ACTION,
  listValue,
  orderList,
  pageSize,
  readListValue,
} from "../../../src/slack/order-list.ts";
import { textsIn, type Texts } from "../../../src/slack/texts.ts";
import {
  scopes,
  type ListedOrder,
  type ListedPage,
  type WantedPage,
} from "../../../src/workflow/list-orders.ts";
import { alice, anOrder, aSpec, bob, carol, minutesLater } from "../../support/an-order.ts";
import { expectLanguage, expectSentence } from "../../support/language-judge.ts";
import { hostileOrder, judged, orderIn } from "../../support/shown-orders.ts";
import { expectGoodMessage, expectNoForgery, hostileTexts } from "../../support/slack-judge.ts";

const { en, zh } = textsIn;
const everyTexts = languages.map((language) => textsIn[language]);

const allowed = { ok: true, rule: {} } as ListedPage["mayOrder"];
const page = (orders: readonly ListedOrder[], changes: Partial<ListedPage> = {}): ListedPage => ({
  orders,
  mayOrder: allowed,
  ...changes,
});
const listed = (...orders: readonly Order[]): readonly ListedOrder[] =>
  orders.map((order) => ({ order }));
const shown = (
  given: ListedPage,
  wanted: WantedPage = { scope: "all" },
  texts: Texts = en,
  reader: string = bob.userId,
) => orderList({ page: given, wanted, reader }, texts);

interface Element {
  readonly action_id: string;
  readonly value?: string;
  readonly style?: string;
  readonly text?: { readonly text: string };
  readonly options?: readonly { readonly value: string }[];
  readonly initial_option?: { readonly value: string };
}
/** Everything that can be clicked or chosen, from top to bottom. */
const elementsOf = (blocks: readonly unknown[]): readonly Element[] =>
  (blocks as { elements?: Element[]; accessory?: Element; type: string }[]).flatMap(
    ({ type, elements = [], accessory }) =>
      accessory ? [accessory] : type === "actions" ? elements : [],
  );
const named = (blocks: readonly unknown[], action: string): Element | undefined =>
  elementsOf(blocks).find(({ action_id }) => action_id === action);
const proposed = (order: Order): Order => ({
  ...order,
  proposal: { rule: anOrder().rule, by: bob, at: minutesLater(4), spec: aSpec() },
  history: [
    ...order.history,
    {
      at: minutesLater(4),
      by: { kind: "person", ...bob },
      action: "propose",
      version: 4,
      changes: Array.from({ length: 20 }, () => ({
        field: "count",
        from: order.justification,
        to: order.justification,
      })),
      reason: order.justification,
    },
  ],
});

describe("what a button of a list carries", () => {
  const place = placeInList(anOrder());
  const wanted: readonly WantedPage[] = scopes.flatMap((scope) =>
    [undefined, ...statuses].flatMap((status) =>
      [undefined, "older" as const, "newer" as const].map((towards) => ({
        scope,
        ...(status ? { status } : {}),
        ...(towards ? { from: { towards, place } } : {}),
      })),
    ),
  );

  it("says which list and which page, and is read again as it was written", () => {
    for (const one of wanted) expect(readListValue(listValue(one))).toEqual(one);
    // Slack's limit for the value of an option; a button takes more.
    for (const one of wanted) expect(listValue(one).length).toBeLessThanOrEqual(150);
  });

  it.each([
    undefined,
    "",
    "all",
    "all:",
    "everything:any",
    "mine:any:older",
    "mine:any:older:",
    "mine:any:sideways:2026-03-02T09:00:00.000Z/K7M4Q9",
    "mine:any:older:2026-03-02T09:00:00.000Z/K7M4Q9/all",
    "mine:any:older:by U0ALICE/any/",
    "mine:constructor",
    "__proto__:any",
    "mine:any\n",
    `mine:any:older:${"9".repeat(2_000)}`,
    "K7M4Q9:1",
  ])("is nothing when it is %j", (value) => {
    expect(readListValue(value)).toBeUndefined();
  });
});

describe("a list of orders", () => {
  it("names each order with what, where, state, when, and who asked unless that is the reader", () => {
    const theirs = anOrder({ id: "CCCCCC", requester: carol, approvals: [] });
    const mine = anOrder({ status: "denied", spec: aSpec({ count: 3 }) });
    const { text, blocks } = shown(page(listed(theirs, mine)), { scope: "all" }, en, alice.userId);
    expect(text).toBe("All orders that you may see: CCCCCC, K7M4Q9");
    const lines = blocks.flatMap((block) =>
      block.type === "section" && block.text?.text.includes("\n") ? [block.text.text] : [],
    );
    const moment = "<!date^1772442000^{date_short_pretty} {time}|2026-03-02 09:00 UTC>";
    expect(lines).toEqual([
      `*CCCCCC* 1 × Normal 1 (edcps.c.normal1), Tianjin (cn-east-tz1)\nApproval needed · 0 of 1 approved · asked for by <@U0CAROL> ${moment}`,
      `*K7M4Q9* 3 × Normal 1 (edcps.c.normal1), Tianjin (cn-east-tz1)\nDenied · asked for ${moment}`,
    ]);
  });

  it("has a button for the details of each, with the version that is shown", () => {
    const { blocks } = shown(page(listed(orderIn("denied"), anOrder({ id: "CCCCCC" }))));
    const details = elementsOf(blocks).filter(({ action_id }) => action_id === "order_details");
    expect(details.map(({ value }) => value)).toEqual(["K7M4Q9:3", "CCCCCC:1"]);
  });

  it("leads to every list, and to every state of this one", () => {
    const { blocks } = shown(page(listed(orderIn("denied"))), { scope: "all", status: "denied" });
    expect(scopes.map((scope) => named(blocks, `order_list_${scope}`)?.value)).toEqual([
      "mine:denied",
      "waiting:any", // only what is pending waits
      "all:denied",
    ]);
    expect(scopes.map((scope) => named(blocks, `order_list_${scope}`)?.style)).toEqual([
      undefined,
      undefined,
      "primary",
    ]);
    const menu = named(blocks, "order_list_state");
    expect(menu?.options?.map(({ value }) => readListValue(value))).toEqual([
      { scope: "all" },
      ...statuses.map((status) => ({ scope: "all", status })),
    ]);
    expect(menu?.initial_option?.value).toBe("all:denied");
    expect(named(shown(page([]), { scope: "waiting" }).blocks, "order_list_state")).toBeUndefined();
  });

  it("leads to the pages that there are, of the same list", () => {
    const wanted = { scope: "mine", status: "failed" } as const;
    const [older, newer] = [placeInList(anOrder()), placeInList(anOrder({ id: "CCCCCC" }))];
    const inside = shown(page(listed(orderIn("failed")), { older, newer }), wanted).blocks;
    expect(readListValue(named(inside, "order_list_older")?.value)).toEqual({
      ...wanted,
      from: { towards: "older", place: older },
    });
    expect(readListValue(named(inside, "order_list_newer")?.value)).toEqual({
      ...wanted,
      from: { towards: "newer", place: newer },
    });
    const whole = shown(page(listed(orderIn("failed"))), wanted).blocks;
    expect(named(whole, "order_list_older")).toBeUndefined();
    expect(named(whole, "order_list_newer")).toBeUndefined();
    expect(readListValue(named(whole, "order_list_refresh")?.value)).toEqual(wanted);
  });

  it("calls everything that leads to a list so that it is known again", () => {
    const given = page(listed(orderIn("failed")), { older: "o", newer: "n" });
    for (const scope of scopes)
      for (const { action_id: action } of elementsOf(shown(given, { scope }).blocks))
        if (action !== "order_details") expect(action).toMatch(LIST_ACTION);
  });

  it("says that it was not looked through to the end, and how to go on", () => {
    const { blocks } = shown(page([], { older: placeInList(anOrder()), stoppedAfter: 311 }));
    expect(JSON.stringify(blocks)).toContain("So far 311 orders were looked through.");
    expect(named(blocks, "order_list_older")?.text?.text).toBe("Look further");
  });

  it.each(languages)("is in the reader's language: %s", (language) => {
    const texts = textsIn[language];
    for (const scope of scopes)
      for (const status of [undefined, ...statuses])
        for (const given of [
          page(listed(...statuses.map((each) => orderIn(each, { labels: {}, region: "r-1" })))),
          page([], { stoppedAfter: 3, older: "o" }),
          page([]),
        ]) {
          const { text, blocks } = shown(given, { scope, ...(status ? { status } : {}) }, texts);
          expectLanguage(text, language);
          for (const block of blocks) {
            if (block.type === "section" && block.text) expectLanguage(block.text.text, language);
          }
          for (const { text: label } of elementsOf(blocks))
            if (label) expect(label.text).toMatch(language === "zh" ? /\p{Script=Han}/u : /[a-z]/);
        }
  });
});

describe("an empty list", () => {
  const sentence = (given: ListedPage, wanted: WantedPage): string => {
    const [, , block] = shown(given, wanted).blocks;
    return block?.type === "section" ? (block.text?.text ?? "") : "";
  };

  it("says what it would hold and how to go on", () => {
    expect(sentence(page([]), { scope: "mine" })).toContain("`/edcps create`");
    expect(sentence(page([]), { scope: "waiting" })).toBe("Nothing waits for you at the moment.");
    expect(sentence(page([]), { scope: "all" })).toContain("no order yet");
    expect(sentence(page([]), { scope: "all", status: "failed" })).toContain("in this state");
    const from = { towards: "older", place: placeInList(anOrder()) } as const;
    expect(sentence(page([], { newer: from.place }), { scope: "mine", from })).toContain(
      "No order is left on this page",
    );
  });

  it("says to whoever may not order what the policy says, but not that they have nothing to decide", () => {
    const mayOrder = { ok: false, refusal: { reason: "guest" } } as const;
    for (const scope of ["mine", "all"] as const)
      expect(sentence(page([], { mayOrder }), { scope })).toBe(en.refusal({ reason: "guest" }));
    expect(sentence(page([], { mayOrder }), { scope: "waiting" })).toContain("Nothing waits");
  });
});

describe("the list of what waits for somebody", () => {
  it("has the card's buttons for what they may approve, with what it costs and why", () => {
    const order = anOrder({ version: 4 });
    const { blocks } = shown(page([{ order, waits: "approve" }]), { scope: "waiting" });
    expect(
      elementsOf(blocks)
        .filter(({ value }) => value === "K7M4Q9:4")
        .map(({ action_id: action }) => action),
    ).toEqual(["order_approve", "order_deny", "order_details"]);
    expect(JSON.stringify(blocks)).toContain("For the spring sale.");
    expect(JSON.stringify(blocks)).toContain("Billing of 1 server");
  });

  it("asks twice before an approval that is paid at once", () => {
    const order = anOrder({
      spec: aSpec({
        charge: { chargeMode: "prepaid_by_duration", chargeUnit: "month", chargeDuration: 1 },
      }),
    });
    const { blocks } = shown(page([{ order, waits: "approve" }]), { scope: "waiting" });
    expect(named(blocks, "order_approve")).toHaveProperty("confirm");
  });

  it("has the answers to a smaller order that is proposed, with what would change", () => {
    const order = proposed(anOrder({ version: 4 }));
    const { blocks } = shown(
      page([{ order, waits: "accept" }]),
      { scope: "waiting" },
      en,
      "U0ALICE",
    );
    expect(
      elementsOf(blocks)
        .filter(({ value }) => value === "K7M4Q9:4")
        .map(({ action_id: action }) => action),
    ).toEqual(["order_accept", "order_decline", "order_edit", "order_details"]);
    expect(JSON.stringify(blocks)).toContain("would approve it if it were smaller");
  });
});

describe.each(Object.entries(hostileTexts))("a list of orders full of %s", (_, text) => {
  const full = (scope: WantedPage["scope"], listedOrder: ListedOrder): ListedPage =>
    page(
      Array.from({ length: pageSize[scope] }, () => listedOrder),
      { older: "x".repeat(40), newer: "x".repeat(40), stoppedAfter: 99_999 },
    );

  it("is a message that Slack takes, in which nothing is forged", () => {
    for (const texts of everyTexts)
      for (const status of ["pending", "failed"] as const)
        expectGoodMessage(
          shown(full("all", { order: hostileOrder(status, text) }), { scope: "all" }, texts),
          judged,
        );
  });

  it("is one of what waits, too", () => {
    const order = hostileOrder("pending", text);
    for (const texts of everyTexts)
      for (const waiting of [
        { order, waits: "approve" },
        { order: proposed(order), waits: "accept" },
      ] as const)
        expectGoodMessage(shown(full("waiting", waiting), { scope: "waiting" }, texts), judged);
  });
});

describe("a line that asks for a list", () => {
  it.each([
    ["", { scope: "mine" }],
    ["mine", { scope: "mine" }],
    ["  ALL  ", { scope: "all" }],
    ["waiting", { scope: "waiting" }],
    ["failed", { scope: "mine", status: "failed" }],
    ["all denied", { scope: "all", status: "denied" }],
    ["provisioned, all", { scope: "all", status: "provisioned" }],
    ["waiting pending", { scope: "waiting" }],
  ] as const)("is read: %j", (typed, wanted) => {
    expect(readListLine(typed)).toEqual({ ok: true, wanted });
  });

  const answer = (typed: string, texts: Texts = en): string => {
    const line = readListLine(typed);
    return line.ok ? "" : answerToListLine(line, texts);
  };

  it.each([
    ["wating", "`wating` is neither a list nor a state. Perhaps `waiting`?", "waiting"],
    ["al faild", "`faild` is neither a list nor a state. Perhaps `failed`?", "all failed"],
    ["cancled", "Perhaps `cancelled`?", "mine cancelled"],
    ["mine all", "`all` is too much", "mine"],
    ["failed denied", "is too much", "mine failed"],
    ["waiting failed", "`failed` cannot be: only what is pending waits", "waiting"],
  ])("with a slip says what was meant: %j", (typed, sentence, corrected) => {
    expect(answer(typed)).toContain(sentence);
    expect(answer(typed)).toContain(`ready to copy: \`/edcps orders ${corrected}\``);
  });

  it("with what is near to nothing says what there is", () => {
    const said = answer("xyzzy");
    expect(said).not.toContain("Perhaps");
    expect(said).not.toContain("ready to copy");
    for (const word of [...scopes, ...statuses]) expect(said).toContain(`\`${word}\``);
  });

  it.each(Object.entries(hostileTexts))("of %s is answered with nothing forged", (_, text) => {
    for (const language of languages)
      for (const typed of [text, `all ${text}`, `${text} `.repeat(9)]) {
        const said = answer(typed, textsIn[language]);
        expectNoForgery(said, []);
        expect(said.length).toBeLessThan(3_000);
        for (const line of said.split("\n").filter((each) => !each.includes("/edcps")))
          if (line.startsWith("•")) expectSentence(line.replaceAll(/`[^`]*`/g, "X"), language);
      }
  });

  it("leaves room around markup in Chinese, or Slack does not read it", () => {
    const said = [answer("wating xyzzy", zh), answer("waiting failed", zh), answer("mine all", zh)];
    for (const { 0: markup, index, input } of said.flatMap((each) => [
      ...each.matchAll(/`[^`\n]+`/g),
    ])) {
      expect(input.slice(index - 1, index), input).toMatch(/^[\s（“]?$/);
      expect(input.slice(index + markup.length)[0] ?? "", input).toMatch(/^[\s）”,]?$/);
    }
  });
});
