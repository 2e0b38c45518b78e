/** What a person can act on: a modal, the Home tab, a message, an ephemeral message. All hold blocks and entered values. */
import { carryValues, placedElements, type PlacedElement, type Values } from "./element-state.ts";
import { isFields, present, type Fields } from "./json.ts";
import type { Ephemeral, Message } from "./messages.ts";
import type { Block } from "./normalize-blocks.ts";
import { findChannel } from "./places.ts";
import { makeResponseUrl } from "./response-urls.ts";
import { trim, type SlackState } from "./state.ts";
import { setViewValues, type ShownView } from "./views.ts";

export interface Surface {
  readonly userId: string;
  /** Tells this surface from every other one of the same person. */
  readonly key: string;
  /** Set for modals: a trigger from here can push. */
  readonly viewId: string | undefined;
  readonly conversation: string | undefined;
  readonly blocks: readonly Block[];
  readonly values: Values;
  /** `container` and what else a block_actions payload tells about the place; asked for at dispatch. */
  readonly origin: () => Fields;
  /** Only interactions with messages come with one. */
  readonly responseUrl: () => string | undefined;
  readonly keep: (values: Values) => void;
}

export function channelName(state: SlackState, channelId: string): string {
  const channel = findChannel(state, channelId);
  // Older clients saw "privategroup" for every private place; apps should look at the id only.
  return {
    im: "directmessage",
    mpim: "privategroup",
    private: "privategroup",
    public: channel?.name ?? "",
  }[channel?.kind ?? "public"];
}

export function viewSurface(state: SlackState, shown: ShownView): Surface {
  const { view, userId, conversation } = shown;
  return {
    userId,
    key: view.id,
    viewId: view.type === "modal" ? view.id : undefined,
    conversation,
    blocks: view.blocks,
    values: view.state.values,
    origin: () => ({
      container: { type: "view", view_id: view.id },
      view: structuredClone(shown.view),
    }),
    responseUrl: () => undefined,
    keep: (values) => setViewValues(state, shown, values),
  };
}

interface Place {
  readonly channelId: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  readonly ephemeral: boolean;
}

function inChannel(
  state: SlackState,
  userId: string,
  place: Place,
  blocks: readonly Block[],
  message: Message | undefined,
): Surface {
  const { channelId, ts, threadTs, ephemeral } = place;
  const key = `${userId} ${channelId} ${ts}`;
  return {
    userId,
    key,
    viewId: undefined,
    conversation: channelId,
    blocks,
    values: carryValues(blocks, state.messageValues.get(key) ?? {}, channelId),
    origin: () =>
      present({
        container: present({
          type: "message",
          message_ts: ts,
          channel_id: channelId,
          is_ephemeral: ephemeral,
          thread_ts: threadTs,
        }),
        channel: { id: channelId, name: channelName(state, channelId) },
        // Absent for an ephemeral message: Slack does not keep those.
        message: message && structuredClone(message),
        state: { values: carryValues(blocks, state.messageValues.get(key) ?? {}, channelId) },
      }),
    responseUrl: () =>
      makeResponseUrl(state, { kind: "actions", userId, channelId, source: { ts, ephemeral } }),
    keep: (values) => {
      state.messageValues.set(key, values);
      trim(state.messageValues);
    },
  };
}

export function messageSurface(
  state: SlackState,
  userId: string,
  channelId: string,
  message: Message,
): Surface {
  return inChannel(
    state,
    userId,
    { channelId, ts: message.ts, threadTs: message.thread_ts, ephemeral: false },
    message.blocks ?? [],
    message,
  );
}

export function ephemeralSurface(state: SlackState, ephemeral: Ephemeral): Surface {
  const { user, channel, ts, thread_ts } = ephemeral;
  return inChannel(
    state,
    user,
    { channelId: channel, ts, threadTs: thread_ts, ephemeral: true },
    ephemeral.blocks,
    undefined,
  );
}

export interface Which {
  /** Tells elements with the same action_id in different blocks apart. */
  block?: string | undefined;
  /** The same, by the stored value of a button. */
  value?: string | undefined;
}

export function findElement(
  surface: Surface,
  actionId: string,
  { block, value }: Which = {},
): PlacedElement {
  const all = placedElements(surface.blocks);
  const found = all.filter(
    (placed) =>
      placed.actionId === actionId &&
      (block === undefined || placed.blockId === block) &&
      (value === undefined || placed.element["value"] === value),
  );
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  const known = all.map((placed) => placed.actionId).join(", ") || "nothing";
  throw new Error(
    only
      ? `There are ${found.length} elements "${actionId}" here; say which one with { block } or { value }.`
      : `There is no element "${actionId}" here to act on; what there is: ${known}.`,
  );
}

export const confirmTextOf = (element: Fields): string | undefined => {
  const confirm = element["confirm"];
  if (!isFields(confirm)) return undefined;
  return [confirm["title"], confirm["text"]]
    .flatMap((text) => (isFields(text) ? [String(text["text"])] : []))
    .join(" ");
};
