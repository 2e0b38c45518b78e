import type { ChainableCommander } from "ioredis";
import { statuses, type Status } from "../order/lifecycle.ts";
import { placeInList } from "../order/list-place.ts";
import type { Order } from "../order/order.ts";
import type { ListQuery, Page } from "../workflow/ports.ts";
import { answered, wrote } from "./answered.ts";
import { nodesOf, type RedisConnection } from "./redis.ts";
import { script } from "./script.ts";
import { readAllStored, VERSION_OF } from "./stored-text.ts";

/**
 * Every list of orders is made of stretches of one sorted set, whose members are texts that sort as they are listed:
 * `<whose>/<status>/<place>`. https://redis.io/docs/latest/develop/use/patterns/indexes/#lexicographical-indexes
 * So a page costs what it shows, whatever is stored, and one script moves an order in all its lists at once. A list of
 * every status is put together from theirs: an entry more for each order would cost more than to look at nine places.
 */
const beginning = (of: ListQuery["of"], status: Status): string =>
  `${of === "all" ? "all" : `by ${of.requester}`}/${status}/`;

/** Where an order stands now, and wherever else it may have stood. */
export function placesOf(order: Order): { readonly now: string[]; readonly gone: string[] } {
  const of = ["all", { requester: order.requester.userId }] as const;
  const place = placeInList(order);
  const under = (status: Status): string[] =>
    of.map((whose) => `${beginning(whose, status)}${place}`);
  return {
    now: under(order.status),
    gone: statuses.filter((status) => status !== order.status).flatMap(under),
  };
}

/** For a script: moves an order to where it stands now. `lists` is the key, `places` what `placesOf` said, as JSON. */
export const MOVE_IN_LISTS = `
local function move(lists, places)
  local at = cjson.decode(places)
  redis.call('ZREM', lists, unpack(at.gone))
  for _, place in ipairs(at.now) do redis.call('ZADD', lists, 0, place) end
end
`;

/** KEYS order, lists; ARGV version, places. An order that changed since it was read was put into its lists by that. */
const putInLists = script(`${MOVE_IN_LISTS}
${VERSION_OF}
if versionOf(KEYS[1]) == ARGV[1] then move(KEYS[2], ARGV[2]) end
`);

/** Grows when orders have to be put into lists that they are not in yet. */
const LISTS_VERSION = "1";
const AT_A_TIME = 500;

interface Keys {
  readonly order: (id: string) => string;
  readonly lists: string;
  /** Which version of the lists every stored order is in. */
  readonly listed: string;
}

export function orderLists(redis: RedisConnection, key: Keys) {
  const ordersOf = (ids: readonly string[]): Promise<readonly Order[]> =>
    readAllStored(redis, key.order, ids);

  return {
    async list({ of, status, towards, from, most }: ListQuery): Promise<Page> {
      // In one step, or an order that moves on meanwhile could be missed in both of its places.
      const asked = redis.multi();
      const stretches = (status ? [status] : statuses).map((each) => beginning(of, each));
      for (const all of stretches) {
        const beyond = from === undefined ? undefined : `(${all}${from}`;
        const [low, high] = [`(${all}`, `(${all}~`]; // no place sorts behind a tilde
        if (towards === "older")
          asked.zrange(key.lists, beyond ?? high, low, "BYLEX", "REV", "LIMIT", 0, most);
        else asked.zrange(key.lists, beyond ?? low, high, "BYLEX", "LIMIT", 0, most);
      }
      const places = (await repliesTo(asked))
        .flatMap((members, index) =>
          (members as string[]).map((member) => member.slice(stretches[index]?.length)),
        )
        .toSorted();
      if (towards === "older") places.reverse();
      const page = places.slice(0, most);
      const next = page.length === most ? page.at(-1) : undefined;
      const found = await ordersOf(page.map((place) => place.split("/")[1] ?? ""));
      return {
        orders: found.filter((order) => status === undefined || order.status === status),
        ...(next === undefined ? {} : { next }),
      };
    },

    /** Reads every key of every server once, a few hundred at a time. */
    async putIntoLists(): Promise<void> {
      if ((await answered(redis.get(key.listed))) === LISTS_VERSION) return;
      const match = key.order("*").replace(/[[\]?\\]|\*(?!$)/g, String.raw`\$&`);
      for (const node of nodesOf(redis)) {
        let cursor = "0";
        do {
          const [next, found] = await answered(
            node.scan(cursor, "MATCH", match, "COUNT", AT_A_TIME),
          );
          cursor = next;
          const ids = found.map((name) => name.slice(key.order("").length));
          const writes = (await ordersOf(ids)).map((order) =>
            wrote(
              putInLists(
                redis,
                [key.order(order.id), key.lists],
                String(order.version),
                JSON.stringify(placesOf(order)),
              ),
            ),
          );
          await Promise.all(writes);
        } while (cursor !== "0");
      }
      await wrote(redis.set(key.listed, LISTS_VERSION));
    },
  };
}

/** Throws what any of the commands met. */
async function repliesTo(asked: ChainableCommander): Promise<readonly unknown[]> {
  const replies = (await answered(asked.exec())) ?? [];
  const [failed] = replies.flatMap(([error]) => error ?? []);
  if (failed) await answered(Promise.reject(failed));
  return replies.map(([, value]) => value);
}
