import { isQuiet } from "../order/lifecycle.ts";
import type { Order, Step } from "../order/order.ts";
import type { MessageFailure } from "./ports.ts";
import {
  allOf,
  approvalsChannel,
  mustHold,
  once,
  post,
  redrawn,
  standing,
  unlessClosed,
  type Telling,
} from "./posting.ts";

/**
 * Tells, in the thread of the card, every step of the order that was not told there yet, in one message. An order that
 * ended before anybody was asked has no card, and needs no story.
 */
export async function tellStory(telling: Telling): Promise<void> {
  const { order, messenger } = telling;
  const card = await standing(telling, "card");
  if (!card) return;
  const told = await standing(telling, "story");
  const steps = order.history.filter(({ version }) => version > (told?.version ?? 0));
  if (steps.length === 0) return;
  await post(telling, "story", { channel: card.channel, thread: card.ts }, () =>
    messenger.postStory(card, order, steps),
  );
}

const stepOf = ({ history }: Order, version: number): Step | undefined =>
  history.find((step) => step.version === version);

/**
 * What the requester alone has to know: a proposal that still stands, or that the servers came to their end. A proposal
 * that they were told of before is drawn again, as the order is now.
 */
export async function tellRequester(telling: Telling, version: number): Promise<void> {
  const { order, messenger } = telling;
  const step = stepOf(order, version);
  if (!step) return;
  const isDue =
    step.action === "propose" ? order.proposal?.at === step.at : step.progress?.over !== undefined;
  const name = `direct-${version}` as const;
  if (isDue)
    await once(telling, name, order.requester.userId, () =>
      messenger.postDirect(order, step, name),
    );
  await redrawProposals(telling);
}

/** The newest proposal, and the one that it took the place of: none but them can have changed. */
export async function redrawProposals(
  telling: Telling,
  also?: "whatever stands there",
): Promise<void> {
  const { order, messenger } = telling;
  const proposals = order.history.filter(({ action }) => action === "propose").slice(-2);
  for (const step of proposals) {
    const name = `direct-${step.version}` as const;
    const told = await standing(telling, name);
    if (!told) continue;
    const isOld = order.history.some(
      ({ version, action }) => version > told.version && !isQuiet(action),
    );
    if (!isOld && !also) continue;
    mustHold(telling);
    await messenger.updateDirect(told, order, step);
    await redrawn(telling, name, told);
  }
}

/** Tells everybody that an order goes past its approvers: where it was asked, where it is approved, and in the announcements. */
export async function raiseAlarm(telling: Telling, version: number): Promise<void> {
  const { order, messenger, log } = telling;
  const step = stepOf(order, version);
  if (step?.action !== "break-glass") return;
  const policy = telling.policy();
  const channels = new Set([
    approvalsChannel(policy, order),
    ...(policy.channels.announcements ? [policy.channels.announcements] : []),
    order.askedIn,
  ]);
  const failures: MessageFailure[] = [];
  const raise = async (channel: string): Promise<void> => {
    const name = `alarm-${version}-${channel}` as const;
    const closed = await unlessClosed(
      once(telling, name, channel, () => messenger.postAlarm(channel, order, step, name)),
    );
    if (!closed) return;
    failures.push(closed);
    log.error(
      { orderId: order.id, channel, code: closed.code },
      "A break-glass purchase could not be told in a channel.",
    );
  };
  await allOf([...channels].map(raise));
  const [closed] = failures;
  if (closed && failures.length === channels.size) throw closed; // nobody heard it yet
}
