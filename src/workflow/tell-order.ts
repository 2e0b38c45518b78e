import { announceResult, goesOn, showCard } from "./announce-order.ts";
import { telling, unlessClosed, type AnnouncePorts, type Telling } from "./posting.ts";
import type { Later, Place } from "./ports.ts";
import { raiseAlarm, redrawProposals, tellRequester, tellStory } from "./tell-story.ts";

/**
 * Tells everything that a version of an order brings about: its end, what the requester alone or everybody has to know,
 * and, as the order is by now, its card with the story under it. What was told is not told again.
 */
export const tellOrder = (
  ports: AnnouncePorts,
  orderId: string,
  version: number,
): Promise<void | Later> =>
  telling(ports, orderId, [
    (told) => announceResult(told, version),
    (told) => raiseAlarm(told, version),
    (told) => tellRequester(told, version),
    (told) => unlessOver(told, () => showCard(told).then(() => tellStory(told))),
  ]);

/** Draws the card again, the message that was clicked with it, and proposals: a click met something else. */
export const repairOrder = (
  ports: AnnouncePorts,
  orderId: string,
  clicked?: Place,
): Promise<void | Later> =>
  telling(ports, orderId, [
    (told) => unlessOver(told, () => showCard(told, clicked ? { clicked } : {})),
    (told) => redrawProposals(told, "whatever stands there"),
  ]);

/** The card of an order that is over is let be once its channel was archived: nobody works there any more. */
async function unlessOver(told: Telling, draw: () => Promise<void>): Promise<void> {
  const closed = await unlessClosed(draw());
  if (!closed) return;
  const { order, known, log } = told;
  const isLetBe = closed.code === "is_archived" && known.get("card")?.post && !goesOn(order);
  if (!isLetBe) throw closed;
  log.warn({ orderId: order.id }, "The card of an order stands in an archived channel as it was.");
}
