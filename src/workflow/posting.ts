import type { Status } from "../order/lifecycle.ts";
import type { Order } from "../order/order.ts";
import type { Policy } from "../order/policy-file.ts";
import {
  MessageFailure,
  type Later,
  type Log,
  type Messenger,
  type Orders,
  type PostName,
  type Posts,
  type Troubles,
} from "./ports.ts";

export interface AnnouncePorts {
  readonly orders: Orders;
  readonly posts: Posts;
  readonly messenger: Messenger;
  readonly policy: () => Policy;
  readonly troubles: Troubles;
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

/** Posts a message that is posted once, and remembers it. */
export async function once(
  ports: AnnouncePorts,
  order: Order,
  name: PostName,
  post: () => Promise<{ channel: string; ts: string }>,
): Promise<void> {
  if (await ports.posts.find(order.id, name)) return;
  await ports.posts.record(order.id, name, { ...(await post()), version: order.version });
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

/** Too many messages: as long as Slack asks. Anything else is for the queue to try again. */
export function whenSlackAllows(error: unknown): Later {
  if (error instanceof MessageFailure && error.kind === "rate-limited")
    return { againInMs: error.retryAfterMs ?? 1_000 };
  throw error;
}
