/** Numbers that look random and are the same for the same seed (mulberry32). */
export interface Dice {
  /** low <= n <= high, whole */
  between(low: number, high: number): number;
  /** True as often as `share` says, between 0 and 1. */
  chance(share: number): boolean;
  of<T>(things: readonly T[]): T;
  /** So many different ones, in any order; all of them when there are no more. */
  some<T>(things: readonly T[], most: number): readonly T[];
  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
}

export function diceFor(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number): number =>
    low + Math.floor(next() * (high - low + 1));
  return {
    between,
    chance: (share) => next() < share,
    of(things) {
      const thing = things[between(0, things.length - 1)];
      if (thing === undefined) throw new Error("There is nothing to choose from.");
      return thing;
    },
    some: (things, most) =>
      things
        .map((thing) => ({ thing, at: next() }))
        .toSorted((one, other) => one.at - other.at)
        .slice(0, most)
        .map(({ thing }) => thing),
    weighted(weights) {
      const entries = Object.entries<number>(weights) as [keyof typeof weights, number][];
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) if ((left -= weight) < 0) return key;
      throw new Error("Nothing has any weight.");
    },
  };
}
