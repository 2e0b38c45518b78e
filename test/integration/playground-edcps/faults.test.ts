import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "../../../playground/edcps/cloud.ts";
import { type Fault, FAULT_KINDS } from "../../../playground/edcps/faults.ts";
import { call, create, HERE, plainSpec, send } from "./signed-client.ts";

let cloud: Cloud;
beforeEach(async () => {
  cloud = await startCloud({ bootMs: 0 });
});
afterEach(() => cloud.stop());

const TOKEN = "token-1";
const BODY = { clientToken: TOKEN, instanceSpec: plainSpec() };
const raw = (signal?: AbortSignal) =>
  send(cloud, `${HERE}/instances`, { method: "PUT", body: BODY, ...(signal ? { signal } : {}) });
const buy = (change: object = {}) =>
  create(cloud, { ...plainSpec(), ...change }, { clientToken: TOKEN });

/** After a fault the client repeats: exactly one purchase may stand in the ledger in the end. */
async function repeatIsSafe(): Promise<void> {
  cloud.faults.clear();
  expect((await buy()).status).toBe(200);
  expect(cloud.purchases).toHaveLength(1);
  expect(cloud.instances()).toHaveLength(1);
  expect(cloud.violations).toEqual([]);
}

const ANSWERS: [string, Fault, number, string][] = [
  [
    "an error of any kind",
    { kind: "error", http: 503, status: "UNAVAILABLE", message: "away", details: [{ a: "b" }] },
    503,
    '"details":[{"a":"b"}]',
  ],
  [
    "an error with another code",
    { kind: "error", http: 500, status: "INTERNAL", code: 7 },
    500,
    '"code":7',
  ],
  [
    "an error in a success",
    { kind: "errorInSuccess" },
    200,
    '"error":{"code":500,"status":"INTERNAL"',
  ],
  ["a rate limit", { kind: "rateLimit" }, 429, '"status":"RATE_LIMIT"'],
  ["a quota", { kind: "quotaExceeded" }, 429, '"status":"QUOTA_EXCEEDED"'],
  ["a proxy's page", { kind: "badGateway" }, 502, "<h1>502 Bad Gateway</h1>"],
  ["nothing", { kind: "empty" }, 200, ""],
  ["half an answer", { kind: "malformed" }, 200, '{"requestId":'],
  ["another shape", { kind: "wrongShape", result: { servers: 1 } }, 200, '"result":{"servers":1}'],
  ["another shape of its own choice", { kind: "wrongShape" }, 200, '"result":["this"'],
];

describe.each(["before", "after"] as const)("a fault %s the effect", (when) => {
  const bought = when === "after" ? 1 : 0;

  it.each(ANSWERS)("answers %s", async (_what, fault, status, words) => {
    cloud.faults.set("createInstances", { ...fault, when } as Fault, 1);
    const answer = await raw();
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(words)]);
    expect(answer.requestIdHeader).not.toBe("");
    expect(cloud.purchases).toHaveLength(bought);
    expect(cloud.requests).toMatchObject([{ status, fault: fault.kind, clientToken: TOKEN }]);
    await repeatIsSafe();
  });

  it("resets the connection", async () => {
    cloud.faults.set("createInstances", { kind: "reset", when }, 1);
    await expect(raw()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(cloud.purchases).toHaveLength(bought);
    expect(cloud.requests).toMatchObject([{ status: 0, fault: "reset" }]);
    await repeatIsSafe();
  });

  it("hangs until the client gives up", async () => {
    cloud.faults.set("createInstances", { kind: "hang", when }, 1);
    const patience = new AbortController();
    const hung = once(cloud.events, "request");
    const answer = raw(patience.signal);
    await hung;
    patience.abort();
    await expect(answer).rejects.toThrow(/abort/i);
    expect(cloud.purchases).toHaveLength(bought);
    await repeatIsSafe();
  });

  it("hangs until the cloud stops", async () => {
    cloud.faults.set("createInstances", { kind: "hang", when });
    const hung = once(cloud.events, "request");
    const answer = expect(raw()).rejects.toThrow();
    await hung;
    await cloud.stop();
    await answer;
  });

  it("delays the answer", async () => {
    cloud.faults.set("createInstances", { kind: "delay", ms: 30, when }, 1);
    const received = once(cloud.events, "received");
    const answer = raw();
    await received;
    // With the effect first, it is there while the client still waits.
    expect(cloud.purchases).toHaveLength(bought);
    expect((await answer).status).toBe(200);
    expect(cloud.purchases).toHaveLength(1);
  });
});

describe("a fault", () => {
  it("that delays takes effect even when the client has gone", async () => {
    cloud.faults.set("createInstances", { kind: "delay", ms: 30 }, 1);
    const impatience = new AbortController();
    const received = once(cloud.events, "received");
    const purchase = once(cloud.events, "purchase");
    const answer = raw(impatience.signal);
    await received;
    impatience.abort();
    await expect(answer).rejects.toThrow(/abort/i);
    await purchase;
    expect(cloud.purchases).toMatchObject([{ clientToken: TOKEN }]);
    expect(cloud.requests[0]?.gaveUpMs).toBeLessThan(30);
    await buy();
    expect(cloud.requests[1]?.gaveUpMs).toBeUndefined();
  });

  it("that delays for long ends when the cloud stops, without effect", async () => {
    cloud.faults.set("createInstances", { kind: "delay", ms: 3_600_000 });
    const received = once(cloud.events, "received");
    const answer = expect(raw()).rejects.toThrow();
    await received;
    await cloud.stop();
    await answer;
    expect(cloud.purchases).toEqual([]);
  });

  it("trickles the right answer in pieces", async () => {
    cloud.faults.set("createInstances", { kind: "trickle", ms: 1, pieces: 7 }, 1);
    const answer = await raw();
    expect(JSON.parse(answer.text)).toMatchObject({
      result: { instanceIds: cloud.purchases[0]?.instanceIds },
    });
  });

  it("strikes by default where it hurts: a reset after the effect, an error before", async () => {
    cloud.faults.set("createInstances", { kind: "error", http: 500, status: "INTERNAL" }, 1);
    cloud.faults.add("createInstances", { kind: "reset" }, 1);
    expect((await raw()).status).toBe(500);
    expect(cloud.purchases).toHaveLength(0);
    await expect(raw()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(cloud.purchases).toHaveLength(1);
    await repeatIsSafe();
  });

  it("makes half a batch", async () => {
    cloud.faults.set("createInstances", { kind: "halfBatch" }, 1);
    expect((await buy({ count: 5 })).result).toMatchObject({
      instanceIds: [expect.any(String), expect.any(String)],
    });
    expect(cloud.instances()).toHaveLength(2);
    cloud.faults.set("createInstances", { kind: "halfBatch", keep: 0 }, 1);
    expect((await create(cloud, plainSpec())).result).toEqual({ instanceIds: [] });
  });

  it("sells out one device type or all", async () => {
    cloud.faults.set("createInstances", { kind: "soldOut", deviceType: "edcps.s2.normal" });
    expect((await buy()).status).toBe(200);
    cloud.faults.set("createInstances", { kind: "soldOut" }, 1);
    const refused = await create(cloud, plainSpec());
    expect(refused.error).toMatchObject({
      status: "FAILED_PRECONDITION",
      message: expect.stringContaining("sold out"),
    });
    expect((await create(cloud, plainSpec())).status).toBe(200);
  });

  it("forgets client tokens, so a repeat buys again", async () => {
    await buy();
    cloud.faults.set("createInstances", { kind: "forgetTokens" }, 1);
    await buy();
    await buy();
    expect(cloud.purchases).toMatchObject([{ repeats: 0 }, { repeats: 1 }]);
  });

  it("lets servers end in error", async () => {
    cloud.faults.set("createInstances", { kind: "bootError" }, 1);
    await buy({ count: 2 });
    expect(cloud.instances().map((each) => each.status)).toEqual(["error", "error"]);
  });

  it("counts down, or stays until it is cleared", async () => {
    const statuses = async () => [(await raw()).status, (await raw()).status, (await raw()).status];
    cloud.faults.set("createInstances", { kind: "rateLimit" }, 2);
    expect(await statuses()).toEqual([429, 429, 200]);
    cloud.faults.set("createInstances", { kind: "rateLimit" });
    expect(await statuses()).toEqual([429, 429, 429]);
    cloud.faults.clear();
    expect(await statuses()).toEqual([200, 200, 200]);
  });

  it("strikes its own operation before those of all", async () => {
    cloud.faults.set("*", { kind: "badGateway" });
    cloud.faults.set("describeVpcs", { kind: "rateLimit" }, 1);
    const statuses = [];
    for (const path of ["/vpcs", "/vpcs", "/subnets"])
      statuses.push((await send(cloud, HERE + path)).status);
    expect(statuses).toEqual([429, 502, 502]);
  });

  it("does not spend itself on a request that the gateway refuses", async () => {
    cloud.faults.set("*", { kind: "rateLimit" }, 1);
    expect((await call(cloud, `${HERE}/vpcs`, { secretKey: "wrong" })).status).toBe(401);
    expect((await call(cloud, `${HERE}/vpcs`)).status).toBe(429);
    expect((await call(cloud, `${HERE}/vpcs`)).status).toBe(200);
  });

  it("must be one that exists, for an operation that exists and can have it", () => {
    const { faults } = cloud;
    expect(() => faults.set("createInstance", { kind: "reset" })).toThrow(
      'There is no operation "createInstance".',
    );
    expect(() => faults.set("*", { kind: "flood" } as unknown as Fault)).toThrow(
      'There is no fault of kind "flood".',
    );
    expect(() => faults.set("*", { kind: "reset" }, 0)).toThrow("at least once");
    expect(() => faults.set("*", { kind: "halfBatch" })).toThrow("createInstances only");
    expect(new Set(FAULT_KINDS).size).toBe(16);
  });
});

describe("the rate limit", () => {
  it("refuses what is too much for a minute, and forgets it in the next", async () => {
    let clock = Date.parse("2026-01-02T03:04:05Z");
    const limited = await startCloud({ now: () => clock });
    limited.world.limits.requestsPerMinute = 2;
    const ask = () => call(limited, `${HERE}/vpcs`, { at: clock });
    try {
      expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
      expect((await ask()).error).toMatchObject({ code: 429, status: "RATE_LIMIT" });
      clock += 60_000;
      expect((await ask()).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });
});

describe("the log", () => {
  it("keeps the last 5,000 requests", async () => {
    await call(cloud, `${HERE}/vpcs`);
    const [entry] = cloud.requests;
    if (!entry) throw new Error("Nothing was logged.");
    for (let count = 1; count < 5000; count += 1)
      cloud.requests.push({ ...entry, requestId: String(count) });
    await call(cloud, `${HERE}/subnets`);
    expect(cloud.requests).toHaveLength(5000);
    expect(cloud.requests[0]?.requestId).toBe("1");
    expect(cloud.requests.at(-1)).toMatchObject({
      operation: "describeSubnets",
      status: 200,
      region: "cn-east-tz1",
    });
  });

  it("says so when the pretend cloud itself fails", async () => {
    const [subnet] = cloud.world.subnets;
    if (subnet) subnet.cidr = "nonsense";
    expect((await buy()).error).toMatchObject({ code: 500, status: "INTERNAL" });
    expect(cloud.violations).toEqual([
      'The pretend cloud itself failed: The world holds "nonsense", which is no IPv4 range.',
    ]);
  });
});
