/** Every kind of payload Slack delivers: how it is packed, and what a person sees when the app fails to answer. */
import type { Acknowledgement } from "./acknowledgement.ts";
import type { Envelope } from "./socket-mode.ts";
import { TROUBLE } from "./views.ts";

export interface DeliveryKind {
  /** Over HTTP: flat form fields, one form field `payload` with JSON, or JSON. */
  readonly packing: "form" | "payload" | "json";
  readonly envelope: Envelope["type"];
  /** Whether a Socket Mode acknowledgement may bring a body. */
  readonly acceptsBody: boolean;
  /** What the person sees; `undefined` for nothing. `code` is operation_timeout or dispatch_failed. */
  readonly failure: (code: string, what: string) => string | undefined;
}

const triangle = (code: string): string => `⚠️ The app did not respond: "${code}"`;
const nothing = (): undefined => undefined;

export const DELIVERY_KINDS = {
  command: {
    packing: "form",
    envelope: "slash_commands",
    acceptsBody: true,
    failure: (code, command) => `${command} failed with the error "${code}"`,
  },
  block_actions: {
    packing: "payload",
    envelope: "interactive",
    acceptsBody: false,
    failure: triangle,
  },
  view_submission: {
    packing: "payload",
    envelope: "interactive",
    acceptsBody: true,
    failure: () => TROUBLE,
  },
  view_closed: {
    packing: "payload",
    envelope: "interactive",
    acceptsBody: false,
    failure: nothing,
  },
  // Not documented what a failing menu shows: it stays empty.
  block_suggestion: {
    packing: "payload",
    envelope: "interactive",
    acceptsBody: true,
    failure: nothing,
  },
  event_callback: { packing: "json", envelope: "events_api", acceptsBody: false, failure: nothing },
} as const satisfies Record<string, DeliveryKind>;

export type DeliveryType = keyof typeof DELIVERY_KINDS;

export const failureCode = ({
  outcome,
}: Acknowledgement): "operation_timeout" | "dispatch_failed" =>
  outcome === "timeout" ? "operation_timeout" : "dispatch_failed";
