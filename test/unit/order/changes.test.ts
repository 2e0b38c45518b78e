import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  changesBetween,
  reduced,
  reducible,
  reducibleIn,
  reducibleValue,
  type ReduciblePath,
} from "../../../src/order/changes.ts";
import { anOrder, aSpec } from "../../support/an-order.ts";

describe("what differs between two orders", () => {
  const order = anOrder();

  it("is nothing between an order and itself, however its fields are ordered", () => {
    expect(changesBetween(order, order)).toEqual([]);
    const spec = aSpec({ resourceTags: [{ key: "team", value: "web" }] });
    const turned = Object.fromEntries(Object.entries(spec).toReversed()) as typeof spec;
    expect(changesBetween({ ...order, spec }, { ...order, spec: turned })).toEqual([]);
  });

  it("is told field by field, by their paths in the API", () => {
    const after = {
      ...order,
      region: "cn-north-1",
      spec: aSpec({
        count: 3,
        charge: { chargeMode: "prepaid_by_duration", chargeUnit: "month", chargeDuration: 2 },
      }),
      labels: {},
    };
    expect(changesBetween(order, after)).toEqual([
      { field: "regionId", from: "Tianjin (cn-east-tz1)", to: "cn-north-1" },
      { field: "count", from: "1", to: "3" },
      { field: "charge.chargeMode", from: "postpaid_by_duration", to: "prepaid_by_duration" },
      { field: "charge.chargeUnit", to: "month" },
      { field: "charge.chargeDuration", to: "2" },
    ]);
  });

  it("names what was there before and is not there now", () => {
    const before = { ...order, spec: aSpec({ description: "for the sale", bandwidth: 5 }) };
    expect(changesBetween(before, order)).toEqual([
      { field: "description", from: "for the sale" },
      { field: "bandwidth", from: "5" },
    ]);
  });

  it("shows a value by the name that it was chosen by, and compares the value", () => {
    const [one, other] = ["One", "Two"].map((deviceType) => ({ ...order, labels: { deviceType } }));
    if (!one || !other) throw new Error("There are two.");
    expect(changesBetween(one, other)).toEqual([]);
    const spec = aSpec({ deviceType: "edcps.c.2" });
    expect(changesBetween(one, { ...other, spec })).toEqual([
      { field: "deviceType", from: "One", to: "Two" },
    ]);
  });

  it("takes a list for one value", () => {
    const spec = aSpec({ resourceTags: [{ key: "team", value: "web" }] });
    expect(changesBetween(order, { ...order, spec })).toEqual([
      { field: "resourceTags", to: '[{"key":"team","value":"web"}]' },
    ]);
  });
});

describe("a smaller order", () => {
  const large = aSpec({
    count: 5,
    bandwidth: 10,
    extraUplinkBandwidth: 0,
    charge: { chargeMode: "prepaid_by_duration", chargeUnit: "month", chargeDuration: 9 },
  });

  it("has the numbers that were asked for, and everything else as it was", () => {
    expect(reduced(large, { count: 2 })).toEqual({ ...large, count: 2 });
    expect(reduced(large, { "charge.chargeDuration": 1, bandwidth: 9 })).toEqual({
      ...large,
      bandwidth: 9,
      charge: { ...large.charge, chargeDuration: 1 },
    });
  });

  it("may repeat numbers that stay", () => {
    expect(reduced(large, { count: 4, bandwidth: 10 })).toEqual({ ...large, count: 4 });
  });

  it.each<[string, Parameters<typeof reduced>[1]]>([
    ["nothing gets smaller", {}],
    ["everything stays", { count: 5, bandwidth: 10 }],
    ["a number grows", { count: 6 }],
    ["one shrinks and another grows", { count: 1, bandwidth: 11 }],
    ["nothing is left", { count: 0 }],
    ["less than nothing is left", { count: -1 }],
    ["a server is halved", { count: 1.5 }],
    ["it is no number", { count: Number.NaN }],
    ["the order has no such number", { extensionBandwidth: 1 }],
    ["the number is nothing already", { extraUplinkBandwidth: -1 }],
  ])("is none when %s", (_, reductions) => {
    expect(reduced(large, reductions)).toBeUndefined();
  });

  it("is offered for the numbers that could be smaller", () => {
    expect(reducibleIn(large)).toEqual(["count", "charge.chargeDuration", "bandwidth"]);
    expect(reducibleIn(aSpec())).toEqual([]);
  });

  it("differs in nothing but what was reduced, and in nothing that grew", () => {
    const number = fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined });
    const anySpec = fc
      .record({ count: fc.integer({ min: 1, max: 6 }), bandwidth: number, chargeDuration: number })
      .map(({ chargeDuration, ...numbers }) => aSpec({ ...numbers, charge: { chargeDuration } }));
    const anyReductions = fc.dictionary(
      fc.constantFrom<ReduciblePath>(...reducible),
      fc.integer({ min: -1, max: 7 }),
    );
    fc.assert(
      fc.property(anySpec, anyReductions, (spec, reductions) => {
        const before = structuredClone(spec);
        const smaller = reduced(spec, reductions);
        expect(spec).toEqual(before);
        if (!smaller) return;
        const changed = reducible.filter(
          (path) => reducibleValue(smaller, path) !== reducibleValue(spec, path),
        );
        expect(changed.length).toBeGreaterThan(0);
        for (const path of changed) {
          expect(reducibleValue(smaller, path)).toBe(reductions[path]);
          expect(reducibleValue(smaller, path)).toBeLessThan(reducibleValue(spec, path) ?? 0);
          expect(reducibleValue(smaller, path)).toBeGreaterThanOrEqual(1);
        }
        const [from, to] = [spec, smaller].map((one) => ({ region: "", spec: one, labels: {} }));
        if (!from || !to) throw new Error("There are two.");
        expect(
          changesBetween(from, to)
            .map(({ field }) => field)
            .toSorted(),
        ).toEqual(changed.toSorted());
      }),
    );
  });
});
