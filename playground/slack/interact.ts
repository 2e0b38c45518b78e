/** Dispatches block_actions, and tells the person when the app failed to answer. */
import { wasAccepted, type Acknowledgement } from "./acknowledgement.ts";
import { deliver, type DeliveryTricks, type Outgoing } from "./deliver.ts";
import { DELIVERY_KINDS, failureCode } from "./delivery-kinds.ts";
import type { PlacedElement } from "./element-state.ts";
import type { Fields } from "./json.ts";
import { actionOf, blockActions } from "./payloads.ts";
import { findPerson } from "./places.ts";
import { complain, showTo, type SlackState } from "./state.ts";
import { confirmTextOf, type Surface, type Which } from "./surfaces.ts";

export interface Delivered {
  /** The app answered as Slack expects. */
  ok: boolean;
  /** 0 when there was no answer, or nothing was sent. */
  status: number;
  body: unknown;
  ms: number;
  /** What the person saw because of it. */
  seen?: string;
  /** The second of a doubled delivery. */
  again?: Delivered;
}

/** How a gesture is made: which element, what is answered in its dialog, and what the network does. */
export interface Gesture extends DeliveryTricks, Which {
  /** The value of the overflow item to choose. */
  option?: string;
  /** Presses the confirming button of the element's dialog. Without it the dialog stays unanswered and nothing is sent. */
  confirm?: boolean;
}

/** `problem` says why an answer that arrived in time is of no use. */
function deliveredOf(
  state: SlackState,
  userId: string,
  outgoing: Outgoing,
  acknowledgement: Acknowledgement,
  what: string,
  problem?: string,
): Delivered {
  const ok = wasAccepted(acknowledgement) && problem === undefined;
  const { status, body, ms } = acknowledgement;
  const seen = ok
    ? undefined
    : DELIVERY_KINDS[outgoing.type].failure(failureCode(acknowledgement), what);
  if (seen !== undefined) showTo(state, userId, seen);
  return { ok, status, body, ms, ...(seen !== undefined && { seen }) };
}

/** Delivers, applies the effect of the first answer, and reports both when there were two. */
export async function send(
  state: SlackState,
  userId: string,
  outgoing: Outgoing,
  tricks: DeliveryTricks,
  what: string,
  effect: (body: unknown) => string | undefined,
): Promise<Delivered> {
  if (findPerson(state, userId)?.deleted)
    throw new Error(`${userId} is deactivated: their client is logged out.`);
  const [first, second] = await deliver(state, outgoing, tricks);
  const problem = wasAccepted(first) ? effect(first.body) : undefined;
  const delivered = deliveredOf(state, userId, outgoing, first, what, problem);
  return second
    ? { ...delivered, again: deliveredOf(state, userId, outgoing, second, what) }
    : delivered;
}

/** The dialog of an element with `confirm`, while nobody has answered it: nothing is sent. */
export function unanswered(element: Fields, { confirm }: Gesture): Delivered | undefined {
  const dialog = confirmTextOf(element);
  if (dialog === undefined || confirm === true) return undefined;
  const seen =
    confirm === false
      ? `Cancelled: ${dialog}`
      : `A dialog asks: ${dialog} (answer it with { confirm: true })`;
  return { ok: false, status: 0, body: undefined, ms: 0, seen };
}

export function dispatchAction(
  state: SlackState,
  surface: Surface,
  placed: PlacedElement,
  given: Fields,
  tricks: DeliveryTricks,
): Promise<Delivered> {
  const payload = blockActions(state, surface, actionOf(state, placed, given));
  return send(
    state,
    surface.userId,
    { type: "block_actions", payload },
    tricks,
    placed.actionId,
    (body) => {
      // Slack ignores a body here; an app that sends one means something that will not happen.
      if (body !== undefined)
        complain(
          state,
          `The answer to block_actions of "${placed.actionId}" has a body, which Slack ignores`,
        );
      return undefined;
    },
  );
}
