import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  linkOf,
  verifyChain,
  type Place,
  type StoredEntry,
} from "../../../src/store/audit-chain.ts";
import type { Seal } from "../../../src/workflow/ports.ts";

const entry = (number: number): StoredEntry => ({
  id: `1700000000000-${number}`,
  fields: ["o", `ORDER${number}`, "a", "approve"],
});

/** So many entries, each with its link. */
function sealed(count: number): Place[] {
  let link: Seal | undefined;
  return Array.from({ length: count }, (_, index) => {
    const one = entry(index + 1);
    link = linkOf(link, one);
    return { id: one.id, entry: one, link };
  });
}

async function* inTurn(places: readonly Place[]): AsyncGenerator<Place> {
  yield* places;
}

const verdict = (places: readonly Place[], anchor?: string) => verifyChain(inTurn(places), anchor);

/** The places with one of them (the first is 1) replaced by others. */
const withPlace = (
  places: readonly Place[],
  number: number,
  ...others: readonly Place[]
): Place[] => places.toSpliced(number - 1, 1, ...others);

describe("a link", () => {
  it("can be computed again with nothing but SHA-256 and what stands in the trail", () => {
    const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
    const first = linkOf(undefined, entry(1));
    expect(first).toEqual({
      id: "1700000000000-1",
      seq: 1,
      hash: sha('\n["1700000000000-1","o","ORDER1","a","approve"]'),
    });
    expect(linkOf(first, entry(2))).toEqual({
      id: "1700000000000-2",
      seq: 2,
      hash: sha(`${first.hash}\n["1700000000000-2","o","ORDER2","a","approve"]`),
    });
  });

  it("says the id, where each field ends, and in which order they stand", () => {
    const { id } = entry(1);
    const different = [
      { id, fields: ["a", "bc"] },
      { id, fields: ["ab", "c"] },
      { id, fields: ["a", "b", "c", ""] },
      { id, fields: ["c", "", "a", "b"] },
      { id: entry(2).id, fields: ["a", "bc"] },
      { id, fields: ['a","bc'] },
    ].map((one) => linkOf(undefined, one).hash);
    expect(new Set(different).size).toBe(different.length);
  });
});

describe("a chain", () => {
  it("that nobody touched holds", async () => {
    const places = sealed(5);
    expect(await verdict(places)).toEqual({
      head: places.at(-1)?.link,
      tail: { entries: 0 },
      anchored: false,
    });
    expect(await verdict([])).toEqual({ tail: { entries: 0 }, anchored: false });
  });

  it("holds as far as it goes: what is not sealed yet is told apart", async () => {
    const places = [
      ...sealed(3),
      { id: entry(4).id, entry: entry(4) },
      { id: entry(5).id, entry: entry(5) },
    ];
    expect(await verdict(places)).toMatchObject({
      head: { seq: 3 },
      tail: { entries: 2, first: "1700000000000-4" },
    });
  });

  const { 2: third } = sealed(3);
  const forged: StoredEntry = { id: entry(3).id, fields: ["o", "ORDER3", "a", "deny"] };
  it.each<[string, (places: Place[]) => Place[], string, number]>([
    [
      "an entry that was changed",
      (all) => withPlace(all, 3, { ...third, id: forged.id, entry: forged }),
      "changed",
      3,
    ],
    [
      "an entry that was changed together with its own link",
      (all) =>
        withPlace(all, 3, { id: forged.id, entry: forged, link: linkOf(all[1]?.link, forged) }),
      "changed",
      4,
    ],
    [
      "an entry that was taken out",
      (all) => withPlace(all, 3, { id: entry(3).id, link: all[2]?.link }),
      "missing",
      3,
    ],
    ["an entry that was taken out with its link", (all) => withPlace(all, 3), "cut", 3],
    ["entries that were cut off at the beginning", (all) => all.slice(2), "cut", 1],
    [
      "an entry whose link was taken out",
      (all) => withPlace(all, 3, { id: entry(3).id, entry: entry(3) }),
      "unsealed",
      3,
    ],
    [
      "a link whose number was changed",
      (all) =>
        withPlace(all, 3, {
          ...all[2],
          id: entry(3).id,
          link: { ...linkOf(undefined, entry(3)), seq: 9 },
        }),
      "cut",
      3,
    ],
    [
      "the last entry, taken out",
      (all) => withPlace(all, 5, { id: entry(5).id, link: all[4]?.link }),
      "missing",
      5,
    ],
  ])("names %s", async (_, tamper, kind, seq) => {
    const found = await verdict(tamper(sealed(5)));
    expect(found.broken).toMatchObject({ kind, seq });
    expect(found.head?.seq).toBe(seq === 1 ? undefined : seq - 1);
  });

  it("names an entry that was put between sealed ones", async () => {
    const id = "1700000000000-2";
    const all = sealed(5).map((place) => ({ ...place }));
    const inserted: Place = { id: `${id}5`, entry: { id: `${id}5`, fields: ["o", "FORGED"] } };
    expect((await verdict([...all.slice(0, 2), inserted, ...all.slice(2)])).broken).toEqual({
      kind: "unsealed",
      id: inserted.id,
      seq: 3,
    });
  });

  it("is not told apart from another one that was written anew to its end, except by an anchor", async () => {
    const anchor = sealed(5)[3]?.link?.hash;
    expect((await verdict(sealed(5), anchor)).anchored).toBe(true);
    let link: Seal | undefined;
    const anew = [1, 2, 3, 4, 5].map((number) => {
      const one = number === 2 ? { ...entry(2), fields: ["o", "FORGED"] } : entry(number);
      link = linkOf(link, one);
      return { id: one.id, entry: one, link };
    });
    const found = await verdict(anew, anchor);
    expect(found).not.toHaveProperty("broken");
    expect(found.anchored).toBe(false);
    expect((await verdict(sealed(3), anchor)).anchored).toBe(false);
  });

  it("is broken at the first place that anybody touched, whatever they did there", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom("entry", "link", "hash", "field", "both"),
        async (count, at, what) => {
          const number = Math.min(at, count);
          const all = sealed(count);
          const place = all[number - 1];
          if (!place?.entry || !place.link) throw new Error("There is no such place.");
          const touched: Record<typeof what, readonly Place[]> = {
            entry: [{ id: place.id, link: place.link }],
            link: [{ id: place.id, entry: place.entry }],
            hash: [{ ...place, link: { ...place.link, hash: "0".repeat(64) } }],
            field: [{ ...place, entry: { ...place.entry, fields: ["o", "x"] } }],
            both: [],
          };
          const found = await verdict(withPlace(all, number, ...touched[what]));
          // Without a link, or without both, the last one cannot be told from one that was never there.
          const isEnd = number === count && (what === "link" || what === "both");
          expect(found.broken?.seq).toBe(isEnd ? undefined : number);
          expect(found.head?.seq ?? 0).toBe(number - 1);
        },
      ),
    );
  });
});
