import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GESTURE_BUDGET_MS, inTime, sentenceFor } from "../../../src/slack/gesture.ts";
import { readerIn, readerOf } from "../../../src/slack/reader.ts";
import { textsIn } from "../../../src/slack/texts.ts";
import { NewerOrder, UnreadableOrder } from "../../../src/order/stored-order.ts";
import { CloudFailure } from "../../../src/workflow/cloud-failure.ts";
import { IdentityUnavailable, StoreUnavailable } from "../../../src/workflow/ports.ts";
import { expectSentence } from "../../support/language-judge.ts";
import { keptLog, knownPeople } from "../../support/workflow-ports.ts";

const { en, zh } = textsIn;
const reader = readerIn("en");

const cloudFailure = new CloudFailure({
  kind: "no-answer",
  operation: "describeSubnets",
  retry: "same-token",
  mayHaveHappened: false,
  status: "TIMEOUT",
});

describe("the sentence for a gesture that failed", () => {
  it.each([
    ["the store is down", new StoreUnavailable(false), "storeDown", "error"],
    ["nobody knows whether it was stored", new StoreUnavailable(true), "storeUnsure", "error"],
    ["Slack cannot say who it was", new IdentityUnavailable("away"), "identityDown", "warn"],
    ["the order is of a newer version", new NewerOrder("K7M4Q9", 9), "newerOrder", "warn"],
    [
      "the order is damaged",
      new UnreadableOrder("K7M4Q9", "is no order"),
      "unreadableOrder",
      "error",
    ],
    ["the cloud does not answer", cloudFailure, "cloudDown", "warn"],
    ["of something that nobody foresaw", new TypeError("oops"), "failed", "error"],
    ["somebody threw a text", "oops", "failed", "error"],
    ["somebody threw nothing", undefined, "failed", "error"],
  ] as const)("because %s says what happened, and the log says why", (_, error, which, level) => {
    const log = keptLog();
    expect(sentenceFor(error, log)).toBe(which);
    expectSentence(en[which], "en");
    expectSentence(zh[which], "zh");
    expect(log.lines.map((line) => line.level)).toEqual([level]);
  });

  it("because the order is damaged names it and the reason in the log, and says what is safe to do", () => {
    const log = keptLog();
    sentenceFor(new UnreadableOrder("K7M4Q9", "cannot be read: it is no order"), log);
    expect(log.lines).toMatchObject([
      { facts: { orderId: "K7M4Q9" }, message: expect.stringMatching(/K7M4Q9.*no order.*backup/) },
    ]);
    expect(en.unreadableOrder).toMatch(/damaged.*buys nothing.*do not order it again/);
    expect(zh.unreadableOrder).toMatch(/损坏.*不会.*购买.*请勿重新下单/);
  });

  it("shows a person nothing of the failure itself", async () => {
    const failing = Promise.reject(new Error("redis://secret@host"));
    expect(JSON.stringify(await inTime(failing, keptLog(), reader))).not.toContain("secret");
  });
});

describe("a gesture", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("that is done in time gives what came of it", async () => {
    expect(await inTime(Promise.resolve(7), keptLog(), reader)).toEqual({ ok: true, value: 7 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that fails in time gives the sentence for it, and never throws", async () => {
    expect(await inTime(Promise.reject(new StoreUnavailable(true)), keptLog(), reader)).toEqual({
      ok: false,
      sentence: en.storeUnsure,
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that takes too long is answered before Slack gives up, without a claim about what happened", async () => {
    const log = keptLog();
    const answered = inTime(new Promise<never>(() => undefined), log, reader);
    await vi.advanceTimersByTimeAsync(GESTURE_BUDGET_MS - 1);
    expect(log.lines).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await answered).toEqual({ ok: false, sentence: en.slow });
    expect(GESTURE_BUDGET_MS).toBeLessThan(3_000);
    expect(en.slow).not.toMatch(/nothing/i);
  });

  it("that fails after its time is heard of in the log, and by nobody else", async () => {
    const log = keptLog();
    let fail: (error: Error) => void = () => undefined;
    const answered = inTime(new Promise<never>((_, reject) => (fail = reject)), log, reader);
    await vi.advanceTimersByTimeAsync(GESTURE_BUDGET_MS);
    await answered;
    fail(new StoreUnavailable(true));
    await vi.advanceTimersByTimeAsync(0);
    expect(log.lines.map(({ level }) => level)).toEqual(["warn", "error"]);
  });

  describe("of somebody who reads Chinese", () => {
    const lilei = (people = knownPeople()) => {
      people.reads("U0LILEI", "zh");
      return people;
    };
    const failing = (): Promise<never> => Promise.reject(new StoreUnavailable(false));

    it("that fails is told in Chinese", async () => {
      const theirs = readerOf(lilei(), "U0LILEI", "en");
      expect(await inTime(failing(), keptLog(), theirs)).toEqual({
        ok: false,
        sentence: zh.storeDown,
      });
    });

    it("that fails before their language is known waits for it, within the same time", async () => {
      let tell: (language: "zh") => void = () => undefined;
      const languageOf = () => new Promise<"zh">((resolve) => (tell = resolve));
      const theirs = readerOf({ ...lilei(), languageOf }, "U0LILEI", "en");
      const answered = inTime(failing(), keptLog(), theirs);
      await vi.advanceTimersByTimeAsync(GESTURE_BUDGET_MS / 2);
      tell("zh");
      expect(await answered).toEqual({ ok: false, sentence: zh.storeDown });
    });

    it("that fails while nobody tells their language is told in that of the channels", async () => {
      const languageOf = () => new Promise<never>(() => undefined);
      const theirs = readerOf({ ...lilei(), languageOf }, "U0LILEI", "en");
      const answered = inTime(failing(), keptLog(), theirs);
      await vi.advanceTimersByTimeAsync(GESTURE_BUDGET_MS);
      expect(await answered).toMatchObject({ ok: false, sentence: en.slow });
    });

    it("that takes too long is told in Chinese when that is known by then", async () => {
      const theirs = readerOf(lilei(), "U0LILEI", "en");
      const answered = inTime(new Promise<never>(() => undefined), keptLog(), theirs);
      await vi.advanceTimersByTimeAsync(GESTURE_BUDGET_MS);
      expect(await answered).toEqual({ ok: false, sentence: zh.slow });
    });
  });
});
