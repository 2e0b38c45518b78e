import { describe, expect, it } from "vitest";
import type { Subnet } from "../../../src/order/catalogue.ts";
import type { InstanceSpec } from "../../../src/order/instance-spec.ts";
import { offerProblems, type Offer } from "../../../src/order/offer-rules.ts";
import { maximal, minimal } from "./valid-specs.ts";

const subnet = (cidr: string, more: Partial<Subnet> = {}): Subnet => ({
  subnetId: "subnet-1",
  name: "",
  cidr,
  secondaryCidr: "",
  az: "cn-east-tz1a",
  vpcId: "vpc-1",
  vpcName: "",
  availableIpCount: 100,
  ...more,
});
const nothingKnown: Offer = {
  subnet: undefined,
  extensionSubnet: undefined,
  stock: undefined,
  addresses: undefined,
};
const problems = (spec: Partial<InstanceSpec>, offer: Partial<Offer>) =>
  offerProblems({ ...minimal, ...spec }, { ...nothingKnown, ...offer });

describe("what could not be looked up", () => {
  it("breaks no rule", () => {
    expect(offerProblems(maximal, nothingKnown)).toEqual([]);
  });
});

describe("the number of servers", () => {
  it("is at most what is left", () => {
    expect(problems({ count: 3 }, { stock: 3 })).toEqual([]);
    expect(problems({ count: 3 }, { stock: 2 })).toEqual([
      { field: "count", rule: "stock", max: 2 },
    ]);
  });

  it("is at most what each subnet has addresses for", () => {
    const full = subnet("10.0.1.0/24", { availableIpCount: 1 });
    expect(
      problems({ count: 2, interfaceMode: "dual" }, { subnet: full, extensionSubnet: full }),
    ).toEqual([
      { field: "subnetId", rule: "subnet-full", max: 1 },
      { field: "extensionSubnetId", rule: "subnet-full", max: 1 },
    ]);
  });
});

describe("public addresses and their bandwidth", () => {
  const stock = { available: 3, availableBandwidth: 300, availableExtraUplinkBandwidth: 50 };
  const both: Partial<InstanceSpec> = {
    count: 2,
    enableInternet: "yes",
    bandwidth: 100,
    extraUplinkBandwidth: 10,
    extensionEnableInternet: "yes",
    extensionBandwidth: 100,
    extensionExtraUplinkBandwidth: 20,
  };

  it("are counted over both interfaces and all servers", () => {
    expect(problems(both, { addresses: stock })).toEqual([
      { field: "extensionEnableInternet", rule: "address-stock", max: 3 },
      { field: "extensionBandwidth", rule: "bandwidth-stock", max: 300 },
      { field: "extensionExtraUplinkBandwidth", rule: "bandwidth-stock", max: 50 },
    ]);
    expect(problems({ ...both, count: 1 }, { addresses: stock })).toEqual([]);
  });

  it("are not counted where none is wanted", () => {
    const none = { available: 0, availableBandwidth: 0, availableExtraUplinkBandwidth: 0 };
    expect(problems({ count: 5 }, { addresses: none })).toEqual([]);
  });
});

describe("an address of one's own choice", () => {
  const inside = { subnet: subnet("10.0.1.0/24") };

  it.each(["10.0.1.2", "10.0.1.254"])("may lie in its subnet: %s", (privateIp) => {
    expect(problems({ privateIp }, inside)).toEqual([]);
  });

  it.each(["10.0.0.255", "10.0.2.0", "172.16.0.1"])("may not lie outside: %s", (privateIp) => {
    expect(problems({ privateIp }, inside)).toEqual([
      { field: "privateIp", rule: "outside-subnet", expected: "10.0.1.0/24" },
    ]);
  });

  it.each(["10.0.1.0", "10.0.1.1", "10.0.1.255"])(
    "may not be one that the network keeps for itself: %s",
    (privateIp) => {
      expect(problems({ privateIp }, inside)).toEqual([
        { field: "privateIp", rule: "reserved-address" },
      ]);
    },
  );

  it("is measured on the second interface by the second subnet", () => {
    const offer = { subnet: subnet("10.0.1.0/24"), extensionSubnet: subnet("10.0.9.0/24") };
    expect(problems({ privateIp: "10.0.1.7", extensionPrivateIp: "10.0.9.7" }, offer)).toEqual([]);
    expect(problems({ extensionPrivateIp: "10.0.1.7" }, offer)).toMatchObject([
      { field: "extensionPrivateIp", rule: "outside-subnet" },
    ]);
  });

  it("is taken as it is where the subnet's range says nothing", () => {
    for (const cidr of ["", "fe80::/64", "10.0.1.0", "10.0.1.0/33"])
      expect(problems({ privateIp: "10.0.2.7" }, { subnet: subnet(cidr) })).toEqual([]);
  });
});

describe("an alias range", () => {
  const offer = { subnet: subnet("10.0.1.0/24", { secondaryCidr: "10.200.1.0/24" }) };

  it.each(["10.0.1.0/28", "10.0.1.77/32", "10.200.1.0/25", "10.0.1.1/24"])(
    "may lie in either range of the subnet: %s",
    (cidr) => {
      expect(problems({ aliasIps: [{ cidr }] }, offer)).toEqual([]);
    },
  );

  it.each(["10.0.0.0/16", "10.0.2.0/28", "10.200.0.0/23"])("may not lie beyond: %s", (cidr) => {
    expect(problems({ aliasIps: [{ cidr: "10.0.1.0/28" }, { cidr }] }, offer)).toEqual([
      { field: "aliasIps.1.cidr", rule: "outside-subnet", expected: "10.0.1.0/24, 10.200.1.0/24" },
    ]);
  });

  it("is the cloud's to judge where the id of its source is named", () => {
    expect(
      problems({ aliasIps: [{ id: "cidr-9", cidr: "172.16.0.0/28" }, { id: "x" }] }, offer),
    ).toEqual([]);
  });
});
