/** What each stateful element keeps, under which key, and what it starts with: the rows behind every `state.values`. */
import { asList, asText, isFields, present, type Fields } from "./json.ts";

export interface StateRow {
  /** The key in `state.values` and in `actions[0]`. */
  readonly key: string;
  readonly many: boolean;
  readonly initial: string;
}

const one = (key: string, initial: string): StateRow => ({ key, initial, many: false });
const several = (key: string, initial: string): StateRow => ({ key, initial, many: true });

/** Buttons, overflow menus and images keep nothing and have no row. */
export const ELEMENT_STATE: Readonly<Record<string, StateRow>> = {
  plain_text_input: one("value", "initial_value"),
  email_text_input: one("value", "initial_value"),
  url_text_input: one("value", "initial_value"),
  number_input: one("value", "initial_value"),
  static_select: one("selected_option", "initial_option"),
  external_select: one("selected_option", "initial_option"),
  radio_buttons: one("selected_option", "initial_option"),
  users_select: one("selected_user", "initial_user"),
  conversations_select: one("selected_conversation", "initial_conversation"),
  channels_select: one("selected_channel", "initial_channel"),
  datepicker: one("selected_date", "initial_date"),
  timepicker: one("selected_time", "initial_time"),
  datetimepicker: one("selected_date_time", "initial_date_time"),
  checkboxes: several("selected_options", "initial_options"),
  multi_static_select: several("selected_options", "initial_options"),
  multi_external_select: several("selected_options", "initial_options"),
  multi_users_select: several("selected_users", "initial_users"),
  multi_conversations_select: several("selected_conversations", "initial_conversations"),
  multi_channels_select: several("selected_channels", "initial_channels"),
};

/** `state.values`: block_id -> action_id -> what the element holds. */
export type Values = Record<string, Record<string, Fields>>;

export interface PlacedElement {
  readonly block: Fields;
  readonly blockId: string;
  readonly actionId: string;
  readonly element: Fields;
}

/** Every element a person can act on, in reading order. */
export function placedElements(blocks: readonly unknown[]): PlacedElement[] {
  return blocks.filter(isFields).flatMap((block) =>
    [
      block["element"],
      block["accessory"],
      ...(block["type"] === "actions" ? asList(block["elements"]) : []),
    ]
      .filter(isFields)
      .flatMap((element) => {
        const actionId = asText(element["action_id"]);
        return actionId === undefined
          ? []
          : [{ block, blockId: String(block["block_id"]), actionId, element }];
      }),
  );
}

function initialState(
  element: Fields,
  row: StateRow,
  currentConversation: string | undefined,
): Fields {
  const explicit = element[row.initial];
  const current =
    element["default_to_current_conversation"] === true ? currentConversation : undefined;
  // With both given, the single select takes the explicit one and the multi-select the current conversation.
  const start = row.many ? (current === undefined ? explicit : [current]) : (explicit ?? current);
  return present({
    type: element["type"],
    [row.key]: start ?? (row.many ? [] : null),
    timezone: element["timezone"],
  });
}

/**
 * The state of freshly shown blocks. What a person entered survives only where block_id and action_id both stayed (and
 * the element is of the same type); a new `initial_*` on such an element is ignored. Everything else starts anew.
 */
export function carryValues(
  blocks: readonly unknown[],
  before: Values,
  currentConversation?: string,
): Values {
  const values: Values = {};
  for (const { blockId, actionId, element } of placedElements(blocks)) {
    const row = ELEMENT_STATE[String(element["type"])];
    if (row === undefined) continue;
    const kept = before[blockId]?.[actionId];
    const state =
      kept?.["type"] === element["type"] ? kept : initialState(element, row, currentConversation);
    (values[blockId] ??= {})[actionId] = state ?? {};
  }
  return values;
}

export function isEmptyState(state: Fields, row: StateRow): boolean {
  const held = state[row.key];
  return (
    held === null || held === undefined || held === "" || (Array.isArray(held) && held.length === 0)
  );
}
