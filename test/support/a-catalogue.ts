import { type Answers, type ListName, type Lists } from "../../src/order/form-fields.ts";
import { listKey, type ListState, type LoadedLists } from "../../src/order/form.ts";

/** What a small cloud offers: two regions, one of which has a single zone with a single type. */
export const regions: Lists["regions"] = [
  {
    region: "cn-east-tz1",
    regionName: "Tianjin",
    azs: [
      { az: "cn-east-tz1a", azName: "Zone A" },
      { az: "cn-east-tz1b", azName: "Zone B" },
    ],
  },
  { region: "cn-north-bj1", regionName: "Beijing", azs: [{ az: "cn-north-bj1a", azName: "" }] },
];

const deviceType = (id: string, isSoldOut = false): Lists["deviceTypes"][number] => ({
  deviceType: id,
  name: id.split(".").at(-1) ?? id,
  family: "edcps.c",
  cpuConcise: "2 x 16 cores",
  memConcise: "192 GB",
  gpuConcise: "",
  systemDisk: "2 x 480 GB",
  dataDisk: "8 x 4 TB",
  isSoldOut,
});

const raids = (type: string): Lists["raids"] => [
  {
    raidTypeId: `${type}-raid1`,
    raidType: "RAID1",
    volumeType: "system",
    volumeDetail: "2 x 480 GB",
  },
  { raidTypeId: `${type}-raid5`, raidType: "RAID5", volumeType: "data", volumeDetail: "8 x 4 TB" },
  {
    raidTypeId: `${type}-raid10`,
    raidType: "RAID10",
    volumeType: "data",
    volumeDetail: "8 x 4 TB",
  },
];

const subnet = (subnetId: string, az: string, secondaryCidr = ""): Lists["subnets"][number] => ({
  subnetId,
  name: `${subnetId} of the team`,
  cidr: "10.0.1.0/24",
  secondaryCidr,
  az,
  vpcId: "vpc-1",
  vpcName: "team",
  availableIpCount: 200,
});

const loaded = <L extends ListName>(
  list: L,
  args: readonly string[],
  items: Lists[L],
): readonly [string, ListState] => [listKey({ list, args }), { state: "loaded", items }];

/** Every list of that cloud, as if all had been loaded. */
export const everyList: ReadonlyMap<string, ListState> = new Map([
  loaded("regions", [], regions),
  loaded(
    "deviceTypes",
    ["cn-east-tz1", "cn-east-tz1a"],
    [
      deviceType("edcps.c.normal1"),
      deviceType("edcps.c.normal2"),
      deviceType("edcps.c.gone", true),
    ],
  ),
  loaded(
    "deviceTypes",
    ["cn-east-tz1", "cn-east-tz1b"],
    [deviceType("edcps.c.normal1"), deviceType("edcps.c.normal3")],
  ),
  loaded(
    "deviceTypes",
    ["cn-north-bj1", "cn-north-bj1a"],
    [deviceType("edcps.c.only"), deviceType("edcps.c.gone", true)],
  ),
  loaded(
    "deviceStock",
    ["cn-east-tz1"],
    [
      { deviceType: "edcps.c.normal1", available: 20 },
      { deviceType: "edcps.c.normal2", available: 3 },
      { deviceType: "edcps.c.normal3", available: 9 },
      { deviceType: "edcps.c.gone", available: 0 },
    ],
  ),
  loaded(
    "deviceStock",
    ["cn-north-bj1"],
    [
      { deviceType: "edcps.c.only", available: 1 },
      { deviceType: "edcps.c.gone", available: 0 },
    ],
  ),
  ...["edcps.c.normal1", "edcps.c.normal2"].flatMap((type) => [
    loaded(
      "operatingSystems",
      ["cn-east-tz1", type],
      [
        { osTypeId: `${type}-ubuntu`, osName: "Ubuntu 22.04", osType: "linux" },
        { osTypeId: `${type}-centos`, osName: "CentOS 7.9", osType: "linux" },
      ],
    ),
    loaded("raids", ["cn-east-tz1", type], raids(type)),
  ]),
  loaded(
    "operatingSystems",
    ["cn-north-bj1", "edcps.c.only"],
    [{ osTypeId: "only-ubuntu", osName: "", osType: "linux" }],
  ),
  loaded("raids", ["cn-north-bj1", "edcps.c.only"], raids("only")),
  loaded(
    "subnets",
    ["cn-east-tz1", "cn-east-tz1a"],
    [subnet("subnet-1", "cn-east-tz1a"), subnet("subnet-2", "cn-east-tz1a", "10.200.1.0/24")],
  ),
  loaded("subnets", ["cn-east-tz1", "cn-east-tz1b"], [subnet("subnet-3", "cn-east-tz1b")]),
  loaded("subnets", ["cn-north-bj1", "cn-north-bj1a"], []),
  loaded("lineTypes", ["cn-east-tz1"], ["un", "ct"]),
  loaded("lineTypes", ["cn-north-bj1"], ["un"]),
  loaded(
    "addressStock",
    ["cn-east-tz1"],
    [{ available: 40, availableBandwidth: 20_000, availableExtraUplinkBandwidth: 20_000 }],
  ),
  loaded(
    "addressStock",
    ["cn-north-bj1"],
    [{ available: 1, availableBandwidth: 100, availableExtraUplinkBandwidth: 0 }],
  ),
  loaded(
    "bandwidthPackages",
    ["cn-east-tz1"],
    ["ct", "un", "cm"].map((line) => ({
      bandwidthPackageId: `bwp-${line}`,
      name: `shared, ${line}`,
      lineType: line,
      bandwidth: 500,
    })),
  ),
  loaded("bandwidthPackages", ["cn-north-bj1"], []),
  loaded("keyPairs", ["cn-east-tz1"], [{ keypairId: "key-1", name: "alice" }]),
  loaded("keyPairs", ["cn-north-bj1"], []),
]);

/** That cloud, with one list in another state (`undefined`: not there). */
export function listsWith(
  list: ListName,
  args: readonly string[],
  state: ListState | undefined,
): LoadedLists {
  const lists = new Map(everyList);
  if (state) lists.set(listKey({ list, args }), state);
  else lists.delete(listKey({ list, args }));
  return lists;
}

/** A form that is filled in well. */
export const goodAnswers: Answers = {
  regionId: "cn-east-tz1",
  az: "cn-east-tz1a",
  deviceType: "edcps.c.normal1",
  osTypeId: "edcps.c.normal1-ubuntu",
  sysRaidTypeId: "edcps.c.normal1-raid1",
  dataRaidTypeId: "edcps.c.normal1-raid5",
  subnetId: "subnet-1",
  name: "web",
  count: "2",
  "charge.chargeMode": "postpaid_by_duration",
  enableInternet: "no",
  justification: "For the spring sale.",
};
