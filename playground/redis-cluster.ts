import { Redis } from "ioredis";
import { freePort } from "./free-port.ts";
import { startRedis, type PrivateRedis } from "./redis.ts";

export interface PrivateCluster {
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

const SLOTS = 16_384;

/** Three Redis processes on this machine that share the slots of one cluster. */
export async function startRedisCluster(): Promise<PrivateCluster> {
  const ports: number[] = [];
  // A node talks with its peers on a port of its own, 10,000 above.
  while (ports.length < 3) {
    const port = await freePort();
    if (port <= 55_535) ports.push(port);
  }
  const nodes: PrivateRedis[] = await Promise.all(
    ports.map((port) =>
      startRedis(port, ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"]),
    ),
  );
  const clients = nodes.map(({ url }) => new Redis(url));
  try {
    await Promise.all(
      clients.map((client, index) => {
        const [first, last] = [
          Math.floor((index * SLOTS) / 3),
          Math.floor(((index + 1) * SLOTS) / 3) - 1,
        ];
        return client.call("CLUSTER", "ADDSLOTSRANGE", String(first), String(last));
      }),
    );
    for (const port of ports.slice(1))
      await clients[0]?.call("CLUSTER", "MEET", "127.0.0.1", String(port));
    await Promise.all(clients.map(agreed));
  } finally {
    for (const client of clients) client.disconnect();
  }
  return {
    urls: nodes.map(({ url }) => url),
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

/** The nodes meet by gossip, which takes a moment. */
async function agreed(client: Redis): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const info = String(await client.call("CLUSTER", "INFO"));
    if (
      info.includes("cluster_state:ok") &&
      info.includes("cluster_known_nodes:3") &&
      info.includes(`cluster_slots_ok:${SLOTS}`)
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("The Redis nodes did not become a cluster.");
}
