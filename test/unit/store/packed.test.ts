import fc from "fast-check";
import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { doneEntries } from "../../../src/order/audit.ts";
import { statuses } from "../../../src/order/lifecycle.ts";
import { ENTRY_DICTIONARY } from "../../../src/store/entry-dictionary.ts";
import { ORDER_DICTIONARY } from "../../../src/store/order-dictionary.ts";
import { packed, packedEntry, unpacked, unpackedEntry } from "../../../src/store/packed.ts";
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

describe("an entry of the audit trail that is packed", () => {
  const order = orderIn("provisioned");
  const life = order.history.flatMap(({ version }) => doneEntries({ ...order, version }));

  it("comes back as it was, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.object({ key: fc.string({ unit: "binary" }), maxDepth: 2 }), (entry) => {
        const json = JSON.stringify(entry);
        expect(unpackedEntry(packedEntry(json))).toBe(json);
      }),
    );
  });

  it.each(life)("takes less than a third of the room: $action", (entry) => {
    const json = JSON.stringify(entry);
    expect(packedEntry(json).length).toBeLessThan(Buffer.byteLength(json) / 3);
  });

  it("is read as it was packed on the first day", () => {
    expect(unpackedEntry(Buffer.from("AsMSVBa4gsrb3Nck0BIzwGoB", "base64"))).toBe(
      '{"at":"2026-01-01T08:00:00.000Z","orderId":"K7M4Q9","action":"place"}',
    );
  });

  it("can be read for ever: what it was packed with has not changed", () => {
    expect(hash("sha256", ENTRY_DICTIONARY)).toBe(
      "18a605d05fee161e92523f5a359cad020d53a4968b73bed1fcdc13b08c073ea8",
    );
  });

  it("is not unpacked when it was packed so that it would fill the memory", () => {
    const bomb = packedEntry(JSON.stringify({ reason: "0".repeat(2 ** 21) }));
    expect(bomb.length).toBeLessThan(4_096);
    expect(() => unpackedEntry(bomb)).toThrow(RangeError);
  });

  it("is not taken for an order, nor an order for it", () => {
    expect(() => unpacked(packedEntry("{}"))).toThrow("order");
    expect(() => unpackedEntry(packed("{}"))).toThrow("entry");
    expect(() => unpackedEntry(Buffer.from("{}"))).toThrow("entry");
  });
});
