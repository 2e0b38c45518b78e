import { request } from "node:http";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Fields } from "../../../playground/slack/json.ts";
import { startWorld, type World } from "../../../playground/start-world.ts";
import {
  everyWayIn,
  packedLike,
  payloadOf,
  wayCalled,
  type WayIn,
} from "../../support/every-way-in.ts";
import { standingOf, type Standing } from "../../support/standing.ts";
import { until } from "../../support/until.ts";
import {
  FORM,
  interaction,
  send,
  signed,
  wiretap,
  type RawAnswer,
  type Wiretap,
} from "../../support/wiretap.ts";

/** Bodies that carry a right signature and are nothing that Slack would send. */
let world: World;
let tap: Wiretap;
let redis: Redis;
let ways: readonly WayIn[];
let before: Standing;
beforeAll(async () => {
  world = await startWorld();
  tap = await wiretap(world.eventsUrl);
  world.slack.deliverTo(tap.url);
  redis = new Redis(world.redis.url);
  await world.start();
  ways = await everyWayIn(world, tap);
  before = await standingOf(world, redis);
});
afterAll(async () => {
  redis.disconnect();
  await tap.stop();
  await world.stop();
});
afterEach(async () => {
  expect(await standingOf(world, redis)).toEqual(before);
  const { status, body } = await send(
    world.eventsUrl,
    signed(world.slack.signingSecret, String(ways[0]?.request.body)),
  );
  expect({ status, body: body.slice(0, 20) }).toEqual({
    status: 200,
    body: '{"response_type":"ep',
  });
});

const post = (body: string, type = FORM): Promise<RawAnswer> =>
  send(world.eventsUrl, signed(world.slack.signingSecret, body, type));
const formPayload = (): Fields => payloadOf(wayCalled(ways, "the order form"));
const choicePayload = (): Fields => payloadOf(wayCalled(ways, "a choice in the form"));

const MB = 1024 * 1024;
const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

describe("a body that is too long", () => {
  const refusals = (): number =>
    world.bot().output().split("Request body exceeded the maximum allowed size").length - 1;

  it("is not read to its end", async () => {
    const refused = refusals();
    for (const body of [`payload=${"x".repeat(MB)}`, `payload=${"x".repeat(8 * MB)}`]) {
      // Whoever goes on talking may be hung up on before they hear the answer.
      expect([413, 0]).toContain((await post(body)).status);
    }
    await until("both refusals are in the log", () => refusals() === refused + 2);
  });

  it("is not read to its end when it does not say how long it is", async () => {
    const refused = refusals();
    const status = await new Promise<number>((resolve) => {
      const outgoing = request(world.eventsUrl, { method: "POST", agent: false }, (answer) => {
        resolve(answer.statusCode ?? 0);
        outgoing.destroy();
      });
      outgoing.on("error", () => resolve(0));
      for (let sent = 0; sent < 3; sent += 1) outgoing.write("x".repeat(MB));
    });
    expect([413, 0]).toContain(status);
    await until("the refusal is in the log", () => refusals() === refused + 1);
  });

  it("is not taken for one when it is as long as Slack's views may be, in Chinese too", async () => {
    const payload = choicePayload();
    const view = payload["view"] as Fields;
    const named = (length: number): Fields => ({ type: "section", text: "选".repeat(length) });
    const long = { ...payload, view: { ...view, blocks: [named(80_000)] } };
    expect(Buffer.byteLength(JSON.stringify(long["view"]))).toBeGreaterThan(240_000);
    expect(interaction(long).length).toBeGreaterThan(720_000);
    expect((await post(interaction(long))).status).toBe(200);
  });
});

describe("a body that is nested deeply", () => {
  it.each([1_000, 100_000])("is answered: %d levels", async (depth) => {
    const levels = nested(depth);
    const { view, ...rest } = formPayload();
    const bodies = [
      levels,
      `{"type":"event_callback","team_id":"T0ACME001","event":${levels}}`,
      `${JSON.stringify(rest).slice(0, -1)},"view":${levels}}`,
      `${JSON.stringify(rest).slice(0, -1)},"view":${JSON.stringify(view).slice(0, -1)},"state":{"values":${levels}}}}`,
      `${JSON.stringify(rest).slice(0, -1)},"view":${JSON.stringify(view).slice(0, -1)},"state":{"values":{"name":{"name":{"value":${levels}}}}}}}`,
      JSON.stringify({ ...rest, view: { ...(view as Fields), private_metadata: levels } }),
    ];
    const answers = await Promise.all(
      bodies.flatMap((body) => [
        post(new URLSearchParams({ payload: body }).toString()),
        post(body, "application/json"),
      ]),
    );
    for (const { status } of answers) expect([200, 400, 401, 404, 413, 500]).toContain(status);
  });
});

describe("a body that is neither JSON nor a form", () => {
  const types = [
    FORM,
    "application/json",
    "text/plain",
    `${FORM}; charset=utf-8`,
    "multipart/form-data; boundary=x",
  ];
  const broken = [
    "",
    "payload",
    "payload=",
    "payload={",
    "payload=%7B%22type%22%3A%22block_actions%22",
    "payload=%00",
    "payload=%FF%FE%FD",
    "payload=%E4%B8",
    "payload=%",
    "payload=undefined",
    "payload=NaN",
    "payload=5",
    "payload=true",
    "payload=%22text%22",
    "payload=%5B%5D",
    "payload=%7B%7D",
    "payload=%7B%7D&payload=%7B%7D",
    "payload[type]=block_actions",
    "command=/edcps",
    "command=/edcps&team_id=T0ACME001",
    "command=/edcps&command=/edcps&team_id=T0ACME001&team_id=T0ACME001",
    "ssl_check=1",
    "\u0000\u0001\u0002",
    "\ufeff{}",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
  ];
  // What nobody answers is answered by the clock, so all of them are sent at once.
  const answers = new Map<string, Promise<readonly RawAnswer[]>>();
  beforeAll(() => {
    for (const body of [...broken, "null", "payload=null"])
      answers.set(body, Promise.all(types.map((type) => post(body, type))));
  });

  it.each(broken)("is answered within Slack's time: %j", async (body) => {
    const statuses = ((await answers.get(body)) ?? []).map(({ status }) => status);
    expect(statuses).toHaveLength(types.length);
    for (const status of statuses) expect([200, 400, 401, 404, 500]).toContain(status);
  });

  it.each(["null", "payload=null"])("is hung up on where nobody answers: %s", async (body) => {
    const statuses = ((await answers.get(body)) ?? []).map(({ status }) => status);
    expect(statuses).toContain(0);
    for (const status of statuses) expect([0, 400, 404]).toContain(status);
  });
});

describe("a body of a hundred thousand keys", () => {
  // As many as fit: what is not linear would not answer in Slack's time.
  const keys = (count: number, value: unknown): Fields =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value]));

  it("beside what is read is answered as if they were not there", async () => {
    const search = payloadOf(wayCalled(ways, "a search in a list"));
    const many = { ...search, ...keys(50_000, 1) };
    expect((await post(interaction(many))).status).toBe(200);
    expect((await post(new URLSearchParams(keys(60_000, 1) as never).toString())).status).toBe(404);
    const event = payloadOf(wayCalled(ways, "an event"));
    const body = JSON.stringify({ ...event, ...keys(80_000, 1) });
    expect((await post(body, "application/json")).status).toBe(200);
  });

  it.each(["the order form", "the form of a denial", "a choice in the form", "a search in a list"])(
    "is no form of ours: %s",
    async (name) => {
      const payload = payloadOf(wayCalled(ways, name));
      const view = payload["view"] as Fields;
      const answered = keys(10_000, { name: { value: "x" } });
      const inputs = Array.from({ length: 7_000 }, (_, index) => ({
        type: "input",
        block_id: `b${index}`,
      }));
      for (const changed of [
        { state: { values: answered } },
        { state: { values: { name: keys(20_000, { value: "x" }) } } },
        { blocks: inputs },
        {
          private_metadata: JSON.stringify({
            channel: "C0OPS0001",
            language: "en",
            kept: keys(20_000, "x"),
          }),
        },
      ]) {
        const { status } = await post(interaction({ ...payload, view: { ...view, ...changed } }));
        expect([name, status]).toEqual([name, 500]);
      }
    },
  );
});

describe("names of prototypes", () => {
  const MARK = "came-from-a-prototype";
  const poison = { [MARK]: MARK, ok: true, text: MARK, blocks: MARK, value: MARK, level: MARK };
  /** With a key of that name of its own in every object, also in the JSON that it carries as text. */
  const poisoned = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((one) => poisoned(one, name));
    if (typeof value === "string" && value.startsWith("{"))
      return JSON.stringify(poisoned(JSON.parse(value), name));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(
      ([key, held]) => [key, poisoned(held, name)] as const,
    );
    return Object.fromEntries([[name, poison], ...entries]);
  };

  it.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
    "are keys like any other, in every object of every request: %s",
    async (name) => {
      const interactions = ways.filter((one) => !one.name.startsWith("a command"));
      const answers = await Promise.all(
        interactions.map(async ({ name: way, request: genuine }) => {
          const { type, body } = packedLike(genuine, poisoned(payloadOf(genuine), name));
          expect(body).toContain(name);
          const { status, body: said } = await post(body, type);
          return { way, known: [200, 404, 500].includes(status), polluted: said.includes(MARK) };
        }),
      );
      expect(answers).toEqual(
        interactions.map((way) => ({ way: way.name, known: true, polluted: false })),
      );
      // The log names keys that are not what they should be; of what they held it has nothing.
      expect(world.bot().output().includes(`:"${MARK}"`)).toBe(false);
    },
  );

  it.each(["__proto__", "constructor", "toString"])(
    "are names of questions and buttons that nobody has: %s",
    async (name) => {
      const gestures = ways.filter((one) => !/command|event/.test(one.name));
      const answers = await Promise.all(
        gestures.flatMap((way) => {
          const payload = JSON.stringify(payloadOf(way.request));
          return ["block_id", "action_id", "callback_id", "value"].map(async (key) => {
            const named = new RegExp(`"${key}":"[^"]*"`, "g");
            const changed = payload.replaceAll(named, `"${key}":"${name}"`);
            return post(new URLSearchParams({ payload: changed }).toString());
          });
        }),
      );
      for (const { status } of answers) expect([200, 404, 500]).toContain(status);
      const words = `${name}=x ${name} order ${name}`;
      for (const text of [
        name,
        `create ${words}`,
        `order ${name}`,
        `cancel ${name}`,
        `instances ${name}`,
      ]) {
        const command = payloadOf(wayCalled(ways, "a command"));
        const { type, body } = packedLike(wayCalled(ways, "a command"), { ...command, text });
        expect((await post(body, type)).status).toBe(200);
      }
    },
  );
});
