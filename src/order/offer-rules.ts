import type { AddressStock, Subnet } from "./catalogue.ts";
import type { InstanceSpec } from "./instance-spec.ts";
import { address, holds, range } from "./ipv4.ts";
import type { RuleParameters } from "./spec-rule.ts";

/** What the catalogue knows about the things that were chosen. What is undefined could not be looked up. */
export interface Offer {
  readonly subnet: Subnet | undefined;
  readonly extensionSubnet: Subnet | undefined;
  /** Servers of the type that are left. */
  readonly stock: number | undefined;
  readonly addresses: AddressStock | undefined;
}

export type OfferRuleName =
  | "stock"
  | "outside-subnet"
  | "reserved-address"
  | "subnet-full"
  | "address-stock"
  | "bandwidth-stock";

export interface OfferProblem extends RuleParameters {
  readonly field: string;
  readonly rule: OfferRuleName;
}

interface Interface {
  readonly subnet: Subnet | undefined;
  readonly subnetField: string;
  readonly ip: string | undefined;
  readonly ipField: string;
  readonly aliases: InstanceSpec["aliasIps"];
  readonly aliasField: string;
}

/**
 * Rules between an order and the catalogue: that there is enough of what is wanted, and that addresses lie where the
 * server will. Each row says what is wrong, by field; what could not be looked up breaks no rule.
 */
export function offerProblems(spec: InstanceSpec, offer: Offer): readonly OfferProblem[] {
  return [
    ...tooFew("count", "stock", spec.count, offer.stock),
    ...publicNetwork(spec, offer.addresses),
    ...interfacesOf(spec, offer).flatMap((one) => [
      ...tooFew(one.subnetField, "subnet-full", spec.count, one.subnet?.availableIpCount),
      ...fixedAddress(one),
      ...aliasRanges(one),
    ]),
  ];
}

const interfacesOf = (spec: InstanceSpec, offer: Offer): readonly Interface[] => [
  {
    subnet: offer.subnet,
    subnetField: "subnetId",
    ip: spec.privateIp,
    ipField: "privateIp",
    aliases: spec.aliasIps,
    aliasField: "aliasIps",
  },
  {
    subnet: offer.extensionSubnet,
    subnetField: "extensionSubnetId",
    ip: spec.extensionPrivateIp,
    ipField: "extensionPrivateIp",
    aliases: spec.extensionAliasIps,
    aliasField: "extensionAliasIps",
  },
];

const tooFew = (
  field: string,
  rule: OfferRuleName,
  wanted: number,
  left: number | undefined,
): readonly OfferProblem[] =>
  left === undefined || wanted <= left ? [] : [{ field, rule, max: left }];

/** Both interfaces take their addresses and their bandwidth from what the region has left (describeElasticIpStock). */
function publicNetwork(
  spec: InstanceSpec,
  stock: AddressStock | undefined,
): readonly OfferProblem[] {
  const sides = [
    {
      field: "enableInternet",
      on: spec.enableInternet,
      bandwidth: spec.bandwidth,
      bandwidthField: "bandwidth",
      uplink: spec.extraUplinkBandwidth,
      uplinkField: "extraUplinkBandwidth",
    },
    {
      field: "extensionEnableInternet",
      on: spec.extensionEnableInternet,
      bandwidth: spec.extensionBandwidth,
      bandwidthField: "extensionBandwidth",
      uplink: spec.extensionExtraUplinkBandwidth,
      uplinkField: "extensionExtraUplinkBandwidth",
    },
  ].filter(({ on }) => on === "yes");
  let [addresses, bandwidth, uplink] = [0, 0, 0];
  return sides.flatMap((side) => {
    addresses += spec.count;
    bandwidth += spec.count * (side.bandwidth ?? 0);
    uplink += spec.count * (side.uplink ?? 0);
    return [
      ...tooFew(side.field, "address-stock", addresses, stock?.available),
      ...tooFew(side.bandwidthField, "bandwidth-stock", bandwidth, stock?.availableBandwidth),
      ...tooFew(side.uplinkField, "bandwidth-stock", uplink, stock?.availableExtraUplinkBandwidth),
    ];
  });
}

/** The network's own address, the gateway's and the broadcast's cannot be a server's (our reading). */
function fixedAddress({ subnet, ip, ipField }: Interface): readonly OfferProblem[] {
  const wanted = ip === undefined ? undefined : address(ip);
  const inside = subnet && range(subnet.cidr);
  if (wanted === undefined || !inside) return [];
  if (!holds(inside, { first: wanted, last: wanted }))
    return [{ field: ipField, rule: "outside-subnet", expected: subnet.cidr }];
  return wanted < inside.first + 2 || wanted === inside.last
    ? [{ field: ipField, rule: "reserved-address" }]
    : [];
}

/** The source of a range is the subnet's own CIDR or its one secondary CIDR (console guide, Alias IP). */
function aliasRanges({ subnet, aliases = [], aliasField }: Interface): readonly OfferProblem[] {
  const sources = [subnet?.cidr, subnet?.secondaryCidr].flatMap(
    (cidr) => (cidr && range(cidr)) || [],
  );
  if (!subnet || sources.length === 0) return [];
  return aliases.flatMap(({ cidr, id }, index) => {
    const wanted = cidr === undefined ? undefined : range(cidr);
    // An id may name a secondary CIDR that the list does not tell.
    if (!wanted || id !== undefined || sources.some((source) => holds(source, wanted))) return [];
    const expected = [subnet.cidr, subnet.secondaryCidr].filter(Boolean).join(", ");
    return [{ field: `${aliasField}.${index}.cidr`, rule: "outside-subnet", expected }];
  });
}
