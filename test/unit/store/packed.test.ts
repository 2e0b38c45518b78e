import fc from "fast-check";
import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { statuses } from "../../../src/order/lifecycle.ts";
import { ORDER_DICTIONARY } from "../../../src/store/order-dictionary.ts";
import { packed, unpacked } from "../../../src/store/packed.ts";
import { orderIn } from "../../support/shown-orders.ts";

describe("an order that is packed", () => {
  it("comes back as it was, whatever stands in it", () => {
    const anything = fc.object({ key: fc.string({ unit: "binary" }), maxDepth: 3 });
    fc.assert(
      fc.property(anything, fc.string({ unit: "binary", maxLength: 20_000 }), (order, text) => {
        const json = JSON.stringify({ ...order, text });
        expect(unpacked(packed(json))).toBe(json);
      }),
    );
  });

  it.each(statuses)("takes less than half the room: %s", (status) => {
    const json = JSON.stringify(orderIn(status));
    expect(unpacked(packed(json))).toBe(json);
    expect(packed(json).length).toBeLessThan(Buffer.byteLength(json) / 2);
  });

  it("is read as it was packed on the first day", () => {
    expect(unpacked(Buffer.from("AcNZE3qb+5oEWhJTH9YCAA==", "base64"))).toBe(
      '{"schemaVersion":2,"id":"K7M4Q9","version":5,"status":"provisioned"}',
    );
  });

  it("can be read for ever: what it was packed with has not changed", () => {
    expect(hash("sha256", ORDER_DICTIONARY)).toBe(
      "eb744cf4af405344b938ca927850c41bd72c0d1dee795d9235a1b549eb22e9ab",
    );
  });
});

it("what was stored as JSON is read as it is", () => {
  expect(unpacked(Buffer.from('{"id":"K7M4Q9"}'))).toBe('{"id":"K7M4Q9"}');
});

it.each(["", "\u0002{}", "\u0001", "[1]"])(
  "what nobody stored is an error, and no order: %j",
  (text) => {
    expect(() => unpacked(Buffer.from(text))).toThrow(Error);
  },
);
