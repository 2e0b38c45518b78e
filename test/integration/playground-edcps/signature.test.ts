import { describe, expect, it } from "vitest";
import {
  canonicalHeaders,
  canonicalRequest,
  type CanonicalParts,
  credentialScope,
  parseAuthorization,
  sha256,
  signature,
  signingKeys,
  stringToSign,
} from "../../../playground/edcps/signature.ts";

const REGION = "cn-east-tz1";
const DATETIME = "20260102T030405Z";
const BASE_HEADERS = {
  accept: "application/json",
  "content-type": "application/json",
  host: "edcps.jdcloud-api.com",
  "x-jdcloud-date": DATETIME,
  "x-jdcloud-nonce": "11111111-2222-4333-8444-555555555555",
};
const FIVE = ["accept", "content-type", "host", "x-jdcloud-date", "x-jdcloud-nonce"];
const FOUR = FIVE.slice(1);
const ORDER =
  '{"clientToken":"3f0f2b1e-0000-4000-8000-000000000001","instanceSpec":{"az":"cn-east-tz1a","deviceType":"edcps.c.normal1","imageType":"standard","osTypeId":"os-type-1","sysRaidTypeId":"raid-sys-1","dataRaidTypeId":"raid-data-1","networkType":"vpc","subnetId":"subnet-1","enableInternet":"no","name":"web-01","description":"边缘节点","count":1,"charge":{"chargeMode":"postpaid_by_duration"}}}';

interface Vector {
  name: string;
  method: string;
  path: string;
  query?: string;
  body?: string;
  signedHeaders?: string[];
  headers?: Record<string, string>;
  region?: string;
  expected: string;
}

const INSTANCE = "/v1/regions/cn-east-tz1/instances/edcps-abc123";
const VECTORS: Vector[] = [
  {
    name: "A, an order",
    method: "PUT",
    path: "/v1/regions/cn-east-tz1/instances",
    body: ORDER,
    expected: "39bcf65e723212063bebfa59fbbb7affb36c41669715a1128f1bf4700884538c",
  },
  {
    name: "A-min, four signed headers",
    method: "PUT",
    path: "/v1/regions/cn-east-tz1/instances",
    body: ORDER,
    signedHeaders: FOUR,
    expected: "5acf9c88fac584e408924764450bf154ee7753e4fb641cfa3048d832a5b0f1d9",
  },
  {
    name: "B, a query to encode and sort",
    method: "GET",
    path: "/v1/regions/cn-east-tz1/instances",
    query:
      "pageNumber=1&pageSize=20&name=a%20b*(c)'!~&filters.1.name=status&filters.1.values.1=running&filters.1.values.2=stopped",
    expected: "47e4b9344a9ceb8cf473617bccf06eb10274aaeb0afa2edea7220863f142c3d3",
  },
  {
    name: "C, an action with a raw colon",
    method: "PUT",
    path: `${INSTANCE}:startInstance`,
    body: '{"clientToken":"tok-1"}',
    expected: "ff1e0dcbd1dab7c24f75ffc5eb488e9a25e188c929b73d788907b0c913e559c4",
  },
  {
    name: "C-min, the colon encoded already",
    method: "PUT",
    path: `${INSTANCE}%3AstartInstance`,
    body: '{"clientToken":"tok-1"}',
    signedHeaders: FOUR,
    expected: "ace0243665439e276ba812d9971943d8f7d9ea5ab923c1c50e633d57c07aa891",
  },
  {
    name: "C2, an empty object",
    method: "PUT",
    path: `${INSTANCE}:startInstance`,
    body: "{}",
    expected: "dece3ac64427df14a42f36f9caecf38ca6d0eb855264838d16efe5b7c3ee343f",
  },
  {
    name: "D, no region in the path",
    method: "GET",
    path: "/v1/edgeRegions",
    region: "jdcloud",
    expected: "2e09d59877078d29883829c8ab7403657a012e9fc00ce58985017a00f140c575",
  },
  {
    name: "E, a sixth signed header",
    method: "PUT",
    path: `${INSTANCE}:stopInstance`,
    body: '{"clientToken":"tok-1"}',
    headers: { "x-jdcloud-security-token": "c2Vzc2lvbi10b2tlbg==" },
    signedHeaders: [...FIVE, "x-jdcloud-security-token"],
    expected: "9d04fa811b1fe4a4a6dc3ecb2ea814ef30b7d24b362348d401c13c53f76a1d55",
  },
  {
    name: "F, a deletion",
    method: "DELETE",
    path: INSTANCE,
    query: "clientToken=tok-1",
    expected: "26d495923fef4e4c89787fc1ed10c76dd6105bdd4660b456d5e57e19b0f3d30f",
  },
];

function partsOf(vector: Vector): CanonicalParts {
  return {
    method: vector.method,
    path: vector.path,
    query: vector.query ?? "",
    headers: { ...BASE_HEADERS, ...vector.headers },
    signedHeaders: vector.signedHeaders ?? FIVE,
    body: Buffer.from(vector.body ?? ""),
  };
}

describe("the steps of JDCLOUD2-HMAC-SHA256", () => {
  it.each(VECTORS)("give the recorded signature for $name", (vector) => {
    const region = vector.region ?? REGION;
    const scope = credentialScope("20260102", region, "edcps");
    const text = stringToSign(DATETIME, scope, canonicalRequest(partsOf(vector)));
    expect(signature(signingKeys("TESTSK", "20260102", region, "edcps"), text)).toBe(
      vector.expected,
    );
  });

  it("give every intermediate string of the complete vector", () => {
    const [vector] = VECTORS;
    if (!vector) throw new Error("There are no vectors.");
    expect(Buffer.byteLength(ORDER)).toBe(394);
    const canonical = canonicalRequest(partsOf(vector));
    expect(canonical.split("\n")).toEqual([
      "PUT",
      "/v1/regions/cn-east-tz1/instances",
      "",
      "accept:application/json",
      "content-type:application/json",
      "host:edcps.jdcloud-api.com",
      "x-jdcloud-date:20260102T030405Z",
      "x-jdcloud-nonce:11111111-2222-4333-8444-555555555555",
      "",
      "accept;content-type;host;x-jdcloud-date;x-jdcloud-nonce",
      "c3f1072ce4006b814fd95297c5233de6ba86860bd1a97caa818a537915b270a0",
    ]);
    const scope = credentialScope("20260102", REGION, "edcps");
    expect(stringToSign(DATETIME, scope, canonical).split("\n")).toEqual([
      "JDCLOUD2-HMAC-SHA256",
      "20260102T030405Z",
      "20260102/cn-east-tz1/edcps/jdcloud2_request",
      "f1223a4ee59c1f7a14b64693e5c92d86e69ceffac7ff53d9c4ba3631e959d296",
    ]);
    const keys = signingKeys("TESTSK", "20260102", REGION, "edcps");
    expect(Object.values(keys).map((key: Buffer) => key.toString("hex"))).toEqual([
      "16c38829a297aa617ca2de4c82169e4c6f22451334b43520b5c4b77d1e53a36f",
      "3d1237380d138644fe2689863f68b006fd07fea05a2a00bae11539b32ba7d3b0",
      "066d322f5d05ca8da21db76dd4640f08fd769ac6ae6152e916512c5a16bb148c",
      "8d461674a66956e7d3d1e896130903b264a142232bb41c5e876caddaca53556f",
    ]);
  });

  it("give the vector that the vendor published", () => {
    const canonical = canonicalRequest({
      method: "POST",
      path: "/v1/resource:action",
      query: "p1=p1&u=u&o=%25&p0=p0",
      headers: {
        "x-jdcloud-date": "20190214T104514Z",
        "x-jdcloud-nonce": "testnonce",
        "x-my-header": "test  ",
        "x-my-header_blank": "  blank",
      },
      signedHeaders: ["x-jdcloud-date", "x-jdcloud-nonce", "x-my-header", "x-my-header_blank"],
      body: Buffer.from("body data"),
    });
    const text = stringToSign(
      "20190214T104514Z",
      credentialScope("20190214", "cn-north-1", "test"),
      canonical,
    );
    expect(signature(signingKeys("TESTSK", "20190214", "cn-north-1", "test"), text)).toBe(
      "2a98f83c074e7bee260bfc8ef64f009c07595bd93f7f0c3f4e156bf6479ed9bf",
    );
  });

  it("trim a header and collapse the white space inside", () => {
    expect(canonicalHeaders({ "x-b": "  two \t words  ", "x-a": "" }, ["x-b", "x-a"])).toBe(
      "x-a:\nx-b:two words\n",
    );
  });

  it("sort filters by character code and hash an empty body", () => {
    const canonical = canonicalRequest({
      method: "GET",
      path: "/v1/x",
      query: "filters.2.name=b&filters.10.name=a&empty=",
      headers: {},
      signedHeaders: [],
      body: Buffer.alloc(0),
    });
    expect(canonical.split("\n")[2]).toBe("empty=&filters.10.name=a&filters.2.name=b");
    expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("take only the documented form of the authorization header", () => {
    const good =
      "JDCLOUD2-HMAC-SHA256 Credential=TESTAK/20260102/cn-east-tz1/edcps/jdcloud2_request, SignedHeaders=host, Signature=" +
      "0".repeat(64);
    expect(parseAuthorization(good)).toMatchObject({
      accessKey: "TESTAK",
      region: REGION,
      signedHeaders: ["host"],
    });
    for (const bad of [
      good.replace("JDCLOUD2-HMAC", "JDCLOUD3-HMAC"),
      good.replace(", SignedHeaders", ",SignedHeaders"),
      good.replace("jdcloud2_request", "aws4_request"),
      good.toUpperCase(),
      "",
    ]) {
      expect(parseAuthorization(bad)).toBeUndefined();
    }
  });
});
