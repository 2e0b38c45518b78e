import { connect } from "node:net";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signature } from "../../../playground/slack/signature.ts";
import { startWorld, type World } from "../../../playground/start-world.ts";
import { everyWayIn, packedLike, payloadOf, type WayIn } from "../../support/every-way-in.ts";
import { standingOf, type Standing } from "../../support/standing.ts";
import {
  FORM,
  send,
  signed,
  wiretap,
  type RawRequest,
  type Wiretap,
} from "../../support/wiretap.ts";

/** Genuine requests of every kind, and what somebody who has no signing secret, or another app's, can make of them. */
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

const nowS = (): number => Math.floor(Date.now() / 1_000);
const hash = (timestamp: number | string, body: string): string =>
  signature(world.slack.signingSecret, timestamp, body).slice("v0=".length);

const withHeaders = (
  { headers, body }: RawRequest,
  changed: RawRequest["headers"],
): RawRequest => ({
  headers: { "Content-Type": String(headers["content-type"]), ...changed },
  body,
});
/** Signed with the right secret for another time than now. */
const signedAt =
  (timestamp: () => number | string) =>
  (request: RawRequest): RawRequest => {
    const at = timestamp();
    return withHeaders(request, {
      "X-Slack-Request-Timestamp": String(at),
      "X-Slack-Signature": `v0=${hash(at, String(request.body))}`,
    });
  };
/** With a signature made of the right one. */
const signedBy =
  (forge: (right: string) => string | string[]) =>
  (request: RawRequest): RawRequest => {
    const at = nowS();
    return withHeaders(request, {
      "X-Slack-Request-Timestamp": String(at),
      "X-Slack-Signature": forge(hash(at, String(request.body))),
    });
  };

describe("a request that Slack did not sign", () => {
  const forgeries: Readonly<Record<string, (request: RawRequest) => RawRequest>> = {
    "without signature and time": (request) => withHeaders(request, {}),
    "without a signature": (request) =>
      withHeaders(request, { "X-Slack-Request-Timestamp": String(nowS()) }),
    "without a time": (request) =>
      withHeaders(request, { "X-Slack-Signature": `v0=${hash(nowS(), String(request.body))}` }),
    "with an empty signature": signedBy(() => ""),
    "with a version and no signature": signedBy(() => "v0="),
    "with a signature of another version": signedBy((right) => `v1=${right}`),
    "with a signature without version": signedBy((right) => right),
    "with half a signature": signedBy((right) => `v0=${right.slice(0, 32)}`),
    "with a signature in capitals": signedBy((right) => `v0=${right.toUpperCase()}`),
    "with a signature that goes on": signedBy((right) => `v0=${right}00`),
    "with two signatures, one of them right": signedBy((right) => [`v0=00`, `v0=${right}`]),
    "signed with another secret": ({ body, headers }) =>
      signed("0".repeat(32), String(body), String(headers["content-type"])),
    "signed with an empty secret": ({ body, headers }) =>
      signed("", String(body), String(headers["content-type"])),
    "with one byte changed after it was signed": (request) => ({
      ...signed(
        world.slack.signingSecret,
        String(request.body),
        String(request.headers["content-type"]),
      ),
      body: `${String(request.body)} `,
    }),
    "with the time changed after it was signed": (request) => {
      const { headers, ...rest } = signedAt(nowS)(request);
      return { ...rest, headers: { ...headers, "X-Slack-Request-Timestamp": String(nowS() + 1) } };
    },
    "signed more than five minutes ago": signedAt(() => nowS() - 301),
    "signed for no time": signedAt(() => "yesterday"),
    "signed for a time before all times": signedAt(() => "-Infinity"),
    "signed for an empty time": signedAt(() => ""),
  };

  it.each(Object.entries(forgeries))("is refused, whatever it asks for: %s", async (_, forge) => {
    const answers = await Promise.all(
      ways.map(async ({ name, request }) => [name, await send(world.eventsUrl, forge(request))]),
    );
    expect(answers).toEqual(ways.map(({ name }) => [name, { status: 401, body: "" }]));
  });

  it.each([
    ["more than five minutes ahead", () => nowS() + 330],
    ["at the end of time", () => "Infinity"],
  ])(
    "for a time to come is handled by nobody, else it could be kept for later: %s",
    async (_, at) => {
      for (const { name, request } of ways) {
        // Events are acknowledged as soon as they are known to be Slack's.
        const status = name === "an event" ? 200 : 401;
        expect([name, await send(world.eventsUrl, signedAt(at)(request))]).toEqual([
          name,
          { status, body: "" },
        ]);
      }
    },
  );

  it("is refused when it calls itself a check of the connection, and carries a gesture along", async () => {
    for (const { request } of ways) {
      const body = String(request.body);
      const smuggled = await send(world.eventsUrl, {
        headers: { "Content-Type": FORM },
        body: `ssl_check=1&${body}`,
      });
      expect(smuggled).toEqual({ status: 200, body: "" }); // to the check, not to what it carries
      for (const other of [`${body}&ssl_check=1&ssl_check=1`, `ssl_check=01&${body}`])
        expect(
          await send(world.eventsUrl, { headers: { "Content-Type": FORM }, body: other }),
        ).toEqual({ status: 401, body: "" });
    }
  });

  it("is not told back what it says to verify an address", async () => {
    const body = JSON.stringify({ type: "url_verification", challenge: "echo" });
    const headers = { "Content-Type": "application/json" };
    expect(await send(world.eventsUrl, { headers, body })).toEqual({ status: 401, body: "" });
  });
});

describe("a request that Slack signed for somebody else", () => {
  const { teamId, appId } = { teamId: "T0ACME001", appId: "A0BOT0001" };

  it.each([
    ["another workspace", teamId, '"T0OTHER01"'],
    ["a workspace without a name", teamId, '""'],
    ["no workspace", teamId, "null"],
    ["a workspace in a list", teamId, `["${teamId}"]`],
    ["another app", appId, '"A0OTHER01"'],
  ])("is refused, whatever it asks for: %s", async (_, ours, theirs) => {
    const answers = await Promise.all(
      ways.map(async ({ name, request }) => {
        const payload = JSON.stringify(payloadOf(request));
        expect(payload).toContain(`"${ours}"`);
        const { type, body } = packedLike(
          request,
          JSON.parse(payload.replaceAll(`"${ours}"`, theirs)),
        );
        return [name, await send(world.eventsUrl, signed(world.slack.signingSecret, body, type))];
      }),
    );
    expect(answers).toEqual(ways.map(({ name }) => [name, { status: 401, body: "" }]));
  });
});

describe("a request to another place", () => {
  const origin = (): string => new URL(world.eventsUrl).origin;

  it.each([
    ["GET", "/slack/events"],
    ["HEAD", "/slack/events"],
    ["PUT", "/slack/events"],
    ["POST", "/"],
    ["POST", "/slack/events/"],
    ["POST", "/slack%2Fevents"],
    ["POST", "/SLACK/EVENTS"],
    ["POST", "/slack/events/../install"],
    ["POST", "//slack/events"],
    ["GET", "/slack/install"],
    ["GET", "/metrics"],
    ["GET", "/healthz"],
  ])("finds nothing there: %s %s", async (method, path) => {
    const { headers, body } = signed(world.slack.signingSecret, method === "POST" ? "x=1" : "");
    expect(await send(`${origin()}${path}`, { method, headers, body })).toMatchObject({
      status: 404,
    });
  });

  it.each([
    [
      "two lengths",
      "POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    [
      "a header in two lines",
      "POST /slack/events HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n folded\r\nContent-Length: 0\r\n\r\n",
    ],
    ["a line break alone", "POST /slack/events HTTP/1.1\nHost: x\nContent-Length: 0\n\n"],
    [
      "headers without end",
      `POST /slack/events HTTP/1.1\r\nHost: x\r\nX-A: ${"a".repeat(100_000)}\r\n\r\n`,
    ],
    ["no HTTP at all", "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n"],
  ])("that is no request is refused by its first lines: %s", async (_, bytes) => {
    const { hostname, port } = new URL(world.eventsUrl);
    const answer = await new Promise<string>((resolve) => {
      let said = "";
      const socket = connect(Number(port), hostname, () => void socket.write(bytes));
      socket.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
      socket.on("error", () => undefined).on("close", () => resolve(said)); // it is hung up on while it still talks
    });
    expect(answer).toMatch(/^HTTP\/1\.1 4[0-9]{2} /);
  });
});

it("nothing came of any of them, and the bot lives", async () => {
  expect(await standingOf(world, redis)).toEqual(before);
  const [help] = ways;
  const answer = await send(
    world.eventsUrl,
    signed(world.slack.signingSecret, String(help?.request.body)),
  );
  expect(answer.status).toBe(200);
  expect(answer.body).toContain("/edcps create");
});
