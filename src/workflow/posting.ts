import type { Status } from "../order/lifecycle.ts";
import type { Order } from "../order/order.ts";
import type { Policy } from "../order/policy-file.ts";
import {
  MessageFailure,
  type Clock,
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
    if (error instanceof MessageFailure && error.kind === "channel") return error;
    throw error;
  }
}

/** A message whose answer was lost may still be on its way when somebody looks for it at once. */
const SETTLED_AFTER_MS = 3_000;

/**
 * Where a message stands; undefined when it was not posted. One that was begun, and whose end nobody knows, is looked
 * for. To be asked under the message's lease: somebody else's posting that is under way is not one that was lost.
 */
export async function standing(
  { posts, messenger, clock }: AnnouncePorts,
  orderId: string,
  name: PostName,
): Promise<Post | undefined> {
  const { post, posting } = await posts.find(orderId, name);
  if (!posting) return post;
  const age = clock().getTime() - Date.parse(posting.since);
  // A clock that ran ahead may have written the note: then nobody knows how old it is, and it is not waited for.
  if (age >= 0 && age < SETTLED_AFTER_MS)
    throw new MessageFailure("unsettled", name, { retryAfterMs: SETTLED_AFTER_MS - age });
  const place = await messenger.findPost(orderId, name, posting);
  if (!place) {
    await posts.notPosted(orderId, name);
    return post;
  }
  const found = { ...place, version: posting.version };
  await posts.record(orderId, name, found);
  return found;
}

/** Posts a message and remembers it, with a note before it is sent. */
export async function post(
  { posts, clock }: AnnouncePorts,
  order: Order,
  name: PostName,
  to: Pick<Posting, "channel" | "thread">,
  send: () => Promise<Place>,
): Promise<void> {
  const { id, version } = order;
  await posts.begin(id, name, { ...to, version, since: clock().toISOString() });
  try {
    await posts.record(id, name, { ...(await send()), version });
  } catch (error) {
    if (error instanceof MessageFailure && CERTAINLY_NOT.includes(error.kind))
      await posts.notPosted(id, name);
    throw error;
  }
}
const CERTAINLY_NOT: readonly MessageFailure["kind"][] = ["channel", "rate-limited"];

/** Posts a message that is posted once. */
export async function once(
  ports: AnnouncePorts,
  order: Order,
  name: PostName,
  channel: string,
  send: () => Promise<Place>,
): Promise<void> {
  if (await standing(ports, order.id, name)) return;
  await post(ports, order, name, { channel }, send);
}

/** Runs under the message's lease. */
export async function exclusively(
  ports: AnnouncePorts,
  orderId: string,
  name: string,
  work: () => Promise<void>,
): Promise<void | Later> {
  try {
    if ((await ports.posts.exclusively(orderId, name, work)) === "busy") return BUSY;
  } catch (error) {
    if (error instanceof MessageFailure && error.kind === "channel") return CHANNEL_CLOSED;
    return whenSlackAllows(error);
  }
}

/** What says itself how long to wait. Anything else is for the queue to try again. */
export function whenSlackAllows(error: unknown): Later {
  if (error instanceof MessageFailure && SAYS_WHEN.includes(error.kind))
    return { againInMs: error.retryAfterMs ?? 1_000 };
  throw error;
}
const SAYS_WHEN: readonly MessageFailure["kind"][] = ["rate-limited", "unsettled"];
