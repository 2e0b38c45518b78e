import type { Order, Step } from "../order/order.ts";
import type { Later, MessageFailure } from "./ports.ts";
import {
  approvalsChannel,
  exclusively,
  getsCard,
  once,
  post,
  standing,
  unlessClosed,
  type AnnouncePorts,
} from "./posting.ts";

/** The card stands there in a moment, or is found, unless its channel is closed. */
const NO_CARD_YET: Later = { againInMs: 1_000 };

/**
 * Tells, in the thread of the card, every step of the order that was not told there yet, in one message. An order that
 * ended before anybody was asked has no card, and needs no story.
 */
export async function tellStory(ports: AnnouncePorts, orderId: string): Promise<void | Later> {
  let isEarly = false;
  const later = await exclusively(ports, orderId, "story", async () => {
    const order = await ports.orders.find(orderId);
    if (!order) return;
    const { post: card, posting } = await ports.posts.find(orderId, "card");
    isEarly = !card && (posting !== undefined || getsCard(order));
    if (!card) return;
    const told = await standing(ports, orderId, "story");
    const steps = order.history.filter(({ version }) => version > (told?.version ?? 0));
    if (steps.length === 0) return;
    await post(ports, order, "story", { channel: card.channel, thread: card.ts }, () =>
      ports.messenger.postStory(card, order, steps),
    );
  });
  return later ?? (isEarly ? NO_CARD_YET : undefined);
}

/** The step of a version, and the order as it is. */
async function stepOf(
  ports: AnnouncePorts,
  orderId: string,
  version: number,
): Promise<{ order: Order; step: Step } | undefined> {
  const order = await ports.orders.find(orderId);
  const step = order?.history.find((line) => line.version === version);
  return order && step && { order, step };
}

/**
 * What the requester alone has to know: a proposal that still stands, or that the servers came to their end. A proposal
 * that they were told of before is drawn again, as the order is now.
 */
export async function tellRequester(
  ports: AnnouncePorts,
  orderId: string,
  version: number,
): Promise<void | Later> {
  return exclusively(ports, orderId, "direct", async () => {
    const found = await stepOf(ports, orderId, version);
    if (!found) return;
    const { order, step } = found;
    const isDue =
      step.action === "propose"
        ? order.proposal?.at === step.at
        : step.progress?.over !== undefined;
    const name = `direct-${version}` as const;
    if (isDue)
      await once(ports, order, name, order.requester.userId, () =>
        ports.messenger.postDirect(order, step, name),
      );
    await redrawProposals(ports, order);
  });
}

/** Draws again what the requester was told of proposals, for a click on it met something else. */
export const repairProposals = (ports: AnnouncePorts, orderId: string): Promise<void | Later> =>
  exclusively(ports, orderId, "direct", async () => {
    const order = await ports.orders.find(orderId);
    if (order) await redrawProposals(ports, order, "whatever stands there");
  });

/** The newest proposal, and the one that it took the place of: none but them can have changed. */
async function redrawProposals(
  { posts, messenger }: AnnouncePorts,
  order: Order,
  also?: "whatever stands there",
): Promise<void> {
  const proposals = order.history.filter(({ action }) => action === "propose").slice(-2);
  for (const step of proposals) {
    const name = `direct-${step.version}` as const;
    const { post: told } = await posts.find(order.id, name);
    if (!told || (told.version >= order.version && !also)) continue;
    await messenger.updateDirect(told, order, step);
    await posts.record(order.id, name, { ...told, version: order.version });
  }
}

/** Tells everybody that an order goes past its approvers: where it was asked, where it is approved, and in the announcements. */
export async function raiseAlarm(
  ports: AnnouncePorts,
  orderId: string,
  version: number,
): Promise<void | Later> {
  return exclusively(ports, orderId, "alarm", async () => {
    const found = await stepOf(ports, orderId, version);
    if (!found) return;
    const { order, step } = found;
    const policy = ports.policy();
    const channels = new Set([
      approvalsChannel(policy, order),
      ...(policy.channels.announcements ? [policy.channels.announcements] : []),
      order.askedIn,
    ]);
    const failures: MessageFailure[] = [];
    for (const channel of channels) {
      const name = `alarm-${version}-${channel}` as const;
      const closed = await unlessClosed(
        once(ports, order, name, channel, () =>
          ports.messenger.postAlarm(channel, order, step, name),
        ),
      );
      if (!closed) continue;
      failures.push(closed);
      ports.log.error(
        { orderId, channel, code: closed.code },
        "A break-glass purchase could not be told in a channel.",
      );
    }
    const [closed] = failures;
    if (closed && failures.length === channels.size) throw closed; // nobody heard it yet
  });
}
