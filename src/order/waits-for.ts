import { mayNow } from "./may-now.ts";

/** What an order may wait for from one person. */
export type Waiting = "approve" | "accept";

/**
 * What a pending order waits for from this person; undefined: for nothing. It waits for what would be taken from them,
 * or asked of them again: what moved since is for them to see.
 */
export function waitsFor(...circumstances: Parameters<typeof mayNow>): Waiting | undefined {
  const [, order] = circumstances;
  if (order.status !== "pending") return undefined;
  return (["accept", "approve"] as const).find(mayNow(...circumstances));
}
