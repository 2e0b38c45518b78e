import { gatewayRefusal } from "./envelope.ts";
import {
  ALGORITHM,
  canonicalRequest,
  credentialScope,
  parseAuthorization,
  signature,
  signingKeys,
  stringToSign,
} from "./signature.ts";

/** The allowed clock skew is documented nowhere; a quarter of an hour is this simulator's choice. */
const ALLOWED_SKEW_MS = 15 * 60_000;
/** A date up to a skew ahead stays good for a skew after that, so a nonce is remembered for both. */
const NONCE_WINDOW_MS = 2 * ALLOWED_SKEW_MS;
/** These three must be signed according to the API's authorization rules. */
const ALWAYS_SIGNED = ["host", "x-jdcloud-date", "x-jdcloud-nonce"];
const SERVICE = "edcps";

export interface SignedRequest {
  method: string;
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export interface Gate {
  accessKey: string;
  secretKey: string;
  now: () => number;
  /** Nonces of accepted requests and when each came. */
  nonces: Map<string, number>;
}

/** Milliseconds since the epoch of `YYYYMMDDTHHmmssZ`; nothing for any other form or an impossible date. */
function instantOf(text: string): number | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const at = Date.parse(iso);
  return Number.isNaN(at) || new Date(at).toISOString() !== iso ? undefined : at;
}

function refuse(why: string): never {
  throw gatewayRefusal("UNAUTHENTICATED", why);
}

/**
 * Accepts a request or throws the gateway's refusal. `region` is the path's; operations without one
 * may be signed with any placeholder, since the SDKs do not agree on it.
 */
export function authenticate(gate: Gate, request: SignedRequest, region: string | undefined): void {
  const { headers } = request;
  const header = headers["authorization"];
  if (!header) throw gatewayRefusal("ACCESS_ERROR", "lack of header authorization");
  const claim = parseAuthorization(header);
  if (!claim) refuse("The authorization header does not have the documented form");

  const { signedHeaders } = claim;
  for (const name of ALWAYS_SIGNED) {
    if (!signedHeaders.includes(name)) refuse(`The header ${name} must be signed`);
  }
  for (const [index, name] of signedHeaders.entries()) {
    if (name !== name.toLowerCase() || name === "authorization")
      refuse(`The header ${name} cannot be signed`);
    if (headers[name] === undefined) refuse(`The signed header ${name} was not sent`);
    if (index > 0 && name <= (signedHeaders[index - 1] ?? ""))
      refuse("The signed headers must be sorted and distinct");
  }
  // An unsigned x-jdcloud header could be added by anybody on the way, so it is refused (a choice of this simulator).
  for (const name of Object.keys(headers)) {
    if (name.startsWith("x-jdcloud-") && !signedHeaders.includes(name))
      refuse(`The header ${name} must be signed`);
  }
  // Documented as required although the SDKs leave it out; when it comes it must be right.
  const algorithm = headers["x-jdcloud-algorithm"];
  if (algorithm !== undefined && algorithm !== ALGORITHM)
    refuse("The header x-jdcloud-algorithm names another algorithm");

  const datetime = headers["x-jdcloud-date"] ?? "";
  const at = instantOf(datetime);
  if (at === undefined) refuse("The header x-jdcloud-date must look like 20260102T030405Z");
  const now = gate.now();
  if (Math.abs(now - at) > ALLOWED_SKEW_MS)
    refuse("The header x-jdcloud-date is more than 15 minutes from the server's clock");
  if (claim.date !== datetime.slice(0, 8))
    refuse("The credential scope has another date than x-jdcloud-date");
  if (claim.service !== SERVICE) refuse("The credential scope must name the service edcps");
  if (region !== undefined && claim.region !== region)
    refuse("The credential scope has another region than the path");
  if (claim.accessKey !== gate.accessKey) refuse("The access key is unknown");

  const scope = credentialScope(claim.date, claim.region, claim.service);
  const text = stringToSign(datetime, scope, canonicalRequest({ ...request, signedHeaders }));
  const keys = signingKeys(gate.secretKey, claim.date, claim.region, claim.service);
  if (signature(keys, text) !== claim.signature) refuse("The signature does not match");

  const nonce = headers["x-jdcloud-nonce"] ?? "";
  if (nonce.trim() === "") refuse("The header x-jdcloud-nonce is empty");
  for (const [old, seenAt] of gate.nonces) {
    if (Math.abs(now - seenAt) <= NONCE_WINDOW_MS) break;
    gate.nonces.delete(old);
  }
  // How long a nonce is remembered is not documented; a repeat inside the window of accepted dates is a replay.
  if (gate.nonces.has(nonce)) refuse("The nonce was used before");
  gate.nonces.set(nonce, now);
}
