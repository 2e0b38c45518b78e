import { randomInt } from "node:crypto";
import { Redis } from "ioredis";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Order } from "../../../src/order/order.ts";
import { actionForms } from "../../../src/slack/action-forms.ts";
import { buttonActions } from "../../../src/slack/order-buttons.ts";
import type { Fields } from "../../../playground/slack/json.ts";
import { startWorld, type World } from "../../../playground/start-world.ts";
import {
  everyWayIn,
  packedLike,
  payloadOf,
  wayCalled,
  type WayIn,
} from "../../support/every-way-in.ts";
import { anyMutations, mutated } from "../../support/mutations.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  CAROL,
  MALLORY,
  OPS,
  order,
  purchasesOf,
  result,
} from "../../support/order-story.ts";
import { standingOf, storedOrders } from "../../support/standing.ts";
import { send, signed, wiretap, type RawRequest, type Wiretap } from "../../support/wiretap.ts";

/**
 * Genuine requests of every kind, changed at random and signed rightly, from people who may decide nothing: the process
 * lives, answers each in time, buys nothing, changes no order of others, and says no secret.
 *
 * FUZZ_CASES: how many (default 300). FUZZ_SEED: the seed of an earlier run, which is printed.
 */
const CASES = Number(process.env["FUZZ_CASES"] ?? 300);
const SEED = Number(process.env["FUZZ_SEED"] ?? randomInt(2 ** 31));
/** Sent at once, because what nobody answers is answered by the clock. */
const CROWD = 60;

const PASSWORD = "Tr4vel-Gn0me!x9"; // in the order form, see everyWayIn

let world: World;
let tap: Wiretap;
let redis: Redis;
let bases: readonly WayIn[];
/** Orders of others: whatever stands here must still stand here afterwards. */
let theirs: Readonly<Record<string, string>>;
let purchases: number;
/** Ids and values that mean something to the bot. */
let known: readonly unknown[];

beforeAll(async () => {
  process.stdout.write(`FUZZ_SEED=${SEED} FUZZ_CASES=${CASES}\n`);
  world = await startWorld();
  tap = await wiretap(world.eventsUrl);
  world.slack.deliverTo(tap.url);
  redis = new Redis(world.redis.url);
  await world.start();
  const ways = await everyWayIn(world, tap);
  const bought = await order(world, { name: "bought" });
  await approve(world, bought);
  await result(world, bought);
  world.cloud.faults.set("createInstances", { kind: "rateLimit" });
  const failed = await order(world, { name: "failed" });
  await approve(world, failed);
  await card(world, failed, ({ blocks }) => JSON.stringify(blocks).includes("order_retry"));
  world.cloud.faults.clear();
  const pending = await order(world, { name: "pending" });

  const standing = await standingOf(world, redis);
  theirs = standing.orders;
  purchases = standing.purchases;
  const buttons = [
    ...world.slack
      .messages(APPROVALS)
      .flatMap(({ ts, blocks }) => [...buttonsIn(blocks)].map((button) => ({ ts, button }))),
    ...[...buttonsIn(world.slack.home(ALICE)?.blocks)].map((button) => ({ ts: "1.1", button })),
    // Those too that no card has now, because nobody may do it.
    ...buttonActions.map((action) => ({
      ts: "1.1",
      button: {
        type: "button",
        action_id: `order_${action.replaceAll("-", "_")}`,
        value: `${pending}:1`,
      },
    })),
  ];
  bases = [...ways, ...clicksOn(ways, buttons), ...furtherKinds(ways)].map(({ name, request }) => ({
    name,
    request: byMallory(request),
  }));
  known = [
    ...Object.keys(theirs).flatMap((id) => [id, `${id}:1`, `${id}:2`]),
    ...new Set(buttons.map(({ button }) => button["action_id"])),
    "order_create",
    "order_deny",
    "form_reload",
    "reason",
    "/edcps",
    APPROVALS,
    OPS,
    ...["cancel", "order", "orders", "create", "instances"].map((word) => `${word} ${bought}`),
  ];
}, 90_000);
afterAll(async () => {
  redis.disconnect();
  await tap.stop();
  await world.stop();
});

function* buttonsIn(value: unknown): Generator<Fields> {
  if (Array.isArray(value)) for (const one of value) yield* buttonsIn(one);
  else if (typeof value === "object" && value !== null) {
    const fields = value as Fields;
    if (fields["type"] === "button" && fields["action_id"]) yield fields;
    for (const held of Object.values(fields)) yield* buttonsIn(held);
  }
}

/** A click on every button that stands in a message, whatever buttons there are. */
const clicksOn = (
  ways: readonly WayIn[],
  buttons: readonly { readonly ts: string; readonly button: Fields }[],
): readonly WayIn[] => {
  const click = wayCalled(ways, "a click on a card");
  return buttons.map(({ ts, button }) => {
    const payload = payloadOf(click);
    const { type, body } = packedLike(click, {
      ...payload,
      message: { ...(payload["message"] as Fields), ts },
      container: { ...(payload["container"] as Fields), message_ts: ts },
      actions: [{ ...button, action_ts: "1.1" }],
    });
    return {
      name: `a click on ${String(button["action_id"])}`,
      request: { headers: { "content-type": type }, body },
    };
  });
};

/** Kinds that Slack knows and the bot has not asked for. */
const furtherKinds = (ways: readonly WayIn[]): readonly WayIn[] => {
  const form = wayCalled(ways, "the order form");
  const click = wayCalled(ways, "a click on a card");
  const event = wayCalled(ways, "an event");
  const denial = wayCalled(ways, "the form of a denial");
  const like = (name: string, genuine: RawRequest, changed: Fields): WayIn => {
    const { type, body } = packedLike(genuine, { ...payloadOf(genuine), ...changed });
    return { name, request: { headers: { "content-type": type }, body } };
  };
  const view = payloadOf(form)["view"] as Fields;
  return [
    ...Object.keys(actionForms).map((id) =>
      like(`the form ${id}`, denial, {
        view: { ...(payloadOf(denial)["view"] as Fields), callback_id: id },
      }),
    ),
    like("a closed form", form, { type: "view_closed", is_cleared: true }),
    like("a shortcut", click, {
      type: "shortcut",
      callback_id: "order_create",
      actions: undefined,
    }),
    like("a message shortcut", click, {
      type: "message_action",
      callback_id: "order_deny",
      actions: undefined,
    }),
    like("a dialog", click, {
      type: "dialog_submission",
      callback_id: "order_create",
      submission: {},
    }),
    like("an old menu", click, { type: "interactive_message", name: "regionId", value: "cn" }),
    like("a click at home", click, { view: { ...view, type: "home" }, message: undefined }),
    ...["message", "app_mention", "app_uninstalled", "tokens_revoked", "function_executed"].map(
      (type) =>
        like(`an event: ${type}`, event, {
          event: {
            type,
            user: MALLORY,
            channel: OPS,
            text: "approve",
            ts: "1.1",
            subteam: {},
            item: {},
          },
        }),
    ),
  ];
};

/** Nobody who may decide anything is anywhere in it. */
function byMallory(request: RawRequest): RawRequest {
  const payload = JSON.stringify(payloadOf(request)).replaceAll(
    /U0(?:ALICE01|BOB0001|CAROL01)/g,
    MALLORY,
  );
  const { type, body } = packedLike(request, JSON.parse(payload));
  return { headers: { "content-type": type }, body };
}

/** What Bolt answers with: done; not read; not for this app; nobody's; too long; failed. */
const STATUSES = [200, 400, 401, 404, 413, 500];
/** Whoever sends more may be hung up on before they hear the answer. */
const MOST_IN_BODY = 1024 * 1024;

async function expectAnswered(
  name: string,
  request: RawRequest,
  statuses = STATUSES,
): Promise<void> {
  const { status, body } = await send(world.eventsUrl, request);
  if (status === 0 && Buffer.byteLength(request.body) > MOST_IN_BODY) return;
  const what = `${name} was answered with ${status}: ${String(request.body).slice(0, 3_000)}`;
  expect(statuses, what).toContain(status);
  for (const secret of secrets())
    expect(body.includes(secret), `A secret is in an answer. ${what}`).toBe(false);
}

const secrets = (): readonly string[] => [
  world.slack.botToken,
  world.slack.signingSecret,
  world.cloud.secretKey,
  world.env["ORDER_ENCRYPTION_KEY"] ?? "",
  PASSWORD,
];

/** Holds what must hold whatever was sent. */
async function expectUnharmed(): Promise<void> {
  expect((await fetch(`${world.bot().adminUrl}/healthz`)).status).toBe(200);
  expect(world.cloud.purchases).toHaveLength(purchases);
  const stored = await storedOrders(redis);
  expect(stored).toMatchObject(theirs);
  for (const [id, body] of Object.entries(stored)) {
    if (theirs[id]) continue;
    const { requester, approvals, status } = JSON.parse(body) as Order;
    expect([ALICE, BOB, CAROL]).not.toContain(requester.userId);
    expect(approvals).toEqual([]);
    expect(["pending", "cancelled"]).toContain(status);
  }
  for (const line of world.bot().output().split("\n")) {
    if (line !== "") JSON.parse(line);
    const leaked = [...secrets(), "/response/"].filter((secret) => line.includes(secret));
    expect(leaked, `in the log: ${line.slice(0, 3_000)}`).toEqual([]);
    expect(line).not.toContain("A rejection was not handled.");
  }
}

const inCrowds = { numRuns: Math.ceil(CASES / CROWD), seed: SEED, endOnFailure: true };
const LONG_MS = 30_000 + CASES * 200;

describe("whatever is sent", () => {
  it(
    "with a right signature and a changed structure harms nothing",
    async () => {
      const anyCase = fc.record({ base: fc.nat(), mutations: anyMutations(5) });
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyCase, { minLength: CROWD, maxLength: CROWD }),
          async (cases) => {
            // All are made before the first is sent: the time that this takes is not the bot's.
            const made = cases.map(({ base, mutations }) => {
              const { name, request } = bases[base % bases.length] as WayIn;
              const payload = mutated(payloadOf(request), mutations, known);
              return { name, ...packedLike(request, payload) };
            });
            await Promise.all(
              made.map(({ name, type, body }) =>
                expectAnswered(name, signed(world.slack.signingSecret, body, type)),
              ),
            );
            await expectUnharmed();
          },
        ),
        inCrowds,
      );
    },
    LONG_MS,
  );

  it(
    "with a right signature and broken bytes harms nothing",
    async () => {
      const anyBreak = fc.record({
        base: fc.nat(),
        at: fc.nat(),
        length: fc.nat({ max: 40 }),
        bytes: fc.oneof(
          fc.string({ unit: "binary", maxLength: 20 }),
          fc.constantFrom("%", "%00", "&payload=", "{", '"', "\\u0000", "\\ud83d", "]]]]"),
        ),
        type: fc.constantFrom(
          "application/json",
          "application/x-www-form-urlencoded",
          "text/plain",
          "",
        ),
        isOwnType: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyBreak, { minLength: CROWD, maxLength: CROWD }),
          async (cases) => {
            await Promise.all(
              cases.map(async ({ base, at, length, bytes, type, isOwnType }) => {
                const { name, request } = bases[base % bases.length] as WayIn;
                const genuine = String(request.body);
                const start = at % (genuine.length + 1);
                const body = `${genuine.slice(0, start)}${bytes}${genuine.slice(start + length)}`;
                const sentAs = isOwnType ? String(request.headers["content-type"]) : type;
                await expectAnswered(name, signed(world.slack.signingSecret, body, sentAs));
              }),
            );
            await expectUnharmed();
          },
        ),
        { ...inCrowds, numRuns: Math.ceil(CASES / CROWD / 3) },
      );
    },
    LONG_MS,
  );

  it(
    "without a right signature is refused",
    async () => {
      const header = fc.oneof(
        fc.string({ maxLength: 80 }).map((text) => text.replaceAll(/[^ -~]/g, "")),
        fc.constantFrom(
          "",
          "v0=",
          "v0=0",
          `v0=${"0".repeat(64)}`,
          "0",
          "-1",
          "1e99",
          "NaN",
          "Infinity",
        ),
      );
      const anyForgery = fc.record({
        base: fc.nat(),
        mutations: anyMutations(2),
        signature: fc.option(header),
        timestamp: fc.option(fc.oneof(header, fc.constant("now"))),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyForgery, { minLength: CROWD, maxLength: CROWD }),
          async (cases) => {
            await Promise.all(
              cases.map(async ({ base, mutations, signature, timestamp }) => {
                const { name, request } = bases[base % bases.length] as WayIn;
                const { type, body } = packedLike(
                  request,
                  mutated(payloadOf(request), mutations, known),
                );
                const at = timestamp === "now" ? String(Math.floor(Date.now() / 1_000)) : timestamp;
                const headers = {
                  "Content-Type": type,
                  ...(signature === null ? {} : { "X-Slack-Signature": signature }),
                  ...(at === null ? {} : { "X-Slack-Request-Timestamp": at }),
                };
                await expectAnswered(name, { headers, body }, [401, 413]);
              }),
            );
            await expectUnharmed();
          },
        ),
        inCrowds,
      );
    },
    LONG_MS,
  );

  it("leaves a bot that orders and buys as before", async () => {
    const id = await order(world, { name: "after-the-fuzz" });
    await approve(world, id);
    await result(world, id);
    expect(purchasesOf(world, "after-the-fuzz")).toHaveLength(1);
  });
});
