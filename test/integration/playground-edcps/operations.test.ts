import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { isOperation, matchOperation, OPERATIONS } from "../../../playground/edcps/operations.ts";

describe("the table of operations", () => {
  it("holds the 58 operations of the official SDK with their verbs and paths", async () => {
    const file = createRequire(import.meta.url).resolve(
      "jdcloud-sdk-js/src/repo/edcps/v1/edcps.js",
    );
    const source = await readFile(file, "utf8");
    const calls = [
      ...source.matchAll(/call (\w+) with params[\s\S]*?makeRequest\(\s*'([^']+)',\s*'([A-Z]+)'/g),
    ];
    const theirs = calls.map(
      ([, name, path, verb]) => `${name} ${verb} ${path?.replace("/regions/{regionId}", "")}`,
    );
    expect(theirs).toHaveLength(58);
    expect(OPERATIONS.map((each) => `${each.name} ${each.verb} ${each.path}`).toSorted()).toEqual(
      theirs.toSorted(),
    );
  });

  it("counts as the reference does: 26 GET, 20 PUT, 8 DELETE, 4 POST", () => {
    const count = (verb: string) => OPERATIONS.filter((each) => each.verb === verb).length;
    expect(["GET", "PUT", "DELETE", "POST"].map(count)).toEqual([26, 20, 8, 4]);
  });

  it("plays every operation that reads", () => {
    expect(OPERATIONS.filter((each) => each.verb === "GET" && !each.run)).toEqual([]);
  });

  it("finds an operation by its decoded path", () => {
    expect(matchOperation("PUT", "/v1/regions/r1/instances/i-1:stopInstance")).toMatchObject({
      operation: { name: "stopInstance" },
      region: "r1",
      ids: { instanceId: "i-1" },
    });
    expect(matchOperation("PUT", "/v1/regions/r1/keypairs:import").operation?.name).toBe(
      "importKeypairs",
    );
    expect(isOperation("queryEdCPSRegions")).toBe(false);
  });
});
