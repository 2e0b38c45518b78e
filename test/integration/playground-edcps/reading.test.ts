import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "../../../playground/edcps/cloud.ts";
import { worstCaseWorld } from "../../../playground/edcps/worst-case-world.ts";
import { call, create, HERE, idsOf, plainSpec } from "./signed-client.ts";

let cloud: Cloud;
let ids: string[] = [];
beforeAll(async () => {
  cloud = await startCloud({ bootMs: 0 });
  const pair = { ...plainSpec(), name: "pair", count: 2, keypairId: "keypair-ops" };
  const other = { ...plainSpec(), name: "网关", az: "cn-east-tz1b", subnetId: "subnet-tz1b-001" };
  const dual = {
    ...plainSpec(),
    name: "dual",
    interfaceMode: "dual",
    extensionSubnetId: "subnet-tz1a-002",
    extensionEnableInternet: "no",
    enableInternet: "yes",
    internetChargeMode: "postpaid_by_duration",
    bandwidthPackageId: "bwp-tz1-ct",
    lineType: "ct",
    bandwidth: 5,
  };
  for (const spec of [pair, other, dual]) ids = [...ids, ...idsOf(await create(cloud, spec))];
  cloud.amend(ids[1] ?? "", { status: "error" });
});
afterAll(() => cloud.stop());

const get = async (path: string, query: Record<string, string | number> = {}) => {
  const reply = await call(cloud, `${HERE}${path}`, { query });
  if (!reply.result) throw new Error(JSON.stringify(reply.error));
  return reply.result;
};
const list = async (path: string, key: string, query: Record<string, string | number> = {}) =>
  (await get(path, query))[key] as Record<string, unknown>[];

describe("what can be ordered", () => {
  it("lists two regions with Chinese names and two zones each", async () => {
    const { result } = await call(cloud, "/edgeRegions");
    expect(result).toMatchObject({
      regions: [
        {
          region: "cn-east-tz1",
          regionName: "华东-泰州",
          azs: [{ az: "cn-east-tz1a" }, { az: "cn-east-tz1b" }],
        },
        {
          region: "cn-north-by1",
          azs: [{ az: "cn-north-by1a", region: "cn-north-by1" }, { az: "cn-north-by1b" }],
        },
      ],
    });
  });

  it("lists the device types of a zone, one of them sold out, none that is off sale", async () => {
    const types = await list("/deviceTypes", "deviceTypes", { az: "cn-east-tz1a" });
    expect(types.map((each) => [each["deviceType"], each["isSoldOut"]])).toEqual([
      ["edcps.c.normal1", false],
      ["edcps.c.normal2", true],
      ["edcps.c2.perf1", false],
      ["edcps.s2.normal", false],
    ]);
    expect(Object.keys(types[0] ?? {})).toHaveLength(19);
    expect(await list("/deviceTypes", "deviceTypes", { az: "cn-north-by1a" })).toEqual([]);
  });

  it("lists images of one device type, with the type in lower case whatever the query says", async () => {
    const all = await list("/os", "oss", { deviceType: "edcps.c.normal1" });
    expect(all).toHaveLength(7);
    const ubuntu = await list("/os", "oss", { deviceType: "edcps.c.normal1", osType: "Ubuntu" });
    expect(ubuntu.map((each) => [each["osType"], each["osName"]])).toContainEqual([
      "ubuntu",
      "Ubuntu 16.04(x86_64)",
    ]);
    expect(ubuntu).toHaveLength(3);
    expect(await list("/os", "oss", { deviceType: "edcps.none" })).toEqual([]);
  });

  it("lists RAIDs by kind of disks; the performance type has none", async () => {
    const types = async (deviceType: string, volumeType: string) =>
      (await list("/raids", "raids", { deviceType, volumeType })).map((each) => each["raidType"]);
    expect(await types("edcps.s2.normal", "data")).toEqual(["NORAID", "RAID0", "RAID1", "RAID10"]);
    expect(await types("edcps.c2.perf1", "system")).toEqual(["NORAID"]);
    expect(await list("/raids", "raids", { deviceType: "edcps.c2.perf1" })).toHaveLength(2);
  });

  it("answers stock, line types as one object, and the stock of addresses", async () => {
    expect(await list("/deviceStock", "devicesStock", { deviceType: "edcps.c.normal2" })).toEqual([
      { deviceType: "edcps.c.normal2", region: "cn-east-tz1", available: 0 },
    ]);
    expect(await get("/lineTypes")).toEqual({
      lineType: { lineType: "ct", region: "cn-east-tz1" },
    });
    expect(Object.keys(await get("/elasticIpStock"))).toEqual([
      "region",
      "available",
      "availableBandwidth",
      "availableExtraUplinkBandwidth",
    ]);
    expect(Object.keys(await get("/bandwidthPackageStock"))).toHaveLength(3);
  });

  it("shows the second range of a subnet that has one", async () => {
    const [first, second] = await list("/subnets", "subnets", { vpcId: "vpc-tz1-main" });
    expect(first).toMatchObject({
      secondaryCidrId: "scidr-tz1a-001",
      secondaryCidr: "10.200.1.0/24",
      secondaryCidrName: "次要网段-001",
    });
    expect(second).not.toHaveProperty("secondaryCidr");
    expect(await get("/subnets/subnet-tz1a-001")).toEqual({ subnet: first });
  });

  it("finds single things by id, and only in their own region", async () => {
    expect(await get("/subnets/subnet-tz1a-001")).toMatchObject({
      subnet: { cidr: "10.0.1.0/24" },
    });
    expect(await get("/vpcs/vpc-tz1-main")).toMatchObject({ vpc: { vpcId: "vpc-tz1-main" } });
    expect(await get("/keypairs/keypair-ops")).toMatchObject({ keypair: { name: "ops" } });
    expect(await get("/bandwidthPackages/bwp-tz1-cm")).toMatchObject({
      bandwidthPackage: { lineType: "cm" },
    });
    expect(
      await list("/secondaryCidrs", "secondaryCidrs", { subnetId: "subnet-tz1a-001" }),
    ).toHaveLength(1);
    const elsewhere = await call(cloud, "/regions/cn-north-by1/subnets/subnet-tz1a-001");
    expect(elsewhere.error).toMatchObject({ code: 404, status: "NOT_FOUND" });
  });
});

describe("paging", () => {
  it("is 20 by default and repeats what it did", async () => {
    const page = await get("/subnets", { az: "cn-east-tz1a" });
    expect(page).toMatchObject({ pageNumber: 1, pageSize: 20, totalCount: 120 });
    expect(page["subnets"]).toHaveLength(20);
  });

  it("walks through all of them without gap or repeat", async () => {
    const pages = await Promise.all(
      [1, 2, 3].map((pageNumber) => list("/subnets", "subnets", { pageNumber, pageSize: 50 })),
    );
    expect(pages.map((each) => each.length)).toEqual([50, 50, 23]);
    expect(new Set(pages.flat().map((each) => each["subnetId"])).size).toBe(123);
    expect(await list("/subnets", "subnets", { pageNumber: 9 })).toEqual([]);
  });

  it.each([
    [{ pageSize: 19 }, "OUT_OF_RANGE", "pageSize"],
    [{ pageSize: 101 }, "OUT_OF_RANGE", "pageSize"],
    [{ pageSize: "x" }, "INVALID_ARGUMENT", "pageSize"],
    [{ pageNumber: 0 }, "OUT_OF_RANGE", "pageNumber"],
    [{ pageNumber: -1 }, "OUT_OF_RANGE", "pageNumber"],
  ])("refuses %o", async (query, status, name) => {
    const { error } = await call(cloud, `${HERE}/subnets`, { query });
    expect(error).toMatchObject({ status, message: expect.stringContaining(name) });
  });

  it("accepts 20 and 100", async () => {
    for (const pageSize of [20, 100])
      expect(await list("/subnets", "subnets", { pageSize })).toHaveLength(pageSize);
  });

  it("is unknown to lists that are not paged", async () => {
    const { error } = await call(cloud, `${HERE}/deviceTypes`, { query: { pageSize: 20 } });
    expect(error).toMatchObject({
      status: "INVALID_ARGUMENT",
      message: expect.stringContaining("pageSize"),
    });
  });
});

describe("narrowing a list", () => {
  const names = async (query: Record<string, string>) =>
    (await list("/instances", "instances", query)).map((each) => each["name"]);

  it.each([
    [{}, ["pair-1", "pair-2", "网关", "dual"]],
    [{ name: "pair" }, ["pair-1", "pair-2"]],
    [{ name: "关" }, ["网关"]],
    [{ az: "cn-east-tz1b" }, ["网关"]],
    [{ az: "cn-east-tz1" }, []],
    [{ keypairId: "keypair-ops" }, ["pair-1", "pair-2"]],
    [{ subnetId: "subnet-tz1b-001" }, ["网关"]],
    [{ interfaceMode: "dual" }, ["dual"]],
    [{ enableInternet: "yes" }, ["dual"]],
    [{ privateIp: "10.0.1.2" }, ["pair-1"]],
    [{ extensionPrivateIp: "10.0.2.2" }, ["dual"]],
    [{ deviceType: "edcps.s2.normal" }, []],
    [{ networkType: "vpc", name: "dual" }, ["dual"]],
    [{ "filters.1.name": "status", "filters.1.values.1": "error" }, ["pair-2"]],
    [
      {
        "filters.1.name": "status",
        "filters.1.values.1": "error",
        "filters.1.operator": "ne",
        name: "pair",
      },
      ["pair-1"],
    ],
  ])("by %o", async (query, expected) => {
    expect(await names(query as Record<string, string>)).toEqual(expected);
  });

  it("by several values of a filter, exactly", async () => {
    const query = {
      "filters.1.name": "instanceId",
      "filters.1.values.1": ids[0] ?? "",
      "filters.1.values.2": ids[3] ?? "",
    };
    expect(await names(query)).toEqual(["pair-1", "dual"]);
    expect(
      await names({ ...query, "filters.2.name": "status", "filters.2.values.1": "stopped" }),
    ).toEqual([]);
    expect(
      await names({
        "filters.1.name": "instanceId",
        "filters.1.values.1": (ids[0] ?? "").slice(0, 8),
      }),
    ).toEqual([]);
  });

  it.each([
    [{ colour: "red" }, "colour"],
    [{ "filters.1.name": "colour", "filters.1.values.1": "red" }, "filters.1.name"],
    [{ "filters.1.name": "status" }, "filters.1.values.1"],
    [{ "filters.1.values.1": "running" }, "filters.1.name"],
    [{ "filters.0.name": "status", "filters.0.values.1": "x" }, "filters.0"],
    [{ "filters.2.name": "status", "filters.2.values.1": "x" }, "filters.1"],
    [{ "filters.1.name": "status", "filters.1.values.2": "x" }, "filters.1.values.1"],
    [
      { "filters.1.name": "status", "filters.1.values.1": "x", "filters.1.operator": "near" },
      "operator",
    ],
    [{ enableInternet: "maybe" }, "enableInternet"],
    [{ interfaceMode: "triple" }, "interfaceMode"],
    [{ networkType: "basic" }, "networkType"],
  ])("is refused by %o", async (query, name) => {
    const { error } = await call(cloud, `${HERE}/instances`, {
      query: query as Record<string, string>,
    });
    expect(error).toMatchObject({
      status: "INVALID_ARGUMENT",
      message: expect.stringContaining(name),
    });
  });

  it("needs its required parameters", async () => {
    for (const path of [
      "/os",
      "/raids",
      "/secondaryCidrs",
      `/instances/${ids[0]}/availablePrivateIps`,
    ]) {
      expect((await call(cloud, `${HERE}${path}`)).error).toMatchObject({
        status: "INVALID_ARGUMENT",
      });
    }
    const twice = await call(cloud, `${HERE}/instances`, { query: "az=a&az=a" });
    expect(twice.error).toMatchObject({ message: "The parameter az came twice." });
  });

  it("works for the other lists", async () => {
    expect(await list("/subnets", "subnets", { vpcId: "vpc-tz1-data" })).toHaveLength(3);
    expect(await list("/subnets", "subnets", { name: "子网-007" })).toHaveLength(1);
    const filter = { "filters.1.name": "keypairId", "filters.1.values.1": "keypair-dev" };
    expect(await list("/keypairs", "keypairs", filter)).toMatchObject([{ name: "dev" }]);
    expect(await list("/vpcs", "vpcs", { name: "生产" })).toHaveLength(1);
    expect(await list("/bandwidthPackages", "bandwidthPackages", { name: "移动" })).toHaveLength(1);
    expect(await list("/elasticIps", "elasticIps", { status: "associate" })).toMatchObject([
      { instanceId: ids[3] },
    ]);
    expect(await list("/elasticIps", "elasticIps", { hasJoinBandwidthPackage: "no" })).toEqual([]);
    expect(await list("/elasticIps", "elasticIps", { subnetId: "subnet-tz1a-001" })).toHaveLength(
      1,
    );
    const [elasticIp] = await list("/elasticIps", "elasticIps");
    expect(await get(`/elasticIps/${String(elasticIp?.["elasticIpId"])}`)).toEqual({ elasticIp });
  });
});

describe("one instance", () => {
  it("tells its name, RAIDs and health", async () => {
    expect(await get(`/instances/${ids[0]}:describeInstanceName`)).toEqual({ name: "pair-1" });
    expect(await get(`/instances/${ids[0]}:describeInstanceRaid`)).toMatchObject({
      sysRaidType: "RAID1",
      dataRaidType: "RAID10",
    });
    expect(await get(`/instances/${ids[0]}:describeInstanceStatus`)).toEqual({
      cpus: true,
      mems: true,
      disks: true,
      nics: true,
    });
    expect(await get(`/instances/${ids[1]}:describeInstanceStatus`)).toMatchObject({ cpus: false });
  });

  it("tells free addresses of its subnets only", async () => {
    const path = `/instances/${ids[0]}/availablePrivateIps`;
    const free = await get(path, { subnetId: "subnet-tz1a-001" });
    expect(free["availablePrivateIps"]).toContain("10.0.1.20");
    expect(free["availablePrivateIps"]).not.toContain("10.0.1.2");
    const other = await call(cloud, `${HERE}${path}`, { query: { subnetId: "subnet-tz1a-003" } });
    expect(other.error).toMatchObject({ status: "INVALID_ARGUMENT" });
  });
});

describe("the worst case", () => {
  it("has 40 regions, 500 device types and 5,000 subnets, all different, and can be paged through", async () => {
    const world = worstCaseWorld();
    const worst = await startCloud({ world });
    try {
      const regions = (await call(worst, "/edgeRegions")).result?.["regions"];
      expect(regions).toHaveLength(40);
      expect(new Set(world.regions.map((each) => each.regionName)).size).toBe(40);
      expect(world.regions.every((each) => each.regionName.length === 120)).toBe(true);
      const here = "/regions/cn-worst-0001";
      expect((await call(worst, `${here}/deviceTypes`)).result?.["deviceTypes"]).toHaveLength(500);
      const last = await call(worst, `${here}/subnets`, {
        query: { pageSize: 100, pageNumber: 50 },
      });
      expect(last.result).toMatchObject({ totalCount: 5000 });
      expect(last.result?.["subnets"]).toHaveLength(100);
      for (const key of ["keypairs", "bandwidthPackages"])
        expect((await call(worst, `${here}/${key}`)).result).toMatchObject({ totalCount: 300 });
      const stock = (await call(worst, `${here}/deviceStock`)).result?.["devicesStock"];
      const counts = (stock as { available: number }[]).map((each) => each.available);
      expect(counts).toHaveLength(500);
      expect(counts.filter((available) => available === 0)).toHaveLength(10);
      expect(counts.filter((available) => available === 3)).toHaveLength(10);
      expect(new Set(world.subnets.map((each) => each.cidr)).size).toBe(5000);
    } finally {
      await worst.stop();
    }
  });
});
