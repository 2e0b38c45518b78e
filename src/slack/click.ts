import type { WebClient } from "@slack/web-api";
import type { Refusal } from "../order/decision.ts";
import type { Queue } from "../workflow/ports.ts";
import type { View } from "./blocks.ts";
import { noOrder, readButtonValue, type DrawnOrder } from "./drawn-order.ts";
import { DETAILS } from "./order-details.ts";
import type { ActionPayload } from "./payloads.ts";
import type { Reader } from "./reader.ts";

/** A click on a button about an order. */
export interface Click {
  readonly by: { readonly userId: string; readonly teamId: string };
  readonly reader: Reader;
  /** What the button was drawn for. */
  readonly order: DrawnOrder;
  readonly message: Clicked | undefined;
  /** The modal in which the button stands. */
  readonly modal: string | undefined;
  /** The response URL of the private answer in whose details the button stands. */
  readonly answer: string | undefined;
  readonly triggerId: string | undefined;
}

/** What a click leads to. It acknowledges what was done, or answered; else Slack itself shows that the click failed. */
export type OnClick = (gesture: {
  readonly payload: ActionPayload;
  readonly by: Click["by"];
  readonly reader: Reader;
  readonly ack: () => Promise<void>;
}) => Promise<void>;

/** What opens a modal: a gesture, and the modal in which it was made, if it was in one. */
export interface Opening {
  readonly triggerId: string | undefined;
  readonly modal?: string | undefined;
}

/** The message on which somebody clicked. */
export interface Clicked {
  readonly channel: string;
  readonly ts: string;
  readonly ephemeral: boolean;
}

export const readClick = (payload: ActionPayload, by: Click["by"], reader: Reader): Click => {
  const channel = payload.channel?.id ?? payload.container?.channel_id;
  const ts = payload.message?.ts ?? payload.container?.message_ts;
  return {
    by,
    reader,
    order: readButtonValue(payload.actions[0]?.value ?? undefined) ?? noOrder,
    message:
      channel && ts
        ? { channel, ts, ephemeral: payload.container?.is_ephemeral ?? false }
        : undefined,
    modal: payload.view?.type === "modal" ? payload.view.id : undefined,
    answer:
      payload.container?.is_ephemeral && payload.actions[0]?.block_id === DETAILS
        ? payload.response_url
        : undefined,
    triggerId: payload.trigger_id,
  };
};

/** A refusal is kept as a job before the click is acknowledged, so it arrives even when this process ends now. */
export async function tell(
  { queue }: { readonly queue: Queue },
  click: Click,
  refusal: Refusal,
): Promise<void> {
  const { by, order, message } = click;
  await queue.notify({
    userId: by.userId,
    channel: message?.channel ?? by.userId,
    ...(order === noOrder ? {} : { orderId: order.orderId }),
    refusal,
  });
  if (refusal.reason !== "unknown-order") await queue.repair(order.orderId, cardIn(message));
}

/** The message to draw again as a card. What only one person sees is no card. */
const cardIn = (message: Clicked | undefined): { channel: string; ts: string } | undefined =>
  message && !message.ephemeral && !message.channel.startsWith("D")
    ? { channel: message.channel, ts: message.ts }
    : undefined;

/** Shows a modal to whoever clicked: above the one in which they clicked, for a new one would close that. */
export async function showModal(
  client: Pick<WebClient, "views">,
  { modal, triggerId = "" }: Opening,
  view: View,
): Promise<{ readonly id?: string; readonly hash?: string }> {
  const given = { trigger_id: triggerId, view };
  const shown = await (modal === undefined ? client.views.open(given) : client.views.push(given));
  return shown.view ?? {};
}
