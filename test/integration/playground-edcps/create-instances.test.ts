import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "../../../playground/edcps/cloud.ts";
import { call, create, fullSpec, HERE, idsOf, plainSpec } from "./signed-client.ts";

let cloud: Cloud;
let clock = 0;
beforeAll(async () => {
  cloud = await startCloud({ now: () => clock, bootMs: 60_000 });
});
afterAll(() => cloud.stop());
beforeEach(() => {
  clock = Date.parse("2026-01-31T20:00:00Z");
  cloud.reset();
});

const buy = (spec: unknown, clientToken?: string) =>
  create(cloud, spec, { at: clock, ...(clientToken ? { clientToken } : {}) });
const put = (body: unknown, region = "cn-east-tz1") =>
  call(cloud, `/regions/${region}/instances`, { method: "PUT", body, at: clock });
const online = (change: object = {}) => ({
  ...plainSpec(),
  enableInternet: "yes",
  internetChargeMode: "postpaid_by_duration",
  lineType: "ct",
  bandwidth: 10,
  ...change,
});

describe("buying", () => {
  it("makes one server and writes one purchase", async () => {
    const reply = await buy(plainSpec(), "token-1");
    expect(reply.status).toBe(200);
    const [id] = idsOf(reply);
    expect(cloud.purchases).toMatchObject([
      { clientToken: "token-1", region: "cn-east-tz1", instanceIds: [id], at: clock, repeats: 0 },
    ]);
    expect(cloud.instances()).toMatchObject([
      { instanceId: id, name: "web-01", privateIp: "10.0.1.2", publicIp: "" },
    ]);
    expect(cloud.requests).toMatchObject([
      { operation: "createInstances", status: 200, clientToken: "token-1" },
    ]);
    expect(cloud.violations).toEqual([]);
  });

  it("accepts an order with every field that can be given together", async () => {
    const reply = await buy(fullSpec());
    expect(reply.error).toBeUndefined();
    // Only `cidr`, which is left over from the classic network, is missing.
    expect(Object.keys(fullSpec())).toHaveLength(35);
    expect(cloud.instances()).toMatchObject([
      {
        privateIp: "10.0.1.77",
        extensionPrivateIp: "10.0.2.77",
        interfaceMode: "dual",
        osType: "ubuntu",
      },
    ]);
    const [shown] = cloud.instances();
    expect(shown?.publicIp).toMatch(/^198\.1[89]\./);
    expect(shown?.extensionPublicIp).not.toBe(shown?.publicIp);
    expect(Object.keys(shown ?? {})).toHaveLength(46);
  });

  it("never shows a password, a script, a tag or a token again", async () => {
    const spec = fullSpec();
    const [instanceId] = idsOf(await buy(spec, "token-1"));
    const shown = await call(cloud, `${HERE}/instances/${instanceId}`, { at: clock });
    const all = JSON.stringify([shown, cloud.requests, cloud.purchases[0]?.body]);
    expect(all).not.toContain(spec["password"]);
    expect(all).not.toContain(spec["userData"]);
    expect(JSON.stringify(shown)).not.toMatch(/token-1|platform\/edge/);
    expect(cloud.purchases[0]?.body).toMatchObject({
      instanceSpec: { password: "[redacted]", userData: "[redacted]" },
    });
    expect(Object.keys(cloud.purchases[0]?.secretHashes ?? {})).toEqual(["password", "userData"]);
  });

  it("is creating for a while, then running", async () => {
    await buy(plainSpec());
    const statuses = () => cloud.instances().map((each) => each.status);
    expect(statuses()).toEqual(["creating"]);
    clock += 59_999;
    expect(statuses()).toEqual(["creating"]);
    clock += 1;
    expect(statuses()).toEqual(["running"]);
  });

  it("numbers the names of a batch and gives each server its own addresses", async () => {
    await buy(online({ count: 3 }));
    const servers = cloud.instances();
    expect(servers.map((each) => each.name)).toEqual(["web-01-1", "web-01-2", "web-01-3"]);
    expect(servers.map((each) => each.privateIp)).toEqual(["10.0.1.2", "10.0.1.3", "10.0.1.4"]);
    expect(new Set(servers.map((each) => each.publicIp)).size).toBe(3);
  });

  it("ends a prepaid server at the end of a Chinese day, in a month that may be shorter", async () => {
    // In China it is the first of February already.
    await buy({
      ...plainSpec(),
      charge: { chargeMode: "prepaid_by_duration", chargeUnit: "month", chargeDuration: 1 },
    });
    clock = Date.parse("2026-01-31T10:00:00Z");
    await buy({
      ...plainSpec(),
      charge: { chargeMode: "prepaid_by_duration", chargeUnit: "month", chargeDuration: 1 },
    });
    await buy({
      ...plainSpec(),
      charge: { chargeMode: "prepaid_by_duration", chargeUnit: "year", chargeDuration: 3 },
    });
    await buy(plainSpec());
    expect(cloud.instances().map((each) => each.charge.chargeExpiredTime)).toEqual([
      "2026-03-01T15:59:59Z",
      "2026-02-28T15:59:59Z",
      "2029-01-31T15:59:59Z",
      "",
    ]);
    expect(cloud.instances()[1]?.charge.chargeRetireTime).toBe("2026-03-07T15:59:59Z");
  });

  it("takes servers, addresses and bandwidth out of the stock", async () => {
    const stock = () =>
      cloud.world.stock.find((each) => each.deviceType === "edcps.c.normal1")?.available;
    const subnet = cloud.world.subnets[0];
    const before = [stock() ?? 0, subnet?.availableIpCount ?? 0];
    await buy(online({ count: 2, extraUplinkBandwidth: 5 }));
    expect([stock(), cloud.world.subnets[0]?.availableIpCount]).toEqual(
      before.map((each) => each - 2),
    );
    expect(cloud.world.elasticIpStock[0]).toMatchObject({
      available: 38,
      availableBandwidth: 19_980,
      availableExtraUplinkBandwidth: 19_990,
    });
  });
});

describe("a client token", () => {
  it("is executed once; repeats get the first result, whatever the order of keys", async () => {
    const spec = plainSpec();
    const first = await buy(spec, "token-1");
    const again = await buy(Object.fromEntries(Object.entries(spec).toReversed()), "token-1");
    expect(again.result).toEqual(first.result);
    expect(again.requestId).not.toBe(first.requestId);
    expect(cloud.purchases).toHaveLength(1);
    expect(cloud.purchases[0]?.repeats).toBe(1);
    expect(cloud.violations).toEqual([]);
  });

  it("is executed once when many come at the same time", async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => buy(plainSpec(), "token-1")),
    );
    expect(new Set(replies.map((each) => idsOf(each).join()))).toHaveProperty("size", 1);
    expect(cloud.purchases).toMatchObject([{ repeats: 19 }]);
    expect(cloud.instances()).toHaveLength(1);
  });

  it.each([
    ["another field", { ...plainSpec(), name: "web-02" }],
    ["another password", { ...plainSpec(), password: "Tr9!kW7#" }],
    ["a body that would be refused", { ...plainSpec(), count: 0 }],
  ])("with %s is answered like the first and noted", async (_what, spec) => {
    const first = await buy(plainSpec(), "token-1");
    const other = await buy(spec, "token-1");
    expect(other.result).toEqual(first.result);
    expect(cloud.purchases).toHaveLength(1);
    expect(cloud.violations).toEqual([
      expect.stringContaining('repeated the clientToken "token-1" with another request'),
    ]);
  });

  it("in another region is no other token", async () => {
    const first = await buy(plainSpec(), "token-1");
    const other = await put({ clientToken: "token-1", instanceSpec: plainSpec() }, "cn-north-by1");
    expect(other.result).toEqual(first.result);
    expect(cloud.violations).toHaveLength(1);
  });

  it("is noted when another operation uses it", async () => {
    const [instanceId] = idsOf(await buy(plainSpec(), "token-1"));
    clock += 60_000;
    const path = `${HERE}/instances/${instanceId}:stopInstance`;
    expect(
      (await call(cloud, path, { method: "PUT", body: { clientToken: "token-1" }, at: clock }))
        .status,
    ).toBe(200);
    expect(cloud.violations).toEqual([
      'stopInstance used the clientToken "token-1" that createInstances had used before.',
    ]);
  });

  it("stays free when the request was refused", async () => {
    expect((await buy({ ...plainSpec(), count: 0 }, "token-1")).status).toBe(400);
    expect((await buy(plainSpec(), "token-1")).status).toBe(200);
    expect(cloud.violations).toEqual([]);
  });

  it("may have 36 characters and not 37, and must be a text", async () => {
    expect((await buy(plainSpec(), "t".repeat(36))).status).toBe(200);
    expect((await buy(plainSpec(), "t".repeat(37))).error?.message).toContain("clientToken");
    expect((await put({ clientToken: 1, instanceSpec: plainSpec() })).error?.message).toContain(
      "clientToken",
    );
  });

  it("may be left out, which is noted", async () => {
    expect((await put({ instanceSpec: plainSpec() })).status).toBe(200);
    expect(cloud.violations).toEqual([expect.stringContaining("without a clientToken")]);
  });

  it("can be forgotten, and then buys again", async () => {
    await buy(plainSpec(), "token-1");
    cloud.forgetClientTokens();
    await buy(plainSpec(), "token-1");
    expect(cloud.purchases).toHaveLength(2);
  });
});

describe("the body of the request", () => {
  it("holds clientToken and instanceSpec; the path's region may be repeated", async () => {
    expect(
      (await put({ regionId: "cn-east-tz1", clientToken: "t-1", instanceSpec: plainSpec() }))
        .status,
    ).toBe(200);
    for (const [body, field] of [
      [{ regionId: "cn-north-by1", instanceSpec: plainSpec() }, "regionId"],
      [{ instanceSpec: plainSpec(), dryRun: true }, "dryRun"],
      [{ clientToken: "t-2" }, "instanceSpec"],
      [{}, "instanceSpec"],
    ] as const) {
      expect((await put(body)).error).toMatchObject({
        status: "INVALID_ARGUMENT",
        message: expect.stringContaining(field),
      });
    }
  });

  it("is a JSON object in UTF-8, sent as application/json", async () => {
    for (const body of ["[]", "null", "{", '"x"']) {
      expect((await put(body)).error).toMatchObject({ status: "INVALID_ARGUMENT" });
    }
    const reply = await call(cloud, `${HERE}/instances`, {
      method: "PUT",
      body: { instanceSpec: plainSpec() },
      headers: { "content-type": "text/plain" },
      at: clock,
    });
    expect(reply.error?.message).toContain("content type");
  });
});

describe("the ledger", () => {
  it("tells of what happens", async () => {
    const seen: string[] = [];
    const names = ["received", "request", "purchase", "repeat", "violation"] as const;
    for (const name of names) cloud.events.on(name, () => seen.push(name));
    await buy(plainSpec(), "token-1");
    await buy({ ...plainSpec(), name: "other" }, "token-1");
    for (const name of names) cloud.events.removeAllListeners(name);
    expect(seen).toEqual([
      "received",
      "purchase",
      "request",
      "received",
      "violation",
      "repeat",
      "request",
    ]);
  });

  it("is empty after a reset, and so is the world's use", async () => {
    const { purchases, requests, world } = cloud;
    const before = structuredClone(world);
    await buy(online({ count: 2 }), "token-1");
    cloud.reset();
    expect([purchases, requests, cloud.instances()]).toEqual([[], [], []]);
    expect(world).toEqual(before);
    await buy(plainSpec(), "token-1");
    expect(purchases).toHaveLength(1);
  });
});
