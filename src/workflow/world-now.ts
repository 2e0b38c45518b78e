import type { Now } from "../order/moves.ts";
import type { Order } from "../order/order.ts";
import { estimate, type PriceBook } from "../order/price-book.ts";
import type { Catalogue, Log } from "./ports.ts";

export interface WorldPorts {
  readonly catalogue: Catalogue;
  readonly prices: PriceBook | undefined;
  readonly log: Log;
}

/** A click waits no longer than this for the stock; what is not known by then is not held against it. */
const STOCK_WITHIN_MS = 700;

/** What an order would cost now, and how many servers of its type are left. Never throws. */
export async function worldNow(ports: WorldPorts, order: Order): Promise<Now> {
  return { ...pricesNow(ports), left: await serversLeft(ports, order) };
}

/** The same without the stock, for what buys nothing. */
export const pricesNow = ({ prices }: Pick<WorldPorts, "prices">): Now => ({
  priceOf: (order) => prices && estimate(prices, order),
  left: undefined,
});

async function serversLeft(
  { catalogue, log }: WorldPorts,
  { region, spec }: Order,
): Promise<number | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, STOCK_WITHIN_MS, undefined);
  });
  const asked = catalogue.deviceStock(region).then(
    // What was left when the cloud could last be asked says nothing now.
    ({ items, asOf }) =>
      asOf ? undefined : items.find(({ deviceType }) => deviceType === spec.deviceType)?.available,
    (error: unknown) => {
      log.warn({ region, error: String(error) }, "The stock could not be asked for a click.");
      return undefined;
    },
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
