import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** One address for several processes: each request goes to the next of them, as behind a load balancer. */
export interface RoundRobin {
  readonly url: string;
  stop(): Promise<void>;
}

/** `targets`: where each of them listens, with the path. */
export async function roundRobin(targets: readonly string[]): Promise<RoundRobin> {
  let turns = 0;
  const server = createServer((incoming, answer) => {
    const target = targets[turns % targets.length] ?? "";
    turns += 1;
    const outgoing = request(
      target,
      { method: incoming.method ?? "POST", headers: incoming.headers, agent: false },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    );
    outgoing.on("error", () => answer.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    async stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
