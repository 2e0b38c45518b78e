import * as announce from "../../src/workflow/announce-order.ts";
import { telling, type AnnouncePorts } from "../../src/workflow/posting.ts";
import type { Later, Place } from "../../src/workflow/ports.ts";
import * as story from "../../src/workflow/tell-story.ts";

type Told = Promise<void | Later>;

/** One kind of what is told of an order, as a job of its own would tell it. */
export const showCard = (
  ports: AnnouncePorts,
  orderId: string,
  redraw?: { clicked?: Place },
): Told => telling(ports, orderId, [(told) => announce.showCard(told, redraw)]);

export const announceResult = (ports: AnnouncePorts, orderId: string, version: number): Told =>
  telling(ports, orderId, [(told) => announce.announceResult(told, version)]);

export const tellStory = (ports: AnnouncePorts, orderId: string): Told =>
  telling(ports, orderId, [story.tellStory]);

export const tellRequester = (ports: AnnouncePorts, orderId: string, version: number): Told =>
  telling(ports, orderId, [(told) => story.tellRequester(told, version)]);

export const raiseAlarm = (ports: AnnouncePorts, orderId: string, version: number): Told =>
  telling(ports, orderId, [(told) => story.raiseAlarm(told, version)]);
