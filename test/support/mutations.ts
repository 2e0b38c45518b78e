import fc from "fast-check";
import type { Fields } from "../../playground/slack/json.ts";
import { hostileTexts } from "./slack-judge.ts";

/** One change of the structure of a payload. Numbers choose: which place, which other place, which value. */
interface Mutation {
  readonly how: keyof typeof kinds;
  readonly at: number;
  readonly other: number;
  readonly value: number;
}

/** A place in a payload: what holds it, and under which key. */
interface Place {
  readonly holder: Fields;
  readonly key: string;
}

const nested = (depth: number): unknown =>
  depth === 0 ? [] : depth % 2 ? [nested(depth - 1)] : { value: nested(depth - 1) };

/** What stands where something else is expected. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  "",
  " ",
  "null",
  "0",
  "{}",
  "[",
  "__proto__",
  "constructor",
  "toString",
  [],
  {},
  [null],
  [[]],
  { length: 1e9 },
  { toString: "x", valueOf: null },
  { toJSON: {} },
  nested(60),
  Array.from({ length: 500 }, () => ({})),
  "T0OTHER01",
  "../../etc/passwd",
  "*",
  "$ne",
  "1; DROP TABLE orders",
  "x".repeat(5_000),
  ...Object.values(hostileTexts).map((text) => text.slice(0, 4_000)),
];

const put = ({ holder, key }: Place, value: unknown): void => {
  Object.defineProperty(holder, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
};

const kinds = {
  remove: ({ holder, key }: Place) => void delete holder[key],
  replace: (place: Place, _: Place, value: unknown) => put(place, value),
  exchange(place: Place, other: Place) {
    // Copies: one may lie inside the other.
    const held = structuredClone(place.holder[place.key]);
    put(place, structuredClone(other.holder[other.key]));
    put(other, held);
  },
  copy: (place: Place, other: Place) => put(place, structuredClone(other.holder[other.key])),
  list: (place: Place) => put(place, [place.holder[place.key]]),
  object: (place: Place) => put(place, { [place.key]: place.holder[place.key] }),
  text: (place: Place) => put(place, JSON.stringify(place.holder[place.key])),
  many(place: Place) {
    const held = place.holder[place.key];
    put(
      place,
      Array.from({ length: 150 }, () => held),
    );
  },
  rename({ holder, key }: Place, _: Place, value: unknown) {
    const held = holder[key];
    delete holder[key];
    put({ holder, key: typeof value === "string" ? value.slice(0, 50) : "renamed" }, held);
  },
  add: ({ holder }: Place, _: Place, value: unknown) =>
    put({ holder, key: typeof value === "string" ? value.slice(0, 50) : "added" }, value),
} as const;

export const anyMutations = (most: number): fc.Arbitrary<readonly Mutation[]> =>
  fc.array(
    fc.record({
      how: fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])),
      at: fc.nat(),
      other: fc.nat(),
      value: fc.nat(),
    }),
    { maxLength: most },
  );

/**
 * Copies of copies grow without end, and the bot refuses a body by its length long before: what has so many times the
 * places that it began with is not changed any further.
 */
const GROWN = 5;

/** The payload with every mutation made in turn. `more`: further values that mean something to the bot. */
export function mutated(
  payload: Fields,
  mutations: readonly Mutation[],
  more: readonly unknown[],
): Fields {
  const changed = structuredClone(payload);
  const values = [...VALUES, ...more];
  const most = GROWN * [...placesIn(changed)].length;
  for (const { how, at, other, value } of mutations) {
    const places = [...placesIn(changed)];
    if (places.length > most) break;
    const [place, second] = [places[at % places.length], places[other % places.length]];
    if (place && second) kinds[how](place, second, structuredClone(values[value % values.length]));
  }
  return changed;
}

function* placesIn(value: unknown): Generator<Place> {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    const holder = value as Fields;
    yield { holder, key };
    yield* placesIn(holder[key]);
  }
}
