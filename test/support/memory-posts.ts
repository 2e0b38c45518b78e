import type { Post, Posting, Posts } from "../../src/workflow/ports.ts";

export interface MemoryPosts extends Posts {
  /** Takes a message's lease, as another process would. Returns what gives it back. */
  hold(orderId: string, name: string): () => void;
  /** Every message that is remembered, by `<orderId>/<name>`. */
  all(): Readonly<Record<string, Post>>;
}

/** Which messages stand in Slack, in memory. Holds to the same contract as the one in Redis: see posts-contract.ts. */
export function memoryPosts(): MemoryPosts {
  const posts = new Map<string, Post>();
  const begun = new Map<string, Posting>();
  const held = new Set<string>();
  const key = (orderId: string, name: string): string => `${orderId}/${name}`;
  return {
    hold(orderId, name) {
      held.add(key(orderId, name));
      return () => held.delete(key(orderId, name));
    },
    all: () => Object.fromEntries(posts),

    async find(orderId, name) {
      await Promise.resolve();
      const [post, posting] = [posts.get(key(orderId, name)), begun.get(key(orderId, name))];
      return { ...(post ? { post: { ...post } } : {}), ...(posting ? { posting } : {}) };
    },
    async begin(orderId, name, posting) {
      await Promise.resolve();
      begun.set(key(orderId, name), { ...posting });
    },
    async record(orderId, name, post) {
      await Promise.resolve();
      posts.set(key(orderId, name), { ...post });
      begun.delete(key(orderId, name));
    },
    async notPosted(orderId, name) {
      await Promise.resolve();
      begun.delete(key(orderId, name));
    },
    async exclusively(orderId, name, work) {
      await Promise.resolve();
      const lease = key(orderId, name);
      if (held.has(lease)) return "busy";
      held.add(lease);
      try {
        await work();
      } finally {
        held.delete(lease);
      }
      return "done";
    },
  };
}
