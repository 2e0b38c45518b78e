import { randomUUID } from "node:crypto";
import type { Post, Posts } from "../workflow/ports.ts";
import { answered, wrote } from "./answered.ts";
import type { RedisConnection } from "./redis.ts";

/** Longer than one Slack call may take (see slack/web-clients.ts), shorter than people wait for a card to move. */
const LEASE_MS = 12_000;

const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/** Which messages stand in Slack. Every method throws StoreUnavailable. */
export function redisPosts(redis: RedisConnection, prefix: string): Posts {
  const posts = (orderId: string): string => `${prefix}:posts:${orderId}`;
  return {
    async find(orderId, name) {
      const body = await answered(redis.hget(posts(orderId), name));
      return body === null ? undefined : (JSON.parse(body) as Post);
    },

    async record(orderId, name, post) {
      await wrote(redis.hset(posts(orderId), name, JSON.stringify(post)));
    },

    async exclusively(orderId, name, work) {
      const lease = `${prefix}:lease:${orderId}:${name}`;
      const holder = randomUUID();
      if ((await wrote(redis.set(lease, holder, "PX", LEASE_MS, "NX"))) !== "OK") return "busy";
      try {
        await work();
      } finally {
        await wrote(redis.eval(RELEASE, 1, lease, holder)).catch(() => undefined); // the lease ends by itself
      }
      return "done";
    },
  };
}
