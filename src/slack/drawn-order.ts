import { z } from "zod";
import { isOrderId } from "../order/order-id.ts";

const MOST_VERSIONS = 999_999_999;

/** Which order in which version a button or a form was drawn for. */
export const drawnOrder = z.object({
  orderId: z.string().refine(isOrderId),
  version: z.int().min(1).max(MOST_VERSIONS),
});
export type DrawnOrder = z.output<typeof drawnOrder>;

/** Stands for what nothing of ours was drawn for. There is no such order, and whoever asks for it is told so. */
export const noOrder: DrawnOrder = { orderId: "", version: 0 };

/** What a button carries, and nothing else. */
export const buttonValue = ({ id, version }: { id: string; version: number }): string =>
  `${id}:${version}`;

const BUTTON_VALUE = /^([A-Z0-9]{1,20}):([1-9][0-9]{0,8})$/;

/** The order and version behind a button, or undefined when nothing of ours drew it. */
export function readButtonValue(value: string | undefined): DrawnOrder | undefined {
  const [, orderId = "", version] = BUTTON_VALUE.exec(value ?? "") ?? [];
  return isOrderId(orderId) ? { orderId, version: Number(version) } : undefined;
}
