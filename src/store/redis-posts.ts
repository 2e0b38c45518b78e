import { randomUUID } from "node:crypto";
import type { Known, Post, PostName, Posting, Posts } from "../workflow/ports.ts";
import { answered, wrote } from "./answered.ts";
import type { RedisConnection } from "./redis.ts";
import { script } from "./script.ts";

/**
 * A lease is renewed while its work goes on, so that nobody posts what somebody else is just posting. It outlives a
 * process that stands still for ten seconds, and ends sooner than people would wait for a card to move.
 */
const LEASE_MS = 12_000;
const RENEWED_EVERY_MS = 2_000;
/** What is sent in the lease's last moments may arrive behind its end. */
const TOO_LATE_MS = 1_000;

const renew = script(
  `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`,
);
const release = script(
  `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`,
);

const recordPost = script(
  `redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) return redis.call('HDEL', KEYS[1], ARGV[3])`,
);

const BEGUN = ":begun";

/**
 * What is kept is a line, not JSON: there are several of these for each order, for ever, and a value of more than 64 bytes,
 * even one that is gone again, doubles what Redis takes for all of them (`hash-max-listpack-value`).
 */
const written = ({ channel, ts, version }: Post): string =>
  `${channel} ${shortened(ts)} ${version}`;

function postIn(stored: string): Post {
  if (stored.startsWith("{")) return JSON.parse(stored) as Post; // from a version before this one
  const [channel = "", ts = "", version] = stored.split(" ");
  return { channel, ts: inFull(ts), version: Number(version) };
}

const begunWith = ({ channel, version, since, thread }: Posting): string =>
  [channel, version, since, ...(thread === undefined ? [] : [shortened(thread)])].join(" ");

function postingIn(stored: string): Posting {
  if (stored.startsWith("{")) return JSON.parse(stored) as Posting; // from a version before this one
  const [channel = "", version, since = "", thread] = stored.split(" ");
  const under = thread === undefined ? {} : { thread: inFull(thread) };
  return { channel, ...under, version: Number(version), since };
}

/** The `ts` of a message as Slack gives it, seconds with six digits behind a point -> microseconds in base 36, up to 2**53. */
const shortened = (ts: string): string =>
  /^[1-8]\d{9}\.\d{6}$/.test(ts) ? `+${Number(ts.replace(".", "")).toString(36)}` : ts;

function inFull(ts: string): string {
  if (!ts.startsWith("+")) return ts;
  const digits = String(Number.parseInt(ts.slice(1), 36));
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/**
 * Which messages stand in Slack. `elapsed`: milliseconds of a clock that nobody sets back. Every method throws
 * StoreUnavailable.
 */
export function redisPosts(
  redis: RedisConnection,
  prefix: string,
  elapsed: () => number = () => performance.now(),
): Posts {
  const posts = (orderId: string): string => `${prefix}:posts:${orderId}`;
  const begun = (name: string): string => `${name}${BEGUN}`;
  return {
    async of(orderId) {
      const known = new Map<PostName, Known>();
      for (const [field, stored] of Object.entries(await answered(redis.hgetall(posts(orderId))))) {
        const isBegun = field.endsWith(BEGUN);
        const name = (isBegun ? field.slice(0, -BEGUN.length) : field) as PostName;
        const more = isBegun ? { posting: postingIn(stored) } : { post: postIn(stored) };
        known.set(name, { ...known.get(name), ...more });
      }
      return known;
    },

    async begin(orderId, name, posting) {
      await wrote(redis.hset(posts(orderId), begun(name), begunWith(posting)));
    },

    async record(orderId, name, post) {
      await wrote(recordPost(redis, [posts(orderId)], name, written(post), begun(name)));
    },

    async notPosted(orderId, name) {
      await wrote(redis.hdel(posts(orderId), begun(name)));
    },

    async exclusively(orderId, work) {
      const lease = `${prefix}:lease:${orderId}`;
      const holder = randomUUID();
      let held = elapsed();
      if ((await wrote(redis.set(lease, holder, "PX", LEASE_MS, "NX"))) !== "OK") return "busy";
      const renewing = setInterval(() => {
        const asked = elapsed();
        renew(redis, [lease], holder, LEASE_MS).then(
          (renewed) => (held = renewed === 1 ? asked : -Infinity),
          () => undefined, // the next one may come through
        );
      }, RENEWED_EVERY_MS);
      let released: unknown;
      try {
        await work(() => elapsed() - held < LEASE_MS - TOO_LATE_MS);
      } finally {
        clearInterval(renewing);
        released = await wrote(release(redis, [lease], holder)).catch(() => undefined); // the lease ends by itself
      }
      return released === 1 ? "done" : "lost";
    },
  };
}
