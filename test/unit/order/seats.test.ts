import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seated, seatsIn } from "../../../src/order/seats.ts";

interface Bench {
  readonly takes: readonly string[];
  readonly quorum: number;
}

const fits = ({ takes }: Bench, person: string): boolean => takes.includes(person);
const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

/** The most seats that can be filled, found by trying everything: each person sits on any bench that takes them, or stands. */
function most(benches: readonly Bench[], people: readonly string[]): number {
  const [person, ...others] = people;
  if (person === undefined) return 0;
  const sits = benches.flatMap((bench, index) =>
    bench.quorum > 0 && fits(bench, person)
      ? [1 + most(benches.with(index, { ...bench, quorum: bench.quorum - 1 }), others)]
      : [],
  );
  return Math.max(most(benches, others), ...sits);
}

const names = ["ann", "ben", "cat", "dan", "eve"];
const anyBenches = fc.array(
  fc.record({ takes: fc.subarray(names), quorum: fc.integer({ min: 1, max: 3 }) }),
  { maxLength: 4 },
);
const anyPeople = fc.shuffledSubarray(names);

describe("how people are seated", () => {
  it.each<[string, readonly Bench[], readonly string[], readonly number[]]>([
    ["nobody fills nothing", [{ takes: names, quorum: 2 }], [], [0]],
    ["nothing is filled where there is no stage", [], ["ann"], []],
    ["whoever fits no stage stands", [{ takes: ["ben"], quorum: 1 }], ["ann"], [0]],
    [
      "one person takes one seat, although two stages would have them",
      [
        { takes: ["ann"], quorum: 1 },
        { takes: ["ann"], quorum: 1 },
      ],
      ["ann"],
      [1, 0],
    ],
    [
      "somebody moves to the stage that only they can fill",
      [
        { takes: ["ann", "ben"], quorum: 1 },
        { takes: ["ann"], quorum: 1 },
      ],
      ["ann", "ben"],
      [1, 1],
    ],
    [
      "several move, one after the other",
      [
        { takes: ["ann", "dan"], quorum: 1 },
        { takes: ["ann", "ben"], quorum: 1 },
        { takes: ["ben", "cat"], quorum: 1 },
      ],
      ["ann", "ben", "dan"],
      [1, 1, 1],
    ],
    [
      "a stage takes no more than its quorum",
      [{ takes: names, quorum: 2 }],
      ["ann", "ben", "cat"],
      [2],
    ],
  ])("%s", (_, benches, people, filled) => {
    expect(seated(benches, people, fits)).toEqual(filled);
  });

  it("fills as many seats as can be filled, and never more than there are of a stage, or than people", () => {
    fc.assert(
      fc.property(anyBenches, anyPeople, (benches, people) => {
        const filled = seated(benches, people, fits);
        expect(filled).toHaveLength(benches.length);
        filled.forEach((count, index) => {
          const { quorum, takes } = benches[index] ?? { quorum: 0, takes: [] };
          expect(count).toBeLessThanOrEqual(quorum);
          expect(count).toBeLessThanOrEqual(takes.filter((one) => people.includes(one)).length);
        });
        expect(sum(filled)).toBeLessThanOrEqual(people.length);
        expect(sum(filled)).toBe(most(benches, people));
      }),
      { numRuns: 2_000 },
    );
  });

  it("fills the same number in whatever order people come", () => {
    fc.assert(
      fc.property(anyBenches, anyPeople, (benches, people) => {
        expect(sum(seated(benches, people.toReversed(), fits))).toBe(
          sum(seated(benches, people, fits)),
        );
      }),
    );
  });

  it("asks for every seat of every stage", () => {
    expect(seatsIn([])).toBe(0);
    expect(seatsIn([{ quorum: 2 }, { quorum: 1 }])).toBe(3);
  });
});
