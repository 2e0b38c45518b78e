import type { Language } from "../order/language.ts";
import type { People } from "../workflow/ports.ts";
import { textsIn, type Texts } from "./texts.ts";

/** Whoever made a gesture, as far as words for them go. */
export interface Reader {
  /** Asked for when the gesture began, in the one request that also says who they are. Never rejects. */
  readonly language: Promise<Language>;
  /** Their texts when the language is known by now, else those of the channels. */
  textsByNow(): Texts;
}

export function readerOf(people: People, userId: string, ofChannels: Language): Reader {
  let known = ofChannels;
  const language = people.languageOf(userId).then((found) => (known = found));
  return { language, textsByNow: () => textsIn[known] };
}

/** Whoever filled a form that was opened in their language. */
export const readerIn = (language: Language): Reader => ({
  language: Promise.resolve(language),
  textsByNow: () => textsIn[language],
});

/** In their language, however long that takes to know. */
export const textsFor = async ({ language }: Reader): Promise<Texts> => textsIn[await language];
