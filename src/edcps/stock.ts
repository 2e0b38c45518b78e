import type { Catalogue, Log, Stock } from "../workflow/ports.ts";

/** A click waits no longer than this; what is not known by then is not held against it. */
const WITHIN_MS = 700;

/** How many servers are left, from the catalogue's list, for whoever cannot wait for it. */
export function catalogueStock(catalogue: Pick<Catalogue, "deviceStock">, log: Log): Stock {
  return {
    async left(region, deviceType) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(resolve, WITHIN_MS, undefined);
      });
      const asked = catalogue.deviceStock(region).then(
        // What was left when the cloud could last be asked says nothing now.
        ({ items, asOf }) =>
          asOf ? undefined : items.find((item) => item.deviceType === deviceType)?.available,
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
    },
  };
}
