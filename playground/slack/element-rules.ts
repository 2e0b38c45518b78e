/** Block elements: where each may sit, its fields and their limits. One row per element. */
import { COMPOSITION } from "./composition-rules.ts";
import {
  dayExists,
  initialIsOffered,
  initialIsWithin,
  multiSelectsStayOutOfActions,
  notLonely,
  numberIsWithin,
  ordered,
  responseUrlsOnlyInModalInputs,
  selectedWithinMaximum,
} from "./element-checks.ts";
import {
  exactlyOne,
  flag,
  integer,
  list,
  matching,
  object,
  oneOf,
  plain,
  string,
  url,
  type Check,
  type Place,
  type Rule,
  type Shape,
  type Surface,
} from "./shape.ts";

const EVERYWHERE: readonly Surface[] = ["message", "modal", "home"];
const MENU_PLACES: readonly Place[] = ["section", "actions", "input"];

const id = string(255);
const option = object(COMPOSITION.option);
const optionWithMrkdwn = object(COMPOSITION.option_with_mrkdwn);
const confirm = object(COMPOSITION.confirm);
const dispatch_action_config = object(COMPOSITION.dispatch_action_config);
const number = matching(/^-?\d+(\.\d+)?$/, "must be a number");

const optionsOrGroups: Shape["fields"] = {
  options: list(option, 1, 100),
  option_groups: list(object(COMPOSITION.option_group), 1, 100),
};
const menuFields: Shape["fields"] = {
  action_id: id,
  placeholder: plain(150),
  confirm,
  focus_on_load: flag,
};
const conversationFields: Shape["fields"] = {
  default_to_current_conversation: flag,
  filter: object(COMPOSITION.conversation_filter),
};

const single = (fields: Shape["fields"], checks: readonly Check[] = []): Shape => ({
  required: [],
  fields: { ...menuFields, ...fields },
  places: MENU_PLACES,
  surfaces: EVERYWHERE,
  checks,
});
const multi = (fields: Shape["fields"], checks: readonly Check[] = []): Shape =>
  single({ ...fields, max_selected_items: integer(1, 1_000_000) }, [
    ...checks,
    selectedWithinMaximum,
    multiSelectsStayOutOfActions,
  ]);
const input = (
  fields: Shape["fields"],
  required: readonly string[],
  surfaces: readonly Surface[],
  checks: readonly Check[],
): Shape => ({
  required,
  fields: {
    action_id: id,
    placeholder: plain(150),
    focus_on_load: flag,
    dispatch_action_config,
    ...fields,
  },
  places: ["input"],
  surfaces,
  checks,
});
const ids = list(id, 0, 1_000_000);
const responseUrlEnabled: Record<string, Rule> = { response_url_enabled: flag };

export const ELEMENTS = {
  button: {
    required: ["text"],
    fields: {
      action_id: id,
      text: plain(75),
      value: string(2000),
      url,
      style: oneOf("primary", "danger"),
      confirm,
      accessibility_label: string(75),
    },
    places: ["section", "actions"],
    surfaces: EVERYWHERE,
  },
  static_select: single({ ...optionsOrGroups, initial_option: option }, [
    exactlyOne("options", "option_groups"),
    initialIsOffered,
  ]),
  external_select: single({ min_query_length: integer(0, 1_000_000), initial_option: option }),
  users_select: single({ initial_user: id }),
  conversations_select: single(
    { initial_conversation: id, ...conversationFields, ...responseUrlEnabled },
    [responseUrlsOnlyInModalInputs],
  ),
  channels_select: single({ initial_channel: id, ...responseUrlEnabled }, [
    responseUrlsOnlyInModalInputs,
  ]),
  multi_static_select: multi({ ...optionsOrGroups, initial_options: list(option, 1, 100) }, [
    exactlyOne("options", "option_groups"),
    initialIsOffered,
  ]),
  multi_external_select: multi({
    min_query_length: integer(0, 1_000_000),
    initial_options: list(option, 1, 100),
  }),
  multi_users_select: multi({ initial_users: ids }),
  multi_conversations_select: multi({ initial_conversations: ids, ...conversationFields }),
  multi_channels_select: multi({ initial_channels: ids }),
  overflow: {
    required: ["options"],
    fields: { action_id: id, options: list(object(COMPOSITION.option_with_url), 1, 5), confirm },
    places: ["section", "actions"],
    surfaces: EVERYWHERE,
    checks: [notLonely],
  },
  checkboxes: {
    required: ["options"],
    fields: {
      action_id: id,
      options: list(optionWithMrkdwn, 1, 10),
      initial_options: list(optionWithMrkdwn, 1, 10),
      confirm,
      focus_on_load: flag,
    },
    places: MENU_PLACES,
    surfaces: EVERYWHERE,
    checks: [initialIsOffered],
  },
  radio_buttons: {
    required: ["options"],
    fields: {
      action_id: id,
      options: list(optionWithMrkdwn, 1, 10),
      initial_option: optionWithMrkdwn,
      confirm,
      focus_on_load: flag,
    },
    places: MENU_PLACES,
    surfaces: EVERYWHERE,
    checks: [initialIsOffered],
  },
  datepicker: single(
    { initial_date: matching(/^\d{4}-\d{2}-\d{2}$/, "must be a valid date", 10) },
    [dayExists],
  ),
  timepicker: single({
    initial_time: matching(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a valid time", 5),
    timezone: string(255),
  }),
  datetimepicker: {
    required: [],
    fields: {
      action_id: id,
      initial_date_time: integer(1_000_000_000, 9_999_999_999),
      confirm,
      focus_on_load: flag,
    },
    places: ["actions", "input"],
    surfaces: ["message", "modal"],
  },
  plain_text_input: input(
    {
      multiline: flag,
      min_length: integer(0, 3000),
      max_length: integer(1, 3000),
      initial_value: string(3000, 0),
    },
    [],
    EVERYWHERE,
    [ordered("min_length", "max_length"), initialIsWithin],
  ),
  number_input: input(
    { is_decimal_allowed: flag, min_value: number, max_value: number, initial_value: number },
    ["is_decimal_allowed"],
    ["modal"],
    [ordered("min_value", "max_value"), numberIsWithin],
  ),
  email_text_input: input({ initial_value: string(3000, 0) }, [], ["modal"], []),
  url_text_input: input({ initial_value: string(3000, 0) }, [], ["modal"], []),
  image: {
    required: ["alt_text"],
    fields: { alt_text: string(2000), image_url: url, slack_file: object(COMPOSITION.slack_file) },
    places: ["section", "context"],
    surfaces: EVERYWHERE,
    checks: [exactlyOne("image_url", "slack_file")],
  },
} as const satisfies Record<string, Shape>;

/** A context block mixes images with bare text objects, which have no `text` wrapper: they are shapes of their own here. */
export const CONTEXT_ELEMENTS = {
  image: ELEMENTS.image,
  // The general limit is 3,000; 2,000 is the stricter figure seen for context.
  plain_text: { required: ["text"], fields: { text: string(2000), emoji: flag } },
  mrkdwn: { required: ["text"], fields: { text: string(2000), verbatim: flag } },
} as const satisfies Record<string, Shape>;
