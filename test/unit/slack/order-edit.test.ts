import { describe, expect, it } from "vitest";
import { fieldIds } from "../../../src/order/form-fields.ts";
import { layOut, readAnswers } from "../../../src/order/form.ts";
import { defaultLimits } from "../../../src/order/instance-spec.ts";
import { languages, type Language } from "../../../src/order/language.ts";
import type { Order } from "../../../src/order/order.ts";
import { clickEdit } from "../../../src/slack/buttons.ts";
import type { Click } from "../../../src/slack/click.ts";
import { formView, type FormOrigin } from "../../../src/slack/form-view.ts";
import { readerIn } from "../../../src/slack/reader.ts";
import { submitOrder } from "../../../src/slack/submission.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { everyList } from "../../support/a-catalogue.ts";
import { aPolicy, aRule } from "../../support/a-policy.ts";
import { alice, anOrder, aSpec, bob, minutesLater } from "../../support/an-order.ts";
import { catalogueOf } from "../../support/catalogue-of.ts";
import { formOnScreen } from "../../support/form-on-screen.ts";
import { expectSentence } from "../../support/language-judge.ts";
import { memoryOrders } from "../../support/memory-orders.ts";
import { expectGoodView, textsIn as shownIn } from "../../support/slack-judge.ts";
import {
  keptLog,
  knownPeople,
  memoryQueue,
  paperSealer,
  standingClock,
} from "../../support/workflow-ports.ts";

const has = { sealing: true, limits: defaultLimits, prices: false };
const PASSWORD = "Sunny$Lake7Fog";

/** An order of what the catalogue of these tests offers. */
const orderable = anOrder({
  spec: aSpec({
    count: 2,
    deviceType: "edcps.c.normal1",
    osTypeId: "edcps.c.normal1-ubuntu",
    sysRaidTypeId: "edcps.c.normal1-raid1",
    dataRaidTypeId: "edcps.c.normal1-raid5",
    hostname: "web",
  }),
  approvals: [{ ...bob, at: minutesLater(0) }],
  sealed: paperSealer().seal({ password: PASSWORD }, "K7M4Q9"),
});

function setUp(order: Order = orderable, policy = aPolicy({ rules: [aRule({ quorum: 2 })] })) {
  const opened: { origin: FormOrigin; modal: string | undefined }[] = [];
  const clock = standingClock();
  const orders = memoryOrders(clock);
  orders.put(order);
  const queue = memoryQueue();
  const ports = {
    orders,
    queue,
    clock,
    log: keptLog(),
    people: knownPeople(),
    policy: () => policy,
    stock: { left: async () => undefined },
    prices: undefined,
    sealer: paperSealer(),
    ids: { orderId: () => "AAAAAA", clientToken: () => "token" },
    catalogue: catalogueOf(everyList),
    has: () => has,
    client: undefined as never,
    reply: async () => false,
    form: {
      open: async ({ modal }: { modal?: string | undefined }, origin: FormOrigin) =>
        void opened.push({ origin, modal }),
      redraw: async () => undefined,
      idle: async () => undefined,
    },
  };
  const click = (by: Click["by"], changes: Partial<Click> = {}) =>
    clickEdit(ports, {
      by,
      reader: readerIn("en"),
      order: { orderId: order.id, version: order.version },
      message: { channel: "D0ALICE", ts: "1.1", ephemeral: false },
      modal: undefined,
      answer: undefined,
      triggerId: "trigger",
      ...changes,
    });
  /** The form as it is opened, on the screen of whoever clicked. */
  const screen = async () => {
    await click(alice);
    const { origin } = opened.at(-1) ?? {};
    if (!origin) throw new Error("No form was opened.");
    return formOnScreen({ lists: everyList, has, origin });
  };
  const send = (
    view: Parameters<typeof submitOrder>[1],
    by: Click["by"] = alice,
    language: Language = "en",
  ) => submitOrder(ports, view, by, textsIn[language]);
  return { opened, click, screen, send, orders, queue };
}

describe("the button that changes an order", () => {
  it("opens the form filled in with it, for exactly what was shown", async () => {
    const world = setUp();
    await world.click(alice, { modal: "V0" });
    expect(world.opened).toMatchObject([
      {
        modal: "V0",
        origin: {
          edit: { orderId: "K7M4Q9", version: 1 },
          kept: {
            count: "2",
            hostname: "web",
            sections: "advanced,access",
            justification: "For the spring sale.",
          },
        },
      },
    ]);
    expect(JSON.stringify(world.opened)).not.toContain(PASSWORD);
  });

  it("is refused to everybody else, and once there is nothing to change", async () => {
    const world = setUp();
    await world.click(bob);
    expect(world.queue.notices).toMatchObject([{ refusal: { reason: "not-yours" } }]);
    const over = setUp({ ...orderable, status: "denied" });
    await over.click(alice);
    expect(over.queue.notices).toMatchObject([{ refusal: { reason: "wrong-status" } }]);
    expect([...world.opened, ...over.opened]).toEqual([]);
  });
});

describe("the form that changes an order", () => {
  it.each(languages)(
    "says so, says what it voids, and what an empty secret means: %s",
    (language) => {
      const texts = textsIn[language];
      const answers = readAnswers(() => undefined, has, { sections: "access" });
      const origin: FormOrigin = {
        channel: "C0ASKED",
        language,
        kept: {},
        edit: { orderId: "K7M4Q9", version: 1 },
      };
      const view = formView(layOut(answers, everyList, has), { origin, has, price: "open" });
      expectGoodView(view);
      const seen = shownIn(view).join("\n");
      for (const text of [texts.editTitle("K7M4Q9"), texts.editSubmit, texts.editVoids])
        expect(seen).toContain(text);
      expect(seen.split(texts.editKeeps)).toHaveLength(3);
      expectSentence(texts.editVoids, language);
      expectSentence(texts.editKeeps, language);
    },
  );

  it("changes the order, says what changed and what it voids, and keeps what was sealed", async () => {
    const world = setUp();
    const screen = await world.screen();
    expect(screen.answer("count", "1")).toBe(true);
    const answer = await world.send(screen.payload());
    expect(shownIn(answer)).toContain(
      "Order *K7M4Q9* is changed: How many servers: 2 → 1. Approvals that were given before are void. It now waits for 2 approvals.",
    );
    expect(world.orders.peek("K7M4Q9")).toMatchObject({
      version: 2,
      spec: { count: 1, hostname: "web" },
      sealed: orderable.sealed,
      approvals: [],
    });
    expect(world.orders.peek("AAAAAA")).toBeUndefined();
  });

  it("says at its field what is wrong, and changes nothing", async () => {
    const world = setUp();
    const screen = await world.screen();
    screen.answer("count", "9");
    expect(await world.send(screen.payload())).toMatchObject({
      errors: { count: expect.stringContaining("at most 5") as string },
    });
    expect(world.orders.peek("K7M4Q9")).toEqual(orderable);
  });

  it("says why nothing was changed, and keeps what was filled in", async () => {
    const world = setUp();
    const screen = await world.screen();
    screen.answer("count", "1");
    const first = fieldIds[0] ?? "";
    expect(await world.send(screen.payload(), bob)).toMatchObject({
      errors: { [first]: expect.stringContaining("Only the requester") as string },
    });
    world.orders.put({ ...orderable, status: "cancelled" });
    expect(await world.send(screen.payload())).toMatchObject({ response_action: "errors" });
  });

  it("that was forged changes no order of somebody else's", async () => {
    const world = setUp();
    const screen = await world.screen();
    screen.answer("count", "1");
    const view = screen.payload();
    const origin = JSON.parse(view.private_metadata) as object;
    for (const edit of [
      { orderId: "<!channel>", version: 1 },
      { orderId: "K7M4Q9", version: -1 },
      7,
    ])
      expect(
        await world.send({ ...view, private_metadata: JSON.stringify({ ...origin, edit }) }),
      ).toMatchObject({ response_action: "errors" });
    expect(world.orders.written()).toEqual([]);
    const kept = { action: "place", refusal: "unknown-form", ...alice, orderId: "", version: 0 };
    expect(world.orders.trail()).toMatchObject([kept, kept, kept]);
  });

  it.each(languages)(
    "buys at once, where nobody has to approve, only when it has said so: %s",
    async (language) => {
      const nobody = aPolicy({ rules: [{ name: "auto", autoApprove: true }] });
      const charge = {
        chargeMode: "prepaid_by_duration",
        chargeUnit: "month",
        chargeDuration: 3,
      } as const;
      const prepaid = { ...orderable, spec: { ...orderable.spec, charge } };
      const world = setUp(prepaid, nobody);
      const screen = await world.screen();
      screen.answer("count", "1");
      const asked = await world.send(screen.payload(), alice, language);
      if (!("view" in asked)) throw new Error("Nothing was asked.");
      const texts = textsIn[language];
      const { title, yes, text } = texts.confirmSending("auto", {
        spec: { ...prepaid.spec, count: 1 },
      });
      expect(asked.view).toMatchObject({ title: { text: title }, submit: { text: yes } });
      expect(shownIn(asked).join("\n")).toContain(text);
      expectSentence(text, language);
      expect(world.orders.written()).toEqual([]);
      expect(world.orders.trail()).toMatchObject([
        { action: "edit", refusal: "not-told-yet", orderId: "K7M4Q9", version: 1 },
      ]);

      const told = { ...screen.payload(), private_metadata: asked.view.private_metadata ?? "" };
      await world.send(told, alice, language);
      expect(world.orders.peek("K7M4Q9")).toMatchObject({ status: "approved", spec: { count: 1 } });
    },
  );
});
