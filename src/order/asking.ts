import type { Reductions } from "./changes.ts";
import type { Now } from "./moves.ts";
import type { Labels, OpenSpec } from "./order.ts";
import type { Person, PersonAction } from "./policy.ts";

/** What an edit makes of an order. */
export interface Edited {
  readonly region: string;
  readonly spec: OpenSpec;
  /** Absent: what was sealed before stays. */
  readonly sealed?: string;
  readonly labels: Labels;
  readonly justification: string;
}

/** What each action needs beside its name. */
interface Needs {
  readonly approve: unknown;
  readonly accept: unknown;
  readonly decline: unknown;
  readonly withdraw: unknown;
  readonly cancel: unknown;
  readonly retry: unknown;
  readonly adopt: unknown;
  readonly deny: { readonly reason?: string };
  readonly "break-glass": { readonly reason: string };
  readonly propose: { readonly reductions: Reductions; readonly reason?: string };
  readonly edit: { readonly edited: Edited };
}

/** What a person asks for. */
export type Asking = { [A in PersonAction]: { readonly action: A } & Needs[A] }[PersonAction];

/** Who asks for it, and when the world is like what. */
export interface Circumstances {
  readonly by: Person;
  readonly requester: Person;
  /** Whoever approved before, made a proposal or broke the glass, as they are now. */
  readonly others: readonly Person[];
  /** The one that their card showed; a typed command has none and means the order as it is. */
  readonly version?: number;
  readonly now: Now;
}

export type Command<A extends PersonAction> = { readonly action: A } & Needs[A] & Circumstances;
export type PersonsCommand = { [A in PersonAction]: Command<A> }[PersonAction];
