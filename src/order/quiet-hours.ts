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
/** Clocks are put forward and back at quarters of an hour, so a step that ends at one never jumps over a change. */
const STEP_MINUTES = 15;
/** A weekend with a night on each side, and a day more where a change of the clocks swallows the only minutes awake. */
const MOST_STEPS = (5 * DAY_MINUTES) / STEP_MINUTES;

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

/** For how many minutes it is certainly quiet from now on; 0 when people may be asked. */
function quietFor({ from, to, zone, weekends }: QuietHours, at: number): number {
  const { minute, isWeekend } = onTheWall(at, zone);
  const [start, end] = [minutesOf(from), minutesOf(to)];
  const isNight = start < end ? minute >= start && minute < end : minute >= start || minute < end;
  const quiet = [
    ...(weekends && isWeekend ? [DAY_MINUTES - minute] : []),
    ...(isNight ? [(end - minute + DAY_MINUTES) % DAY_MINUTES] : []),
  ];
  return quiet.length === 0 ? 0 : Math.min(...quiet, STEP_MINUTES - (minute % STEP_MINUTES));
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
