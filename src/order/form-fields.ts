import type {
  AddressStock,
  BandwidthPackage,
  DeviceStock,
  DeviceType,
  KeyPair,
  OperatingSystem,
  Raid,
  Region,
  Subnet,
} from "./catalogue.ts";
import type { Limits } from "./instance-spec.ts";

/** Every list that the form shows, by the name of the catalogue's method. */
export interface Lists {
  readonly regions: readonly Region[];
  readonly deviceTypes: readonly DeviceType[];
  readonly deviceStock: readonly DeviceStock[];
  readonly operatingSystems: readonly OperatingSystem[];
  readonly raids: readonly Raid[];
  readonly subnets: readonly Subnet[];
  readonly lineTypes: readonly string[];
  readonly addressStock: readonly AddressStock[];
  readonly bandwidthPackages: readonly BandwidthPackage[];
  readonly keyPairs: readonly KeyPair[];
}
export type ListName = keyof Lists;

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** How many there are, where that is known. */
  readonly stock?: number;
  /** Shown, and not to be chosen. */
  readonly soldOut?: true;
}

/** Top to bottom. A field comes after those it depends on. Each is named for its path in the API, or is the bot's own. */
export const fieldIds = [
  "regionId",
  "az",
  "deviceType",
  "osTypeId",
  "sysRaidTypeId",
  "dataRaidTypeId",
  "subnetId",
  "name",
  "count",
  "charge.chargeMode",
  "charge.chargeUnit",
  "charge.chargeDuration",
  "charge.autoRenew",
  "enableInternet",
  "lineType",
  "bandwidth",
  "internetChargeMode",
  "keypairId",
  "justification",
  "sections",
  "privateIp",
  "aliasIps",
  "extraUplinkBandwidth",
  "bandwidthPackageId",
  "extensionSubnetId",
  "extensionPrivateIp",
  "extensionAliasIps",
  "extensionEnableInternet",
  "extensionLineType",
  "extensionBandwidth",
  "extensionExtraUplinkBandwidth",
  "extensionInternetChargeMode",
  "extensionBandwidthPackageId",
  "password",
  "userData",
  "userData.2",
  "userData.3",
  "userData.4",
  "userData.5",
  "userData.6",
  "hostname",
  "description",
  "resourceTags",
  "charge.buyScenario",
] as const;
export type FieldId = (typeof fieldIds)[number];

/**
 * What the person answered, by field. Everything is text here, as Slack gives it.
 */
export type Answers = Readonly<Partial<Record<FieldId, string>>>;

/** Slack's longest text input; a longer start-up script goes on in the next part. */
export const LONGEST_INPUT = 3_000;
/** 16 KB of script, in inputs of 3,000 characters. */
export const scriptParts = [
  "userData",
  "userData.2",
  "userData.3",
  "userData.4",
  "userData.5",
  "userData.6",
] as const satisfies readonly FieldId[];
/** Answers that never leave the form but sealed. */
export const secretAnswers: readonly FieldId[] = ["password", ...scriptParts];

/** What this installation can do; the form offers no more than that. */
export interface FormAbilities {
  /** Password and start-up script can be stored sealed. */
  readonly sealing: boolean;
  readonly limits: Limits;
  /** There is a price book, so what changes the price is told at once. */
  readonly prices: boolean;
}

/** What is rarely asked stands behind everything else, in sections that are opened. */
const sections = ["network", "secondInterface", "access", "advanced"] as const;
export type Section = (typeof sections)[number];

interface FieldBase {
  readonly optional?: true;
  /** Asked only while this section is open. */
  readonly section?: Section;
  /** Choosing changes which other fields or lists there are, so Slack tells us at once. */
  readonly redraws?: true;
  /** The answer changes the price, so Slack tells us at once where there is a price book. */
  readonly priced?: true;
  /** An answer holds only as long as these keep theirs: when one changes, the field is emptied and its list loaded anew. */
  readonly dependsOn?: readonly FieldId[];
  /** Fields that do not apply are not asked. */
  readonly shownWhen?: (answers: Answers) => boolean;
}

interface ListField<L extends ListName> extends FieldBase {
  readonly control: "list";
  readonly list: L;
  /** The answers that the list is asked with. */
  readonly args: readonly FieldId[];
  readonly choices: (items: Lists[L], answers: Answers, beside: Beside) => readonly Choice[];
  /** Lists that say more about the choices; without them there are choices all the same. */
  readonly beside?: ListNeed;
}
/** A list, and the answers that it is asked with. */
export interface ListNeed {
  readonly list: ListName;
  readonly args: readonly FieldId[];
}
/** What came of the list beside, when it came. */
export type Beside = Partial<Lists>;

interface ChoiceField extends FieldBase {
  readonly control: "choice" | "checkboxes";
  readonly values: (has: FormAbilities, answers: Answers) => readonly string[];
  readonly initial?: (answers: Answers) => string;
}
interface TextField extends FieldBase {
  readonly control: "text" | "number";
  readonly multiline?: true;
  readonly initial?: (answers: Answers) => string;
  readonly max?: number;
}
type AnyListField = { [L in ListName]: ListField<L> }[ListName];
export type Field = AnyListField | ChoiceField | TextField;

const isPrepaid = (answers: Answers): boolean =>
  answers["charge.chargeMode"] === "prepaid_by_duration";
const isPublic = (answers: Answers): boolean => answers.enableInternet === "yes";
const isSecondPublic = (answers: Answers): boolean => answers.extensionEnableInternet === "yes";

const chargeModes = ["postpaid_by_duration", "prepaid_by_duration"] as const;
const subnet = {
  control: "list",
  list: "subnets",
  args: ["regionId", "az"],
  dependsOn: ["regionId", "az"],
  choices: (subnets: Lists["subnets"]) =>
    subnets.map(({ subnetId, name, cidr, availableIpCount }) => ({
      value: subnetId,
      label: [name || subnetId, cidr].filter(Boolean).join(" · "),
      stock: availableIpCount,
    })),
} as const;
const line = {
  control: "list",
  list: "lineTypes",
  args: ["regionId"],
  dependsOn: ["regionId"],
  redraws: true,
  priced: true,
  choices: (lines: Lists["lineTypes"]) => lines.map((one) => ({ value: one, label: one })),
} as const;

/** A shared bandwidth is of the same node and operator as the address that joins it (console guide, Edge-Shared-Bandwidth). */
const sharedBandwidth = (lineField: "lineType" | "extensionLineType") =>
  ({
    control: "list",
    list: "bandwidthPackages",
    args: ["regionId"],
    dependsOn: ["regionId", lineField],
    optional: true,
    choices: (packages: Lists["bandwidthPackages"], answers: Answers) =>
      packages
        .filter(({ lineType }) => lineType === answers[lineField])
        .map(({ bandwidthPackageId, name, bandwidth }) => ({
          value: bandwidthPackageId,
          label: `${named(name, bandwidthPackageId)} · ${bandwidth} Mbps`,
        })),
  }) as const;

/** An address is billed as its server is; by usage it cannot be, so beside such a server (or one of which nothing is said yet) either way will do. */
const addressCharge = {
  control: "choice",
  dependsOn: ["charge.chargeMode"],
  priced: true,
  values: (_: FormAbilities, { "charge.chargeMode": mode = "postpaid_by_usage" }: Answers) =>
    mode === "postpaid_by_usage" ? chargeModes : [mode],
  initial: ({ "charge.chargeMode": mode = chargeModes[0] }: Answers) =>
    mode === "postpaid_by_usage" ? chargeModes[0] : mode,
} as const;

/** One part of the script; the next one is asked for when this one is nearly full. */
const scriptPart = (before?: FieldId): Field => ({
  control: "text",
  multiline: true,
  optional: true,
  redraws: true,
  max: LONGEST_INPUT,
  section: "access",
  shownWhen: (answers) =>
    before === undefined || (answers[before]?.length ?? 0) > LONGEST_INPUT - 500,
});

export const fields: Readonly<Record<FieldId, Field>> = {
  regionId: {
    control: "list",
    list: "regions",
    args: [],
    redraws: true,
    priced: true,
    choices: (regions) =>
      regions.map(({ region, regionName }) => ({
        value: region,
        label: named(regionName, region),
      })),
  },
  az: {
    control: "list",
    list: "regions",
    args: [],
    dependsOn: ["regionId"],
    redraws: true,
    choices: (regions, { regionId }) =>
      (regions.find(({ region }) => region === regionId)?.azs ?? []).map(({ az, azName }) => ({
        value: az,
        label: named(azName, az),
      })),
  },
  deviceType: {
    control: "list",
    list: "deviceTypes",
    args: ["regionId", "az"],
    dependsOn: ["regionId", "az"],
    beside: { list: "deviceStock", args: ["regionId"] },
    redraws: true,
    priced: true,
    choices: (types, _, { deviceStock }) =>
      types.map(({ deviceType, name, cpuConcise, memConcise, isSoldOut }) => {
        const stock = deviceStock?.find((one) => one.deviceType === deviceType)?.available;
        return {
          value: deviceType,
          label: [named(name, deviceType), cpuConcise, memConcise].filter(Boolean).join(" · "),
          ...(stock === undefined ? {} : { stock }),
          ...(isSoldOut || stock === 0 ? { soldOut: true } : {}),
        };
      }),
  },
  osTypeId: {
    control: "list",
    list: "operatingSystems",
    args: ["regionId", "deviceType"],
    dependsOn: ["regionId", "deviceType"],
    choices: (systems) =>
      systems.map(({ osTypeId, osName }) => ({ value: osTypeId, label: osName || osTypeId })),
  },
  sysRaidTypeId: {
    control: "list",
    list: "raids",
    args: ["regionId", "deviceType"],
    dependsOn: ["regionId", "deviceType"],
    choices: (raids) => raidChoices(raids, "system"),
  },
  dataRaidTypeId: {
    control: "list",
    list: "raids",
    args: ["regionId", "deviceType"],
    dependsOn: ["regionId", "deviceType"],
    choices: (raids) => raidChoices(raids, "data"),
  },
  subnetId: subnet,
  name: { control: "text" },
  count: { control: "number", priced: true, initial: () => "1" },
  "charge.chargeMode": {
    control: "choice",
    values: ({ limits }) =>
      limits.allowPostpaidByUsage ? [...chargeModes, "postpaid_by_usage"] : chargeModes,
    redraws: true,
    priced: true,
    initial: () => "postpaid_by_duration",
  },
  "charge.chargeUnit": {
    control: "choice",
    values: () => ["month", "year"],
    priced: true,
    shownWhen: isPrepaid,
    initial: () => "month",
  },
  "charge.chargeDuration": { control: "number", priced: true, shownWhen: isPrepaid },
  "charge.autoRenew": {
    control: "choice",
    values: () => ["false", "true"],
    optional: true,
    shownWhen: isPrepaid,
  },
  // The cloud's own default is yes, which buys an address: the form asks, and starts from the answer that costs nothing.
  enableInternet: {
    control: "choice",
    values: () => ["no", "yes"],
    redraws: true,
    priced: true,
    initial: () => "no",
  },
  lineType: { ...line, shownWhen: isPublic },
  bandwidth: { control: "number", priced: true, shownWhen: isPublic },
  internetChargeMode: { ...addressCharge, shownWhen: isPublic },
  keypairId: {
    control: "list",
    list: "keyPairs",
    args: ["regionId"],
    dependsOn: ["regionId"],
    optional: true,
    choices: (pairs) =>
      pairs.map(({ keypairId, name }) => ({ value: keypairId, label: name || keypairId })),
  },
  justification: { control: "text", multiline: true, max: 500 },
  sections: {
    control: "checkboxes",
    values: ({ sealing }) => (sealing ? sections : sections.filter((name) => name !== "access")),
    optional: true,
    redraws: true,
  },

  privateIp: { control: "text", optional: true, section: "network" },
  aliasIps: { control: "text", multiline: true, optional: true, section: "network" },
  extraUplinkBandwidth: {
    control: "number",
    optional: true,
    priced: true,
    section: "network",
    shownWhen: isPublic,
  },
  bandwidthPackageId: { ...sharedBandwidth("lineType"), section: "network", shownWhen: isPublic },

  extensionSubnetId: { ...subnet, section: "secondInterface" },
  extensionPrivateIp: { control: "text", optional: true, section: "secondInterface" },
  extensionAliasIps: {
    control: "text",
    multiline: true,
    optional: true,
    section: "secondInterface",
  },
  extensionEnableInternet: {
    control: "choice",
    values: () => ["no", "yes"],
    redraws: true,
    priced: true,
    initial: () => "no",
    section: "secondInterface",
  },
  extensionLineType: { ...line, section: "secondInterface", shownWhen: isSecondPublic },
  extensionBandwidth: {
    control: "number",
    priced: true,
    section: "secondInterface",
    shownWhen: isSecondPublic,
  },
  extensionExtraUplinkBandwidth: {
    control: "number",
    optional: true,
    priced: true,
    section: "secondInterface",
    shownWhen: isSecondPublic,
  },
  extensionInternetChargeMode: {
    ...addressCharge,
    section: "secondInterface",
    shownWhen: isSecondPublic,
  },
  extensionBandwidthPackageId: {
    ...sharedBandwidth("extensionLineType"),
    section: "secondInterface",
    shownWhen: isSecondPublic,
  },

  password: { control: "text", optional: true, max: 30, section: "access" },
  userData: scriptPart(),
  "userData.2": scriptPart("userData"),
  "userData.3": scriptPart("userData.2"),
  "userData.4": scriptPart("userData.3"),
  "userData.5": scriptPart("userData.4"),
  "userData.6": scriptPart("userData.5"),

  hostname: { control: "text", optional: true, section: "advanced" },
  description: { control: "text", multiline: true, optional: true, section: "advanced" },
  resourceTags: { control: "text", multiline: true, optional: true, section: "advanced" },
  "charge.buyScenario": {
    control: "text",
    optional: true,
    max: LONGEST_INPUT,
    section: "advanced",
  },
};

const named = (name: string, id: string): string => (name && name !== id ? `${name} (${id})` : id);
const raidChoices = (raids: readonly Raid[], volume: Raid["volumeType"]): Choice[] =>
  raids
    .filter(({ volumeType }) => volumeType === volume)
    .map(({ raidTypeId, raidType, volumeDetail }) => ({
      value: raidTypeId,
      label: [raidType || raidTypeId, volumeDetail].filter(Boolean).join(" · "),
    }));
