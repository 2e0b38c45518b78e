import { describe, expect, it } from "vitest";
import { isPlaceInList, placeInList, readPlace } from "../../../src/order/list-place.ts";
import { anOrder, minutesLater, nextVersion } from "../../support/an-order.ts";

describe("a place in a list", () => {
  it("sorts as a text as orders were placed, and by their ids in the same moment", () => {
    const placed = [
      anOrder({ id: "CCCCCC", placedAt: minutesLater(1) }),
      anOrder({ id: "AAAAAA", placedAt: minutesLater(2) }),
      anOrder({ id: "DDDDDD", placedAt: minutesLater(2) }),
      anOrder({ id: "CCCCC3", placedAt: "2026-10-01T00:00:00.000Z" }),
    ];
    const places = placed.map(placeInList);
    expect(places.toSorted()).toEqual(places);
    expect(new Set(places).size).toBe(places.length);
  });

  it("is the same whatever becomes of the order, and however its time was written", () => {
    const order = anOrder({ placedAt: "2026-03-02T17:00:00+08:00" });
    expect(placeInList(nextVersion(order, { status: "denied" }))).toBe(placeInList(order));
    expect(placeInList(order)).toBe("2026-03-02T09:00:00.000Z/K7M4Q9");
  });

  it("says of which moment and which order it is, and any other text says something", () => {
    const order = anOrder();
    const read = readPlace(placeInList(order));
    expect(read).toEqual({ id: order.id, placedAt: Date.parse(order.placedAt) });
    expect(placeInList(read)).toBe(placeInList(order));
    for (const text of ["", "~", "2026-99-99T09:00:00.000Z/K7M4Q9"])
      expect(readPlace(text).placedAt).toBe(0);
  });

  it("is known from what is none", () => {
    expect(isPlaceInList(placeInList(anOrder()))).toBe(true);
    for (const text of [
      "",
      "K7M4Q9",
      "2026-03-02T09:00:00.000Z",
      "2026-03-02T09:00:00.000Z/",
      "2026-03-02T09:00:00.000Z/k7m4q9",
      "2026-03-02T09:00:00.000Z/K7M4Q9\n",
      " 2026-03-02T09:00:00.000Z/K7M4Q9",
      "2026-03-02T09:00:00.000Z/K7M4Q9~",
    ])
      expect(isPlaceInList(text)).toBe(false);
  });
});
