import { Refusal } from "./envelope.ts";
import { invalid } from "./field-checks.ts";
import {
  contains,
  formatIpv4,
  overlaps,
  parseCidr,
  parseIpv4,
  type Range,
  usable,
} from "./ipv4.ts";
import type { Subnet } from "./models.ts";
import type { CloudState } from "./state.ts";

/** Private addresses of subnets, and the public addresses of elastic IPs. */

/** A range set aside for measurements, so a public address of the playground never means anybody. */
const PUBLIC = parseCidr("198.18.0.0/15");

function rangeOf(cidr: string): Range {
  const range = parseCidr(cidr);
  if (!range) throw new Error(`The world holds "${cidr}", which is no IPv4 range.`);
  return range;
}

function taken(state: CloudState, subnetId: string): { addresses: Set<number>; aliases: Range[] } {
  const addresses = new Set<number>();
  for (const { shown } of state.instances.values()) {
    if (shown.subnetId === subnetId) addresses.add(parseIpv4(shown.privateIp) ?? -1);
    if (shown.extensionSubnetId === subnetId)
      addresses.add(parseIpv4(shown.extensionPrivateIp) ?? -1);
  }
  const aliases = state.aliasIps
    .filter((alias) => alias.subnetId === subnetId)
    .map((alias) => rangeOf(alias.cidr));
  return { addresses, aliases };
}

/** Free addresses of a subnet, lowest first, at most as many as asked for and as the world says are left. */
export function freeAddresses(state: CloudState, subnet: Subnet, most: number): string[] {
  const { addresses, aliases } = taken(state, subnet.subnetId);
  const { first, last } = usable(rangeOf(subnet.cidr));
  const wanted = Math.min(most, subnet.availableIpCount);
  const free: string[] = [];
  for (let address = first; address <= last && free.length < wanted; address += 1) {
    const reserved = aliases.some((alias) => address >= alias.first && address <= alias.last);
    if (!addresses.has(address) && !reserved) free.push(formatIpv4(address));
  }
  return free;
}

/** Refuses a hand-chosen address outside the subnet or already given away. */
export function checkPrivateIp(
  state: CloudState,
  subnet: Subnet,
  privateIp: string,
  path: string,
): void {
  const address = parseIpv4(privateIp) ?? -1;
  const { first, last } = usable(rangeOf(subnet.cidr));
  if (address < first || address > last)
    invalid(path, `must be a usable address of ${subnet.cidr}`);
  const { addresses, aliases } = taken(state, subnet.subnetId);
  if (
    addresses.has(address) ||
    aliases.some((alias) => address >= alias.first && address <= alias.last)
  ) {
    throw new Refusal(
      "FAILED_PRECONDITION",
      `The field ${path} names ${privateIp}, which is in use.`,
    );
  }
}

/** The ranges that an alias may come from: the one its id names, or else the subnet's own and its secondary one. */
export function aliasSources(
  state: CloudState,
  subnet: Subnet,
  id: string | undefined,
  path: string,
): string[] {
  const { secondaryCidrs } = state.world;
  if (id === undefined) {
    const own = secondaryCidrs.filter((each) => each.subnetId === subnet.subnetId);
    return [subnet.cidr, ...own.map((each) => each.cidr)];
  }
  // Which id stands for the primary range is not documented; the subnet's own id is the likely one.
  if (id === subnet.subnetId) return [subnet.cidr];
  const secondary = secondaryCidrs.find((each) => each.secondaryCidrId === id);
  if (!secondary)
    throw new Refusal("NOT_FOUND", `The field ${path} names "${id}", which was not found.`);
  if (secondary.subnetId !== subnet.subnetId) invalid(path, "names a range of another subnet");
  return [secondary.cidr];
}

/** Refuses an alias outside its sources, or one that overlaps an alias that exists or stands earlier in the order. */
export function checkAliasRange(
  state: CloudState,
  subnet: Subnet,
  alias: { cidr: string; sources: readonly string[]; earlier: readonly string[] },
  path: string,
): void {
  const range = rangeOf(alias.cidr);
  if (!alias.sources.some((source) => contains(rangeOf(source), range)))
    invalid(path, `must lie within ${alias.sources.join(" or ")}`);
  const { aliases } = taken(state, subnet.subnetId);
  if ([...aliases, ...alias.earlier.map(rangeOf)].some((other) => overlaps(other, range))) {
    throw new Refusal("FAILED_PRECONDITION", `The field ${path} overlaps another alias.`);
  }
}

export function publicAddress(number: number): string {
  if (!PUBLIC) throw new Error("The public range is not a range.");
  return formatIpv4(PUBLIC.first + 1 + (number % (PUBLIC.last - PUBLIC.first - 1)));
}
