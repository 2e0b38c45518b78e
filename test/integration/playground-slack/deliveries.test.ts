import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { COVERED_PAYLOADS } from "../../../playground/slack/coverage.ts";
import { signature } from "../../../playground/slack/signature.ts";
import { startSlack, type Delivered } from "../../../playground/slack/slack.ts";
import type { DeliveryEntry } from "../../../playground/slack/traffic.ts";
import { acmeWorld, type World } from "../../../playground/slack/world.ts";
import {
  button,
  modal,
  openModal,
  refusalOf,
  startBench,
  textInput,
  type Bench,
  type Received,
} from "./bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench({ ackBudget: 150, retryDelays: [0, 5, 10] });
});
afterAll(() => bench.stop());
beforeEach(() => {
  bench.slack.reset();
  bench.slack.deliverTo(bench.app.url);
  bench.app.answer = () => ({});
  bench.app.received.length = 0;
});

const OPS = "C0OPS0001";
const alice = () => bench.slack.as("U0ALICE01");
const deliveries = (): DeliveryEntry[] =>
  bench.slack.traffic.filter((entry) => entry.kind === "delivery");
const never = new Promise<void>(() => {});
const post = async (): Promise<string> =>
  (
    await bench.client.chat.postMessage({
      channel: OPS,
      text: "t",
      blocks: [{ type: "actions", elements: [button("ok")] }],
    })
  ).ts ?? "";

describe("a slash command", () => {
  test("comes as a plain signed form, all fields flat", async () => {
    await alice().command(OPS, "/edcps create web & <b>  2");
    const [received] = bench.app.received;
    expect(received?.headers).toMatchObject({
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": expect.stringMatching(/^\d{10}$/),
      "user-agent": expect.stringMatching(/^Slackbot/),
    });
    expect(received?.headers["x-slack-signature"]).toBe(
      signature(
        bench.slack.signingSecret,
        String(received?.headers["x-slack-request-timestamp"]),
        received?.raw ?? "",
      ),
    );
    expect(received?.payload).toEqual({
      token: expect.any(String),
      team_id: "T0ACME001",
      team_domain: "acme",
      channel_id: OPS,
      channel_name: "ops",
      user_id: "U0ALICE01",
      user_name: "alice",
      command: "/edcps",
      text: "create web &amp; &lt;b&gt;  2",
      api_app_id: "A0BOT0001",
      is_enterprise_install: "false",
      response_url: expect.stringMatching(
        new RegExp(`^${bench.slack.url}/response/commands/T0ACME001/\\d+/\\w+$`),
      ),
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]{32}$/),
    });
  });

  test("can be typed where the person may write, and in the DM", async () => {
    await alice().command("D0ALICE01", "/edcps help");
    expect(bench.app.received.at(-1)?.payload).toMatchObject({
      channel_id: "D0ALICE01",
      channel_name: "directmessage",
    });
    await alice().command("G0SECRET1", "/edcps help");
    expect(bench.app.received.at(-1)?.payload).toMatchObject({ channel_name: "privategroup" });
    await expect(bench.slack.as("U0BOB0001").command("G0SECRET1", "/edcps")).rejects.toThrow(
      "is not in a channel",
    );
    await expect(alice().command(OPS, "edcps")).rejects.toThrow("starts with a slash");
    bench.slack.archive(OPS);
    await expect(alice().command(OPS, "/edcps")).rejects.toThrow("archived");
  });

  test("shows its answer: a text or a message to the person, or publicly with the invocation", async () => {
    bench.app.answer = () => ({ body: "plain" });
    await alice().command(OPS, "/edcps");
    bench.app.answer = () => ({ body: { text: "json", blocks: [{ type: "divider" }] } });
    await alice().command(OPS, "/edcps");
    expect(bench.slack.ephemerals("U0ALICE01")).toMatchObject([
      { text: "plain", channel: OPS },
      { text: "json", blocks: [{ type: "divider" }] },
    ]);
    bench.app.answer = () => ({ body: { text: "all", response_type: "in_channel" } });
    await alice().command(OPS, "/edcps orders");
    expect(bench.slack.messages(OPS).map(({ user, text }) => [user, text])).toEqual([
      ["U0ALICE01", "/edcps orders"],
      ["U0BOTUSR1", "all"],
    ]);
    bench.app.answer = () => ({ body: { response_type: "in_channel" } });
    await alice().command(OPS, "/edcps echo");
    expect(bench.slack.messages(OPS).at(-1)?.text).toBe("/edcps echo");
  });

  test("with an answer Slack cannot use fails, and shows nothing", async () => {
    bench.app.answer = () => ({ body: { blocks: [{ type: "nonsense" }] } });
    expect(await alice().command(OPS, "/edcps")).toMatchObject({
      ok: false,
      status: 200,
      seen: '/edcps failed with the error "dispatch_failed"',
    });
    expect(bench.slack.ephemerals("U0ALICE01")).toEqual([]);
    expect(bench.slack.complaints).toHaveLength(1);
  });
});

describe("when the app fails", () => {
  test("a command says operation_timeout after the budget, dispatch_failed otherwise", async () => {
    bench.app.answer = () => ({ after: never });
    const late: Delivered = await alice().command(OPS, "/edcps create");
    expect(late).toMatchObject({
      ok: false,
      status: 0,
      seen: '/edcps failed with the error "operation_timeout"',
    });
    expect(late.ms).toBeGreaterThanOrEqual(149);
    bench.app.answer = () => ({ status: 500 });
    expect(await alice().command(OPS, "/edcps create")).toMatchObject({
      ok: false,
      status: 500,
      seen: '/edcps failed with the error "dispatch_failed"',
    });
    bench.app.answer = () => ({ reset: true });
    expect(await alice().command(OPS, "/edcps create")).toMatchObject({
      ok: false,
      status: 0,
      seen: '/edcps failed with the error "dispatch_failed"',
    });
    bench.slack.deliverTo(undefined);
    expect(await alice().command(OPS, "/edcps create")).toMatchObject({
      ok: false,
      status: 0,
      seen: '/edcps failed with the error "dispatch_failed"',
    });
    expect(alice().seen).toHaveLength(4);
  });

  test("a button shows a warning triangle, a form its trouble, and none of them is sent again", async () => {
    const ts = await post();
    await openModal(bench, modal([textInput("a", { initial_value: "x" })]));
    bench.app.received.length = 0;
    bench.app.answer = () => ({ after: never });
    expect((await alice().click(OPS, ts, "ok")).seen).toContain("⚠️");
    expect(await alice().submit()).toMatchObject({ trouble: expect.any(String), status: 0 });
    expect(bench.app.received.map(({ payload }) => payload["type"])).toEqual([
      "block_actions",
      "view_submission",
    ]);
    expect(deliveries().slice(-2)).toMatchObject([
      { type: "block_actions", outcome: "timeout" },
      { type: "view_submission", outcome: "timeout" },
    ]);
  });

  test("the trigger runs on the same clock as the answer", async () => {
    let opened = "";
    bench.app.answer = async ({ payload }) => {
      bench.clock.now += 3001;
      const { error } = await refusalOf(
        bench.client.apiCall("views.open", { trigger_id: payload["trigger_id"], view: modal([]) }),
      );
      opened = error;
      return {};
    };
    await alice().command(OPS, "/edcps create");
    expect(opened).toBe("expired_trigger_id");
  });

  test("an answer in the body of a button's acknowledgement is a complaint", async () => {
    const ts = await post();
    bench.app.answer = () => ({ body: { text: "replaced?" } });
    expect(await alice().click(OPS, ts, "ok")).toMatchObject({ ok: true });
    expect(bench.slack.complaints).toHaveLength(1);
  });
});

test("the budget is three seconds, unless a test wants it shorter", async () => {
  const real = await startBench();
  real.app.answer = () => ({ after: never });
  const { ms, seen } = await real.slack.as("U0ALICE01").command(OPS, "/edcps");
  expect(seen).toContain("operation_timeout");
  expect(ms).toBeGreaterThanOrEqual(2990);
  expect(ms).toBeLessThan(3500);
  await real.stop();
});

test("a deactivated person can do nothing any more", async () => {
  bench.slack.updateUser("U0BOB0001", { deleted: true });
  await expect(bench.slack.as("U0BOB0001").command(OPS, "/edcps")).rejects.toThrow(
    "is deactivated",
  );
  expect(bench.app.received).toEqual([]);
});

test("stopping does not wait for an app that does not answer", async () => {
  for (const mode of ["http", "socket"]) {
    const other = await startBench();
    other.app.answer = () => ({ after: never });
    if (mode === "socket") other.slack.deliverTo(undefined);
    const gesture = other.alice().command(OPS, "/edcps");
    const started = performance.now();
    if (mode === "http") await vi.waitUntil(() => other.app.received.length === 1, { interval: 2 });
    await other.stop();
    expect(await gesture).toMatchObject({ ok: false });
    expect(performance.now() - started).toBeLessThan(1500);
  }
});

describe("tricks", () => {
  const headers = (): Received["headers"] => bench.app.received.at(-1)?.headers ?? {};
  const valid = (): boolean => {
    const sent = headers();
    const body = bench.app.received.at(-1)?.raw ?? "";
    return (
      sent["x-slack-signature"] ===
      signature(bench.slack.signingSecret, String(sent["x-slack-request-timestamp"]), body)
    );
  };

  test("the same delivery arrives twice, byte for byte", async () => {
    const { again } = await alice().command(OPS, "/edcps", { twice: true });
    expect(again).toMatchObject({ ok: true });
    await alice().command(OPS, "/edcps", { twice: "after" });
    const bodies = bench.app.received.map(({ raw }) => raw);
    expect(bodies).toHaveLength(4);
    expect(bodies[0]).toBe(bodies[1]);
    expect(bodies[2]).toBe(bodies[3]);
    expect(bodies[0]).not.toBe(bodies[2]);
  });

  test("the signature can be wrong, missing, old or from the future", async () => {
    await alice().command(OPS, "/edcps", { signingSecret: "not the secret" });
    expect(valid()).toBe(false);
    await alice().command(OPS, "/edcps", { signature: "v0=00" });
    expect(headers()["x-slack-signature"]).toBe("v0=00");
    await alice().command(OPS, "/edcps", { unsigned: true });
    expect(headers()).not.toHaveProperty("x-slack-signature");
    for (const timestampOffset of [-301, 301]) {
      await alice().command(OPS, "/edcps", { timestampOffset });
      expect(valid()).toBe(true);
      expect(Number(headers()["x-slack-request-timestamp"]) - Date.now() / 1000).toBeCloseTo(
        timestampOffset,
        -1,
      );
    }
  });

  test("the payload can name another workspace or app, and the body be anything", async () => {
    const ts = await post();
    await alice().click(OPS, ts, "ok", { teamId: "T0EVIL001", apiAppId: "A0EVIL001" });
    expect(bench.app.received.at(-1)?.payload).toMatchObject({
      api_app_id: "A0EVIL001",
      team: { id: "T0EVIL001" },
      user: { team_id: "T0EVIL001" },
    });
    await alice().command(OPS, "/edcps", {
      teamId: "T0EVIL001",
      patch: (payload) => ({ ...payload, user_id: "U0BOB0001" }),
    });
    expect(bench.app.received.at(-1)?.payload).toMatchObject({
      team_id: "T0EVIL001",
      user_id: "U0BOB0001",
    });
    await alice().command(OPS, "/edcps", {
      rawBody: "{",
      contentType: "application/json; charset=utf-8",
      headers: { "X-Odd": "1" },
    });
    expect(bench.app.received.at(-1)).toMatchObject({
      raw: "{",
      headers: { "content-type": "application/json; charset=utf-8", "x-odd": "1" },
    });
    expect(valid()).toBe(true);
  });
});

const appWith = (changes: Partial<World["app"]>): World["app"] => ({
  ...acmeWorld().app,
  ...changes,
});

describe("events", () => {
  test("come as JSON with the envelope, and with the Home view once there is one", async () => {
    expect(await alice().openHome()).toMatchObject({ ok: true });
    const [first] = bench.app.received;
    expect(first?.headers["content-type"]).toBe("application/json");
    expect(first?.payload).toMatchObject({
      type: "event_callback",
      team_id: "T0ACME001",
      api_app_id: "A0BOT0001",
      event_id: expect.stringMatching(/^Ev/),
      authorizations: [
        {
          team_id: "T0ACME001",
          user_id: "U0BOTUSR1",
          is_bot: true,
          is_enterprise_install: false,
          enterprise_id: null,
        },
      ],
      event: { type: "app_home_opened", user: "U0ALICE01", channel: "D0ALICE01", tab: "home" },
    });
    expect(first?.payload["event"]).not.toHaveProperty("view");
    await bench.client.views.publish({ user_id: "U0ALICE01", view: { type: "home", blocks: [] } });
    await alice().openHome();
    expect(bench.app.received.at(-1)?.payload["event"]).toMatchObject({ view: { type: "home" } });
  });

  test("tell of the Messages tab too, without a view", async () => {
    await bench.client.views.publish({ user_id: "U0ALICE01", view: { type: "home", blocks: [] } });
    expect(await alice().openMessages()).toMatchObject({ ok: true });
    const { event } = bench.app.received.at(-1)?.payload ?? {};
    expect(event).toMatchObject({ type: "app_home_opened", tab: "messages" });
    expect(event).not.toHaveProperty("view");
  });

  test("are sent only to an app that subscribes to them", async () => {
    const slack = await startSlack({ world: { ...acmeWorld(), app: appWith({ botEvents: [] }) } });
    slack.deliverTo(bench.app.url);
    expect(await slack.as("U0ALICE01").openHome()).toMatchObject({ ok: true, status: 0 });
    expect(bench.app.received).toEqual([]);
    await slack.stop();
  });

  test("of a Home tab come only where the app has one", async () => {
    const slack = await startSlack({
      world: { ...acmeWorld(), app: appWith({ homeTabEnabled: false }) },
    });
    await expect(slack.as("U0ALICE01").openHome()).rejects.toThrow("no Home tab");
    await slack.stop();
  });

  test("are delivered again three times, with the same event_id and the reason", async () => {
    bench.app.answer = () => ({ status: 503 });
    expect(await alice().openHome()).toMatchObject({ ok: false, status: 503 });
    await bench.slack.waitFor(() => deliveries().length === 4);
    expect(
      bench.app.received.map(({ headers }) => [
        headers["x-slack-retry-num"],
        headers["x-slack-retry-reason"],
      ]),
    ).toEqual([
      [undefined, undefined],
      ["1", "http_error"],
      ["2", "http_error"],
      ["3", "http_error"],
    ]);
    expect(new Set(bench.app.received.map(({ payload }) => payload["event_id"])).size).toBe(1);
  });

  test("stop coming again once they are taken, or when the app says so", async () => {
    bench.app.answer = ({ headers }) =>
      headers["x-slack-retry-num"] === "1" ? {} : { reset: true };
    await alice().openHome();
    await bench.slack.waitFor(() => deliveries().length === 2);
    expect(bench.app.received[1]?.headers["x-slack-retry-reason"]).toBe("connection_failed");
    const untilHere = bench.app.received.length;
    bench.app.answer = () => ({ status: 500, headers: { "X-Slack-No-Retry": "1" } });
    await alice().openHome();
    // The next one is tried four times, by when the first would have come again too.
    bench.app.answer = () => ({ status: 500 });
    await alice().openHome();
    await bench.slack.waitFor(() => deliveries().at(-1)?.retry === 3);
    expect(bench.app.received.slice(untilHere)).toHaveLength(5);
  });

  test("follow two redirects, not three", async () => {
    let redirects = 2;
    bench.app.answer = () =>
      redirects-- > 0 ? { status: 302, headers: { location: bench.app.url } } : {};
    expect(await alice().openHome()).toMatchObject({ ok: true });
    redirects = 3;
    expect(await alice().openHome()).toMatchObject({ ok: false, status: 302 });
  });

  test("of any kind can be sent", async () => {
    await bench.slack.event({ type: "event_callback", event: { type: "app_uninstalled" } });
    expect(bench.app.received[0]?.payload).toMatchObject({ event: { type: "app_uninstalled" } });
  });
});

test("every kind of payload is in the table of what is covered", () => {
  expect(COVERED_PAYLOADS).toEqual([
    "command",
    "block_actions",
    "view_submission",
    "view_closed",
    "block_suggestion",
    "event_callback",
  ]);
});
