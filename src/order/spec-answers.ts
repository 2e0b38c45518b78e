import {
  fieldIds,
  fields,
  scriptParts,
  type Answers,
  type FieldId,
  type Section,
} from "./form-fields.ts";
import type { InstanceSpec } from "./instance-spec.ts";

/**
 * The body's instanceSpec, as far as it was answered. What has a single value is sent and not asked; what was not
 * answered is left out. Whatever is not what it should be stays as it was typed, for the contract's check to name.
 */
export function specOf(answers: Answers): unknown {
  const ticked = (answers.sections ?? "").split(",");
  return present({
    az: answers.az,
    deviceType: answers.deviceType,
    hostname: answers.hostname,
    imageType: "standard",
    osTypeId: answers.osTypeId,
    sysRaidTypeId: answers.sysRaidTypeId,
    dataRaidTypeId: answers.dataRaidTypeId,
    subnetId: answers.subnetId,
    // Always sent: left out, the cloud takes it for yes and sells an address.
    enableInternet: answers.enableInternet,
    internetChargeMode: answers.internetChargeMode,
    bandwidthPackageId: answers.bandwidthPackageId,
    networkType: "vpc",
    privateIp: answers.privateIp?.trim(),
    aliasIps: lines(answers.aliasIps)?.map(readAlias),
    lineType: answers.lineType,
    bandwidth: wholeNumber(answers.bandwidth),
    extraUplinkBandwidth: wholeNumber(answers.extraUplinkBandwidth),
    name: answers.name,
    description: answers.description,
    password: answers.password,
    count: wholeNumber(answers.count),
    userData: script(answers),
    keypairId: answers.keypairId,
    charge: present({
      chargeMode: answers["charge.chargeMode"],
      chargeUnit: answers["charge.chargeUnit"],
      chargeDuration: wholeNumber(answers["charge.chargeDuration"]),
      autoRenew: truth(answers["charge.autoRenew"]),
      buyScenario: answers["charge.buyScenario"],
    }),
    interfaceMode: ticked.includes("secondInterface") ? "dual" : "bond",
    extensionSubnetId: answers.extensionSubnetId,
    extensionPrivateIp: answers.extensionPrivateIp?.trim(),
    extensionAliasIps: lines(answers.extensionAliasIps)?.map(readAlias),
    extensionEnableInternet: answers.extensionEnableInternet,
    extensionLineType: answers.extensionLineType,
    extensionBandwidth: wholeNumber(answers.extensionBandwidth),
    extensionExtraUplinkBandwidth: wholeNumber(answers.extensionExtraUplinkBandwidth),
    extensionInternetChargeMode: answers.extensionInternetChargeMode,
    extensionBandwidthPackageId: answers.extensionBandwidthPackageId,
    resourceTags: lines(answers.resourceTags)?.map(readTag),
  });
}

/** The answers that a specification came from, with the sections ticked that hold some of them. Secrets are cut off. */
export function answersOf(region: string, spec: Partial<InstanceSpec>): Answers {
  const { charge, aliasIps, extensionAliasIps, resourceTags, ...plain } = spec;
  const answers: Partial<Record<FieldId, string>> = {};
  const answer = (id: FieldId, value: string | number | boolean | undefined): void => {
    if (value !== undefined && value !== "") answers[id] = String(value);
  };
  answer("regionId", region);
  for (const id of plainFields) answer(id, plain[id]);
  for (const name of ["chargeMode", "chargeUnit", "chargeDuration", "autoRenew"] as const)
    answer(`charge.${name}`, charge?.[name]);
  answer("charge.buyScenario", charge?.buyScenario);
  answer("aliasIps", aliasIps?.map(aliasLine).join("\n"));
  answer("extensionAliasIps", extensionAliasIps?.map(aliasLine).join("\n"));
  answer("resourceTags", resourceTags?.map(tagLine).join("\n"));
  answer(
    "sections",
    Object.entries(sectionFields)
      .filter(
        ([section, held]) =>
          held.some((id) => answers[id] !== undefined) ||
          (section === "secondInterface" && plain.interfaceMode === "dual"),
      )
      .map(([section]) => section)
      .join(","),
  );
  return answers;
}

/** Fields whose answer is their value, as text. */
const plainFields = [
  "az",
  "deviceType",
  "osTypeId",
  "sysRaidTypeId",
  "dataRaidTypeId",
  "subnetId",
  "name",
  "count",
  "enableInternet",
  "lineType",
  "bandwidth",
  "internetChargeMode",
  "keypairId",
  "privateIp",
  "extraUplinkBandwidth",
  "bandwidthPackageId",
  "extensionSubnetId",
  "extensionPrivateIp",
  "extensionEnableInternet",
  "extensionLineType",
  "extensionBandwidth",
  "extensionExtraUplinkBandwidth",
  "extensionInternetChargeMode",
  "extensionBandwidthPackageId",
  "hostname",
  "description",
] as const satisfies readonly (FieldId & keyof InstanceSpec)[];

function fieldsIn(section: Section): readonly FieldId[] {
  return fieldIds.filter((id) => fields[id].section === section);
}

/** What makes a section worth opening when a form is filled in beforehand. */
export const sectionFields = {
  network: fieldsIn("network"),
  secondInterface: fieldsIn("secondInterface"),
  advanced: fieldsIn("advanced"),
};

/** A script pasted from Windows would not run: its first line would end in a carriage return. */
function script(answers: Answers): string | undefined {
  const text = scriptParts.map((part) => answers[part] ?? "").join("");
  return text === ""
    ? undefined
    : Buffer.from(text.replaceAll("\r\n", "\n"), "utf8").toString("base64");
}

/** One entry a line; blank lines are nothing. */
function lines(text: string | undefined): string[] | undefined {
  const entries = text?.split(/\r?\n/).filter((line) => line.trim() !== "");
  return entries?.length === 0 ? undefined : entries;
}

/** `range`, `range id`, or an id alone. What looks like an address is taken for a range, so that its errors are a range's. */
function readAlias(line: string): unknown {
  const [first = "", second, ...rest] = line.trim().split(/\s+/);
  if (second === undefined) return /^[0-9.]+$|\//.test(first) ? { cidr: first } : { id: first };
  return { cidr: first, id: [second, ...rest].join(" ") };
}
const aliasLine = ({ id, cidr }: { id?: string | undefined; cidr?: string | undefined }): string =>
  [cidr, id].filter((part) => part !== undefined).join(" ");

/** `key=value`, cut at the first `=`; one that belongs to the key is written `\=`, for no tag may hold a backslash. */
function readTag(line: string): unknown {
  const [, key, value] = /^((?:[^=\\]|\\.)*)=(.*)$/.exec(line) ?? [];
  return key === undefined ? line : { key: key.replaceAll("\\=", "="), value };
}
const tagLine = ({ key, value }: { key: string; value: string }): string =>
  `${key.replaceAll("=", "\\=")}=${value}`;

const truth = (text: string | undefined): boolean | string | undefined =>
  text === "true" ? true : text === "false" ? false : text;

const present = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** A number as people type it; anything else stays text, and the contract's check says what is wrong with it. */
const wholeNumber = (text: string | undefined): number | string | undefined =>
  text !== undefined && /^-?[0-9]{1,9}$/.test(text.trim()) ? Number(text) : text;
