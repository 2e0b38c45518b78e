import { describe, expect, it } from "vitest";
import { compare, isMet, median, type Comparison, type Goal } from "../../../bench/compare.ts";
import { tableOf } from "../../../bench/print-table.ts";

/** Sides that measure the next of these numbers in each round, and note that they did. */
function comparison(
  bot: readonly number[],
  reference: readonly number[],
  { warmUp = 0, goals = [] as readonly Goal[] } = {},
) {
  const turns: string[] = [];
  let stopped = false;
  const side = (name: string, numbers: readonly number[]) => {
    let round = 0;
    return () => {
      turns.push(name);
      const number = numbers[round];
      round += 1;
      if (number === undefined) return Promise.reject(new Error(`${name} broke`));
      return Promise.resolve({ speed: number });
    };
  };
  const row: Comparison<undefined> = {
    path: "the way there",
    beside: "the way back",
    goals,
    rounds: () => ({ warmUp, measured: Math.max(bot.length, reference.length) - warmUp }),
    prepare: () =>
      Promise.resolve({
        bot: side("bot", bot),
        reference: side("reference", reference),
        stop: () => {
          stopped = true;
          return Promise.resolve();
        },
      }),
  };
  return { row, turns, isStopped: () => stopped };
}

describe("a comparison", () => {
  it("lets the sides take turns, and each begin as often as the other", async () => {
    const { row, turns, isStopped } = comparison([1, 1, 1, 1], [1, 1, 1, 1]);
    await compare(row, undefined, 5_000);
    expect(turns.join(" ")).toBe("reference bot bot reference reference bot bot reference");
    expect(isStopped()).toBe(true);
  });

  it("takes the median of the rounds' own ratios, so that a slow moment of the machine falls out", async () => {
    const { row } = comparison([80, 8, 90], [100, 10, 90]);
    expect(await compare(row, undefined, 5_000)).toMatchObject([
      {
        measure: "speed",
        bot: 80,
        reference: 90,
        ratio: 0.8,
        smallest: 0.8,
        largest: 1,
        rounds: 3,
      },
    ]);
  });

  it("forgets the rounds that warm up", async () => {
    const { row } = comparison([1, 50], [1_000, 100], { warmUp: 1 });
    expect(await compare(row, undefined, 5_000)).toMatchObject([{ ratio: 0.5, rounds: 1 }]);
  });

  it("stops what it started when a side breaks", async () => {
    const { row, isStopped } = comparison([1], [1, 1]);
    await expect(compare(row, undefined, 5_000)).rejects.toThrow("bot broke");
    expect(isStopped()).toBe(true);
  });

  it("gives a side up that does not come to its end", async () => {
    const { row, isStopped } = comparison([1], [1]);
    const never: typeof row = {
      ...row,
      prepare: async () => ({
        ...(await row.prepare(undefined)),
        bot: () => new Promise(() => undefined),
      }),
    };
    await expect(compare(never, undefined, 1)).rejects.toThrow("the bot did not come to its end");
    expect(isStopped()).toBe(true);
  });

  it("says of each measure whether its goals are met, and nothing of one that has none", async () => {
    const wanted = (measure: string) =>
      comparison([80], [100], { goals: [{ measure, ratio: { atLeast: 0.9 } }] }).row;
    expect(await compare(wanted("speed"), undefined, 5_000)).toMatchObject([{ met: false }]);
    expect(await compare(wanted("weight"), undefined, 5_000)).toMatchObject([{ met: undefined }]);
  });
});

it("judges what may never be more by the worst round, and prints that one", async () => {
  const judged = async (atMost: number) => {
    const goals = [{ measure: "speed", atMost }];
    return compare(comparison([8, 31, 9], [10, 10, 10], { goals }).row, undefined, 5_000);
  };
  expect(await judged(31)).toMatchObject([{ bot: 9, most: 31, met: true }]);
  expect(await judged(30)).toMatchObject([{ met: false }]);
  expect(tableOf(await judged(30))).toMatch(/ 9\.00 .* each round <= 30: 31\.0 +MISSED$/);
});

describe("a goal", () => {
  it.each<[Goal, number, number, boolean]>([
    [{ measure: "", ratio: { atLeast: 0.9 } }, 1, 0.9, true],
    [{ measure: "", ratio: { atLeast: 0.9 } }, 1, 0.89, false],
    [{ measure: "", ratio: { atMost: 1.1 } }, 1, 1.1, true],
    [{ measure: "", ratio: { atMost: 1.1 } }, 1, 1.11, false],
    [{ measure: "", atMost: 3_000 }, 3_000, 9, true],
    [{ measure: "", atMost: 3_000 }, 3_001, 0.1, false],
    [{ measure: "", ratio: { atMost: 1.1 } }, 1, Number.NaN, false],
    [{ measure: "", atMost: 1 }, Number.NaN, 1, false],
  ])("%j, with %d in the worst round and a ratio of %d: %s", (goal, most, ratio, met) => {
    expect(isMet(goal, most, ratio)).toBe(met);
  });
});

it.each([
  [[3], 3],
  [[1, 9], 5],
  [[9, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
])("the median of %j is %d", (values, middle) => {
  expect(median(values)).toBe(middle);
});

it("the table names each path once, and says which goals were missed", async () => {
  const goals = [{ measure: "speed", ratio: { atLeast: 0.9 } }] as const;
  const rows = await compare(comparison([80], [100], { goals }).row, undefined, 5_000);
  expect(
    tableOf([...rows, ...rows])
      .split("\n")
      .filter((line) => line !== ""),
  ).toEqual([
    expect.stringMatching(/bot +reference +ratio +\(rounds\) +goal$/),
    "the way there | the way back",
    expect.stringMatching(/^ {2}speed +80\.0 +100 +0\.80 +0\.80-0\.80 +>= 0\.9 +MISSED$/),
    expect.stringMatching(/^ {2}speed/),
  ]);
});
