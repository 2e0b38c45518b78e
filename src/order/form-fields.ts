import type { DeviceType, KeyPair, OperatingSystem, Raid, Region, Subnet } from "./catalogue.ts";

/** Every list that the form shows, by the name of the catalogue's method. */
export interface Lists {
  readonly regions: readonly Region[];
  readonly deviceTypes: readonly DeviceType[];
  readonly operatingSystems: readonly OperatingSystem[];
  readonly raids: readonly Raid[];
  readonly subnets: readonly Subnet[];
  readonly lineTypes: readonly string[];
  readonly keyPairs: readonly KeyPair[];
}
export type ListName = keyof Lists;

export interface Choice {
  readonly value: string;
  readonly label: string;
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
  "enableInternet",
  "lineType",
  "bandwidth",
  "internetChargeMode",
  "keypairId",
  "sections",
  "password",
  "userData",
  "justification",
] as const;
export type FieldId = (typeof fieldIds)[number];

/**
 * What the person answered, by field. Everything is text here, as Slack gives it.
 */
export type Answers = Readonly<Partial<Record<FieldId, string>>>;

interface FieldBase {
  readonly optional?: true;
  /** Choosing changes which other fields or lists there are, so Slack tells us at once. */
  readonly redraws?: true;
  /** An answer holds only as long as these keep theirs: when one changes, the field is emptied and its list loaded anew. */
  readonly dependsOn?: readonly FieldId[];
  /** Fields that do not apply are not asked. */
  readonly shownWhen?: (answers: Answers, has: FormAbilities) => boolean;
}

interface ListField<L extends ListName> extends FieldBase {
  readonly control: "list";
  readonly list: L;
  /** The answers that the list is asked with. */
  readonly args: readonly FieldId[];
  readonly choices: (items: Lists[L], answers: Answers) => readonly Choice[];
}
interface ChoiceField extends FieldBase {
  readonly control: "choice" | "checkboxes";
  readonly values: readonly string[];
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

/** What this installation can do; the form offers no more than that. */
export interface FormAbilities {
  /** Password and start-up script can be stored sealed. */
  readonly sealing: boolean;
}

const isPrepaid = (answers: Answers): boolean =>
  answers["charge.chargeMode"] === "prepaid_by_duration";
const isPublic = (answers: Answers): boolean => answers.enableInternet === "yes";
const wantsAccess = (answers: Answers, has: FormAbilities): boolean =>
  has.sealing && (answers.sections ?? "").split(",").includes("access");

export const fields: Readonly<Record<FieldId, Field>> = {
  regionId: {
    control: "list",
    list: "regions",
    args: [],
    redraws: true,
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
    redraws: true,
    choices: (types) =>
      types
        .filter(({ isSoldOut }) => !isSoldOut)
        .map(({ deviceType, name, cpuConcise, memConcise }) => ({
          value: deviceType,
          label: [named(name, deviceType), cpuConcise, memConcise].filter(Boolean).join(" · "),
        })),
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
  subnetId: {
    control: "list",
    list: "subnets",
    args: ["regionId", "az"],
    dependsOn: ["regionId", "az"],
    choices: (subnets) =>
      subnets.map(({ subnetId, name, cidr }) => ({
        value: subnetId,
        label: [name || subnetId, cidr].filter(Boolean).join(" · "),
      })),
  },
  name: { control: "text", max: 32 },
  count: { control: "number", initial: () => "1" },
  "charge.chargeMode": {
    control: "choice",
    values: ["postpaid_by_duration", "prepaid_by_duration"],
    redraws: true,
    initial: () => "postpaid_by_duration",
  },
  "charge.chargeUnit": {
    control: "choice",
    values: ["month", "year"],
    shownWhen: isPrepaid,
    initial: () => "month",
  },
  "charge.chargeDuration": { control: "number", max: 9, shownWhen: isPrepaid },
  // The cloud's own default is yes, which buys an address: the form asks, and starts from the answer that costs nothing.
  enableInternet: { control: "choice", values: ["no", "yes"], redraws: true, initial: () => "no" },
  lineType: {
    control: "list",
    list: "lineTypes",
    args: ["regionId"],
    dependsOn: ["regionId"],
    shownWhen: isPublic,
    choices: (lines) => lines.map((line) => ({ value: line, label: line })),
  },
  bandwidth: { control: "number", shownWhen: isPublic },
  // The address must be billed as the server is, so the answer starts there.
  internetChargeMode: {
    control: "choice",
    values: ["postpaid_by_duration", "prepaid_by_duration"],
    dependsOn: ["charge.chargeMode"],
    shownWhen: isPublic,
    initial: (answers) => answers["charge.chargeMode"] ?? "postpaid_by_duration",
  },
  keypairId: {
    control: "list",
    list: "keyPairs",
    args: ["regionId"],
    dependsOn: ["regionId"],
    optional: true,
    choices: (pairs) =>
      pairs.map(({ keypairId, name }) => ({ value: keypairId, label: name || keypairId })),
  },
  sections: {
    control: "checkboxes",
    values: ["access"],
    optional: true,
    redraws: true,
    shownWhen: (_, has) => has.sealing,
  },
  password: { control: "text", optional: true, max: 30, shownWhen: wantsAccess },
  userData: { control: "text", multiline: true, optional: true, max: 3000, shownWhen: wantsAccess },
  justification: { control: "text", multiline: true, max: 500 },
};

const named = (name: string, id: string): string => (name && name !== id ? `${name} (${id})` : id);
const raidChoices = (raids: readonly Raid[], volume: Raid["volumeType"]): Choice[] =>
  raids
    .filter(({ volumeType }) => volumeType === volume)
    .map(({ raidTypeId, raidType, volumeDetail }) => ({
      value: raidTypeId,
      label: [raidType || raidTypeId, volumeDetail].filter(Boolean).join(" · "),
    }));
