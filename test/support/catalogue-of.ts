import type { ListName, Lists } from "../../src/order/form-fields.ts";
import { listKey, type ListRequest, type LoadedLists } from "../../src/order/form.ts";
import type { Catalogue } from "../../src/workflow/ports.ts";

/** A catalogue of these lists. `asked` hears of each request, and may keep it waiting or make it fail. */
export function catalogueOf(
  lists: LoadedLists,
  asked: (request: ListRequest) => Promise<void> | void = () => undefined,
): Catalogue {
  const list =
    <L extends ListName>(name: L) =>
    async (...args: readonly string[]) => {
      const request = { list: name, args };
      await asked(request);
      const state = lists.get(listKey(request));
      if (state?.state !== "loaded") throw new Error(`There is no list ${listKey(request)}.`);
      return {
        items: state.items as Lists[L] & readonly Lists[L][number][],
        ...(state.asOf ? { asOf: state.asOf } : {}),
      };
    };
  return {
    regions: list("regions"),
    deviceTypes: list("deviceTypes"),
    deviceStock: list("deviceStock"),
    operatingSystems: list("operatingSystems"),
    raids: list("raids"),
    subnets: list("subnets"),
    lineTypes: list("lineTypes"),
    keyPairs: list("keyPairs"),
    bandwidthPackages: list("bandwidthPackages"),
    addressStock: list("addressStock"),
  };
}
