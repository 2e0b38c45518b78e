import type { Status } from "../order/lifecycle.ts";
import type { Order } from "../order/order.ts";
import type { Policy } from "../order/policy-file.ts";
import {
  MessageFailure,
  type Clock,
  type Known,
  type Later,
  type Log,
  type Messenger,
  type Orders,
  type Place,
  type Post,
  type PostName,
  type Posting,
  type Posts,
  type Troubles,
} from "./ports.ts";

export interface AnnouncePorts {
  readonly orders: Orders;
  readonly posts: Posts;
  readonly messenger: Messenger;
  readonly policy: () => Policy;
  readonly troubles: Troubles;
  readonly clock: Clock;
  readonly log: Log;
}

const BUSY: Later = { againInMs: 200 };
/** A channel that cannot be written to waits for a person to invite the bot; asking four times a minute is soon enough. */
const CHANNEL_CLOSED: Later = { againInMs: 15_000 };

/** An order that ended in one of these before its card could be posted needs none: nobody has to hear that it is over. */
const NEVER_ASKED: readonly Status[] = ["denied", "cancelled", "expired"];

/** Whether an order that has no card gets one. */
export const getsCard = ({ status }: Order): boolean => !NEVER_ASKED.includes(status);

/** Where approval of an order is asked for. */
export const approvalsChannel = (policy: Policy, order: Order): string =>
  policy.rules.find(({ name }) => name === order.rule.name)?.channel ?? policy.channels.approvals;

/** The failure of a place that cannot be written to until a person changes something, or undefined. Throws any other. */
export async function unlessClosed(posted: Promise<void>): Promise<MessageFailure | undefined> {
  try {
    await posted;
    return undefined;
  } catch (error) {
    if (isOfKind("channel")(error)) return error;
    throw error;
  }
}

/** A message whose answer was lost may still be on its way when somebody looks for it at once. */
const SETTLED_AFTER_MS = 3_000;

/** An order that is being told of, under its lease: as it is, and what stands of it in Slack. */
export interface Telling extends AnnouncePorts {
  readonly order: Order;
  readonly known: Map<PostName, Known>;
  /** Whether the lease surely lasts. */
  readonly holds: () => boolean;
}

/**
 * Before anything is written to Slack: throws when this process stood still for so long that somebody else may be telling
 * of the order by now. What was noted as begun is then looked for by whoever comes next.
 */
export function mustHold({ holds }: Telling): void {
  if (!holds()) throw new MessageFailure("unsettled", "lease-lost", { retryAfterMs: 1_000 });
}

/**
 * Where a message stands; undefined when it was not posted. One that was begun, and whose end nobody knows, is looked
 * for. Under the order's lease somebody else's posting that is under way is not taken for one that was lost.
 */
export async function standing(
  { order, posts, messenger, clock, known }: Telling,
  name: PostName,
): Promise<Post | undefined> {
  const { post, posting } = known.get(name) ?? {};
  if (!posting) return post;
  const age = clock().getTime() - Date.parse(posting.since);
  // A clock that ran ahead may have written the note: then nobody knows how old it is, and it is not waited for.
  if (age >= 0 && age < SETTLED_AFTER_MS)
    throw new MessageFailure("unsettled", name, { retryAfterMs: SETTLED_AFTER_MS - age });
  const place = await messenger.findPost(order.id, name, posting);
  const found = place ? { ...place, version: posting.version } : undefined;
  await (found ? posts.record(order.id, name, found) : posts.notPosted(order.id, name));
  const stands = found ?? post;
  known.set(name, stands ? { post: stands } : {});
  return stands;
}

/** Posts a message and remembers it, with a note before it is sent. */
export async function post(
  telling: Telling,
  name: PostName,
  to: Pick<Posting, "channel" | "thread">,
  send: () => Promise<Place>,
): Promise<void> {
  const { order, posts, clock, known } = telling;
  const { id, version } = order;
  await posts.begin(id, name, { ...to, version, since: clock().toISOString() });
  mustHold(telling);
  try {
    const posted = { ...(await send()), version };
    known.set(name, { post: posted });
    await posts.record(id, name, posted);
  } catch (error) {
    if (error instanceof MessageFailure && CERTAINLY_NOT.includes(error.kind))
      await posts.notPosted(id, name);
    throw error;
  }
}
const CERTAINLY_NOT: readonly MessageFailure["kind"][] = ["channel", "rate-limited"];

/** Posts a message that is posted once. */
export async function once(
  telling: Telling,
  name: PostName,
  channel: string,
  send: () => Promise<Place>,
): Promise<void> {
  if (await standing(telling, name)) return;
  await post(telling, name, { channel }, send);
}

/** Remembers that a message, which stands where it stood, shows the order as it is. */
export async function redrawn(
  { order, posts, known }: Telling,
  name: PostName,
  { channel, ts }: Post,
): Promise<void> {
  const shown = { channel, ts, version: order.version };
  known.set(name, { post: shown });
  await posts.record(order.id, name, shown);
}

/** Waits until each has ended, whatever becomes of the others. Throws AggregateError with every failure. */
export async function allOf(tellings: readonly Promise<void>[]): Promise<void> {
  const failures = failuresIn(await Promise.allSettled(tellings));
  if (failures.length > 0) throw new AggregateError(failures, "Not everything could be told.");
}

const failuresIn = (ended: readonly PromiseSettledResult<void>[]): readonly unknown[] =>
  ended.flatMap((end) => {
    if (end.status === "fulfilled") return [];
    return end.reason instanceof AggregateError ? (end.reason.errors as unknown[]) : [end.reason];
  });

/**
 * Tells of an order under its lease. What cannot be told now holds up nothing else: each of `tellings` is tried, and the
 * job asks to be run again when the first of them can go on, but not before Slack takes messages again. Throws when one
 * failed without saying when that is. Whoever lost the lease may have drawn over what is newer, and looks again.
 */
export async function telling(
  ports: AnnouncePorts,
  orderId: string,
  tellings: readonly ((telling: Telling) => Promise<void>)[],
): Promise<void | Later> {
  let wait: Later | undefined;
  const held = await ports.posts.exclusively(orderId, async (holds) => {
    const [order, known] = await Promise.all([ports.orders.find(orderId), ports.posts.of(orderId)]);
    if (!order) return;
    const told = { ...ports, order, known: new Map(known), holds };
    wait = waitAfter(failuresIn(await Promise.allSettled(tellings.map((tell) => tell(told)))));
  });
  return wait ?? (held === "done" ? undefined : BUSY);
}

function waitAfter(failures: readonly unknown[]): Later | undefined {
  const limits = failures.filter(isOfKind("rate-limited"));
  const waits = (limits.length > 0 ? limits : failures)
    .map((failure) => (isOfKind("channel")(failure) ? CHANNEL_CLOSED : whenSlackAllows(failure)))
    .toSorted((a, b) => a.againInMs - b.againInMs);
  return waits.at(limits.length > 0 ? -1 : 0);
}

const isOfKind =
  (kind: MessageFailure["kind"]) =>
  (failure: unknown): failure is MessageFailure =>
    failure instanceof MessageFailure && failure.kind === kind;

/** What says itself how long to wait. Anything else is for the queue to try again. */
export function whenSlackAllows(error: unknown): Later {
  if (error instanceof MessageFailure && SAYS_WHEN.includes(error.kind))
    return { againInMs: error.retryAfterMs ?? 1_000 };
  throw error;
}
const SAYS_WHEN: readonly MessageFailure["kind"][] = ["rate-limited", "unsettled"];
