import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "../../../playground/edcps/cloud.ts";
import { call, compactDate, HERE, REGION, send, type Sent } from "./signed-client.ts";

const FOUR = ["content-type", "host", "x-jdcloud-date", "x-jdcloud-nonce"];
const FIVE = ["accept", ...FOUR];

describe("the gateway", () => {
  let cloud: Cloud;
  const clock = Date.parse("2026-01-02T03:04:05Z");
  beforeAll(async () => {
    cloud = await startCloud({ now: () => clock, accessKey: "TESTAK", secretKey: "TESTSK" });
  });
  afterAll(() => cloud.stop());
  beforeEach(() => cloud.reset());

  const list = (sent: Sent = {}) => call(cloud, `${HERE}/instances`, { at: clock, ...sent });

  it("accepts both known sets of signed headers", async () => {
    expect((await list()).status).toBe(200);
    expect((await list({ headers: { accept: "application/json" }, signed: FIVE })).status).toBe(
      200,
    );
  });

  it("accepts the colon of an action raw and encoded", async () => {
    const path = `${HERE}/instances/none:describeInstanceName`;
    const encoded = await call(cloud, path, { at: clock });
    const raw = await call(cloud, path, {
      at: clock,
      tamper: (wire) => {
        wire.path = wire.path.replace("%3A", ":");
      },
    });
    expect([encoded.error?.status, raw.error?.status]).toEqual(["NOT_FOUND", "NOT_FOUND"]);
  });

  it("takes any placeholder for the one operation without a region", async () => {
    for (const scopeRegion of ["jdcloud", "jdcloud-api", REGION]) {
      expect((await call(cloud, "/edgeRegions", { at: clock, scopeRegion })).status).toBe(200);
    }
  });

  it("tells a missing authorization apart", async () => {
    const reply = await list({
      tamper: (wire) => {
        delete wire.headers["authorization"];
      },
    });
    expect(reply).toMatchObject({
      status: 401,
      error: { code: 401, status: "ACCESS_ERROR", message: "lack of header authorization[gw]" },
    });
  });

  const skew = 15 * 60_000;
  const REFUSED: [string, Sent][] = [
    ["another body", { method: "PUT", body: { a: 1 }, tamper: (wire) => (wire.body = '{"a":2}') }],
    [
      "another white space in the body",
      { method: "PUT", body: { a: 1 }, tamper: (wire) => (wire.body += " ") },
    ],
    ["another query", { query: { pageSize: 20 }, tamper: (wire) => (wire.query = "pageSize=30") }],
    [
      "a further query parameter",
      { query: { pageSize: 20 }, tamper: (wire) => (wire.query += "&az=x") },
    ],
    ["a plus for a space", { query: { name: "a b" }, tamper: (wire) => (wire.query = "name=a+b") }],
    ["another path", { tamper: (wire) => (wire.path = wire.path.replace("instances", "subnets")) }],
    ["another nonce", { tamper: (wire) => (wire.headers["x-jdcloud-nonce"] = "other") }],
    [
      "another date",
      { tamper: (wire) => (wire.headers["x-jdcloud-date"] = compactDate(clock + 1000)) },
    ],
    ["another content type", { tamper: (wire) => (wire.headers["content-type"] = "text/plain") }],
    ["another host", { tamper: (wire) => (wire.headers["host"] = "edcps.example") }],
    [
      "a header added on the way",
      { tamper: (wire) => (wire.headers["x-jdcloud-security-token"] = "x") },
    ],
    ["another algorithm", { headers: { "x-jdcloud-algorithm": "JDCLOUD3-HMAC-SHA256" } }],
    ["a wrong secret key", { secretKey: "other" }],
    ["an unknown access key", { accessKey: "other" }],
    ["another service", { service: "vm" }],
    ["another region in the scope", { scopeRegion: "cn-north-by1" }],
    ["another date in the scope", { scopeDate: "20260101" }],
    ["a clock that is too slow", { at: clock - skew - 1000 }],
    ["a clock that is too fast", { at: clock + skew + 1000 }],
    [
      "a host that is not signed",
      { signed: ["content-type", "x-jdcloud-date", "x-jdcloud-nonce"] },
    ],
    ["a date that is not signed", { signed: ["content-type", "host", "x-jdcloud-nonce"] }],
    ["a nonce that is not signed", { signed: ["content-type", "host", "x-jdcloud-date"] }],
    ["a signed header that was not sent", { signed: [...FOUR, "x-jdcloud-zone"] }],
    ["an empty nonce", { nonce: " " }],
    ["a date with milliseconds", { headers: { "x-jdcloud-date": "20260102T030405.678Z" } }],
    ["an impossible date", { headers: { "x-jdcloud-date": "20260132T030405Z" } }],
  ];
  it.each(REFUSED)("refuses %s", async (_what, sent) => {
    const reply = await list(sent);
    expect(reply.error).toMatchObject({ code: 401, status: "UNAUTHENTICATED" });
    expect(reply.error?.message).toMatch(/\[gw\]$/);
    expect(cloud.requests.at(-1)).toMatchObject({ status: 401, error: "UNAUTHENTICATED" });
  });

  it("accepts a clock at either end of the allowed skew", async () => {
    expect((await list({ at: clock - skew })).status).toBe(200);
    expect((await list({ at: clock + skew })).status).toBe(200);
  });

  it("refuses a nonce that was used before, but does not remember that of a refused request", async () => {
    expect((await list({ nonce: "n-1", secretKey: "other" })).status).toBe(401);
    expect((await list({ nonce: "n-1" })).status).toBe(200);
    expect((await list({ nonce: "n-1" })).error).toMatchObject({
      message: "The nonce was used before[gw]",
    });
  });

  it("answers paths it does not know, and operations it does not play", async () => {
    const cases: [string, Sent, number, string][] = [
      ["/regions/cn-east-tz1/nothing", {}, 404, "NOT_FOUND"],
      ["/instances", {}, 404, "NOT_FOUND"],
      ["/regions/cn-east-tz1/edgeRegions", {}, 404, "NOT_FOUND"],
      ["/regions/cn-east-tz1/instances", { method: "POST", body: {} }, 404, "NOT_FOUND"],
      ["/regions/cn-nowhere-1/instances", {}, 404, "NOT_FOUND"],
      [
        "/regions/cn-east-tz1/aliasIps",
        { method: "PUT", body: { aliasIpSpec: {} } },
        501,
        "NOT_IMPLEMENTED",
      ],
    ];
    for (const [path, sent, status, name] of cases) {
      const reply = await call(cloud, path, { at: clock, ...sent });
      expect([path, reply.status, reply.error?.status]).toEqual([path, status, name]);
    }
  });

  it("repeats the request id in a header", async () => {
    const answer = await send(cloud, `${HERE}/instances`, { at: clock });
    expect(answer.requestIdHeader).not.toBe("");
    expect(JSON.parse(answer.text)).toMatchObject({ requestId: answer.requestIdHeader });
  });

  it("refuses a path that is not percent-encoded UTF-8", async () => {
    const reply = await list({ tamper: (wire) => (wire.path += "%FF") });
    expect(reply.error).toMatchObject({ code: 400, status: "INVALID_ARGUMENT" });
  });

  it("refuses a body that is far too large", async () => {
    const reply = await call(cloud, `${HERE}/instances`, {
      method: "PUT",
      body: { x: "x".repeat(1024 * 1024) },
      at: clock,
    });
    expect(reply.error).toMatchObject({
      code: 400,
      status: "INVALID_ARGUMENT",
      message: "The body is too large[gw]",
    });
  });
});
