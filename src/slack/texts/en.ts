import { command, line } from "./en/command.ts";
import { explain } from "./en/explain.ts";
import { failures } from "./en/failures.ts";
import { besideForm, form } from "./en/form-texts.ts";
import { edited, formQuotes, formWords } from "./en/form-words.ts";
import { actionForms, buttons, dialogs, gestureWords, prepaid } from "./en/gestures.ts";
import { card, cardButtons, details, orders, result, unknownAdvice } from "./en/orders.ts";
import { price } from "./en/price.ts";
import { problems } from "./en/problems.ts";
import { refusals } from "./en/refusals.ts";
import { moves, rules } from "./en/rules.ts";
import { life } from "./en/life.ts";
import { home, lists, servers } from "./en/lists.ts";
import { steps } from "./en/steps.ts";

/** Every word in English; the other languages say the same, key by key. */
export const en = {
  /** For numbers and amounts. */
  locale: "en",
  /** Between the name of a fact and the fact. */
  colon: ": ",
  /** One sentence after another. */
  joined: (sentences: readonly string[]) => sentences.join(" "),
  /** Between clauses of one sentence. */
  clauses: "; ",
  ...formWords,
  ...buttons,
  ...gestureWords,
  formQuotes,
  edited,
  form,
  besideForm,
  prepaid,
  dialogs,
  actionForms,
  orders,
  card,
  cardButtons,
  unknownAdvice,
  result,
  details,
  command,
  line,
  lists,
  home,
  servers,
  price,
  problems,
  refusals,
  rules,
  explain,
  moves,
  life,
  failures,
  steps,
};

export type Words = typeof en;
