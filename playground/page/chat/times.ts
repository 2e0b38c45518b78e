import type { Language, Workspace } from "../../control/sections.ts";
import type { Strings } from "../strings.ts";

type Reader = Pick<Workspace["me"], "tz" | "language">;

const locale = (language: Language): string => (language === "zh" ? "zh-CN" : "en-US");

export const clockTime = (ts: string, { tz, language }: Reader): string =>
  new Intl.DateTimeFormat(locale(language), { timeStyle: "short", timeZone: tz }).format(
    Number(ts) * 1_000,
  );

/** The playground's own panels are read side by side by several people: they use the browser's zone, with seconds. */
export const exactTime = (ms: number): string =>
  new Intl.DateTimeFormat("sv-SE", { timeStyle: "medium" }).format(ms);

const dayOf = (ms: number, { tz }: Reader): string =>
  new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: tz }).format(ms);

export function dayName(ts: string, reader: Reader, strings: Strings): string {
  const at = Number(ts) * 1_000;
  const day = dayOf(at, reader);
  if (day === dayOf(Date.now(), reader)) return strings.today;
  if (day === dayOf(Date.now() - 86_400_000, reader)) return strings.yesterday;
  return new Intl.DateTimeFormat(locale(reader.language), {
    dateStyle: "full",
    timeZone: reader.tz,
  }).format(at);
}
