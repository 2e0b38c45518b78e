import { randomBytes } from "node:crypto";
import { doneEntries } from "../order/audit.ts";
import type { Order } from "../order/order.ts";
import { isEnd } from "../order/lifecycle.ts";
import { nextDue } from "../order/schedule.ts";
import { readErrand, type Errand } from "../workflow/consequences.ts";
import type { Created, ListQuery, Orders } from "../workflow/ports.ts";
import { answered, wrote } from "./answered.ts";
import { orderLists, scoreInLists } from "./order-lists.ts";
import { APPEND, appendEntry, auditKeys, storedEntry } from "./redis-audit.ts";
import type { RedisConnection } from "./redis.ts";
import { script } from "./script.ts";
import { readStored, storedText, VERSION_OF } from "./stored-text.ts";

/**
 * One script writes an order, its place in the lists, its errands and its entries in the audit trail, or nothing: what
 * follows from a change cannot be lost between the change and the queue (a transactional outbox).
 *
 * KEYS order, outbox, everybody's list, its requester's, clock, submission, audit trail, calls
 * ARGV version to replace (0: new), text, id, now, its score in the lists, when the clock looks ("" for never),
 *      submission's time to live, whether its calls are forgotten, needless errand ids, how many entries of the audit
 *      trail, these, errand ids…
 */
const save = script(`${APPEND}
${VERSION_OF}
local current = versionOf(KEYS[1])
if ARGV[1] == '0' then
  local earlier = redis.call('GET', KEYS[6])
  if earlier then return earlier end
  if redis.call('EXISTS', KEYS[1]) == 1 then return 'id-taken' end
  redis.call('SET', KEYS[6], ARGV[3], 'PX', ARGV[7])
elseif current ~= ARGV[1] then
  return 'conflict'
end
redis.call('SET', KEYS[1], ARGV[2])
for i = 3, 4 do redis.call('ZADD', KEYS[i], ARGV[5], ARGV[3]) end
if ARGV[6] == '' then redis.call('ZREM', KEYS[5], ARGV[3]) else redis.call('ZADD', KEYS[5], ARGV[6], ARGV[3]) end
if ARGV[8] == '1' then redis.call('DEL', KEYS[8]) end
for _, id in ipairs(cjson.decode(ARGV[9])) do redis.call('ZREM', KEYS[2], id) end
local last = 10 + ARGV[10]
append(KEYS[7], 11, last)
for i = last + 1, #ARGV do redis.call('ZADD', KEYS[2], ARGV[4], ARGV[i]) end
return 'saved'
`);

const CLOCKS_DIFFER_MS = 60_000;

/** How long a submitted form answers with the order that it placed. Slack's modals live for at most a day. */
const SUBMISSION_TTL_MS = 24 * 60 * 60 * 1000;

/** The store of orders in Redis. Every method throws StoreUnavailable. */
export function redisOrders(redis: RedisConnection, prefix: string, now: () => Date): Orders {
  const key = {
    order: (id: string) => `${prefix}:order:${id}`,
    calls: (id: string) => `${prefix}:calls:${id}`,
    submission: (name: string) => `${prefix}:submission:${name}`,
    outbox: `${prefix}:outbox`,
    list: (of: ListQuery["of"]) =>
      of === "all" ? `${prefix}:list` : `${prefix}:list:${of.requester}`,
    listed: `${prefix}:listed`,
    earlierLists: `${prefix}:lists`,
    trail: auditKeys(prefix).trail,
    clock: `${prefix}:expiries`, // once for expiry alone; the name stays, for orders that wait in it
  };

  const write = (
    order: Order,
    replaced: number,
    submission: string,
    errands: readonly Errand[],
    needless: readonly string[] = [],
  ): Promise<unknown> => {
    const due = nextDue(order);
    const entries = doneEntries(order).map(storedEntry);
    return wrote(
      save(
        redis,
        [
          key.order(order.id),
          key.outbox,
          key.list("all"),
          key.list({ requester: order.requester.userId }),
          key.clock,
          key.submission(submission),
          key.trail,
          key.calls(order.id),
        ],
        String(replaced),
        storedText(order),
        order.id,
        String(now().getTime()),
        scoreInLists(order),
        due === undefined ? "" : String(Date.parse(due)),
        String(SUBMISSION_TTL_MS),
        isEnd(order.status) ? "1" : "",
        JSON.stringify(needless),
        entries.length,
        ...entries,
        ...errands.map(({ id }) => id),
      ),
    );
  };

  const find: Orders["find"] = (id) => readStored(redis, key.order, id);

  return {
    find,

    ...orderLists(redis, key),

    async create(order, submission, errands): Promise<Created> {
      const said = String(await write(order, 0, submission, errands));
      if (said === "saved") return { outcome: "created" };
      if (said === "id-taken") return { outcome: "id-taken" };
      const earlier = await find(said);
      if (!earlier)
        throw new Error(`The submission names order ${said}, which is not in the store.`);
      return { outcome: "repeated", order: earlier };
    },

    async save(order, errands, needless) {
      const said = await write(order, order.version - 1, "none", errands, needless);
      return said === "saved" ? "saved" : "conflict";
    },

    async refused(entry) {
      await wrote(appendEntry(redis, key.trail, entry));
    },

    async outstanding(before, most) {
      // What carries a time that is still to come was written by a clock that ran ahead, and is not waited for.
      const ahead = String(now().getTime() + CLOCKS_DIFFER_MS);
      const [old, early] = await Promise.all(
        [
          ["-inf", String(before.getTime())],
          [ahead, "+inf"],
        ].map(([from = "", to = ""]) =>
          answered(redis.zrange(key.outbox, from, to, "BYSCORE", "LIMIT", 0, most)),
        ),
      );
      const ids = [...(old ?? []), ...(early ?? [])];
      return ids.map(readErrand).filter((errand) => errand !== undefined);
    },

    async takenUp(errandIds, at) {
      if (errandIds.length === 0) return;
      const scored = errandIds.flatMap((id) => [at.getTime(), id]);
      await wrote(redis.zadd(key.outbox, "XX", ...scored));
    },

    async done(errandId) {
      await wrote(redis.zrem(key.outbox, errandId));
    },

    due: (at, most) =>
      answered(redis.zrange(key.clock, "-inf", String(at.getTime()), "BYSCORE", "LIMIT", 0, most)),

    async postpone(orderId, until) {
      await wrote(redis.zadd(key.clock, "XX", until.getTime(), orderId));
    },

    async openCalls(orderId) {
      const calls = await answered(redis.zrange(key.calls(orderId), "0", "-1", "WITHSCORES"));
      const sent = calls.filter((_, index) => index % 2 === 1).map((at) => new Date(Number(at)));
      return { open: sent.length, firstAt: sent[0], lastAt: sent.at(-1) };
    },

    async callStarted(orderId, at) {
      const call = randomBytes(9).toString("base64url"); // a third of a UUID: one stays for each order
      await wrote(redis.zadd(key.calls(orderId), at.getTime(), call));
      return call;
    },

    async callHadNoEffect(orderId, call) {
      await wrote(redis.zrem(key.calls(orderId), call));
    },
  };
}
