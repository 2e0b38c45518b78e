import { createHmac, createSecretKey, hash, type Hmac, type KeyObject } from "node:crypto";

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

/** The parts of a request as they stand in its canonical form; the names of the headers in lower case. */
interface CanonicalParts extends Pick<UnsignedRequest, "method" | "headers" | "body"> {
  readonly uri: string;
  readonly query: string;
}

/** Which headers are signed: in lower case, sorted by character code. */
type SignedNames = readonly string[];

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
  const { method, body } = request;
  const headers = lowerCased(request.headers);
  headers["x-jdcloud-date"] = datetime;
  headers["x-jdcloud-nonce"] = by.nonce;
  const signed = sortedNames(by.signed ?? headersToSign(headers));

  const [uri, query] = [canonicalUri(request.path), canonicalQuery(request.query)];
  const canonical = canonicalRequest({ method, uri, query, headers, body }, signed);
  const text = stringToSign(datetime, scope, canonical);
  headers["authorization"] = authorization(by, scope, signed, text);
  return { method, target: query ? `${uri}?${query}` : uri, headers, body };
}

/** `YYYYMMDDTHHmmssZ`; milliseconds are cut off, not rounded. */
export function timestamp(at: Date): string {
  const iso = at.toISOString(); // 2026-01-02T03:04:05.678Z
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
}

/** Encoded once, all but its slashes, so that the colon before an action becomes `%3A`. */
export function canonicalUri(path: string): string {
  return path.replace(/[^\w.~/-]+/g, percentEncoded);
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
  signed: SignedNames,
): string {
  return signed
    .map((name) => `${name}:${(headers[name] ?? "").trim().replaceAll(/\s+/g, " ")}\n`)
    .join("");
}

/** Of parts that are canonical already. */
export function canonicalRequest(
  { method, uri, query, headers, body }: CanonicalParts,
  signed: SignedNames,
): string {
  const lines = canonicalHeaders(headers, signed);
  return `${method}\n${uri}\n${query}\n${lines}\n${signed.join(";")}\n${sha256(body)}`;
}

export function stringToSign(datetime: string, scope: Scope, canonical: string): string {
  return `${ALGORITHM}\n${datetime}\n${credentialScope(scope)}\n${sha256(canonical)}`;
}

/** Each key makes the next one; only the last one signs. */
export function keyChain(secretKey: string, scope: Scope) {
  const kDate = hmac(SCHEME + secretKey, scope.date).digest();
  const kRegion = hmac(kDate, scope.region).digest();
  const kService = hmac(kRegion, scope.service).digest();
  const kSigning = hmac(kService, TERMINATOR).digest();
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
  signed: SignedNames,
  text: string,
): string {
  const key = by.keyOf?.(scope) ?? signingKey(by.secretKey, scope);
  const credential = `${by.accessKey}/${credentialScope(scope)}`;
  const signature = hmac(key, text).digest("hex");
  return `${ALGORITHM} Credential=${credential}, SignedHeaders=${signed.join(";")}, Signature=${signature}`;
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
  return `${date}/${region}/${service}/${TERMINATOR}`;
}

/** RFC 3986: all but `A-Z a-z 0-9 - . _ ~`. */
function encode(text: string): string {
  return text.replace(/[^\w.~-]+/g, percentEncoded);
}

/** `encodeURIComponent` leaves five more than RFC 3986, and throws on half a surrogate pair. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  const copy: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) copy[name.toLowerCase()] = value;
  return copy;
}

function sortedNames(names: readonly string[]): SignedNames {
  return names.map((name) => name.toLowerCase()).sort(byCharacterCode);
}

function byCharacterCode(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function sha256(data: string | Uint8Array): string {
  return hash("sha256", data, "hex");
}

function hmac(key: string | SigningKey, text: string): Hmac {
  return createHmac("sha256", key).update(text);
}
