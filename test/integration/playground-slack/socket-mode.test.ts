import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SocketModeClient } from "@slack/socket-mode";
import { WebSocket } from "ws";
import { asFields, parseJson, type Fields } from "../../../playground/slack/json.ts";
import { startSlack, type Slack } from "../../../playground/slack/slack.ts";
import { button, clientFor, input, modal, option } from "./bench.ts";

const OPS = "C0OPS0001";
let slack: Slack;
let sockets: (() => Promise<void>)[];
beforeEach(async () => {
  slack = await startSlack({ ackBudget: 150, retryDelays: [0, 5, 10] });
  sockets = [];
});
afterEach(async () => {
  for (const stop of sockets) await stop();
  await slack.stop();
});

interface Envelope {
  type: string;
  body: Fields;
  ack: (response?: Fields) => Promise<void>;
  retry_num?: number;
  accepts_response_payload?: boolean;
}

/** The SDK's client, as it is; `handle` gets every envelope. */
async function connect(handle: (envelope: Envelope) => unknown): Promise<SocketModeClient> {
  const quiet = {
    debug() {},
    info() {},
    warn() {},
    error() {},
    setLevel() {},
    getLevel: () => "error" as never,
    setName() {},
  };
  const client = new SocketModeClient({
    appToken: slack.appToken,
    logger: quiet,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });
  client.on("slack_event", (envelope: Envelope) => void handle(envelope));
  await client.start();
  sockets.push(() => client.disconnect());
  return client;
}

const alice = () => slack.as("U0ALICE01");
const web = () => clientFor(slack);

describe("the SDK's Socket Mode client", () => {
  test("gets commands, clicks, submits, menus and events, and answers them", async () => {
    const got: [string, unknown][] = [];
    await connect(async ({ type, body, ack }) => {
      got.push([type, body["type"] ?? body["command"]]);
      if (type === "slash_commands") {
        await web().apiCall("views.open", {
          trigger_id: body["trigger_id"],
          view: modal([input("e", { type: "external_select", min_query_length: 0 })]),
        });
        await ack({ text: "opened" });
      } else if (body["type"] === "block_suggestion") await ack({ options: [option("a")] });
      else if (body["type"] === "view_submission")
        await ack({ response_action: "errors", errors: { e: "no" } });
      else await ack();
    });
    expect(await alice().command(OPS, "/edcps create")).toMatchObject({
      ok: true,
      body: { text: "opened" },
    });
    expect(slack.ephemerals("U0ALICE01")).toMatchObject([{ text: "opened" }]);
    expect(await alice().search("e", "")).toMatchObject([{ value: "a" }]);
    await alice().choose("e", "a");
    expect(await alice().submit()).toMatchObject({ sent: true, errors: { e: "no" } });
    const { ts = "" } = await web().chat.postMessage({
      channel: OPS,
      text: "t",
      blocks: [{ type: "actions", elements: [button("ok")] }],
    });
    expect(await alice().click(OPS, ts, "ok")).toMatchObject({ ok: true });
    expect(await alice().openHome()).toMatchObject({ ok: true });
    expect(got).toEqual([
      ["slash_commands", "/edcps"],
      ["interactive", "block_suggestion"],
      ["interactive", "view_submission"],
      ["interactive", "block_actions"],
      ["events_api", "event_callback"],
    ]);
    expect(slack.complaints).toEqual([]);
    expect(
      slack.traffic
        .filter((entry) => entry.kind === "delivery")
        .every(({ over, status }) => over === "socket" && status === 200),
    ).toBe(true);
  });

  test("an empty acknowledgement closes the form, though the client always sends a payload", async () => {
    await connect(async ({ body, ack }) => {
      if (body["command"])
        await web().apiCall("views.open", { trigger_id: body["trigger_id"], view: modal([]) });
      await ack();
    });
    await alice().command(OPS, "/edcps create");
    expect(await alice().submit()).toMatchObject({ sent: true, closed: true });
  });

  test("that does not acknowledge in time looks to the person like a dead app; a late answer does nothing", async () => {
    const late: Envelope[] = [];
    await connect((envelope) => late.push(envelope));
    expect(await alice().command(OPS, "/edcps")).toMatchObject({
      ok: false,
      seen: '/edcps failed with the error "operation_timeout"',
    });
    await late[0]?.ack({ text: "too late" });
    await web().auth.test();
    expect(slack.ephemerals("U0ALICE01")).toEqual([]);
  });

  test("gets an event again with the number of the try", async () => {
    const tries: unknown[] = [];
    await connect(async ({ body, ack, retry_num }) => {
      tries.push([asFields(body)["event_id"], retry_num]);
      if (tries.length === 3) await ack();
    });
    await alice().openHome();
    await slack.waitFor(
      () => slack.traffic.filter((entry) => entry.kind === "delivery").length === 3,
    );
    const [[id]] = tries as [[unknown]];
    expect(tries).toEqual([
      [id, 0],
      [id, 1],
      [id, 2],
    ]);
  });

  test("shares the deliveries with the other connections, one each", async () => {
    const turns: string[] = [];
    const listen = (name: string) =>
      connect(async ({ ack }) => {
        turns.push(name);
        await ack();
      });
    await listen("one");
    await listen("two");
    expect(slack.connections()).toBe(2);
    for (const _ of [1, 2, 3, 4]) await alice().command(OPS, "/edcps");
    expect(turns.toSorted()).toEqual(["one", "one", "two", "two"]);
  });

  test("without any connection a command fails at once", async () => {
    expect(await alice().command(OPS, "/edcps")).toMatchObject({
      ok: false,
      seen: '/edcps failed with the error "dispatch_failed"',
    });
  });
});

/** A bare connection, to see the frames as they are. */
async function bare(
  url: string,
): Promise<{ frames: Fields[]; send(frame: Fields): void; closed: Promise<unknown> }> {
  const socket = new WebSocket(url);
  const frames: Fields[] = [];
  let arrived = (): void => {};
  socket.on("message", (data: Buffer) => {
    frames.push(asFields(parseJson(data.toString("utf8"))));
    arrived();
  });
  const closed = new Promise((resolve) => socket.on("close", resolve));
  sockets.push(async () => {
    socket.close();
    await closed;
  });
  await new Promise<void>((resolve, reject) => {
    arrived = resolve;
    socket.on("error", reject);
  });
  return { frames, send: (frame) => socket.send(JSON.stringify(frame)), closed };
}

const ticket = async (): Promise<string> =>
  (await clientFor(slack, slack.appToken).apps.connections.open()).url ?? "";

describe("the wire", () => {
  test("begins with a hello", async () => {
    const { frames } = await bare(await ticket());
    expect(frames).toEqual([
      {
        type: "hello",
        num_connections: 1,
        debug_info: { host: "applink-1", build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: "A0BOT0001" },
      },
    ]);
  });

  test("lets a ticket in once", async () => {
    const url = await ticket();
    await bare(url);
    await expect(bare(url)).rejects.toThrow("401");
    await expect(bare(url.replace(/ticket=\w+/, "ticket=0"))).rejects.toThrow("401");
    sockets = sockets.slice(0, 1);
  });

  test("says which answers may have a payload, and ignores the others", async () => {
    const { ts = "" } = await web().chat.postMessage({
      channel: OPS,
      text: "t",
      blocks: [{ type: "actions", elements: [button("ok")] }],
    });
    const socket = await bare(await ticket());
    const gesture = alice().click(OPS, ts, "ok");
    const envelope = await vi.waitUntil(() => socket.frames[1], { interval: 2 });
    expect(envelope).toMatchObject({
      type: "interactive",
      accepts_response_payload: false,
      payload: { type: "block_actions" },
    });
    expect(envelope).not.toHaveProperty("retry_attempt");
    socket.send({ envelope_id: envelope["envelope_id"], payload: { text: "ignored" } });
    expect(await gesture).toMatchObject({ ok: true, body: undefined });
    expect(slack.complaints).toEqual([]);
  });

  test("turns the eleventh connection away", async () => {
    for (let count = 0; count < 10; count += 1) await bare(await ticket());
    const eleventh = await bare(await ticket());
    expect(eleventh.frames).toMatchObject([{ type: "disconnect", reason: "too_many_websockets" }]);
    await eleventh.closed;
    expect(slack.connections()).toBe(10);
  });

  test("can ask the connections to come back", async () => {
    const socket = await bare(await ticket());
    slack.disconnect("warning");
    await expect
      .poll(() => socket.frames[1])
      .toMatchObject({ type: "disconnect", reason: "warning" });
  });
});
