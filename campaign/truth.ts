import { connectRedis } from "../src/store/redis.ts";
import { redisOrders } from "../src/store/redis-orders.ts";
import type { Order } from "../src/order/order.ts";
import type { Cloud } from "../playground/edcps/cloud.ts";
import { cardOf, OPS, type Cast, type Story } from "./people.ts";

export interface Violation {
  readonly what: string;
  readonly orderId: string | undefined;
  readonly name: string;
}

/** What the store holds about the orders of the campaign, read with the bot's own adapter. */
export interface Store {
  order(id: string): Promise<Order | undefined>;
  /** Errands that nobody has done. */
  outstanding(): Promise<number>;
  close(): void;
}

export function openStore(url: string, prefix: string): Store {
  const connection = connectRedis([url], "workers", () => undefined);
  const orders = redisOrders(connection, prefix, () => new Date());
  return {
    order: (id) => orders.find(id),
    outstanding: async () => await connection.zcard(`${prefix}:outbox`),
    close: () => connection.disconnect(),
  };
}

/** Orders that somebody still works on. */
const WORKING: readonly string[] = ["approved", "provisioning"];

export const isQuiet = async (store: Store, stories: readonly Story[]): Promise<boolean> => {
  if ((await store.outstanding()) > 0) return false;
  for (const { orderId } of stories) {
    const order = orderId === undefined ? undefined : await store.order(orderId);
    if (order && WORKING.includes(order.status)) return false;
  }
  return true;
};

/** Everything that must hold, checked against the ledgers of both worlds. */
export async function violationsOf(
  cast: Cast,
  cloud: Cloud,
  store: Store,
  stories: readonly Story[],
): Promise<{
  violations: readonly Violation[];
  ends: ReadonlyMap<string, number>;
  toldTwice: number;
}> {
  const violations: Violation[] = [];
  const ends = new Map<string, number>();
  const known = new Set<string>();
  let toldTwice = 0;
  for (const story of stories) {
    const { orderId, name } = story;
    if (orderId === undefined) continue;
    const wrong = (what: string): void => void violations.push({ what, orderId, name });
    const order = await store.order(orderId);
    if (!order) {
      wrong("an order that the bot said it had placed is not in the store");
      continue;
    }
    known.add(order.clientToken);
    ends.set(order.status, (ends.get(order.status) ?? 0) + 1);
    const bought = cloud.purchases.filter(({ clientToken }) => clientToken === order.clientToken);
    for (const sentence of [
      ...purchaseTroubles(order, bought),
      ...decisionTroubles(order, story),
      ...silentClicks(cast, order, story),
    ])
      wrong(sentence);
    const told = resultsOf(cast, order);
    if (order.status !== "pending" && told === 0)
      wrong(`its end (${order.status}) was told to nobody`);
    if (told > endingsOf(order)) toldTwice += 1;
    const card = cardOf(cast, orderId);
    if (!card && !["denied", "cancelled", "expired"].includes(order.status))
      wrong("it has no card");
    if (card && order.status === "provisioned" && !/bought/i.test(card.text))
      wrong(`it is bought, and its card says: ${card.text}`);
  }
  for (const purchase of cloud.purchases)
    if (!known.has(purchase.clientToken ?? ""))
      violations.push({
        what: `something was bought under the token ${purchase.clientToken ?? "(none)"}, which no order has`,
        orderId: undefined,
        name: "",
      });
  return { violations, ends, toldTwice };
}

function purchaseTroubles(order: Order, bought: Cloud["purchases"]): readonly string[] {
  const [purchase, ...more] = bought;
  const troubles: string[] = [];
  if (more.length > 0) troubles.push(`it was bought ${bought.length} times`);
  if (order.status === "provisioned" && !purchase)
    troubles.push("it is said to be bought, and was not");
  if (purchase && !["provisioned", "unknown"].includes(order.status))
    troubles.push(`it was bought, and stands as ${order.status}`);
  if (!purchase) return troubles;
  const sent = (purchase.body as { instanceSpec?: unknown }).instanceSpec;
  if (canonical(sent) !== canonical(order.spec))
    troubles.push("what was bought is not what was approved");
  if (purchase.region !== order.region) troubles.push("it was bought in another region");
  if (
    order.status === "provisioned" &&
    canonical(order.instanceIds) !== canonical(purchase.instanceIds)
  )
    troubles.push("the ids that are recorded are not those that were sold");
  const approved = order.history.findIndex(({ action }) => action === "approve");
  const begun = order.history.findIndex(({ action }) => action === "begin");
  if (begun !== -1 && (approved === -1 || approved > begun))
    troubles.push("it was bought before it was approved");
  return troubles;
}

function decisionTroubles(order: Order, { gestures }: Story): readonly string[] {
  const troubles: string[] = [];
  const givers = order.approvals.map(({ userId }) => userId);
  if (new Set(givers).size < givers.length) troubles.push("one person counts twice");
  if (givers.includes(order.requester.userId)) troubles.push("its requester counts");
  for (const giver of givers)
    if (!gestures.some(({ who, action }) => who === giver && action === "order_approve"))
      troubles.push(`${giver} counts, and never pressed Approve`);
  if (
    order.status !== "pending" &&
    order.history.some(({ action }) => action === "begin") &&
    givers.length < order.rule.quorum
  )
    troubles.push(`it was bought with ${givers.length} of ${order.rule.quorum} approvals`);
  const versions = order.history.map(({ version }) => version);
  if (versions.some((version, index) => index > 0 && version < (versions[index - 1] ?? 0)))
    troubles.push("its history runs backwards");
  return troubles;
}

/** A click that was acknowledged either shows in the history or was answered to the one who made it. */
function silentClicks({ slack }: Cast, order: Order, { gestures }: Story): readonly string[] {
  return gestures
    .filter(({ acknowledged }) => acknowledged)
    .filter(
      ({ who }) =>
        !order.history.some(({ by }) => by.kind === "person" && by.userId === who) &&
        ![...slack.ephemerals(who), ...slack.dm(who)].some(({ text }) => text.includes(order.id)) &&
        !slack.as(who).seen.some((text) => text.includes(order.id)),
    )
    .map(
      ({ who, action }) =>
        `${who} pressed ${action}, was not told that it failed, and it is nowhere`,
    );
}

const resultsOf = ({ slack }: Cast, { id, requester }: Order): number =>
  [...slack.messages(OPS), ...slack.dm(requester.userId)].filter(({ text }) =>
    text.startsWith(`Order ${id}:`),
  ).length;

/** How often an order came to an end that is told: a failed one that was tried again has several. */
const endingsOf = ({ history }: Order): number =>
  history.filter(({ action }) =>
    ["complete", "fail", "doubt", "deny", "cancel", "expire"].includes(action),
  ).length;

/** The same text for equal data, whatever the order of keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
