import { EventEmitter } from "node:events";
import { sha256 } from "./signature.ts";
import type { JsonObject } from "./request.ts";

/** What stands in the ledger in place of a password or a start-up script. */
const REDACTED = "[redacted]";
const SECRETS = ["password", "userData"];
const KEPT_REQUESTS = 5000;

/** One executed createInstances. */
export interface Purchase {
  clientToken: string | undefined;
  region: string;
  /** The request body with its secrets replaced by a marker. */
  body: JsonObject;
  /** Hash of the whole body, secrets included, whatever the order of its keys. */
  bodyHash: string;
  /** Hash of each secret field that was sent. */
  secretHashes: Record<string, string>;
  instanceIds: string[];
  /** Milliseconds since the epoch. */
  at: number;
  /** How many later requests were answered with this purchase. */
  repeats: number;
}

/** One request that reached the cloud, refused ones included. */
export interface RequestEntry {
  requestId: string;
  /** The operation's name, or "unknown". */
  operation: string;
  method: string;
  path: string;
  query: string;
  region?: string;
  clientToken?: string;
  at: number;
  ms: number;
  /** When the client closed its connection instead of hearing the answer to its end. */
  gaveUpMs?: number;
  /** HTTP status that was sent; 0 when no answer was. */
  status: number;
  /** `error.status` of the answer. */
  error?: string;
  /** Kind of the fault that struck. */
  fault?: string;
}

/**
 * Every event carries one value. `received` means a well-formed request before any fault or effect; `request` comes for
 * every request when its answer is known.
 */
export interface CloudEvents {
  received: [entry: RequestEntry];
  request: [entry: RequestEntry];
  purchase: [purchase: Purchase];
  repeat: [purchase: Purchase];
  violation: [sentence: string];
}

/** What a client token stands for. */
interface Outcome {
  operation: string;
  clientToken: string;
  /** Equal for equal requests: region, path parameters and body. */
  fingerprint: string;
  result: unknown;
  purchase: Purchase | undefined;
}

export interface Ledger {
  purchases: Purchase[];
  requests: RequestEntry[];
  violations: string[];
  events: EventEmitter<CloudEvents>;
  /** Outcomes by operation and client token. Scope and retention are undocumented; here one account, for ever. */
  outcomes: Map<string, Outcome>;
}

export function newLedger(): Ledger {
  return {
    purchases: [],
    requests: [],
    violations: [],
    events: new EventEmitter(),
    outcomes: new Map(),
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** Hash of a JSON value that does not depend on the order of keys. */
export function hashOf(value: unknown): string {
  return sha256(JSON.stringify(sorted(value)) ?? "");
}

function objectAt(body: JsonObject, key: string): JsonObject {
  const value = body[key];
  return value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
}

export function recordPurchase(
  ledger: Ledger,
  made: Pick<Purchase, "clientToken" | "region" | "instanceIds" | "at"> & { body: JsonObject },
): Purchase {
  const spec = objectAt(made.body, "instanceSpec");
  const secretHashes: Record<string, string> = {};
  for (const field of SECRETS) {
    if (spec[field] === undefined) continue;
    secretHashes[field] = hashOf(spec[field]);
    spec[field] = REDACTED;
  }
  const body = { ...structuredClone(made.body), instanceSpec: structuredClone(spec) };
  const purchase: Purchase = {
    ...made,
    body,
    bodyHash: hashOf(made.body),
    secretHashes,
    repeats: 0,
  };
  ledger.purchases.push(purchase);
  ledger.events.emit("purchase", purchase);
  return purchase;
}

/** Notes a misuse that the real API would let pass, or punish later. */
export function recordViolation(ledger: Ledger, sentence: string): void {
  ledger.violations.push(sentence);
  ledger.events.emit("violation", sentence);
}

export function recordRequest(ledger: Ledger, entry: RequestEntry): void {
  ledger.requests.push(entry);
  if (ledger.requests.length > KEPT_REQUESTS) ledger.requests.shift();
  ledger.events.emit("request", entry);
}

/** Empties everything in place, so that whoever holds the lists sees them empty. Listeners stay. */
export function clearLedger(ledger: Ledger): void {
  ledger.purchases.length = 0;
  ledger.requests.length = 0;
  ledger.violations.length = 0;
  ledger.outcomes.clear();
}
