import { randomBytes } from "node:crypto";
import { freeAddresses, publicAddress } from "./addresses.ts";
import {
  DEFAULT_CHARGE_MODE,
  checkInstanceSpec,
  type InstanceSpec,
} from "./check-instance-spec.ts";
import { Refusal } from "./envelope.ts";
import { recordPurchase, recordViolation } from "./ledger.ts";
import type { Charge, ElasticIp } from "./models.ts";
import { type PlacedInterface, type Placement, place } from "./placement.ts";
import type { Call } from "./request.ts";
import { type CloudState, timestamp } from "./state.ts";

const DAY_MS = 24 * 3_600_000;
/** Beijing's, since prepaid servers end at the end of a Chinese day. */
const OFFSET_MS = 8 * 3_600_000;

function newId(prefix: string): string {
  return `${prefix}-${BigInt(`0x${randomBytes(8).toString("hex")}`)
    .toString(36)
    .padStart(13, "0")
    .slice(-10)}`;
}

/** Same day so many months later, or the month's last day where it has no such day, at 23:59:59 in China. */
function expiry(startMs: number, months: number): number {
  const local = new Date(startMs + OFFSET_MS);
  const [year, month, day] = [
    local.getUTCFullYear(),
    local.getUTCMonth() + months,
    local.getUTCDate(),
  ];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(day, lastDay), 23, 59, 59) - OFFSET_MS;
}

function chargeOf(spec: InstanceSpec, at: number): Charge {
  const { chargeMode = DEFAULT_CHARGE_MODE, chargeUnit, chargeDuration = 0 } = spec.charge;
  const common = { chargeMode, chargeStatus: "normal", chargeStartTime: timestamp(at) };
  if (chargeMode !== "prepaid_by_duration") {
    // The expiry is empty for postpaid; the retire time is documented as always set.
    return { ...common, chargeExpiredTime: "", chargeRetireTime: "9999-12-31T15:59:59Z" };
  }
  const end = expiry(at, chargeDuration * (chargeUnit === "year" ? 12 : 1));
  // Kept for seven days after the expiry.
  return {
    ...common,
    chargeExpiredTime: timestamp(end),
    chargeRetireTime: timestamp(end + 7 * DAY_MS),
  };
}

/** Takes an elastic IP out of the stock for one interface of one server. */
function buyElasticIp(
  state: CloudState,
  region: string,
  owner: { instanceId: string; privateIp: string; charge: Charge; at: number },
  internet: NonNullable<PlacedInterface["internet"]>,
): ElasticIp {
  state.counter += 1;
  const elasticIp: ElasticIp = {
    region,
    elasticIpId: newId("eip"),
    elasticIp: publicAddress(state.counter),
    lineType: internet.lineType,
    status: "associate",
    instanceType: "edcps",
    instanceId: owner.instanceId,
    createTime: timestamp(owner.at),
    targetIp: owner.privateIp,
    bandwidthPackageId: internet.bandwidthPackageId,
    bandwidth: internet.bandwidth,
    extraUplinkBandwidth: internet.extraUplinkBandwidth,
    charge: { ...owner.charge, chargeMode: internet.chargeMode },
  };
  state.elasticIps.set(elasticIp.elasticIpId, elasticIp);
  const stock = state.world.elasticIpStock.find((each) => each.region === region);
  if (stock) {
    stock.available -= 1;
    if (internet.bandwidthPackageId === "") {
      stock.availableBandwidth -= internet.bandwidth;
      stock.availableExtraUplinkBandwidth -= internet.extraUplinkBandwidth;
    }
  }
  return elasticIp;
}

function takeAddress(state: CloudState, placed: PlacedInterface): string {
  const address = placed.privateIp ?? freeAddresses(state, placed.subnet, 1)[0];
  if (address === undefined)
    throw new Error(`The subnet ${placed.subnet.subnetId} ran out of addresses.`);
  placed.subnet.availableIpCount -= 1;
  return address;
}

function addAliases(state: CloudState, instanceId: string, placed: PlacedInterface): void {
  const { subnet } = placed;
  for (const { id, cidr } of placed.aliasIps) {
    const secondary = state.world.secondaryCidrs.find((each) => each.secondaryCidrId === id);
    state.aliasIps.push({
      region: subnet.region,
      az: subnet.az,
      instanceId,
      subnetId: subnet.subnetId,
      secondaryCidrId: secondary?.secondaryCidrId ?? "",
      aliasIpId: newId("alias"),
      cidr: cidr ?? `${freeAddresses(state, subnet, 1)[0] ?? "0.0.0.0"}/32`,
      isBondEip: false,
    });
  }
}

/** The host name a server gets without one: `host-<3rd octet>-intranet-<4th octet>`. */
function defaultHostname(privateIp: string): string {
  const [, , third, fourth] = privateIp.split(".");
  return `host-${third}-intranet-${fourth}`;
}

function createOne(
  state: CloudState,
  region: string,
  spec: InstanceSpec,
  placement: Placement,
  suffix: string,
): string {
  const { primary, extension, os, sysRaid, dataRaid } = placement;
  const at = state.now();
  const instanceId = newId("edcps");
  const charge = chargeOf(spec, at);
  const privateIp = takeAddress(state, primary);
  const publicIp =
    primary.internet &&
    buyElasticIp(state, region, { instanceId, privateIp, charge, at }, primary.internet);
  const extensionPrivateIp = extension ? takeAddress(state, extension) : "";
  const extensionOwner = { instanceId, privateIp: extensionPrivateIp, charge, at };
  const extensionPublicIp =
    extension?.internet && buyElasticIp(state, region, extensionOwner, extension.internet);
  state.instances.set(instanceId, {
    hostname: spec.hostname === undefined ? defaultHostname(privateIp) : spec.hostname + suffix,
    tags: structuredClone(spec.resourceTags ?? []),
    next: undefined,
    shown: {
      instanceId,
      region,
      az: spec.az,
      deviceType: spec.deviceType,
      name: spec.name + suffix,
      description: spec.description ?? "",
      status: "creating",
      networkType: spec.networkType,
      vpcId: primary.subnet.vpcId,
      vpcName: primary.subnet.vpcName,
      subnetId: primary.subnet.subnetId,
      subnetName: primary.subnet.name,
      privateIp,
      lineType: primary.internet?.lineType ?? "",
      elasticIpId: publicIp?.elasticIpId ?? "",
      publicIp: publicIp?.elasticIp ?? "",
      publicIpv6: "",
      enableInternet: primary.internet ? "yes" : "no",
      enableIpv6: "no",
      bandwidth: primary.internet?.bandwidth ?? 0,
      extraUplinkBandwidth: primary.internet?.extraUplinkBandwidth ?? 0,
      interfaceMode: spec.interfaceMode ?? "bond",
      extensionVpcId: extension?.subnet.vpcId ?? "",
      extensionVpcName: extension?.subnet.vpcName ?? "",
      extensionSubnetId: extension?.subnet.subnetId ?? "",
      extensionSubnetName: extension?.subnet.name ?? "",
      extensionPrivateIp,
      extensionEnableInternet: extension?.internet ? "yes" : "no",
      extensionElasticIpId: extensionPublicIp?.elasticIpId ?? "",
      extensionPublicIp: extensionPublicIp?.elasticIp ?? "",
      extensionBandwidth: extension?.internet?.bandwidth ?? 0,
      extensionExtraUplinkBandwidth: extension?.internet?.extraUplinkBandwidth ?? 0,
      imageType: spec.imageType,
      osTypeId: os.osTypeId,
      osName: os.osName,
      osType: os.osType,
      osVersion: os.osVersion,
      sysRaidTypeId: sysRaid.raidTypeId,
      sysRaidType: sysRaid.raidType,
      dataRaidTypeId: dataRaid.raidTypeId,
      dataRaidType: dataRaid.raidType,
      keypairId: spec.keypairId ?? "",
      agentStatus: "",
      createTime: timestamp(at),
      updateTime: timestamp(at),
      charge,
    },
  });
  addAliases(state, instanceId, primary);
  if (extension) addAliases(state, instanceId, extension);
  placement.stock.available -= 1;
  return instanceId;
}

/** Buys. Everything is checked before anything changes, so a refusal leaves no trace. */
export function createInstances(state: CloudState, call: Call): { instanceIds: string[] } {
  const { region, fault } = call;
  const spec = checkInstanceSpec(call.body, state.world.limits.serversPerOrder);
  if (fault?.kind === "soldOut") {
    throw new Refusal(
      "FAILED_PRECONDITION",
      `The field instanceSpec.deviceType names ${spec.deviceType}, which is sold out.`,
    );
  }
  const placement = place(state, region, spec);
  const made =
    fault?.kind === "halfBatch" ? (fault.keep ?? Math.floor(spec.count / 2)) : spec.count;
  // A batch gets increasing numbers; how they are joined to the name is not documented.
  const suffixes = Array.from({ length: Math.min(made, spec.count) }, (_, index) =>
    spec.count > 1 ? `-${index + 1}` : "",
  );
  const instanceIds = suffixes.map((suffix) => createOne(state, region, spec, placement, suffix));
  for (const instanceId of instanceIds) {
    const stored = state.instances.get(instanceId);
    const status = fault?.kind === "bootError" ? "error" : "running";
    if (stored) stored.next = { status, at: state.now() + state.bootMs };
  }
  if (call.clientToken === undefined) {
    recordViolation(
      state.ledger,
      `createInstances in ${region} came without a clientToken, so it could not be repeated safely.`,
    );
  }
  recordPurchase(state.ledger, {
    clientToken: call.clientToken,
    region,
    body: call.body,
    instanceIds,
    at: state.now(),
  });
  return { instanceIds: [...instanceIds] };
}
