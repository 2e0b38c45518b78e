import type { Known, Post, PostName, Posting, Posts } from "../../src/workflow/ports.ts";

export interface MemoryPosts extends Posts {
  /** Takes an order's lease, as another process would. Returns what gives it back. */
  hold(orderId: string): () => void;
  /** From now on whoever holds the order's lease stood still for longer than it lasts. */
  lose(orderId: string): void;
  /** Every message that is remembered, by `<orderId>/<name>`. */
  all(): Readonly<Record<string, Post>>;
}

/** Which messages stand in Slack, in memory. Holds to the same contract as the one in Redis: see posts-contract.ts. */
export function memoryPosts(): MemoryPosts {
  const posts = new Map<string, Post>();
  const begun = new Map<string, Posting>();
  const held = new Set<string>();
  const lost = new Set<string>();
  const key = (orderId: string, name: string): string => `${orderId}/${name}`;
  return {
    hold(orderId) {
      held.add(orderId);
      return () => held.delete(orderId);
    },
    lose: (orderId) => void lost.add(orderId),
    all: () => Object.fromEntries(posts),

    async of(orderId) {
      await Promise.resolve();
      const known = new Map<PostName, Known>();
      for (const [stored, part] of [
        ...[...posts].map(([at, post]) => [at, { post: { ...post } }] as const),
        ...[...begun].map(([at, posting]) => [at, { posting }] as const),
      ]) {
        const [of, name] = stored.split("/") as [string, PostName];
        if (of === orderId) known.set(name, { ...known.get(name), ...part });
      }
      return known;
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
    async exclusively(orderId, work) {
      await Promise.resolve();
      const lease = orderId;
      if (held.has(lease)) return "busy";
      held.add(lease);
      try {
        await work(() => !lost.has(lease));
      } finally {
        held.delete(lease);
      }
      return lost.delete(lease) ? "lost" : "done";
    },
  };
}
