import { describe, expect, it } from "vitest";
import { sayVerdict } from "../../../src/commands/audit-verdict.ts";
import type { Break } from "../../../src/store/audit-chain.ts";

const ID = "1772442060000-0";
const WHEN = "2026-03-02T09:01:00.000Z";
const head = { id: ID, seq: 41, hash: "a".repeat(64) };
const nothing = { entries: 0 };

describe("what verification says", () => {
  it("is that the trail is whole, up to where, and under which hash", () => {
    expect(sayVerdict({ head, tail: nothing, anchored: false }, undefined)).toEqual({
      ok: true,
      text: `The audit trail is whole: 41 entries are as they were sealed. The last one is ${ID}, recorded ${WHEN}, hash ${head.hash}.`,
    });
  });

  it("is what cannot be said yet", () => {
    const { ok, text } = sayVerdict(
      { head, tail: { entries: 3, first: "1772442120000-5" }, anchored: false },
      undefined,
    );
    expect(ok).toBe(true);
    expect(text).toContain("3 entries behind it, from 1772442120000-5");
    expect(text).toContain("not sealed yet");
    expect(
      sayVerdict({ tail: { entries: 1, first: ID }, anchored: false }, undefined).text,
    ).toContain("1 entry behind it");
  });

  it("is that an anchor holds, or that it does not although the trail agrees with itself", () => {
    expect(sayVerdict({ head, tail: nothing, anchored: true }, "x")).toMatchObject({
      ok: true,
      text: expect.stringContaining("The anchor is among them."),
    });
    expect(sayVerdict({ head, tail: nothing, anchored: false }, "x")).toMatchObject({
      ok: false,
      text: expect.stringMatching(/not with the anchor.*cut before it, or written anew/),
    });
  });

  it.each<[Break["kind"], RegExp]>([
    ["changed", /entry 42 .*is not what was sealed/],
    ["missing", /entry 42 .*was sealed and is gone/],
    ["cut", /entry 42 is gone together with its seal/],
    ["unsealed", /stands between sealed entries and is not sealed/],
  ])("names the first place where it is broken, and what holds before: %s", (kind, sentence) => {
    const broken = { kind, id: "1772442120000-5", seq: 42 };
    const { ok, text } = sayVerdict({ broken, head, tail: nothing, anchored: true }, "x");
    expect(ok).toBe(false);
    expect(text).toMatch(sentence);
    expect(text).toContain("1772442120000-5, recorded 2026-03-02T09:02:00.000Z");
    expect(text).toMatch(/Before it, 41 entries are as they were sealed\.$/);
  });
});
