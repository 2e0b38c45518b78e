import { expect } from "vitest";
import type { Language } from "../../src/order/language.ts";

const HAN = /\p{Script=Han}/u;
/** Words that any English sentence of ours holds one of; ids, names and codes hold none of them. */
const ENGLISH =
  /\b(?:a|an|and|are|as|at|be|by|can|for|from|in|is|it|more|no|not|nothing|of|on|order|orders|please|server|servers|that|the|there|they|this|to|try|was|were|with|you|your)\b/i;

/** Commands, mentions and moments are the same in every language. */
const said = (text: string): string => text.replaceAll(/`[^`]*`/g, " ").replaceAll(/<[^>]*>/g, " ");

/** Nothing of another language is in what people read; what they typed themselves is not to be in `text`. */
export function expectLanguage(text: string, language: Language): void {
  if (language === "zh") {
    expect(said(text), "no Chinese in it").toMatch(HAN);
    expect(said(text), "English in it").not.toMatch(ENGLISH);
  } else expect(text, "Chinese in it").not.toMatch(HAN);
}

const ENDS: Readonly<Record<Language, RegExp>> = {
  en: /^(?:• )?[A-Z`*<“0-9:].*[.:…)?”]$/s,
  zh: /[。：…）？]$/s,
};

/** A whole sentence or several, in that language, with nothing in it that only a program could have meant. */
export function expectSentence(text: string, language: Language): void {
  expect(text).toMatch(ENDS[language]);
  expect(text).not.toMatch(/undefined|null|NaN|\[object|Infinity|\$\{/);
  expect(text.length).toBeGreaterThan(4);
  expectLanguage(text, language);
}
