/** Composition objects: options, option groups, confirm dialogs, dispatch configuration, filters. Limits are Slack's. */
import { isFields } from "./json.ts";
import {
  anyText,
  atLeastOne,
  exactlyOne,
  flag,
  list,
  object,
  oneOf,
  plain,
  string,
  url,
  type Check,
  type Shape,
} from "./shape.ts";

/** The option pages allow 150, the SDK's comments 75: refuse above 150, complain above 75. */
const valueWithinOlderLimit: Check = (option, { complain }) => {
  const value = option["value"];
  if (typeof value === "string" && value.length > 75 && value.length <= 150) {
    complain("An option's value is longer than the 75 characters that some of Slack's pages allow");
  }
};

const option = (extra: Shape["fields"], textKind: typeof plain): Shape => ({
  required: ["text", "value"],
  fields: { text: textKind(75), value: string(150), description: textKind(75), ...extra },
  checks: [valueWithinOlderLimit],
});

const optionShape = option({}, plain);
const groupShape: Shape = {
  required: ["label", "options"],
  fields: { label: plain(75), options: list(object(optionShape), 1, 100) },
};

/** `text` alone is required: the pages ask for all four texts, the SDK's types for this one. */
const confirmShape: Shape = {
  required: ["text"],
  fields: {
    title: plain(100),
    text: anyText(300),
    confirm: plain(30),
    deny: plain(30),
    style: oneOf("primary", "danger"),
  },
};

const kindsAreDistinct: Check = (filter, { refuse }) => {
  const include = filter["include"];
  if (Array.isArray(include) && new Set(include).size !== include.length)
    refuse("must not contain duplicate items", "/include");
};

export const COMPOSITION = {
  option: optionShape,
  /** Only checkboxes and radio buttons may format their texts. */
  option_with_mrkdwn: option({}, anyText),
  /** Only overflow items may carry a link. */
  option_with_url: option({ url }, plain),
  option_group: groupShape,
  confirm: confirmShape,
  dispatch_action_config: {
    required: [],
    fields: { trigger_actions_on: list(oneOf("on_enter_pressed", "on_character_entered"), 1, 2) },
  },
  conversation_filter: {
    required: [],
    fields: {
      include: list(oneOf("im", "mpim", "private", "public"), 1, 4),
      exclude_external_shared_channels: flag,
      exclude_bot_users: flag,
    },
    checks: [
      atLeastOne(
        "must provide at least 1 items",
        "include",
        "exclude_external_shared_channels",
        "exclude_bot_users",
      ),
      kindsAreDistinct,
    ],
  },
  slack_file: { required: [], fields: { id: string(255), url }, checks: [exactlyOne("id", "url")] },
} as const satisfies Record<string, Shape>;

/** `{options}` or `{option_groups}`: what a static menu holds and what an app answers to a block_suggestion. */
export const MENU: Shape = {
  required: [],
  // An app may find nothing, so its answer may be empty; a static menu may not (its own row says so).
  fields: {
    options: list(object(COMPOSITION.option), 0, 100),
    option_groups: list(object(COMPOSITION.option_group), 0, 100),
  },
  checks: [exactlyOne("options", "option_groups")],
};

export function optionsOf(menu: Readonly<Record<string, unknown>>): unknown[] {
  const groups = menu["option_groups"];
  if (Array.isArray(groups))
    return groups.flatMap((group) =>
      isFields(group) && Array.isArray(group["options"]) ? (group["options"] as unknown[]) : [],
    );
  return Array.isArray(menu["options"]) ? (menu["options"] as unknown[]) : [];
}
