import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { startBot, type BotProcess } from "../playground/bot.ts";
import { freePort } from "../playground/free-port.ts";

/** Several bots behind one address, each of which may end and come back at any moment. */
export interface Fleet {
  /** Where Slack's requests go. */
  readonly url: string;
  readonly size: number;
  start(index: number): Promise<void>;
  kill(index: number): Promise<void>;
  /** Stops the process in its tracks, and lets it go on after a while. */
  stall(index: number, ms: number): Promise<void>;
  /** Everything that any of them wrote. */
  readonly output: () => string;
  readonly kills: () => number;
  stop(): Promise<void>;
}

export async function startFleet(
  size: number,
  env: (index: number) => Readonly<Record<string, string>>,
): Promise<Fleet> {
  const ports = await Promise.all(Array.from({ length: size }, () => freePort()));
  const adminPorts = await Promise.all(Array.from({ length: size }, () => freePort()));
  const running = new Map<number, BotProcess>();
  let written = "";
  let kills = 0;
  const balancer = await balance(() => [...running.keys()].map((index) => ports[index] ?? 0));
  return {
    url: balancer.url,
    size,
    async start(index) {
      if (running.has(index)) return;
      const bot = startBot(
        { ...env(index), PORT: String(ports[index]), ADMIN_PORT: String(adminPorts[index]) },
        { onLine: (line) => (written = `${written}${line}\n`.slice(-20_000_000)) },
      );
      running.set(index, bot);
      // It is ready when it is ready: what matters is that the others are.
      await Promise.race([bot.ready(30_000).catch(() => undefined), bot.exited]);
    },
    async kill(index) {
      const bot = running.get(index);
      running.delete(index);
      if (!bot) return;
      kills += 1;
      await bot.kill();
    },
    async stall(index, ms) {
      const pid = running.get(index)?.pid;
      if (!pid) return;
      process.kill(pid, "SIGSTOP");
      await new Promise((resolve) => setTimeout(resolve, ms));
      try {
        process.kill(pid, "SIGCONT");
      } catch {
        // it was killed meanwhile
      }
    },
    output: () => written,
    kills: () => kills,
    async stop() {
      await Promise.all([...running.values()].map((bot) => bot.stop()));
      await balancer.stop();
    },
  };
}

/** Each request goes to the next of those that live; one that dies in the middle is Slack's problem, as it would be. */
async function balance(ports: () => readonly number[]): Promise<{
  url: string;
  stop(): Promise<void>;
}> {
  let turns = 0;
  const server = createServer((incoming, answer) => {
    const alive = ports();
    const port = alive[turns % Math.max(1, alive.length)];
    turns += 1;
    if (port === undefined) {
      answer.writeHead(503).end();
      return;
    }
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        path: incoming.url,
        method: incoming.method ?? "POST",
        headers: incoming.headers,
        agent: false,
      },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    );
    outgoing.on("error", () => answer.destroy());
    answer.on("close", () => outgoing.destroy());
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
