import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Fields } from "../../../playground/slack/json.ts";
import { button, startBench, type Bench } from "./bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(() => bench.slack.reset());

const OPS = "C0OPS0001";
const alice = () => bench.slack.as("U0ALICE01");
const lastUrl = (): string => String(bench.app.received.at(-1)?.payload["response_url"]);
const blocks = [{ type: "actions" as const, block_id: "acts", elements: [button("ok")] }];

async function respond(
  url: string,
  body: unknown,
  type = "application/json",
): Promise<{ status: number; text: string }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": type },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

async function fromCommand(channel = OPS): Promise<string> {
  await alice().command(channel, "/edcps");
  return lastUrl();
}

async function fromButton(more: Fields = {}): Promise<{ url: string; ts: string }> {
  const { ts = "" } = await bench.client.chat.postMessage({
    channel: OPS,
    text: "card",
    blocks,
    ...more,
  });
  await alice().click(OPS, ts, "ok");
  return { url: lastUrl(), ts };
}

async function fromEphemeral(): Promise<string> {
  await bench.client.chat.postEphemeral({ channel: OPS, user: "U0ALICE01", text: "psst", blocks });
  await alice().clickEphemeral(-1, "ok");
  return lastUrl();
}

describe("a response URL", () => {
  test("takes five posts", async () => {
    const url = await fromCommand();
    for (const text of ["1", "2", "3", "4", "5"])
      expect(await respond(url, { text })).toEqual({ status: 200, text: '{"ok":true}' });
    expect(await respond(url, { text: "6" })).toEqual({
      status: 404,
      text: '{"ok":false,"error":"used_url"}',
    });
    expect(bench.slack.ephemerals("U0ALICE01").map(({ text }) => text)).toEqual([
      "1",
      "2",
      "3",
      "4",
      "5",
    ]);
  });

  test("lives thirty minutes", async () => {
    const url = await fromCommand();
    bench.clock.now += 30 * 60_000;
    expect((await respond(url, { text: "just" })).status).toBe(200);
    bench.clock.now += 1;
    expect(await respond(url, { text: "late" })).toEqual({
      status: 404,
      text: '{"ok":false,"error":"expired_url"}',
    });
  });

  test("reaches places the bot is not in", async () => {
    const url = await fromCommand("G0SECRET1");
    await respond(url, { text: "public", response_type: "in_channel" });
    expect(bench.slack.messages("G0SECRET1")).toMatchObject([
      { text: "public", user: "U0BOTUSR1" },
    ]);
  });

  const refused: [string, unknown, string, string?][] = [
    ["no JSON", "text=hi", "invalid_payload", "application/x-www-form-urlencoded"],
    ["broken JSON", "{", "invalid_payload"],
    ["a field of the wrong type", { text: 17 }, "invalid_payload"],
    ["an unknown response_type", { text: "t", response_type: "public" }, "invalid_payload"],
    ["nothing to show", {}, "no_text"],
    ["bad blocks", { blocks: [{ type: "nonsense" }] }, "invalid_blocks"],
  ];
  test.each(refused)(
    "refuses %s with 400, and does not count it",
    async (_what, body, text, type) => {
      const url = await fromCommand();
      for (let round = 0; round < 6; round += 1)
        expect(await respond(url, body, type)).toEqual({ status: 400, text });
      expect((await respond(url, { text: "good" })).status).toBe(200);
    },
  );

  test("that was never given out is not there", async () => {
    expect(
      await respond(`${bench.slack.url}/response/actions/T0ACME001/1/x`, { text: "hi" }),
    ).toEqual({ status: 404, text: "no_service" });
  });
});

describe("from a button on a message", () => {
  test("replaces the message when told to", async () => {
    const { url, ts } = await fromButton();
    await respond(url, { text: "done", replace_original: true });
    expect(bench.slack.message(OPS, ts)).toMatchObject({ text: "done" });
    expect(bench.slack.message(OPS, ts)).not.toHaveProperty("blocks");
    expect(bench.slack.complaints).toEqual([]);
  });

  test("replaces it also when told nothing, which is a complaint", async () => {
    const { url, ts } = await fromButton();
    await respond(url, { text: "done" });
    expect(bench.slack.message(OPS, ts)).toMatchObject({ text: "done" });
    expect(bench.slack.complaints).toEqual([
      expect.stringContaining("leaves out replace_original"),
    ]);
  });

  test("posts beside it with replace_original false: to the person, or to all", async () => {
    const { url, ts } = await fromButton();
    await respond(url, { text: "for you", replace_original: false });
    await respond(url, { text: "for all", replace_original: false, response_type: "in_channel" });
    expect(bench.slack.ephemerals("U0ALICE01")).toMatchObject([{ text: "for you" }]);
    expect(bench.slack.messages(OPS)).toMatchObject([{ ts, text: "card" }, { text: "for all" }]);
  });

  test("deletes it, alone or with a new message", async () => {
    const first = await fromButton();
    await respond(first.url, { delete_original: true });
    expect(bench.slack.messages(OPS)).toEqual([]);
    const second = await fromButton();
    await respond(second.url, { delete_original: true, text: "instead" });
    expect(bench.slack.message(OPS, second.ts)).toBeUndefined();
    expect(bench.slack.ephemerals("U0ALICE01")).toMatchObject([{ text: "instead" }]);
    expect(bench.slack.complaints).toEqual([]);
  });

  test("answers in the thread with all three fields, and is a complaint without", async () => {
    const { url, ts } = await fromButton();
    await respond(url, {
      text: "reply",
      thread_ts: ts,
      response_type: "in_channel",
      replace_original: false,
    });
    expect(bench.slack.messages(OPS)[1]).toMatchObject({ text: "reply", thread_ts: ts });
    await respond(url, { text: "reply", thread_ts: ts, replace_original: false });
    expect(bench.slack.complaints).toEqual([expect.stringContaining("response_type in_channel")]);
  });

  test("cannot replace what is gone", async () => {
    const { url, ts } = await fromButton();
    await bench.client.chat.delete({ channel: OPS, ts });
    expect(await respond(url, { text: "x", replace_original: true })).toEqual({
      status: 404,
      text: "message_not_found",
    });
  });
});

describe("from a button on an ephemeral message", () => {
  test("replaces or deletes it, as nothing else can", async () => {
    const url = await fromEphemeral();
    await respond(url, { text: "changed", replace_original: true });
    expect(bench.slack.ephemerals("U0ALICE01")).toMatchObject([{ text: "changed", blocks: [] }]);
    await respond(url, { delete_original: true });
    expect(bench.slack.ephemerals("U0ALICE01")).toEqual([]);
  });
});

describe("from a slash command", () => {
  test("cannot replace what it posted before: it posts again, with a complaint", async () => {
    const url = await fromCommand();
    await respond(url, { text: "one" });
    await respond(url, { text: "two", replace_original: true });
    expect(bench.slack.ephemerals("U0ALICE01").map(({ text }) => text)).toEqual(["one", "two"]);
    expect(bench.slack.complaints).toEqual([expect.stringContaining("neither replace nor delete")]);
  });
});
