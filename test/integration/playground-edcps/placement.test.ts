import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "../../../playground/edcps/cloud.ts";
import { call, create, HERE, plainSpec } from "./signed-client.ts";

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
const online = (change: object = {}) => ({
  ...plainSpec(),
  enableInternet: "yes",
  internetChargeMode: "postpaid_by_duration",
  lineType: "ct",
  bandwidth: 10,
  ...change,
});

const dual = (change: object) => ({
  ...plainSpec(),
  interfaceMode: "dual",
  extensionSubnetId: "subnet-tz1a-002",
  extensionEnableInternet: "no",
  ...change,
});

describe("an order is held against the world", () => {
  const WRONG: [string, object, string, string][] = [
    ["an unknown zone", { az: "cn-east-tz1z" }, "NOT_FOUND", "az"],
    ["a region in place of a zone", { az: "cn-east-tz1" }, "NOT_FOUND", "az"],
    ["an unknown device type", { deviceType: "edcps.x" }, "NOT_FOUND", "deviceType"],
    [
      "a sold-out device type",
      { deviceType: "edcps.c.normal2" },
      "FAILED_PRECONDITION",
      "sold out",
    ],
    ["a device type off sale", { deviceType: "edcps.c.old1" }, "FAILED_PRECONDITION", "off sale"],
    [
      "more than is in stock",
      { deviceType: "edcps.c2.perf1", count: 4 },
      "FAILED_PRECONDITION",
      "count",
    ],
    ["an unknown image", { osTypeId: "os-x" }, "NOT_FOUND", "osTypeId"],
    [
      "an image of another type",
      { osTypeId: "os-s2-normal-centos-75" },
      "INVALID_ARGUMENT",
      "osTypeId",
    ],
    ["an unknown RAID", { sysRaidTypeId: "raid-x" }, "NOT_FOUND", "sysRaidTypeId"],
    [
      "a RAID of another type",
      { dataRaidTypeId: "raid-s2-normal-data-raid0" },
      "INVALID_ARGUMENT",
      "dataRaidTypeId",
    ],
    [
      "a data RAID for system disks",
      { sysRaidTypeId: "raid-c-normal1-data-raid0" },
      "INVALID_ARGUMENT",
      "sysRaidTypeId",
    ],
    ["an unknown subnet", { subnetId: "subnet-x" }, "NOT_FOUND", "subnetId"],
    ["a subnet of another region", { subnetId: "subnet-by1a-001" }, "NOT_FOUND", "subnetId"],
    ["a subnet of another zone", { subnetId: "subnet-tz1b-001" }, "INVALID_ARGUMENT", "subnetId"],
    ["a full subnet", { subnetId: "subnet-tz1a-120" }, "FAILED_PRECONDITION", "subnet-tz1a-120"],
    ["an unknown key pair", { keypairId: "keypair-x" }, "NOT_FOUND", "keypairId"],
    ["a key pair of another region", { keypairId: "keypair-north" }, "NOT_FOUND", "keypairId"],
    ["an address outside the subnet", { privateIp: "10.0.2.9" }, "INVALID_ARGUMENT", "privateIp"],
    ["the network's address", { privateIp: "10.0.1.0" }, "INVALID_ARGUMENT", "privateIp"],
    ["the gateway's address", { privateIp: "10.0.1.1" }, "INVALID_ARGUMENT", "privateIp"],
    ["the broadcast address", { privateIp: "10.0.1.255" }, "INVALID_ARGUMENT", "privateIp"],
    [
      "an alias outside",
      { aliasIps: [{ cidr: "10.9.0.0/28" }] },
      "INVALID_ARGUMENT",
      "aliasIps[0].cidr",
    ],
    ["an alias of an unknown range", { aliasIps: [{ id: "x" }] }, "NOT_FOUND", "aliasIps[0].id"],
    [
      "an alias of another subnet's range",
      { subnetId: "subnet-tz1a-002", aliasIps: [{ id: "scidr-tz1a-001" }] },
      "INVALID_ARGUMENT",
      "aliasIps[0].id",
    ],
    [
      "an alias outside the range that it names",
      { aliasIps: [{ id: "scidr-tz1a-001", cidr: "10.0.1.16/28" }] },
      "INVALID_ARGUMENT",
      "must lie within 10.200.1.0/24",
    ],
    [
      "an alias that is wider than its range",
      { aliasIps: [{ cidr: "10.0.1.0/23" }] },
      "INVALID_ARGUMENT",
      "must lie within 10.0.1.0/24 or 10.200.1.0/24",
    ],
    [
      "aliases that overlap",
      { aliasIps: [{ cidr: "10.0.1.16/28" }, { cidr: "10.0.1.17/32" }] },
      "FAILED_PRECONDITION",
      "aliasIps[1].cidr",
    ],
    [
      "an address of the second range",
      { privateIp: "10.200.1.9" },
      "INVALID_ARGUMENT",
      "10.0.1.0/24",
    ],
    ["a line the region lacks", online({ lineType: "un" }), "FAILED_PRECONDITION", "lineType"],
    [
      "unknown shared bandwidth",
      online({ bandwidthPackageId: "bwp-x" }),
      "NOT_FOUND",
      "bandwidthPackageId",
    ],
    [
      "shared bandwidth of another line",
      online({ bandwidthPackageId: "bwp-tz1-cm" }),
      "FAILED_PRECONDITION",
      "bandwidthPackageId",
    ],
    [
      "an unknown second subnet",
      dual({ extensionSubnetId: "x" }),
      "NOT_FOUND",
      "extensionSubnetId",
    ],
    [
      "a second subnet of another zone",
      dual({ extensionSubnetId: "subnet-tz1b-001" }),
      "INVALID_ARGUMENT",
      "extensionSubnetId",
    ],
    [
      "a second address outside",
      dual({ extensionPrivateIp: "10.0.1.9" }),
      "INVALID_ARGUMENT",
      "extensionPrivateIp",
    ],
    [
      "one address for both interfaces",
      dual({
        privateIp: "10.0.1.9",
        extensionSubnetId: "subnet-tz1a-001",
        extensionPrivateIp: "10.0.1.9",
      }),
      "INVALID_ARGUMENT",
      "extensionPrivateIp must differ",
    ],
    [
      "a second alias outside",
      dual({ extensionAliasIps: [{ cidr: "10.0.1.16/28" }] }),
      "INVALID_ARGUMENT",
      "extensionAliasIps[0].cidr must lie within 10.0.2.0/24",
    ],
  ];
  it.each(WRONG)("%s", async (_what, change, status, words) => {
    const before = structuredClone(cloud.world);
    const reply = await buy({ ...plainSpec(), ...change });
    expect(reply.error).toMatchObject({ status, message: expect.stringContaining(words) });
    expect(cloud.purchases).toEqual([]);
    expect(cloud.world).toEqual(before);
  });

  it.each([
    ["a batch", { count: 3 }],
    ["two interfaces", dual({ count: 2, extensionSubnetId: "subnet-tz1a-001" })],
  ])("a subnet with too few addresses for %s", async (_what, change) => {
    const [subnet] = cloud.world.subnets;
    if (subnet) subnet.availableIpCount = 2;
    expect((await buy({ ...plainSpec(), ...change })).error).toMatchObject({
      status: "FAILED_PRECONDITION",
      message: expect.stringContaining("2 addresses left"),
    });
    expect((await buy({ ...plainSpec(), count: 2 })).status).toBe(200);
  });

  it("an address in use", async () => {
    await buy({ ...plainSpec(), privateIp: "10.0.1.9" });
    const reply = await buy({ ...plainSpec(), privateIp: "10.0.1.9" });
    expect(reply.error).toMatchObject({
      status: "FAILED_PRECONDITION",
      message: expect.stringContaining("privateIp"),
    });
  });

  it("an alias may come from either range of its subnet", async () => {
    const aliasIps = [
      { cidr: "10.0.1.64/28" },
      { cidr: "10.200.1.64/28" },
      { id: "subnet-tz1a-001" },
    ];
    expect((await buy({ ...plainSpec(), aliasIps })).status).toBe(200);
  });

  it("an alias that overlaps another", async () => {
    const spec = { ...plainSpec(), aliasIps: [{ cidr: "10.0.1.64/28" }] };
    expect((await buy(spec)).status).toBe(200);
    expect((await buy(spec)).error).toMatchObject({ status: "FAILED_PRECONDITION" });
    const list = await call(cloud, `${HERE}/aliasIps`, { query: { cidr: "1.64" }, at: clock });
    expect(list.result).toMatchObject({
      totalCount: 1,
      aliasIps: [{ cidr: "10.0.1.64/28", subnetId: "subnet-tz1a-001" }],
    });
  });

  it("a world that changed after the form was filled in", async () => {
    const type = cloud.world.deviceTypes.find((each) => each.deviceType === "edcps.c.normal1");
    if (type) type.isSoldOut = true;
    expect((await buy(plainSpec())).error).toMatchObject({ status: "FAILED_PRECONDITION" });
  });
});

describe("quotas", () => {
  it("allow 20 servers in a region", async () => {
    for (const _ of [1, 2, 3]) await buy({ ...plainSpec(), count: 5 });
    expect((await buy({ ...plainSpec(), count: 4 })).status).toBe(200);
    expect((await buy({ ...plainSpec(), count: 2 })).error).toMatchObject({
      code: 429,
      status: "QUOTA_EXCEEDED",
    });
    expect((await buy(plainSpec())).status).toBe(200);
    expect((await buy(plainSpec())).status).toBe(429);
    expect(cloud.instances("cn-east-tz1")).toHaveLength(20);
    expect(cloud.instances("cn-north-by1")).toHaveLength(0);
  });

  it("allow 10 elastic IPs in a region", async () => {
    for (const _ of [1, 2]) expect((await buy(online({ count: 5 }))).status).toBe(200);
    expect((await buy(online())).error).toMatchObject({ code: 429, status: "QUOTA_EXCEEDED" });
    expect((await buy(plainSpec())).status).toBe(200);
  });

  it("stop at the stock of addresses and bandwidth", async () => {
    const [stock] = cloud.world.elasticIpStock;
    if (!stock) throw new Error("There is no stock.");
    stock.availableBandwidth = 19;
    expect((await buy(online({ count: 2 }))).error?.message).toContain("bandwidth");
    expect((await buy(online({ count: 2, bandwidthPackageId: "bwp-tz1-ct" }))).status).toBe(200);
    stock.available = 0;
    expect((await buy(online())).error).toMatchObject({ status: "FAILED_PRECONDITION" });
  });
});
