import type { Orders } from "./ports.ts";

const AT_A_TIME = 100;
/** Of the bought orders that were placed last: a name that is used again is used soon. */
const MOST_LOOKED_AT = 1_000;

/**
 * Those servers of which the cloud did not say, as far back as it looks, that another order's call made them. Servers that
 * another order took over were only found too, so they stay: they may be this order's all the same. So do those that an
 * order bought which cannot be read: a server that stays keeps this order from being called "not bought" and from being
 * bought again, and a person compares it with the console before it is taken over. One that was left out wrongly would
 * cost a second purchase; and to wait for what cannot be read would leave this order "being bought" for ever.
 * Throws StoreUnavailable.
 */
export async function boughtByNoOther(
  orders: Pick<Orders, "list">,
  found: readonly string[],
): Promise<readonly string[]> {
  const free = new Set(found);
  let from: string | undefined;
  for (let looked = 0; free.size > 0 && looked < MOST_LOOKED_AT; looked += AT_A_TIME) {
    const page = await orders.list({
      of: "all",
      status: "provisioned",
      towards: "older",
      ...(from === undefined ? {} : { from }),
      most: AT_A_TIME,
    });
    for (const { history, instanceIds } of page.orders)
      if (history.some(({ action }) => action === "complete"))
        for (const id of instanceIds) free.delete(id);
    if (page.next === undefined) break;
    from = page.next;
  }
  return [...free];
}
