import { fullSpec, plainSpec } from "./signed-client.ts";

/** Orders at the bounds of every rule, and beyond them: one valid order, one change a row. */

export type Change = Record<string, unknown>;
const GONE = undefined;

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const script = (bytes: number): string => base64("#!/bin/bash\n".padEnd(bytes, "#"));
const aliases = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ cidr: `10.0.1.${index}/32` }));
const tags = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `key-${index}`, value: "v" }));
const buyScenario = (value: unknown): Change => ({
  charge: { buyScenario: base64(JSON.stringify(value)) },
});

const BATCH_FULL: Change = { ...fullSpec(), privateIp: GONE, extensionPrivateIp: GONE };
const YEAR: Change = { chargeMode: "prepaid_by_duration", chargeUnit: "year", chargeDuration: 3 };
const MONTH: Change = { chargeMode: "prepaid_by_duration", chargeUnit: "month", chargeDuration: 9 };
const ONLINE: Change = {
  enableInternet: "yes",
  internetChargeMode: "postpaid_by_duration",
  lineType: "ct",
  bandwidth: 1,
};
const DUAL: Change = {
  interfaceMode: "dual",
  extensionSubnetId: "subnet-2",
  extensionEnableInternet: "no",
};
const GOOD_PASSWORDS = [
  "Tr9!kW7#",
  "Tr9!kW7#".padEnd(30, "xK4%"),
  "aB9cE9gH",
  "Zy!9(`~)^|*\\\"'<>,.?/",
  "Zy-9{}[]:;_+=&$@#%",
];

export const ACCEPTED: [string, Change, Change][] = [
  ["the plain order", plainSpec(), {}],
  ["the full order", fullSpec(), {}],
  ["a batch of five", BATCH_FULL, { count: 5 }],
  ["a name of 2", plainSpec(), { name: "ab" }],
  ["a name of 32", plainSpec(), { name: "a".repeat(32) }],
  ["a Chinese name", plainSpec(), { name: "边缘_节点-1" }],
  ["no description at all", plainSpec(), { description: "" }],
  ["a description of 256", plainSpec(), { description: "描".repeat(256) }],
  ["a host name of 2", plainSpec(), { hostname: "a1" }],
  ["a host name of 64", plainSpec(), { hostname: "a".repeat(64) }],
  ["a host name of 62 in a batch", plainSpec(), { hostname: "a".repeat(62), count: 2 }],
  ["bandwidth of 1", plainSpec(), ONLINE],
  [
    "bandwidth of 10240",
    plainSpec(),
    { ...ONLINE, bandwidth: 10_240, extraUplinkBandwidth: 10_240 },
  ],
  ["no extra uplink", plainSpec(), { ...ONLINE, extraUplinkBandwidth: 0 }],
  ["the documented default of enableInternet", plainSpec(), { ...ONLINE, enableInternet: GONE }],
  ["an empty charge", plainSpec(), { charge: {} }],
  ["nine months", plainSpec(), { charge: MONTH }],
  ["three years", plainSpec(), { charge: YEAR }],
  ["one month", plainSpec(), { charge: { ...MONTH, chargeDuration: 1 } }],
  ["automatic renewal", plainSpec(), { charge: { ...MONTH, autoRenew: false } }],
  ["two interfaces", plainSpec(), DUAL],
  ["one interface, said so", plainSpec(), { interfaceMode: "bond" }],
  ["50 aliases", plainSpec(), { aliasIps: aliases(50) }],
  ["an alias with host bits", plainSpec(), { aliasIps: [{ cidr: "10.0.1.1/24" }] }],
  ["an alias by id alone", plainSpec(), { aliasIps: [{ id: "subnet-1" }] }],
  ["10 tags", plainSpec(), { resourceTags: tags(10) }],
  [
    "tags at their longest",
    plainSpec(),
    { resourceTags: [{ key: "k".repeat(127), value: "v".repeat(255) }] },
  ],
  ["an empty tag value", plainSpec(), { resourceTags: [{ key: "k", value: "" }] }],
  [
    "all marks of a tag",
    plainSpec(),
    { resourceTags: [{ key: "a _.:/=+-@中", value: "Ünicode".slice(1) }] },
  ],
  [
    "keys that differ in case",
    plainSpec(),
    { resourceTags: [...tags(1), { key: "KEY-0", value: "v" }] },
  ],
  ["a script of 16 KB", plainSpec(), { userData: script(16_384) }],
  ["a python script", plainSpec(), { userData: base64("#!/usr/bin/env python\r\nprint(1)") }],
  ["a password and a key pair", plainSpec(), { password: "Tr9!kW7#", keypairId: "k" }],
  ...GOOD_PASSWORDS.map((password): [string, Change, Change] => [
    `the password ${password}`,
    plainSpec(),
    { password },
  ]),
];

const BAD_PASSWORDS: [string, unknown][] = [
  ["7 characters", "Tr9!kW7"],
  ["31 characters", "Tr9!kW7#".padEnd(31, "xK4%")],
  ...[
    "jd",
    "JD",
    "360",
    "bug",
    "BUG",
    "com",
    "COM",
    "cloud",
    "CLOUD",
    "password",
    "PASSWORD",
    "cOm",
  ].map((word): [string, unknown] => [`the word ${word}`, `Tr9!kW7#${word}`]),
  ["rising digits", "Tr!kW#x123"],
  ["falling digits", "Tr!kW#x987"],
  ["rising letters", "T9!kW7#abc"],
  ["falling letters", "T9!kW7#CBA"],
  ...["qaz", "wsx", "xsw", "qwe", "trewq", "tfc", "cft", "mnb"].map((keys): [string, unknown] => [
    `the keys ${keys}`,
    `T9!kW7#${keys}`,
  ]),
  ["the user name", "T9!kW7#root"],
  ["two classes", "trkwtrkw9"],
  ["a blank", "Tr9!kW7 #"],
  ["a Chinese character", "Tr9!kW7边#"],
  ["a number", 12_345_678],
];

const integers = (field: string, least: number, most: number): [string, Change, string][] => [
  [`${field} below ${least}`, { [field]: least - 1 }, `OUT_OF_RANGE.*${field}`],
  [`${field} above ${most}`, { [field]: most + 1 }, `OUT_OF_RANGE.*${field}`],
  [`${field} as a text`, { [field]: String(least) }, `INVALID_ARGUMENT.*${field}`],
  [`${field} as a fraction`, { [field]: least + 0.5 }, `INVALID_ARGUMENT.*${field}`],
];
const REQUIRED = [
  "az",
  "deviceType",
  "imageType",
  "osTypeId",
  "sysRaidTypeId",
  "dataRaidTypeId",
  "networkType",
  "subnetId",
  "name",
  "count",
  "charge",
];
const ENUMS = [
  "imageType",
  "networkType",
  "enableInternet",
  "internetChargeMode",
  "lineType",
  "interfaceMode",
  "extensionEnableInternet",
  "extensionLineType",
  "extensionInternetChargeMode",
];

/** Refused when changed so in the full order: field or pattern of the answer. */
export const REFUSED: [string, Change, string][] = [
  ...REQUIRED.map((field): [string, Change, string] => [`no ${field}`, { [field]: GONE }, field]),
  ...Object.keys(fullSpec()).map((field): [string, Change, string] => [
    `null as ${field}`,
    { [field]: null },
    field,
  ]),
  ...Object.keys(fullSpec()).map((field): [string, Change, string] => [
    `a wrong type as ${field}`,
    { [field]: typeof fullSpec()[field] === "number" ? {} : 7 },
    field,
  ]),
  ...ENUMS.map((field): [string, Change, string] => [
    `a strange ${field}`,
    { [field]: "strange" },
    field,
  ]),
  ...integers("count", 1, 5),
  ...integers("bandwidth", 1, 10_240),
  ...integers("extraUplinkBandwidth", 0, 10_240),
  ...integers("extensionBandwidth", 1, 10_240),
  ...integers("extensionExtraUplinkBandwidth", 0, 10_240),
  ...BAD_PASSWORDS.map(([what, password]): [string, Change, string] => [
    `a password with ${what}`,
    { password },
    "password",
  ]),
  ["an unknown field", { colour: "red" }, "instanceSpec.colour is unknown"],
  ["an IPv6 field of a later version", { enableIpv6: "no" }, "enableIpv6 is unknown"],
  ["an empty id", { osTypeId: "" }, "osTypeId"],
  ["a name of 1", { name: "a" }, "name"],
  ["a name of 33", { name: "a".repeat(33) }, "name"],
  ["a name that starts with a digit", { name: "1ab" }, "name"],
  ["a name with a dot", { name: "web.01" }, "name"],
  ["a name with a blank", { name: "web 01" }, "name"],
  ["a description of 257", { description: "描".repeat(257) }, "description"],
  ["a host name of 1", { hostname: "a" }, "hostname"],
  ["a host name of 65", { hostname: "a".repeat(65) }, "hostname"],
  ["a doubled dot", { hostname: "a..b" }, "hostname"],
  ["a doubled hyphen", { hostname: "a--b" }, "hostname"],
  ["a hyphen in front", { hostname: "-ab" }, "hostname"],
  ["a dot at the end", { hostname: "ab." }, "hostname"],
  ["an underscore in the host name", { hostname: "a_b" }, "hostname"],
  ["an address that is none", { privateIp: "10.0.1.256" }, "privateIp"],
  ["an address with a leading zero", { privateIp: "10.0.01.2" }, "privateIp"],
  ["a second address that is none", { extensionPrivateIp: "10.0.2" }, "extensionPrivateIp"],
  ["a range beside a subnet", { cidr: "10.0.0.0/16" }, "cidr"],
  ["a range that is none", { cidr: "10.0.0.0/33" }, "cidr"],
  ["51 aliases", { aliasIps: aliases(51) }, "aliasIps"],
  ["51 second aliases", { extensionAliasIps: aliases(51) }, "extensionAliasIps"],
  ["an empty alias", { aliasIps: [{}] }, "aliasIps\\[0\\]"],
  ["an alias range that is none", { aliasIps: [{ cidr: "10.0.1.1" }] }, "aliasIps\\[0\\].cidr"],
  [
    "a scope of a later version",
    { aliasIps: [{ id: "x", scope: "ipv4" }] },
    "aliasIps\\[0\\].scope is unknown",
  ],
  ["userData that is not base64", { userData: "#!/bin/bash" }, "userData"],
  ["userData over 16 KB", { userData: script(16_385) }, "userData"],
  ["a script for perl", { userData: base64("#!/usr/bin/perl\n") }, "userData"],
  ["11 tags", { resourceTags: tags(11) }, "resourceTags"],
  [
    "a tag key of 128",
    { resourceTags: [{ key: "k".repeat(128), value: "v" }] },
    "resourceTags\\[0\\].key",
  ],
  [
    "a tag value of 256",
    { resourceTags: [{ key: "k", value: "v".repeat(256) }] },
    "resourceTags\\[0\\].value",
  ],
  ["an empty tag key", { resourceTags: [{ key: "", value: "v" }] }, "resourceTags\\[0\\].key"],
  ["a tag without value", { resourceTags: [{ key: "k" }] }, "resourceTags\\[0\\].value"],
  [
    "a tag with a further field",
    { resourceTags: [{ key: "k", value: "v", x: 1 }] },
    "resourceTags\\[0\\].x",
  ],
  [
    "a repeated tag key",
    { resourceTags: [...tags(2), { key: "key-0", value: "w" }] },
    "resourceTags\\[2\\].key",
  ],
  [
    "a tag that starts with a blank",
    { resourceTags: [{ key: " k", value: "v" }] },
    "resourceTags\\[0\\].key",
  ],
  ["a reserved tag", { resourceTags: [{ key: "jrn:k", value: "v" }] }, "resourceTags\\[0\\].key"],
  [
    "another reserved tag",
    { resourceTags: [{ key: "jdc-k", value: "v" }] },
    "resourceTags\\[0\\].key",
  ],
  [
    "a tag with a strange mark",
    { resourceTags: [{ key: "k!", value: "v" }] },
    "resourceTags\\[0\\].key",
  ],
  ["payment by usage", { charge: { chargeMode: "postpaid_by_usage" } }, "charge.chargeMode"],
  ["prepaid without unit", { charge: { ...MONTH, chargeUnit: GONE } }, "charge.chargeUnit"],
  [
    "prepaid without duration",
    { charge: { ...MONTH, chargeDuration: GONE } },
    "charge.chargeDuration",
  ],
  ["prepaid by the week", { charge: { ...MONTH, chargeUnit: "week" } }, "charge.chargeUnit"],
  [
    "ten months",
    { charge: { ...MONTH, chargeDuration: 10 } },
    "OUT_OF_RANGE.*charge.chargeDuration",
  ],
  ["no month", { charge: { ...MONTH, chargeDuration: 0 } }, "OUT_OF_RANGE.*charge.chargeDuration"],
  ["four years", { charge: { ...YEAR, chargeDuration: 4 } }, "OUT_OF_RANGE.*charge.chargeDuration"],
  ["postpaid with a unit", { charge: { chargeUnit: "month" } }, "charge.chargeUnit"],
  ["postpaid with a duration", { charge: { chargeDuration: 1 } }, "charge.chargeDuration"],
  ["renewal as a text", { charge: { ...MONTH, autoRenew: "OPEN" } }, "charge.autoRenew"],
  [
    "a field of another SDK",
    { charge: { autoChangeChargeMode: true } },
    "charge.autoChangeChargeMode is unknown",
  ],
  ["a scenario that is not base64", { charge: { buyScenario: "{}" } }, "charge.buyScenario"],
  ["a scenario that is not JSON", { charge: { buyScenario: base64("x") } }, "charge.buyScenario"],
  ["a scenario that is null", buyScenario(null), "charge.buyScenario"],
  [
    "a scenario with half of it",
    buyScenario({ activity: { activityType: "a" } }),
    "charge.buyScenario",
  ],
  ["public network without line", { lineType: GONE }, "lineType"],
  ["public network without bandwidth", { bandwidth: GONE }, "bandwidth"],
  ["public network without charge mode", { internetChargeMode: GONE }, "internetChargeMode"],
  [
    "another charge mode than the server's",
    { internetChargeMode: "postpaid_by_duration" },
    "internetChargeMode",
  ],
  [
    "a second charge mode unlike the server's",
    { extensionInternetChargeMode: "postpaid_by_duration" },
    "extensionInternetChargeMode",
  ],
  ["second public network without line", { extensionLineType: GONE }, "extensionLineType"],
  ["second public network without bandwidth", { extensionBandwidth: GONE }, "extensionBandwidth"],
  [
    "second public network without charge mode",
    { extensionInternetChargeMode: GONE },
    "extensionInternetChargeMode",
  ],
  ["two interfaces without second subnet", { extensionSubnetId: GONE }, "extensionSubnetId"],
  [
    "two interfaces without second switch",
    { extensionEnableInternet: GONE },
    "extensionEnableInternet",
  ],
  ["a second interface while bonded", { interfaceMode: "bond" }, "extension"],
  ["a second interface by default", { interfaceMode: GONE }, "extension"],
  ["a batch with an address", { count: 2, extensionPrivateIp: GONE }, "privateIp"],
  ["a batch with a second address", { count: 2, privateIp: GONE }, "extensionPrivateIp"],
];

const STRAY = [
  "lineType",
  "bandwidth",
  "extraUplinkBandwidth",
  "internetChargeMode",
  "bandwidthPackageId",
];
/** Refused when added to the plain order. */
export const REFUSED_IN_PLAIN: [string, Change, string][] = [
  ...STRAY.map((field): [string, Change, string] => [
    `${field} without public network`,
    {
      [field]:
        fullSpec()[field] === "prepaid_by_duration" ? "postpaid_by_duration" : fullSpec()[field],
    },
    field,
  ]),
  ...STRAY.map((field): [string, Change, string] => {
    const name = `extension${field.charAt(0).toUpperCase()}${field.slice(1)}`;
    return [`${name} without second public network`, { ...DUAL, [name]: fullSpec()[name] }, name];
  }),
  [
    "enableInternet left out, which means yes",
    { enableInternet: GONE },
    "lineType is required when enableInternet is yes",
  ],
  ["a long host name in a batch", { hostname: "a".repeat(63), count: 2 }, "hostname"],
];
