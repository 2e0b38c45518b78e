import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DeliveryTricks } from "../../playground/slack/deliver.ts";
import type { Fields } from "../../playground/slack/json.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import { fillOrderForm } from "../../playground/fill-order-form.ts";
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
} from "../support/order-story.ts";
import { standingOf } from "../support/standing.ts";
import { until } from "../support/until.ts";

const OPEN = "apps.connections.open";
const NOT_OPEN = "The Socket Mode connection to Slack is not open.";
const down = { status: 503 } as const;
const cutOff = { reset: "before" } as const;

/** Runs in a world of its own, whose bot is stopped at the end: it must not have lost a promise by then. */
async function inWorld(play: (world: World) => Promise<void>): Promise<void> {
  const world = await startWorld({ mode: "socket" });
  try {
    await play(world);
    world.slack.faults.clear();
    expect(await world.bot().stop()).toBe(0);
    expect(world.bot().output()).not.toContain("A rejection was not handled.");
  } finally {
    await world.stop();
  }
}

const readiness = async (world: World): Promise<string> =>
  (await fetch(`${world.bot().adminUrl}/readyz`)).text();
const isNotOpen = (world: World): Promise<unknown> =>
  until("readiness says that it is deaf", async () => (await readiness(world)).includes(NOT_OPEN));

const opens = (world: World): number =>
  world.slack.traffic.filter((entry) => entry.kind === "call" && entry.method === OPEN).length;
const help = (world: World, who = ALICE): ReturnType<ReturnType<World["slack"]["as"]>["command"]> =>
  world.slack.as(who).command(OPS, "/edcps help");

/** Gestures are answered again, over one link, without anybody's help. */
async function hearsAgain(world: World): Promise<void> {
  await world.bot().ready(40_000);
  await until("one link", () => world.slack.connections() === 1, 25_000);
  expect(await help(world)).toMatchObject({ ok: true });
}

describe("a link that is cut", () => {
  it("while Slack is down for twelve seconds is opened again afterwards, and the next click buys", () =>
    inWorld(async (world) => {
      await world.start();
      const id = await order(world, { name: "cut-1" });
      await card(world, id);
      const mended = Date.now() + 12_000;
      world.slack.faults.set(OPEN, down);
      world.slack.cut();
      await isNotOpen(world);
      expect(await help(world)).toMatchObject({ ok: false });
      await until("Slack is back", () => Date.now() > mended);
      world.slack.faults.clear();
      await hearsAgain(world);
      expect(await approve(world, id, BOB)).toMatchObject({ ok: true });
      await result(world, id);
      expect(purchasesOf(world, "cut-1")).toHaveLength(1);
    }));

  it.each([
    ["the network", cutOff],
    ["Slack, in a way that passes", { error: "internal_error" }],
    ["Slack, in a way that lasts until somebody mends it", { error: "invalid_auth" }],
  ] as const)("is opened again, though %s fails a few times first", (_, fault) =>
    inWorld(async (world) => {
      await world.start();
      const before = opens(world);
      world.slack.faults.set(OPEN, fault, 2);
      world.slack.faults.set("hello", { hang: true }, 1);
      world.slack.cut();
      await isNotOpen(world);
      await hearsAgain(world);
      expect(opens(world)).toBe(before + 4); // refused twice, never greeted once, open
      if ("error" in fault) expect(world.bot().output()).toContain(fault.error);
    }),
  );
});

it("a link whose other end reads nothing any more is cut, though nobody closes it", () =>
  inWorld(async (world) => {
    await world.start();
    const before = opens(world);
    world.slack.freeze();
    await until("the next link", () => opens(world) > before, 40_000);
    await hearsAgain(world);
    expect(world.bot().output()).toContain("Slack answered no ping for too long");
  }));

describe("a first start", () => {
  it.each([
    ["the network fails", [cutOff, cutOff, cutOff]],
    ["Slack refuses, and then is down", [{ error: "internal_error" }, down, down, down]],
    [
      "Slack refuses, and then the network fails",
      [{ error: "fatal_error" }, cutOff, cutOff, cutOff],
    ],
    ["the token is no good yet", [{ error: "not_allowed_token_type" }, { error: "invalid_auth" }]],
    ["Slack answers nothing", [{ hang: true }]],
  ] as const)("where %s comes to hear all the same", (_, faults) =>
    inWorld(async (world) => {
      for (const fault of faults) world.slack.faults.set(OPEN, fault, 1);
      await world.start({ wait: false });
      await until("the bot looks after itself", () => readiness(world).catch(() => undefined));
      await isNotOpen(world);
      await hearsAgain(world);
      expect(opens(world)).toBe(faults.length + 1);
    }),
  );

  it("that is stopped while Slack is down ends at once", () =>
    inWorld(async (world) => {
      world.slack.faults.set(OPEN, down);
      await world.start({ wait: false });
      await until("two tries", () => opens(world) >= 2);
      expect(await world.bot().stop()).toBe(0);
    }));
});

describe("one bot", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ mode: "socket", slack: { retryDelays: [] } }); // events come once
    await world.start();
  });
  afterAll(() => world.stop());
  afterEach(async () => {
    world.slack.faults.clear();
    await hearsAgain(world);
    expect(world.bot().output()).not.toContain("A rejection was not handled.");
  });

  describe("whose link Slack moves", () => {
    it.each(["warning", "refresh_requested"])(
      "misses no gesture meanwhile, and none that was in hand: %s",
      async (reason) => {
        const before = opens(world);
        world.slack.faults.set("views.open", { delay: 1_200 }, 1);
        const slow = world.slack.as(CAROL).command(OPS, "/edcps create");
        await help(world); // came after it
        world.slack.disconnect(reason);
        const answers = [];
        do answers.push(await help(world));
        while (opens(world) === before || answers.length < 20);
        expect(answers.filter(({ ok }) => !ok)).toEqual([]);
        expect(await slow).toMatchObject({ ok: true });
        await world.slack.as(CAROL).close({ all: true });
        await until("one link", () => world.slack.connections() === 1, 25_000);
        expect(opens(world)).toBe(before + 1);
      },
    );

    it("is heard through a hundred moves in one moment, over no more links than one new one", async () => {
      const before = opens(world);
      for (let moves = 0; moves < 100; moves += 1) world.slack.disconnect("warning");
      expect(await help(world)).toMatchObject({ ok: true });
      await until("one link", () => world.slack.connections() === 1, 25_000);
      expect(opens(world)).toBe(before + 1);
    });
  });

  describe("over whose link something comes that Slack would not send", () => {
    const envelope = (frame: object): string =>
      JSON.stringify({ envelope_id: "e-1", accepts_response_payload: false, ...frame });
    const named = ["disconnected", "connected", "close", "error", "ws_message", "slack_event"];
    const states = [...named, "disconnecting", "reconnecting", "authenticated", "outgoing_message"];
    it.each<readonly [string, string]>([
      ["nothing", ""],
      ["no JSON", "{"],
      ...["null", "0", '"hello"', "[]", "{}", "true"].map((text) => [text, text] as const),
      ["a type that is no word", envelope({ type: { toString: 1 } })],
      ["an envelope without payload", envelope({ type: "interactive" })],
      ["an event without payload", envelope({ type: "events_api" })],
      ["a payload that is nothing", envelope({ type: "events_api", payload: null })],
      ["a payload without event", envelope({ type: "events_api", payload: {} })],
      [
        "a notice that events are limited",
        envelope({
          type: "events_api",
          payload: { type: "app_rate_limited", team_id: "T0ACME001" },
        }),
      ],
      ["an event that is a word", envelope({ type: "events_api", payload: { event: "close" } })],
      ["an event that is nothing", envelope({ type: "events_api", payload: { event: null } })],
      ["an event without type", envelope({ type: "events_api", payload: { event: {} } })],
      ["no envelope id", JSON.stringify({ type: "interactive", payload: {} })],
      [
        "an envelope id that is none",
        envelope({ envelope_id: {}, type: "interactive", payload: {} }),
      ],
      [
        "depth",
        `{"type":"interactive","envelope_id":"e","payload":{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}}`,
      ],
      [
        "a prototype",
        '{"type":"interactive","envelope_id":"e","payload":{"__proto__":{"type":"block_actions"}}}',
      ],
      ...states.map((type) => [`a frame called ${type}`, envelope({ type, payload: {} })] as const),
      ...states.map(
        (type) =>
          [
            `an event called ${type}`,
            envelope({ type: "events_api", payload: { type: "event_callback", event: { type } } }),
          ] as const,
      ),
    ])("goes on hearing: %s", async (_, frame) => {
      const before = opens(world);
      world.slack.frame(frame);
      expect(await help(world)).toMatchObject({ ok: true });
      expect(await readiness(world)).not.toContain(NOT_OPEN);
      expect(opens(world)).toBe(before);
    });
  });

  describe("to which Slack sends what is somebody else's", () => {
    let redis: Redis;
    beforeAll(() => {
      redis = new Redis(world.redis.url);
    });
    afterAll(() => redis.disconnect());

    const { teamId, appId } = { teamId: "T0ACME001", appId: "A0BOT0001" };

    it.each([
      ["another workspace", teamId, '"T0OTHER01"'],
      ["a workspace without a name", teamId, '""'],
      ["no workspace", teamId, "null"],
      ["a workspace in a list", teamId, `["${teamId}"]`],
      ["another app", appId, '"A0OTHER01"'],
    ])("changes nothing and acknowledges nothing: %s", async (_, ours, instead) => {
      const theirs: DeliveryTricks = {
        patch: (payload) =>
          JSON.parse(JSON.stringify(payload).replaceAll(`"${ours}"`, instead)) as Fields,
      };
      const alice = world.slack.as(ALICE);
      const bob = world.slack.as(BOB);
      const id = await order(world, { name: "foreign-1" });
      const { ts } = await card(world, id);
      await alice.command(OPS, "/edcps create");
      await fillOrderForm(alice, { name: "foreign-2" });
      const before = await standingOf(world, redis);
      const home = world.slack.home(CAROL);
      const answers = await Promise.all([
        bob.command(OPS, `/edcps orders`, theirs),
        bob.click(APPROVALS, ts, "order_approve", { confirm: true, ...theirs }),
        bob.click(APPROVALS, ts, "order_deny", theirs),
        world.slack.as(CAROL).openHome(theirs),
        alice.submit(theirs).then(({ trouble }) => ({ ok: trouble === undefined })),
      ]);
      expect(answers.map(({ ok }) => ok)).toEqual([false, false, false, false, false]);
      expect(await standingOf(world, redis)).toEqual(before);
      expect(bob.view()).toBeUndefined();
      expect(world.slack.home(CAROL)).toEqual(home);
      await alice.close({ all: true });
      expect(await alice.command(OPS, `/edcps cancel ${id}`)).toMatchObject({ ok: true });
      expect(purchasesOf(world, "foreign-1")).toEqual([]);
    });
  });
});

it("a bot that is stopped answers first what it has in hand", () =>
  inWorld(async (world) => {
    await world.start();
    world.slack.faults.set("views.open", { delay: 1_200 }, 1);
    const inHand = world.slack.as(ALICE).command(OPS, "/edcps create");
    await help(world); // came after it
    expect(await world.bot().stop()).toBe(0);
    expect(await inHand).toMatchObject({ ok: true });
    expect(world.slack.connections()).toBe(0);
  }));
