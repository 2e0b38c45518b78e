import fc from "fast-check";
import { rows } from "./spec-mutations.ts";
import { anyValidSpec, base64, maximal, minimal, voucher } from "./valid-specs.ts";

/** A path and what is put there; `undefined` takes the field away. */
type Change = readonly [path: string, value: unknown];

/** Puts a value where the path leads. Where nothing could hold it, nothing is changed. */
function put(body: object, [path, value]: Change): void {
  const names = path.split(".");
  const last = names.pop() ?? "";
  let holder: unknown = body;
  for (const name of names) {
    if (typeof holder !== "object" || holder === null) return;
    holder = Reflect.get(holder, name);
  }
  if (typeof holder !== "object" || holder === null) return;
  if (value === undefined) Reflect.deleteProperty(holder, last);
  // A copy: what the next step changes must not be in the tables below.
  else Reflect.set(holder, last, structuredClone(value));
}

/** Every path into the fullest specification: fields, and the fields of what they hold. */
function pathsOf(value: unknown, prefix = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    `${prefix}${name}`,
    ...pathsOf(inner, `${prefix}${name}.`),
  ]);
}
const paths = [...pathsOf(maximal), "cidr"];
const extensionPaths = Object.keys(maximal).filter((name) => name.startsWith("extension"));
const internetPaths = [
  "enableInternet",
  "internetChargeMode",
  "bandwidthPackageId",
  "lineType",
  "bandwidth",
  "extraUplinkBandwidth",
];

const aliases = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ cidr: `10.0.1.${index}/32` }));
const tags = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `key-${index}`, value: "v" }));
const script = (bytes: number) => base64("#!/bin/bash\n".padEnd(bytes, "#"));

const billing = [
  {},
  ...["prepaid_by_duration", "postpaid_by_duration", "postpaid_by_usage", undefined].flatMap(
    (chargeMode) => [
      { chargeMode },
      { chargeMode, autoRenew: true },
      ...["month", "year", undefined].flatMap((chargeUnit) =>
        [0, 1, 3, 4, 9, 10, undefined].map((chargeDuration) => ({
          chargeMode,
          chargeUnit,
          chargeDuration,
        })),
      ),
    ],
  ),
];

/** What might be put into a field: the bounds of every rule, what lies just beyond, and what only looks right. */
const suspects: Readonly<Record<string, readonly unknown[]>> = {
  az: ["", "a", "a".repeat(128), "a".repeat(129), "az 1", "可用区"],
  keypairId: ["", " ", "k".repeat(129), "密钥"],
  subnetId: ["", "subnet 1", "子网"],
  hostname: ["a", "ab", "a".repeat(62), "a".repeat(63), "a".repeat(64), "a".repeat(65), "a.-b"],
  name: [
    "",
    "a",
    "ab",
    "a".repeat(32),
    "a".repeat(33),
    "边",
    "边缘",
    "1a",
    "a b",
    "々a",
    "a𠀀",
    "ａｂ",
  ],
  description: ["", "描".repeat(256), "描".repeat(257), "😀".repeat(128), "😀".repeat(129), "a\tb"],
  count: [-1, 0, 1, 2, 5, 6, 10, 1e21, 2 ** 53, 1.5, -0.5],
  bandwidth: [-1, 0, 1, 200, 201, 10_240, 10_241, 0.5],
  extensionBandwidth: [-1, 0, 1, 200, 201, 10_240, 10_241],
  extraUplinkBandwidth: [-1, 0, 10_240, 10_241],
  extensionExtraUplinkBandwidth: [-1, 0, 10_240, 10_241],
  cidr: ["10.0.0.0/8", "", "10.0.0.0/33", "10.0.0.0/08"],
  privateIp: ["0.0.0.0", "255.255.255.255", "256.0.0.1", "10.0.0.01", "1.2.3", "10.0.0.1 ", ""],
  extensionPrivateIp: ["10.0.9.7", "::1", ""],
  aliasIps: [[], [{}], aliases(1), aliases(50), aliases(51), [null], ["10.0.1.0/24"], [[]]],
  extensionAliasIps: [[], [{}], aliases(50), aliases(51)],
  "aliasIps.0": [{}, { id: "a" }, { cidr: "10.0.1.1/24" }, { cidr: null }, { id: "" }],
  "extensionAliasIps.0": [{}, { id: "a" }, { cidr: "" }],
  password: ["Tr9!kW7#", "Tr9!kW7", "Tr9!kW7#".padEnd(30, "xK4%"), "Tr9!kW7#".padEnd(31, "xK4%")]
    .concat(["Tr9!kW7#jD", "Tr9!kW7#rOOt", "Tr9!kW7#tfc", "Tr9!kW7#890", "Tr9!kW7#yza"])
    .concat([
      "trkwtrkw9",
      "Tr9!kW7 #",
      "Tr9!kW7边#",
      "Tr9!kW7\u0000#",
      "Tr9!kW7#edx",
      "Tr9!K\u212a7#",
    ]),
  userData: ["", script(16_384), script(16_385), base64("#!/bin/bash"), base64("#!/bin/bash \n")]
    .concat([
      base64("#!/usr/bin/env python\r\n"),
      base64("\ufeff#!/bin/bash\n"),
      "IyEvYmluL2Jhc2i=",
    ])
    .concat(["IyEvYmluL2Jhc2g", "IyEvYmluL2Jhc2h=", "IyEvYmluL2Jhc2g=\n"]),
  charge: billing,
  "charge.chargeMode": ["prepaid_by_duration", "postpaid_by_duration", "postpaid_by_usage", ""],
  "charge.chargeUnit": ["month", "year", "week"],
  "charge.chargeDuration": [-1, 0, 1, 3, 4, 9, 10, 1.5],
  "charge.autoRenew": [true, false, "true"],
  "charge.buyScenario": [
    "",
    voucher(),
    voucher(2250),
    voucher(2251),
    voucher().replace(/=*$/, ""),
    base64('{"activity":{"activityType":true,"activityIdentifier":"a"}}'),
    base64('{"activity":{"activityType":{},"activityIdentifier":"a"}}'),
    base64('{"activity":{"activityType":"","activityIdentifier":"a"}}'),
    base64('{"activity":{"activityType":0,"activityIdentifier":0}}'),
    base64('{"activity":{"activityType":null,"activityIdentifier":"a"}}'),
    base64('{"activity":"activityType"}'),
    base64('[{"activity":1}]'),
    base64(`\ufeff${JSON.stringify({ activity: { activityType: 1, activityIdentifier: "a" } })}`),
    Buffer.from('{"activity":{"activityType":1,"activityIdentifier":"\xff"}}', "latin1").toString(
      "base64",
    ),
  ],
  interfaceMode: ["bond", "dual", "BOND"],
  enableInternet: ["yes", "no", "YES", true],
  extensionEnableInternet: ["yes", "no", ""],
  lineType: ["un", "ct", "cm", "bgp"],
  resourceTags: [
    [],
    tags(10),
    tags(11),
    [...tags(2), ...tags(1)],
    [{ key: "a" }],
    [{ value: "a" }],
  ],
  "resourceTags.0": [
    { key: "k".repeat(127), value: "v".repeat(255) },
    { key: "k".repeat(128), value: "v" },
    { key: "k", value: "v".repeat(256) },
    { key: "k", value: "" },
    { key: "", value: "v" },
    { key: " k", value: "v" },
    { key: "k ", value: " " },
    { key: "JRN:k", value: "v" },
    { key: "jdc-k", value: "v" },
    { key: "k", value: "v,w" },
    { key: "k", value: "𠀀" },
    { key: "々", value: "v" },
  ],
};

const postpaid = "postpaid_by_duration";
/** What goes together, so that one step can lead from one valid body to another. */
const groups: readonly (readonly Change[])[] = [
  ...[1, 200, 201, 10_240].flatMap((bandwidth) =>
    ["yes", undefined].map((enableInternet) => [
      ["charge", { chargeMode: postpaid }] as const,
      ["enableInternet", enableInternet] as const,
      ["internetChargeMode", postpaid] as const,
      ["lineType", "ct"] as const,
      ["bandwidth", bandwidth] as const,
    ]),
  ),
  ...["yes", "no", undefined].map((extensionEnableInternet) => [
    ["interfaceMode", "dual"] as const,
    ["extensionSubnetId", "subnet-2"] as const,
    ["extensionEnableInternet", extensionEnableInternet] as const,
  ]),
  ...[" ", "々", "𠀀"].map((mark) => [
    ["resourceTags", [{ key: "k", value: `v${mark}` }]] as const,
    ["name", `ab${mark}`] as const,
  ]),
  ...[
    { key: "k", value: "々" },
    { key: "々", value: "" },
  ].map((tag) => [["resourceTags", [tag]] as const]),
];

const strays: readonly Change[] = [
  ["colour", "red"],
  ["enableIpv6", "no"],
  ["charge.autoChangeChargeMode", true],
  ["aliasIps.0.scope", "ipv4"],
  ["resourceTags.0.id", "x"],
];

const oneField = (name: string): readonly Change[] => [[name, Reflect.get(maximal, name)]];

/** Steps worth taking from any specification. The rows of the other test take one wrong step each; so do they here. */
const steps: readonly (readonly Change[])[] = [
  ...Object.entries(suspects).flatMap(([path, values]) =>
    values.map((value): Change[] => [[path, value]]),
  ),
  ...paths.map((path): Change[] => [[path, undefined]]),
  ...groups,
  ...[...extensionPaths, ...internetPaths].map(oneField),
  ...strays.map((stray) => [stray]),
  ...rows.map((row) => Object.entries(row[3])),
];

function after(spec: object, taken: readonly (readonly Change[])[]): unknown {
  const body = structuredClone(spec);
  for (const change of taken.flat()) put(body, change);
  return JSON.parse(JSON.stringify(body));
}

/** Every step by itself, from the smallest specification first. */
export const everyStep: readonly unknown[] = [minimal, maximal].flatMap((spec) =>
  steps.map((step) => after(spec, [step])),
);

const wrongType = fc
  .tuple(fc.constantFrom(...paths), fc.constantFrom(null, 7, "7", true, [], {}))
  .map((change) => [change]);

/** Bodies as they would be sent: valid ones, and such as one or two steps lead to. */
export const anyBody: fc.Arbitrary<unknown> = fc
  .tuple(
    fc.oneof({ withCrossShrink: true }, fc.constant(minimal), fc.constant(maximal), {
      arbitrary: anyValidSpec,
      weight: 3,
    }),
    fc.array(fc.oneof({ arbitrary: fc.constantFrom(...steps), weight: 5 }, wrongType), {
      maxLength: 2,
    }),
  )
  .map(([spec, taken]) => after(spec, taken));
