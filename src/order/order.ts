import type { InstanceSpec } from "./instance-spec.ts";
import type { Action, Status } from "./lifecycle.ts";
import type { Estimate } from "./price-book.ts";

/** Who did a step: a verified Slack person, or the bot itself in one of its roles. */
export type Actor =
  | { readonly kind: "person"; readonly userId: string; readonly teamId: string }
  | { readonly kind: "policy"; readonly rule: string }
  | { readonly kind: "clock" }
  | { readonly kind: "purchase" };

/** One line of an order's history. `version` is the order's version after the step. */
export interface Step {
  readonly at: string;
  readonly by: Actor;
  readonly action: Action | "place";
  readonly version: number;
  readonly reason?: string;
  /** The cloud's request id, for steps of the purchase. */
  readonly requestId?: string;
}

export interface Approval {
  readonly userId: string;
  readonly teamId: string;
  readonly at: string;
}

/** The specification as stored: what is sealed apart is not in it. */
export type OpenSpec = Omit<InstanceSpec, "password" | "userData">;

/** What the requester saw next to each id when the order was placed, in the catalogue's own words. */
export type Labels = Readonly<Record<string, string>>;

/** Why a purchase did not come to a known good end. Facts only; sentences are made where people read them. */
export interface PurchaseFailure {
  readonly kind:
    | "refused"
    | "no-answer"
    | "not-understood"
    | "secrets-lost"
    | "given-up"
    | "not-valid";
  /** The API's `error.status`, or a transport code; for `not-valid` the field and the rule that it breaks. */
  readonly status: string;
  readonly detail?: string;
  readonly requestId?: string;
  /** The same order may be tried again under the same token. */
  readonly retriable: boolean;
  /** Only for `unknown`: servers of that name that exist and may be this purchase. */
  readonly found?: readonly string[];
}

export interface Order {
  /** Shape of this record, for the day when there is another one. */
  readonly schemaVersion: 1;
  readonly id: string;
  /** Counts every change. What a card's buttons carry; a save names the version it was made from. */
  readonly version: number;
  readonly status: Status;
  readonly requester: { readonly userId: string; readonly teamId: string };
  /** Channel id where `/edcps create` was typed: results go there. */
  readonly askedIn: string;
  readonly region: string;
  readonly spec: OpenSpec;
  /** Password and start-up script, encrypted; opened only for the call. Gone once the order can no longer be bought. */
  readonly sealed?: string;
  readonly labels: Labels;
  /** What the price book said when the order was placed, as it was shown; absent when it did not know. */
  readonly price?: Estimate;
  readonly justification: string;
  /** At most 36 characters. Made with the order, so it is stored before the first call and equal on every retry. */
  readonly clientToken: string;
  /** The rule that let the order in, as shown on the card; who may approve is asked of the policy again at each click. */
  readonly rule: { readonly name: string; readonly quorum: number };
  readonly approvals: readonly Approval[];
  readonly placedAt: string;
  readonly expiresAt: string;
  /** When the approvers are reminded, while pending. */
  readonly remindAt?: string;
  readonly history: readonly Step[];
  readonly instanceIds: readonly string[];
  readonly failure?: PurchaseFailure;
}
