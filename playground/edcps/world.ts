import type {
  BandwidthPackage,
  Charge,
  ElasticIp,
  ElasticIpStock,
  Keypair,
  LineType,
  Os,
  Raid,
  Region,
  ResourceStock,
  SecondaryCidr,
  Subnet,
  Vpc,
} from "./models.ts";
import { deviceTypeOf, HARDWARE, ossOf, raidsOf, type WorldDeviceType } from "./hardware.ts";

/** Limits of the product, per account. Several come from the console guide and may differ in the API. */
export interface CloudLimits {
  /** Documented for the whole API: 1000 a minute for most services, beyond it 429 RATE_LIMIT. */
  requestsPerMinute: number;
  serversPerOrder: number;
  serversPerRegion: number;
  elasticIpsPerRegion: number;
  vpcsPerRegion: number;
  keypairsPerRegion: number;
}

/** Everything the pretend cloud has to sell and everything the account owns at the start. Plain data, mutable. */
export interface CloudWorld {
  limits: CloudLimits;
  regions: Region[];
  deviceTypes: WorldDeviceType[];
  oss: Os[];
  raids: Raid[];
  stock: ResourceStock[];
  elasticIpStock: ElasticIpStock[];
  /** One per region: describeLineTypes answers a single object. */
  lineTypes: LineType[];
  vpcs: Vpc[];
  subnets: Subnet[];
  secondaryCidrs: SecondaryCidr[];
  keypairs: Keypair[];
  bandwidthPackages: BandwidthPackage[];
  elasticIps: ElasticIp[];
}

const EPOCH = "2026-01-02T03:04:05Z";

export const LIMITS: CloudLimits = {
  requestsPerMinute: 1000,
  serversPerOrder: 5,
  serversPerRegion: 20,
  elasticIpsPerRegion: 10,
  vpcsPerRegion: 10,
  keypairsPerRegion: 20,
};

const OFFERS: { region: string; azs: string[]; stock: Record<string, number> }[] = [
  {
    region: "cn-east-tz1",
    azs: ["cn-east-tz1a", "cn-east-tz1b"],
    stock: {
      "edcps.c.normal1": 30,
      "edcps.c.normal2": 0,
      "edcps.c2.perf1": 3,
      "edcps.s2.normal": 8,
      "edcps.c.old1": 2,
    },
  },
  {
    region: "cn-north-by1",
    azs: ["cn-north-by1a", "cn-north-by1b"],
    stock: { "edcps.c.normal1": 6, "edcps.s2.normal": 1 },
  },
];

export function vpc(region: string, vpcId: string, name: string, cidr: string): Vpc {
  return { region, vpcId, name, cidr, description: "", createTime: EPOCH };
}

export function subnet(
  owner: Vpc,
  az: string,
  subnetId: string,
  name: string,
  cidr: string,
): Subnet {
  return {
    region: owner.region,
    az,
    subnetId,
    name,
    cidr,
    vpcId: owner.vpcId,
    vpcName: owner.name,
    availableIpCount: 253,
    totalIpCount: 256,
    networkType: "vpc",
    description: "",
    createTime: EPOCH,
  };
}

export function keypair(region: string, keypairId: string, name: string): Keypair {
  return {
    keypairId,
    region,
    name,
    publicKey: `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ ${name}`,
    fingerPrint: "3b:a1:5c:07:9e:42:d8:60:11:fe:27:84:b9:6d:33:c2",
    createTime: EPOCH,
    updateTime: EPOCH,
  };
}

const POSTPAID: Charge = {
  chargeMode: "postpaid_by_duration",
  chargeStatus: "normal",
  chargeStartTime: EPOCH,
  chargeExpiredTime: "",
  chargeRetireTime: "9999-12-31T15:59:59Z",
};

export function bandwidthPackage(
  region: string,
  bandwidthPackageId: string,
  name: string,
  lineType: string,
): BandwidthPackage {
  return {
    region,
    az: `${region}a`,
    bandwidthPackageId,
    lineType,
    name,
    createTime: EPOCH,
    bandwidth: 500,
    extraUplinkBandwidth: 0,
    charge: { ...POSTPAID },
  };
}

function region(code: string, regionName: string, azs: [string, string][]): Region {
  return {
    region: code,
    regionName,
    azs: azs.map(([az, azName]) => ({ region: code, az, azName })),
  };
}

/** Subnets that are nearly used up: one has room for no server, one for two. */
const LEFT: Readonly<Record<string, number>> = { "subnet-tz1a-120": 0, "subnet-by1a-003": 2 };

const three = (index: number): string => String(index).padStart(3, "0");

/**
 * Two regions, four types on sale (one sold out, one with three left), 120 subnets in the first zone, the first of them
 * with a second range and the last full, none in the last zone. The second region has next to nothing left.
 */
export function demoWorld(): CloudWorld {
  const main = vpc("cn-east-tz1", "vpc-tz1-main", "生产网络", "10.0.0.0/16");
  const data = vpc("cn-east-tz1", "vpc-tz1-data", "数据网络", "10.1.0.0/16");
  const north = vpc("cn-north-by1", "vpc-by1-main", "北京生产网络", "172.16.0.0/16");
  const numbers = Array.from({ length: 120 }, (_, index) => index + 1);
  const subnets = [
    ...numbers.map((index) =>
      subnet(
        main,
        "cn-east-tz1a",
        `subnet-tz1a-${three(index)}`,
        `生产子网-${three(index)}`,
        `10.0.${index}.0/24`,
      ),
    ),
    ...[1, 2, 3].map((index) =>
      subnet(
        data,
        "cn-east-tz1b",
        `subnet-tz1b-${three(index)}`,
        `数据子网-${three(index)}`,
        `10.1.${index}.0/24`,
      ),
    ),
    ...[1, 2, 3].map((index) =>
      subnet(
        north,
        "cn-north-by1a",
        `subnet-by1a-${three(index)}`,
        `北京子网-${three(index)}`,
        `172.16.${index}.0/24`,
      ),
    ),
  ];
  for (const each of subnets) each.availableIpCount = LEFT[each.subnetId] ?? each.availableIpCount;
  return {
    limits: { ...LIMITS },
    regions: [
      region("cn-east-tz1", "华东-泰州", [
        ["cn-east-tz1a", "泰州可用区A"],
        ["cn-east-tz1b", "泰州可用区B"],
      ]),
      region("cn-north-by1", "华北-北京边缘", [
        ["cn-north-by1a", "北京边缘可用区A"],
        ["cn-north-by1b", "北京边缘可用区B"],
      ]),
    ],
    deviceTypes: OFFERS.flatMap((offer) =>
      HARDWARE.filter((spec) => spec.deviceType in offer.stock).map((spec) =>
        deviceTypeOf(spec, offer.region, offer.azs, offer.stock[spec.deviceType] === 0),
      ),
    ),
    oss: HARDWARE.flatMap((spec) => ossOf(spec.deviceType)),
    raids: HARDWARE.flatMap((spec) => raidsOf(spec)),
    stock: OFFERS.flatMap((offer) =>
      Object.entries(offer.stock).map(([deviceType, available]) => ({
        deviceType,
        region: offer.region,
        available,
      })),
    ),
    elasticIpStock: [
      {
        region: "cn-east-tz1",
        available: 40,
        availableBandwidth: 20_000,
        availableExtraUplinkBandwidth: 20_000,
      },
      {
        region: "cn-north-by1",
        available: 1,
        availableBandwidth: 100,
        availableExtraUplinkBandwidth: 0,
      },
    ],
    lineTypes: [
      { lineType: "ct", region: "cn-east-tz1" },
      { lineType: "un", region: "cn-north-by1" },
    ],
    vpcs: [main, data, north],
    subnets,
    secondaryCidrs: [
      {
        secondaryCidrId: "scidr-tz1a-001",
        cidr: "10.200.1.0/24",
        region: "cn-east-tz1",
        az: "cn-east-tz1a",
        subnetId: "subnet-tz1a-001",
        name: "次要网段-001",
        vpcId: main.vpcId,
        vpcName: main.name,
        availableIpCount: 256,
        totalIpCount: 256,
      },
    ],
    keypairs: [
      keypair("cn-east-tz1", "keypair-ops", "ops"),
      keypair("cn-east-tz1", "keypair-dev", "dev"),
      keypair("cn-north-by1", "keypair-north", "north"),
    ],
    // Two of Taizhou are of other operators than the region offers, so nothing can join them.
    bandwidthPackages: [
      bandwidthPackage("cn-east-tz1", "bwp-tz1-ct", "电信共享带宽", "ct"),
      bandwidthPackage("cn-east-tz1", "bwp-tz1-cm", "移动共享带宽", "cm"),
      bandwidthPackage("cn-east-tz1", "bwp-tz1-un", "联通共享带宽", "un"),
      bandwidthPackage("cn-north-by1", "bwp-by1-un", "北京联通共享带宽", "un"),
    ],
    elasticIps: [],
  };
}
