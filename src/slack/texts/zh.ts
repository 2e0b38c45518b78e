import type { Words } from "./en.ts";
import { command, line } from "./zh/command.ts";
import { explain } from "./zh/explain.ts";
import { failures } from "./zh/failures.ts";
import { besideForm, form } from "./zh/form-texts.ts";
import { edited, formQuotes, formWords } from "./zh/form-words.ts";
import { actionForms, buttons, dialogs, gestureWords, prepaid } from "./zh/gestures.ts";
import { card, cardButtons, details, orders, result, unknownAdvice } from "./zh/orders.ts";
import { price } from "./zh/price.ts";
import { problems } from "./zh/problems.ts";
import { refusals } from "./zh/refusals.ts";
import { moves, rules } from "./zh/rules.ts";
import { life } from "./zh/life.ts";
import { home, lists, servers } from "./zh/lists.ts";
import { steps } from "./zh/steps.ts";

/** Every word in Chinese. */
export const zh: Words = {
  locale: "zh-CN",
  /** Between the name of a fact and the fact. */
  colon: "：",
  /** One sentence after another. */
  joined: (sentences) => sentences.join(""),
  /** Between clauses of one sentence. */
  clauses: "；",
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
