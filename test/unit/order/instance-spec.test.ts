import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { crossFieldRules } from "../../../src/order/cross-field-rules.ts";
import { fieldRules } from "../../../src/order/field-rules.ts";
import {
  checkInstanceSpec,
  defaultLimits,
  instanceSpecSchema,
  secretFields,
  withoutSecrets,
  type InstanceSpec,
  type RuleName,
} from "../../../src/order/instance-spec.ts";
import { passwordRules } from "../../../src/order/password-rules.ts";
import {
  allPostpaid,
  batch,
  bond,
  changed,
  fieldsOfTheApi,
  numbers,
  problemsOf,
  requiredNames,
  rows,
  saidAlways,
  texts,
  unbilled,
} from "./spec-mutations.ts";
import { anyValidSpec, base64, maximal, minimal, voucher } from "./valid-specs.ts";

test("the schema has the fields of the API's four tables, in their order", () => {
  const shape = instanceSpecSchema.shape;
  expect({
    InstanceSpec: Object.keys(shape).join(" "),
    AliasIpInfo: Object.keys(shape.aliasIps.unwrap().element.shape).join(" "),
    ChargeSpec: Object.keys(shape.charge.shape).join(" "),
    Tag: Object.keys(shape.resourceTags.unwrap().element.shape).join(" "),
  }).toEqual(fieldsOfTheApi);
  expect(Object.values(fieldsOfTheApi).map((names) => names.split(" ").length)).toEqual([
    36, 2, 5, 2,
  ]);
});

test.each([
  ["minimal", minimal],
  ["maximal", maximal],
])("the %s specification passes and comes out identical", (_, spec) => {
  expect(checkInstanceSpec(spec, defaultLimits)).toEqual({ ok: true, spec });
});

test("the maximal specification has every field but cidr", () => {
  const all = fieldsOfTheApi.InstanceSpec.split(" ").filter((name) => name !== "cidr");
  expect(Object.keys(maximal)).toEqual(all);
});

describe("one mutation makes one problem", () => {
  for (const [field, rule, base, changes, parameters] of rows) {
    test(`${field}: ${rule}`, () => {
      expect(problemsOf(changed(base, changes))).toEqual([
        expect.objectContaining({ field, rule, ...parameters }),
      ]);
    });
  }

  test("and every rule has its row", () => {
    const known = [...fieldRules, ...crossFieldRules].map(({ rule }) => rule);
    const tested = new Set([...rows, ...bounds].map(([, rule]) => rule));
    expect(known.filter((rule) => !tested.has(rule))).toEqual([]);
  });

  test("and the compiler knows the names of all rules", () => {
    expectTypeOf<"hostname-room" | "password-classes" | "choice">().toExtend<RuleName>();
    expectTypeOf<"no-such-rule">().not.toExtend<RuleName>();
  });
});

const tags = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: "v" }));
const ranges = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ cidr: `10.0.1.${index}/32` }));
const script = (bytes: number) => base64("#!/bin/bash\n".padEnd(bytes, "#"));

/** The largest and the smallest that pass, and what lies just beyond. */
const bounds: readonly (readonly [
  field: string,
  rule: RuleName,
  base: object,
  passes: readonly unknown[],
  fails: readonly unknown[],
])[] = [
  ["az", "length", minimal, ["a", "a".repeat(128)], ["", "a".repeat(129)]],
  ["name", "length", minimal, ["ab", "边缘", "a".repeat(32)], ["a", "a".repeat(33)]],
  [
    "description",
    "length",
    minimal,
    ["", "a".repeat(256), "😀".repeat(128)],
    ["a".repeat(257), "😀".repeat(129)],
  ],
  ["hostname", "length", minimal, ["ab", "a".repeat(64)], ["a", "a".repeat(65)]],
  ["hostname", "hostname-room", { ...minimal, count: 2 }, ["a".repeat(62)], ["a".repeat(63)]],
  ["hostname", "hostname-room", { ...minimal, count: 10 }, ["a".repeat(61)], ["a".repeat(62)]],
  ["bandwidth", "range", maximal, [1, 10_240], [0, -1, 10_241]],
  ["extensionBandwidth", "range", maximal, [1, 10_240], [0, 10_241]],
  ["extraUplinkBandwidth", "range", maximal, [0, 10_240], [-1, 10_241]],
  ["extensionExtraUplinkBandwidth", "range", maximal, [0, 10_240], [-1, 10_241]],
  ["count", "range", minimal, [1, 100], [0, -1]],
  ["count", "policy-limit", minimal, [100], [101]],
  ["charge.chargeDuration", "duration", maximal, [1, 9], [0, 10]],
  [
    "charge.chargeDuration",
    "duration",
    changed(maximal, { "charge.chargeUnit": "year" }),
    [1, 3],
    [0, 4],
  ],
  ["userData", "script-size", minimal, [script(16_384)], [script(16_385), script(16_386)]],
  ["userData", "length", minimal, [script(16_384)], [script(16_387)]],
  ["charge.buyScenario", "length", minimal, [voucher(2_250)], [voucher(2_251)]],
  ["aliasIps", "list-length", maximal, [[], ranges(50)], [ranges(51)]],
  ["extensionAliasIps", "list-length", maximal, [ranges(50)], [ranges(51)]],
  ["resourceTags", "list-length", maximal, [[], tags(10)], [tags(11)]],
  ["resourceTags.0.key", "length", maximal, ["k", "键".repeat(127)], ["", "k".repeat(128)]],
  ["resourceTags.0.value", "length", maximal, ["", "v".repeat(255)], ["v".repeat(256)]],
  [
    "password",
    "password-length",
    minimal,
    ["aB3$aB3$", "aB3$".repeat(7) + "aB"],
    ["aB3$aB3", "aB3$".repeat(7) + "aB3"],
  ],
];

describe("bounds", () => {
  const wide = { maxCount: 100, maxBandwidth: 10_240 };
  test.each(bounds)("%s: %s", (field, rule, base, passes, fails) => {
    for (const value of passes)
      expect(problemsOf(changed(base, { [field]: value }), wide)).toEqual([]);
    for (const value of fails) {
      expect(problemsOf(changed(base, { [field]: value }), wide)).toEqual([
        expect.objectContaining({ field, rule }),
      ]);
    }
  });

  test("the operator's limits are the ceiling, and may allow payment by usage", () => {
    const limits = { maxCount: 1, maxBandwidth: 10, allowPostpaidByUsage: true };
    expect(
      problemsOf(changed(maximal, { bandwidth: 11, extensionBandwidth: 10 }), limits),
    ).toMatchObject([{ field: "bandwidth", max: 10 }]);
    expect(problemsOf(changed(maximal, { extensionBandwidth: 10, bandwidth: 10 }), limits)).toEqual(
      [],
    );
    expect(
      problemsOf(changed(minimal, { "charge.chargeMode": "postpaid_by_usage" }), limits),
    ).toEqual([]);
  });
});

test("a batch with a second interface, everything postpaid, passes", () => {
  expect(problemsOf(changed(maximal, { ...batch, ...unbilled, ...allPostpaid }))).toEqual([]);
});

test("password and key pair together pass, as does a prepaid server with one interface", () => {
  expect(problemsOf(changed(maximal, bond))).toEqual([]);
});

test("problems come in the order of the API's tables, list elements by index", () => {
  const wrong = {
    zzz: 1,
    resourceTags: [{}, { key: "", value: 1 }],
    charge: { buyScenario: "x", chargeUnit: "x" },
    name: "1 x",
  };
  const fields = problemsOf(changed({ ...minimal, ...wrong }, { az: undefined })).map(
    ({ field, rule }) => `${field} ${rule}`,
  );
  expect(fields).toEqual([
    "az required",
    "name name-characters",
    "name name-start",
    "charge.chargeMode required",
    "charge.chargeUnit choice",
    "charge.buyScenario base64",
    "resourceTags.0.key required",
    "resourceTags.0.value required",
    "resourceTags.1.key length",
    "resourceTags.1.value type",
    "zzz known",
  ]);
});

test("any valid specification passes and comes out identical", () => {
  fc.assert(
    fc.property(anyValidSpec, (spec) => {
      expect(checkInstanceSpec(spec, defaultLimits)).toEqual({ ok: true, spec });
    }),
  );
});

test("any single violation of any valid specification is reported on its own field only", () => {
  const violation = fc.constantFrom<[string, unknown]>(
    ...[...requiredNames, ...saidAlways].map((name): [string, unknown] => [name, undefined]),
    ...[...texts, ...numbers].map((name): [string, unknown] => [name, false]),
    ...numbers.map((name): [string, unknown] => [name, -1]),
    ...texts.map((name): [string, unknown] => [name, "\u0000"]),
    ...["cidr", "other", "__proto__x", "constructor"].map((name): [string, unknown] => [
      name,
      "10.0.0.0/8",
    ]),
  );
  fc.assert(
    fc.property(anyValidSpec, violation, (spec, [field, value]) => {
      const fields = problemsOf(changed(spec, { [field]: value })).map((problem) => problem.field);
      expect(new Set(fields)).toEqual(new Set([field]));
    }),
  );
});

test("every rule names its source", () => {
  const unnamed = [...fieldRules, ...passwordRules, ...crossFieldRules].filter(
    ({ source }) => source.trim() === "",
  );
  expect(unnamed).toEqual([]);
});

test("without its secrets a specification is the same otherwise", () => {
  const shown = withoutSecrets(maximal);
  expect(Object.keys(shown)).toHaveLength(Object.keys(maximal).length - secretFields.length);
  expect({
    ...shown,
    password: maximal.password,
    userData: maximal.userData,
  } satisfies InstanceSpec).toEqual(maximal);
  expect(withoutSecrets(minimal)).toEqual(minimal);
});
