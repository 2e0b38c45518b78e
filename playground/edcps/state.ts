import type { AliasIp, CloudInstance, ElasticIp } from "./models.ts";
import type { Ledger } from "./ledger.ts";
import type { CloudWorld } from "./world.ts";

export interface StoredInstance {
  /** What the API shows. */
  shown: CloudInstance;
  /** What it never shows. */
  hostname: string;
  tags: { key: string; value: string }[];
  /** The status this one takes at a time, in milliseconds; applied when somebody looks. */
  next: { status: string; at: number } | undefined;
}

/** All that changes while the pretend cloud runs. */
export interface CloudState {
  world: CloudWorld;
  now: () => number;
  /** How long an instance stays in a transition, in milliseconds. */
  bootMs: number;
  instances: Map<string, StoredInstance>;
  elasticIps: Map<string, ElasticIp>;
  aliasIps: AliasIp[];
  ledger: Ledger;
  /** Grows with every id and public address given away. */
  counter: number;
}

/** `YYYY-MM-DDTHH:mm:ssZ`, the API's form of a time. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
