import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  outsideQuietHours,
  quietHoursSchema,
  type QuietHours,
} from "../../../src/order/quiet-hours.ts";

const MINUTE = 60_000;

const quiet = (changes: Partial<QuietHours> = {}): QuietHours => ({
  from: "19:00",
  to: "09:00",
  zone: "Asia/Shanghai",
  weekends: false,
  ...changes,
});

/** Both with the offset of the place, as a person there would say it. */
const waitsUntil = (hours: QuietHours, at: string): string =>
  outsideQuietHours(hours, new Date(at).toISOString());
const moment = (at: string): string => new Date(at).toISOString();

describe("a night", () => {
  it.each([
    ["in the evening", "2026-03-02T19:00:00+08:00", "2026-03-03T09:00:00+08:00"],
    ["before midnight", "2026-03-02T23:59:00+08:00", "2026-03-03T09:00:00+08:00"],
    ["at midnight", "2026-03-03T00:00:00+08:00", "2026-03-03T09:00:00+08:00"],
    ["in the morning", "2026-03-03T08:59:30+08:00", "2026-03-03T09:00:00+08:00"],
  ])("is waited for to end: %s", (_, at, until) => {
    expect(waitsUntil(quiet(), at)).toBe(moment(until));
  });

  it.each([
    "2026-03-02T09:00:00+08:00",
    "2026-03-02T12:00:00.123+08:00",
    "2026-03-02T18:59:59+08:00",
  ])("is over at %s, to the millisecond", (at) => {
    expect(waitsUntil(quiet(), at)).toBe(moment(at));
  });

  it("may lie within one day", () => {
    const lunch = quiet({ from: "12:00", to: "13:30" });
    expect(waitsUntil(lunch, "2026-03-02T11:59:00+08:00")).toBe(
      moment("2026-03-02T11:59:00+08:00"),
    );
    expect(waitsUntil(lunch, "2026-03-02T12:00:00+08:00")).toBe(
      moment("2026-03-02T13:30:00+08:00"),
    );
    expect(waitsUntil(lunch, "2026-03-02T13:30:00+08:00")).toBe(
      moment("2026-03-02T13:30:00+08:00"),
    );
  });

  it("is the night of the zone, not of the bot", () => {
    const at = "2026-03-02T10:00:00Z"; // 18:00 in Shanghai, 11:00 in Berlin
    expect(waitsUntil(quiet(), at)).toBe(moment(at));
    expect(waitsUntil(quiet({ zone: "America/New_York" }), at)).toBe(
      moment("2026-03-02T09:00:00-05:00"),
    );
    expect(waitsUntil(quiet({ zone: "Asia/Kathmandu", from: "15:00", to: "16:10" }), at)).toBe(
      moment("2026-03-02T16:10:00+05:45"),
    );
  });

  it("is none where nothing is said of it", () => {
    expect(outsideQuietHours(undefined, "2026-03-02T23:00:00.000Z")).toBe(
      "2026-03-02T23:00:00.000Z",
    );
  });
});

describe("a weekend", () => {
  const weekends = quiet({ weekends: true });

  it.each([
    ["Friday evening", "2026-03-06T19:30:00+08:00"],
    ["Saturday noon", "2026-03-07T12:00:00+08:00"],
    ["Sunday evening", "2026-03-08T20:00:00+08:00"],
    ["Monday before dawn", "2026-03-09T04:00:00+08:00"],
  ])("lasts from %s until Monday morning", (_, at) => {
    expect(waitsUntil(weekends, at)).toBe(moment("2026-03-09T09:00:00+08:00"));
  });

  it("begins with Saturday where the night begins later", () => {
    const short = quiet({ from: "02:00", to: "03:00", weekends: true });
    expect(waitsUntil(short, "2026-03-06T23:59:00+08:00")).toBe(
      moment("2026-03-06T23:59:00+08:00"),
    );
    expect(waitsUntil(short, "2026-03-07T00:00:00+08:00")).toBe(
      moment("2026-03-09T00:00:00+08:00"),
    );
  });

  it("is a day like every other where it is not said to be quiet", () => {
    expect(waitsUntil(quiet(), "2026-03-07T12:00:00+08:00")).toBe(
      moment("2026-03-07T12:00:00+08:00"),
    );
  });
});

describe("a change of the clocks", () => {
  const berlin = quiet({ zone: "Europe/Berlin", from: "22:00", to: "07:00" });

  it("forward makes the night shorter, and nobody is left alone for longer", () => {
    expect(waitsUntil(berlin, "2026-03-28T23:00:00+01:00")).toBe(
      moment("2026-03-29T07:00:00+02:00"),
    );
  });

  it("back makes the night longer, and nobody is woken earlier", () => {
    expect(waitsUntil(berlin, "2026-10-24T23:00:00+02:00")).toBe(
      moment("2026-10-25T07:00:00+01:00"),
    );
  });

  it("that skips the end of the quiet ends it", () => {
    const early = quiet({ zone: "Europe/Berlin", from: "22:00", to: "02:30" });
    expect(waitsUntil(early, "2026-03-29T01:10:00+01:00")).toBe(
      moment("2026-03-29T03:00:00+02:00"),
    );
  });

  it("that shows the end of the quiet twice ends it at the first", () => {
    const early = quiet({ zone: "Europe/Berlin", from: "22:00", to: "02:30" });
    expect(waitsUntil(early, "2026-10-25T01:00:00+02:00")).toBe(
      moment("2026-10-25T02:30:00+02:00"),
    );
  });

  it("by half an hour is one too", () => {
    const island = quiet({ zone: "Australia/Lord_Howe", from: "22:00", to: "07:00" });
    expect(waitsUntil(island, "2026-10-03T23:00:00+10:30")).toBe(
      moment("2026-10-04T07:00:00+11:00"),
    );
  });

  it("that swallows the only minutes of the day in which anybody may be asked costs a day", () => {
    const awake = quiet({ zone: "Europe/Berlin", from: "02:31", to: "02:30" });
    expect(waitsUntil(awake, "2026-03-28T12:00:00+01:00")).toBe(
      moment("2026-03-30T02:30:00+02:00"),
    );
  });
});

/** What a clock there shows, by another way than the code under test takes. */
function shown(iso: string, zone: string): { time: string; day: string } {
  const text = new Date(iso).toLocaleString("sv-SE", { timeZone: zone });
  const day = new Date(iso).toLocaleDateString("en-US", { timeZone: zone, weekday: "long" });
  return { time: text.slice(11, 16), day };
}

function isQuiet({ from, to, zone, weekends }: QuietHours, iso: string): boolean {
  const { time, day } = shown(iso, zone);
  if (weekends && day.startsWith("S")) return true;
  return from < to ? time >= from && time < to : time >= from || time < to;
}

const anyTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const anyQuiet: fc.Arbitrary<QuietHours> = fc
  .record({
    from: anyTime,
    to: anyTime,
    zone: fc.constantFrom(
      "Asia/Shanghai",
      "Europe/Berlin",
      "America/New_York",
      "Australia/Lord_Howe",
      "UTC",
    ),
    weekends: fc.boolean(),
  })
  .filter(({ from, to }) => from !== to);
const anyMoment = fc
  .date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString());

describe("whatever is quiet, and whenever it is asked", () => {
  it("the answer is not in the quiet, not before the question, and nothing before it would do", () => {
    fc.assert(
      fc.property(anyQuiet, anyMoment, fc.nat(), (hours, at, dice) => {
        const until = outsideQuietHours(hours, at);
        expect(isQuiet(hours, until)).toBe(false);
        expect(until >= at).toBe(true);
        expect(until === at).toBe(!isQuiet(hours, at));
        if (until === at) return;
        const just = new Date(Date.parse(until) - MINUTE).toISOString();
        expect(isQuiet(hours, just < at ? at : just), "the quiet lasts until then").toBe(true);
        const between = Date.parse(at) + (dice % (Date.parse(until) - Date.parse(at)));
        expect(
          isQuiet(hours, new Date(between).toISOString()),
          "nobody could be asked before",
        ).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("quiet hours in the policy file", () => {
  const problemsOf = (given: unknown): string[] =>
    quietHoursSchema
      .safeParse(given)
      .error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];

  it("leave weekends alone unless they are named", () => {
    expect(quietHoursSchema.parse({ from: "19:00", to: "09:00", zone: "Asia/Shanghai" })).toEqual(
      quiet(),
    );
  });

  it.each([
    [{ from: "7pm" }, 'from: must be a time of day such as "19:00"'],
    [{ from: "9:00" }, 'from: must be a time of day such as "19:00"'],
    [{ to: "24:00" }, 'to: must be a time of day such as "19:00"'],
    [{ to: "19:00" }, "to: must differ from the beginning"],
    [{ zone: "Shanghai" }, "zone: must be a time zone such as Asia/Shanghai"],
    [{ zone: "" }, "zone: must be a time zone such as Asia/Shanghai"],
    [{ weekends: "yes" }, /^weekends: /],
    [{ holidays: true }, /"holidays"/],
  ])("are refused for %j", (changes, problem) => {
    const [found, ...more] = problemsOf({ ...quiet(), ...changes });
    expect(more).toEqual([]);
    if (typeof problem === "string") expect(found).toBe(problem);
    else expect(found).toMatch(problem);
  });
});
