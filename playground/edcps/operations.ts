import { catalogueHandlers } from "./catalogue.ts";
import { createInstances } from "./create-instances.ts";
import { instanceActions } from "./instance-actions.ts";
import { instanceHandlers } from "./instances.ts";
import { networkChanges } from "./network-changes.ts";
import { networkHandlers } from "./networks.ts";
import type { Handler, Handlers } from "./request.ts";

type Verb = "GET" | "PUT" | "POST" | "DELETE";

/** One of the 58 operations. */
export interface Operation {
  name: string;
  verb: Verb;
  /** Path after `/v1/regions/{regionId}`; describeEdCPSRegions alone has none and sits under `/v1`. */
  path: string;
  /** Parameters by name: of the query for GET and DELETE, of the body for PUT and POST. */
  parameters: ReadonlySet<string>;
  required: ReadonlySet<string>;
  paged: boolean;
  /** Names a filter may have; empty when the operation takes none. */
  filters: readonly string[];
  /** Absent: answered 501. */
  run: Handler | undefined;
}

/**
 * Name, verb, path and parameters of every operation. `*` marks a required parameter, `paging` stands for pageNumber
 * and pageSize, `filters(a,b)` for filters of those names.
 */
const TABLE: readonly [name: string, verb: Verb, path: string, parameters: string][] = [
  ["describeAliasIps", "GET", "/aliasIps", "paging subnetId instanceId cidr filters(aliasIpId)"],
  ["createAliasIp", "PUT", "/aliasIps", "clientToken aliasIpSpec*"],
  ["deleteAliasIp", "DELETE", "/aliasIps/{aliasIpId}", "clientToken"],
  [
    "describeBandwidthPackages",
    "GET",
    "/bandwidthPackages",
    "paging name filters(bandwidthPackageId)",
  ],
  ["applyBandwidthPackages", "PUT", "/bandwidthPackages", "clientToken bandwidthPackageSpec*"],
  ["describeBandwidthPackage", "GET", "/bandwidthPackages/{bandwidthPackageId}", ""],
  ["modifyBandwidthPackage", "POST", "/bandwidthPackages/{bandwidthPackageId}", "clientToken name"],
  ["deleteBandwidthPackage", "DELETE", "/bandwidthPackages/{bandwidthPackageId}", "clientToken"],
  [
    "modifyBandwidthPackageBandwidth",
    "PUT",
    "/bandwidthPackages/{bandwidthPackageId}:modifyBandwidthPackageBandwidth",
    "clientToken bandwidth* extraUplinkBandwidth",
  ],
  [
    "addBandwidthPackageIp",
    "PUT",
    "/bandwidthPackages/{bandwidthPackageId}:addBandwidthPackageIp",
    "clientToken elasticIpIds",
  ],
  [
    "removeBandwidthPackageIp",
    "PUT",
    "/bandwidthPackages/{bandwidthPackageId}:removeBandwidthPackageIp",
    "clientToken elasticIpId*",
  ],
  ["describeBandwidthPackageStock", "GET", "/bandwidthPackageStock", ""],
  [
    "describeElasticIps",
    "GET",
    "/elasticIps",
    "paging status hasJoinBandwidthPackage chargeMode instanceId subnetId filters(elasticIpId,elasticIp,bandwidthPackageId)",
  ],
  ["applyElasticIps", "PUT", "/elasticIps", "clientToken elasticIpSpec*"],
  ["describeElasticIp", "GET", "/elasticIps/{elasticIpId}", ""],
  ["deleteelasticIp", "DELETE", "/elasticIps/{elasticIpId}", "clientToken"],
  [
    "modifyElasticIpBandwidth",
    "PUT",
    "/elasticIps/{elasticIpId}:modifyElasticIpBandwidth",
    "clientToken bandwidth* extraUplinkBandwidth",
  ],
  ["describeElasticIpStock", "GET", "/elasticIpStock", ""],
  ["describeDeviceTypes", "GET", "/deviceTypes", "az"],
  ["describeOS", "GET", "/os", "deviceType* osType"],
  ["describeDeviceRaids", "GET", "/raids", "deviceType* volumeType"],
  ["describeDeviceStock", "GET", "/deviceStock", "deviceType"],
  ["describeInstance", "GET", "/instances/{instanceId}", ""],
  ["deleteInstance", "DELETE", "/instances/{instanceId}", "clientToken"],
  [
    "describeInstances",
    "GET",
    "/instances",
    "paging az name networkType deviceType subnetId enableInternet privateIp extensionPrivateIp keypairId interfaceMode filters(instanceId,status)",
  ],
  ["createInstances", "PUT", "/instances", "clientToken instanceSpec*"],
  ["describeInstanceName", "GET", "/instances/{instanceId}:describeInstanceName", ""],
  ["modifyInstance", "POST", "/instances/{instanceId}:modifyInstance", "name description"],
  ["describeInstanceRaid", "GET", "/instances/{instanceId}:describeInstanceRaid", ""],
  ["describeInstanceStatus", "GET", "/instances/{instanceId}:describeInstanceStatus", ""],
  ["restartInstance", "PUT", "/instances/{instanceId}:restartInstance", "clientToken"],
  ["stopInstance", "PUT", "/instances/{instanceId}:stopInstance", "clientToken"],
  ["startInstance", "PUT", "/instances/{instanceId}:startInstance", "clientToken"],
  [
    "reinstallInstance",
    "PUT",
    "/instances/{instanceId}:reinstallInstance",
    "clientToken instanceSpec*",
  ],
  [
    "associateElasticIp",
    "PUT",
    "/instances/{instanceId}:associateElasticIp",
    "clientToken elasticIpId* targetIp subnetId",
  ],
  [
    "disassociateElasticIp",
    "PUT",
    "/instances/{instanceId}:disassociateElasticIp",
    "clientToken elasticIpId*",
  ],
  ["resetPassword", "PUT", "/instances/{instanceId}:resetPassword", "clientToken password*"],
  ["describeAvailablePrivateIp", "GET", "/instances/{instanceId}/availablePrivateIps", "subnetId*"],
  ["describeKeypairs", "GET", "/keypairs", "paging name filters(keypairId)"],
  ["createKeypairs", "PUT", "/keypairs", "clientToken name*"],
  ["importKeypairs", "PUT", "/keypairs:import", "clientToken name* publicKey*"],
  ["describeKeypair", "GET", "/keypairs/{keypairId}", ""],
  ["deleteKeypairs", "DELETE", "/keypairs/{keypairId}", ""],
  ["describeLineTypes", "GET", "/lineTypes", ""],
  ["describeEdCPSRegions", "GET", "/edgeRegions", ""],
  ["describeSecondaryCidrs", "GET", "/secondaryCidrs", "subnetId*"],
  ["createSecondaryCidr", "PUT", "/secondaryCidrs", "clientToken secondaryCidrSpec*"],
  ["deleteSecondaryCidr", "DELETE", "/secondaryCidrs/{secondaryCidrId}", "clientToken"],
  ["describeSubnets", "GET", "/subnets", "paging az name vpcId filters(subnetId)"],
  ["createSubnet", "PUT", "/subnets", "clientToken subnetSpec*"],
  ["describeSubnet", "GET", "/subnets/{subnetId}", ""],
  ["modifySubnet", "POST", "/subnets/{subnetId}", "name description"],
  ["deleteSubnet", "DELETE", "/subnets/{subnetId}", "clientToken"],
  ["describeVpc", "GET", "/vpcs/{vpcId}", ""],
  ["modifyVpc", "POST", "/vpcs/{vpcId}", "name description"],
  ["deleteVpc", "DELETE", "/vpcs/{vpcId}", "clientToken"],
  ["describeVpcs", "GET", "/vpcs", "paging name filters(vpcId)"],
  ["createVpc", "PUT", "/vpcs", "clientToken vpcSpec*"],
];

const HANDLERS: Handlers = {
  ...catalogueHandlers,
  ...networkHandlers,
  ...networkChanges,
  ...instanceHandlers,
  ...instanceActions,
  createInstances,
};

function parametersOf(
  words: string,
): Pick<Operation, "parameters" | "required" | "paged" | "filters"> {
  const parameters = new Set<string>();
  const required = new Set<string>();
  let paged = false;
  let filters: string[] = [];
  for (const word of words.split(" ").filter((each) => each !== "")) {
    const filter = /^filters\((.+)\)$/.exec(word);
    const name = word.replace(/\*$/, "");
    if (filter) filters = (filter[1] ?? "").split(",");
    else if (word === "paging") paged = true;
    else parameters.add(name);
    if (name !== word) required.add(name);
  }
  return { parameters, required, paged, filters };
}

export const OPERATIONS: readonly Operation[] = TABLE.map(([name, verb, path, words]) => ({
  name,
  verb,
  path,
  ...parametersOf(words),
  run: HANDLERS[name],
}));

const NAMES: ReadonlySet<string> = new Set(OPERATIONS.map((each) => each.name));

export function isOperation(name: string): boolean {
  return NAMES.has(name);
}

export interface Match {
  operation: Operation | undefined;
  region: string;
  ids: Record<string, string>;
}

/** Each pattern as an expression over the decoded path; an id holds neither a slash nor a colon. */
const PATTERNS = OPERATIONS.map((operation) => ({
  operation,
  pattern: new RegExp(`^${operation.path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/:]+)")}$`),
}));

/** Finds the operation of a decoded path from `/v1` on. */
export function matchOperation(verb: string, path: string): Match {
  const regional = /^\/v1\/regions\/(?<region>[^/]+)(?<rest>\/.*)$/.exec(path)?.groups;
  const region = regional?.["region"] ?? "";
  const rest = regional?.["rest"] ?? path.replace(/^\/v1/, "");
  for (const { operation, pattern } of PATTERNS) {
    const found = pattern.exec(rest);
    const sitsHere = (operation.name === "describeEdCPSRegions") === (regional === undefined);
    if (!found || operation.verb !== verb || !sitsHere) continue;
    return { operation, region, ids: { ...found.groups } };
  }
  return { operation: undefined, region, ids: {} };
}
