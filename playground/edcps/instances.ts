import { freeAddresses } from "./addresses.ts";
import { Refusal } from "./envelope.ts";
import { oneOfParameter, pageOf, selected } from "./paging.ts";
import type { Call, Handlers } from "./request.ts";
import { type CloudState, type StoredInstance, timestamp } from "./state.ts";

/** Status of an instance that goes away at the end of its transition; nobody ever sees it. */
export const GONE = "gone";

function release(state: CloudState, { shown }: StoredInstance): void {
  state.instances.delete(shown.instanceId);
  for (const subnetId of [shown.subnetId, shown.extensionSubnetId]) {
    const subnet = state.world.subnets.find((each) => each.subnetId === subnetId);
    if (subnet) subnet.availableIpCount += 1;
  }
  const stock = state.world.stock.find(
    (each) => each.region === shown.region && each.deviceType === shown.deviceType,
  );
  if (stock) stock.available += 1;
  // Whether elastic IPs outlive their server is not documented; here they go with it.
  const elasticIpStock = state.world.elasticIpStock.find((each) => each.region === shown.region);
  for (const elasticIp of [...state.elasticIps.values()].filter(
    (each) => each.instanceId === shown.instanceId,
  )) {
    state.elasticIps.delete(elasticIp.elasticIpId);
    if (!elasticIpStock) continue;
    elasticIpStock.available += 1;
    if (elasticIp.bandwidthPackageId === "") {
      elasticIpStock.availableBandwidth += elasticIp.bandwidth;
      elasticIpStock.availableExtraUplinkBandwidth += elasticIp.extraUplinkBandwidth;
    }
  }
  state.aliasIps = state.aliasIps.filter((each) => each.instanceId !== shown.instanceId);
}

/** Lets every transition that is over by now take place. Called before anybody looks, so no timers are needed. */
export function settle(state: CloudState): void {
  const now = state.now();
  for (const stored of state.instances.values()) {
    const { next } = stored;
    if (!next || next.at > now) continue;
    stored.next = undefined;
    if (next.status === GONE) {
      release(state, stored);
      continue;
    }
    stored.shown.status = next.status;
    stored.shown.updateTime = timestamp(next.at);
  }
}

/** The instance of the path, or the refusal that there is none in this region. */
export function instanceOf(state: CloudState, call: Call): StoredInstance {
  const id = call.ids["instanceId"] ?? "";
  const stored = state.instances.get(id);
  if (!stored || stored.shown.region !== call.region) {
    throw new Refusal("NOT_FOUND", `The instance "${id}" was not found in ${call.region}.`);
  }
  return stored;
}

const EXACT = [
  "az",
  "networkType",
  "deviceType",
  "subnetId",
  "enableInternet",
  "privateIp",
  "extensionPrivateIp",
  "keypairId",
  "interfaceMode",
];

export const instanceHandlers = {
  describeInstances: (state, call) => {
    oneOfParameter(call, "networkType", ["vpc"]);
    oneOfParameter(call, "enableInternet", ["yes", "no"]);
    oneOfParameter(call, "interfaceMode", ["bond", "dual"]);
    const all = [...state.instances.values()]
      .map((each) => each.shown)
      .filter((each) => each.region === call.region);
    return pageOf(call, "instances", selected(call, all, { exact: EXACT, fuzzy: ["name"] }));
  },

  describeInstance: (state, call) => ({ instance: instanceOf(state, call).shown }),
  describeInstanceName: (state, call) => ({ name: instanceOf(state, call).shown.name }),

  // Hardware health in spite of its name; true is healthy.
  describeInstanceStatus: (state, call) => {
    const healthy = instanceOf(state, call).shown.status !== "error";
    return { cpus: healthy, mems: true, disks: true, nics: true };
  },

  describeInstanceRaid: (state, call) => {
    const { sysRaidTypeId, sysRaidType, dataRaidTypeId, dataRaidType } = instanceOf(
      state,
      call,
    ).shown;
    return { sysRaidTypeId, sysRaidType, dataRaidTypeId, dataRaidType };
  },

  describeAvailablePrivateIp: (state, call) => {
    const { shown } = instanceOf(state, call);
    const subnetId = call.query.get("subnetId") ?? "";
    const subnet = state.world.subnets.find(
      (each) => each.subnetId === subnetId && each.region === call.region,
    );
    if (!subnet)
      throw new Refusal(
        "NOT_FOUND",
        `The parameter subnetId names "${subnetId}", which was not found.`,
      );
    if (![shown.subnetId, shown.extensionSubnetId].includes(subnetId)) {
      throw new Refusal(
        "INVALID_ARGUMENT",
        "The parameter subnetId names a subnet that the instance is not in.",
      );
    }
    return { availablePrivateIps: freeAddresses(state, subnet, 20) };
  },
} satisfies Handlers;
