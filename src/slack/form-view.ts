import type { types } from "@slack/bolt";
import {
  fields,
  LONGEST_INPUT,
  type Choice,
  type FieldId,
  type FormAbilities,
} from "../order/form-fields.ts";
import type { FormPrice } from "../order/form-price.ts";
import { type FormItem, type Kept, type Layout } from "../order/form.ts";
import { secretFields } from "../order/instance-spec.ts";
import type { Language } from "../order/language.ts";
import { context, header, plain, section, type Block, type View } from "./blocks.ts";
import type { DrawnOrder } from "./drawn-order.ts";
import { carried } from "./form-answers.ts";
import { literal } from "./text.ts";
import { textsIn, type Texts } from "./texts.ts";
import type { Dialog } from "./texts/say/dialog.ts";

export const ORDER_FORM = "order_create";
/** The button beside a list that did not come, or has nothing in it. */
export const RELOAD = "form_reload";

/** Slack shows at most this many entries of a list; longer ones are searched on the server. */
export const MOST_OPTIONS = 100;

/** Where the form came from; it travels through the client, so it is only ever used as a place to answer to. */
export interface FormOrigin {
  readonly channel: string;
  /** Of the person who opened it. */
  readonly language: Language;
  /** Answers that the form does not show now, or was given beforehand. */
  readonly kept: Kept;
  /** The order that it changes, as it was shown, instead of placing one. */
  readonly edit?: DrawnOrder;
  /** What it said that sending it buys at once: a fingerprint, so that nothing else is bought by that. */
  readonly told?: string;
}

/** What else the view is drawn from. */
export interface FormSurroundings extends FormPrice {
  readonly origin: FormOrigin;
  readonly has: FormAbilities;
  /** What sending the form means, where it buys at once. */
  readonly dialog?: Dialog;
}

/** A view may have 250 KB, whatever a KB is there: the smaller reading, with some room. */
const MOST_BYTES = 240_000;
/** How many entries of a list are shown when as many as Slack takes make the view too large: the others are searched. */
const FEW_OPTIONS = 10;

/** The form as Slack's view. */
export function formView(layout: Layout, surroundings: FormSurroundings): View {
  const view = drawn(layout, surroundings, MOST_OPTIONS);
  return Buffer.byteLength(JSON.stringify(view)) <= MOST_BYTES
    ? view
    : drawn(layout, surroundings, FEW_OPTIONS);
}

function drawn(
  layout: Layout,
  { origin, has, dialog, ...price }: FormSurroundings,
  most: number,
): View {
  const texts = textsIn[origin.language];
  const { answers, asOf, items } = layout;
  return {
    type: "modal",
    callback_id: ORDER_FORM,
    private_metadata: JSON.stringify({ ...origin, kept: carried(keptBeside(layout, origin.kept)) }),
    ...headings(origin, dialog, texts),
    close: plain(texts.cancel, 24),
    blocks: [
      ...(dialog ? [section(`:warning: ${dialog.text}`)] : []),
      ...(origin.edit ? [context(texts.editVoids)] : []),
      ...(asOf ? [section(texts.formKept(asOf.toISOString()))] : []),
      ...items.flatMap((item, index) => [
        // Behind everything that has to be answered, and in front of what may be left alone.
        ...(item.field === "sections"
          ? [section(priceSentence(price, answers, texts), "price")]
          : []),
        ...sectionHeading(item, items[index - 1], texts),
        ...itemBlocks(item, { has, texts, most, isEdit: origin.edit !== undefined }),
      ]),
      ...(has.sealing ? [] : [context(texts.noSealing)]),
    ],
  };
}

const headings = (
  { edit }: FormOrigin,
  dialog: Dialog | undefined,
  texts: Texts,
): Pick<View, "title" | "submit"> => {
  const [title, submit] = dialog
    ? [dialog.title, dialog.yes]
    : edit
      ? [texts.editTitle(edit.orderId), texts.editSubmit]
      : [texts.formTitle, texts.formSubmit];
  return { title: plain(title, 24), submit: plain(submit, 24) };
};

/** What the form holds beside its inputs: these hold themselves what they begin with. */
function keptBeside({ items, waiting }: Layout, kept: Kept): Kept {
  const begun = new Map(
    items.flatMap((item) =>
      item.kind === "question" && item.initial !== undefined
        ? [item.field, item.question].map((key) => [key, item.initial])
        : [],
    ),
  );
  const others = Object.entries({ ...kept, ...waiting });
  return Object.fromEntries(others.filter(([key, answer]) => begun.get(key) !== answer));
}

function priceSentence(
  { price, endsAt }: FormPrice,
  answers: Layout["answers"],
  texts: Texts,
): string {
  if (price === "open") return texts.price.open;
  if (price === "unknown") return texts.price.unknown;
  const unit = answers["charge.chargeUnit"];
  return texts.price.known(price, {
    ...(unit === "month" || unit === "year" ? { unit } : {}),
    ...(answers["charge.chargeDuration"]
      ? { duration: Number(answers["charge.chargeDuration"]) }
      : {}),
    ...(endsAt ? { endsAt } : {}),
  });
}

/** In front of the first question of a section: what was ticked to open it. */
function sectionHeading(item: FormItem, before: FormItem | undefined, texts: Texts): Block[] {
  const { section: name } = fields[item.field];
  if (name === undefined || (before && fields[before.field].section === name)) return [];
  return [{ type: "divider" }, header(texts.form.sections.choices?.[name] ?? name)];
}

/** How many of the sold-out types are named; the rest is counted. */
const MOST_SOLD_OUT = 6;

const soldOutNote = (labels: readonly string[] | undefined, texts: Texts): Block[] =>
  labels
    ? [
        context(
          texts.formSoldOut(
            labels.slice(0, MOST_SOLD_OUT),
            Math.max(0, labels.length - MOST_SOLD_OUT),
          ),
        ),
      ]
    : [];

/** What every question is drawn with. `most`: how many entries of a list are shown. */
interface Drawing {
  readonly has: FormAbilities;
  readonly texts: Texts;
  readonly most: number;
  readonly isEdit: boolean;
}

function itemBlocks(item: FormItem, drawing: Drawing): Block[] {
  const { texts } = drawing;
  const { label, empty } = texts.form[item.field];
  switch (item.kind) {
    case "loading":
      return [section(texts.formLoading(label), `${item.field}:loading`)];
    case "empty":
      return [
        withReload(item, empty ? `*${label}*\n${empty}` : texts.formEmpty(label), texts),
        ...soldOutNote(item.soldOut, texts),
      ];
    case "failed":
      return [withReload(item, texts.formFailed(label), texts)];
    case "question":
      return [
        question(item, drawing),
        ...soldOutNote(item.soldOut, texts),
        ...(item.notOffered
          ? [context(texts.formNotOffered(label, item.notOffered.value, item.notOffered.nearest))]
          : []),
      ];
  }
}

const withReload = ({ field, kind }: FormItem, text: string, texts: Texts): Block => ({
  type: "section",
  block_id: `${field}:${kind}`,
  text: { type: "mrkdwn", text, verbatim: true },
  accessory: {
    type: "button",
    action_id: RELOAD,
    text: plain(texts.tryAgain, 75),
    value: field,
  },
});

type Question = Extract<FormItem, { kind: "question" }>;

function question(item: Question, drawing: Drawing): Block {
  const { has, texts, most, isEdit } = drawing;
  const field = fields[item.field];
  const { label, hint } = texts.form[item.field];
  const keeps = isEdit && secretFields.some((name) => name === item.field);
  const long = (item.choices?.length ?? 0) > most;
  const hints = [
    long ? texts.formSearch(item.choices?.length ?? 0) : undefined,
    keeps ? texts.editKeeps : undefined,
    hint,
  ];
  const help = hints.filter((one) => one !== undefined).join(" ");
  return {
    type: "input",
    block_id: item.question,
    label: plain(label, 2_000),
    element: element(item, drawing),
    optional: field.optional ?? false,
    ...(help ? { hint: plain(help, 2_000) } : {}),
    ...(isTold(item.field, has) ? { dispatch_action: true } : {}),
  };
}

/** Whether Slack tells of an answer at once, because the form is drawn differently for it. */
export const isTold = (id: FieldId, has: FormAbilities): boolean =>
  fields[id].redraws === true || (fields[id].priced === true && has.prices);

/** Enter is not pressed in a form: typed answers are told while they are typed. */
const WHILE_TYPING = {
  dispatch_action_config: { trigger_actions_on: ["on_character_entered" as const] },
};

function element(
  { field: id, choices = [], initial }: Question,
  { has, texts, most }: Drawing,
): types.InputBlock["element"] {
  const field = fields[id];
  const told = isTold(id, has) ? WHILE_TYPING : {};
  const begun = initial === undefined ? {} : { initial_value: initial };
  switch (field.control) {
    case "list":
    case "choice":
      return select(id, choices.map(inWords(id, texts)), initial, { texts, most });
    case "checkboxes": {
      const options = choices.map(inWords(id, texts)).map(option);
      const ticked = options.filter(({ value }) => initial?.split(",").includes(value ?? ""));
      return {
        type: "checkboxes",
        action_id: id,
        options,
        ...(ticked.length > 0 ? { initial_options: ticked } : {}),
      };
    }
    case "number":
      // Slack's own number field takes bounds, but says what is wrong in its own words and language; the server says it in ours.
      return {
        type: "number_input",
        action_id: id,
        is_decimal_allowed: false,
        ...(/^-?[0-9]{1,9}$/.test(initial ?? "") ? begun : {}),
        ...told,
      };
    case "text":
      return {
        type: "plain_text_input",
        action_id: id,
        multiline: field.multiline ?? false,
        ...(field.max === undefined ? {} : { max_length: field.max }),
        ...(initial !== undefined && initial.length <= (field.max ?? LONGEST_INPUT) ? begun : {}),
        ...told,
      };
  }
}

/** Where the catalogue has only a code, the form has a word for it; how much there is stands behind the name. */
export const inWords =
  (id: FieldId, texts: Texts) =>
  ({ value, label, stock }: Choice): Choice => {
    const name = texts.form[id].choices?.[value] ?? label;
    if (stock === undefined) return { value, label: name };
    const left = id === "deviceType" ? texts.formStock(stock) : texts.formFreeAddresses(stock);
    return { value, label: `${literal(name, 72 - left.length)} · ${left}` };
  };

function select(
  id: FieldId,
  choices: readonly Choice[],
  initial: string | undefined,
  { texts, most }: Pick<Drawing, "texts" | "most">,
): types.StaticSelect | types.ExternalSelect {
  const chosen = choices.find(({ value }) => value === initial);
  const common = {
    action_id: id,
    placeholder: plain(texts.choose, 150),
    ...(chosen ? { initial_option: option(chosen) } : {}),
  };
  return choices.length > most
    ? { type: "external_select", min_query_length: 0, ...common }
    : { type: "static_select", options: choices.map(option), ...common };
}

export const option = ({ value, label }: Choice): types.PlainTextOption => ({
  text: plain(label, 75),
  value,
});

/** Longer than any name that people tell apart. Every word is looked for in every entry, so something must bound them. */
const LONGEST_SEARCH = 300;

/** The entries of a long list that hold what was typed, as many as Slack shows: the one of that very id first. */
export function search(choices: readonly Choice[], typed: string): readonly Choice[] {
  const whole = typed.trim().slice(0, LONGEST_SEARCH).toLowerCase();
  const words = whole.split(/\s+/);
  const holds = ({ value, label }: Choice): boolean => {
    const text = `${label} ${value}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const rank = ({ value, label }: Choice): number =>
    value.toLowerCase() === whole ? 0 : label.toLowerCase().startsWith(whole) ? 1 : 2;
  return choices
    .filter(holds)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MOST_OPTIONS);
}
