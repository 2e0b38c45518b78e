import { keepsStatus, type Status } from "../order/lifecycle.ts";
import type { Order } from "../order/order.ts";
import { MessageFailure, type Later, type Messenger, type Notice, type Place } from "./ports.ts";
import {
  allOf,
  approvalsChannel,
  getsCard,
  mustHold,
  once,
  post,
  redrawn,
  standing,
  unlessClosed,
  whenSlackAllows,
  type Telling,
} from "./posting.ts";

/**
 * Posts the order's one card, or redraws it as the order is now. `redraw` draws even what should stand there already:
 * the card that somebody clicked on showed something else.
 */
export async function showCard(telling: Telling, redraw?: { clicked?: Place }): Promise<void> {
  const { order, messenger, policy, troubles } = telling;
  const card = await standing(telling, "card");
  const clicked = redraw?.clicked;
  mustHold(telling);
  if (clicked && clicked.ts !== card?.ts) await messenger.updateCard(clicked, order);
  if (card && !redraw && shows(order, card.version)) return;
  if (card && (await messenger.updateCard(card, order)) === "updated")
    return redrawn(telling, "card", card);
  if (!card && !getsCard(order))
    return troubles.clear(troubleOf(approvalsChannel(policy(), order)));
  await postCard(telling);
}

/** Whether a card of that version shows the order as it is: reminders are told under it, and change nothing on it. */
const shows = ({ version, history }: Order, shown: number): boolean => {
  const since = history.filter((step) => step.version > shown);
  return shown >= version || (since.length > 0 && since.every(({ action }) => action === "remind"));
};

const troubleOf = (channel: string): string => `approvals:${channel}`;

async function postCard(telling: Telling): Promise<void> {
  const { order, messenger, policy, troubles, log } = telling;
  const channel = approvalsChannel(policy(), order);
  const trouble = troubleOf(channel);
  try {
    await post(telling, "card", { channel }, () => messenger.postCard(channel, order));
    await troubles.clear(trouble);
  } catch (error) {
    if (!(error instanceof MessageFailure) || error.kind !== "channel") throw error;
    await troubles.raise(
      trouble,
      `Order ${order.id} cannot be shown for approval: Slack answers ${error.code} for the channel ${channel}. Invite the bot to it, or correct the policy.`,
    );
    const { userId } = order.requester;
    await once(telling, "unposted", userId, () => messenger.postUnposted(userId, order)).catch(
      (failure: unknown) => {
        log.warn(
          { orderId: order.id, error: String(failure) },
          "The requester could not be told that nobody was asked yet.",
        );
      },
    );
    throw error;
  }
}

/** The version in which the order came to where it stands; what only adds to that is no other end. */
const endVersion = ({ history }: Order): number | undefined =>
  history.findLast(({ action }) => action === "place" || !keepsStatus(action))?.version;

/** Tells how one version of an order ended: once where it was asked, and in the announcements channel. */
export async function announceResult(telling: Telling, version: number): Promise<void> {
  const { order } = telling;
  if (goesOn(order) || endVersion(order) !== version) return; // its next end is told instead
  await allOf([postResult(telling, version), announce(telling, version)]);
}

const GO_ON: readonly Status[] = ["pending", "approved", "provisioning"];
export const goesOn = ({ status }: Order): boolean => GO_ON.includes(status);

/** The announcements channel is an extra: that it is closed holds nothing up. */
async function announce(telling: Telling, version: number): Promise<void> {
  const { order, messenger, policy, log } = telling;
  const { announcements } = policy().channels;
  if (!announcements || announcements === order.askedIn) return;
  const name = `announcement-${version}` as const;
  const closed = await unlessClosed(
    once(telling, name, announcements, () => messenger.postResult(announcements, order, name)),
  );
  if (closed)
    log.warn(
      { orderId: order.id, channel: announcements, code: closed.code },
      "The announcements channel could not be posted to.",
    );
}

/** Where it was asked; where the bot may not speak there, to the requester alone, with a line on how to invite it. */
async function postResult(telling: Telling, version: number): Promise<void> {
  const { order, messenger } = telling;
  const { askedIn, requester } = order;
  const [open, alone] = [`result-${version}`, `result-${version}-alone`] as const;
  if (await standing(telling, alone)) return;
  const closed = await unlessClosed(
    once(telling, open, askedIn, () => messenger.postResult(askedIn, order, open)),
  );
  if (closed)
    await once(telling, alone, requester.userId, () =>
      messenger.postResult(requester.userId, order, alone, "invite"),
    );
}

/** A private answer to a gesture. Throws MessageFailure, also when the person cannot be written to: nobody waits for that. */
export async function answerPrivately(
  { messenger }: { readonly messenger: Pick<Messenger, "tell"> },
  notice: Notice,
): Promise<void | Later> {
  try {
    await messenger.tell(notice);
  } catch (error) {
    return whenSlackAllows(error);
  }
}
