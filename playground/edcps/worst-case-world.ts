import { deviceTypeOf, HARDWARE, ossOf, raidsOf } from "./hardware.ts";
import type { SecondaryCidr, Subnet } from "./models.ts";
import { bandwidthPackage, type CloudWorld, keypair, LIMITS, subnet, vpc } from "./world.ts";

/** How much of everything. The defaults are more than any form can show at once. */
export interface WorldSize {
  regions?: number;
  deviceTypes?: number;
  subnets?: number;
  vpcs?: number;
  keypairs?: number;
  bandwidthPackages?: number;
}

const four = (index: number): string => String(index).padStart(4, "0");

/** A Chinese name of just so many characters, numbered so that no two are alike. */
function longName(start: string, index: number, length: number): string {
  return `${start}-${four(index)}-`.padEnd(length, "超长名称");
}

const LINES = ["ct", "cm", "un"];
/** Of every 50 device types one is sold out and one has three left; so it is with the addresses of the subnets. */
const FEW: Readonly<Record<number, number>> = { 24: 3, 49: 0 };
const left = (index: number, plenty: number): number => FEW[index % 50] ?? plenty;

function secondaryCidr(owner: Subnet, index: number): SecondaryCidr {
  const { region, az, subnetId, vpcId, vpcName } = owner;
  return {
    secondaryCidrId: `scidr-worst-${four(index)}`,
    cidr: `11.${Math.floor(index / 250)}.${index % 250}.0/24`,
    region,
    az,
    subnetId,
    name: longName("次要网段", index, 128),
    vpcId,
    vpcName,
    availableIpCount: 256,
    totalIpCount: 256,
  };
}

/**
 * A world at the edges: every list far longer than a menu holds, every name far longer than a label. Device types,
 * subnets, key pairs, networks and shared bandwidth are all in the first region, so that one form meets all of them.
 */
export function worstCaseWorld(size: WorldSize = {}): CloudWorld {
  const { regions = 40, deviceTypes = 500, subnets = 5000, vpcs = 300 } = size;
  const { keypairs = 300, bandwidthPackages = 300 } = size;
  const numbers = (count: number): number[] =>
    Array.from({ length: count }, (_, index) => index + 1);
  const codes = numbers(regions).map((index) => `cn-worst-${four(index)}`);
  const first = codes[0] ?? "cn-worst-0001";
  const az = `${first}a`;
  const networks = numbers(Math.max(1, vpcs)).map((index) =>
    vpc(first, `vpc-worst-${four(index)}`, longName("私有网络", index, 128), "10.0.0.0/8"),
  );
  // The last kind of hardware is off sale.
  const templates = HARDWARE.slice(0, -1);
  const hardware = numbers(deviceTypes).flatMap((index) => {
    const template = templates[index % templates.length];
    const deviceType = `edcps.worst.type${four(index)}`;
    return template ? [{ ...template, deviceType, name: longName("机型", index, 150) }] : [];
  });
  const stock = hardware.map(({ deviceType }, index) => ({
    deviceType,
    region: first,
    available: left(index, 1_000_000),
  }));
  const allSubnets = numbers(subnets).flatMap((index) => {
    const owner = networks[index % networks.length];
    const cidr = `10.${Math.floor(index / 250)}.${index % 250}.0/24`;
    if (!owner) return [];
    const made = subnet(
      owner,
      az,
      `subnet-worst-${four(index)}`,
      longName("子网", index, 128),
      cidr,
    );
    return [{ ...made, availableIpCount: left(index, made.availableIpCount) }];
  });
  return {
    limits: { ...LIMITS },
    regions: codes.map((region, index) => ({
      region,
      regionName: longName("边缘节点", index + 1, 120),
      azs: ["a", "b", "c"].map((letter) => ({
        region,
        az: `${region}${letter}`,
        azName: longName(`可用区${letter.toUpperCase()}`, index + 1, 120),
      })),
    })),
    deviceTypes: hardware.map((spec, index) =>
      deviceTypeOf(spec, first, [az], stock[index]?.available === 0),
    ),
    oss: hardware.flatMap((spec) => ossOf(spec.deviceType)),
    raids: hardware.flatMap((spec) => raidsOf(spec)),
    stock,
    elasticIpStock: codes.map((region) => ({
      region,
      available: 1_000_000,
      availableBandwidth: 100_000_000,
      availableExtraUplinkBandwidth: 100_000_000,
    })),
    lineTypes: codes.map((region) => ({ lineType: "ct", region })),
    vpcs: networks,
    subnets: allSubnets,
    secondaryCidrs: allSubnets
      .filter((_, index) => index % 10 === 0)
      .map((owner, index) => secondaryCidr(owner, index + 1)),
    keypairs: numbers(keypairs).map((index) =>
      keypair(first, `keypair-worst-${four(index)}`, longName("密钥", index, 128)),
    ),
    bandwidthPackages: numbers(bandwidthPackages).map((index) =>
      bandwidthPackage(
        first,
        `bwp-worst-${four(index)}`,
        longName("共享带宽", index, 128),
        LINES[index % LINES.length] ?? "ct",
      ),
    ),
    elasticIps: [],
  };
}
