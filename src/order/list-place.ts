import type { Order } from "./order.ts";

/**
 * Where an order stands in a list: by the time when it was placed, and by its id among those of the same moment. Places
 * sort as texts, oldest first, and never change, so a page can begin beyond one whatever happened in between.
 */
export const placeInList = ({ placedAt, id }: Pick<Order, "placedAt" | "id">): string =>
  `${new Date(placedAt).toISOString()}/${id}`;

const PLACE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z\/[A-Z0-9]{4,12}$/;

/** True for what can be a place in a list; what comes back from a button may be anything. */
export const isPlaceInList = (text: string): boolean => PLACE.test(text);
