import {
  checkInstanceSpec,
  defaultLimits,
  type Limits,
  type Problem,
  type RuleName,
} from "../../../src/order/instance-spec.ts";
import { base64, maximal, minimal } from "./valid-specs.ts";

export const fieldsOfTheApi = {
  InstanceSpec:
    "az deviceType hostname imageType osTypeId sysRaidTypeId dataRaidTypeId subnetId enableInternet internetChargeMode " +
    "bandwidthPackageId networkType cidr privateIp aliasIps lineType bandwidth extraUplinkBandwidth name description " +
    "password count userData keypairId charge interfaceMode extensionSubnetId extensionPrivateIp extensionAliasIps " +
    "extensionEnableInternet extensionLineType extensionBandwidth extensionExtraUplinkBandwidth " +
    "extensionInternetChargeMode extensionBandwidthPackageId resourceTags",
  AliasIpInfo: "id cidr",
  ChargeSpec: "chargeMode chargeUnit chargeDuration autoRenew buyScenario",
  Tag: "key value",
};

export function problemsOf(input: unknown, limits: Limits = defaultLimits): readonly Problem[] {
  const checked = checkInstanceSpec(input, limits);
  return checked.ok ? [] : checked.problems;
}

/** The specification with the values at these paths replaced; `undefined` takes a field away. */
export function changed(spec: object, changes: Readonly<Record<string, unknown>>): object {
  const copy = structuredClone(spec);
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split(".");
    const last = names.pop() ?? "";
    const holder = names.reduce((part, name) => Reflect.get(part, name) as object, copy);
    if (value === undefined) Reflect.deleteProperty(holder, last);
    else Reflect.set(holder, last, value);
  }
  return copy;
}

export const batch = { count: 5, privateIp: undefined, extensionPrivateIp: undefined };
const prepaid = "prepaid_by_duration";
const postpaid = "postpaid_by_duration";

export type Row = readonly [
  field: string,
  rule: RuleName,
  base: object,
  changes: Record<string, unknown>,
  parameters?: object,
];

const choicesOf = (...choices: string[]) => ({ choices });
export const requiredNames =
  "az deviceType osTypeId sysRaidTypeId dataRaidTypeId name count charge".split(" ");
export const saidAlways = "subnetId enableInternet interfaceMode charge.chargeMode".split(" ");
export const texts =
  "az hostname osTypeId subnetId privateIp name description password userData keypairId".split(" ");
export const numbers =
  "bandwidth extraUplinkBandwidth count extensionBandwidth extensionExtraUplinkBandwidth".split(
    " ",
  );
const lines = choicesOf("un", "ct", "cm");
const primaryInternet =
  "lineType bandwidth extraUplinkBandwidth internetChargeMode bandwidthPackageId".split(" ");
const secondInternet = primaryInternet.map(
  (name) => `extension${name.charAt(0).toUpperCase()}${name.slice(1)}`,
);
const secondInterface = fieldsOfTheApi.InstanceSpec.split(" ").filter((name) =>
  name.startsWith("extension"),
);
const noSecondInterface = Object.fromEntries(secondInterface.map((name) => [name, undefined]));
export const bond = { ...noSecondInterface, interfaceMode: "bond" };
export const unbilled = {
  "charge.chargeUnit": undefined,
  "charge.chargeDuration": undefined,
  "charge.autoRenew": undefined,
};
export const allPostpaid = {
  "charge.chargeMode": postpaid,
  internetChargeMode: postpaid,
  extensionInternetChargeMode: postpaid,
};

/** One mutation a row, and the one problem it makes. */
export const rows: readonly Row[] = [
  ...requiredNames.map((name): Row => [name, "required", maximal, { [name]: undefined }, {}]),
  ...saidAlways.map((name): Row => [name, "required", maximal, { [name]: undefined }, {}]),
  ["resourceTags.1.value", "required", maximal, { "resourceTags.1.value": undefined }],
  ["imageType", "required", minimal, { imageType: undefined }],
  ["networkType", "required", minimal, { networkType: undefined }],
  ...texts.map((name): Row => [name, "type", maximal, { [name]: 7 }, { expected: "string" }]),
  ...numbers.map((name): Row => [name, "type", maximal, { [name]: "7" }, { expected: "integer" }]),
  ...[1.5, null, 2 ** 60, Infinity].map((count): Row => [
    "count",
    "type",
    maximal,
    { count },
    { expected: "integer" },
  ]),
  ["charge", "type", maximal, { charge: [] }, { expected: "object" }],
  ["charge.autoRenew", "type", maximal, { "charge.autoRenew": "OPEN" }, { expected: "boolean" }],
  ["aliasIps", "type", maximal, { aliasIps: {} }, { expected: "list" }],
  ["resourceTags.0", "type", maximal, { "resourceTags.0": "a=b" }, { expected: "object" }],
  ["extra", "known", minimal, { extra: 1 }],
  ["charge.autoChangeChargeMode", "known", minimal, { "charge.autoChangeChargeMode": true }],
  ["aliasIps.0.scope", "known", maximal, { "aliasIps.0.scope": "ipv4" }],
  ["imageType", "choice", minimal, { imageType: "custom" }, choicesOf("standard")],
  ["networkType", "choice", minimal, { networkType: "basic" }, choicesOf("vpc")],
  ["lineType", "choice", maximal, { lineType: "bgp" }, lines],
  ["extensionLineType", "choice", maximal, { extensionLineType: "UN" }, lines],
  ["enableInternet", "choice", maximal, { enableInternet: true }, choicesOf("yes", "no")],
  [
    "extensionEnableInternet",
    "choice",
    maximal,
    { extensionEnableInternet: "" },
    choicesOf("yes", "no"),
  ],
  ["interfaceMode", "choice", maximal, { interfaceMode: "single" }, choicesOf("bond", "dual")],
  [
    "internetChargeMode",
    "choice",
    maximal,
    { internetChargeMode: "postpaid_by_usage" },
    choicesOf(prepaid, postpaid),
  ],
  [
    "charge.chargeUnit",
    "choice",
    maximal,
    { "charge.chargeUnit": "week" },
    choicesOf("month", "year"),
  ],
  ["charge.chargeMode", "not-offered", minimal, { "charge.chargeMode": "postpaid_by_usage" }],
  ["deviceType", "length", minimal, { deviceType: "" }, { min: 1, max: 128 }],
  ["keypairId", "id-characters", minimal, { keypairId: "key 1" }],
  ...["web..1", "web--1", ".web", "web-", "web.-1", "web_1", "wéb"].map((hostname): Row => [
    "hostname",
    "hostname-form",
    maximal,
    { hostname },
  ]),
  [
    "hostname",
    "hostname-room",
    maximal,
    { ...batch, hostname: "h".repeat(63) },
    { max: 62, other: "count", value: 5 },
  ],
  ...["web 01", "web.01", "web\u200b01", "web\u202e01", "web😀"].map((name): Row => [
    "name",
    "name-characters",
    minimal,
    { name },
  ]),
  ...["1web", "_web", "-web"].map((name): Row => ["name", "name-start", minimal, { name }]),
  ...[
    "a\nb",
    "a\u0000",
    "\u202ea",
    "a\u200bb",
    "\ufeffa",
    "\u2066a",
    "a\u00ad",
    "\ud800",
    "\u3164",
  ].map((description): Row => ["description", "visible-characters", minimal, { description }]),
  ...["10.0.1.1", "10.0.1.1/33", "10.0.1.01/24", "10.0.1/24", "::1/64", " 10.0.0.0/8"].map(
    (cidr): Row => ["aliasIps.0.cidr", "cidr", maximal, { "aliasIps.0.cidr": cidr }],
  ),
  ["aliasIps.1", "alias-empty", maximal, { "aliasIps.1": {} }],
  ["extensionAliasIps.0", "alias-empty", maximal, { "extensionAliasIps.0": {} }],
  ["extensionAliasIps.0.cidr", "cidr", maximal, { "extensionAliasIps.0.cidr": "x" }],
  ...["10.0.1", "10.0.1.256", "10.0.1.01", "fe80::1", "10.0.1.1/24"].map((privateIp): Row => [
    "privateIp",
    "ipv4",
    maximal,
    { privateIp },
  ]),
  ["extensionPrivateIp", "ipv4", maximal, { extensionPrivateIp: "x" }],
  ["bandwidth", "policy-limit", maximal, { bandwidth: 201 }, { max: 200 }],
  ["extensionBandwidth", "policy-limit", maximal, { extensionBandwidth: 10_240 }, { max: 200 }],
  ["count", "policy-limit", minimal, { count: 6 }, { max: 5 }],
  ["userData", "base64", minimal, { userData: "#!/bin/bash" }],
  ["userData", "base64", minimal, { userData: `${base64("#!/bin/bash")}\n` }],
  ...[
    "",
    "echo",
    "#!/bin/sh",
    "#!/bin/bash\r\necho",
    "\n#!/bin/bash",
    "#!/usr/bin/env python3",
  ].map((source): Row => ["userData", "script-first-line", minimal, { userData: base64(source) }]),
  ["charge.buyScenario", "base64", minimal, { "charge.buyScenario": "{}" }],
  ...[
    "{}",
    "[]",
    "null",
    "{",
    '{"activity":{"activityType":1}}',
    '{"activity":{"activityIdentifier":"a"}}',
  ].map((json): Row => [
    "charge.buyScenario",
    "voucher",
    minimal,
    { "charge.buyScenario": base64(json) },
  ]),
  ["charge.buyScenario", "voucher", minimal, { "charge.buyScenario": "/////w==" }],
  ...["a,b", "a\tb", "a#b", "a\u200bb", "é"].map((key): Row => [
    "resourceTags.1.key",
    "tag-characters",
    maximal,
    { "resourceTags.1.key": key },
  ]),
  ["resourceTags.0.value", "tag-leading-blank", maximal, { "resourceTags.0.value": " a" }],
  [
    "resourceTags.0.key",
    "tag-reserved-prefix",
    maximal,
    { "resourceTags.0.key": "jrn:a" },
    choicesOf("jrn:", "jdc-"),
  ],
  ["resourceTags.0.value", "tag-reserved-prefix", maximal, { "resourceTags.0.value": "jdc-a" }],
  [
    "resourceTags.1.key",
    "distinct-keys",
    maximal,
    { "resourceTags.1.key": "team" },
    { other: "resourceTags.0.key" },
  ],

  ...["charge.chargeUnit", "charge.chargeDuration"].flatMap((name): Row[] => [
    [
      name,
      "required-with",
      maximal,
      { [name]: undefined },
      { other: "charge.chargeMode", value: prepaid },
    ],
    [
      name,
      "not-with",
      minimal,
      { [name]: name.endsWith("Unit") ? "month" : 99 },
      { other: "charge.chargeMode", value: postpaid },
    ],
  ]),
  [
    "charge.autoRenew",
    "not-with",
    minimal,
    { "charge.autoRenew": false },
    { other: "charge.chargeMode", value: postpaid },
  ],
  ...["lineType", "bandwidth", "internetChargeMode"].map((name): Row => [
    name,
    "required-with",
    maximal,
    { [name]: undefined },
    { other: "enableInternet", value: "yes" },
  ]),
  ...["extensionLineType", "extensionBandwidth", "extensionInternetChargeMode"].map((name): Row => [
    name,
    "required-with",
    maximal,
    { [name]: undefined },
    { other: "extensionEnableInternet", value: "yes" },
  ]),
  ...["extensionSubnetId", "extensionEnableInternet"].map((name): Row => [
    name,
    "required-with",
    maximal,
    { [name]: undefined },
    { other: "interfaceMode", value: "dual" },
  ]),
  ...primaryInternet.map((name): Row => [
    name,
    "not-with",
    minimal,
    { [name]: Reflect.get(maximal, name) },
    { other: "enableInternet", value: "no" },
  ]),
  ...secondInternet.map((name): Row => {
    const secondOff = {
      interfaceMode: "dual",
      extensionSubnetId: "subnet-2",
      extensionEnableInternet: "no",
    };
    const changes = { ...secondOff, [name]: Reflect.get(maximal, name) };
    return [name, "not-with", minimal, changes, { other: "extensionEnableInternet", value: "no" }];
  }),
  ...secondInterface.map((name): Row => [
    name,
    "not-with",
    minimal,
    { [name]: Reflect.get(maximal, name) },
    { other: "interfaceMode", value: "bond" },
  ]),
  ...["internetChargeMode", "extensionInternetChargeMode"].map((name): Row => [
    name,
    "same-as",
    maximal,
    { [name]: postpaid },
    { other: "charge.chargeMode", value: prepaid },
  ]),
  ["cidr", "not-beside", minimal, { cidr: "10.0.0.0/8" }, { other: "subnetId", value: "subnet-1" }],
  [
    "privateIp",
    "single-server",
    minimal,
    { privateIp: "10.0.1.7", count: 2 },
    { other: "count", value: 2 },
  ],
  [
    "extensionPrivateIp",
    "single-server",
    maximal,
    { count: 2, privateIp: undefined },
    { other: "count", value: 2 },
  ],
  ["password", "password-length", minimal, { password: "aB3$" }, { min: 8, max: 30 }],
];
