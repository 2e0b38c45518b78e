import { z } from "zod";
import { crossFieldRules } from "./cross-field-rules.ts";
import { fieldRules } from "./field-rules.ts";
import { passwordRules } from "./password-rules.ts";
import { places, valueAt, type RuleParameters, type SpecRule } from "./spec-rule.ts";

const yesNo = z.enum(["yes", "no"]);
const line = z.enum(["un", "ct", "cm"]);
/** An elastic IP cannot be billed by usage. */
const internetChargeMode = z.enum(["prepaid_by_duration", "postpaid_by_duration"]);

const aliasIpInfoSchema = z.strictObject({
  id: z.string().optional(),
  cidr: z.string().optional(),
});

const chargeSpecSchema = z.strictObject({
  chargeMode: z
    .enum(["prepaid_by_duration", "postpaid_by_usage", "postpaid_by_duration"])
    .optional(),
  chargeUnit: z.enum(["month", "year"]).optional(),
  chargeDuration: z.int().optional(),
  autoRenew: z.boolean().optional(),
  buyScenario: z.string().optional(),
});

const tagSchema = z.strictObject({
  key: z.string(),
  value: z.string(),
});

/**
 * `instanceSpec` of createInstances: names, types, choices and required flags as the API's tables give them, in their
 * order. What a value may be beyond that is in the rule tables; `checkInstanceSpec` applies both.
 */
export const instanceSpecSchema = z.strictObject({
  az: z.string(),
  deviceType: z.string(),
  hostname: z.string().optional(),
  imageType: z.literal("standard"),
  osTypeId: z.string(),
  sysRaidTypeId: z.string(),
  dataRaidTypeId: z.string(),
  subnetId: z.string().optional(),
  enableInternet: yesNo.optional(),
  internetChargeMode: internetChargeMode.optional(),
  bandwidthPackageId: z.string().optional(),
  networkType: z.literal("vpc"),
  cidr: z.string().optional(),
  privateIp: z.string().optional(),
  aliasIps: z.array(aliasIpInfoSchema).optional(),
  lineType: line.optional(),
  bandwidth: z.int().optional(),
  extraUplinkBandwidth: z.int().optional(),
  name: z.string(),
  description: z.string().optional(),
  password: z.string().optional(),
  count: z.int(),
  userData: z.string().optional(),
  keypairId: z.string().optional(),
  charge: chargeSpecSchema,
  interfaceMode: z.enum(["bond", "dual"]).optional(),
  extensionSubnetId: z.string().optional(),
  extensionPrivateIp: z.string().optional(),
  extensionAliasIps: z.array(aliasIpInfoSchema).optional(),
  extensionEnableInternet: yesNo.optional(),
  extensionLineType: line.optional(),
  extensionBandwidth: z.int().optional(),
  extensionExtraUplinkBandwidth: z.int().optional(),
  extensionInternetChargeMode: internetChargeMode.optional(),
  extensionBandwidthPackageId: z.string().optional(),
  resourceTags: z.array(tagSchema).optional(),
});

export type InstanceSpec = z.infer<typeof instanceSpecSchema>;

type AliasField = keyof z.infer<typeof aliasIpInfoSchema>;
/** Where a rule may point; `*` stands for every element of a list. */
type FieldPath =
  | keyof InstanceSpec
  | `charge.${keyof InstanceSpec["charge"]}`
  | `${"aliasIps" | "extensionAliasIps"}.*`
  | `${"aliasIps" | "extensionAliasIps"}.*.${AliasField}`
  | `resourceTags.*.${keyof z.infer<typeof tagSchema>}`;

/** What the operator allows on top of what the API allows. */
export interface Limits {
  readonly maxCount: number;
  /** Mbps */
  readonly maxBandwidth: number;
  readonly allowPostpaidByUsage?: boolean;
}

/** 5 servers an order: console guide, Restrictions. 200 Mbps: the lower of the two ceilings the API page names. */
export const defaultLimits: Limits = { maxCount: 5, maxBandwidth: 200 };

/** Never to be logged, shown or stored in clear text. */
export const secretFields = ["password", "userData"] as const;

export function withoutSecrets(
  spec: InstanceSpec,
): Omit<InstanceSpec, (typeof secretFields)[number]> {
  const { password: _password, userData: _userData, ...rest } = spec;
  return rest;
}

/** Rules that the schema itself stands for. */
type ShapeRuleName = "object" | "known" | "required" | "type" | "choice";

export type RuleName =
  | ShapeRuleName
  | (typeof fieldRules)[number]["rule"]
  | (typeof passwordRules)[number]["rule"]
  | (typeof crossFieldRules)[number]["rule"];

/** One rule that one field breaks. It never carries the value of the field: that may be a password. */
export interface Problem extends RuleParameters {
  /** Path of the field in the API, e.g. `charge.chargeDuration`, `resourceTags.3.key`; empty for the whole. */
  readonly field: string;
  readonly rule: RuleName;
}

const rules: readonly (SpecRule<FieldPath> & { readonly rule: RuleName })[] = [
  ...fieldRules,
  ...passwordRules,
  ...crossFieldRules,
];

/**
 * The one check of a specification, for whatever asks: form, command line, submit, job. Nothing that is passed in makes
 * it throw. The specification it returns is a copy, with its fields in the API's order.
 */
export function checkInstanceSpec(
  input: unknown,
  limits: Limits,
): { ok: true; spec: InstanceSpec } | { ok: false; problems: readonly Problem[] } {
  const data = asJson(input);
  const shape = instanceSpecSchema.safeParse(data);
  const problems = shape.success
    ? []
    : shape.error.issues.flatMap((issue) => shapeProblems(issue, data));
  const settled = new Set(problems.map((problem) => problem.field));

  for (const rule of rules) {
    if (rule.other !== undefined && settled.has(rule.other)) continue;
    const other = rule.other === undefined ? undefined : valueAt(data, rule.other);
    for (const { path, value } of rule.fields.flatMap((field) => places(data, field))) {
      const around = { data, limits, path, other };
      if (settled.has(path) || rule.holds(value, around)) continue;
      problems.push({
        field: path,
        rule: rule.rule,
        ...(rule.other !== undefined && { other: rule.other }),
        ...((typeof other === "string" || typeof other === "number") && { value: other }),
        ...rule.parameters?.(around),
      });
      if (rule.gate) settled.add(path);
    }
  }
  return shape.success && problems.length === 0
    ? { ok: true, spec: shape.data }
    : { ok: false, problems: inApiOrder(problems) };
}

/** No list may be longer than 50 and no object has more than 36 fields, so that many entries tell enough. */
const lookedAt = 100;
const shownKey = 64;
const lists = ["aliasIps", "extensionAliasIps", "resourceTags"];

/** What JSON would send of it: plain data, read once, without getters, prototypes or `undefined`. */
function asJson(input: unknown): unknown {
  try {
    const data: unknown = JSON.parse(JSON.stringify(input));
    for (const list of lists) {
      const value = valueAt(data, list);
      if (Array.isArray(value)) Object.assign(data as object, { [list]: value.slice(0, lookedAt) });
    }
    return data;
  } catch {
    return undefined; // a cycle, a getter that throws, a bigint: nothing that could be sent
  }
}

const expectedTypes: Readonly<Record<string, string>> = {
  number: "integer",
  int: "integer",
  array: "list",
};

function shapeProblems(issue: z.core.$ZodIssue, data: unknown): Problem[] {
  const field = issue.path.join(".");
  if (field === "" && issue.code === "invalid_type") return [{ field, rule: "object" }];
  if (issue.code === "unrecognized_keys") {
    const keys = new Set(issue.keys.slice(0, lookedAt).map((key) => key.slice(0, shownKey)));
    return Array.from(keys, (key) => ({
      field: field === "" ? key : `${field}.${key}`,
      rule: "known",
    }));
  }
  if (valueAt(data, field) === undefined) return [{ field, rule: "required" }];
  if (issue.code === "invalid_value")
    return [{ field, rule: "choice", choices: issue.values.map(String) }];
  const expected = issue.code === "invalid_type" ? issue.expected : "int"; // zod calls an unsafe integer too big
  return [{ field, rule: "type", expected: expectedTypes[expected] ?? expected }];
}

const topFields = Object.keys(instanceSpecSchema.shape);
const innerFields = [chargeSpecSchema, aliasIpInfoSchema, tagSchema].flatMap((schema) =>
  Object.keys(schema.shape),
);

/** By field as in the API's tables, list elements by index; within a field as in the rule tables. */
function inApiOrder(problems: readonly Problem[]): Problem[] {
  return problems
    .map((problem) => ({ problem, rank: rankOf(problem.field) }))
    .toSorted((a, b) => compareRanks(a.rank, b.rank))
    .map(({ problem }) => problem);
}

function rankOf(path: string): number[] {
  return path.split(".").map((segment, depth) => {
    const names = depth === 0 ? topFields : innerFields;
    const index = /^[0-9]+$/.test(segment) ? Number(segment) : names.indexOf(segment);
    return index === -1 ? names.length : index;
  });
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const depth = a.findIndex((index, at) => index !== b[at]);
  if (depth === -1) return a.length - b.length;
  return (a[depth] ?? -1) - (b[depth] ?? -1);
}
