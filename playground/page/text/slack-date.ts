/** `<!date^unix^{tokens}|fallback>`: a moment in the reader's own zone and language. */

export interface Reader {
  readonly language: "en" | "zh";
  readonly tz: string;
  /** Milliseconds; decides what is today. */
  readonly now: number;
}

const DAY_MS = 86_400_000;

function format(at: number, { language, tz }: Reader, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-US", {
    timeZone: tz,
    ...options,
  }).format(at);
}

/** `YYYY-MM-DD` of a moment at a place. */
const dayOf = (at: number, tz: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: tz, dateStyle: "short" }).format(at);

function ordinal(day: number): string {
  if (day % 100 >= 11 && day % 100 <= 13) return `${day}th`;
  return `${day}${["th", "st", "nd", "rd"][day % 10] ?? "th"}`;
}

/** English Slack writes "February 18th, 2014", which no formatter of the platform does. */
function longDate(at: number, reader: Reader, weekday: boolean): string {
  if (reader.language === "zh") return format(at, reader, { dateStyle: weekday ? "full" : "long" });
  const day = Number(format(at, reader, { day: "numeric" }));
  const month = format(at, reader, { month: "long" });
  const year = format(at, reader, { year: "numeric" });
  const name = weekday ? `${format(at, reader, { weekday: "long" })}, ` : "";
  return `${name}${month} ${ordinal(day)}, ${year}`;
}

const NEAR_DAYS = {
  en: { "-1": "yesterday", "0": "today", "1": "tomorrow" },
  zh: { "-1": "昨天", "0": "今天", "1": "明天" },
} as const;

function pretty(at: number, reader: Reader, otherwise: string): string {
  for (const away of [-1, 0, 1] as const) {
    if (dayOf(reader.now + away * DAY_MS, reader.tz) === dayOf(at, reader.tz))
      return NEAR_DAYS[reader.language][`${away}`];
  }
  return otherwise;
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

function ago(at: number, { language, now }: Reader): string {
  const seconds = Math.round((at - now) / 1_000);
  const words = new Intl.RelativeTimeFormat(language === "zh" ? "zh-CN" : "en-US", {
    numeric: "auto",
  });
  for (const [unit, length] of STEPS)
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit);
  return words.format(seconds, "second");
}

const shortDate = (at: number, reader: Reader): string =>
  format(at, reader, { dateStyle: "medium" });

const TOKENS: Readonly<Record<string, (at: number, reader: Reader) => string>> = {
  date_num: (at, { tz }) => dayOf(at, tz),
  date: (at, reader) => longDate(at, reader, false),
  date_short: shortDate,
  date_long: (at, reader) => longDate(at, reader, true),
  date_pretty: (at, reader) => pretty(at, reader, longDate(at, reader, false)),
  date_short_pretty: (at, reader) => pretty(at, reader, shortDate(at, reader)),
  date_long_pretty: (at, reader) => pretty(at, reader, longDate(at, reader, true)),
  time: (at, reader) => format(at, reader, { timeStyle: "short" }),
  time_secs: (at, reader) => format(at, reader, { timeStyle: "medium" }),
  ago,
};

/** The format with its tokens filled in; the fallback when one is not known or the time is none. */
export function slackDate(unix: number, pattern: string, fallback: string, reader: Reader): string {
  if (!Number.isFinite(unix)) return fallback;
  const at = unix * 1_000;
  let usable = true;
  const text = pattern.replace(/\{([^{}]*)\}/g, (_, token: string) => {
    const write = Object.hasOwn(TOKENS, token) ? TOKENS[token] : undefined;
    if (!write) usable = false;
    return write?.(at, reader) ?? "";
  });
  if (!usable || text === "") return fallback;
  // Slack begins the whole with a capital: "Today at 10:00".
  return /^\{[a-z_]*pretty\}/.test(pattern)
    ? `${text.charAt(0).toUpperCase()}${text.slice(1)}`
    : text;
}
