import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WebAPIHTTPError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { clientFor, modal, refusalOf, startBench, type Bench } from "./bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(() => bench.slack.reset());

const OPS = "C0OPS0001";
const post = (text = "hi") => bench.client.chat.postMessage({ channel: OPS, text });
const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "no failure",
    (error: unknown) => error,
  );
const posted = (): string[] => bench.slack.messages(OPS).map(({ text }) => text);

describe("a fault", () => {
  test("answers 429 with Retry-After, as often as asked, for that method only", async () => {
    bench.slack.faults.set("chat.postMessage", { status: 429, retryAfter: 7 }, 2);
    const impatient = clientFor(bench.slack, bench.slack.botToken, {
      rejectRateLimitedCalls: true,
    });
    const error = await failure(impatient.chat.postMessage({ channel: OPS, text: "hi" }));
    expect(error).toBeInstanceOf(WebAPIRateLimitedError);
    expect(error).toMatchObject({ retryAfter: 7 });
    expect(await bench.client.auth.test()).toMatchObject({ ok: true });
    await failure(impatient.chat.postMessage({ channel: OPS, text: "hi" }));
    await post("third");
    expect(posted()).toEqual(["third"]);
  });

  test.each([500, 503])("answers %i, before the effect or after it", async (status) => {
    bench.slack.faults.set("chat.postMessage", { status }, 1);
    bench.slack.faults.set("chat.postMessage", { status, when: "after" }, 1);
    const error = await failure(post("one"));
    expect(error).toBeInstanceOf(WebAPIHTTPError);
    expect(error).toMatchObject({ statusCode: status });
    expect(posted()).toEqual([]);
    await failure(post("two"));
    expect(posted()).toEqual(["two"]);
  });

  test("tears the connection, before the effect or after it", async () => {
    bench.slack.faults.set("*", { reset: "before" }, 1);
    expect(await failure(post("one"))).toBeInstanceOf(WebAPIRequestError);
    expect(posted()).toEqual([]);
    bench.slack.faults.set("*", { reset: "after" }, 1);
    expect(await failure(post("two"))).toBeInstanceOf(WebAPIRequestError);
    expect(posted()).toEqual(["two"]);
  });

  test("leaves a call hanging until the faults are cleared", async () => {
    bench.slack.faults.set("auth.test", { hang: true });
    const error = failure(bench.client.auth.test());
    await bench.slack.waitFor(() =>
      bench.slack.traffic.some((entry) => entry.kind === "call" && entry.method === "auth.test"),
    );
    bench.slack.faults.clear();
    expect(await error).toBeInstanceOf(WebAPIRequestError);
    expect(await bench.client.auth.test()).toMatchObject({ ok: true });
  });

  test("lets a call take effect and never says so", async () => {
    bench.slack.faults.set("chat.postMessage", { hang: "after" }, 1);
    const patient = clientFor(bench.slack, bench.slack.botToken, { timeout: 50 });
    expect(
      await failure(patient.chat.postMessage({ channel: OPS, text: "unsaid" })),
    ).toBeInstanceOf(WebAPIRequestError);
    expect(posted()).toEqual(["unsaid"]);
  });

  test("delays an answer", async () => {
    bench.slack.faults.set("auth.test", { delay: 60 }, 1);
    const started = performance.now();
    expect(await bench.client.auth.test()).toMatchObject({ ok: true });
    expect(performance.now() - started).toBeGreaterThanOrEqual(59);
  });

  test("refuses with any code, without the effect", async () => {
    bench.slack.faults.set("chat.postMessage", { error: "restricted_action" }, 1);
    expect((await refusalOf(post())).error).toBe("restricted_action");
    expect(posted()).toEqual([]);
  });

  test("of a particular method goes before one of all", async () => {
    bench.slack.faults.set("*", { error: "fatal_error" });
    bench.slack.faults.set("auth.test", { error: "account_inactive" }, 1);
    expect((await refusalOf(bench.client.auth.test())).error).toBe("account_inactive");
    expect((await refusalOf(bench.client.auth.test())).error).toBe("fatal_error");
    bench.slack.faults.clear();
    expect((await refusalOf(bench.client.auth.test())).error).toBe("ok");
  });

  test("hits response URLs under a name of its own", async () => {
    await bench.slack.as("U0ALICE01").command(OPS, "/edcps");
    const url = String(bench.app.received.at(-1)?.payload["response_url"]);
    const respond = () =>
      fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"text":"hi"}',
      });
    bench.slack.faults.set("*", { status: 500 });
    bench.slack.faults.set("response_url", { status: 503 }, 1);
    expect((await respond()).status).toBe(503);
    expect((await respond()).status).toBe(200);
  });

  test("shows in the traffic", async () => {
    bench.slack.faults.set("auth.test", { status: 503 }, 1);
    await failure(bench.client.auth.test());
    expect(bench.slack.traffic).toMatchObject([
      { kind: "call", method: "auth.test", status: 503, fault: { status: 503 } },
    ]);
  });
});

test("the SDK's own retries get through a passing failure", async () => {
  bench.slack.faults.set("chat.postMessage", { status: 500 }, 1);
  const retrying = clientFor(bench.slack, bench.slack.botToken, {
    retryConfig: { retries: 2, minTimeout: 1, maxTimeout: 2 },
  });
  await retrying.chat.postMessage({ channel: OPS, text: "through" });
  expect(posted()).toEqual(["through"]);
});

test("reset brings the starting world back, and keeps addresses and tokens", async () => {
  const { url, botToken } = bench.slack;
  await post();
  bench.slack.setGroup("S0LEADS01", []);
  bench.slack.updateUser("U0ALICE01", { deleted: true });
  bench.slack.scopes = [];
  bench.slack.faults.set("*", { status: 500 });
  bench.slack.reset();
  expect(bench.slack).toMatchObject({ url, botToken, traffic: [], complaints: [] });
  expect(posted()).toEqual([]);
  expect((await bench.client.usergroups.users.list({ usergroup: "S0LEADS01" })).users).toEqual([
    "U0BOB0001",
    "U0CAROL01",
  ]);
  const trigger_id = await bench.trigger();
  expect(
    (await refusalOf(bench.client.apiCall("views.open", { trigger_id, view: modal([]) }))).error,
  ).toBe("ok");
});
