import type { Cloud } from "../playground/edcps/cloud.ts";
import type { RequestEntry } from "../playground/edcps/ledger.ts";
import type { Ephemeral, Message } from "../playground/slack/messages.ts";
import type { Slack } from "../playground/slack/slack.ts";
import { APPROVALS } from "./cast.ts";

/** What stood in Slack about an order at one moment. */
export interface Shown {
  readonly at: number;
  readonly change: "posted" | "updated" | "deleted";
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  /** Which message it is, as its metadata says: "card 1" was posted of version 1. */
  readonly name: string | undefined;
}

/** The card that asks for approval, as everybody in the channel sees it now. */
export interface Card {
  readonly ts: string;
  /** The order's version that its buttons were drawn for. */
  readonly version: number;
  readonly buttons: readonly string[];
  readonly text: string;
}

/** A message to one person alone. */
export interface Answer {
  readonly at: number;
  readonly text: string;
}

/** What both worlds saw of the orders, kept by order as it happens: nobody has to look through everything for one. */
export interface Ledger {
  /** Every card that was posted for it, as it stands now, oldest first. */
  cards(orderId: string): readonly Card[];
  /** Every message about it, cards among them, as it was posted and changed. */
  shown(orderId: string): readonly Shown[];
  /** What one person was told about it, alone. */
  told(orderId: string, userId: string): readonly Answer[];
  /** What one person was told, alone, in a sentence that names no order. */
  toldAtLarge(userId: string): readonly Answer[];
  /** How many messages were posted, of all orders. */
  posted(): number;
  /** Requests to buy under a token. */
  calls(clientToken: string): readonly RequestEntry[];
}

/** Words of six of the characters that order ids are made of. */
const ORDER_ID = /(?<![A-Z0-9])[34679ACDEFGHJKMNPQRTWXY]{6}(?![A-Z0-9])/g;

export function keepLedger(slack: Slack, cloud: Cloud): Ledger {
  /** By order, then by the message's ts, in the order in which they were posted. */
  const cards = new Map<string, Map<string, Card>>();
  const shown = new Map<string, Shown[]>();
  const told = new Map<string, Answer[]>();
  const calls = new Map<string, RequestEntry[]>();
  let messages = 0;

  slack.events.on(
    "message",
    (event: { change: Shown["change"]; channel: string; message: Message }) => {
      const { change, channel, message } = event;
      const { ts, text } = message;
      const mark = markOf(message);
      if (change === "posted") messages += 1;
      const ids = mark ? [mark.order] : idsIn(text);
      const name = mark && `${mark.message} ${mark.version}`;
      for (const id of ids) push(shown, id, { at: Date.now(), change, channel, ts, text, name });
      const [orderId] = ids;
      if (channel !== APPROVALS || message.thread_ts !== undefined || !orderId) return;
      const buttons = buttonsOf(message);
      const [first] = buttons;
      if (!first) return;
      const ofOrder = cards.get(orderId) ?? new Map<string, Card>();
      const version = Number(first.value.split(":")[1]);
      ofOrder.set(ts, { ts, version, buttons: buttons.map(({ action }) => action), text });
      cards.set(orderId, ofOrder);
    },
  );
  slack.events.on(
    "ephemeral",
    ({ change, ephemeral }: { change: string; ephemeral: Ephemeral }) => {
      if (change !== "shown") return;
      const { user, text } = ephemeral;
      const ids = idsIn(text);
      for (const orderId of ids.length > 0 ? ids : [AT_LARGE])
        push(told, `${orderId} ${user}`, { at: Date.now(), text });
    },
  );
  cloud.events.on("request", (entry) => {
    if (entry.operation === "createInstances") push(calls, entry.clientToken ?? "", entry);
  });

  const postedAbout = (orderId: string): readonly Shown[] =>
    (shown.get(orderId) ?? []).filter(({ change }) => change === "posted");
  return {
    cards: (orderId) => [...(cards.get(orderId)?.values() ?? [])],
    shown: (orderId) => shown.get(orderId) ?? [],
    told: (orderId, userId) => [
      ...(told.get(`${orderId} ${userId}`) ?? []),
      ...postedAbout(orderId).filter(({ channel }) => channel === `D${userId.slice(1)}`),
    ],
    posted: () => messages,
    toldAtLarge: (userId) => told.get(`${AT_LARGE} ${userId}`) ?? [],
    calls: (clientToken) => calls.get(clientToken) ?? [],
  };
}

const AT_LARGE = "(none)";

interface Mark {
  readonly order: string;
  readonly message: string;
  readonly version: number;
}
const markOf = ({ metadata }: Message): Mark | undefined =>
  metadata?.["event_payload"] as Mark | undefined;

/** Buttons whose value names an order and its version. */
const buttonsOf = ({ blocks = [] }: Message): readonly { action: string; value: string }[] =>
  blocks
    .flatMap(({ elements }) => (Array.isArray(elements) ? (elements as unknown[]) : []))
    .filter(
      (one): one is { action_id: string; value: string } =>
        typeof one === "object" &&
        one !== null &&
        "action_id" in one &&
        "value" in one &&
        /^[A-Z0-9]{6}:[0-9]+$/.test(String(one.value)),
    )
    .map(({ action_id: action, value }) => ({ action, value }));

const idsIn = (text: string): readonly string[] => [...new Set(text.match(ORDER_ID) ?? [])];

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
