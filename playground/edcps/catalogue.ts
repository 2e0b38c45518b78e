import { Refusal } from "./envelope.ts";
import { oneOfParameter, selected } from "./paging.ts";
import type { Call, Handlers } from "./request.ts";
import type { CloudState } from "./state.ts";
import type { WorldDeviceType } from "./hardware.ts";

/** What can be ordered: regions, device types, images, RAIDs and stock. None of these lists is paged. */

function here<Item extends { region: string }>(items: readonly Item[], call: Call): Item[] {
  return items.filter((item) => item.region === call.region);
}

function isSoldHere(state: CloudState, call: Call, deviceType: string): boolean {
  return state.world.deviceTypes.some(
    (each) => each.region === call.region && each.deviceType === deviceType && !each.offSale,
  );
}

function shownDeviceType({ azs: _azs, offSale: _offSale, ...shown }: WorldDeviceType): object {
  return shown;
}

function stockHere(state: CloudState, call: Call) {
  const found = here(state.world.elasticIpStock, call)[0];
  return (
    found ?? {
      region: call.region,
      available: 0,
      availableBandwidth: 0,
      availableExtraUplinkBandwidth: 0,
    }
  );
}

export const catalogueHandlers = {
  describeEdCPSRegions: (state) => ({ regions: state.world.regions }),

  describeDeviceTypes: (state, call) => {
    const az = call.query.get("az") ?? "";
    const sold = here(state.world.deviceTypes, call).filter(
      (each) => !each.offSale && (az === "" || each.azs.includes(az)),
    );
    return { deviceTypes: sold.map(shownDeviceType) };
  },

  // The query's values are `CentOS` and `Ubuntu` while the answers say `centos` and `ubuntu`.
  describeOS: (state, call) => {
    const deviceType = call.query.get("deviceType") ?? "";
    const osType = (call.query.get("osType") ?? "").toLowerCase();
    if (!["", "centos", "ubuntu"].includes(osType)) {
      throw new Refusal("INVALID_ARGUMENT", "The parameter osType must be one of: CentOS, Ubuntu.");
    }
    if (!isSoldHere(state, call, deviceType)) return { oss: [] };
    return {
      oss: state.world.oss.filter(
        (os) => os.deviceType === deviceType && (osType === "" || os.osType === osType),
      ),
    };
  },

  describeDeviceRaids: (state, call) => {
    oneOfParameter(call, "volumeType", ["system", "data"]);
    if (!isSoldHere(state, call, call.query.get("deviceType") ?? "")) return { raids: [] };
    return { raids: selected(call, state.world.raids, { exact: ["deviceType", "volumeType"] }) };
  },

  describeDeviceStock: (state, call) => ({
    devicesStock: selected(call, here(state.world.stock, call), { exact: ["deviceType"] }).filter(
      (each) => isSoldHere(state, call, each.deviceType),
    ),
  }),

  describeElasticIpStock: (state, call) => stockHere(state, call),

  describeBandwidthPackageStock: (state, call) => {
    const { region, availableBandwidth, availableExtraUplinkBandwidth } = stockHere(state, call);
    return { region, availableBandwidth, availableExtraUplinkBandwidth };
  },

  // The name is a plural, the result is one object.
  describeLineTypes: (state, call) => ({ lineType: here(state.world.lineTypes, call)[0] ?? null }),
} satisfies Handlers;
