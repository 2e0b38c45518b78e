import { randomUUID } from "node:crypto";
import { request } from "undici";
import type { Cloud } from "../../../playground/edcps/cloud.ts";
import {
  ALGORITHM,
  canonicalRequest,
  credentialScope,
  encode,
  signature,
  signingKeys,
  stringToSign,
} from "../../../playground/edcps/signature.ts";

export type Method = "GET" | "PUT" | "POST" | "DELETE";

export interface Sent {
  method?: Method;
  /** Pairs to encode, or the string as it is. */
  query?: string | Record<string, string | number>;
  body?: unknown;
  /** Instead of now. */
  at?: number;
  nonce?: string;
  /** More headers; those starting with x-jdcloud- are signed too. */
  headers?: Record<string, string>;
  /** Instead of the documentation's four. */
  signed?: string[];
  scopeRegion?: string;
  /** Instead of the first eight characters of x-jdcloud-date. */
  scopeDate?: string;
  service?: string;
  accessKey?: string;
  secretKey?: string;
  /** Changes what is sent after it was signed. */
  tamper?: (wire: Wire) => void;
  signal?: AbortSignal;
}

interface Wire {
  path: string;
  query: string;
  headers: Record<string, string>;
  body: string;
}

export interface Answer {
  status: number;
  requestIdHeader: string;
  text: string;
}

interface Envelope {
  requestId: string;
  result?: Record<string, unknown>;
  error?: { code: number; status: string; message: string; details?: unknown };
}

export function compactDate(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

/** Signs a request by the documented steps and sends it to the pretend cloud. `path` is what follows `/v1`. */
export async function send(cloud: Cloud, path: string, sent: Sent = {}): Promise<Answer> {
  const { method = "GET", at = Date.now(), service = "edcps" } = sent;
  const host = new URL(cloud.url).host;
  const datetime = compactDate(at);
  const date = sent.scopeDate ?? datetime.slice(0, 8);
  const region = sent.scopeRegion ?? /^\/regions\/([^/]+)/.exec(path)?.[1] ?? "jdcloud";
  const headers: Record<string, string> = {
    host,
    "content-type": "application/json",
    "x-jdcloud-date": datetime,
    "x-jdcloud-nonce": sent.nonce ?? randomUUID(),
    ...sent.headers,
  };
  const extra = Object.keys(headers).filter((name) => name.startsWith("x-jdcloud-"));
  const signedHeaders = sent.signed ?? ["content-type", "host", ...extra];
  const wire: Wire = {
    path: `/v1${path}`
      .split("/")
      .map((piece) => encode(decodeURIComponent(piece)))
      .join("/"),
    query:
      typeof sent.query === "string"
        ? sent.query
        : Object.entries(sent.query ?? {})
            .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
            .join("&"),
    headers,
    body:
      sent.body === undefined
        ? ""
        : typeof sent.body === "string"
          ? sent.body
          : JSON.stringify(sent.body),
  };
  const scope = credentialScope(date, region, service);
  const canonical = canonicalRequest({
    ...wire,
    method,
    signedHeaders,
    body: Buffer.from(wire.body),
  });
  const keys = signingKeys(sent.secretKey ?? cloud.secretKey, date, region, service);
  headers["authorization"] =
    `${ALGORITHM} Credential=${sent.accessKey ?? cloud.accessKey}/${scope}, ` +
    `SignedHeaders=${signedHeaders.toSorted().join(";")}, Signature=${signature(keys, stringToSign(datetime, scope, canonical))}`;
  sent.tamper?.(wire);
  const target = wire.query === "" ? wire.path : `${wire.path}?${wire.query}`;
  const answer = await request(cloud.url + target, {
    method,
    headers: wire.headers,
    body: wire.body === "" ? null : wire.body,
    signal: sent.signal ?? null,
  });
  return {
    status: answer.statusCode,
    requestIdHeader: String(answer.headers["x-jdcloud-request-id"] ?? ""),
    text: await answer.body.text(),
  };
}

export interface Reply extends Envelope {
  status: number;
}

/** As `send`, with the envelope taken out of the answer. */
export async function call(cloud: Cloud, path: string, sent: Sent = {}): Promise<Reply> {
  const { status, text } = await send(cloud, path, sent);
  return { status, ...(JSON.parse(text) as Envelope) };
}

export const REGION = "cn-east-tz1";
export const HERE = `/regions/${REGION}`;

/** One server without public network: the smallest order that is accepted. */
export function plainSpec(): Record<string, unknown> {
  return {
    az: "cn-east-tz1a",
    deviceType: "edcps.c.normal1",
    imageType: "standard",
    osTypeId: "os-c-normal1-ubuntu-1804",
    sysRaidTypeId: "raid-c-normal1-system-raid1",
    dataRaidTypeId: "raid-c-normal1-data-raid10",
    networkType: "vpc",
    subnetId: "subnet-tz1a-001",
    enableInternet: "no",
    name: "web-01",
    count: 1,
    charge: { chargeMode: "postpaid_by_duration" },
  };
}

/** An order with every field, on both interfaces, that is accepted. */
export function fullSpec(): Record<string, unknown> {
  return {
    ...plainSpec(),
    hostname: "web-01.example",
    enableInternet: "yes",
    internetChargeMode: "prepaid_by_duration",
    bandwidthPackageId: "bwp-tz1-ct",
    privateIp: "10.0.1.77",
    aliasIps: [{ id: "scidr-tz1a-001", cidr: "10.200.1.16/28" }],
    lineType: "ct",
    bandwidth: 100,
    extraUplinkBandwidth: 10,
    description: "边缘节点",
    password: "Tr9!kW7#zQ",
    userData: Buffer.from("#!/bin/bash\necho hello\n").toString("base64"),
    keypairId: "keypair-ops",
    charge: {
      chargeMode: "prepaid_by_duration",
      chargeUnit: "month",
      chargeDuration: 3,
      autoRenew: true,
      buyScenario: Buffer.from(
        JSON.stringify({ activity: { activityType: "sale", activityIdentifier: "spring" } }),
      ).toString("base64"),
    },
    interfaceMode: "dual",
    extensionSubnetId: "subnet-tz1a-002",
    extensionPrivateIp: "10.0.2.77",
    extensionAliasIps: [{ cidr: "10.0.2.128/28" }],
    extensionEnableInternet: "yes",
    extensionLineType: "ct",
    extensionBandwidth: 50,
    extensionExtraUplinkBandwidth: 0,
    extensionInternetChargeMode: "prepaid_by_duration",
    extensionBandwidthPackageId: "bwp-tz1-ct",
    resourceTags: [{ key: "团队", value: "platform/edge" }],
  };
}

export function create(
  cloud: Cloud,
  instanceSpec: unknown,
  sent: Sent & { clientToken?: string } = {},
): Promise<Reply> {
  const { clientToken = randomUUID(), ...rest } = sent;
  return call(cloud, `${HERE}/instances`, {
    ...rest,
    method: "PUT",
    body: { clientToken, instanceSpec },
  });
}

export function idsOf(reply: Reply): string[] {
  const ids = reply.result?.["instanceIds"];
  if (!Array.isArray(ids))
    throw new Error(`There are no instance ids in ${JSON.stringify(reply)}.`);
  return ids.map(String);
}
