import type { Order } from "../order/order.ts";
import type { Policy } from "../order/policy.ts";
import type { Status } from "../order/lifecycle.ts";
import {
  MessageFailure,
  type Later,
  type Messenger,
  type Notice,
  type Orders,
  type PostName,
  type Posts,
  type Log,
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

/**
 * Posts the order's one card, or redraws it as the order is now. `redraw` draws even what should stand there already:
 * the card that somebody clicked on showed something else.
 */
export async function showCard(
  ports: AnnouncePorts,
  orderId: string,
  redraw?: { clicked?: { channel: string; ts: string } },
): Promise<void | Later> {
  const { orders, posts, messenger } = ports;
  return exclusively(ports, orderId, "card", async () => {
    const order = await orders.find(orderId);
    if (!order) return;
    const card = await posts.find(orderId, "card");
    const clicked = redraw?.clicked;
    if (clicked && clicked.ts !== card?.ts) await messenger.updateCard(clicked, order);
    if (card && card.version >= order.version && !redraw) return;
    if (card && (await messenger.updateCard(card, order)) === "updated")
      return posts.record(orderId, "card", { ...card, version: order.version });
    if (!card && NEVER_ASKED.includes(order.status))
      return ports.troubles.clear(troubleOf(approvalsChannel(ports.policy(), order)));
    await postCard(ports, order);
  });
}

/** An order that ended in one of these before its card could be posted needs none: nobody has to hear that it is over. */
const NEVER_ASKED: readonly Status[] = ["denied", "cancelled", "expired"];

const troubleOf = (channel: string): string => `approvals:${channel}`;

async function postCard(ports: AnnouncePorts, order: Order): Promise<void> {
  const channel = approvalsChannel(ports.policy(), order);
  const trouble = troubleOf(channel);
  try {
    const posted = await ports.messenger.postCard(channel, order);
    await ports.posts.record(order.id, "card", { ...posted, version: order.version });
    await ports.troubles.clear(trouble);
  } catch (error) {
    if (!(error instanceof MessageFailure) || error.kind !== "channel") throw error;
    await ports.troubles.raise(
      trouble,
      `Order ${order.id} cannot be shown for approval: Slack answers ${error.code} for the channel ${channel}. Invite the bot to it, or correct the policy.`,
    );
    await once(ports, order, "unposted", () =>
      ports.messenger.postUnposted(order.requester.userId, order),
    ).catch((failure: unknown) => {
      ports.log.warn(
        { orderId: order.id, error: String(failure) },
        "The requester could not be told that nobody was asked yet.",
      );
    });
    throw error;
  }
}

const approvalsChannel = (policy: Policy, order: Order): string =>
  policy.rules.find(({ name }) => name === order.rule.name)?.channel ?? policy.channels.approvals;

/** Tells how one version of an order ended: once where it was asked, and in the announcements channel. */
export async function announceResult(
  ports: AnnouncePorts,
  orderId: string,
  version: number,
): Promise<void | Later> {
  return exclusively(ports, orderId, "result", async () => {
    const order = await ports.orders.find(orderId);
    if (!order || order.version !== version) return; // it went on; its next end is told instead
    const closed = await unlessClosed(
      once(ports, order, `result-${version}`, () => postResult(ports, order)),
    );
    await announce(ports, order);
    if (closed) throw closed;
  });
}

/** The failure of a place that cannot be written to until a person changes something, or undefined. Throws any other. */
async function unlessClosed(posted: Promise<void>): Promise<MessageFailure | undefined> {
  try {
    await posted;
    return undefined;
  } catch (error) {
    if (error instanceof MessageFailure && error.kind === "channel") return error;
    throw error;
  }
}

/** The announcements channel is an extra: that it is closed holds nothing up. */
async function announce(ports: AnnouncePorts, order: Order): Promise<void> {
  const { announcements } = ports.policy().channels;
  if (!announcements || announcements === order.askedIn) return;
  const closed = await unlessClosed(
    once(ports, order, `announcement-${order.version}`, () =>
      ports.messenger.postResult(announcements, order),
    ),
  );
  if (closed)
    ports.log.warn(
      { orderId: order.id, channel: announcements, code: closed.code },
      "The announcements channel could not be posted to.",
    );
}

/** Where it was asked; where the bot may not speak there, to the requester alone, with a line on how to invite it. */
async function postResult(
  ports: AnnouncePorts,
  order: Order,
): Promise<{ channel: string; ts: string }> {
  try {
    return await ports.messenger.postResult(order.askedIn, order);
  } catch (error) {
    if (!(error instanceof MessageFailure) || error.kind !== "channel") throw error;
    return ports.messenger.postResult(order.requester.userId, order, "invite");
  }
}

/** Reminds the approvers once, under the card. */
export async function remindApprovers(
  ports: AnnouncePorts,
  orderId: string,
): Promise<void | Later> {
  const later = await exclusively(ports, orderId, "reminder", async () => {
    const order = await ports.orders.find(orderId);
    const card = await ports.posts.find(orderId, "card");
    if (order?.status === "pending" && card)
      await once(ports, order, "reminder", () => ports.messenger.postReminder(card, order));
  });
  if (!later) await ports.orders.reminded(orderId);
  return later;
}

/** Posts a message that is posted once, and remembers it. */
async function once(
  ports: AnnouncePorts,
  order: Order,
  name: PostName,
  post: () => Promise<{ channel: string; ts: string }>,
): Promise<void> {
  if (await ports.posts.find(order.id, name)) return;
  await ports.posts.record(order.id, name, { ...(await post()), version: order.version });
}

/** Runs under the message's lease. */
async function exclusively(
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

/** A private answer to a gesture. */
export async function answerPrivately(
  { messenger }: Pick<AnnouncePorts, "messenger">,
  notice: Notice,
): Promise<void | Later> {
  try {
    await messenger.tell(notice);
  } catch (error) {
    return whenSlackAllows(error);
  }
}

/** Too many messages: as long as Slack asks. Anything else is for the queue to try again. */
function whenSlackAllows(error: unknown): Later {
  if (error instanceof MessageFailure && error.kind === "rate-limited")
    return { againInMs: error.retryAfterMs ?? 1_000 };
  throw error;
}
