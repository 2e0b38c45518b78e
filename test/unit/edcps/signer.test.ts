import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  authorization,
  canonicalHeaders,
  canonicalQuery,
  canonicalRequest,
  canonicalUri,
  keptSigningKeys,
  keyChain,
  signingKey,
  signRequest,
  stringToSign,
  timestamp,
  type UnsignedRequest,
} from "../../../src/edcps/signer.ts";

const at = new Date("2026-01-02T03:04:05.678Z");
const nonce = "11111111-2222-4333-8444-555555555555";
const keys = { accessKey: "TESTAK", secretKey: "TESTSK" };
const tz1 = { ...keys, region: "cn-east-tz1", service: "edcps", at, nonce };
const scope = { date: "20260102", region: "cn-east-tz1", service: "edcps" };

const headers = {
  host: "edcps.jdcloud-api.com",
  "content-type": "application/json",
  accept: "application/json",
};
/** The official Node SDK signs `accept` as well; the documentation does not ask for it. */
const sdkSet = ["accept", "content-type", "host", "x-jdcloud-date", "x-jdcloud-nonce"];

function request(
  method: string,
  path: string,
  body = "",
  query: UnsignedRequest["query"] = [],
): UnsignedRequest {
  return { method, path, query, headers, body: Buffer.from(body) };
}

function signature(authorization: string | undefined): string | undefined {
  return authorization?.split("Signature=")[1];
}

const order =
  '{"clientToken":"3f0f2b1e-0000-4000-8000-000000000001","instanceSpec":{"az":"cn-east-tz1a","deviceType":"edcps.c.normal1","imageType":"standard","osTypeId":"os-type-1","sysRaidTypeId":"raid-sys-1","dataRaidTypeId":"raid-data-1","networkType":"vpc","subnetId":"subnet-1","enableInternet":"no","name":"web-01","description":"边缘节点","count":1,"charge":{"chargeMode":"postpaid_by_duration"}}}';
const createInstances = request("PUT", "/v1/regions/cn-east-tz1/instances", order);

describe("a createInstances request, step by step", () => {
  const canonical = `PUT
/v1/regions/cn-east-tz1/instances

accept:application/json
content-type:application/json
host:edcps.jdcloud-api.com
x-jdcloud-date:20260102T030405Z
x-jdcloud-nonce:11111111-2222-4333-8444-555555555555

accept;content-type;host;x-jdcloud-date;x-jdcloud-nonce
c3f1072ce4006b814fd95297c5233de6ba86860bd1a97caa818a537915b270a0`;
  const text = `JDCLOUD2-HMAC-SHA256
20260102T030405Z
20260102/cn-east-tz1/edcps/jdcloud2_request
f1223a4ee59c1f7a14b64693e5c92d86e69ceffac7ff53d9c4ba3631e959d296`;

  it("has a time without milliseconds", () => {
    expect(timestamp(at)).toBe("20260102T030405Z");
  });

  it("has the canonical form", () => {
    const { method, path, query, body } = createInstances;
    const dated = { ...headers, "x-jdcloud-date": timestamp(at), "x-jdcloud-nonce": nonce };
    const parts = { uri: canonicalUri(path), query: canonicalQuery(query), headers: dated };
    expect(canonicalRequest({ method, body, ...parts }, sdkSet)).toBe(canonical);
  });

  it("has the string to sign", () => {
    expect(stringToSign("20260102T030405Z", scope, canonical)).toBe(text);
  });

  it("has the chain of keys", () => {
    const chain = Object.entries(keyChain("TESTSK", scope)).map(([name, key]) => [
      name,
      key.toString("hex"),
    ]);
    expect(Object.fromEntries(chain)).toEqual({
      kDate: "16c38829a297aa617ca2de4c82169e4c6f22451334b43520b5c4b77d1e53a36f",
      kRegion: "3d1237380d138644fe2689863f68b006fd07fea05a2a00bae11539b32ba7d3b0",
      kService: "066d322f5d05ca8da21db76dd4640f08fd769ac6ae6152e916512c5a16bb148c",
      kSigning: "8d461674a66956e7d3d1e896130903b264a142232bb41c5e876caddaca53556f",
    });
    expect(signingKey("TESTSK", scope)).toEqual(keyChain("TESTSK", scope).kSigning);
  });

  it("has the authorization", () => {
    const expected =
      "JDCLOUD2-HMAC-SHA256 Credential=TESTAK/20260102/cn-east-tz1/edcps/jdcloud2_request, SignedHeaders=accept;content-type;host;x-jdcloud-date;x-jdcloud-nonce, Signature=39bcf65e723212063bebfa59fbbb7affb36c41669715a1128f1bf4700884538c";
    expect(authorization(keys, scope, sdkSet, text)).toBe(expected);
    const signed = signRequest(createInstances, { ...tz1, signed: sdkSet });
    expect(signed.headers["authorization"]).toBe(expected);
  });

  it("has the same signature under a key that was kept, from one day and region to another and back", () => {
    const keyOf = keptSigningKeys("TESTSK");
    const nextDay = new Date("2026-01-03T00:00:00.000Z");
    for (const by of [tz1, tz1, { ...tz1, region: "cn-north-by1" }, { ...tz1, at: nextDay }, tz1])
      expect(signRequest(createInstances, { ...by, keyOf })).toEqual(
        signRequest(createInstances, by),
      );
    expect(keyOf(scope)).toBe(keyOf({ ...scope }));
  });

  it("is signed over the documentation's four headers unless told otherwise", () => {
    expect(signRequest(createInstances, tz1).headers["authorization"]).toBe(
      "JDCLOUD2-HMAC-SHA256 Credential=TESTAK/20260102/cn-east-tz1/edcps/jdcloud2_request, SignedHeaders=content-type;host;x-jdcloud-date;x-jdcloud-nonce, Signature=5acf9c88fac584e408924764450bf154ee7753e4fb641cfa3048d832a5b0f1d9",
    );
  });

  it("is signed alike whatever the case and the order in which its headers are named", () => {
    const shouted = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    const names = sdkSet.map((name) => name.toUpperCase()).toReversed();
    expect(
      signRequest({ ...createInstances, headers: shouted }, { ...tz1, signed: names }),
    ).toEqual(signRequest(createInstances, { ...tz1, signed: sdkSet }));
  });

  it("is sent as it was signed", () => {
    const signed = signRequest(createInstances, tz1);
    expect(signed.target).toBe("/v1/regions/cn-east-tz1/instances");
    expect(signed.headers).toMatchObject({
      ...headers,
      "x-jdcloud-date": "20260102T030405Z",
      "x-jdcloud-nonce": nonce,
    });
    expect(signed.body).toBe(createInstances.body);
  });
});

describe("further requests that the official SDK signed", () => {
  const filtered = [
    ["pageNumber", "1"],
    ["pageSize", "20"],
    ["name", "a b*(c)'!~"],
    ["filters.1.name", "status"],
    ["filters.1.values.1", "running"],
    ["filters.1.values.2", "stopped"],
  ] as const;
  const server = "/v1/regions/cn-east-tz1/instances/edcps-abc123";

  it.each([
    [
      "a filtered list",
      request("GET", "/v1/regions/cn-east-tz1/instances", "", filtered),
      "47e4b9344a9ceb8cf473617bccf06eb10274aaeb0afa2edea7220863f142c3d3",
    ],
    [
      "an action",
      request("PUT", `${server}:startInstance`, '{"clientToken":"tok-1"}'),
      "ff1e0dcbd1dab7c24f75ffc5eb488e9a25e188c929b73d788907b0c913e559c4",
    ],
    [
      "an action without parameters",
      request("PUT", `${server}:startInstance`, "{}"),
      "dece3ac64427df14a42f36f9caecf38ca6d0eb855264838d16efe5b7c3ee343f",
    ],
    [
      "a deletion",
      request("DELETE", server, "", [["clientToken", "tok-1"]]),
      "26d495923fef4e4c89787fc1ed10c76dd6105bdd4660b456d5e57e19b0f3d30f",
    ],
  ])("%s has its signature", (_name, unsigned, expected) => {
    const signed = signRequest(unsigned, { ...tz1, signed: sdkSet });
    expect(signature(signed.headers["authorization"])).toBe(expected);
  });

  it("the list of regions is signed for the region jdcloud", () => {
    const signed = signRequest(request("GET", "/v1/edgeRegions"), {
      ...tz1,
      region: "jdcloud",
      signed: sdkSet,
    });
    expect(signature(signed.headers["authorization"])).toBe(
      "2e09d59877078d29883829c8ab7403657a012e9fc00ce58985017a00f140c575",
    );
  });

  it("an action is signed over four headers as the stand-alone signer does", () => {
    const signed = signRequest(
      request("PUT", `${server}:startInstance`, '{"clientToken":"tok-1"}'),
      tz1,
    );
    expect(signature(signed.headers["authorization"])).toBe(
      "ace0243665439e276ba812d9971943d8f7d9ea5ab923c1c50e633d57c07aa891",
    );
  });

  it("a further x-jdcloud header is signed without being named", () => {
    const stop = request("PUT", `${server}:stopInstance`, '{"clientToken":"tok-1"}');
    const withToken = {
      ...stop,
      headers: { ...headers, "X-Jdcloud-Security-Token": "c2Vzc2lvbi10b2tlbg==" },
    };
    const asTheSdk = signRequest(withToken, {
      ...tz1,
      signed: [...sdkSet, "x-jdcloud-security-token"],
    });
    expect(signature(asTheSdk.headers["authorization"])).toBe(
      "9d04fa811b1fe4a4a6dc3ecb2ea814ef30b7d24b362348d401c13c53f76a1d55",
    );
    expect(signRequest(withToken, tz1).headers["authorization"]).toContain(
      "SignedHeaders=content-type;host;x-jdcloud-date;x-jdcloud-nonce;x-jdcloud-security-token,",
    );
  });
});

it("the vector that JD Cloud published with its own signer is met", () => {
  const published = {
    method: "POST",
    path: "/v1/resource:action",
    query: [
      ["p1", "p1"],
      ["u", "u"],
      ["o", "%"],
      ["p0", "p0"],
    ],
    headers: { "x-my-header": "test  ", "x-my-header_blank": "  blank" },
    body: Buffer.from("body data"),
  } as const;
  const signed = signRequest(published, {
    ...keys,
    region: "cn-north-1",
    service: "test",
    at: new Date("2019-02-14T10:45:14Z"),
    nonce: "testnonce",
    signed: ["x-jdcloud-date", "x-jdcloud-nonce", "x-my-header", "x-my-header_blank"],
  });
  expect(signed.target).toBe("/v1/resource%3Aaction?o=%25&p0=p0&p1=p1&u=u");
  expect(signature(signed.headers["authorization"])).toBe(
    "2a98f83c074e7bee260bfc8ef64f009c07595bd93f7f0c3f4e156bf6479ed9bf",
  );
});

describe("canonical forms", () => {
  it("the path is encoded once, piece by piece", () => {
    expect(canonicalUri("/v1/a b/%41:é/~")).toBe("/v1/a%20b/%2541%3A%C3%A9/~");
  });

  it("a header's value loses blanks at its ends and keeps one where it had several", () => {
    expect(canonicalHeaders({ "x-b": "  two   words ", "x-a": "1" }, ["x-a", "x-b"])).toBe(
      "x-a:1\nx-b:two words\n",
    );
  });

  it("numbered names are sorted by character code", () => {
    expect(
      canonicalQuery([
        ["filters.2", "b"],
        ["filters.10", "a"],
      ]),
    ).toBe("filters.10=a&filters.2=b");
  });

  it("an empty value keeps its equals sign, and half a surrogate pair becomes the replacement character", () => {
    expect(
      canonicalQuery([
        ["name", ""],
        ["half", "\ud83d"],
      ]),
    ).toBe("half=%EF%BF%BD&name=");
  });

  const pairs = fc.array(fc.tuple(fc.string({ unit: "binary" }), fc.string({ unit: "binary" })));

  it("the order of the parameters does not matter", () => {
    const shuffled = pairs.chain((query) =>
      fc.tuple(fc.constant(query), fc.shuffledSubarray(query, { minLength: query.length })),
    );
    fc.assert(
      fc.property(shuffled, ([query, other]) => {
        expect(canonicalQuery(other)).toBe(canonicalQuery(query));
      }),
    );
  });

  it("a server reads every parameter as it was meant", () => {
    fc.assert(
      fc.property(pairs, (query) => {
        const read = [...new URLSearchParams(canonicalQuery(query))];
        const inOrder = (all: readonly (readonly string[])[]) =>
          all.map((pair) => JSON.stringify(pair)).toSorted();
        expect(inOrder(read)).toEqual(inOrder(query));
      }),
    );
  });

  it("nothing but unreserved characters, percent signs and the separators is sent", () => {
    fc.assert(
      fc.property(pairs, (query) => {
        expect(canonicalQuery(query)).toMatch(/^[\w\-.~%&=]*$/);
      }),
    );
  });
});
