import fc from "fast-check";
import type { InstanceSpec } from "../../../src/order/instance-spec.ts";

export const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** A promotion voucher of so many bytes before encoding. */
export function voucher(bytes = 0): string {
  return base64(
    JSON.stringify({ activity: { activityType: 1, activityIdentifier: "spring" } }).padEnd(bytes),
  );
}

export const minimal = {
  az: "cn-east-tz1a",
  deviceType: "edcps.c.normal1",
  imageType: "standard",
  osTypeId: "os-type-1",
  sysRaidTypeId: "raid-sys-1",
  dataRaidTypeId: "raid-data-1",
  subnetId: "subnet-1",
  enableInternet: "no",
  networkType: "vpc",
  name: "web-01",
  count: 1,
  charge: { chargeMode: "postpaid_by_duration" },
  interfaceMode: "bond",
} as const satisfies InstanceSpec;

export const maximal = {
  az: "cn-east-tz1a",
  deviceType: "edcps.c.normal1",
  hostname: "web-01.example",
  imageType: "standard",
  osTypeId: "os-type-1",
  sysRaidTypeId: "raid-sys-1",
  dataRaidTypeId: "raid-data-1",
  subnetId: "subnet-1",
  enableInternet: "yes",
  internetChargeMode: "prepaid_by_duration",
  bandwidthPackageId: "bwp-1",
  networkType: "vpc",
  privateIp: "10.0.1.7",
  aliasIps: [{ id: "cidr-1", cidr: "10.0.1.1/24" }, { cidr: "10.0.2.1/32" }],
  lineType: "ct",
  bandwidth: 200,
  extraUplinkBandwidth: 10_240,
  name: "边缘_web-01",
  description: "边缘节点: <web> 😀 ❤️",
  password: "Sunny$Lake7Fog",
  count: 1,
  userData: base64("#!/bin/bash\necho 边缘\n"),
  keypairId: "keypair-1",
  charge: {
    chargeMode: "prepaid_by_duration",
    chargeUnit: "month",
    chargeDuration: 9,
    autoRenew: true,
    buyScenario: voucher(),
  },
  interfaceMode: "dual",
  extensionSubnetId: "subnet-2",
  extensionPrivateIp: "10.0.9.7",
  extensionAliasIps: [{ id: "cidr-2", cidr: "10.0.9.1/24" }],
  extensionEnableInternet: "yes",
  extensionLineType: "un",
  extensionBandwidth: 1,
  extensionExtraUplinkBandwidth: 0,
  extensionInternetChargeMode: "prepaid_by_duration",
  extensionBandwidthPackageId: "bwp-2",
  resourceTags: [
    { key: "team", value: "边缘 a_.:/=+-@" },
    { key: "Team", value: "" },
  ],
} satisfies InstanceSpec;

const han = fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCodePoint(code));
const of = (alphabet: string) => fc.constantFrom(...alphabet.split(""));
const lettersAndDigits = "abcxyzABCXYZ0189";
const text = (unit: fc.Arbitrary<string>, minLength: number, maxLength: number) =>
  fc.string({ unit, minLength, maxLength });

const id = fc.stringMatching(/^[a-z]{1,10}-[a-z0-9]{1,20}$/);
const name = fc
  .tuple(fc.oneof(of("abzABZ"), han), text(fc.oneof(of(`${lettersAndDigits}_-`), han), 1, 31))
  .map((parts) => parts.join(""));
const hostname = fc
  .array(fc.tuple(text(of(lettersAndDigits), 2, 6), of(".-")), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.flat().slice(0, -1).join(""));
/** A letter, a digit and a sign in turn: neither words nor runs can arise. */
const password = fc
  .array(fc.tuple(of("abcqazABCQAZ"), of("0123456789"), of("()`~!@#$%&_-+={}[]:\";'<>,.?/\\*|^")), {
    minLength: 3,
    maxLength: 10,
  })
  .map((parts) => parts.flat().join(""));
const description = text(
  fc.oneof(of("ab <>&*_`'\"\\/"), han, fc.constantFrom("😀", "é", "ü")),
  0,
  128,
);
const LONGEST_SCRIPT = 16_384;
/** As many whole characters of it as fit into so many bytes. */
const within = (bytes: number, source: string): string =>
  new TextDecoder().decode(Buffer.from(source).subarray(0, bytes)).replace(/\ufffd+$/, "");
const line = fc.oneof(
  text(of("echo $1 'x' \\ # = \t"), 0, 40),
  text(fc.oneof(han, fc.constantFrom("😀", "é")), 0, 40),
);
const userData = fc
  .tuple(
    fc.constantFrom("#!/bin/bash", "#!/usr/bin/env python"),
    fc.array(line, { maxLength: 30 }),
    fc.constantFrom(1, 3, 20, 60, 1_000),
  )
  .map(([firstLine, lines, times]) =>
    base64(within(LONGEST_SCRIPT, `${firstLine}\n${`${lines.join("\n")}\n`.repeat(times)}`)),
  );
const cidr = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map((parts) => parts.join("/"));
const aliases = fc.array(
  fc.oneof(fc.record({ id }), fc.record({ cidr }), fc.record({ id, cidr })),
  {
    maxLength: 50,
  },
);
const tagText = (maxLength: number) =>
  text(fc.oneof(of(`${lettersAndDigits}_.:/=+-@`), han), 1, maxLength);
const resourceTags = fc.uniqueArray(fc.record({ key: tagText(127), value: tagText(255) }), {
  maxLength: 10,
  selector: (tag) => tag.key,
});

const internet = (chargeMode: "prepaid_by_duration" | "postpaid_by_duration") =>
  fc.oneof(
    fc.record({ enableInternet: fc.constant("no" as const) }),
    fc.record(
      {
        enableInternet: fc.constant("yes" as const),
        internetChargeMode: fc.constant(chargeMode),
        lineType: fc.constantFrom("un" as const, "ct" as const, "cm" as const),
        bandwidth: fc.integer({ min: 1, max: 200 }),
        extraUplinkBandwidth: fc.integer({ min: 0, max: 10_240 }),
        bandwidthPackageId: id,
      },
      { requiredKeys: ["enableInternet", "internetChargeMode", "lineType", "bandwidth"] },
    ),
  );

/** The same settings for the second interface: `lineType` becomes `extensionLineType`. */
const asExtension = (settings: object): object =>
  Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      `extension${key.charAt(0).toUpperCase()}${key.slice(1)}`,
      value,
    ]),
  );

const charge = fc.oneof(
  fc.record({ chargeMode: fc.constant("postpaid_by_duration" as const) }),
  fc.constantFrom(["month", 9] as const, ["year", 3] as const).chain(([unit, longest]) =>
    fc.record(
      {
        chargeMode: fc.constant("prepaid_by_duration" as const),
        chargeUnit: fc.constant(unit),
        chargeDuration: fc.integer({ min: 1, max: longest }),
        autoRenew: fc.boolean(),
        buyScenario: fc.constant(voucher()),
      },
      { requiredKeys: ["chargeMode", "chargeUnit", "chargeDuration"] },
    ),
  ),
);

const always = {
  az: id,
  deviceType: id,
  imageType: fc.constant("standard" as const),
  osTypeId: id,
  sysRaidTypeId: id,
  dataRaidTypeId: id,
  subnetId: id,
  networkType: fc.constant("vpc" as const),
  name,
};
const sometimes = {
  hostname,
  aliasIps: aliases,
  description,
  password,
  userData,
  keypairId: id,
  resourceTags,
};
const requiredKeys = Object.keys(always) as (keyof typeof always)[];

const secondInterface = (
  chargeMode: "prepaid_by_duration" | "postpaid_by_duration",
  single: boolean,
) =>
  fc
    .tuple(
      fc.record(
        { subnetId: id, aliasIps: aliases, ...(single && { privateIp: fc.ipV4() }) },
        { requiredKeys: ["subnetId"] },
      ),
      internet(chargeMode),
    )
    .map((parts) => ({
      interfaceMode: "dual" as const,
      ...asExtension(Object.assign({}, ...parts)),
    }));

export const anyValidSpec: fc.Arbitrary<InstanceSpec> = fc
  .record({ charge, count: fc.integer({ min: 1, max: 5 }) })
  .chain(({ charge: billing, count }) => {
    const single = count === 1;
    return fc
      .tuple(
        fc.record(
          { ...always, ...sometimes, ...(single && { privateIp: fc.ipV4() }) },
          { requiredKeys },
        ),
        internet(billing.chargeMode),
        fc.oneof(
          fc.constant({ interfaceMode: "bond" as const }),
          secondInterface(billing.chargeMode, single),
        ),
      )
      .map((parts) => Object.assign({ count, charge: billing }, ...parts) as InstanceSpec);
  });
