/** Between Unix seconds and what a clock on the wall of a time zone says. */

/** `YYYY-MM-DDTHH:mm`, as the browser's field wants it. */
export const localTime = (unix: number, tz: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: tz, dateStyle: "short", timeStyle: "short" })
    .format(unix * 1_000)
    .replace(" ", "T");

/** Where a clock change leaves out or repeats an hour, one of the possible moments. */
export function unixOf(local: string, tz: string): number {
  const asUtc = Date.parse(`${local}:00Z`) / 1_000;
  const offset = (at: number): number => Date.parse(`${localTime(at, tz)}:00Z`) / 1_000 - at;
  const first = asUtc - offset(asUtc);
  return asUtc - offset(first);
}
