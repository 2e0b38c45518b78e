import { isOrderId } from "./order-id.ts";
import type { Order } from "./order.ts";

/**
 * Where an order stands in a list: by the time when it was placed, and by its id among those of the same moment. Places
 * sort as texts, oldest first, and never change, so a page can begin beyond one whatever happened in between.
 */
export const placeInList = ({ placedAt, id }: Pick<Order, "placedAt" | "id">): string =>
  `${new Date(placedAt).toISOString()}/${id}`;

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** True for what can be a place in a list; what comes back from a button may be anything. */
export function isPlaceInList(text: string): boolean {
  const [moment = "", id = "", ...more] = text.split("/", 3);
  return MOMENT.test(moment) && isOrderId(id) && more.length === 0;
}
