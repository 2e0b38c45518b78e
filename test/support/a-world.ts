import type { Now } from "../../src/order/moves.ts";

/** The world at the moment of a click: nobody knows a price, and nobody could ask for the stock, unless told otherwise. */
export const aWorld = (changes: Partial<Now> = {}): Now => ({
  priceOf: () => undefined,
  left: undefined,
  ...changes,
});
