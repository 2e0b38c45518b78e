import type { InstanceSpec } from "./instance-spec.ts";
import type { Change } from "./changes.ts";
import type { Action, Status } from "./lifecycle.ts";
import type { Estimate } from "./price-book.ts";
import type { Seats, Stage } from "./seats.ts";

/** Who did a step: a verified Slack person, or the bot itself in one of its roles. */
export type Actor =
  | { readonly kind: "person"; readonly userId: string; readonly teamId: string }
  | { readonly kind: "policy"; readonly rule: string }
  | { readonly kind: "clock" }
  | { readonly kind: "purchase" };

/** A rule as people are told of it. */
interface NamedRule {
  readonly name: string;
  readonly quorum: number;
}

/** What moved between a card and the click on it. */
export type Move =
  | { readonly what: "rule"; readonly from: NamedRule; readonly to: NamedRule }
  /** Estimates as the card showed them and as they are now; absent: not known. */
  | { readonly what: "price"; readonly from?: Estimate; readonly to?: Estimate }
  /** The servers that are left are fewer than the order asks for. */
  | { readonly what: "stock"; readonly left: number };

/** How far the bought servers are. */
export interface Progress {
  readonly running: number;
  readonly failed: number;
  readonly of: number;
  /** Nobody looks any more: every server has come to an end, or they took too long. */
  readonly over?: "all" | "too-long";
}

/** One line of an order's history. `version` is the order's version after the step. */
export interface Step {
  readonly at: string;
  readonly by: Actor;
  readonly action: Action | "place";
  readonly version: number;
  readonly reason?: string;
  /** The cloud's request id, for steps of the purchase. */
  readonly requestId?: string;
  /** Seats filled after the step, and how many there are: "1 of 2". */
  readonly seats?: Seats;
  /** What an edit or a proposal changes. */
  readonly changes?: readonly Change[];
  readonly moves?: readonly Move[];
  /** What was asked for when something had moved, and not done. */
  readonly asked?: Action;
  /** The version on the card where that was asked for, when it was older than the order. */
  readonly shown?: number;
  readonly progress?: Progress;
  /** The people of the second list, once they are asked. */
  readonly asks?: Pick<Stage, "users" | "groups">;
}

export interface Approval {
  readonly userId: string;
  readonly teamId: string;
  readonly at: string;
}

/** A smaller order that an approver would agree to; the requester accepts it or not. */
export interface Proposal {
  readonly by: { readonly userId: string; readonly teamId: string };
  readonly at: string;
  readonly spec: OpenSpec;
  /** What it would cost, as the requester is shown; absent when not known. */
  readonly price?: Estimate;
  /** The rule that would govern it. */
  readonly rule: ShownRule;
  /** The seats as they would be once it is accepted, its proposer's alone filled; absent where an earlier version made it. */
  readonly seats?: Seats;
  readonly reason?: string;
}

/** A rule as a card shows it. */
export interface ShownRule extends NamedRule {
  readonly stages: readonly Stage[];
}

/** A server that was bought, as the cloud told of it last. */
export interface Server {
  readonly instanceId: string;
  /** The cloud's own word; "" while it has not told. */
  readonly status: string;
  readonly privateIp?: string;
  readonly publicIp?: string;
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

export const SCHEMA_VERSION = 2;

export interface Order {
  /** Shape of this record: see stored-order.ts. */
  readonly schemaVersion: typeof SCHEMA_VERSION;
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
  /** The rule that governs the order, as its card shows it; who may approve is asked of the policy again at each click. */
  readonly rule: ShownRule;
  readonly approvals: readonly Approval[];
  readonly placedAt: string;
  readonly expiresAt: string;
  /** When the approvers are reminded next, while pending. */
  readonly remindAt?: string;
  /** When the second list is asked too, while pending. */
  readonly escalateAt?: string;
  /** When it was asked; its people count from then on. */
  readonly escalatedAt?: string;
  readonly proposal?: Proposal;
  /** How many servers of the type were left, when a click found fewer than the order asks for. */
  readonly left?: number;
  readonly history: readonly Step[];
  readonly instanceIds: readonly string[];
  /** As the tracker saw them last; absent until it looked. */
  readonly servers?: readonly Server[];
  readonly failure?: PurchaseFailure;
}

/** The step that made the proposal that stands now. */
export const proposalStep = ({ proposal, history }: Order): Step | undefined =>
  proposal && history.findLast(({ action, at }) => action === "propose" && at === proposal.at);
