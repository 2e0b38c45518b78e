import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderIdBytes, orderIdFrom, readOrderId } from "../../../src/order/order-id.ts";

const anyBytes = fc.uint8Array({ minLength: orderIdBytes, maxLength: 32 });

describe("an order id", () => {
  it("is made of six characters that cannot be taken for one another", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(orderIdFrom(bytes)).toMatch(/^[34679ACDEFGHJKMNPQRTWXY]{6}$/);
      }),
    );
  });

  it("is what its bytes say", () => {
    expect(orderIdFrom(Uint8Array.of(0, 1, 2, 3, 4, 5))).toBe("34679A");
    expect(orderIdFrom(Uint8Array.of(22, 23, 24, 255, 0, 0))).toBe("Y34633");
    expect(orderIdFrom(Uint8Array.of(0, 0, 0, 0, 0, 0))).not.toBe(
      orderIdFrom(Uint8Array.of(0, 0, 0, 0, 0, 1)),
    );
  });

  it("is read again however it was typed", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const id = orderIdFrom(bytes);
        for (const typed of [
          id,
          id.toLowerCase(),
          `${id.slice(0, 3)}-${id.slice(3)}`,
          ` ${id.slice(0, 3)} ${id.slice(3)} `,
        ])
          expect(readOrderId(typed)).toBe(id);
      }),
    );
  });

  it.each([
    "",
    "K7M4Q",
    "K7M4Q9A",
    "K7M4Q0",
    "K7M4QO",
    "K7M4Q1",
    "K7M4Q:",
    "K7M4Q9\u0000",
    "__proto__",
    "К7М4Q9",
    " ".repeat(50) + "K7M4Q9",
  ])("is not %j", (typed) => {
    expect(readOrderId(typed)).toBeUndefined();
  });

  it("never throws, whatever was typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (typed) => {
        const id = readOrderId(typed);
        expect(id === undefined || id.length === 6).toBe(true);
      }),
    );
  });
});
