import { regexes } from "zod";
import {
  decodesToScript,
  decodesToVoucher,
  decodedBytes,
  isBase64,
  scriptFirstLines,
} from "./encoded-fields.ts";
import { characters, number, text, valueAt, type SpecRule } from "./spec-rule.ts";

const instanceTable = "createInstances page, InstanceSpec table";
const chargeTable = "createInstances page, ChargeSpec table";
const orderGuide = "console guide, Create-Instance";
const tagGuide = "console guide, Tags";
const common = "common parameter specification";

/** Chinese characters are those of the basic block: a server cannot be asked whether it takes the rare ones. */
const nameCharacters = /^[A-Za-z0-9\u4e00-\u9fff_-]*$/;
const tagCharacters = /^[A-Za-z0-9\u4e00-\u9fff _.:/=+@-]*$/;
/** Control characters, line breaks, format characters (direction marks, zero width), lone surrogates, blank letters. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u3164\uffa0]/u;
/** Parts of letters and digits with single dots or hyphens between them. */
const hostnameForm = /^[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*$/;
const reservedPrefixes = ["jrn:", "jdc-"];

function isWithin(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}

function length<const Path extends string>(
  fields: readonly Path[],
  min: number,
  max: number,
  source: string,
) {
  return {
    rule: "length",
    fields,
    source,
    gate: true,
    holds: text((value) => isWithin(characters(value), min, max)),
    parameters: () => ({ min, max }),
  } as const;
}

function range<const Path extends string>(
  fields: readonly Path[],
  min: number,
  max: number,
  source: string,
) {
  return {
    rule: "range",
    fields,
    source,
    gate: true,
    holds: number((value) => isWithin(value, min, max)),
    parameters: () => (max === Infinity ? { min } : { min, max }),
  } as const;
}

function listLength<const Path extends string>(
  fields: readonly Path[],
  max: number,
  source: string,
) {
  return {
    rule: "list-length",
    fields,
    source,
    holds: (value: unknown) => !Array.isArray(value) || value.length <= max,
    parameters: () => ({ max }),
  } as const;
}

const ids = [
  "az",
  "deviceType",
  "osTypeId",
  "sysRaidTypeId",
  "dataRaidTypeId",
  "subnetId",
  "bandwidthPackageId",
  "aliasIps.*.id",
  "keypairId",
  "extensionSubnetId",
  "extensionAliasIps.*.id",
  "extensionBandwidthPackageId",
] as const;
const cidrs = ["cidr", "aliasIps.*.cidr", "extensionAliasIps.*.cidr"] as const;
const addresses = ["privateIp", "extensionPrivateIp"] as const;
const tagTexts = ["resourceTags.*.key", "resourceTags.*.value"] as const;

/**
 * Rules that one field can break alone. Lengths and bounds come first and settle the field, so that no pattern ever
 * sees a text that is too long.
 *
 * Left to whoever has the catalogue: that the device type is on sale, that operating system and RAID ids are this
 * device type's, that the subnet lies in the order's az, that a bandwidth package is of the same node and operator.
 */
export const fieldRules = [
  {
    rule: "required",
    fields: ["subnetId", "enableInternet", "interfaceMode", "charge.chargeMode"],
    source:
      "our reading: the default is not given, spends money or is contradicted by another page, so it is said",
    holds: (value: unknown) => value !== undefined,
  },

  length(ids, 1, 128, "our reading: ids come from the API's lists; the sources give no length"),
  {
    rule: "id-characters",
    fields: ids,
    source: "our reading: ids come from the API's lists, which are printable ASCII",
    holds: text((value) => /^[!-~]*$/.test(value)),
  },

  length(["hostname"], 2, 64, orderGuide),
  {
    rule: "hostname-form",
    fields: ["hostname"],
    source: orderGuide,
    holds: text((value) => hostnameForm.test(value)),
  },

  length(["name"], 2, 32, `${orderGuide} (at least 2) and ${common} (at most 32)`),
  {
    rule: "name-characters",
    fields: ["name"],
    source: `${common}, name`,
    holds: text((value) => nameCharacters.test(value)),
  },
  {
    rule: "name-start",
    fields: ["name"],
    source: orderGuide,
    holds: text((value) => !/^[0-9_-]/.test(value)),
  },

  {
    rule: "length",
    fields: ["description"],
    source: `${common}, description; our reading: counted as the stricter way counts, an emoji is two`,
    gate: true,
    holds: text((value) => value.length <= 256),
    parameters: () => ({ min: 0, max: 256 }),
  },
  {
    rule: "visible-characters",
    fields: ["description"],
    source: "our reading: what cannot be seen cannot be approved",
    holds: text((value) => !invisible.test(value)),
  },

  length(cidrs, 1, 18, "our reading: 255.255.255.255/32"),
  {
    rule: "cidr",
    fields: cidrs,
    source: "console guide, Alias IP: 10.0.1.1/24, so host bits may be set",
    holds: text((value) => regexes.cidrv4.test(value)),
  },
  length(addresses, 1, 15, "our reading: 255.255.255.255"),
  {
    rule: "ipv4",
    fields: addresses,
    source: instanceTable,
    holds: text((value) => regexes.ipv4.test(value)),
  },
  {
    rule: "alias-empty",
    fields: ["aliasIps.*", "extensionAliasIps.*"],
    source: "our reading: an entry that names neither a range nor its source asks for nothing",
    holds: (value: unknown) =>
      valueAt(value, "id") !== undefined || valueAt(value, "cidr") !== undefined,
  },
  listLength(
    ["aliasIps", "extensionAliasIps"],
    50,
    "console guide, Alias IP: ranges of an interface",
  ),

  range(["bandwidth", "extensionBandwidth"], 1, 10_240, instanceTable),
  range(["extraUplinkBandwidth", "extensionExtraUplinkBandwidth"], 0, 10_240, instanceTable),
  range(["count"], 1, Infinity, instanceTable),
  {
    rule: "policy-limit",
    fields: ["bandwidth", "extensionBandwidth"],
    source:
      "our reading: the pages name ceilings of 200, 10000 and 10240, so the operator's policy says",
    holds: number((value, { limits }) => value <= limits.maxBandwidth),
    parameters: ({ limits }) => ({ max: limits.maxBandwidth }),
  },
  {
    rule: "policy-limit",
    fields: ["count"],
    source: "console guide, Restrictions: 5 servers an order; the operator's policy says",
    holds: number((value, { limits }) => value <= limits.maxCount),
    parameters: ({ limits }) => ({ max: limits.maxCount }),
  },

  length(["userData"], 0, 21_848, `${orderGuide}: 16 KB in base64`),
  {
    rule: "base64",
    fields: ["userData"],
    source: instanceTable,
    gate: true,
    holds: text(isBase64),
  },
  {
    rule: "script-size",
    fields: ["userData"],
    source: orderGuide,
    holds: text((value) => decodedBytes(value) <= 16_384),
    parameters: () => ({ max: 16_384 }),
  },
  {
    rule: "script-first-line",
    fields: ["userData"],
    source: orderGuide,
    holds: text(decodesToScript),
    parameters: () => ({ choices: scriptFirstLines }),
  },

  {
    rule: "not-offered",
    fields: ["charge.chargeMode"],
    source:
      "console guide, Billing-Rules: monthly and yearly packages and pay by configuration only",
    gate: true,
    holds: (value: unknown, { limits }) =>
      value !== "postpaid_by_usage" || limits.allowPostpaidByUsage === true,
    parameters: () => ({ choices: ["prepaid_by_duration", "postpaid_by_duration"] }),
  },
  length(
    ["charge.buyScenario"],
    0,
    3_000,
    "our reading: Slack's longest input; the sources give none",
  ),
  {
    rule: "base64",
    fields: ["charge.buyScenario"],
    source: chargeTable,
    gate: true,
    holds: text(isBase64),
  },
  {
    rule: "voucher",
    fields: ["charge.buyScenario"],
    source: chargeTable,
    holds: text(decodesToVoucher),
  },

  listLength(["resourceTags"], 10, tagGuide),
  length(["resourceTags.*.key"], 1, 127, tagGuide),
  length(["resourceTags.*.value"], 0, 255, tagGuide),
  {
    rule: "tag-characters",
    fields: tagTexts,
    source: tagGuide,
    holds: text((value) => tagCharacters.test(value)),
  },
  {
    rule: "tag-leading-blank",
    fields: tagTexts,
    source: tagGuide,
    holds: text((value) => !value.startsWith(" ")),
  },
  {
    rule: "tag-reserved-prefix",
    fields: tagTexts,
    source:
      "console guide, Tags (jrn:) and createInstances page of the vm product (jdc-); case matters",
    holds: text((value) => !reservedPrefixes.some((prefix) => value.startsWith(prefix))),
    parameters: () => ({ choices: reservedPrefixes }),
  },
] as const satisfies readonly SpecRule[];
