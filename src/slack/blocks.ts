import type { types } from "@slack/bolt";
import { buttonValue } from "./drawn-order.ts";
import { literal, oneLine } from "./text.ts";
import type { Dialog } from "./texts/say/dialog.ts";
import type { Texts } from "./texts.ts";

export type Block = types.KnownBlock;
export type Button = types.Button;
export type Menu = types.StaticSelect;
export type View = types.ModalView;

/** Text that Slack shows as it is: no markup, no emoji codes. */
export const plain = (text: string, most?: number): types.PlainTextElement => ({
  type: "plain_text",
  text: literal(text, most),
  emoji: false,
});

/** Our own sentences. What they quote has been escaped where they were made. */
export const mrkdwn = (text: string): types.MrkdwnElement => ({
  type: "mrkdwn",
  text,
  verbatim: true,
});

export const header = (text: string): Block => ({ type: "header", text: plain(text, 150) });
export const section = (text: string, id?: string): Block => ({
  type: "section",
  text: mrkdwn(text),
  ...(id ? { block_id: id } : {}),
});
export const context = (...lines: readonly string[]): Block => ({
  type: "context",
  elements: lines.map(mrkdwn),
});
export const actions = (...elements: readonly (Button | Menu)[]): Block => ({
  type: "actions",
  elements: [...elements],
});

/** One line of facts: a bold name and a value that is shown letter by letter, or a person. */
export type Fact = readonly [label: string, value: string | { readonly userId: string }];

/** A message takes 13,000 characters in all; a single fact is long only when the others leave room for it. */
const MOST_IN_FACT = 1_000;
const MOST_IN_FACTS = 4_000;

/** Facts as lines of rich text: its text nodes know no markup, so nothing that people typed can forge anything. */
export function facts(
  rows: readonly Fact[],
  { colon }: Pick<Texts, "colon">,
  mostInAll = MOST_IN_FACTS,
): Block {
  const values = rows.flatMap(([, value]) => (typeof value === "string" ? [value.length] : []));
  let most = MOST_IN_FACT;
  while (values.reduce((sum, length) => sum + Math.min(length, most), 0) > mostInAll)
    most = Math.floor(most * 0.9);
  return {
    type: "rich_text",
    elements: [
      {
        type: "rich_text_section",
        elements: rows.flatMap(([label, value], index): types.RichTextElement[] => [
          {
            type: "text",
            text: `${index === 0 ? "" : "\n"}${label}${colon}`,
            style: { bold: true },
          },
          typeof value === "string"
            ? { type: "text", text: literal(oneLine(value), most) }
            : { type: "user", user_id: value.userId },
        ]),
      },
    ],
  };
}

/** What somebody wrote, as a quotation. */
export const quote = (text: string, most = 1_000): Block => ({
  type: "rich_text",
  elements: [{ type: "rich_text_quote", elements: [{ type: "text", text: literal(text, most) }] }],
});

interface ButtonLook {
  readonly style?: "primary" | "danger";
  readonly confirm?: Dialog;
}

/** A button's value says which order in which version it was drawn for, and nothing else. */
export function orderButton(
  action: string,
  text: string,
  order: { id: string; version: number },
  { style, confirm }: ButtonLook = {},
): Button {
  const styled = style ? { style } : {};
  return {
    type: "button",
    action_id: action,
    text: plain(text, 75),
    value: buttonValue(order),
    ...styled,
    ...(confirm ? { confirm: confirmation(confirm, styled) } : {}),
  };
}

const confirmation = (
  { title, text, yes, no }: Dialog,
  styled: Pick<ButtonLook, "style">,
): types.ConfirmationDialog => ({
  title: plain(title, 100),
  text: plain(text, 300),
  confirm: plain(yes, 30),
  deny: plain(no, 30),
  ...styled,
});

/** A modal that says one thing. What may lie below it shows what was, and closes with it. */
export const sentenceView = (
  title: string,
  sentence: string,
  { close }: Pick<Texts, "close">,
): View => ({
  type: "modal",
  title: plain(title, 24),
  close: plain(close, 24),
  clear_on_close: true,
  blocks: [section(sentence)],
});
