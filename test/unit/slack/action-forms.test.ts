import { beforeEach, describe, expect, it } from "vitest";
import { languages } from "../../../src/order/language.ts";
import type { Order } from "../../../src/order/order.ts";
import type { View } from "../../../src/slack/blocks.ts";
import type { ButtonPorts } from "../../../src/slack/buttons.ts";
import type { Click } from "../../../src/slack/click.ts";
import {
  actionForms,
  actionFormView,
  openActionForm,
  submitActionForm,
  type ActionFormId,
} from "../../../src/slack/action-forms.ts";
import { noOrder } from "../../../src/slack/drawn-order.ts";
import { readerIn } from "../../../src/slack/reader.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { aPolicy, aRule } from "../../support/a-policy.ts";
import { alice, anOrder, aSpec, bob, dave } from "../../support/an-order.ts";
import { expectLanguage } from "../../support/language-judge.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { hostileOrder, people } from "../../support/shown-orders.ts";
import {
  expectGoodView,
  expectNoForgery,
  hostileTexts,
  mrkdwnIn,
  textsIn as shownIn,
} from "../../support/slack-judge.ts";
import { keptLog, knownPeople, memoryQueue, standingClock } from "../../support/workflow-ports.ts";

const ids = Object.keys(actionForms) as ActionFormId[];
const dear = { chargeMode: "prepaid_by_duration", chargeUnit: "month", chargeDuration: 3 } as const;
const pending = anOrder({
  spec: aSpec({
    count: 3,
    enableInternet: "yes",
    internetChargeMode: "prepaid_by_duration",
    lineType: "ct",
    bandwidth: 20,
    charge: dear,
  }),
});

function setUp(order: Order = pending, policy: Parameters<typeof aPolicy>[0] = {}) {
  const shown: { how: "opened" | "pushed"; view: View }[] = [];
  const clock = standingClock();
  const orders = memoryOrders(clock);
  orders.put(order);
  const queue = memoryQueue();
  const show = (how: "opened" | "pushed") => async (given: { view: View }) => {
    shown.push({ how, view: given.view });
    return { ok: true, view: { id: "V1", hash: "1" } };
  };
  const views = { open: show("opened"), push: show("pushed") };
  const ports: ButtonPorts = {
    orders,
    queue,
    clock,
    log: keptLog(),
    people: knownPeople(),
    policy: () => aPolicy({ rules: [aRule({ breakGlass: { users: ["U0DAVE"] } })], ...policy }),
    stock: { left: async () => undefined },
    prices: undefined,
    client: { views } as unknown as ButtonPorts["client"],
    form: undefined as never,
    reply: async () => false,
  };
  const open = (id: ActionFormId, by: Click["by"], changes: Partial<Click> = {}): Promise<void> =>
    openActionForm(ports, id, {
      by,
      reader: readerIn("en"),
      order: { orderId: order.id, version: order.version },
      message: { channel: "C0APPROVALS", ts: "1.1", ephemeral: false },
      modal: undefined,
      answer: undefined,
      triggerId: "trigger",
      ...changes,
    });
  /** The form that was opened last, filled in and sent. */
  const send = (by: Click["by"], typed: Readonly<Record<string, string>>, below?: string) => {
    const view = shown.at(-1)?.view;
    const values = Object.fromEntries(
      Object.entries(typed).map(([name, value]) => [name, { [name]: { value } }]),
    );
    return submitActionForm(
      ports,
      view?.callback_id as ActionFormId,
      {
        id: "V1",
        private_metadata: view?.private_metadata ?? "",
        state: { values },
        blocks: [],
        ...(below ? { previous_view_id: below } : {}),
      },
      by,
      readerIn("en"),
    );
  };
  const now = async (): Promise<Order | undefined> => orders.find(order.id);
  const trail = (): readonly string[] =>
    orders
      .trail()
      .map(({ userId, action, refusal = "ok", orderId, version }) =>
        [userId, action, refusal, orderId, version].join(" "),
      );
  return { shown, open, send, now, queue, trail };
}

let world: ReturnType<typeof setUp>;
beforeEach(() => {
  world = setUp();
});

const inputsOf = (view: View | undefined): readonly string[] =>
  view?.blocks.flatMap(({ type, block_id }) => (type === "input" ? [block_id ?? ""] : [])) ?? [];

describe("a form that asks for what an action needs", () => {
  it.each(ids)("is a view that Slack takes, in each language: %s", (id) => {
    for (const language of languages) {
      const about = { orderId: pending.id, version: 1 };
      const view = actionFormView(id, pending, about, textsIn[language]);
      expectGoodView(view);
      for (const text of shownIn(view).filter(
        (one) => one.length > 40 && !one.includes(pending.justification),
      ))
        expectLanguage(text.replaceAll(/Tianjin|Normal 1/g, ""), language);
    }
  });

  it.each(Object.entries(hostileTexts))("is one for an order full of %s", (_, text) => {
    for (const id of ids)
      for (const language of languages) {
        const about = { orderId: pending.id, version: 1 };
        const view = actionFormView(id, hostileOrder("pending", text), about, textsIn[language]);
        expectGoodView(view);
        for (const markup of mrkdwnIn(view)) expectNoForgery(markup, people);
      }
  });

  it("carries which order in which version it was opened for, and nothing else", async () => {
    await world.open("order_deny", bob);
    expect(JSON.parse(world.shown[0]?.view.private_metadata ?? "")).toEqual({
      orderId: pending.id,
      version: 1,
    });
  });

  it("opens above the modal in which the button stands", async () => {
    await world.open("order_deny", bob);
    await world.open("order_deny", bob, { modal: "V0" });
    expect(world.shown.map(({ how }) => how)).toEqual(["opened", "pushed"]);
  });

  it.each([
    ["order_deny", alice, "not-approver"],
    ["order_propose", alice, "not-approver"],
    ["order_break_glass", bob, "not-break-glass"],
  ] as const)("does not open for whoever may not: %s", async (id, who, reason) => {
    await world.open(id, who);
    expect(world.shown).toEqual([]);
    expect(world.queue.notices).toMatchObject([{ userId: who.userId, refusal: { reason } }]);
  });

  it.each(ids)("does not open on a card that shows something else: %s", async (id) => {
    await world.open(id, id === "order_break_glass" ? dave : bob, {
      order: { orderId: pending.id, version: 7 },
    });
    expect(world.shown).toEqual([]);
    expect(world.queue.notices).toMatchObject([{ refusal: { reason: "stale" } }]);
  });

  it.each<[string, string, string]>([
    ["names what is no order", '{"orderId":"<!channel>","version":1}', " 0"],
    ["names an order that there is not", '{"orderId":"AAAAAA","version":3}', "AAAAAA 3"],
    ["names no version", '{"orderId":"K7M4Q9"}', " 0"],
    ["cannot be read", "{", " 0"],
  ])("that %s decides nothing, and is kept as an attempt", async (_, metadata, attempted) => {
    for (const id of ids) {
      const who = id === "order_break_glass" ? dave : bob;
      await world.open(id, who);
      const view = world.shown.at(-1)?.view;
      if (view) view.private_metadata = metadata;
      expect(JSON.stringify(await world.send(who, { reason: "No." }))).toContain("no such order");
    }
    expect(await world.now()).toEqual(pending);
    expect(world.trail()).toEqual([
      `U0BOB deny unknown-order ${attempted}`,
      `U0BOB propose unknown-order ${attempted}`,
      `U0DAVE break-glass unknown-order ${attempted}`,
    ]);
  });

  it("tells what is wrong with an answer only to whoever may give one", async () => {
    await world.open("order_propose", bob);
    expect(JSON.stringify(await world.send(alice, { count: "9" }))).toContain(
      "not one of the approvers",
    );
    expect(world.trail()).toEqual(["U0ALICE propose not-approver K7M4Q9 1"]);
  });

  it("tells why it does not open by a message of its own when the details cannot be replaced", async () => {
    await world.open("order_deny", alice, { answer: "https://hooks.slack.com/actions/T0/1/a" });
    expect(world.queue.notices).toMatchObject([{ refusal: { reason: "not-approver" } }]);
  });

  it("is opened by no button that names no order, and that is kept as an attempt", async () => {
    await world.open("order_deny", bob, { order: noOrder });
    expect(world.shown).toEqual([]);
    expect(world.queue.notices).toEqual([
      { userId: "U0BOB", channel: "C0APPROVALS", refusal: { reason: "unknown-order" } },
    ]);
    expect(world.trail()).toEqual(["U0BOB deny unknown-order  0"]);
  });
});

describe("denying", () => {
  it("closes the form when it is done", async () => {
    await world.open("order_deny", bob);
    expect(await world.send(bob, { reason: " Too dear. " })).toBeUndefined();
    expect((await world.now())?.history.at(-1)).toMatchObject({
      action: "deny",
      reason: "Too dear.",
    });
  });

  it("closes everything below it too, for that shows the order as it was", async () => {
    await world.open("order_deny", bob, { modal: "V0" });
    const answer = await world.send(bob, { reason: "Too dear." }, "V0");
    expect(answer).toMatchObject({ response_action: "update", view: { clear_on_close: true } });
    expect(JSON.stringify(answer)).toContain("was denied");
  });

  it.each(["", "  ", "x".repeat(501)])("needs a reason that fits", async (reason) => {
    await world.open("order_deny", bob);
    expect(await world.send(bob, { reason })).toMatchObject({
      errors: { reason: expect.any(String) as string },
    });
    expect((await world.now())?.status).toBe("pending");
  });

  it("shows in its place why it was not done", async () => {
    await world.open("order_deny", bob);
    const answer = await world.send(alice, { reason: "No." });
    expect(JSON.stringify(answer)).toContain("not one of the approvers");
  });
});

describe("approving with changes", () => {
  beforeEach(() => world.open("order_propose", bob));

  it("asks for the numbers that can get smaller, as they are, and for a reason", () => {
    const view = world.shown[0]?.view;
    expect(inputsOf(view)).toEqual(["count", "charge.chargeDuration", "bandwidth", "reason"]);
    const count = view?.blocks.find(({ block_id }) => block_id === "count");
    expect(count).toMatchObject({
      hint: { text: "Asked for: 3." },
      element: { type: "number_input", initial_value: "3" },
    });
    expect(view?.blocks.find(({ block_id }) => block_id === "charge.chargeDuration")).toMatchObject(
      { hint: { text: "Asked for: 3 months." } },
    );
  });

  it("proposes what was made smaller, and says who is asked", async () => {
    const answer = await world.send(bob, {
      count: "2",
      "charge.chargeDuration": "3",
      bandwidth: "5",
      reason: "Enough.",
    });
    expect(JSON.stringify(answer)).toContain(
      "The price is not known to this bot; the JD Cloud console shows it. <@U0ALICE> is asked whether they accept the smaller order. *It is bought as soon as they do;* until then nothing is.",
    );
    expect((await world.now())?.proposal).toMatchObject({
      by: bob,
      spec: { count: 2, bandwidth: 5, charge: dear },
      reason: "Enough.",
    });
  });

  it("says what the order costs as it is", async () => {
    expect(shownIn(world.shown[0]?.view).join("\n")).toContain(
      "*The last approval charges the account at once for 3 servers.*",
    );
    const price = { currency: "CNY", perMonth: 1, atOnce: 264_000_000, parts: [] };
    const priced = setUp({ ...pending, price });
    await priced.open("order_propose", bob);
    expect(shownIn(priced.shown[0]?.view).join("\n")).toContain(
      "*About ¥26,400 charged at once* when it is approved, for the whole order and 3 months.",
    );
  });

  const same = { count: "3", "charge.chargeDuration": "3", bandwidth: "20" };
  it.each([
    ["larger", { ...same, count: "4" }, { count: "It must be between 1 and 3." }],
    ["none", { ...same, count: "0" }, { count: "It must be between 1 and 3." }],
    ["no number", { ...same, bandwidth: "few" }, { bandwidth: "It must be between 1 and 20." }],
    [
      "nothing",
      {},
      {
        count: "It must be between 1 and 3.",
        "charge.chargeDuration": "It must be between 1 and 3.",
        bandwidth: "It must be between 1 and 20.",
      },
    ],
    [
      "a novel",
      { ...same, count: "1", reason: "x".repeat(501) },
      { reason: "The length must be at most 500 characters." },
    ],
  ])("says at its own field what is wrong: %s", async (_, typed, errors) => {
    expect(await world.send(bob, typed)).toEqual({ response_action: "errors", errors });
    expect(await world.now()).toEqual(pending);
  });

  it("says that nothing was made smaller", async () => {
    const answer = await world.send(bob, same);
    expect(answer).toMatchObject({
      errors: { count: expect.stringContaining("at least one number has to be smaller") as string },
    });
  });

  it("takes only what could be bought by the limits as they are now", async () => {
    const strict = setUp(pending, { limits: { maxBandwidth: 10 } });
    await strict.open("order_propose", bob);
    expect(await strict.send(bob, { ...same, count: "2" })).toEqual({
      response_action: "errors",
      errors: { bandwidth: "This team's policy allows at most 10." },
    });
    expect((await strict.now())?.proposal).toBeUndefined();
  });
});

describe("breaking the glass", () => {
  it("says that everybody is told, and what is charged at once", async () => {
    await world.open("order_break_glass", dave);
    const shown = shownIn(world.shown[0]?.view).join("\n");
    expect(shown).toContain("Everybody is told who did it and why");
    expect(shown).toContain(
      "*The account is charged at once for 3 servers; how much is not known to this bot.*",
    );
    const priced = setUp({
      ...pending,
      price: { currency: "CNY", perMonth: 1, atOnce: 264_000_000, parts: [] },
    });
    await priced.open("order_break_glass", dave);
    expect(shownIn(priced.shown[0]?.view).join("\n")).toContain(
      "charged at once with about ¥26,400.*",
    );
  });

  it("needs a reason", async () => {
    await world.open("order_break_glass", dave);
    expect(await world.send(dave, { reason: " " })).toMatchObject({
      errors: { reason: expect.any(String) as string },
    });
    expect((await world.now())?.status).toBe("pending");
  });

  it("buys", async () => {
    await world.open("order_break_glass", dave);
    const answer = await world.send(dave, { reason: "The shop is down." });
    expect(JSON.stringify(answer)).toContain("about to be bought. Everybody is told.");
    expect((await world.now())?.history.at(-1)).toMatchObject({
      action: "break-glass",
      reason: "The shop is down.",
    });
  });
});
