import type { Subnet } from "../../src/order/catalogue.ts";
import type { Lists } from "../../src/order/form-fields.ts";
import { listKey, type ListState } from "../../src/order/form.ts";
import type { InstanceSpec } from "../../src/order/instance-spec.ts";
import { address, holds, range } from "../../src/order/ipv4.ts";

const written = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

/** The smallest range in which these addresses can be a server's, or undefined where there is none. */
function rangeAround(
  ip: string | undefined,
  aliases: InstanceSpec["aliasIps"],
): string | undefined {
  const wanted = (aliases ?? []).flatMap(({ id, cidr }) =>
    id === undefined && cidr !== undefined ? (range(cidr) ?? []) : [],
  );
  const own = ip === undefined ? undefined : address(ip);
  const first = own ?? wanted[0]?.first ?? 10 * 2 ** 24;
  for (let bits = 29; bits >= 0; bits -= 1) {
    const candidate = `${written(first)}/${bits}`;
    const around = range(candidate);
    if (!around) continue;
    const fits = own === undefined || (own >= around.first + 2 && own < around.last);
    if (fits && wanted.every((one) => holds(around, one))) return candidate;
  }
  return undefined;
}

export interface Decoys {
  /** How many entries of its kind stand beside the right one in every list. */
  readonly others: number;
}

const named = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}.${index}`);

/**
 * A cloud that offers exactly what this specification asks for, among other things; undefined where no cloud could (an
 * address that no subnet would give to a server).
 */
export function catalogueFor(
  region: string,
  spec: InstanceSpec,
  { others }: Decoys,
): Map<string, ListState> | undefined {
  const cidr = rangeAround(spec.privateIp, spec.aliasIps);
  const extensionCidr = rangeAround(spec.extensionPrivateIp, spec.extensionAliasIps);
  if (cidr === undefined || extensionCidr === undefined) return undefined;
  const lists = new Map<string, ListState>();
  const offer = <L extends keyof Lists>(list: L, args: readonly string[], items: Lists[L]): void =>
    void lists.set(listKey({ list, args }), { state: "loaded", items });
  const { az, deviceType, count } = spec;
  const subnet = (subnetId: string, its: string): Subnet => ({
    subnetId,
    name: "",
    cidr: its,
    secondaryCidr: "",
    az,
    vpcId: "vpc",
    vpcName: "",
    availableIpCount: count,
  });
  const types = [...named("type", others), deviceType];

  offer(
    "regions",
    [],
    [...named("region", others), region].map((one) => ({
      region: one,
      regionName: `The region ${one}`,
      azs: [...named("az", others), az].map((zone) => ({ az: zone, azName: zone })),
    })),
  );
  offer(
    "deviceTypes",
    [region, az],
    types.map((one) => ({
      deviceType: one,
      name: one,
      family: "",
      cpuConcise: "2 x 16",
      memConcise: "192 GB",
      gpuConcise: "",
      systemDisk: "",
      dataDisk: "",
      isSoldOut: false,
    })),
  );
  offer(
    "deviceStock",
    [region],
    types.map((one) => ({ deviceType: one, available: count })),
  );
  offer(
    "operatingSystems",
    [region, deviceType],
    [...named("os", others), spec.osTypeId].map((osTypeId) => ({
      osTypeId,
      osName: `System ${osTypeId}`,
      osType: "linux",
    })),
  );
  const raids = (volumeType: "system" | "data", id: string): Lists["raids"] =>
    [...named("raid", others), id].map((raidTypeId) => ({
      raidTypeId,
      raidType: raidTypeId,
      volumeType,
      volumeDetail: "",
    }));
  offer(
    "raids",
    [region, deviceType],
    [...raids("system", spec.sysRaidTypeId), ...raids("data", spec.dataRaidTypeId)],
  );
  offer(
    "subnets",
    [region, az],
    [
      ...named("net", others).map((id) => subnet(id, "192.168.0.0/16")),
      subnet(spec.subnetId ?? "net", cidr),
      ...(spec.extensionSubnetId ? [subnet(spec.extensionSubnetId, extensionCidr)] : []),
    ],
  );
  offer("lineTypes", [region], ["un", "ct", "cm"]);
  offer(
    "addressStock",
    [region],
    [
      {
        available: 2 * count,
        availableBandwidth: count * ((spec.bandwidth ?? 0) + (spec.extensionBandwidth ?? 0)),
        availableExtraUplinkBandwidth:
          count * ((spec.extraUplinkBandwidth ?? 0) + (spec.extensionExtraUplinkBandwidth ?? 0)),
      },
    ],
  );
  const shared = (id: string | undefined, lineType: string | undefined) =>
    id !== undefined && lineType !== undefined
      ? [{ bandwidthPackageId: id, name: "", lineType, bandwidth: 500 }]
      : [];
  offer(
    "bandwidthPackages",
    [region],
    [
      ...shared(spec.bandwidthPackageId, spec.lineType),
      ...shared(spec.extensionBandwidthPackageId, spec.extensionLineType),
      ...named("bwp", others).flatMap((id) => shared(id, "ct")),
    ],
  );
  offer(
    "keyPairs",
    [region],
    [...named("key", others), ...(spec.keypairId ? [spec.keypairId] : [])].map((keypairId) => ({
      keypairId,
      name: "",
    })),
  );
  return lists;
}
