import type { types } from "@slack/bolt";
import { fields, type Choice, type FieldId, type FormAbilities } from "../order/form-fields.ts";
import { type FormItem, type Layout } from "../order/form.ts";
import { context, plain, section, type Block, type View } from "./blocks.ts";
import { literal } from "./text.ts";
import { texts } from "./texts.ts";

export const ORDER_FORM = "order_create";
/** The button beside a list that did not come. */
export const RELOAD = "form_reload";

/** Slack shows at most this many entries of a list; longer ones are searched on the server. */
export const MOST_OPTIONS = 100;

/** Where the form came from; it travels through the client, so it is only ever used as a place to answer to. */
export interface FormOrigin {
  readonly channel: string;
}

/** The form as Slack's view. */
export function formView(layout: Layout, origin: FormOrigin, has: FormAbilities): View {
  return {
    type: "modal",
    callback_id: ORDER_FORM,
    private_metadata: JSON.stringify(origin),
    title: plain(texts.formTitle, 24),
    submit: plain(texts.formSubmit, 24),
    close: plain(texts.cancel, 24),
    blocks: [
      ...layout.items.map(itemBlock),
      ...(has.sealing ? [] : [context(texts.noSealing)]),
      context(texts.priceUnknown),
    ],
  };
}

function itemBlock(item: FormItem): Block {
  const { label } = texts.form[item.field];
  switch (item.kind) {
    case "loading":
      return section(texts.formLoading(label), `${item.field}:loading`);
    case "empty":
      return section(texts.formEmpty(label), `${item.field}:empty`);
    case "failed":
      return {
        type: "section",
        block_id: `${item.field}:failed`,
        text: { type: "mrkdwn", text: texts.formFailed(label), verbatim: true },
        accessory: {
          type: "button",
          action_id: RELOAD,
          text: plain(texts.tryAgain, 75),
          value: item.field,
        },
      };
    case "question":
      return question(item);
  }
}

function question(item: Extract<FormItem, { kind: "question" }>): Block {
  const field = fields[item.field];
  const { label, hint } = texts.form[item.field];
  return {
    type: "input",
    block_id: item.question,
    label: plain(label, 2_000),
    element: element(item),
    optional: field.optional ?? false,
    ...(hint ? { hint: plain(hint, 2_000) } : {}),
    ...(field.redraws ? { dispatch_action: true } : {}),
  };
}

function element({
  field: id,
  choices,
  initial,
}: Extract<FormItem, { kind: "question" }>): types.InputBlock["element"] {
  const field = fields[id];
  switch (field.control) {
    case "list":
      return select(id, (choices ?? []).map(inWords(id)), initial);
    case "choice":
      return select(
        id,
        field.values.map((value) => ({ value, label: texts.form[id].choices?.[value] ?? value })),
        initial,
      );
    case "checkboxes": {
      const options = field.values.map((value) =>
        option({ value, label: texts.form[id].choices?.[value] ?? value }),
      );
      return { type: "checkboxes", action_id: id, options };
    }
    case "number":
      // Slack's own number field takes bounds, but says what is wrong in its own words and language; the server says it in ours.
      return {
        type: "number_input",
        action_id: id,
        is_decimal_allowed: false,
        ...(initial === undefined ? {} : { initial_value: initial }),
      };
    case "text":
      return {
        type: "plain_text_input",
        action_id: id,
        multiline: field.multiline ?? false,
        ...(field.max === undefined ? {} : { max_length: field.max }),
      };
  }
}

/** Where the catalogue has only a code, the form has a word for it. */
const inWords =
  (id: FieldId) =>
  ({ value, label }: Choice): Choice => ({
    value,
    label: texts.form[id].choices?.[value] ?? label,
  });

function select(
  id: FieldId,
  choices: readonly Choice[],
  initial: string | undefined,
): types.StaticSelect | types.ExternalSelect {
  const chosen = choices.find(({ value }) => value === initial);
  const common = {
    action_id: id,
    placeholder: plain(texts.choose, 150),
    ...(chosen ? { initial_option: option(chosen) } : {}),
  };
  return choices.length > MOST_OPTIONS
    ? { type: "external_select", min_query_length: 0, ...common }
    : { type: "static_select", options: choices.map(option), ...common };
}

export const option = ({ value, label }: Choice): types.PlainTextOption => ({
  text: plain(label, 75),
  value,
});

/** The entries of a long list that hold what was typed, as many as Slack shows. */
export function search(choices: readonly Choice[], typed: string): readonly Choice[] {
  const wanted = typed.trim().toLowerCase().split(/\s+/);
  const holds = ({ value, label }: Choice): boolean =>
    wanted.every((word) => `${label} ${value}`.toLowerCase().includes(word));
  return choices.filter(holds).slice(0, MOST_OPTIONS);
}

export const placedView = (title: string, text: string): View => ({
  type: "modal",
  title: plain(title, 24),
  close: plain(texts.close, 24),
  blocks: [section(literalSentence(text))],
});

/** Sentences come escaped; this only keeps them inside a section's bound. */
const literalSentence = (text: string): string => (text.length <= 3_000 ? text : literal(text));
