import { isOrderId } from "./order-id.ts";

/** What an order's place is made of. */
export interface Placed {
  readonly id: string;
  /** ISO time, or milliseconds since 1970. */
  readonly placedAt: string | number;
}

/**
 * Where an order stands in a list: by the time when it was placed, and by its id among those of the same moment. Places
 * sort as texts, oldest first, and never change, so a page can begin beyond one whatever happened in between.
 */
export const placeInList = ({ placedAt, id }: Placed): string =>
  `${new Date(placedAt).toISOString()}/${id}`;

/** What `placeInList` made -> what it was made of. Of any other text: some moment, and some id. */
export function readPlace(place: string): { readonly id: string; readonly placedAt: number } {
  const [moment = "", id = ""] = place.split("/");
  return { id, placedAt: Date.parse(moment) || 0 };
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** True for what can be a place in a list; what comes back from a button may be anything. */
export function isPlaceInList(text: string): boolean {
  const [moment = "", id = "", ...more] = text.split("/", 3);
  return MOMENT.test(moment) && isOrderId(id) && more.length === 0;
}
