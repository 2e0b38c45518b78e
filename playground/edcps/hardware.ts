import type { DeviceType, Os, Raid } from "./models.ts";

/** A device type with what the API does not show: where it stands, and whether it was withdrawn. */
export interface WorldDeviceType extends DeviceType {
  azs: string[];
  /** Not listed any more and refused when ordered. */
  offSale: boolean;
}

export type Hardware = Omit<
  DeviceType,
  "region" | "isSoldOut" | "ifConcise" | "ifDetail" | "gpuConcise" | "gpuDetail"
>;

function hardware(
  [deviceType, name, family]: [string, string, string],
  [cpuConcise, cpuDetail]: [string, string],
  memory: number,
  [systemDiskAmount, systemDiskSize, systemDiskModel]: [number, number, string],
  [dataDiskAmount, dataDiskSize, dataDiskModel]: [number, number, string],
): Hardware {
  return {
    deviceType,
    name,
    family,
    cpuConcise,
    cpuDetail,
    memConcise: `${memory}GB`,
    memDetail: `${memory / 32} x 32GB DDR4`,
    systemDiskAmount,
    systemDiskSize,
    systemDiskModel,
    dataDiskAmount,
    dataDiskSize,
    dataDiskModel,
  };
}

/** The four types of the specification page, and one that is no longer sold. */
export const HARDWARE: Hardware[] = [
  hardware(
    ["edcps.c.normal1", "标准计算型I", "计算型"],
    ["16核", "2 x Intel E5-2620v4 8核 2.1GHz"],
    128,
    [2, 300, "SAS"],
    [8, 960, "SSD"],
  ),
  hardware(
    ["edcps.c.normal2", "标准计算型II", "计算型"],
    ["20核", "2 x Intel E5-2640v4 10核 2.4GHz"],
    256,
    [2, 300, "SAS"],
    [14, 800, "SSD"],
  ),
  hardware(
    ["edcps.c2.perf1", "高性能计算型I", "计算型"],
    ["40核", "2 x Intel Gold 6148 20核 2.4GHz"],
    384,
    [1, 240, "SSD"],
    [1, 2000, "NVMe"],
  ),
  hardware(
    ["edcps.s2.normal", "标准存储型", "存储型"],
    ["24核", "2 x Intel Silver 4116 12核 2.1GHz"],
    256,
    [2, 300, "SAS"],
    [12, 10_000, "SATA"],
  ),
  hardware(
    ["edcps.c.old1", "旧版计算型", "计算型"],
    ["12核", "2 x Intel E5-2620v3 6核 2.4GHz"],
    64,
    [2, 300, "SAS"],
    [4, 480, "SSD"],
  ),
];

const IMAGES: [string, string][] = [
  ["centos", "6.6"],
  ["centos", "7.1"],
  ["centos", "7.2"],
  ["centos", "7.5"],
  ["ubuntu", "14.04"],
  ["ubuntu", "16.04"],
  ["ubuntu", "18.04"],
];
const DISPLAY: Record<string, string> = { centos: "CentOS", ubuntu: "Ubuntu" };

export function deviceTypeOf(
  spec: Hardware,
  region: string,
  azs: string[],
  isSoldOut: boolean,
): WorldDeviceType {
  return {
    ...spec,
    region,
    azs: [...azs],
    offSale: spec.deviceType === "edcps.c.old1",
    isSoldOut,
    ifConcise: "2 x 10GE",
    ifDetail: "2 x 10GE 光口",
    gpuConcise: "",
    gpuDetail: "",
  };
}

function shortName(deviceType: string): string {
  return deviceType.replace(/^edcps\./, "").replaceAll(".", "-");
}

/** Ids carry the device type, since a list entry is good for its own device type only. */
export function ossOf(deviceType: string): Os[] {
  return IMAGES.map(([osType, osVersion]) => ({
    osTypeId: `os-${shortName(deviceType)}-${osType}-${osVersion.replace(".", "")}`,
    osName: `${DISPLAY[osType]} ${osVersion}(x86_64)`,
    osType,
    osVersion,
    deviceType,
  }));
}

/** The performance type offers no RAID at all; the others none, 0, 1 and 10. */
export function raidsOf(spec: Hardware): Raid[] {
  const raidTypes =
    spec.deviceType === "edcps.c2.perf1" ? ["NORAID"] : ["NORAID", "RAID0", "RAID1", "RAID10"];
  const volumes = [
    ["system", `${spec.systemDiskAmount} x ${spec.systemDiskSize}GB ${spec.systemDiskModel}`],
    ["data", `${spec.dataDiskAmount} x ${spec.dataDiskSize}GB ${spec.dataDiskModel}`],
  ] as const;
  return volumes.flatMap(([volumeType, volumeDetail]) =>
    raidTypes.map((raidType) => ({
      volumeType,
      volumeDetail,
      raidTypeId: `raid-${shortName(spec.deviceType)}-${volumeType}-${raidType.toLowerCase()}`,
      raidType,
      deviceType: spec.deviceType,
      description: raidType === "NORAID" ? "不做RAID" : `${raidType} 阵列`,
    })),
  );
}
