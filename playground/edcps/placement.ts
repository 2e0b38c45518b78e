import { aliasSources, checkAliasRange, checkPrivateIp, freeAddresses } from "./addresses.ts";
import type { AliasIpInfo, InstanceSpec } from "./check-instance-spec.ts";
import { DEFAULT_ENABLE_INTERNET } from "./check-instance-spec.ts";
import { Refusal } from "./envelope.ts";
import { invalid } from "./field-checks.ts";
import type { Os, Raid, ResourceStock, Subnet } from "./models.ts";
import type { CloudState } from "./state.ts";

/** One interface of an order after its ids were looked up. */
export interface PlacedInterface {
  subnet: Subnet;
  privateIp: string | undefined;
  aliasIps: AliasIpInfo[];
  /** Absent when the public network is off. */
  internet:
    | {
        lineType: string;
        bandwidth: number;
        extraUplinkBandwidth: number;
        chargeMode: string;
        bandwidthPackageId: string;
      }
    | undefined;
}

/** An order whose every id exists and fits. */
export interface Placement {
  os: Os;
  sysRaid: Raid;
  dataRaid: Raid;
  stock: ResourceStock;
  primary: PlacedInterface;
  extension: PlacedInterface | undefined;
}

const AT = "instanceSpec";

function absent(field: string, id: string): never {
  throw new Refusal("NOT_FOUND", `The field ${AT}.${field} names "${id}", which was not found.`);
}

function unmet(sentence: string): never {
  throw new Refusal("FAILED_PRECONDITION", sentence);
}

/** The image of that id, which must be one of this device type's own list. */
export function imageOf(state: CloudState, deviceType: string, osTypeId: string): Os {
  const os = state.world.oss.find(
    (each) => each.osTypeId === osTypeId && each.deviceType === deviceType,
  );
  if (os) return os;
  if (state.world.oss.some((each) => each.osTypeId === osTypeId)) {
    invalid(`${AT}.osTypeId`, `names an image of another device type than ${deviceType}`);
  }
  return absent("osTypeId", osTypeId);
}

/** The RAID of that id, of this device type and for that kind of disks. */
export function raidOf(
  state: CloudState,
  deviceType: string,
  field: "sysRaidTypeId" | "dataRaidTypeId",
  raidTypeId: string,
): Raid {
  const volumeType = field === "sysRaidTypeId" ? "system" : "data";
  const known = state.world.raids.filter((each) => each.raidTypeId === raidTypeId);
  if (known.length === 0) absent(field, raidTypeId);
  const raid = known.find(
    (each) => each.deviceType === deviceType && each.volumeType === volumeType,
  );
  return (
    raid ?? invalid(`${AT}.${field}`, `names no RAID for the ${volumeType} disks of ${deviceType}`)
  );
}

/** Refuses a key pair that the region does not have. */
export function checkKeypair(
  state: CloudState,
  region: string,
  keypairId: string | undefined,
): void {
  if (keypairId === undefined) return;
  if (
    !state.world.keypairs.some((each) => each.keypairId === keypairId && each.region === region)
  ) {
    absent("keypairId", keypairId);
  }
}

function stockOf(state: CloudState, region: string, spec: InstanceSpec): ResourceStock {
  const { deviceType, count } = spec;
  const type = state.world.deviceTypes.find(
    (each) => each.region === region && each.deviceType === deviceType,
  );
  if (!type) absent("deviceType", deviceType);
  if (type.offSale) unmet(`The field ${AT}.deviceType names ${deviceType}, which is off sale.`);
  if (!type.azs.includes(spec.az))
    unmet(`The field ${AT}.deviceType names ${deviceType}, which ${spec.az} does not have.`);
  if (type.isSoldOut) unmet(`The field ${AT}.deviceType names ${deviceType}, which is sold out.`);
  const stock = state.world.stock.find(
    (each) => each.region === region && each.deviceType === deviceType,
  );
  if (!stock || stock.available < count) {
    unmet(
      `The field ${AT}.count asks for ${count} of ${deviceType}, but only ${stock?.available ?? 0} are left.`,
    );
  }
  return stock;
}

function subnetOf(
  state: CloudState,
  region: string,
  az: string,
  field: string,
  subnetId: string,
): Subnet {
  const subnet = state.world.subnets.find(
    (each) => each.subnetId === subnetId && each.region === region,
  );
  if (!subnet) absent(field, subnetId);
  if (subnet.az !== az) invalid(`${AT}.${field}`, `names a subnet of ${subnet.az}, not of ${az}`);
  return subnet;
}

type Prefixed<Name extends string> = Name | `extension${Capitalize<Name>}`;

/** `name` for the primary interface, `extensionName` for the secondary. */
function fieldName<Name extends string>(extension: boolean, name: Name): Prefixed<Name> {
  if (!extension) return name;
  return `extension${name.charAt(0).toUpperCase()}${name.slice(1)}` as Prefixed<Name>;
}

function internetOf(
  state: CloudState,
  region: string,
  spec: InstanceSpec,
  extension: boolean,
): PlacedInterface["internet"] {
  const enabled = extension
    ? spec.extensionEnableInternet
    : (spec.enableInternet ?? DEFAULT_ENABLE_INTERNET);
  if (enabled !== "yes") return undefined;
  const lineField = fieldName(extension, "lineType");
  const lineType = spec[lineField] ?? "";
  if (!state.world.lineTypes.some((each) => each.region === region && each.lineType === lineType)) {
    unmet(
      `The field ${AT}.${lineField} names the line ${lineType}, which ${region} does not have.`,
    );
  }
  const packageField = fieldName(extension, "bandwidthPackageId");
  const bandwidthPackageId = spec[packageField] ?? "";
  if (bandwidthPackageId !== "") {
    const found = state.world.bandwidthPackages.find(
      (each) => each.bandwidthPackageId === bandwidthPackageId && each.region === region,
    );
    if (!found) absent(packageField, bandwidthPackageId);
    // Console guide: an elastic IP joins shared bandwidth of its own node and operator only.
    if (found.lineType !== lineType)
      unmet(`The field ${AT}.${packageField} names shared bandwidth of another line.`);
  }
  return {
    lineType,
    bandwidth: spec[fieldName(extension, "bandwidth")] ?? 0,
    extraUplinkBandwidth: spec[fieldName(extension, "extraUplinkBandwidth")] ?? 0,
    chargeMode: spec[fieldName(extension, "internetChargeMode")] ?? "",
    bandwidthPackageId,
  };
}

function placeInterface(
  state: CloudState,
  region: string,
  spec: InstanceSpec,
  extension: boolean,
): PlacedInterface {
  const subnetField = fieldName(extension, "subnetId");
  const subnet = subnetOf(state, region, spec.az, subnetField, spec[subnetField] ?? "");
  const addressField = fieldName(extension, "privateIp");
  const privateIp = spec[addressField];
  if (privateIp !== undefined) checkPrivateIp(state, subnet, privateIp, `${AT}.${addressField}`);
  const aliasField = fieldName(extension, "aliasIps");
  const aliasIps = spec[aliasField] ?? [];
  const earlier: string[] = [];
  for (const [index, { id, cidr }] of aliasIps.entries()) {
    const path = `${AT}.${aliasField}[${index}]`;
    const sources = aliasSources(state, subnet, id, `${path}.id`);
    if (cidr === undefined) continue;
    checkAliasRange(state, subnet, { cidr, sources, earlier }, `${path}.cidr`);
    earlier.push(cidr);
  }
  return { subnet, privateIp, aliasIps, internet: internetOf(state, region, spec, extension) };
}

/** Both interfaces may be in one subnet, but not have one address. */
function checkApart(primary: PlacedInterface, extension: PlacedInterface | undefined): void {
  if (
    extension?.privateIp !== undefined &&
    extension.privateIp === primary.privateIp &&
    extension.subnet === primary.subnet
  )
    invalid(`${AT}.extensionPrivateIp`, "must differ from privateIp");
}

function checkAddressesLeft(
  state: CloudState,
  spec: InstanceSpec,
  interfaces: PlacedInterface[],
): void {
  for (const { subnet } of interfaces) {
    const wanted = interfaces.filter((each) => each.subnet === subnet).length * spec.count;
    const left = freeAddresses(state, subnet, wanted).length;
    if (left < wanted)
      unmet(`The subnet ${subnet.subnetId} has ${left} addresses left, ${wanted} are needed.`);
  }
}

function checkElasticIps(
  state: CloudState,
  region: string,
  spec: InstanceSpec,
  interfaces: PlacedInterface[],
): void {
  const wanted = interfaces.flatMap((each) => each.internet ?? []);
  const addresses = wanted.length * spec.count;
  if (addresses === 0) return;
  const quota = state.world.limits.elasticIpsPerRegion;
  const used = [...state.elasticIps.values()].filter((each) => each.region === region).length;
  if (used + addresses > quota) {
    throw new Refusal(
      "QUOTA_EXCEEDED",
      `The account may have ${quota} elastic IPs in ${region} and has ${used}.`,
    );
  }
  const stock = state.world.elasticIpStock.find((each) => each.region === region);
  // Bandwidth that a shared package brings is not taken from the stock.
  const own = wanted.filter((each) => each.bandwidthPackageId === "");
  const bandwidth = own.reduce((sum, each) => sum + each.bandwidth, 0) * spec.count;
  const extra = own.reduce((sum, each) => sum + each.extraUplinkBandwidth, 0) * spec.count;
  if (!stock || stock.available < addresses) unmet(`${region} has not enough elastic IPs left.`);
  if (stock.availableBandwidth < bandwidth)
    unmet(`${region} has not enough public bandwidth left.`);
  if (stock.availableExtraUplinkBandwidth < extra)
    unmet(`${region} has not enough extra uplink bandwidth left.`);
}

/** Looks every id of a checked order up in the world. Throws the first refusal, changes nothing. */
export function place(state: CloudState, region: string, spec: InstanceSpec): Placement {
  const zones = state.world.regions.find((each) => each.region === region)?.azs ?? [];
  if (!zones.some((each) => each.az === spec.az)) absent("az", spec.az);
  const stock = stockOf(state, region, spec);
  const os = imageOf(state, spec.deviceType, spec.osTypeId);
  const sysRaid = raidOf(state, spec.deviceType, "sysRaidTypeId", spec.sysRaidTypeId);
  const dataRaid = raidOf(state, spec.deviceType, "dataRaidTypeId", spec.dataRaidTypeId);
  checkKeypair(state, region, spec.keypairId);
  const primary = placeInterface(state, region, spec, false);
  const extension =
    spec.interfaceMode === "dual" ? placeInterface(state, region, spec, true) : undefined;
  const interfaces = extension ? [primary, extension] : [primary];
  checkApart(primary, extension);
  const quota = state.world.limits.serversPerRegion;
  const owned = [...state.instances.values()].filter((each) => each.shown.region === region).length;
  if (owned + spec.count > quota) {
    throw new Refusal(
      "QUOTA_EXCEEDED",
      `The account may have ${quota} servers in ${region} and has ${owned}.`,
    );
  }
  checkAddressesLeft(state, spec, interfaces);
  checkElasticIps(state, region, spec, interfaces);
  return { os, sysRaid, dataRaid, stock, primary, extension };
}
