import { createHash, createHmac } from "node:crypto";

/**
 * JDCLOUD2-HMAC-SHA256, written from the documented steps and sharing no code with the client it checks.
 * Every function is one step, so that a test can compare each intermediate string.
 */

export const ALGORITHM = "JDCLOUD2-HMAC-SHA256";
const KEY_PREFIX = "JDCLOUD2";
const TERMINATOR = "jdcloud2_request";

export interface SigningKeys {
  kDate: Buffer;
  kRegion: Buffer;
  kService: Buffer;
  kSigning: Buffer;
}

export interface CanonicalParts {
  method: string;
  /** Path as it arrived, encoded or not. */
  path: string;
  /** Query as it arrived, without the question mark. */
  query: string;
  headers: Readonly<Record<string, string>>;
  signedHeaders: readonly string[];
  body: Uint8Array;
}

export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text, "utf8").digest();
}

/** Only A-Z a-z 0-9 - . _ ~ stay as they are; encodeURIComponent leaves five more. */
export function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Encoded once, whatever came over the wire, so the colon of an action is always %3A. */
function canonicalUri(path: string): string {
  return path
    .split("/")
    .map((piece) => encode(decodeURIComponent(piece)))
    .join("/");
}

/** A plus sign is a plus sign: the scheme writes a space as %20 only. */
export function queryPairs(query: string): [string, string][] {
  if (query === "") return [];
  return query.split("&").map((pair) => {
    const at = pair.indexOf("=");
    const [name, value] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
    return [decodeURIComponent(name), decodeURIComponent(value)];
  });
}

function byCharacterCode(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function canonicalQuery(query: string): string {
  return queryPairs(query)
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .toSorted(
      (one, other) => byCharacterCode(one[0], other[0]) || byCharacterCode(one[1], other[1]),
    )
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** Inner white space is collapsed as the Node and Java SDKs do; every line ends with a line feed. */
export function canonicalHeaders(
  headers: Readonly<Record<string, string>>,
  signed: readonly string[],
): string {
  return signed
    .toSorted(byCharacterCode)
    .map((name) => `${name}:${(headers[name] ?? "").replaceAll(/\s+/g, " ").trim()}\n`)
    .join("");
}

export function canonicalRequest(parts: CanonicalParts): string {
  return [
    parts.method,
    canonicalUri(parts.path),
    canonicalQuery(parts.query),
    canonicalHeaders(parts.headers, parts.signedHeaders),
    parts.signedHeaders.toSorted(byCharacterCode).join(";"),
    sha256(parts.body),
  ].join("\n");
}

export function credentialScope(date: string, region: string, service: string): string {
  return `${date}/${region}/${service}/${TERMINATOR}`;
}

export function stringToSign(datetime: string, scope: string, canonical: string): string {
  return [ALGORITHM, datetime, scope, sha256(canonical)].join("\n");
}

export function signingKeys(
  secretKey: string,
  date: string,
  region: string,
  service: string,
): SigningKeys {
  const kDate = hmac(KEY_PREFIX + secretKey, date);
  const kRegion = hmac(kDate, region);
  const kService = hmac(kRegion, service);
  return { kDate, kRegion, kService, kSigning: hmac(kService, TERMINATOR) };
}

export function signature(keys: SigningKeys, text: string): string {
  return hmac(keys.kSigning, text).toString("hex");
}

export interface Authorization {
  accessKey: string;
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

const AUTHORIZATION =
  /^JDCLOUD2-HMAC-SHA256 Credential=([^/, ]+)\/(\d{8})\/([^/, ]+)\/([^/, ]+)\/jdcloud2_request, SignedHeaders=([^, ]+), Signature=([0-9a-f]{64})$/;

/** The header, taken apart, or nothing when it has not exactly the documented form. */
export function parseAuthorization(header: string): Authorization | undefined {
  const [, accessKey, date, region, service, signed, hex] = AUTHORIZATION.exec(header) ?? [];
  if (!accessKey || !date || !region || !service || !signed || !hex) return undefined;
  return { accessKey, date, region, service, signedHeaders: signed.split(";"), signature: hex };
}
