import { announceResult, showCard } from "./announce-order.ts";
import { telling, type AnnouncePorts } from "./posting.ts";
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
    (told) => showCard(told).then(() => tellStory(told)),
  ]);

/** Draws the card again, the message that was clicked with it, and proposals: a click met something else. */
export const repairOrder = (
  ports: AnnouncePorts,
  orderId: string,
  clicked?: Place,
): Promise<void | Later> =>
  telling(ports, orderId, [
    (told) => showCard(told, clicked ? { clicked } : {}),
    (told) => redrawProposals(told, "whatever stands there"),
  ]);
