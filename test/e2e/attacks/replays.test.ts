import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Order } from "../../../src/order/order.ts";
import { fillOrderForm } from "../../../playground/fill-order-form.ts";
import { startWorld, type World } from "../../../playground/start-world.ts";
import { asking } from "../../support/form-story.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  CAROL,
  OPS,
  order,
  purchasesOf,
  result,
} from "../../support/order-story.ts";
import { standingOf, storedOrders } from "../../support/standing.ts";
import { until } from "../../support/until.ts";
import {
  send,
  wiretap,
  type RawAnswer,
  type RawRequest,
  type Wiretap,
} from "../../support/wiretap.ts";
import { readBody } from "../../support/stored-orders.ts";

/**
 * Slack signs no request for one use only, so whoever has a copy of one can send it again for five minutes. Each kind
 * is sent again here, to the byte, one after another and at once; nothing may come of it that did not come of it before.
 */
let world: World;
let tap: Wiretap;
let redis: Redis;
beforeAll(async () => {
  world = await startWorld();
  tap = await wiretap(world.eventsUrl);
  world.slack.deliverTo(tap.url);
  redis = new Redis(world.redis.url);
  await world.start();
});
afterAll(async () => {
  redis.disconnect();
  await tap.stop();
  await world.stop();
});
beforeEach(() => void tap.heard.splice(0));
afterEach(async () => {
  world.cloud.faults.clear();
  for (const { id } of world.slack.people())
    if (world.slack.as(id).views().length > 0) await world.slack.as(id).close({ all: true });
});

const again = async (request: RawRequest | undefined): Promise<readonly RawAnswer[]> => {
  if (!request) throw new Error("Nothing was heard that could be sent again.");
  const first = await send(world.eventsUrl, request);
  const others = await Promise.all([1, 2, 3].map(() => send(world.eventsUrl, request)));
  return [first, ...others];
};

/** Sends the newest request again and again, and holds that nothing came of it. */
async function isHarmless(
  request = tap.heard.at(-1),
  answeredWith = 200,
): Promise<readonly RawAnswer[]> {
  const before = await standingOf(world, redis);
  const views = world.slack.people().map(({ id }) => world.slack.as(id).views().length);
  const answers = await again(request);
  expect(await standingOf(world, redis)).toEqual(before);
  expect(world.slack.people().map(({ id }) => world.slack.as(id).views().length)).toEqual(views);
  for (const { status } of answers) expect(status).toBe(answeredWith);
  return answers;
}

const stored = async (id: string): Promise<Order> =>
  JSON.parse((await storedOrders(redis))[id] ?? "null") as Order;

const click = async (who: string, id: string, action: string) =>
  world.slack.as(who).click(APPROVALS, (await card(world, id)).ts, action, { confirm: true });

describe("a typed command that is sent again", () => {
  it("opens no second form: Slack takes each trigger once", async () => {
    await world.slack.as(ALICE).command(OPS, "/edcps create name=twice");
    const answers = await isHarmless();
    for (const { body } of answers) expect(body).toContain("Slack did not open the form");
  });

  it("cancels nothing but the order that it cancelled, which is cancelled already", async () => {
    const [id, other] = [await order(world, { name: "cancelled" }), await order(world)];
    await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
    const answers = await isHarmless();
    for (const { body } of answers) expect(body).toContain("was cancelled");
    expect(await readBody(redis, `{edcps}:order:${other}`)).toContain('"status":"pending"');
  });

  it.each(["help", "orders", "order", "instances cn-east-tz1", "nonsense"])(
    "only reads, as the first time: %s",
    async (words) => {
      const id = await order(world);
      await world.slack
        .as(ALICE)
        .command(OPS, `/edcps ${words === "order" ? `order ${id}` : words}`);
      await isHarmless();
    },
  );
});

describe("a form that is sent again", () => {
  it("places no second order, not even after the bot was started anew", async () => {
    const id = await order(world, { name: "sent-again" });
    const sent = tap.heard.findLast(({ body }) => String(body).includes("view_submission"));
    const answers = await isHarmless(sent);
    for (const { body } of answers) expect(body).toContain(id);

    await approve(world, id);
    await result(world, id);
    await isHarmless(sent);
    await world.bot().kill();
    await world.start();
    await isHarmless(sent);
    expect(purchasesOf(world, "sent-again")).toHaveLength(1);
  });

  it("is refused again when it was refused", async () => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps create");
    await fillOrderForm(alice, { name: "1-wrong" });
    expect(await alice.submit()).toHaveProperty("errors");
    const answers = await isHarmless();
    for (const { body } of answers) expect(body).toContain('"response_action":"errors"');
  });

  it("that denies an order finds it denied", async () => {
    const id = await order(world, { name: "denied" });
    await click(BOB, id, "order_deny");
    const bob = world.slack.as(BOB);
    await bob.waitForView();
    await bob.type("reason", "Not this month.");
    expect(await bob.submit()).toMatchObject({ sent: true, closed: true });
    const answers = await isHarmless();
    for (const { body } of answers) expect(body).toContain('"response_action":"update"');
  });
});

describe("a smaller order that is sent again", () => {
  const proposed = async (name: string): Promise<string> => {
    const id = await order(world, { name, count: "2" });
    await click(BOB, id, "order_propose");
    const bob = world.slack.as(BOB);
    await bob.waitForView();
    await bob.type("count", "1");
    await bob.submit();
    await bob.close();
    return id;
  };

  it("is proposed once", async () => {
    const id = await proposed("proposed-once");
    await isHarmless(tap.heard.findLast(({ body }) => String(body).includes("view_submission")));
    expect((await stored(id)).spec.count).toBe(2);
  });

  it.each([
    ["order_accept", 1],
    ["order_decline", 0],
  ])("is answered once: %s", async (answer, bought) => {
    const name = `answered-${bought}`;
    const id = await proposed(name);
    const { ts } = await card(world, id);
    const { version } = await stored(id);
    await world.slack.as(ALICE).clickRaw(APPROVALS, ts, answer, `${id}:${version}`);
    const clicked = tap.heard.at(-1);
    expect((await stored(id)).version).toBeGreaterThan(version);
    await isHarmless(clicked);
    expect(purchasesOf(world, name)).toHaveLength(bought);
  });
});

describe("a click that is sent again", () => {
  it("buys nothing more: the order has gone on, and the click names the version that it saw", async () => {
    const id = await order(world, { name: "bought-once" });
    await approve(world, id);
    const clicked = tap.heard.at(-1);
    await result(world, id);
    await isHarmless(clicked);
    expect(purchasesOf(world, "bought-once")).toHaveLength(1);
  });

  it("fills no second seat of a quorum", async () => {
    const id = await order(world, {
      name: "two-seats",
      "charge.chargeMode": "prepaid_by_duration",
      "charge.chargeDuration": "1",
    });
    await approve(world, id, BOB);
    await isHarmless();
    expect(purchasesOf(world, "two-seats")).toEqual([]);
    await approve(world, id, CAROL);
    await result(world, id);
    await isHarmless(tap.heard.findLast(({ body }) => String(body).includes(CAROL)));
    expect(purchasesOf(world, "two-seats")).toHaveLength(1);
  });

  it("does not bring back an approval that was withdrawn", async () => {
    const id = await order(world, {
      name: "withdrawn",
      "charge.chargeMode": "prepaid_by_duration",
      "charge.chargeDuration": "1",
    });
    await approve(world, id, BOB);
    const approved = tap.heard.at(-1);
    const { ts } = await card(world, id);
    const { version } = await stored(id);
    await world.slack.as(BOB).clickRaw(APPROVALS, ts, "order_withdraw", `${id}:${version}`);
    await isHarmless();
    await isHarmless(approved);
    await approve(world, id, CAROL);
    expect((await stored(id)).approvals).toMatchObject([{ userId: CAROL }]);
    expect(purchasesOf(world, "withdrawn")).toEqual([]);
  });

  it("does not take back what was decided since", async () => {
    const id = await order(world, { name: "decided-since" });
    const { ts } = await card(world, id);
    await world.slack.as(ALICE).clickRaw(APPROVALS, ts, "order_approve", `${id}:1`); // refused: it is her own
    const refused = tap.heard.at(-1);
    await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
    await isHarmless(refused);
    expect(purchasesOf(world, "decided-since")).toEqual([]);
  });

  it("tries a failed order once for one click", async () => {
    const id = await order(world, { name: "tried-again" });
    world.cloud.faults.set("createInstances", { kind: "rateLimit" });
    await approve(world, id);
    const failed = await card(world, id, ({ blocks }) =>
      JSON.stringify(blocks).includes("order_retry"),
    );
    await world.slack.as(ALICE).click(APPROVALS, failed.ts, "order_retry", { confirm: true });
    const clicked = tap.heard.at(-1);
    world.cloud.faults.clear();
    await card(world, id, ({ text }) => text.includes(": bought"));
    const calls = (): number =>
      world.cloud.requests.filter(({ operation }) => operation === "createInstances").length;
    const before = calls();
    await isHarmless(clicked);
    expect(calls()).toBe(before);
    expect(purchasesOf(world, "tried-again")).toHaveLength(1);
  });

  it.each(["order_details", "order_deny"])("opens nothing: %s", async (action) => {
    const id = await order(world);
    await click(BOB, id, action);
    await world.slack.as(BOB).waitForView();
    await isHarmless();
  });

  it("opens no form of the same order once more", async () => {
    const id = await order(world);
    await card(world, id); // an order that is over before it has a card never gets one
    await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
    await card(world, id, ({ blocks }) => JSON.stringify(blocks).includes("order_again"));
    await click(ALICE, id, "order_again");
    await world.slack.as(ALICE).waitForView();
    await isHarmless();
  });
});

describe("a choice in an open form that is sent again", () => {
  it("does not undo a newer one", async () => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps create");
    await asking(alice, "regionId");
    await alice.choose("regionId", "cn-north-by1");
    const older = tap.heard.at(-1);
    await asking(alice, "az");
    await alice.choose("regionId", "cn-east-tz1");
    await alice.waitForView(({ blocks }) => JSON.stringify(blocks).includes("az:cn-east-tz1"));
    await isHarmless(older);
    expect(JSON.stringify(alice.view()?.blocks)).toContain("az:cn-east-tz1");
    expect(JSON.stringify(alice.view()?.blocks)).not.toContain("az:cn-north-by1");
  });

  it("leaves what was typed since where it is", async () => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps create");
    await asking(alice, "regionId");
    await alice.choose("regionId", "cn-east-tz1");
    const chosen = tap.heard.at(-1);
    await asking(alice, "az");
    await alice.type("name", "typed-since");
    await isHarmless(chosen);
    expect(JSON.stringify(alice.view()?.state.values)).toContain("typed-since");
  });

  it("or a search answers with the list as it is now, and changes nothing", async () => {
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps create");
    await fillOrderForm(alice);
    await alice.search("subnetId", "119");
    const answers = await isHarmless();
    for (const { body } of answers) expect(body).toContain("subnet-tz1a-119");
  });
});

describe("what was done in the home tab and is sent again", () => {
  it("draws the tab once more, and opens no second form", async () => {
    const alice = world.slack.as(ALICE);
    await alice.openHome();
    await until("the home tab", () => world.slack.home(ALICE));
    await isHarmless();
    await alice.clickHome("order_new");
    await alice.waitForView();
    // In a home tab only Slack can say that it did not work, so it is not told that it did.
    await isHarmless(tap.heard.at(-1), 404);
  });
});
