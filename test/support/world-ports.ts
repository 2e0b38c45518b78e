import type { PriceBook } from "../../src/order/price-book.ts";
import type { WorldPorts } from "../../src/workflow/world-now.ts";

/** What a click looks at beside the order: a cloud in which plenty is left, and no price book, unless told otherwise. */
export const worldPorts = ({
  left = async () => 100,
  prices,
}: {
  /** How many servers are left. */
  left?: WorldPorts["stock"]["left"];
  prices?: PriceBook;
} = {}): WorldPorts => ({ stock: { left }, prices });
