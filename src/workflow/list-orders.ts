import { placeInList } from "../order/list-place.ts";
import type { Status } from "../order/lifecycle.ts";
import type { Order } from "../order/order.ts";
import { decidesSomething, permission, type Permission } from "../order/policy.ts";
import { waitsFor, type Waiting } from "../order/waits-for.ts";
import type { PeoplePorts } from "./act-on-order.ts";
import { identities, type Who } from "./identities.ts";
import type { Clock, ListQuery } from "./ports.ts";

/** Whose orders: my own, those that wait for me, or all that I may see. */
export const scopes = ["mine", "waiting", "all"] as const;
export type Scope = (typeof scopes)[number];

/** Which page of which list somebody wants to see. */
export interface WantedPage {
  readonly scope: Scope;
  readonly status?: Status;
  /** The page lies on this side of a place (see order/list-place.ts). Without it: the newest page. */
  readonly from?: { readonly towards: ListQuery["towards"]; readonly place: string };
}

export interface ListedOrder {
  readonly order: Order;
  /** In the list of what waits for somebody: for what. */
  readonly waits?: Waiting;
}

export interface ListedPage {
  /** Newest first. */
  readonly orders: readonly ListedOrder[];
  /** Places beyond which there is more, or may be. */
  readonly older?: string;
  readonly newer?: string;
  /** So many orders were looked through, and the rest was left for the next page. */
  readonly stoppedAfter?: number;
  /** Whether the reader may order. */
  readonly mayOrder: Permission;
}

export interface ListPorts extends PeoplePorts {
  readonly clock: Clock;
}

/**
 * One page of orders, for one person, of those that the policy lets them see. Changes nothing.
 * Throws StoreUnavailable and IdentityUnavailable.
 */
export async function listOrders(
  ports: ListPorts,
  who: Who,
  { scope, status, from }: WantedPage,
  most: number,
): Promise<ListedPage> {
  const policy = ports.policy();
  const { identify, requesterOf, othersOf } = identities(ports, policy);
  const person = await identify(who);
  const mayOrder = permission(policy, person, { action: "open-form" });
  const wanted = scope === "waiting" ? "pending" : status;
  const list: List = {
    of: scope === "mine" || !decidesSomething(policy, person) ? { requester: who.userId } : "all",
    ...(wanted ? { status: wanted } : {}),
    async shows(order) {
      const requester = await requesterOf(order, person);
      if (!permission(policy, person, { action: "view", order, requester }).ok) return undefined;
      if (scope !== "waiting") return { order };
      const circumstances = { by: person, requester, others: await othersOf(order) };
      const waits = waitsFor(policy, order, circumstances, ports.clock().toISOString());
      return waits && { order, waits };
    },
  };
  const towards = from?.towards ?? "older";
  const { found, goesOn, stoppedAfter } = await walk(ports, list, towards, from?.place, most);
  // A page that reaches the newest order is the newest page, and as full as that one.
  if (towards === "newer" && goesOn === undefined)
    return listOrders(ports, who, { scope, ...(status ? { status } : {}) }, most);
  const [first] = found;
  const back = from && (first ? placeOf(first) : from.place);
  const [older, newer] = towards === "older" ? [goesOn, back] : [back, goesOn];
  return {
    orders: towards === "older" ? found : found.toReversed(),
    ...(older === undefined ? {} : { older }),
    ...(newer === undefined ? {} : { newer }),
    ...(stoppedAfter === undefined ? {} : { stoppedAfter }),
    mayOrder,
  };
}

const placeOf = ({ order }: ListedOrder): string => placeInList(order);

interface List extends Pick<ListQuery, "of" | "status"> {
  /** The order as it is listed; undefined: this list is not for it. */
  readonly shows: (order: Order) => Promise<ListedOrder | undefined>;
}

interface Walked {
  /** In the direction of the walk. */
  readonly found: readonly ListedOrder[];
  /** Beyond this place there is more, or may be. */
  readonly goesOn?: string;
  readonly stoppedAfter?: number;
}

/**
 * How far one gesture walks for what somebody may see. Whoever may see few of many orders goes on from page to page;
 * each requester who is new to the bot is a question to Slack.
 */
const AT_A_TIME = 25;
const MOST_LOOKED_AT = 300;
const MOST_REQUESTERS = 30;
const WALKS_FOR_MS = 1_000;

async function walk(
  { orders, clock }: ListPorts,
  { shows, ...list }: List,
  towards: ListQuery["towards"],
  begin: string | undefined,
  most: number,
): Promise<Walked> {
  const until = clock().getTime() + WALKS_FOR_MS;
  const found: ListedOrder[] = [];
  const requesters = new Set<string>();
  let from = begin;
  let looked = 0;
  for (;;) {
    const next = looked === 0 ? most + 1 : AT_A_TIME;
    const page = await orders.list({
      ...list,
      towards,
      ...(from === undefined ? {} : { from }),
      most: next,
    });
    const shown = await Promise.all(page.orders.map(shows));
    found.push(...shown.filter((listed) => listed !== undefined));
    const last = found[most - 1];
    if (last && found.length > most) return { found: found.slice(0, most), goesOn: placeOf(last) };
    if (page.next === undefined) return { found };
    looked += next;
    from = page.next;
    for (const { requester } of page.orders) requesters.add(requester.userId);
    const isFar = looked >= MOST_LOOKED_AT || requesters.size >= MOST_REQUESTERS;
    if (isFar || clock().getTime() >= until) return { found, goesOn: from, stoppedAfter: looked };
  }
}
