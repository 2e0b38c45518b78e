import { expect, it } from "vitest";
import { comparisons } from "../../bench/comparisons.ts";
import { runBench } from "../../bench/run-bench.ts";
import { sizes } from "../../bench/sizes.ts";

it("every comparison of the benchmark still runs, and measures what its goals ask for", async () => {
  const rows = await runBench(sizes.smoke, { only: "" }, () => undefined);
  for (const { path, beside, goals } of comparisons) {
    const found = rows.filter((row) => row.path === path && row.beside === beside);
    expect(found.map(({ measure }) => measure)).toEqual(
      expect.arrayContaining(goals.map(({ measure }) => measure)),
    );
    for (const { bot, reference, ratio } of found)
      for (const value of [bot, reference, ratio]) expect(value).not.toBeNaN();
  }
}, 120_000);
