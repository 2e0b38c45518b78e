import type { Listed } from "../order/catalogue.ts";
import { type ListName, type Lists } from "../order/form-fields.ts";
import { listKey, type ListRequest, type ListState, type LoadedLists } from "../order/form.ts";
import type { Catalogue, Log } from "../workflow/ports.ts";

type Loaders = {
  readonly [L in ListName]: (
    catalogue: Catalogue,
    args: readonly string[],
  ) => Promise<Listed<Lists[L][number]>>;
};

const loaders: Loaders = {
  regions: (catalogue) => catalogue.regions(),
  deviceTypes: (catalogue, [region = "", az = ""]) => catalogue.deviceTypes(region, az),
  deviceStock: (catalogue, [region = ""]) => catalogue.deviceStock(region),
  operatingSystems: (catalogue, [region = "", type = ""]) =>
    catalogue.operatingSystems(region, type),
  raids: (catalogue, [region = "", type = ""]) => catalogue.raids(region, type),
  subnets: (catalogue, [region = "", az = ""]) => catalogue.subnets(region, az),
  lineTypes: (catalogue, [region = ""]) => catalogue.lineTypes(region),
  addressStock: (catalogue, [region = ""]) => catalogue.addressStock(region),
  bandwidthPackages: (catalogue, [region = ""]) => catalogue.bandwidthPackages(region),
  keyPairs: (catalogue, [region = ""]) => catalogue.keyPairs(region),
};

/** Lists on their way. `lists` fills as they come; each promise ends when its list came or failed, and never rejects. */
export interface Loading {
  readonly lists: Map<string, ListState>;
  /** Begins to load what is wanted and is neither there nor on its way. */
  want(requests: readonly ListRequest[]): void;
  /** Lets arrive what need not be waited for, because it is kept here; false: there is no more of that. */
  atHand(): Promise<boolean>;
  /** Ends at the next arrival, or at once when nothing is on its way. */
  next(): Promise<void>;
  pending(): boolean;
  /** How many lists came or failed so far. */
  arrivals(): number;
}

export function loadLists(catalogue: Catalogue, log: Log): Loading {
  const lists = new Map<string, ListState>();
  const running = new Map<string, Promise<void>>();
  let arrivals = 0;

  const load = async (request: ListRequest, key: string): Promise<void> => {
    try {
      const { items, asOf } = await loaders[request.list](catalogue, request.args);
      lists.set(key, {
        state: "loaded",
        items: items as Lists[ListName],
        ...(asOf ? { asOf } : {}),
      });
    } catch (error) {
      log.warn({ list: key, error: String(error) }, "A list of the form could not be loaded.");
      lists.set(key, { state: "failed" });
    } finally {
      running.delete(key);
      arrivals += 1;
    }
  };

  return {
    lists,
    want(requests) {
      for (const request of requests) {
        const key = listKey(request);
        if (lists.has(key)) continue;
        lists.set(key, { state: "loading" });
        running.set(key, load(request, key));
      }
    },
    async atHand() {
      const before = arrivals;
      await new Promise((resolve) => setImmediate(resolve));
      return arrivals > before;
    },
    async next() {
      await Promise.race(running.values());
      // What arrives in the same breath is drawn in one go.
      await new Promise((resolve) => setTimeout(resolve, 25));
    },
    pending: () => running.size > 0,
    arrivals: () => arrivals,
  };
}

/** Every list that is wanted, waited for, as far as it comes in time. */
export async function listsInTime(
  catalogue: Catalogue,
  log: Log,
  requests: readonly ListRequest[],
  withinMs: number,
): Promise<LoadedLists> {
  const loading = loadLists(catalogue, log);
  loading.want(requests);
  const deadline = Date.now() + withinMs;
  await loading.atHand();
  while (loading.pending() && Date.now() < deadline) {
    await Promise.race([
      loading.next(),
      new Promise((resolve) => setTimeout(resolve, deadline - Date.now())),
    ]);
  }
  return loading.lists;
}
