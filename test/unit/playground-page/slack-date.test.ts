import { describe, expect, it } from "vitest";
import { localTime, unixOf } from "../../../playground/page/fields/local-time.ts";
import { slackDate, type Reader } from "../../../playground/page/text/slack-date.ts";

const AT = 1392734382; // 2014-02-18 14:39:42 UTC
const english: Reader = { language: "en", tz: "America/Los_Angeles", now: Date.UTC(2014, 5, 1) };
const chinese: Reader = { ...english, language: "zh", tz: "Asia/Shanghai" };
const wide = (text: string): string => text.replace(/\u202f/g, " ");

describe("dates in the reader's zone and language", () => {
  it.each([
    ["{date_num}", "2014-02-18"],
    ["{date}", "February 18th, 2014"],
    ["{date_short}", "Feb 18, 2014"],
    ["{date_long}", "Tuesday, February 18th, 2014"],
    ["{date_pretty}", "February 18th, 2014"],
    ["{time}", "6:39 AM"],
    ["{time_secs}", "6:39:42 AM"],
    ["on {date_num} at {time}", "on 2014-02-18 at 6:39 AM"],
    ["{no_such_token}", "fallback"],
  ])("writes %s", (format, text) => {
    expect(wide(slackDate(AT, format, "fallback", english))).toBe(text);
  });

  it("says yesterday, today and tomorrow", () => {
    const on = (day: number): string =>
      slackDate(AT, "{date_short_pretty}", "", { ...english, now: Date.UTC(2014, 1, day, 20) });
    expect([on(17), on(18), on(19), on(21)]).toEqual([
      "Tomorrow",
      "Today",
      "Yesterday",
      "Feb 18, 2014",
    ]);
  });

  it("speaks Chinese in a Chinese zone", () => {
    expect(slackDate(AT, "{date_long} {time}", "", chinese)).toBe("2014年2月18日星期二 22:39");
    const soon = { ...chinese, now: AT * 1_000 + 3_600_000 };
    expect(slackDate(AT, "{date_pretty}, {ago}", "", soon)).toBe("今天, 1小时前");
  });

  it("goes from a clock on the wall to a moment and back", () => {
    for (const tz of ["Asia/Shanghai", "America/Chicago", "Europe/Berlin", "UTC"])
      for (const at of [1795000020, 1782000000, 1761440400])
        expect(unixOf(localTime(at, tz), tz)).toBe(at - (at % 60));
  });
});
