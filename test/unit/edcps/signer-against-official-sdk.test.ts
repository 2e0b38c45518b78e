import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signRequest } from "../../../src/edcps/signer.ts";
import { officialSdk, type Recorded } from "./official-sdk.ts";

const fixed = {
  at: new Date("2026-01-02T03:04:05.678Z"),
  nonce: "11111111-2222-4333-8444-555555555555",
  accessKey: "TESTAK",
  secretKey: "TESTSK",
};
const sdk = officialSdk(fixed);
const region = "cn-east-tz1";
const instances = `/v1/regions/${region}/instances`;

interface Meant {
  readonly path: string;
  readonly query?: readonly (readonly [string, string])[];
  readonly scope?: string;
}

/** Our signature of the request that the SDK recorded, over the headers that it signed. */
function expectTheSame(recorded: Recorded, { path, query = [], scope = region }: Meant) {
  const { method, headers, body } = recorded;
  const { authorization = "", "x-jdcloud-date": date, "x-jdcloud-nonce": nonce, ...rest } = headers;
  expect({ date, nonce }).toEqual({ date: "20260102T030405Z", nonce: fixed.nonce });

  const signed = signRequest(
    { method, path, query, headers: rest, body: Buffer.from(body) },
    {
      ...fixed,
      region: scope,
      service: "edcps",
      signed: /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(";") ?? [],
    },
  );
  expect(signed.headers["authorization"]).toBe(authorization);

  const [ourPath, ourQuery] = signed.target.split("?");
  const [theirPath, theirQuery] = recorded.target.split("?");
  expect(ourPath).toBe(theirPath);
  // On the wire the SDK leaves some characters as they are which it signs encoded; both must mean the same.
  expect(new Map(new URLSearchParams(ourQuery))).toEqual(new Map(new URLSearchParams(theirQuery)));
}

function filterPairs(filters: readonly { name: string; values: readonly string[] }[]) {
  return filters.flatMap(({ name, values }, at) => [
    [`filters.${at + 1}.name`, name] as const,
    ...values.map((value, n) => [`filters.${at + 1}.values.${n + 1}`, value] as const),
  ]);
}

const hard = `a b"c"!'()*~中文😀+%&=/?#;:@,$[]{}|\\^\`<>\t.-_`;

describe("the official SDK signs as we do", () => {
  it("a list with hard characters in its query", async () => {
    const recorded = await sdk(
      "describeInstances",
      { name: hard, pageNumber: 1, pageSize: 100 },
      region,
    );
    expectTheSame(recorded, {
      path: instances,
      query: [
        ["pageSize", "100"],
        ["name", hard],
        ["pageNumber", "1"],
      ],
    });
  });

  it("more than nine filters with more than nine values", async () => {
    const filters = Array.from({ length: 12 }, (_, f) => ({
      name: `filter ${f}`,
      values: Array.from({ length: 11 }, (__, v) => `值 ${v} ${hard}`),
    }));
    expectTheSame(await sdk("describeInstances", { filters }, region), {
      path: instances,
      query: filterPairs(filters),
    });
  });

  it("a list without a query", async () => {
    expectTheSame(await sdk("describeLineTypes", {}, region), {
      path: `/v1/regions/${region}/lineTypes`,
    });
  });

  it("the list of regions, which has no region", async () => {
    expectTheSame(await sdk("describeEdCPSRegions", {}, "jdcloud"), {
      path: "/v1/edgeRegions",
      scope: "jdcloud",
    });
  });

  it("a purchase with Chinese in its body", async () => {
    const instanceSpec = { name: "边缘-01", description: hard, password: "Pä55 word!", count: 2 };
    const recorded = await sdk("createInstances", { clientToken: "tok-1", instanceSpec }, region);
    expect(recorded).toMatchObject({
      method: "PUT",
      body: JSON.stringify({ clientToken: "tok-1", instanceSpec }),
    });
    expectTheSame(recorded, { path: instances });
  });

  it("an action, whose colon is encoded", async () => {
    const recorded = await sdk(
      "startInstance",
      { instanceId: "edcps-1", clientToken: "tok-1" },
      region,
    );
    expect(recorded.target).toContain("edcps-1%3AstartInstance");
    expectTheSame(recorded, { path: `${instances}/edcps-1:startInstance` });
  });

  it("a change by POST", async () => {
    const recorded = await sdk(
      "modifyInstance",
      { instanceId: "edcps-1", name: "新 name" },
      region,
    );
    expect(recorded.method).toBe("POST");
    expectTheSame(recorded, { path: `${instances}/edcps-1:modifyInstance` });
  });

  it("a deletion, with its token in the query", async () => {
    const recorded = await sdk(
      "deleteInstance",
      { instanceId: "edcps-1", clientToken: "a+b=c" },
      region,
    );
    expect(recorded.method).toBe("DELETE");
    expectTheSame(recorded, { path: `${instances}/edcps-1`, query: [["clientToken", "a+b=c"]] });
  });

  it("a security token in a header of its own", async () => {
    const recorded = await sdk(
      "stopInstance",
      { instanceId: "edcps-1", "x-extra-header": { "x-jdcloud-security-token": "c2Vzc2lvbg==" } },
      region,
    );
    expect(recorded.headers["authorization"]).toContain("x-jdcloud-security-token");
    expectTheSame(recorded, { path: `${instances}/edcps-1:stopInstance` });
  });
});

describe("the official SDK signs as we do, whatever the request holds", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(...Array.from(hard)) }),
  );
  // As one piece of a path: without a slash, and not one of the pieces that a URL drops.
  const id = text.filter((piece) => !/^\.*$|[/\t\n\r]/.test(piece));
  const runs = { numRuns: 200 };

  it("in a query", async () => {
    const filters = fc.array(
      fc.record({
        name: text.filter(Boolean),
        values: fc.array(text, { minLength: 1, maxLength: 12 }),
      }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(text, text, filters, async (name, subnetId, list) => {
        const recorded = await sdk("describeInstances", { name, subnetId, filters: list }, region);
        expectTheSame(recorded, {
          path: instances,
          query: [["name", name], ["subnetId", subnetId], ...filterPairs(list)],
        });
      }),
      runs,
    );
  });

  it("in a body", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(text, fc.jsonValue()), async (instanceSpec) => {
        expectTheSame(await sdk("createInstances", { clientToken: "t", instanceSpec }, region), {
          path: instances,
        });
      }),
      runs,
    );
  });

  it("in a path", async () => {
    await fc.assert(
      fc.asyncProperty(id, async (instanceId) => {
        const recorded = await sdk("modifyInstance", { instanceId, name: "n" }, region);
        expectTheSame(recorded, { path: `${instances}/${instanceId}:modifyInstance` });
      }),
      runs,
    );
  });

  it("in a query and a path", async () => {
    await fc.assert(
      fc.asyncProperty(id, text, async (instanceId, clientToken) => {
        const recorded = await sdk("deleteInstance", { instanceId, clientToken }, region);
        expectTheSame(recorded, {
          path: `${instances}/${instanceId}`,
          query: [["clientToken", clientToken]],
        });
      }),
      runs,
    );
  });
});
