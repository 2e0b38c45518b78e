import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseJson, asFields, type Fields } from "../../../playground/slack/json.ts";
import { clientFor, refusalOf, startBench, type Bench } from "./bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
afterEach(() => bench.slack.reset());

interface Raw {
  status: number;
  headers: Headers;
  body: Fields;
}

async function call(
  method: string,
  init: { type?: string; body?: string; token?: string | undefined; query?: string } = {},
): Promise<Raw> {
  const { type, body, token = bench.slack.botToken, query = "" } = init;
  const headers: Record<string, string> = {
    ...(type && { "content-type": type }),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(`${bench.slack.apiUrl}${method}${query}`, {
    method: "POST",
    headers,
    ...(body !== undefined && { body: Buffer.from(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: asFields(parseJson(await response.text())),
  };
}

const form = "application/x-www-form-urlencoded";

describe("tokens", () => {
  test("none is not_authed, a wrong one invalid_auth, one of the other kind not_allowed_token_type", async () => {
    expect((await call("auth.test", { token: "" })).body).toEqual({
      ok: false,
      error: "not_authed",
    });
    expect((await call("auth.test", { token: "xoxb-wrong" })).body).toEqual({
      ok: false,
      error: "invalid_auth",
    });
    expect((await call("auth.test", { token: bench.slack.appToken })).body).toEqual({
      ok: false,
      error: "not_allowed_token_type",
    });
    expect((await call("apps.connections.open")).body).toEqual({
      ok: false,
      error: "not_allowed_token_type",
    });
  });

  test("a form may carry the token; JSON and the query may not", async () => {
    const token = bench.slack.botToken;
    expect(
      (await call("auth.test", { token: "", type: form, body: `token=${token}` })).body,
    ).toMatchObject({ ok: true });
    expect(
      (
        await call("auth.test", {
          token: "",
          type: "application/json",
          body: JSON.stringify({ token }),
        })
      ).body,
    ).toMatchObject({ error: "not_authed" });
    expect((await call("auth.test", { token: "", query: `?token=${token}` })).body).toMatchObject({
      error: "not_authed",
    });
  });

  test("never show up in the traffic log", async () => {
    const { botToken, traffic } = bench.slack;
    await clientFor(bench.slack).auth.test({ token: botToken });
    await call("auth.test", { token: "", query: `?token=${botToken}` });
    expect(traffic).toHaveLength(2);
    expect(JSON.stringify(traffic)).not.toContain(botToken);
  });
});

describe("scopes", () => {
  test("a missing one is named, next to those there are", async () => {
    bench.slack.scopes = ["users:read"];
    const { error, data } = await refusalOf(
      bench.client.chat.postMessage({ channel: "C0OPS0001", text: "hi" }),
    );
    expect(error).toBe("missing_scope");
    expect(data).toMatchObject({ needed: "chat:write", provided: "users:read" });
  });

  test("of a conversation depend on its kind", async () => {
    const info = (channel: string) => refusalOf(bench.client.conversations.info({ channel }));
    expect((await info("C0OPS0001")).data).toMatchObject({
      error: "missing_scope",
      needed: "channels:read",
    });
    bench.slack.scopes = ["channels:read", "chat:write", "im:write"];
    expect((await info("C0OPS0001")).error).toBe("ok");
    const { channel } = await bench.client.conversations.open({ users: "U0ALICE01" });
    expect((await info(channel?.id ?? "")).data).toMatchObject({
      error: "missing_scope",
      needed: "im:read",
    });
  });

  test("posting under another name takes a scope of its own", async () => {
    const post = () =>
      refusalOf(
        bench.client.chat.postMessage({ channel: "C0OPS0001", text: "hi", username: "Boss" }),
      );
    expect((await post()).data).toMatchObject({
      error: "missing_scope",
      needed: "chat:write.customize",
    });
    bench.slack.scopes = [...bench.slack.scopes, "chat:write.customize"];
    expect((await post()).error).toBe("ok");
  });
});

describe("bodies", () => {
  test("JSON works, with a warning when it names no charset", async () => {
    const body = JSON.stringify({
      channel: "C0OPS0001",
      text: "hi",
      blocks: [{ type: "divider" }],
    });
    const bare = await call("chat.postMessage", { type: "application/json", body });
    expect(bare.body).toMatchObject({
      ok: true,
      warning: "missing_charset",
      response_metadata: { warnings: ["missing_charset"] },
    });
    const full = await call("chat.postMessage", { type: "application/json; charset=utf-8", body });
    expect(full.body).not.toHaveProperty("warning");
  });

  test("that cannot be read are refused, each with its code", async () => {
    const error = async (type: string | undefined, body: string) =>
      (await call("auth.test", { ...(type && { type }), body })).body["error"];
    expect(await error("application/json", "{")).toBe("invalid_json");
    expect(await error("application/json", "[]")).toBe("json_not_object");
    expect(await error("text/xml", "<a/>")).toBe("invalid_post_type");
    expect(await error(undefined, "channel=C1")).toBe("missing_post_type");
  });

  test("arguments that are missing or of the wrong kind are named", async () => {
    expect(
      (await refusalOf(bench.client.apiCall("chat.update", { channel: "C0OPS0001" }))).messages,
    ).toEqual(["[ERROR] missing required field: ts"]);
    expect(
      (await refusalOf(bench.client.apiCall("users.list", { limit: "many" }))).messages,
    ).toEqual(["[ERROR] must be an integer [json-pointer:/limit]"]);
    expect(bench.slack.complaints).toEqual([]);
  });

  test("an argument that no one knows is a complaint: Slack would drop it in silence", async () => {
    await bench.client.apiCall("chat.postMessage", {
      channel: "C0OPS0001",
      text: "hi",
      blokcs: "[]",
    });
    expect(bench.slack.complaints).toEqual([
      'chat.postMessage does not know the argument "blokcs"',
    ]);
  });
});

describe("answers", () => {
  test("carry a request id and the scopes", async () => {
    const { headers } = await call("users.list");
    expect(headers.get("x-slack-req-id")).toMatch(/^[0-9a-f]{32}$/);
    expect(headers.get("x-accepted-oauth-scopes")).toBe("users:read");
    expect(headers.get("x-oauth-scopes")).toBe(bench.slack.scopes.join(","));
  });

  test("to an unknown method say so even without a token", async () => {
    expect((await call("chat.nothing", { token: "" })).body).toMatchObject({
      ok: false,
      error: "unknown_method",
    });
    expect((await call("constructor", { token: "" })).body).toMatchObject({
      ok: false,
      error: "unknown_method",
    });
  });

  test("come as 429 with Retry-After when the posting rate is on, and only for that channel", async () => {
    bench.slack.limitPosts(1);
    const post = (channel: string) =>
      call("chat.postMessage", { type: form, body: `channel=${channel}&text=hi` });
    expect((await post("C0OPS0001")).status).toBe(200);
    const second = await post("C0OPS0001");
    expect(second.status).toBe(429);
    expect(second.headers.get("retry-after")).toBe("1");
    expect(second.body).toEqual({ ok: false, error: "ratelimited" });
    expect((await post("C0APPROVALS")).status).toBe(200);
    bench.clock.now += 1000;
    expect((await post("C0OPS0001")).status).toBe(200);
    expect(bench.slack.messages("C0OPS0001")).toHaveLength(2);
  });
});

test("the traffic log keeps the newest entries only", async () => {
  const small = await startBench({ keepTraffic: 3 });
  for (const text of ["1", "2", "3", "4", "5"])
    await small.client.chat.postMessage({ channel: "C0OPS0001", text });
  expect(small.slack.traffic.map((entry) => entry.kind === "call" && entry.args["text"])).toEqual([
    "3",
    "4",
    "5",
  ]);
  await small.stop();
});
