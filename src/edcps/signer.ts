import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";

/*
 * JDCLOUD2-HMAC-SHA256, one function for each step. Source: JD Cloud, Common Declaration, "Authorization Rules", and
 * where that page is silent the official Node SDK, with which the tests compare every kind of request.
 */

const SCHEME = "JDCLOUD2";
const ALGORITHM = `${SCHEME}-HMAC-SHA256`;
const TERMINATOR = `${SCHEME.toLowerCase()}_request`;

export interface UnsignedRequest {
  readonly method: string;
  /** Not encoded, from the leading `/` on: `/v1/regions/cn-east-tz1/instances/i-1:startInstance`. */
  readonly path: string;
  /** Not encoded, in any order; a name may come more than once. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** Exactly the bytes that will be sent; empty for none. */
  readonly body: Uint8Array;
}

export interface Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** What a key is good for: `date` is `YYYYMMDD`. */
export interface Scope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export interface SignedRequest {
  readonly method: string;
  /** Path and query as they were signed, to be sent as they are. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Adds `x-jdcloud-date`, `x-jdcloud-nonce` and `authorization`.
 * `signed` names the headers to sign; without it the documentation's set is signed and every further `x-jdcloud-*`.
 */
export function signRequest(
  request: UnsignedRequest,
  by: Credentials & {
    readonly region: string;
    readonly service: string;
    readonly at: Date;
    readonly nonce: string;
    readonly signed?: readonly string[];
    /** Where the scope's key comes from; it is made anew when this is left out. */
    readonly keyOf?: (scope: Scope) => SigningKey;
  },
): SignedRequest {
  const datetime = timestamp(by.at);
  const scope: Scope = { date: datetime.slice(0, 8), region: by.region, service: by.service };
  const headers = {
    ...lowerCased(request.headers),
    "x-jdcloud-date": datetime,
    "x-jdcloud-nonce": by.nonce,
  };
  const signed = by.signed ?? headersToSign(headers);

  const text = stringToSign(datetime, scope, canonicalRequest({ ...request, headers }, signed));
  const query = canonicalQuery(request.query);
  return {
    method: request.method,
    target: canonicalUri(request.path) + (query && `?${query}`),
    headers: { ...headers, authorization: authorization(by, scope, signed, text) },
    body: request.body,
  };
}

/** `YYYYMMDDTHHmmssZ`; milliseconds are cut off, not rounded. */
export function timestamp(at: Date): string {
  const [day = "", time = ""] = at.toISOString().split("T");
  return `${day.replaceAll("-", "")}T${time.slice(0, 8).replaceAll(":", "")}Z`;
}

/** Encoded once, piece by piece, so that the colon before an action becomes `%3A`. */
export function canonicalUri(path: string): string {
  return path.split("/").map(encode).join("/");
}

/** Sorted by name and then by encoded value, in character-code order: `filters.10` comes before `filters.2`. */
export function canonicalQuery(query: UnsignedRequest["query"]): string {
  return query
    .map(([name, value]) => ({ name, encoded: encode(value) }))
    .toSorted((a, b) => byCharacterCode(a.name, b.name) || byCharacterCode(a.encoded, b.encoded))
    .map(({ name, encoded }) => `${encode(name)}=${encoded}`)
    .join("&");
}

/** One line for each signed header, the last one ended as well. */
export function canonicalHeaders(
  headers: Readonly<Record<string, string>>,
  signed: readonly string[],
): string {
  const values = lowerCased(headers);
  return sortedNames(signed)
    .map((name) => `${name}:${(values[name] ?? "").trim().replaceAll(/\s+/g, " ")}\n`)
    .join("");
}

export function canonicalRequest(request: UnsignedRequest, signed: readonly string[]): string {
  return [
    request.method,
    canonicalUri(request.path),
    canonicalQuery(request.query),
    canonicalHeaders(request.headers, signed),
    sortedNames(signed).join(";"),
    sha256(request.body),
  ].join("\n");
}

export function stringToSign(datetime: string, scope: Scope, canonical: string): string {
  return [ALGORITHM, datetime, credentialScope(scope), sha256(canonical)].join("\n");
}

/** Each key makes the next one; only the last one signs. */
export function keyChain(secretKey: string, scope: Scope) {
  const kDate = hmac(SCHEME + secretKey, scope.date);
  const kRegion = hmac(kDate, scope.region);
  const kService = hmac(kRegion, scope.service);
  const kSigning = hmac(kService, TERMINATOR);
  return { kDate, kRegion, kService, kSigning };
}

export type SigningKey = Uint8Array | KeyObject;

export function signingKey(secretKey: string, scope: Scope): Buffer {
  return keyChain(secretKey, scope).kSigning;
}

/**
 * Keeps the keys of one day, of which there is one for each region: making one costs more than all the rest of a
 * signature. As key objects, because Node prepares bytes anew for each use.
 */
export function keptSigningKeys(secretKey: string): (scope: Scope) => KeyObject {
  const keys = new Map<string, KeyObject>();
  let day = "";
  return (scope) => {
    if (scope.date !== day) keys.clear();
    day = scope.date;
    const name = credentialScope(scope);
    const key = keys.get(name) ?? createSecretKey(signingKey(secretKey, scope));
    keys.set(name, key);
    return key;
  };
}

export function authorization(
  by: Credentials & { readonly keyOf?: (scope: Scope) => SigningKey },
  scope: Scope,
  signed: readonly string[],
  text: string,
): string {
  const key = by.keyOf?.(scope) ?? signingKey(by.secretKey, scope);
  const signature = hmac(key, text).toString("hex");
  return [
    `${ALGORITHM} Credential=${by.accessKey}/${credentialScope(scope)}`,
    `SignedHeaders=${sortedNames(signed).join(";")}`,
    `Signature=${signature}`,
  ].join(", ");
}

/**
 * The documentation's four, and whatever else carries meaning for the gateway. Not `accept` or `user-agent`: a library
 * or a proxy that rewrites them must not break the signature.
 */
function headersToSign(headers: Readonly<Record<string, string>>): string[] {
  return Object.keys(headers).filter(
    (name) => name === "content-type" || name === "host" || name.startsWith("x-jdcloud-"),
  );
}

function credentialScope({ date, region, service }: Scope): string {
  return [date, region, service, TERMINATOR].join("/");
}

/** RFC 3986: all but `A-Z a-z 0-9 - . _ ~`. `encodeURIComponent` leaves five more, and throws on half a surrogate pair. */
function encode(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text; // nearly always
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function sortedNames(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase()).toSorted(byCharacterCode);
}

function byCharacterCode(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function sha256(data: string | Uint8Array): string {
  return hash("sha256", data, "hex");
}

function hmac(key: string | SigningKey, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
