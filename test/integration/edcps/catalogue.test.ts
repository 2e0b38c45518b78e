import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { edcpsCatalogue } from "../../../src/edcps/catalogue.ts";
import { edcpsClient } from "../../../src/edcps/client.ts";
import type { Catalogue } from "../../../src/workflow/ports.ts";
import { factsOf } from "./failure-of.ts";
import { pretendCloud } from "./pretend-cloud.ts";

const region = "cn-east-tz1";
const az = "cn-east-tz1a";
const minute = 60_000;

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

const asked = (operation: string) =>
  world.cloud.requests.filter((request) => request.operation === operation);

describe("the cloud's lists", () => {
  it("regions come with their zones", async () => {
    expect(await catalogue.regions()).toEqual([
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
    const types = await catalogue.deviceTypes(region, az);
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
    const systems = await catalogue.operatingSystems(region, "edcps.c2.perf1");
    expect(systems.map((os) => os.osTypeId)).toEqual(oss.filter(own).map((os) => os.osTypeId));
    const found = await catalogue.raids(region, "edcps.c2.perf1");
    expect(found.map((raid) => raid.raidTypeId)).toEqual(
      raids.filter(own).map((raid) => raid.raidTypeId),
    );
    expect(new Set(found.map((raid) => raid.volumeType))).toEqual(new Set(["system", "data"]));
  });

  it("all 120 subnets of a zone come through two pages", async () => {
    const subnets = await catalogue.subnets(region, az);
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
    expect(await catalogue.subnets("cn-north-by1", "cn-north-by1b")).toEqual([]);
  });

  it("line types, key pairs and bandwidth packages are those of the region", async () => {
    expect(await catalogue.lineTypes(region)).toEqual(["ct"]);
    expect(await catalogue.keyPairs("cn-north-by1")).toEqual([
      { keypairId: "keypair-north", name: "north" },
    ]);
    expect(await catalogue.bandwidthPackages(region)).toContainEqual({
      bandwidthPackageId: "bwp-tz1-ct",
      name: "电信共享带宽",
      lineType: "ct",
      bandwidth: 500,
    });
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

  it.each([
    { kind: "reset" },
    { kind: "badGateway" },
    { kind: "rateLimit" },
    { kind: "empty" },
    { kind: "wrongShape" },
  ] as const)("is shown for half an hour while the cloud fails by $kind", async (fault) => {
    const before = await catalogue.regions();
    world.cloud.faults.set("*", fault);
    world.clock.ms += 30 * minute;
    expect(await catalogue.regions()).toEqual(before);
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
  expect(await catalogue.operatingSystems(region, "edcps.c.normal1")).not.toHaveLength(0);
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
