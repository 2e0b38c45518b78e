import { Refusal } from "./envelope.ts";
import { oneOfParameter, pageOf, selected } from "./paging.ts";
import type { Subnet } from "./models.ts";
import type { Call, Handlers } from "./request.ts";
import type { CloudState } from "./state.ts";

/** Reading what the account owns: networks, key pairs, addresses, shared bandwidth. */

function here<Item extends { region: string }>(items: Iterable<Item>, call: Call): Item[] {
  return [...items].filter((item) => item.region === call.region);
}

/** The one item of the region whose id stands in the path. */
function owned<Item extends { region: string }>(
  items: Iterable<Item>,
  call: Call,
  key: string & keyof Item,
): Item {
  const id = call.ids[key];
  const found = here(items, call).find((item) => item[key] === id);
  if (!found) throw new Refusal("NOT_FOUND", `The ${key} "${id}" was not found in ${call.region}.`);
  return found;
}

/** With their second range, which only the newer edition of the API's pages shows; absent where there is none. */
function shownSubnets(state: CloudState, subnets: readonly Subnet[]): object[] {
  const seconds = new Map(state.world.secondaryCidrs.map((each) => [each.subnetId, each]));
  return subnets.map((subnet) => {
    const second = seconds.get(subnet.subnetId);
    if (!second) return subnet;
    const { secondaryCidrId, cidr: secondaryCidr, name: secondaryCidrName } = second;
    return { ...subnet, secondaryCidrId, secondaryCidr, secondaryCidrName };
  });
}

export const networkHandlers = {
  describeVpcs: (state, call) =>
    pageOf(call, "vpcs", selected(call, here(state.world.vpcs, call), { fuzzy: ["name"] })),
  describeVpc: (state, call) => ({ vpc: owned(state.world.vpcs, call, "vpcId") }),

  describeSubnets: (state, call) => {
    const by = { exact: ["az", "vpcId"], fuzzy: ["name"] };
    const found = selected(call, here(state.world.subnets, call), by);
    return pageOf(call, "subnets", shownSubnets(state, found));
  },
  describeSubnet: (state, call) => ({
    subnet: shownSubnets(state, [owned(state.world.subnets, call, "subnetId")])[0],
  }),
  describeSecondaryCidrs: (state, call) => ({
    secondaryCidrs: selected(call, here(state.world.secondaryCidrs, call), { exact: ["subnetId"] }),
  }),

  describeKeypairs: (state, call) =>
    pageOf(call, "keypairs", selected(call, here(state.world.keypairs, call), { fuzzy: ["name"] })),
  describeKeypair: (state, call) => ({ keypair: owned(state.world.keypairs, call, "keypairId") }),

  describeBandwidthPackages: (state, call) => {
    const found = selected(call, here(state.world.bandwidthPackages, call), { fuzzy: ["name"] });
    return pageOf(call, "bandwidthPackages", found);
  },
  describeBandwidthPackage: (state, call) => ({
    bandwidthPackage: owned(state.world.bandwidthPackages, call, "bandwidthPackageId"),
  }),

  describeElasticIps: (state, call) => {
    oneOfParameter(call, "status", ["associate", "disassociate"]);
    oneOfParameter(call, "hasJoinBandwidthPackage", ["yes", "no"]);
    const joined = call.query.get("hasJoinBandwidthPackage") ?? "";
    const chargeMode = call.query.get("chargeMode") ?? "";
    const subnetId = call.query.get("subnetId") ?? "";
    const found = selected(call, here(state.elasticIps.values(), call), {
      exact: ["status", "instanceId"],
    }).filter((each) => {
      const owner = state.instances.get(each.instanceId)?.shown;
      return (
        (joined === "" || (joined === "yes") === (each.bandwidthPackageId !== "")) &&
        (chargeMode === "" || each.charge.chargeMode === chargeMode) &&
        (subnetId === "" || owner?.subnetId === subnetId || owner?.extensionSubnetId === subnetId)
      );
    });
    return pageOf(call, "elasticIps", found);
  },
  describeElasticIp: (state, call) => ({
    elasticIp: owned(state.elasticIps.values(), call, "elasticIpId"),
  }),

  describeAliasIps: (state, call) => {
    const by = { exact: ["subnetId", "instanceId"], fuzzy: ["cidr"] };
    return pageOf(call, "aliasIps", selected(call, here(state.aliasIps, call), by));
  },
} satisfies Handlers;
