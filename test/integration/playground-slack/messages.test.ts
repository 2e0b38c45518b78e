import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Fields } from "../../../playground/slack/json.ts";
import { button, refusalOf, startBench, type Bench } from "./bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(() => bench.slack.reset());

const OPS = "C0OPS0001";
const section = (text: string) => ({
  type: "section" as const,
  block_id: "s",
  text: { type: "mrkdwn" as const, text },
});
const post = async (args: Fields = {}) => {
  const { ts = "", channel = "" } = await bench.client.chat.postMessage({
    channel: OPS,
    text: "card",
    ...args,
  });
  return { ts, channel };
};
const stored = (ts: string) => bench.slack.message(OPS, ts);

describe("chat.postMessage", () => {
  test("to a person opens the DM and answers with its id, which is what an update needs", async () => {
    const { ts, channel } = await post({ channel: "U0ALICE01" });
    expect(channel).toBe("D0ALICE01");
    expect(bench.slack.dm("U0ALICE01")).toMatchObject([{ text: "card", ts }]);
    expect(
      (await refusalOf(bench.client.chat.update({ channel: "U0ALICE01", ts, text: "new" }))).error,
    ).toBe("channel_not_found");
    expect((await refusalOf(bench.client.chat.update({ channel, ts, text: "new" }))).error).toBe(
      "ok",
    );
  });

  test("does not let on that a private channel exists, until the bot is in it", async () => {
    expect((await refusalOf(post({ channel: "G0SECRET1" }))).error).toBe("channel_not_found");
    bench.slack.invite("G0SECRET1", bench.slack.botUserId);
    expect((await refusalOf(post({ channel: "G0SECRET1" }))).error).toBe("ok");
    bench.slack.kick("G0SECRET1", bench.slack.botUserId);
    expect((await refusalOf(post({ channel: "G0SECRET1" }))).error).toBe("channel_not_found");
  });

  test("into a public channel without being there takes chat:write.public", async () => {
    bench.slack.scopes = [...bench.slack.scopes, "chat:write.public"];
    expect((await refusalOf(post({ channel: "C0BUILD01" }))).error).toBe("ok");
  });

  test("takes a text above 4,000 characters, but that is a complaint; above 40,000 it is cut", async () => {
    const { ts } = await post({ text: "x".repeat(4000) });
    expect(bench.slack.complaints).toEqual([]);
    await post({ text: "x".repeat(4001) });
    expect(bench.slack.complaints).toHaveLength(1);
    const long = await post({ text: "x".repeat(40_001) });
    expect(stored(long.ts)?.text).toHaveLength(40_000);
    expect(stored(ts)?.text).toHaveLength(4000);
  });

  test("hangs replies on the thread's first message", async () => {
    const { ts } = await post();
    const reply = await post({ thread_ts: ts, text: "reply" });
    expect(stored(reply.ts)).toMatchObject({ thread_ts: ts });
    const link = await bench.client.chat.getPermalink({ channel: OPS, message_ts: reply.ts });
    expect(link.permalink).toContain(`?thread_ts=${ts}&cid=${OPS}`);
    await post({ thread_ts: reply.ts });
    expect(bench.slack.complaints).toEqual([
      "thread_ts names a reply; Slack asks for the ts of the thread's first message",
    ]);
  });
});

describe("chat.update", () => {
  const original = {
    blocks: [section("one")],
    metadata: { event_type: "order", event_payload: { id: "17" } },
    attachments: [{ text: "a" }],
  };

  test("with a text and no blocks takes the blocks away; what else was left out stays", async () => {
    const { ts } = await post(original);
    await bench.client.chat.update({ channel: OPS, ts, text: "plain" });
    expect(stored(ts)).toMatchObject({
      text: "plain",
      metadata: original.metadata,
      attachments: original.attachments,
    });
    expect(stored(ts)).not.toHaveProperty("blocks");
  });

  test("with blocks only keeps the text; with neither keeps both", async () => {
    const { ts } = await post(original);
    await bench.client.apiCall("chat.update", { channel: OPS, ts, blocks: [section("two")] });
    expect(stored(ts)).toMatchObject({ text: "card", blocks: [{ text: { text: "two" } }] });
    await bench.client.apiCall("chat.update", { channel: OPS, ts, attachments: [] });
    expect(stored(ts)).toMatchObject({ text: "card", blocks: [{ text: { text: "two" } }] });
    expect(stored(ts)).not.toHaveProperty("attachments");
  });

  test("with an empty metadata object removes it", async () => {
    const { ts } = await post(original);
    await bench.client.apiCall("chat.update", { channel: OPS, ts, metadata: {} });
    expect(stored(ts)).not.toHaveProperty("metadata");
    expect(stored(ts)).toHaveProperty("blocks");
  });

  test("cannot reach an ephemeral message, and changes nothing when refused", async () => {
    const { message_ts } = await bench.client.chat.postEphemeral({
      channel: OPS,
      user: "U0ALICE01",
      text: "psst",
    });
    expect(
      (await refusalOf(bench.client.chat.update({ channel: OPS, ts: message_ts ?? "", text: "x" })))
        .error,
    ).toBe("message_not_found");
    const { ts } = await post(original);
    const before = stored(ts);
    await refusalOf(
      bench.client.apiCall("chat.update", {
        channel: OPS,
        ts,
        text: "x",
        blocks: [{ type: "section" }],
      }),
    );
    expect(stored(ts)).toEqual(before);
  });
});

describe("what is read back", () => {
  beforeEach(() => {
    bench.slack.scopes = [...bench.slack.scopes, "channels:history"];
  });

  test("is newest first, without replies, and with metadata only when asked for", async () => {
    const { ts } = await post({ metadata: { event_type: "order", event_payload: {} } });
    await post({ thread_ts: ts, text: "reply" });
    const second = await post({ text: "second" });
    const { messages } = await bench.client.conversations.history({ channel: OPS });
    expect(messages).toMatchObject([
      { ts: second.ts },
      { ts, reply_count: 1, reply_users: ["U0BOTUSR1"] },
    ]);
    expect(messages?.[1]).not.toHaveProperty("metadata");
    const full = await bench.client.conversations.history({
      channel: OPS,
      include_all_metadata: true,
      latest: ts,
      inclusive: true,
    });
    expect(full.messages).toMatchObject([{ ts, metadata: { event_type: "order" } }]);
  });

  test("of a thread is oldest first, whichever of its messages is named", async () => {
    const { ts } = await post();
    const reply = await post({ thread_ts: ts, text: "reply" });
    for (const name of [ts, reply.ts]) {
      const { messages } = await bench.client.conversations.replies({ channel: OPS, ts: name });
      expect(messages).toMatchObject([{ ts }, { ts: reply.ts, thread_ts: ts }]);
    }
  });

  test("is refused in a channel the bot is not in", async () => {
    expect(
      (await refusalOf(bench.client.conversations.history({ channel: "C0BUILD01" }))).error,
    ).toBe("not_in_channel");
  });
});

test("changes are announced as they happen", async () => {
  const changes: unknown[] = [];
  const listen = (change: Fields): void => void changes.push(change["change"]);
  bench.slack.events.on("message", listen);
  const { ts } = await post({ blocks: [{ type: "actions", elements: [button("go")] }] });
  await bench.client.chat.update({ channel: OPS, ts, text: "new" });
  await bench.client.chat.delete({ channel: OPS, ts });
  bench.slack.events.off("message", listen);
  expect(changes).toEqual(["posted", "updated", "deleted"]);
  expect(bench.slack.messages(OPS)).toEqual([]);
});

test("a group of people gets one conversation, the same one each time", async () => {
  bench.slack.scopes = [...bench.slack.scopes, "mpim:write"];
  const first = await bench.client.conversations.open({ users: "U0ALICE01,U0BOB0001" });
  const again = await bench.client.conversations.open({ users: "U0BOB0001,U0ALICE01" });
  expect(again.channel?.id).toBe(first.channel?.id);
});
