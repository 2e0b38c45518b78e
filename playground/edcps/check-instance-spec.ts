import {
  boolean,
  cidr,
  type Field,
  integer,
  invalid,
  ipv4,
  list,
  object,
  oneOf,
  text,
  textWhere,
} from "./field-checks.ts";
import { Refusal } from "./envelope.ts";
import type { JsonObject } from "./request.ts";
import {
  buyScenarioProblem,
  hostnameProblem,
  nameProblem,
  passwordProblem,
  tagProblem,
  userDataProblem,
} from "./text-rules.ts";

export interface AliasIpInfo {
  id?: string;
  cidr?: string;
}

interface ChargeSpec {
  chargeMode?: string;
  chargeUnit?: string;
  chargeDuration?: number;
  autoRenew?: boolean;
  buyScenario?: string;
}

/** The 36 fields of createInstances, as they are after the checks. */
export interface InstanceSpec {
  az: string;
  deviceType: string;
  hostname?: string;
  imageType: string;
  osTypeId: string;
  sysRaidTypeId: string;
  dataRaidTypeId: string;
  subnetId: string;
  enableInternet?: string;
  internetChargeMode?: string;
  bandwidthPackageId?: string;
  networkType: string;
  cidr?: string;
  privateIp?: string;
  aliasIps?: AliasIpInfo[];
  lineType?: string;
  bandwidth?: number;
  extraUplinkBandwidth?: number;
  name: string;
  description?: string;
  password?: string;
  count: number;
  userData?: string;
  keypairId?: string;
  charge: ChargeSpec;
  interfaceMode?: string;
  extensionSubnetId?: string;
  extensionPrivateIp?: string;
  extensionAliasIps?: AliasIpInfo[];
  extensionEnableInternet?: string;
  extensionLineType?: string;
  extensionBandwidth?: number;
  extensionExtraUplinkBandwidth?: number;
  extensionInternetChargeMode?: string;
  extensionBandwidthPackageId?: string;
  resourceTags?: { key: string; value: string }[];
}

/** Documented default of charge.chargeMode, and of enableInternet below. */
export const DEFAULT_CHARGE_MODE = "postpaid_by_duration";
export const DEFAULT_ENABLE_INTERNET = "yes";

const id = text(1, 128);
const yesNo = oneOf("yes", "no");
const lineType = oneOf("un", "ct", "cm");
const bandwidth = integer(1, 10_240);
const extraUplink = integer(0, 10_240);
const elasticIpChargeMode = oneOf("prepaid_by_duration", "postpaid_by_duration");
const aliasIps = list(object({ id: { check: id }, cidr: { check: cidr } }), 50);
const resourceTags = list(
  object({
    key: { required: true, check: textWhere(tagProblem(1, 127)) },
    value: { required: true, check: textWhere(tagProblem(0, 255)) },
  }),
  10,
);
const charge = object({
  // The API lists postpaid_by_usage too, but the product's billing page sells only these two.
  chargeMode: { check: oneOf("prepaid_by_duration", "postpaid_by_duration") },
  chargeUnit: { check: oneOf("month", "year") },
  chargeDuration: { check: integer(1, 9) },
  autoRenew: { check: boolean },
  buyScenario: { check: textWhere(buyScenarioProblem) },
});

/** Field by field; `required` follows the API except for subnetId, which the only network kind cannot do without. */
const FIELDS: Readonly<Record<keyof InstanceSpec, Field>> = {
  az: { required: true, check: id },
  deviceType: { required: true, check: id },
  hostname: { check: textWhere(hostnameProblem) },
  imageType: { required: true, check: oneOf("standard") },
  osTypeId: { required: true, check: id },
  sysRaidTypeId: { required: true, check: id },
  dataRaidTypeId: { required: true, check: id },
  subnetId: { required: true, check: id },
  enableInternet: { check: yesNo },
  internetChargeMode: { check: elasticIpChargeMode },
  bandwidthPackageId: { check: id },
  networkType: { required: true, check: oneOf("vpc") },
  cidr: { check: cidr },
  privateIp: { check: ipv4 },
  aliasIps: { check: aliasIps },
  lineType: { check: lineType },
  bandwidth: { check: bandwidth },
  extraUplinkBandwidth: { check: extraUplink },
  name: { required: true, check: textWhere(nameProblem) },
  description: { check: text(0, 256) },
  password: { check: textWhere(passwordProblem) },
  count: { required: true, check: integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) },
  userData: { check: textWhere(userDataProblem) },
  keypairId: { check: id },
  charge: { required: true, check: charge },
  interfaceMode: { check: oneOf("bond", "dual") },
  extensionSubnetId: { check: id },
  extensionPrivateIp: { check: ipv4 },
  extensionAliasIps: { check: aliasIps },
  extensionEnableInternet: { check: yesNo },
  extensionLineType: { check: lineType },
  extensionBandwidth: { check: bandwidth },
  extensionExtraUplinkBandwidth: { check: extraUplink },
  extensionInternetChargeMode: { check: elasticIpChargeMode },
  extensionBandwidthPackageId: { check: id },
  resourceTags: { check: resourceTags },
};

const checkFields = object(FIELDS);

/** Where each interface keeps its public network fields: the switch, what it needs, what else it allows. */
const INTERFACES = [
  {
    enable: "enableInternet",
    chargeMode: "internetChargeMode",
    needed: ["lineType", "bandwidth", "internetChargeMode"],
    allowed: ["extraUplinkBandwidth", "bandwidthPackageId"],
  },
  {
    enable: "extensionEnableInternet",
    chargeMode: "extensionInternetChargeMode",
    needed: ["extensionLineType", "extensionBandwidth", "extensionInternetChargeMode"],
    allowed: ["extensionExtraUplinkBandwidth", "extensionBandwidthPackageId"],
  },
] as const satisfies readonly Record<string, string | readonly string[]>[];

const EXTENSION = (Object.keys(FIELDS) as (keyof InstanceSpec)[]).filter((name) =>
  name.startsWith("extension"),
);

function checkCharge(spec: InstanceSpec, path: string): void {
  const { chargeMode = DEFAULT_CHARGE_MODE, chargeUnit, chargeDuration } = spec.charge;
  const at = `${path}.charge`;
  if (chargeMode !== "prepaid_by_duration") {
    // Documented as valid only with prepaid_by_duration.
    if (chargeUnit !== undefined)
      invalid(`${at}.chargeUnit`, "is valid only with prepaid_by_duration");
    if (chargeDuration !== undefined)
      invalid(`${at}.chargeDuration`, "is valid only with prepaid_by_duration");
    return;
  }
  // A default of "month" is documented beside "required when prepaid"; the requirement is the strict reading.
  if (chargeUnit === undefined) invalid(`${at}.chargeUnit`, "is required with prepaid_by_duration");
  if (chargeDuration === undefined)
    invalid(`${at}.chargeDuration`, "is required with prepaid_by_duration");
  if (chargeUnit === "year" && chargeDuration > 3) {
    throw new Refusal(
      "OUT_OF_RANGE",
      `The field ${at}.chargeDuration must be from 1 to 3 when the unit is year.`,
    );
  }
}

function checkInternet(spec: InstanceSpec, path: string): void {
  const chargeMode = spec.charge.chargeMode ?? DEFAULT_CHARGE_MODE;
  for (const one of INTERFACES) {
    const primary = one.enable === "enableInternet";
    const enabled = spec[one.enable] ?? (primary ? DEFAULT_ENABLE_INTERNET : "no");
    if (enabled === "no") {
      const stray = [...one.needed, ...one.allowed].find((name) => spec[name] !== undefined);
      if (stray) invalid(`${path}.${stray}`, `cannot be given when ${one.enable} is no`);
      continue;
    }
    const missing = one.needed.find((name) => spec[name] === undefined);
    if (missing) invalid(`${path}.${missing}`, `is required when ${one.enable} is yes`);
    // The guide wants the elastic IP billed like the server.
    if (spec[one.chargeMode] !== chargeMode)
      invalid(`${path}.${one.chargeMode}`, "must equal charge.chargeMode");
  }
}

function checkInterfaces(spec: InstanceSpec, path: string): void {
  if (spec.interfaceMode !== "dual") {
    const stray = EXTENSION.find((name) => spec[name] !== undefined);
    if (stray) invalid(`${path}.${stray}`, "can be given only when interfaceMode is dual");
    return;
  }
  if (spec.extensionSubnetId === undefined)
    invalid(`${path}.extensionSubnetId`, "is required when interfaceMode is dual");
  // No default is documented while the primary's is yes: leaving it out would buy something unknown.
  if (spec.extensionEnableInternet === undefined) {
    invalid(`${path}.extensionEnableInternet`, "is required when interfaceMode is dual");
  }
}

function checkTogether(spec: InstanceSpec, path: string): void {
  // Left over from the classic network: a subnet has its own range.
  if (spec.cidr !== undefined) invalid(`${path}.cidr`, "cannot be given together with subnetId");
  for (const name of ["privateIp", "extensionPrivateIp"] as const) {
    if (spec[name] !== undefined && spec.count > 1)
      invalid(`${path}.${name}`, "can be given only when count is 1");
  }
  for (const name of ["aliasIps", "extensionAliasIps"] as const) {
    for (const [index, alias] of (spec[name] ?? []).entries()) {
      if (alias.id === undefined && alias.cidr === undefined)
        invalid(`${path}.${name}[${index}]`, "needs an id or a cidr");
    }
  }
  const keys = (spec.resourceTags ?? []).map((tag) => tag.key);
  const repeated = keys.findIndex((key, index) => keys.indexOf(key) !== index);
  if (repeated >= 0) invalid(`${path}.resourceTags[${repeated}].key`, "repeats an earlier key");
  // A number is added to the host name of each server of a batch.
  if (
    spec.hostname !== undefined &&
    spec.count > 1 &&
    `${spec.hostname}-${spec.count}`.length > 64
  ) {
    invalid(`${path}.hostname`, "leaves no room for the number that a batch adds");
  }
}

/** Everything about `instanceSpec` that can be said without looking at the world. Throws the first refusal. */
export function checkInstanceSpec(body: JsonObject, serversPerOrder: number): InstanceSpec {
  const path = "instanceSpec";
  checkFields(body[path], path);
  const spec = body[path] as InstanceSpec;
  integer(1, serversPerOrder)(spec.count, `${path}.count`);
  checkCharge(spec, path);
  checkInterfaces(spec, path);
  checkInternet(spec, path);
  checkTogether(spec, path);
  return spec;
}

/** The ten fields of reinstallInstance. */
export interface ReinstallSpec {
  az: string;
  osTypeId: string;
  sysRaidTypeId: string;
  dataRaidTypeId: string;
  keepData: string;
  keypairId?: string;
}

const checkReinstall = object({
  az: { required: true, check: id },
  imageType: { required: true, check: oneOf("standard") },
  osTypeId: { required: true, check: id },
  sysRaidTypeId: { required: true, check: id },
  keepData: { required: true, check: yesNo },
  dataRaidTypeId: { required: true, check: id },
  password: { required: true, check: textWhere(passwordProblem) },
  hostname: { check: textWhere(hostnameProblem) },
  userData: { check: textWhere(userDataProblem) },
  keypairId: { check: id },
});

export function checkReinstallSpec(body: JsonObject): ReinstallSpec {
  checkReinstall(body["instanceSpec"], "instanceSpec");
  return body["instanceSpec"] as ReinstallSpec;
}
