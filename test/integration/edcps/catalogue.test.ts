import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startCloud } from "../../../playground/edcps/cloud.ts";
import { worstCaseWorld } from "../../../playground/edcps/worst-case-world.ts";
import { edcpsCatalogue } from "../../../src/edcps/catalogue.ts";
import { edcpsClient } from "../../../src/edcps/client.ts";
import type { Catalogue } from "../../../src/workflow/ports.ts";
import { factsOf } from "./failure-of.ts";
import { pretendCloud } from "./pretend-cloud.ts";

const region = "cn-east-tz1";
const az = "cn-east-tz1a";
const minute = 60_000;
const day = 24 * 60 * minute;

let world: Awaited<ReturnType<typeof pretendCloud>>;
let catalogue: Catalogue;
beforeAll(async () => {
  world = await pretendCloud();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.cloud.reset();
  catalogue = edcpsCatalogue(world.client, world);
});

const items = async <T>(list: Promise<{ items: readonly T[] }>) => (await list).items;
const asked = (operation: string) =>
  world.cloud.requests.filter((request) => request.operation === operation);

describe("the cloud's lists", () => {
  it("regions come with their zones", async () => {
    expect(await items(catalogue.regions())).toEqual([
      {
        region: "cn-east-tz1",
        regionName: "华东-泰州",
        azs: [
          { az: "cn-east-tz1a", azName: "泰州可用区A" },
          { az: "cn-east-tz1b", azName: "泰州可用区B" },
        ],
      },
      {
        region: "cn-north-by1",
        regionName: "华北-北京边缘",
        azs: [
          { az: "cn-north-by1a", azName: "北京边缘可用区A" },
          { az: "cn-north-by1b", azName: "北京边缘可用区B" },
        ],
      },
    ]);
  });

  it("device types come with their disks, sold out or not", async () => {
    const types = await items(catalogue.deviceTypes(region, az));
    expect(types.find((type) => type.deviceType === "edcps.c.normal1")).toMatchObject({
      systemDisk: "2 x 300 GB SAS",
      dataDisk: "8 x 960 GB SSD",
      isSoldOut: false,
    });
    expect(types.filter((type) => type.isSoldOut).map((type) => type.deviceType)).toEqual([
      "edcps.c.normal2",
    ]);
  });

  it("operating systems and RAIDs are those of the device type", async () => {
    const { oss, raids } = world.cloud.world;
    const own = (one: { deviceType: string }) => one.deviceType === "edcps.c2.perf1";
    const systems = await items(catalogue.operatingSystems(region, "edcps.c2.perf1"));
    expect(systems.map((os) => os.osTypeId)).toEqual(oss.filter(own).map((os) => os.osTypeId));
    const found = await items(catalogue.raids(region, "edcps.c2.perf1"));
    expect(found.map((raid) => raid.raidTypeId)).toEqual(
      raids.filter(own).map((raid) => raid.raidTypeId),
    );
    expect(new Set(found.map((raid) => raid.volumeType))).toEqual(new Set(["system", "data"]));
  });

  it("all 120 subnets of a zone come through two pages", async () => {
    const subnets = await items(catalogue.subnets(region, az));
    expect(subnets.map((subnet) => subnet.subnetId).toSorted()).toEqual(
      world.cloud.world.subnets
        .filter((subnet) => subnet.az === az)
        .map((subnet) => subnet.subnetId)
        .toSorted(),
    );
    expect(subnets).toHaveLength(120);
    expect(asked("describeSubnets")).toHaveLength(2);
  });

  it("a zone without subnets has an empty list", async () => {
    expect(await items(catalogue.subnets("cn-north-by1", "cn-north-by1b"))).toEqual([]);
  });

  it("line types, key pairs and bandwidth packages are those of the region", async () => {
    expect(await items(catalogue.lineTypes(region))).toEqual(["ct"]);
    expect(await items(catalogue.keyPairs("cn-north-by1"))).toEqual([
      { keypairId: "keypair-north", name: "north" },
    ]);
    expect(await items(catalogue.bandwidthPackages(region))).toContainEqual({
      bandwidthPackageId: "bwp-tz1-ct",
      name: "电信共享带宽",
      lineType: "ct",
      bandwidth: 500,
    });
  });

  it("shared bandwidth is there for every line, which the region need not have", async () => {
    const packages = await items(catalogue.bandwidthPackages(region));
    expect(new Set(packages.map((one) => one.lineType))).toEqual(new Set(["ct", "cm", "un"]));
  });

  it("a subnet tells its second range, if it has one", async () => {
    const subnets = await items(catalogue.subnets(region, az));
    expect(subnets.filter((subnet) => subnet.secondaryCidr !== "")).toMatchObject([
      { subnetId: "subnet-tz1a-001", secondaryCidr: "10.200.1.0/24" },
    ]);
  });

  it("stock is counted for the whole region, what is sold out included", async () => {
    const stock = await items(catalogue.deviceStock(region));
    expect(stock).toContainEqual({ deviceType: "edcps.c.normal2", available: 0 });
    expect(stock).toContainEqual({ deviceType: "edcps.c2.perf1", available: 3 });
    expect(stock.map((one) => one.deviceType)).not.toContain("edcps.c.old1");
    expect(await items(catalogue.addressStock("cn-north-by1"))).toEqual([
      { available: 1, availableBandwidth: 100, availableExtraUplinkBandwidth: 0 },
    ]);
  });

  it("are asked for as a careful client would", async () => {
    await Promise.all([
      catalogue.regions(),
      catalogue.subnets(region, az),
      catalogue.lineTypes(region),
    ]);
    expect(world.cloud.violations).toEqual([]);
  });
});

describe("a list that was read", () => {
  it("is read once for everybody who asks at the same time", async () => {
    await Promise.all(Array.from({ length: 20 }, () => catalogue.deviceTypes(region, az)));
    expect(asked("describeDeviceTypes")).toHaveLength(1);
  });

  it("is read again after a minute", async () => {
    await catalogue.deviceTypes(region, az);
    world.clock.ms += minute;
    await catalogue.deviceTypes(region, az);
    expect(asked("describeDeviceTypes")).toHaveLength(1);
    world.clock.ms += 1;
    await catalogue.deviceTypes(region, az);
    expect(asked("describeDeviceTypes")).toHaveLength(2);
  });

  it("is read again after a quarter of a minute when it is of stock", async () => {
    for (const later of [0, minute / 4, 1]) {
      world.clock.ms += later;
      await Promise.all([catalogue.deviceStock(region), catalogue.addressStock(region)]);
    }
    expect(asked("describeDeviceStock")).toHaveLength(2);
    expect(asked("describeElasticIpStock")).toHaveLength(2);
  });

  it("is shown, with its age, when the cloud does not answer soon", async () => {
    const asOf = world.now();
    const before = await catalogue.regions();
    world.cloud.faults.set("describeEdCPSRegions", { kind: "hang" }, 1);
    world.clock.ms += minute + 1;
    expect(await catalogue.regions()).toEqual({ ...before, asOf });
  });

  it.each([
    { kind: "reset" },
    { kind: "badGateway" },
    { kind: "rateLimit" },
    { kind: "empty" },
    { kind: "wrongShape" },
  ] as const)("is shown for a day, with its age, while the cloud fails by $kind", async (fault) => {
    const asOf = world.now();
    const before = await catalogue.regions();
    expect(before).not.toHaveProperty("asOf");
    world.cloud.faults.set("*", fault);
    world.clock.ms += day;
    expect(await catalogue.regions()).toEqual({ ...before, asOf });
    world.clock.ms += 1;
    expect(await factsOf(catalogue.regions())).toMatchObject({ retry: "same-token" });
    world.cloud.faults.clear();
    expect(await catalogue.regions()).toEqual(before);
  });
});

it("a list that failed is not remembered as failed", async () => {
  world.cloud.faults.set("describeOS", { kind: "error", http: 500, status: "INTERNAL" }, 1);
  expect(await factsOf(catalogue.operatingSystems(region, "edcps.c.normal1"))).toMatchObject({
    status: "INTERNAL",
  });
  expect(await items(catalogue.operatingSystems(region, "edcps.c.normal1"))).not.toHaveLength(0);
});

it("half of a list in pages is no list", async () => {
  world.cloud.faults.set("describeSubnets", { kind: "delay", ms: 0 }, 1);
  world.cloud.faults.add("describeSubnets", { kind: "reset" }, 1);
  expect(await factsOf(catalogue.subnets(region, az))).toMatchObject({
    operation: "describeSubnets",
    kind: "no-answer",
  });
});

it("a wrong key is refused, not retried, and named nowhere", async () => {
  const { cloud, now } = world;
  const stranger = edcpsClient({
    endpoint: cloud.url,
    accessKey: cloud.accessKey,
    secretKey: "not-the-secret",
    now,
  });
  const facts = await factsOf(edcpsCatalogue(stranger, { now }).regions());
  await stranger.close();
  expect(facts).toMatchObject({
    kind: "refused",
    status: "UNAUTHENTICATED",
    retry: "no",
    mayHaveHappened: false,
  });
  expect(JSON.stringify(facts)).not.toContain("not-the-secret");
});

it("the longest lists that there may be are read whole", async () => {
  const cloud = await startCloud({ world: worstCaseWorld() });
  const now = () => new Date();
  const client = edcpsClient({ ...cloud, endpoint: cloud.url, now });
  try {
    const worst = edcpsCatalogue(client, { now });
    const subnets = await items(worst.subnets("cn-worst-0001", "cn-worst-0001a"));
    expect(new Set(subnets.map((subnet) => subnet.subnetId)).size).toBe(5000);
    expect(subnets.filter((subnet) => subnet.secondaryCidr !== "")).toHaveLength(500);
    expect(subnets.filter((subnet) => subnet.availableIpCount === 0)).toHaveLength(100);
    expect(await items(worst.deviceTypes("cn-worst-0001", "cn-worst-0001a"))).toHaveLength(500);
    expect(await items(worst.keyPairs("cn-worst-0001"))).toHaveLength(300);
    expect(await items(worst.bandwidthPackages("cn-worst-0001"))).toHaveLength(300);
  } finally {
    await cloud.stop();
    await client.close();
  }
});
