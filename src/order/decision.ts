import type { Action, Status } from "./lifecycle.ts";
import type { Move, Order, Step } from "./order.ts";
import type { PolicyRefusal } from "./policy.ts";
import type { Seats } from "./seats.ts";

export type Count = Pick<Seats, "have" | "of">;

/** Why nothing changed. `reason` picks the sentence, the rest fills it. */
export type Refusal =
  | PolicyRefusal
  | { readonly reason: "unknown-order" }
  | { readonly reason: "stale"; readonly status: Status; readonly last?: Step }
  | {
      readonly reason: "wrong-status";
      readonly action: Action;
      readonly status: Status;
      readonly last?: Step;
    }
  | { readonly reason: "moved"; readonly moves: readonly Move[] }
  | ({ readonly reason: "already-approved" } & Count)
  | ({ readonly reason: "seat-taken" } & Count)
  | ({ readonly reason: "approvals-gone" } & Count)
  | { readonly reason: "not-approved-by-you" }
  | { readonly reason: "no-proposal" }
  | { readonly reason: "not-smaller" }
  | { readonly reason: "no-change" }
  | { readonly reason: "no-reason" }
  | { readonly reason: "not-due" }
  | { readonly reason: "not-retriable" }
  | { readonly reason: "nothing-found" };

export type Decision =
  | { readonly ok: true; readonly order: Order }
  /** `noted` is what is stored of a refusal: the order as the next card has to show it. */
  | { readonly ok: false; readonly refusal: Refusal; readonly noted?: Order };

export const refuse = (refusal: Refusal, noted?: Order): Decision => ({
  ok: false,
  refusal,
  ...(noted ? { noted } : {}),
});
