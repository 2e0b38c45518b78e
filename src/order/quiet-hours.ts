import { z } from "zod";

const timeOfDay = z
  .string()
  .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'must be a time of day such as "19:00"');

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

/** When approvers are left alone, by the clock on their wall. */
export const quietHoursSchema = z
  .strictObject({
    from: timeOfDay,
    to: timeOfDay,
    zone: z.string().refine(isZone, "must be a time zone such as Asia/Shanghai"),
    /** Saturday and Sunday are quiet from morning to night. */
    weekends: z.boolean().default(false),
  })
  .refine(({ from, to }) => from !== to, { path: ["to"], error: "must differ from the beginning" });

export type QuietHours = z.output<typeof quietHoursSchema>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** A weekend and a night, in steps of at most a day; a change of the clocks may cost one more. */
const MOST_STEPS = 6;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall says: minutes since midnight, and whether it is a weekend. */
function onTheWall(at: number, zone: string): { minute: number; isWeekend: boolean } {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hour: "2-digit",
      minute: "2-digit",
      weekday: "short",
      hourCycle: "h23",
    });
  clocks.set(zone, clock);
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    minute: Number(parts["hour"]) * 60 + Number(parts["minute"]),
    isWeekend: parts["weekday"] === "Sat" || parts["weekday"] === "Sun",
  };
}

/** Minutes until the quiet that reigns now ends; 0 when people may be asked. */
function quietFor({ from, to, zone, weekends }: QuietHours, at: number): number {
  const { minute, isWeekend } = onTheWall(at, zone);
  if (weekends && isWeekend) return DAY_MINUTES - minute;
  const [start, end] = [minutesOf(from), minutesOf(to)];
  const isQuiet = start < end ? minute >= start && minute < end : minute >= start || minute < end;
  return isQuiet ? (end - minute + DAY_MINUTES) % DAY_MINUTES : 0;
}

/** The moment itself, or when it is quiet then, the end of the quiet. ISO 8601 in and out. */
export function outsideQuietHours(quiet: QuietHours | undefined, iso: string): string {
  if (!quiet) return iso;
  let at = Date.parse(iso);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const minutes = quietFor(quiet, at);
    if (minutes === 0) break;
    at = (Math.floor(at / MINUTE_MS) + minutes) * MINUTE_MS;
  }
  return new Date(at).toISOString();
}
