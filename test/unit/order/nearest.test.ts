import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest } from "../../../src/order/nearest.ts";

describe("the word that was most likely meant", () => {
  const words = ["region", "count", "unit", "net", "subnetId", "extensionSubnetId", "os", "Key"];

  it.each([
    ["regoin", "region"],
    ["regio", "region"],
    ["reegion", "region"],
    ["unt", "unit"], // not `count`, which holds it
    ["so", "os"],
    ["eky", "Key"],
    ["KEY", "Key"],
    ["subnet", "subnetId"], // not the longer one, which holds it too
  ])("for %s is %s", (typed, meant) => {
    expect(nearest(typed, words)).toBe(meant);
  });

  it.each(["", "zzzzzz", "x", "somethingelse"])("is none for %j", (typed) => {
    expect(nearest(typed, words)).toBeUndefined();
  });

  it("is none among no words", () => {
    expect(nearest("region", [])).toBeUndefined();
  });

  it("is always one of the words, in their own writing, whatever was typed", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.array(fc.string({ unit: "binary", maxLength: 30 }), { maxLength: 20 }),
        (typed, offered) => {
          const found = nearest(typed, offered);
          if (found !== undefined) expect(offered).toContain(found);
        },
      ),
    );
  });

  it("is the word itself when it was typed rightly", () => {
    fc.assert(
      fc.property(fc.constantFrom(...words), (word) => {
        expect(nearest(word.toUpperCase(), words)).toBe(word);
      }),
    );
  });
});
