import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { startBot, type BotProcess } from "../playground/bot.ts";
import { freePort } from "../playground/free-port.ts";
import { letTimePass, movableClock } from "../playground/movable-clock.ts";

/** Several bots behind one address, each of which may end and come back at any moment. */
export interface Fleet {
  /** Where Slack's requests go. */
  readonly url: string;
  readonly size: number;
  /** Ends when the bot is ready, or has ended. */
  start(index: number): Promise<void>;
  startAll(): Promise<void>;
  /** As a crash would. */
  kill(index: number): Promise<void>;
  /** As an operator would. */
  stop(index: number): Promise<void>;
  /** Stops the process in its tracks, and lets it go on after a while. */
  stall(index: number, ms: number): Promise<void>;
  /** Holds each of the next requests for so long, so that later ones overtake them. */
  hold(ms: readonly number[]): void;
  /** A minute and a half passes for every bot. */
  letTimePass(): Promise<void>;
  readonly kills: () => number;
  /** Bots that ended although nobody ended them, with their exit codes. */
  readonly ends: readonly string[];
  end(): Promise<void>;
}

export interface FleetOptions {
  /** Of every bot. */
  readonly env: Readonly<Record<string, string>>;
  /** How far ahead each bot's clock runs; as many bots are started as there are clocks. */
  readonly clocksMs: readonly number[];
  /** The folder that holds `src`; this program's own when left out. */
  readonly root?: string;
  /** A folder in which the next start finds what an earlier one compiled. */
  readonly cache: string;
  readonly onLine: (line: string) => void;
}

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { env, clocksMs, root, cache, onLine } = options;
  const size = clocksMs.length;
  const ports = await Promise.all(clocksMs.map(() => freePort()));
  const adminPorts = await Promise.all(clocksMs.map(() => freePort()));
  const running = new Map<number, BotProcess>();
  const ends: string[] = [];
  let kills = 0;
  const balancer = await balance(() => [...running.keys()].map((index) => ports[index] ?? 0));

  const taken = (index: number): BotProcess | undefined => {
    const bot = running.get(index);
    running.delete(index);
    return bot;
  };
  const start = async (index: number): Promise<void> => {
    if (running.has(index)) return;
    const bot = startBot(
      {
        ...env,
        ...movableClock(clocksMs[index]),
        NODE_COMPILE_CACHE: cache,
        PORT: String(ports[index]),
        ADMIN_PORT: String(adminPorts[index]),
      },
      { onLine, ...(root === undefined ? {} : { root }) },
    );
    running.set(index, bot);
    void bot.exited.then((code) => {
      if (running.get(index) !== bot) return;
      running.delete(index);
      ends.push(`bot ${index} ended by itself with code ${code}`);
    });
    // It is ready when it is ready: what matters is that the others are.
    await Promise.race([bot.ready(30_000).catch(() => undefined), bot.exited]);
  };
  return {
    url: balancer.url,
    size,
    start,
    async startAll() {
      await Promise.all(clocksMs.map((_, index) => start(index)));
    },
    async kill(index) {
      kills += 1;
      await taken(index)?.kill();
    },
    async stop(index) {
      await taken(index)?.stop();
    },
    async stall(index, ms) {
      const pid = running.get(index)?.pid;
      if (!pid) return;
      process.kill(pid, "SIGSTOP");
      await new Promise((resolve) => setTimeout(resolve, ms));
      process.kill(pid, "SIGCONT");
    },
    hold: (ms) => balancer.hold(ms),
    async letTimePass() {
      await Promise.all([...running.values()].map(letTimePass));
    },
    kills: () => kills,
    ends,
    async end() {
      await Promise.all(clocksMs.map(async (_, index) => taken(index)?.stop()));
      await balancer.stop();
    },
  };
}

interface Balancer {
  readonly url: string;
  hold(ms: readonly number[]): void;
  stop(): Promise<void>;
}

/** Each request goes to the next of those that live; one that dies in the middle is Slack's problem, as it would be. */
async function balance(ports: () => readonly number[]): Promise<Balancer> {
  let turns = 0;
  let held: number[] = [];
  const forward = (incoming: IncomingMessage, answer: ServerResponse): void => {
    if (answer.destroyed) return; // nobody waits for it any more
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
  };
  const server = createServer((incoming, answer) => {
    setTimeout(forward, held.shift() ?? 0, incoming, answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    hold(ms) {
      held = [...held, ...ms];
    },
    async stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
