import { keepsStatus } from "../order/lifecycle.ts";
import type { Order } from "../order/order.ts";
import { MessageFailure, type Later, type Notice, type Place } from "./ports.ts";
import {
  approvalsChannel,
  exclusively,
  getsCard,
  once,
  post,
  standing,
  unlessClosed,
  whenSlackAllows,
  type AnnouncePorts,
} from "./posting.ts";

/**
 * Posts the order's one card, or redraws it as the order is now. `redraw` draws even what should stand there already:
 * the card that somebody clicked on showed something else.
 */
export async function showCard(
  ports: AnnouncePorts,
  orderId: string,
  redraw?: { clicked?: Place },
): Promise<void | Later> {
  const { orders, posts, messenger } = ports;
  return exclusively(ports, orderId, "card", async () => {
    const order = await orders.find(orderId);
    if (!order) return;
    const card = await standing(ports, orderId, "card");
    const clicked = redraw?.clicked;
    if (clicked && clicked.ts !== card?.ts) await messenger.updateCard(clicked, order);
    if (card && card.version >= order.version && !redraw) return;
    if (card && (await messenger.updateCard(card, order)) === "updated")
      return posts.record(orderId, "card", { ...card, version: order.version });
    if (!card && !getsCard(order))
      return ports.troubles.clear(troubleOf(approvalsChannel(ports.policy(), order)));
    await postCard(ports, order);
  });
}

const troubleOf = (channel: string): string => `approvals:${channel}`;

async function postCard(ports: AnnouncePorts, order: Order): Promise<void> {
  const channel = approvalsChannel(ports.policy(), order);
  const trouble = troubleOf(channel);
  try {
    await post(ports, order, "card", { channel }, () => ports.messenger.postCard(channel, order));
    await ports.troubles.clear(trouble);
  } catch (error) {
    if (!(error instanceof MessageFailure) || error.kind !== "channel") throw error;
    await ports.troubles.raise(
      trouble,
      `Order ${order.id} cannot be shown for approval: Slack answers ${error.code} for the channel ${channel}. Invite the bot to it, or correct the policy.`,
    );
    const { userId } = order.requester;
    await once(ports, order, "unposted", userId, () =>
      ports.messenger.postUnposted(userId, order),
    ).catch((failure: unknown) => {
      ports.log.warn(
        { orderId: order.id, error: String(failure) },
        "The requester could not be told that nobody was asked yet.",
      );
    });
    throw error;
  }
}

/** The version in which the order came to where it stands; what only adds to that is no other end. */
const endVersion = ({ history }: Order): number | undefined =>
  history.findLast(({ action }) => action === "place" || !keepsStatus(action))?.version;

/** Tells how one version of an order ended: once where it was asked, and in the announcements channel. */
export async function announceResult(
  ports: AnnouncePorts,
  orderId: string,
  version: number,
): Promise<void | Later> {
  return exclusively(ports, orderId, "result", async () => {
    const order = await ports.orders.find(orderId);
    if (!order || endVersion(order) !== version) return; // it went on; its next end is told instead
    const closed = await unlessClosed(postResult(ports, order, version));
    await announce(ports, order, version);
    if (closed) throw closed;
  });
}

/** The announcements channel is an extra: that it is closed holds nothing up. */
async function announce(ports: AnnouncePorts, order: Order, version: number): Promise<void> {
  const { announcements } = ports.policy().channels;
  if (!announcements || announcements === order.askedIn) return;
  const name = `announcement-${version}` as const;
  const closed = await unlessClosed(
    once(ports, order, name, announcements, () =>
      ports.messenger.postResult(announcements, order, name),
    ),
  );
  if (closed)
    ports.log.warn(
      { orderId: order.id, channel: announcements, code: closed.code },
      "The announcements channel could not be posted to.",
    );
}

/** Where it was asked; where the bot may not speak there, to the requester alone, with a line on how to invite it. */
async function postResult(ports: AnnouncePorts, order: Order, version: number): Promise<void> {
  const { askedIn, requester } = order;
  const [open, alone] = [`result-${version}`, `result-${version}-alone`] as const;
  if (await standing(ports, order.id, alone)) return;
  const closed = await unlessClosed(
    once(ports, order, open, askedIn, () => ports.messenger.postResult(askedIn, order, open)),
  );
  if (closed)
    await once(ports, order, alone, requester.userId, () =>
      ports.messenger.postResult(requester.userId, order, alone, "invite"),
    );
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
