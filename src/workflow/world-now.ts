import type { Now } from "../order/moves.ts";
import type { Order } from "../order/order.ts";
import { estimate, type PriceBook } from "../order/price-book.ts";
import type { Stock } from "./ports.ts";

export interface WorldPorts {
  readonly stock: Stock;
  readonly prices: PriceBook | undefined;
}

/** What an order would cost now, and how many servers of its type are left. Never throws. */
export const worldNow = async (ports: WorldPorts, { region, spec }: Order): Promise<Now> => ({
  ...pricesNow(ports),
  left: await ports.stock.left(region, spec.deviceType),
});

/** The same without the stock, for what buys nothing. */
export const pricesNow = ({ prices }: Pick<WorldPorts, "prices">): Now => ({
  priceOf: (order) => prices && estimate(prices, order),
  left: undefined,
});
