import { statuses, type Status } from "../order/lifecycle.ts";
import { placeInList, readPlace } from "../order/list-place.ts";
import type { Order } from "../order/order.ts";
import type { ListQuery, Page } from "../workflow/ports.ts";
import { answered, wrote } from "./answered.ts";
import { nodesOf, type RedisConnection } from "./redis.ts";
import { script } from "./script.ts";
import { readAllStored, VERSION_OF } from "./stored-text.ts";

/**
 * An order stands in two sorted sets: everybody's, and its requester's. Its score there is its status, in the bits above
 * those of the moment when it was placed, so each status is a stretch of the set that is sorted as it is listed, and to
 * give an order its new score moves it, wherever it stood. A page costs what it shows, whatever is stored. A list of every
 * status is put together from theirs: an entry more for each order would cost more than to look at nine places.
 */
export const scoreInLists = ({ status, placedAt }: Pick<Order, "status" | "placedAt">): number =>
  ranks[status] * MOMENTS + Date.parse(placedAt);

/** Moments have 48 bits: until the year 10889. A double holds integers of 53. */
const MOMENTS = 2 ** 48;

/** What stands in stored scores. Where one changes, LISTS_VERSION grows. */
const ranks: Readonly<Record<Status, number>> = {
  pending: 0,
  approved: 1,
  provisioning: 2,
  provisioned: 3,
  failed: 4,
  unknown: 5,
  denied: 6,
  cancelled: 7,
  expired: 8,
};

/** KEYS order, its two lists; ARGV version, score, id. An order that changed since it was read was listed by that. */
const putInLists = script(`${VERSION_OF}
if versionOf(KEYS[1]) ~= ARGV[1] then return end
for i = 2, 3 do redis.call('ZADD', KEYS[i], ARGV[2], ARGV[3]) end
`);

/**
 * KEYS a list; ARGV towards where, how many, the moments between which to look, the ranks of the statuses. Answers with ids
 * and scores in turn, among them the page's. In one step, or an order that moves on meanwhile could be missed in both of
 * its places. What stands behind a page that one status alone can fill is not looked at in the next ones.
 */
const readStretches = script(`
local most, near, far = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local found = {}
for i = 5, #ARGV do
  local first = ARGV[i] * ${MOMENTS}
  -- Others of the first moment may stand on either side of the place from which the page goes on.
  local limit = most + redis.call('ZCOUNT', KEYS[1], first + near, first + near)
  local range = {'ZRANGE', KEYS[1], first + near, first + far, 'BYSCORE', 'LIMIT', 0, limit, 'WITHSCORES'}
  if ARGV[1] == 'older' then table.insert(range, 'REV') end
  local stretch = redis.call(unpack(range))
  for _, each in ipairs(stretch) do table.insert(found, each) end
  if #stretch == 2 * limit then far = stretch[#stretch] - first end
end
return found
`);

/** Grows when stored orders have to be put into lists that they are not in yet. */
const LISTS_VERSION = "2";
const AT_A_TIME = 500;

interface Keys {
  readonly order: (id: string) => string;
  readonly list: (of: ListQuery["of"]) => string;
  /** Which version of the lists every stored order is in. */
  readonly listed: string;
  /** Where the lists stood up to version 1. */
  readonly earlierLists: string;
}

/** What stands in a list, without its status. */
type Entry = ReturnType<typeof readPlace>;

/** Oldest first, as places sort. */
const byPlace = (one: Entry, other: Entry): number =>
  one.placedAt - other.placedAt || Number(one.id > other.id) - Number(one.id < other.id);

/** Ids and scores in turn -> entries. */
const entriesIn = (found: readonly string[]): readonly Entry[] =>
  found.flatMap((id, index) =>
    index % 2 === 0 ? { id, placedAt: Number(found[index + 1]) % MOMENTS } : [],
  );

export function orderLists(redis: RedisConnection, key: Keys) {
  const ordersOf = (ids: readonly string[]): Promise<readonly Order[]> =>
    readAllStored(redis, key.order, ids);

  return {
    async list({ of, status, towards, from, most }: ListQuery): Promise<Page> {
      const direction = towards === "older" ? -1 : 1;
      const beyond = from === undefined ? undefined : readPlace(from);
      const ends = towards === "older" ? [MOMENTS - 1, 0] : [0, MOMENTS - 1];
      const [near = 0, far = 0] = beyond ? [beyond.placedAt, ends[1]] : ends;
      const standing = (status ? [status] : statuses).map((each) => ranks[each]);
      const asked = readStretches(redis, [key.list(of)], towards, most, near, far, ...standing);
      const page = entriesIn((await answered(asked)) as string[])
        .filter((entry) => !beyond || byPlace(entry, beyond) * direction > 0)
        .toSorted((one, other) => byPlace(one, other) * direction)
        .slice(0, most);
      const last = page.length === most ? page.at(-1) : undefined;
      const found = await ordersOf(page.map(({ id }) => id));
      return {
        orders: found.filter((order) => status === undefined || order.status === status),
        ...(last ? { next: placeInList(last) } : {}),
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
                [
                  key.order(order.id),
                  key.list("all"),
                  key.list({ requester: order.requester.userId }),
                ],
                order.version,
                scoreInLists(order),
                order.id,
              ),
            ),
          );
          await Promise.all(writes);
        } while (cursor !== "0");
      }
      await wrote(redis.unlink(key.earlierLists));
      await wrote(redis.set(key.listed, LISTS_VERSION));
    },
  };
}
