/** Gestures on any one place of the client: a modal, the Home tab, a message, an ephemeral message. */
import { chooseIn, typeInto, type Typing } from "./fill-in.ts";
import { dispatchAction, unanswered, type Delivered, type Gesture } from "./interact.ts";
import { findOption, offeredOptions, searchOptions, type Option } from "./options.ts";
import type { Values } from "./element-state.ts";
import type { Message } from "./messages.ts";
import type { SlackState } from "./state.ts";
import { findElement, type Surface, type Which } from "./surfaces.ts";

/** Where a gesture is made. `view` is the modal on top. */
export type Spot =
  | { readonly in: "view" }
  | { readonly in: "home" }
  | {
      readonly in: "message";
      readonly channel: string;
      readonly ts: string;
      /** The message as this client still shows it, when it was changed since. */
      readonly shown?: Message;
    }
  | { readonly in: "ephemeral"; readonly ts: string };

export interface GesturesAt {
  click(actionId: string, how?: Gesture): Promise<Delivered>;
  choose(
    actionId: string,
    valueOrText: string | readonly string[] | null,
    how?: Gesture,
  ): Promise<Delivered | undefined>;
  type(actionId: string, text: string, how?: Typing): Promise<Delivered | undefined>;
  options(actionId: string, which?: Which): Option[];
  search(actionId: string, query: string, which?: Which): Promise<Option[]>;
  /** What the person has entered there so far. */
  values(): Values;
}

export async function clickOn(
  state: SlackState,
  surface: Surface,
  actionId: string,
  how: Gesture,
): Promise<Delivered> {
  const placed = findElement(surface, actionId, how);
  const type = String(placed.element["type"]);
  if (type !== "button" && type !== "overflow")
    throw new Error(`"${actionId}" is a ${type}: use choose or type.`);
  if (type === "overflow" && how.option === undefined)
    throw new Error(`"${actionId}" is an overflow menu: say which item with { option }.`);
  const given =
    type === "overflow"
      ? { selected_option: findOption(offeredOptions(state, surface, placed), how.option ?? "") }
      : {};
  return unanswered(placed.element, how) ?? dispatchAction(state, surface, placed, given, how);
}

/** `surfaceNow` is asked at every gesture: the app may have changed the place meanwhile. */
export function gesturesAt(state: SlackState, surfaceNow: () => Surface): GesturesAt {
  return {
    click: async (actionId, how = {}) => clickOn(state, surfaceNow(), actionId, how),
    choose: async (actionId, wanted, how = {}) =>
      chooseIn(state, surfaceNow, actionId, wanted, how),
    type: async (actionId, text, how = {}) => typeInto(state, surfaceNow, actionId, text, how),
    options(actionId, which) {
      const surface = surfaceNow();
      return structuredClone(offeredOptions(state, surface, findElement(surface, actionId, which)));
    },
    async search(actionId, query, which) {
      const surface = surfaceNow();
      return searchOptions(state, surface, findElement(surface, actionId, which), query);
    },
    values: () => structuredClone(surfaceNow().values),
  };
}
