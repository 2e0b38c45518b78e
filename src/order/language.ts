/** The languages that the bot speaks. */
export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** The language for a person whose client speaks `zh-CN`, `en-GB`, …; undefined while that is not known. */
export const languageOfLocale = (locale: string | undefined): Language | undefined =>
  locale === undefined ? undefined : /^zh(?![a-z])/i.test(locale) ? "zh" : "en";
