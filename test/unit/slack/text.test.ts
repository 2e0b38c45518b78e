import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { code, escaped, literal, mention, moment, oneLine } from "../../../src/slack/text.ts";
import { expectNoForgery, expectNothingUnseen, hostileTexts } from "../../support/slack-judge.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom(
      "<",
      ">",
      "&",
      "amp;",
      "!channel",
      "@U1",
      "😀",
      "\ud83d",
      "\u202e",
      "\n",
      "x",
    ),
    maxLength: 60,
  }),
  fc.constantFrom(...Object.values(hostileTexts)),
);
const anyBound = fc.integer({ min: 2, max: 100 });

describe("text that somebody typed, in a place that knows markup", () => {
  it("can neither ping nor link, whatever it is and wherever it is cut", () => {
    fc.assert(
      fc.property(anyText, anyBound, (text, most) => {
        const safe = escaped(text, most);
        expect(safe.length).toBeLessThanOrEqual(most);
        expect(safe).not.toBe("");
        expectNoForgery(safe, []);
        expectNothingUnseen([safe]);
        expect(safe).not.toContain("\n");
      }),
    );
  });

  it.each([
    ["<!channel>", "&lt;!channel&gt;"],
    ["a & b", "a &amp; b"],
    ["&lt;", "&amp;lt;"],
    ["  web  ", "web"],
    ["two\r\nlines\tand a tab", "two lines and a tab"],
    ["zero\u200bwidth", "zerowidth"],
    ["\u202eabc", "abc"],
    ["*bold* ~gone~ `code`", "∗bold∗ ∼gone∼ 'code'"],
    ["_web_01_ and web_01", "ˍweb_01ˍ and web_01"],
    [":white_check_mark: Approved", "∶white_check_mark: Approved"],
    ["::skin-tone-2: at 12:30", ":∶skin-tone-2: at 12:30"],
    ["边_缘 _边缘_", "边_缘 ˍ边缘ˍ"],
    ["", "–"],
    ["\u200b", "–"],
    ["边缘 😀", "边缘 😀"],
    ["👩‍💻", "👩‍💻"],
  ])("reads as it was meant: %j", (text, shown) => {
    expect(escaped(text)).toBe(shown);
  });

  it.each([
    ["<<<", 6, "&lt;…"],
    ["<<<", 8, "&lt;…"],
    ["&&", 9, "&amp;…"],
    ["ab😀", 3, "ab…"],
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
  ])("is cut between characters, never inside one: %j at %d", (text, most, shown) => {
    expect(escaped(text, most)).toBe(shown);
  });
});

describe("text as code, which people copy", () => {
  it.each([
    ["i-a_b*c", "`i-a_b*c`"],
    ["a:b:c", "`a:b:c`"],
    ["`x` <!here>", "`'x' &lt;!here&gt;`"],
    ["", "`–`"],
  ])("is left as it is, but for what would end it or ping: %j", (text, shown) => {
    expect(code(text)).toBe(shown);
  });
});

describe("text that Slack shows letter by letter", () => {
  it("is never empty, never too long, and hides nothing", () => {
    fc.assert(
      fc.property(anyText, anyBound, (text, most) => {
        const shown = literal(text, most);
        expect(shown.length).toBeGreaterThan(0);
        expect(shown.length).toBeLessThanOrEqual(most);
        expectNothingUnseen([shown]);
      }),
    );
  });

  it("keeps its lines and its markup, which mean nothing there", () => {
    expect(literal(" <b>*first*</b>\nsecond ")).toBe("<b>*first*</b>\nsecond");
    expect(oneLine(" first\n\n second ")).toBe("first second");
  });
});

describe("a mention", () => {
  it.each([
    ["U0ALICE", "<@U0ALICE>"],
    ["U0> <!channel", "<@U0>"],
    ["u0alice", "<@0>"],
  ])("holds nothing but an id: %j", (id, shown) => {
    expect(mention(id)).toBe(shown);
  });
});

describe("a moment", () => {
  it("is shown in each reader's own time, and in UTC where that cannot be done", () => {
    expect(moment("2026-03-02T09:05:59.999Z")).toBe(
      "<!date^1772442359^{date_short_pretty} {time}|2026-03-02 09:05 UTC>",
    );
  });
});
