import { describe, expect, test } from "vitest";
import { changed, problemsOf } from "./spec-mutations.ts";
import { minimal } from "./valid-specs.ts";

describe("hostile input", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const trap = Object.defineProperty({ ...minimal }, "hostname", {
    enumerable: true,
    get: () => {
      throw new Error("trap");
    },
  });

  test.each<[string, unknown]>([
    ...[undefined, null, true, 7, 7n, "text", [], [minimal], () => minimal].map(
      (input): [string, unknown] => [typeof input, input],
    ),
    ["a cycle", cycle],
    ["a getter that throws", trap],
    ["a revoked proxy", revoked.proxy],
    ["deep nesting", JSON.parse("[".repeat(5000) + "]".repeat(5000))],
  ])("%s makes one problem", (_, input) => {
    expect(problemsOf(input)).toEqual([{ field: "", rule: "object" }]);
  });

  test("prototype keys are unknown fields and change no prototype", () => {
    const input: unknown = JSON.parse(
      `{"__proto__":{"hostname":"x"},"constructor":1,${JSON.stringify(minimal).slice(1)}`,
    );
    expect(problemsOf(input)).toEqual([
      { field: "__proto__", rule: "known" },
      { field: "constructor", rule: "known" },
    ]);
    expect(
      problemsOf(
        changed(minimal, {
          charge: JSON.parse('{"chargeMode":"postpaid_by_duration","__proto__":1}'),
        }),
      ),
    ).toEqual([{ field: "charge.__proto__", rule: "known" }]);
    expect(problemsOf(Object.create(minimal))).toHaveLength(13);
  });

  // What is not linear would take hours here and run into the time limit of the test.
  test("a million characters are refused in every text, with one problem each", () => {
    const million = {
      az: "a",
      hostname: "a.",
      name: "边",
      description: "😀",
      privateIp: "1.",
      password: "aB3$",
      userData: "=",
      keypairId: "\u0000",
    };
    for (const [field, part] of Object.entries(million)) {
      const problems = problemsOf({ ...minimal, [field]: part.repeat(1_000_000) });
      expect(problems).toEqual([
        expect.objectContaining({
          field,
          rule: field === "password" ? "password-length" : "length",
        }),
      ]);
    }
  });

  test("a million entries make no more problems than a hundred", () => {
    for (const element of [0, {}, { key: "a", value: "b" }]) {
      const problems = problemsOf({
        ...minimal,
        resourceTags: Array.from({ length: 1_000_000 }, () => element),
      });
      expect(problems).toContainEqual({ field: "resourceTags", rule: "list-length", max: 10 });
      expect(problems.length).toBeLessThanOrEqual(201);
    }
  });

  test("a hundred thousand unknown fields make no more problems than a hundred", () => {
    const unknown = Array.from({ length: 100_000 }, (_, index) => [`k${index}`, 1] as const);
    expect(problemsOf({ ...minimal, ...Object.fromEntries(unknown) })).toHaveLength(100);
    expect(problemsOf({ ...minimal, ["k".repeat(1_000_000)]: 1 })).toEqual([
      { field: "k".repeat(64), rule: "known" },
    ]);
  });

  test("no problem repeats what was typed into a secret field", () => {
    const typed = { password: "Kennwort-root-123", userData: "S2VubndvcnQ=" };
    const said = JSON.stringify(problemsOf({ ...minimal, ...typed }));
    for (const value of Object.values(typed)) expect(said).not.toContain(value);
  });
});
