/** Blocks: the fields and limits of each. One row per block. */
import { COMPOSITION } from "./composition-rules.ts";
import { CONTEXT_ELEMENTS, ELEMENTS } from "./element-rules.ts";
import { RICH_TEXT_PARTS } from "./rich-text-rules.ts";
import {
  anyText,
  atLeastOne,
  exactlyOne,
  flag,
  list,
  object,
  plain,
  string,
  union,
  url,
  type Check,
  type Shape,
} from "./shape.ts";
import { isFields } from "./json.ts";

const block_id = string(255);
const elementIn = (place: "section" | "actions" | "input") => union(() => ELEMENTS, place);

/** Slack ignores the configuration without the flag, so the form silently never tells the app. */
const dispatchConfigNeedsTheFlag: Check = (block, { complain }) => {
  const element = block["element"];
  if (
    isFields(element) &&
    element["dispatch_action_config"] !== undefined &&
    block["dispatch_action"] !== true
  ) {
    complain("dispatch_action_config has no effect unless the input block sets dispatch_action");
  }
};

export const BLOCKS = {
  header: { required: ["text"], fields: { block_id, text: plain(150) } },
  section: {
    required: [],
    fields: {
      block_id,
      text: anyText(3000),
      fields: list(anyText(2000), 1, 10),
      accessory: elementIn("section"),
      expand: flag,
    },
    checks: [atLeastOne("must define either `text` or `fields`", "text", "fields")],
  },
  context: {
    required: ["elements"],
    fields: {
      block_id,
      elements: list(
        union(() => CONTEXT_ELEMENTS, "context"),
        1,
        10,
      ),
    },
  },
  divider: { required: [], fields: { block_id } },
  actions: {
    required: ["elements"],
    fields: { block_id, elements: list(elementIn("actions"), 1, 25) },
  },
  input: {
    required: ["label", "element"],
    fields: {
      block_id,
      label: plain(2000),
      element: elementIn("input"),
      hint: plain(2000),
      optional: flag,
      dispatch_action: flag,
    },
    checks: [dispatchConfigNeedsTheFlag],
  },
  image: {
    required: ["alt_text"],
    fields: {
      block_id,
      alt_text: string(2000),
      image_url: url,
      slack_file: object(COMPOSITION.slack_file),
      title: plain(2000),
    },
    checks: [exactlyOne("image_url", "slack_file")],
  },
  rich_text: {
    required: ["elements"],
    fields: {
      block_id,
      elements: list(
        union(() => RICH_TEXT_PARTS),
        0,
        10_000,
      ),
    },
  },
} as const satisfies Record<string, Shape>;

/** Blocks that Slack has and this simulator does not: refused with a complaint, so that nobody takes the refusal for Slack's. */
export const BLOCKS_NOT_SIMULATED = [
  "video",
  "card",
  "markdown",
  "table",
  "data_table",
  "data_visualization",
  "carousel",
  "container",
  "alert",
  "context_actions",
  "task_card",
  "plan",
  "file",
] as const;

export const ELEMENTS_NOT_SIMULATED = [
  "rich_text_input",
  "file_input",
  "workflow_button",
  "feedback_buttons",
  "icon_button",
] as const;

export const MOST_BLOCKS = { message: 50, modal: 100, home: 100 } as const;

/** No official figure; a refusal was seen near 13,200 characters, so the round figure below it is the limit here. */
export const MOST_TEXT_IN_MESSAGE_BLOCKS = 13_000;
