/** The rich_text block: sections, lists, quotes and preformatted parts, and the inline elements in them. */
import {
  flag,
  integer,
  list,
  matching,
  object,
  oneOf,
  string,
  union,
  url,
  type Rule,
  type Shape,
} from "./shape.ts";

const style: Rule = object({
  required: [],
  fields: { bold: flag, italic: flag, strike: flag, code: flag, underline: flag },
});
const mention: Rule = object({
  required: [],
  fields: {
    bold: flag,
    italic: flag,
    strike: flag,
    highlight: flag,
    client_highlight: flag,
    unlink: flag,
  },
});

const INLINE = {
  text: { required: ["text"], fields: { text: string(13_000), style } },
  link: { required: ["url"], fields: { url, text: string(3000, 0), unsafe: flag, style } },
  emoji: {
    required: ["name"],
    fields: { name: string(255), unicode: string(255), style: mention },
  },
  user: { required: ["user_id"], fields: { user_id: string(255), style: mention } },
  usergroup: { required: ["usergroup_id"], fields: { usergroup_id: string(255), style: mention } },
  channel: { required: ["channel_id"], fields: { channel_id: string(255), style: mention } },
  team: { required: ["team_id"], fields: { team_id: string(255), style: mention } },
  broadcast: {
    required: ["range"],
    fields: { range: oneOf("here", "channel", "everyone"), style: mention },
  },
  date: {
    required: ["timestamp", "format"],
    fields: {
      timestamp: integer(0, 9_999_999_999),
      format: string(255),
      url,
      fallback: string(3000),
      style,
    },
  },
  color: {
    required: ["value"],
    fields: { value: matching(/^#[0-9a-f]{6}$/i, "must be a valid colour", 7) },
  },
} as const satisfies Record<string, Shape>;

const inline = list(
  union(() => INLINE),
  0,
  10_000,
);
const border = oneOf(0, 1);
const section: Shape = { required: ["elements"], fields: { elements: inline } };

export const RICH_TEXT_PARTS = {
  rich_text_section: section,
  rich_text_list: {
    required: ["elements", "style"],
    fields: {
      elements: list(
        union(() => ({ rich_text_section: section })),
        0,
        10_000,
      ),
      style: oneOf("bullet", "ordered"),
      indent: integer(0, 8),
      offset: integer(0, 1_000_000),
      border,
    },
  },
  rich_text_preformatted: {
    required: ["elements"],
    fields: {
      elements: list(
        union(() => ({ text: INLINE.text, link: INLINE.link })),
        0,
        10_000,
      ),
      border,
    },
  },
  rich_text_quote: { required: ["elements"], fields: { elements: inline, border } },
} as const satisfies Record<string, Shape>;

export const RICH_TEXT_INLINE = INLINE;
