import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coversAll, fitsAny } from "../../../src/order/glob.ts";

describe("a glob", () => {
  it.each([
    ["edcps.c.normal1", "edcps.c.normal1", true],
    ["edcps.c.normal1", "edcps.c.normal2", false],
    ["edcps.c.normal1", "edcpsXcXnormal1", false],
    ["*", "", true],
    ["*", "anything\nat all", true],
    ["cn-east-*", "cn-east-tz1", true],
    ["cn-east-*", "cn-east-", true],
    ["cn-east-*", "xcn-east-tz1", false],
    ["*gpu*", "edcps.gpu.a100", true],
    ["*.gpu", "edcps.gpu.a100", false],
    ["ab*ba", "aba", false],
    ["ab*ba", "abba", true],
    ["*a*a*", "a", false],
    ["a*b*c", "a-c-b", false],
    ["**", "x", true],
    ["[a-z]+", "a", false],
    ["$&*", "$&", true],
    ["", "", true],
    ["", "x", false],
  ])("%j with %j: %s", (glob, text, fits) => {
    expect(fitsAny([glob], text)).toBe(fits);
  });

  it("fits what a regular expression of the same meaning fits", () => {
    const part = fc.constantFrom("a", "b", "*", ".", "ab");
    const joined = (most: number) => fc.array(part, { maxLength: most }).map((all) => all.join(""));
    fc.assert(
      fc.property(joined(6), joined(10), (glob, text) => {
        const parts = glob.split("*").map((one) => RegExp.escape(one));
        expect(fitsAny([glob], text)).toBe(new RegExp(`^${parts.join(".*")}$`, "s").test(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it("is not needed where there is no list, and covers what it fits", () => {
    expect(fitsAny(undefined, "x")).toBe(true);
    expect(fitsAny([], "x")).toBe(false);
    expect(fitsAny(["a*", "b*"], "bc")).toBe(true);
    expect(coversAll(undefined, ["x"])).toBe(true);
    expect(coversAll(["*"], undefined)).toBe(false);
    expect(coversAll(["cn-*"], ["cn-east-*", "cn-north-by1"])).toBe(true);
    expect(coversAll(["cn-east-*"], ["cn-*"])).toBe(false);
  });
});
