import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { ConfigError, environmentSchema, readConfig } from "../../src/config.ts";
import { policySchema } from "../../src/order/policy.ts";

const pathOf = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const read = (name: string): string => readFileSync(pathOf(name), "utf8");

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

  test("shows every key that a policy may have", () => {
    const schema = z.toJSONSchema(policySchema, { io: "input", unrepresentable: "any" });
    expect(keysIn(content)).toEqual(keysOf(schema));
  });
});

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
