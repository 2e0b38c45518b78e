import type {
  AddressStock,
  BandwidthPackage,
  DeviceStock,
  DeviceType,
  Instance,
  KeyPair,
  Listed,
  OperatingSystem,
  Raid,
  Region,
  Subnet,
} from "../order/catalogue.ts";
import type { AuditEntry } from "../order/audit.ts";
import type { Refusal } from "../order/decision.ts";
import type { InstanceSpec } from "../order/instance-spec.ts";
import type { Language } from "../order/language.ts";
import type { Status } from "../order/lifecycle.ts";
import type { Order, Step } from "../order/order.ts";
import type { Person } from "../order/policy.ts";
import type { Errand } from "./consequences.ts";

/**
 * What can be ordered. A list is as it is now, or says since when it was kept: while the cloud is slow or down, a kept
 * one is given. Every method throws CloudFailure when there is no list to give, and when the cloud refuses.
 */
export interface Catalogue {
  regions(): Promise<Listed<Region>>;
  /** Sold-out types are included, marked. */
  deviceTypes(region: string, az: string): Promise<Listed<DeviceType>>;
  /** Of every device type of the region. */
  deviceStock(region: string): Promise<Listed<DeviceStock>>;
  operatingSystems(region: string, deviceType: string): Promise<Listed<OperatingSystem>>;
  raids(region: string, deviceType: string): Promise<Listed<Raid>>;
  /** All pages. */
  subnets(region: string, az: string): Promise<Listed<Subnet>>;
  lineTypes(region: string): Promise<Listed<string>>;
  keyPairs(region: string): Promise<Listed<KeyPair>>;
  bandwidthPackages(region: string): Promise<Listed<BandwidthPackage>>;
  /** Exactly one entry. */
  addressStock(region: string): Promise<Listed<AddressStock>>;
}

export interface Stock {
  /**
   * How many servers of a type are left in a region; undefined when that cannot be known within a click's patience.
   * Never throws.
   */
  left(region: string, deviceType: string): Promise<number | undefined>;
}

export interface Purchase {
  readonly instanceIds: readonly string[];
  readonly requestId: string;
}

export interface Cloud {
  /**
   * Buys. Sending the same token and the same specification again has no further effect: the cloud answers with the
   * first result. Throws CloudFailure.
   */
  createInstances(order: {
    region: string;
    clientToken: string;
    spec: InstanceSpec;
  }): Promise<Purchase>;
  /** Every server of the region whose name matches (the API's match is fuzzy), all pages. Throws CloudFailure. */
  instances(region: string, filter?: { name?: string }): Promise<readonly Instance[]>;
}

/** Thrown by the store when it cannot be asked. `mayHaveHappened`: a write was sent and its answer never came. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
  readonly mayHaveHappened: boolean;

  constructor(mayHaveHappened: boolean, options?: { cause?: unknown }) {
    super(
      mayHaveHappened
        ? "The store did not confirm a write in time."
        : "The store could not be reached; nothing was written.",
      options,
    );
    this.mayHaveHappened = mayHaveHappened;
  }
}

export interface ListQuery {
  readonly of: "all" | { readonly requester: string };
  readonly status?: Status;
  /** In which direction the list is walked. */
  readonly towards: "older" | "newer";
  /** A place (see order/list-place.ts): the page begins beyond it. Without one at the newest, or at the oldest. */
  readonly from?: string;
  readonly most: number;
}

export interface Page {
  /**
   * As they are now, in the direction of the walk. Those that left the list in the meantime are missing, and those that
   * this version cannot read.
   */
  readonly orders: readonly Order[];
  /** Where the walk goes on. Absent at the end of the list. */
  readonly next?: string;
}

/**
 * The truth about orders. Every method throws StoreUnavailable. An order that this version cannot read is left as it is, and
 * holds up no other.
 */
export interface Orders {
  /** Throws UnreadableOrder. */
  find(id: string): Promise<Order | undefined>;
  /** A stretch of a list. Its cost is that of what it gives, however many orders are stored. */
  list(query: ListQuery): Promise<Page>;
  /** Puts into the lists what was stored before there were lists. Harmless when repeated, and nothing once it was done. */
  putIntoLists(): Promise<void>;
  /**
   * Stores a new order and its errands in one atomic step. `submission` names the gesture that placed it: the same
   * gesture delivered again answers with the order that it placed the first time. `id-taken` asks for another id.
   */
  create(order: Order, submission: string, errands: readonly Errand[]): Promise<Created>;
  /**
   * Stores the next version and its errands, and forgets those that it makes needless, in one atomic step, over exactly
   * the version before it; else `conflict`.
   */
  save(
    order: Order,
    errands: readonly Errand[],
    needless?: readonly string[],
  ): Promise<"saved" | "conflict">;

  /** Keeps an attempt that changed nothing in the audit trail; what `create` and `save` store is in it with that. */
  refused(entry: AuditEntry): Promise<void>;

  /** Errands that were stored before `before` and not yet done, oldest first. */
  outstanding(before: Date, most: number): Promise<readonly Errand[]>;
  /**
   * Puts errands that were taken up again, at this time, at the end of the line, so that one that waits for a person holds
   * up no other.
   */
  takenUp(errandIds: readonly string[], at: Date): Promise<void>;
  /** Forgets an errand that is done. A repeat does nothing. */
  done(errandId: string): Promise<void>;
  /** Pending orders that the clock has to look at, at or before `at`, the longest due first. */
  due(at: Date, most: number): Promise<readonly string[]>;
  /** The clock looks at this order no sooner than `until`. A change of the order names its own time again. */
  postpone(orderId: string, until: Date): Promise<void>;

  /**
   * Calls to buy this order whose effect nobody knows: how many, and when the first and the last of them were sent. Once
   * the order is at an end, none.
   */
  openCalls(orderId: string): Promise<OpenCalls>;
  /** Notes, before it is sent, that the cloud is asked to buy. Answers with the name of this call. */
  callStarted(orderId: string, at: Date): Promise<string>;
  /** Notes that this call certainly had no effect. */
  callHadNoEffect(orderId: string, call: string): Promise<void>;
}

/** Seals the audit trail, so that what is changed, taken out or put in afterwards is found. */
export interface Notary {
  /**
   * Seals the next entries, some hundreds at most, and answers with the last one sealed: how many are sealed up to it,
   * and the hash over all of them. Undefined: there was nothing to seal, or another process was faster. Throws
   * StoreUnavailable.
   */
  seal(): Promise<Seal | undefined>;
}

export interface Seal {
  /** The entry's: the time in milliseconds, a hyphen, a number. Grows from entry to entry. */
  readonly id: string;
  /** Counts from 1. */
  readonly seq: number;
  readonly hash: string;
}

export interface OpenCalls {
  readonly open: number;
  readonly firstAt: Date | undefined;
  readonly lastAt: Date | undefined;
}

export type Created =
  | { readonly outcome: "created" }
  | { readonly outcome: "repeated"; readonly order: Order }
  | { readonly outcome: "id-taken" };

/** Where a message stands in Slack. */
export interface Place {
  readonly channel: string;
  readonly ts: string;
}

/** A message of the bot. */
export interface Post extends Place {
  /** The order's version that it shows; of a story the last one that it tells. */
  readonly version: number;
}

/** Which message of an order: its one card, or the result of one version, or a notice that is given once. */
export type PostName =
  | "card"
  | "story"
  | "unposted"
  | `result-${number}`
  | `result-${number}-alone`
  | `announcement-${number}`
  | `direct-${number}`
  | `alarm-${number}-${string}`;

/** A message that was about to be posted. Whoever finds this note cannot know whether it stands. */
export interface Posting {
  /** A channel, or a person. */
  readonly channel: string;
  /** The `ts` of the message under which it goes. */
  readonly thread?: string;
  readonly version: number;
  /** ISO time by the clock of whoever began. */
  readonly since: string;
}

/** What is known of a message: where it stands, and that it was begun. */
export interface Known {
  readonly post?: Post;
  readonly posting?: Posting;
}

/** Remembers which messages were posted, so that a repeat updates instead of posting again. Throws StoreUnavailable. */
export interface Posts {
  /** Everything that was posted, or is being posted, of an order. */
  of(orderId: string): Promise<ReadonlyMap<PostName, Known>>;
  /** Notes, before it is sent, that a message is being posted. */
  begin(orderId: string, name: PostName, posting: Posting): Promise<void>;
  /** It stands there. */
  record(orderId: string, name: PostName, post: Post): Promise<void>;
  /** What was begun certainly does not stand anywhere. */
  notPosted(orderId: string, name: PostName): Promise<void>;
  /**
   * Runs `work` while nobody else tells of this order, or answers `busy` without running it. The lease lasts as long as
   * the work, and ends by itself soon after a crash. `lost`: it ended before the work did, so somebody else may have told
   * of the order meanwhile. Until then `work` may ask whether it surely still `holds` it: a process that stood still wakes
   * up in the middle of its work, and must not post what somebody else has posted since.
   */
  exclusively(
    orderId: string,
    work: (holds: () => boolean) => Promise<void>,
  ): Promise<"done" | "busy" | "lost">;
}

/** A job that cannot be done yet asks to be run again after a while; that does not count as a failure. */
export interface Later {
  readonly againInMs: number;
}

export interface Queue {
  /**
   * Adds the errands as jobs; adding one that is waiting or running does nothing. Failing is harmless: the sweep adds them
   * again. One that only leads on is added a moment later, unless it is among the `needless` of another call by then.
   */
  enqueue(errands: readonly Errand[], needless?: readonly string[]): Promise<void>;
  /** Lets the clock look at an order. Adding it twice adds it once. */
  tick(orderId: string): Promise<void>;
  /** A private answer to one person's gesture. Durable once this returns. Throws when it could not be kept. */
  notify(notice: Notice): Promise<void>;
  /** Draws the card again although its version did not change, and the clicked message with it. */
  repair(orderId: string, clicked?: { channel: string; ts: string }): Promise<void>;
}

export interface Notice {
  readonly userId: string;
  /** Where the person clicked; the notice shows there, to them alone. */
  readonly channel: string;
  /** Undefined when the gesture named no order that could exist. */
  readonly orderId?: string;
  readonly refusal: Refusal;
}

/** Thrown when Slack could not be asked who somebody is. Whoever cannot be identified is refused. */
export class IdentityUnavailable extends Error {
  override readonly name = "IdentityUnavailable";
}

export interface People {
  /** The person and those of `groups` that they are in. Throws IdentityUnavailable. */
  identify(who: { userId: string; teamId: string }, groups: readonly string[]): Promise<Person>;
  /**
   * The language that the person reads, from the same look-up as `identify`. Never throws: while it is not known, the
   * policy's.
   */
  languageOf(userId: string): Promise<Language>;
}

/**
 * Thrown when a message could not be posted. `channel`: Slack says that this place cannot be written to, so a retry
 * waits for a person. `rate-limited` and `unsettled` say how long to wait: for Slack to take messages again, and for one
 * that may still be on its way. After `channel` and `rate-limited` nothing was posted; after `other` nobody knows.
 */
export class MessageFailure extends Error {
  override readonly name = "MessageFailure";
  readonly kind: "channel" | "rate-limited" | "unsettled" | "other";
  /** What Slack said, e.g. `not_in_channel`. */
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: MessageFailure["kind"],
    code: string,
    options?: { cause?: unknown; retryAfterMs?: number },
  ) {
    super(`Slack did not take the message: ${code}`, options);
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/**
 * Shows orders in Slack: in channels in the policy's language, to one person in theirs. What is posted carries its name
 * and the order's version, by which `findPost` finds it again. Every method throws MessageFailure.
 */
export interface Messenger {
  postCard(channel: string, order: Order): Promise<Place>;
  updateCard(post: Place, order: Order): Promise<"updated" | "gone">;
  postResult(channel: string, order: Order, name: PostName, note?: "invite"): Promise<Place>;
  /** Tells the requester that the approvals channel could not be posted to. */
  postUnposted(userId: string, order: Order): Promise<Place>;
  /** Tells steps of the order's history in the thread of its card. */
  postStory(card: Post, order: Order, steps: readonly Step[]): Promise<Place>;
  /** To the requester alone: what this step of the order asks of them or tells them. */
  postDirect(order: Order, step: Step, name: PostName): Promise<Place>;
  updateDirect(post: Place, order: Order, step: Step): Promise<"updated" | "gone">;
  /** To everybody in a channel: the order was bought without the approval that it needs. */
  postAlarm(channel: string, order: Order, step: Step, name: PostName): Promise<Place>;
  /** Where a message stands that was begun; undefined when it does not, or when Slack does not let the bot look. */
  findPost(orderId: string, name: PostName, posting: Posting): Promise<Place | undefined>;
  /** To one person, in the channel if that is possible, else as a direct message. */
  tell(notice: Notice): Promise<void>;
}

/**
 * Which drawing of an open form, or of a home tab, is the newest, for all processes together. Turns grow with time and
 * are compared as texts. What is noted ends by itself after an hour. Every method throws StoreUnavailable.
 */
export interface Drawings {
  /** Notes that somebody chose. False: a newer choice was noted already. A repeat answers true. */
  claim(viewId: string, turn: string): Promise<boolean>;
  /** Notes Slack's hash of what was drawn for a turn, unless a newer turn was drawn. */
  drew(viewId: string, turn: string, hash: string): Promise<void>;
  /** The newest choice, and the hash of the newest drawing (empty while there is none). */
  newest(viewId: string): Promise<{ readonly turn: string; readonly hash: string } | undefined>;
}

/** Seals what must not be stored in clear. Bound to the order: a seal opens only under the id that it was made for. */
export interface Sealer {
  seal(secrets: Secrets, orderId: string): string;
  /** Throws when the seal was made with another key or for another order. */
  open(sealed: string, orderId: string): Secrets;
}

export interface Secrets {
  readonly password?: string;
  readonly userData?: string;
}

export interface Ids {
  orderId(): string;
  clientToken(): string;
}

export type Clock = () => Date;

export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/**
 * Things that stand in the way of the bot's work until a person acts; readiness reports them. One that is not raised
 * again within a minute is over, so whoever meets one raises it each time. Throws StoreUnavailable.
 */
export interface Troubles {
  raise(what: string, sentence: string): Promise<void>;
  clear(what: string): Promise<void>;
}
