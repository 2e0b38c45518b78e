import type { Language } from "../order/language.ts";
import { en, type Words } from "./texts/en.ts";
import { sayCard } from "./texts/say/card.ts";
import { sayDialog } from "./texts/say/dialog.ts";
import { sayExplain } from "./texts/say/explain.ts";
import { sayFailure } from "./texts/say/failure.ts";
import { sayForm } from "./texts/say/form.ts";
import { sayLine } from "./texts/say/line.ts";
import { sayList } from "./texts/say/list.ts";
import { sayOrder } from "./texts/say/order.ts";
import { sayPrice } from "./texts/say/price.ts";
import { sayProblem } from "./texts/say/problem.ts";
import { sayRefusal } from "./texts/say/refusal.ts";
import { sayStory } from "./texts/say/story.ts";
import { zh } from "./texts/zh.ts";

/**
 * The words of a language (texts/en, texts/zh), and what decides which of them apply (texts/say), said once for all
 * languages. Whatever a sentence quotes is escaped there; what it returns is mrkdwn, but for labels, titles, buttons,
 * facts and field errors, which are plain.
 */
const textsOf = (words: Words) => ({
  ...words,
  ...sayForm(words),
  ...sayOrder(words),
  ...sayLine(words),
  ...sayList(words),
  ...sayStory(words),
  ...sayCard(words),
  ...sayDialog(words),
  price: sayPrice(words),
  refusal: sayRefusal(words),
  problem: sayProblem(words),
  failure: sayFailure(words),
  explained: sayExplain(words),
});

/** Every sentence that people read, in one language. */
export type Texts = ReturnType<typeof textsOf>;

export const textsIn: Readonly<Record<Language, Texts>> = { en: textsOf(en), zh: textsOf(zh) };
