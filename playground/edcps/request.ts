import type { Fault } from "./faults.ts";
import type { CloudState } from "./state.ts";

export type JsonObject = Record<string, unknown>;

/** One filter of `filters.N.name`, `filters.N.operator`, `filters.N.values.M`. */
export interface Filter {
  name: string;
  operator: string;
  values: string[];
}

/** A checked request, ready for its handler. */
export interface Call {
  operation: string;
  /** The path's region; empty for describeEdCPSRegions, which has none. */
  region: string;
  /** Path parameters by name, decoded. */
  ids: Readonly<Record<string, string>>;
  query: ReadonlyMap<string, string>;
  filters: readonly Filter[];
  body: JsonObject;
  clientToken: string | undefined;
  /** The fault that strikes this request, for the ones that change what is done. */
  fault: Fault | undefined;
}

/** Answers the `result` of the envelope, or throws a Refusal. Handlers are synchronous, hence atomic. */
export type Handler = (state: CloudState, call: Call) => unknown;
export type Handlers = Readonly<Record<string, Handler>>;
