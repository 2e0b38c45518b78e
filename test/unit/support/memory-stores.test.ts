import { memoryOrders } from "../../support/memory-orders.ts";
import { memoryPosts } from "../../support/memory-posts.ts";
import { ordersContract } from "../../support/orders-contract.ts";
import { postsContract } from "../../support/posts-contract.ts";

ordersContract("memory", async () => {
  let now = new Date(0);
  await Promise.resolve();
  const orders = memoryOrders(() => now);
  return { orders, trail: async () => orders.trail(), setNow: (date) => (now = date) };
});

postsContract("memory", async () => {
  await Promise.resolve();
  return { posts: memoryPosts() };
});
