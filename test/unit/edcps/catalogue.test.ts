import { describe, expect, it } from "vitest";
import { z } from "zod";
import { edcpsCatalogue } from "../../../src/edcps/catalogue.ts";
import { cannedClient } from "./canned-client.ts";

const now = () => new Date(0);
const items = async <T>(list: Promise<{ items: readonly T[] }>) => (await list).items;

function catalogueOf(result: unknown) {
  const client = cannedClient(() => result);
  return { catalogue: edcpsCatalogue(client, { now }), asked: client.asked };
}

describe("the lists of the catalogue", () => {
  it("regions are asked for without a region", async () => {
    const { catalogue, asked } = catalogueOf({
      regions: [
        {
          region: "cn-east-tz1",
          regionName: "华东-泰州",
          azs: [{ region: "cn-east-tz1", az: "cn-east-tz1a", azName: "泰州A" }],
        },
      ],
    });
    expect(await items(catalogue.regions())).toEqual([
      {
        region: "cn-east-tz1",
        regionName: "华东-泰州",
        azs: [{ az: "cn-east-tz1a", azName: "泰州A" }],
      },
    ]);
    expect(asked).toEqual([
      { operation: "describeEdCPSRegions", method: "GET", path: "/edgeRegions" },
    ]);
  });

  it("device types say their disks in one line and keep what is sold out", async () => {
    const { catalogue, asked } = catalogueOf({
      deviceTypes: [
        {
          deviceType: "edcps.c.normal1",
          name: "标准计算型",
          family: "计算型",
          cpuConcise: "2 x 2620v4",
          memConcise: "128 GB",
          gpuConcise: null,
          systemDiskAmount: 2,
          systemDiskSize: 300,
          systemDiskModel: "SAS",
          dataDiskAmount: 8,
          dataDiskSize: 960,
          dataDiskModel: "SSD",
          isSoldOut: true,
        },
      ],
    });
    expect(await items(catalogue.deviceTypes("cn-east-tz1", "cn-east-tz1a"))).toEqual([
      {
        deviceType: "edcps.c.normal1",
        name: "标准计算型",
        family: "计算型",
        cpuConcise: "2 x 2620v4",
        memConcise: "128 GB",
        gpuConcise: "",
        systemDisk: "2 x 300 GB SAS",
        dataDisk: "8 x 960 GB SSD",
        isSoldOut: true,
      },
    ]);
    expect(asked[0]).toMatchObject({
      region: "cn-east-tz1",
      path: "/deviceTypes",
      query: { az: "cn-east-tz1a" },
    });
  });

  it("a device type needs no more than its id", async () => {
    const { catalogue } = catalogueOf({ deviceTypes: [{ deviceType: "edcps.x" }] });
    expect(await items(catalogue.deviceTypes("r", "a"))).toMatchObject([
      { deviceType: "edcps.x", name: "edcps.x", systemDisk: "", dataDisk: "", isSoldOut: false },
    ]);
  });

  it("operating systems stand under oss", async () => {
    const { catalogue, asked } = catalogueOf({
      oss: [
        { osTypeId: "os-1", osName: "Ubuntu 16.04(x86_64)", osType: "ubuntu", osVersion: "16.04" },
      ],
    });
    expect(await items(catalogue.operatingSystems("r", "edcps.x"))).toEqual([
      { osTypeId: "os-1", osName: "Ubuntu 16.04(x86_64)", osType: "ubuntu" },
    ]);
    expect(asked[0]).toMatchObject({
      operation: "describeOS",
      path: "/os",
      query: { deviceType: "edcps.x" },
    });
  });

  it("RAIDs of both volume types come in one list, and of no other type", async () => {
    const { catalogue, asked } = catalogueOf({
      raids: [
        { raidTypeId: "s", raidType: "RAID1", volumeType: "system", volumeDetail: "2 x 300 GB" },
        { raidTypeId: "d", raidType: "NORAID", volumeType: "data" },
        { raidTypeId: "x", raidType: "RAID0", volumeType: "cache" },
      ],
    });
    expect(await items(catalogue.raids("r", "edcps.x"))).toEqual([
      { raidTypeId: "s", raidType: "RAID1", volumeType: "system", volumeDetail: "2 x 300 GB" },
      { raidTypeId: "d", raidType: "NORAID", volumeType: "data", volumeDetail: "" },
    ]);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ["one object", { lineType: { lineType: "ct", region: "r" } }, ["ct"]],
    [
      "a list",
      { lineType: [{ lineType: "ct" }, { lineType: "un" }, { lineType: "ct" }] },
      ["ct", "un"],
    ],
    ["null", { lineType: null }, []],
  ])("line types may come as %s", async (_name, result, expected) => {
    expect(await items(catalogueOf(result).catalogue.lineTypes("r"))).toEqual(expected);
  });

  it("subnets, key pairs and bandwidth packages are read in pages", async () => {
    const { catalogue, asked } = catalogueOf({
      subnets: [
        {
          subnetId: "subnet-1",
          name: "front",
          cidr: "10.0.0.0/24",
          az: "a",
          vpcId: "vpc-1",
          vpcName: "main",
          availableIpCount: 250,
        },
        { subnetId: "subnet-2", secondaryCidrId: "scidr-1", secondaryCidr: "10.200.1.0/24" },
      ],
      keypairs: [{ keypairId: "key-1", name: null }],
      bandwidthPackages: [
        { bandwidthPackageId: "bwp-1", name: "shared", lineType: "ct", bandwidth: 100 },
      ],
      totalCount: 1,
    });
    expect(await items(catalogue.subnets("r", "a"))).toEqual([
      {
        subnetId: "subnet-1",
        name: "front",
        cidr: "10.0.0.0/24",
        secondaryCidr: "",
        az: "a",
        vpcId: "vpc-1",
        vpcName: "main",
        availableIpCount: 250,
      },
      {
        subnetId: "subnet-2",
        name: "subnet-2",
        cidr: "",
        secondaryCidr: "10.200.1.0/24",
        az: "",
        vpcId: "",
        vpcName: "",
        availableIpCount: 0,
      },
    ]);
    expect(await items(catalogue.keyPairs("r"))).toEqual([{ keypairId: "key-1", name: "key-1" }]);
    expect(await items(catalogue.bandwidthPackages("r"))).toEqual([
      { bandwidthPackageId: "bwp-1", name: "shared", lineType: "ct", bandwidth: 100 },
    ]);
    expect(asked.map(({ query }) => query)).toEqual([
      { az: "a", pageNumber: 1, pageSize: 100 },
      { pageNumber: 1, pageSize: 100 },
      { pageNumber: 1, pageSize: 100 },
    ]);
  });

  it("the stock of devices is that of every type of the region", async () => {
    const { catalogue, asked } = catalogueOf({
      devicesStock: [
        { deviceType: "edcps.c.normal1", region: "r", available: 3 },
        { deviceType: "edcps.c.normal2", region: "r" },
      ],
    });
    expect(await items(catalogue.deviceStock("r"))).toEqual([
      { deviceType: "edcps.c.normal1", available: 3 },
      { deviceType: "edcps.c.normal2", available: 0 },
    ]);
    expect(asked).toEqual([
      { operation: "describeDeviceStock", method: "GET", region: "r", path: "/deviceStock" },
    ]);
  });

  it("the stock of addresses, one object, is a list of one", async () => {
    const { catalogue, asked } = catalogueOf({
      region: "r",
      available: 40,
      availableBandwidth: 20_000,
    });
    expect(await items(catalogue.addressStock("r"))).toEqual([
      { available: 40, availableBandwidth: 20_000, availableExtraUplinkBandwidth: 0 },
    ]);
    expect(asked).toEqual([
      { operation: "describeElasticIpStock", method: "GET", region: "r", path: "/elasticIpStock" },
    ]);
  });

  it("an empty object is no stock of addresses, rather than one of none", async () => {
    await expect(catalogueOf({}).catalogue.addressStock("r")).rejects.toThrow(z.ZodError);
  });
});
