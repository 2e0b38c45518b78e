import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { ConfigError, environmentSchema, readConfig } from "../../src/config.ts";
import { policySchema } from "../../src/order/policy-file.ts";
import { estimate, priceBookSchema } from "../../src/order/price-book.ts";

const pathOf = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const read = (name: string): string => readFileSync(pathOf(name), "utf8");
/** With the keys that are commented out taken in. */
const readWhole = (name: string): string => read(name).replaceAll(/^( *)# (?=[A-Za-z]+: )/gm, "$1");

/** Stands in for what only the operator knows. */
const SECRETS = {
  SLACK_BOT_TOKEN: "xoxb-made-up",
  SLACK_SIGNING_SECRET: "made-up",
  JDCLOUD_ACCESS_KEY: "made-up",
  JDCLOUD_SECRET_KEY: "made-up",
};

describe(".env.example", () => {
  const lines = read(".env.example").split("\n");
  const variables = lines.flatMap((line, index) => {
    const [, off, name, value] = /^(# )?([A-Z][A-Z_]*)=(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined
      ? []
      : [{ name, value, isOff: off !== undefined, meaning: lines[index - 1] ?? "" }];
  });
  const names = variables.map(({ name }) => name);

  test("names every variable that the bot reads, once, and no other", () => {
    expect(names.toSorted()).toEqual(Object.keys(environmentSchema.shape).toSorted());
  });

  test("says in one line what each of them means", () => {
    for (const { name, meaning } of variables) expect(meaning, name).toMatch(/^# \S.{5,}$/);
  });

  test("asks for the values without which the bot does not start, and comments out the others", () => {
    const missing = problemsOf({ POLICY_FILE: pathOf("policy.example.yaml") })
      .map((problem) => /^([A-Z_]+) is missing/.exec(problem)?.[1] ?? problem)
      .toSorted();
    expect(missing.length).toBeGreaterThan(0);
    const asked = variables.filter(({ isOff }) => !isOff);
    expect(asked.map(({ name }) => name).toSorted()).toEqual(missing);
    for (const { name, value } of asked) expect(value, name).toBe("");
  });

  test("shows the defaults as they are", () => {
    const defaults = environmentSchema.parse(SECRETS);
    const shown = variables.filter(({ value }) => value !== "");
    const withDefault = Object.keys(defaults).filter((name) => !Object.hasOwn(SECRETS, name));
    expect(shown.map(({ name }) => name).toSorted()).toEqual(withDefault.toSorted());
    const given = Object.fromEntries(shown.map(({ name, value }) => [name, value]));
    expect(environmentSchema.parse({ ...SECRETS, ...given })).toEqual(defaults);
  });
});

describe("policy.example.yaml", () => {
  const content: unknown = parseYaml(read("policy.example.yaml"));

  test("is a policy with which the bot starts", () => {
    expect(readConfig({ ...SECRETS, POLICY_FILE: pathOf("policy.example.yaml") }).policy).toEqual(
      policySchema.parse(content),
    );
  });

  test("is one with the keys that are commented out, and prices, too", () => {
    const folder = mkdtempSync(join(tmpdir(), "edcps-examples-"));
    const file = join(folder, "policy.yaml");
    writeFileSync(file, readWhole("policy.example.yaml"));
    const given = { ...SECRETS, POLICY_FILE: file };
    expect(problemsOf(given).join()).toMatch(/maxMonthlyPrice can never match/);
    expect(problemsOf({ ...given, PRICES_FILE: pathOf("prices.example.yaml") })).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test("shows every key that a policy may have", () => {
    const whole: unknown = parseYaml(readWhole("policy.example.yaml"));
    // Approvers are one list or several: a choice that the schema does not spell out.
    const oneOrSeveral = ["groups", "name", "quorum", "users"];
    expect(keysIn(whole)).toEqual(
      [
        ...keysOf(schemaOf(policySchema)),
        ...oneOrSeveral.map((key) => `rules.approvers.${key}`),
      ].toSorted(),
    );
  });
});

describe("prices.example.yaml", () => {
  const prices = priceBookSchema.parse(parseYaml(read("prices.example.yaml")));

  test("says first of all that its prices are old, of one region, and to be replaced", () => {
    const top = read("prices.example.yaml").split("\ncurrency:")[0];
    for (const word of ["OLD LIST PRICES", "ONE REGION", "stale", "PUT YOUR OWN PRICES IN"])
      expect(top).toContain(word);
    expect(prices.note).toMatch(/^Old list prices /);
    expect(prices.asOf).toBeUndefined(); // nobody knows it
  });

  test("shows every key that a price book may have", () => {
    const whole: unknown = parseYaml(readWhole("prices.example.yaml"));
    expect(keysIn(whole)).toEqual(keysOf(schemaOf(priceBookSchema)));
    expect(priceBookSchema.safeParse(whole).success).toBe(true);
  });

  test("prices a server with an elastic IP, and nothing in a region that it does not name", () => {
    const spec = {
      deviceType: "edcps.c.normal1",
      count: 1,
      charge: { chargeMode: "postpaid_by_duration" },
      enableInternet: "yes",
      internetChargeMode: "postpaid_by_duration",
      lineType: "ct",
      bandwidth: 10,
      extraUplinkBandwidth: 10,
    } as const;
    expect(estimate(prices, { region: "cn-east-tz1", spec })?.perHour).toBe(15_5000);
    expect(estimate(prices, { region: "cn-north-by1", spec })).toBeUndefined();
  });
});

describe("the playground's settings", () => {
  const { policy, prices } = readConfig({
    ...SECRETS,
    POLICY_FILE: pathOf("playground/policy.yaml"),
    PRICES_FILE: pathOf("playground/prices.yaml"),
  });
  const priceOf = (region: string, deviceType: string) =>
    prices &&
    estimate(prices, {
      region,
      spec: {
        deviceType,
        count: 1,
        charge: { chargeMode: "postpaid_by_duration" },
        enableInternet: "no",
      },
    });

  test("start the bot", () => {
    expect(policy.rules.length).toBeGreaterThan(0);
  });

  test("price what the pretend cloud sells, but for one type, so that both can be seen", () => {
    for (const region of ["cn-east-tz1", "cn-north-by1"])
      expect(
        ["edcps.c.normal1", "edcps.c.normal2", "edcps.c2.perf1", "edcps.s2.normal"].filter(
          (deviceType) => !priceOf(region, deviceType),
        ),
      ).toEqual(["edcps.s2.normal"]);
  });
});

const schemaOf = (schema: z.ZodType): Schema =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

type Schema = z.core.JSONSchema.BaseSchema;

/** `rules.match.regions`, …: every key that a schema knows. */
function keysOf(schema: Schema): string[] {
  const walk = (at: Schema, path: string): string[] => {
    const items = typeof at.items === "object" && !Array.isArray(at.items) ? at.items : undefined;
    if (items) return walk(items, path);
    return Object.entries(at.properties ?? {}).flatMap(([key, below]) => [
      `${path}${key}`,
      ...(typeof below === "object" ? walk(below, `${path}${key}.`) : []),
    ]);
  };
  return walk(schema, "").toSorted();
}

/** The same of what a file holds. */
function keysIn(content: unknown): string[] {
  const walk = (value: unknown, path: string): string[] => {
    if (Array.isArray(value)) return value.flatMap((item: unknown) => walk(item, path));
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, below]) => [
      `${path}${key}`,
      ...walk(below, `${path}${key}.`),
    ]);
  };
  return [...new Set(walk(content, ""))].toSorted();
}
