/** The log of everything that crossed the line between Slack and the app, newest last, bounded. */
import type { Acknowledgement } from "./acknowledgement.ts";
import type { Fields } from "./json.ts";
import { note, type SlackState } from "./state.ts";

interface ApiCallEntry {
  kind: "call";
  at: number;
  ms: number;
  method: string;
  /** As decoded, without the token. */
  args: Fields;
  status: number;
  answer: unknown;
  /** Set when a fault changed the outcome. */
  fault?: unknown;
}

export interface DeliveryEntry {
  kind: "delivery";
  at: number;
  ms: number;
  over: "http" | "socket" | "none";
  /** `command`, `block_actions`, `view_submission`, … */
  type: string;
  payload: Fields;
  outcome: Acknowledgement["outcome"];
  /** 0 without an answer. */
  status: number;
  body: unknown;
  retry?: number;
}

interface ResponseUrlEntry {
  kind: "response_url";
  at: number;
  ms: number;
  args: Fields;
  status: number;
  answer: unknown;
}

export type TrafficEntry = ApiCallEntry | DeliveryEntry | ResponseUrlEntry;

export function record(state: SlackState, entry: TrafficEntry): void {
  state.traffic.push(entry);
  const surplus = state.traffic.length - state.settings.keepTraffic;
  if (surplus > 0) state.traffic.splice(0, surplus);
  note(state, "traffic", entry);
}
