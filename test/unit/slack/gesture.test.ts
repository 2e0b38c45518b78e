import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GESTURE_BUDGET_MS, inTime, sentenceFor } from "../../../src/slack/gesture.ts";
import { texts } from "../../../src/slack/texts.ts";
import { CloudFailure } from "../../../src/workflow/cloud-failure.ts";
import { IdentityUnavailable, StoreUnavailable } from "../../../src/workflow/ports.ts";
import { keptLog } from "../../support/workflow-ports.ts";

const cloudFailure = new CloudFailure({
  kind: "no-answer",
  operation: "describeSubnets",
  retry: "same-token",
  mayHaveHappened: false,
  status: "TIMEOUT",
});

describe("the sentence for a gesture that failed", () => {
  it.each([
    ["the store is down", new StoreUnavailable(false), texts.storeDown, "error"],
    ["nobody knows whether it was stored", new StoreUnavailable(true), texts.storeUnsure, "error"],
    ["Slack cannot say who it was", new IdentityUnavailable("away"), texts.identityDown, "warn"],
    ["the cloud does not answer", cloudFailure, texts.cloudDown, "warn"],
    ["of something that nobody foresaw", new TypeError("oops"), texts.failed, "error"],
    ["somebody threw a text", "oops", texts.failed, "error"],
    ["somebody threw nothing", undefined, texts.failed, "error"],
  ])("because %s says what happened, and the log says why", (_, error, sentence, level) => {
    const log = keptLog();
    expect(sentenceFor(error, log)).toBe(sentence);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(log.lines.map((line) => line.level)).toEqual([level]);
  });

  it("shows a person nothing of the failure itself", () => {
    expect(sentenceFor(new Error("redis://secret@host"), keptLog())).not.toContain("secret");
  });
});

describe("a gesture", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("that is done in time gives what came of it", async () => {
    expect(await inTime(Promise.resolve(7), keptLog())).toEqual({ ok: true, value: 7 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that fails in time gives the sentence for it, and never throws", async () => {
    expect(await inTime(Promise.reject(new StoreUnavailable(true)), keptLog())).toEqual({
      ok: false,
      sentence: texts.storeUnsure,
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that takes too long is answered before Slack gives up, without a claim about what happened", async () => {
    const log = keptLog();
    const answered = inTime(new Promise<never>(() => undefined), log);
    await vi.advanceTimersByTimeAsync(GESTURE_BUDGET_MS - 1);
    expect(log.lines).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await answered).toEqual({ ok: false, sentence: texts.slow });
    expect(GESTURE_BUDGET_MS).toBeLessThan(3_000);
    expect(texts.slow).not.toMatch(/nothing/i);
  });

  it("that fails after its time is heard of in the log, and by nobody else", async () => {
    const log = keptLog();
    let fail: (error: Error) => void = () => undefined;
    const answered = inTime(new Promise<never>((_, reject) => (fail = reject)), log);
    await vi.advanceTimersByTimeAsync(GESTURE_BUDGET_MS);
    await answered;
    fail(new StoreUnavailable(true));
    await vi.advanceTimersByTimeAsync(0);
    expect(log.lines.map(({ level }) => level)).toEqual(["warn", "error"]);
  });
});
