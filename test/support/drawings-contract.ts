import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Drawings } from "../../src/workflow/ports.ts";

export interface DrawingsUnderTest {
  /** Two processes that know the same. */
  readonly one: Drawings;
  readonly other: Drawings;
  close?(): Promise<void>;
}

const [earlier, now, later] = [
  "1700000000.000100",
  "1700000000.000200",
  "1700000001.000000",
] as const;

/** What every memory of open forms holds to. `factory` makes one that is empty, for each test anew. */
export function drawingsContract(name: string, factory: () => Promise<DrawingsUnderTest>): void {
  describe(`${name} as a memory of open forms`, () => {
    let under: DrawingsUnderTest;
    let one: Drawings;
    let other: Drawings;

    beforeEach(async () => {
      under = await factory();
      ({ one, other } = under);
    });
    afterEach(async () => {
      await under.close?.();
    });

    it("knows of no form at first", async () => {
      expect(await one.newest("V1")).toBeUndefined();
    });

    it("lets a newer choice in, and the same one again", async () => {
      expect(await one.claim("V1", earlier)).toBe(true);
      expect(await other.claim("V1", now)).toBe(true);
      expect(await one.claim("V1", now)).toBe(true);
      expect(await other.newest("V1")).toEqual({ turn: now, hash: "" });
    });

    it("keeps an older choice out, whichever process it comes to", async () => {
      await one.claim("V1", now);
      expect(await one.claim("V1", earlier)).toBe(false);
      expect(await other.claim("V1", earlier)).toBe(false);
      expect(await one.newest("V1")).toEqual({ turn: now, hash: "" });
      expect(await one.claim("V1", later)).toBe(true);
    });

    it("knows the hash of what was drawn last", async () => {
      await one.claim("V1", earlier);
      await one.drew("V1", earlier, "h1");
      expect(await other.newest("V1")).toEqual({ turn: earlier, hash: "h1" });
      await one.drew("V1", earlier, "h2");
      await other.claim("V1", now);
      expect(await one.newest("V1")).toEqual({ turn: now, hash: "h2" });
      await other.drew("V1", now, "h3");
      expect(await one.newest("V1")).toEqual({ turn: now, hash: "h3" });
    });

    it("keeps the hash of a newer drawing when the note of an older one comes late", async () => {
      await one.drew("V1", now, "newer");
      await other.drew("V1", earlier, "older");
      expect(await one.newest("V1")).toEqual({ turn: "", hash: "newer" });
    });

    it("knows the opening, which comes before every choice", async () => {
      await one.drew("V1", "0", "h0");
      expect(await other.newest("V1")).toEqual({ turn: "", hash: "h0" });
      expect(await other.claim("V1", earlier)).toBe(true);
    });

    it("tells forms apart", async () => {
      await one.claim("V1", later);
      await one.drew("V1", later, "h1");
      expect(await one.newest("V2")).toBeUndefined();
      expect(await one.claim("V2", earlier)).toBe(true);
    });

    it("lets just the newest of many stand who come at once", async () => {
      const turns = Array.from({ length: 20 }, (_, index) => `1700000000.0001${10 + index}`);
      const said = await Promise.all(
        turns.map((turn, index) => (index % 2 ? one : other).claim("V1", turn)),
      );
      expect(said.at(-1)).toBe(true);
      expect((await one.newest("V1"))?.turn).toBe(turns.at(-1));
    });
  });
}
