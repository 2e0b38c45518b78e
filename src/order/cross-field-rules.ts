import { characters, number, text, valueAt, type SpecRule } from "./spec-rule.ts";

const chargeTable = "createInstances page, ChargeSpec table";
const internetProse = "createInstances page, enableInternet; our reading: what is bought is said";
const internetOff =
  "our reading: without public network there is nothing to bill, to route or to share";
const dualGuide = "console guide, Create-Instance: the second interface; our reading";

function requiredWith<const Path extends string, const Other extends string>(
  fields: readonly Path[],
  other: Other,
  is: string,
  source: string,
) {
  return {
    rule: "required-with",
    fields,
    source,
    other,
    holds: (value: unknown, around: { other: unknown }) =>
      around.other !== is || value !== undefined,
  } as const;
}

function notWith<const Path extends string, const Other extends string>(
  fields: readonly Path[],
  other: Other,
  is: readonly string[],
  source: string,
) {
  return {
    rule: "not-with",
    fields,
    source,
    other,
    gate: true,
    holds: (value: unknown, around: { other: unknown }) =>
      value === undefined || !is.some((choice) => choice === around.other),
  } as const;
}

function duration(unit: string, max: number) {
  return {
    rule: "duration",
    fields: ["charge.chargeDuration"],
    source: chargeTable,
    other: "charge.chargeUnit",
    holds: number((value, { other }) => other !== unit || (value >= 1 && value <= max)),
    parameters: () => ({ min: 1, max }),
  } as const;
}

/** A batch adds a number to every host name, and something to set it apart: digits of the count and one separator. */
function roomForNumber(count: unknown): number {
  return typeof count === "number" && count > 1 ? String(count).length + 1 : 0;
}
const longestHostname = 64;

/** Where the same key stands first. */
function firstWithKey(data: unknown, key: string): string {
  const tags = valueAt(data, "resourceTags");
  const index = Array.isArray(tags)
    ? tags.findIndex((tag: unknown) => valueAt(tag, "key") === key)
    : -1;
  return `resourceTags.${index}.key`;
}

/**
 * Rules between fields. Where two could speak of one field, the one further up settles it: on a `bond` server the
 * second interface is refused as such, not for what it lacks.
 *
 * No rule, on purpose: password and keypairId may be given together (the API has no switch between them), and a name
 * needs no room for the number of a batch (the console takes 128 characters).
 */
export const crossFieldRules = [
  requiredWith(
    ["charge.chargeUnit", "charge.chargeDuration"],
    "charge.chargeMode",
    "prepaid_by_duration",
    chargeTable,
  ),
  notWith(
    ["charge.chargeUnit", "charge.chargeDuration"],
    "charge.chargeMode",
    ["postpaid_by_duration", "postpaid_by_usage"],
    `${chargeTable}: only valid when prepaid; our reading: then not sent`,
  ),
  notWith(
    ["charge.autoRenew"],
    "charge.chargeMode",
    ["postpaid_by_duration", "postpaid_by_usage"],
    "Go SDK, ChargeSpec: it matters for prepaid only; our reading: then not sent",
  ),
  duration("month", 9),
  duration("year", 3),

  notWith(
    [
      "extensionSubnetId",
      "extensionPrivateIp",
      "extensionAliasIps",
      "extensionEnableInternet",
      "extensionLineType",
      "extensionBandwidth",
      "extensionExtraUplinkBandwidth",
      "extensionInternetChargeMode",
      "extensionBandwidthPackageId",
    ],
    "interfaceMode",
    ["bond"],
    dualGuide,
  ),
  requiredWith(
    ["extensionSubnetId", "extensionEnableInternet"],
    "interfaceMode",
    "dual",
    dualGuide,
  ),

  requiredWith(
    ["bandwidth", "lineType", "internetChargeMode"],
    "enableInternet",
    "yes",
    internetProse,
  ),
  requiredWith(
    ["extensionBandwidth", "extensionLineType", "extensionInternetChargeMode"],
    "extensionEnableInternet",
    "yes",
    `${internetProse}, as for the first interface`,
  ),
  notWith(
    ["lineType", "bandwidth", "extraUplinkBandwidth", "internetChargeMode", "bandwidthPackageId"],
    "enableInternet",
    ["no"],
    internetOff,
  ),
  notWith(
    [
      "extensionLineType",
      "extensionBandwidth",
      "extensionExtraUplinkBandwidth",
      "extensionInternetChargeMode",
      "extensionBandwidthPackageId",
    ],
    "extensionEnableInternet",
    ["no"],
    internetOff,
  ),
  {
    rule: "same-as",
    fields: ["internetChargeMode", "extensionInternetChargeMode"],
    source:
      "console guide, Create-Instance: an elastic IP is billed as its server; by usage it cannot be",
    other: "charge.chargeMode",
    holds: (value: unknown, { other }) =>
      value === undefined ||
      other === undefined ||
      other === "postpaid_by_usage" ||
      value === other,
  },

  {
    rule: "not-beside",
    fields: ["cidr"],
    source: "our reading: left over from the classic network; the subnet says it",
    other: "subnetId",
    holds: (value: unknown, { other }) => value === undefined || other === undefined,
  },
  {
    rule: "single-server",
    fields: ["privateIp", "extensionPrivateIp"],
    source: "console guide, Create-Instance: no batch with a custom private address",
    other: "count",
    holds: (value: unknown, { other }) => value === undefined || other === undefined || other === 1,
  },
  {
    rule: "hostname-room",
    fields: ["hostname"],
    source:
      "console guide, Create-Instance: a batch adds increasing numbers; our reading of the room they take",
    other: "count",
    holds: text((value, { other }) => characters(value) <= longestHostname - roomForNumber(other)),
    parameters: ({ other }) => ({ max: longestHostname - roomForNumber(other) }),
  },
  {
    rule: "distinct-keys",
    fields: ["resourceTags.*.key"],
    source: "console guide, Tags",
    holds: text((key, { data, path }) => firstWithKey(data, key) === path),
    parameters: ({ data, path }) => ({ other: firstWithKey(data, String(valueAt(data, path))) }),
  },
] as const satisfies readonly SpecRule[];
