import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { orderIdIn, people } from "./gestures.ts";

/** A call to Slack's Web API, with its arguments as they came. */
export interface Call {
  readonly method: string;
  readonly arguments: URLSearchParams;
  /** What was answered. */
  readonly answer: Answer;
}

type Answer = Readonly<Record<string, unknown>>;

/**
 * As little of Slack's Web API as the programs under measure need. It believes everything and forgets everything: the
 * strict Slack of the playground would be the slowest part of every measurement.
 */
export interface StubSlack {
  /** Ends in a slash, as Slack's own does. */
  readonly apiUrl: string;
  /** The next call of that kind, or one that came already and that nobody has asked for: see `kindOf`. */
  heard(kind: string): Promise<Call>;
  stop(): Promise<void>;
}

/** Calls that nobody has asked for are kept, but not for ever: a load may run for half an hour. */
const MOST_UNHEARD = 20_000;

/** How a call is asked for: `views.open TRIGGER`, `views.update VIEW`, `views.publish USER`, `post CHANNEL ORDER`, or its method. */
function kindOf(method: string, given: URLSearchParams): string {
  if (method === "views.open") return `${method} ${given.get("trigger_id")}`;
  if (method === "views.update") return `${method} ${given.get("view_id")}`;
  if (method === "views.publish") return `${method} ${given.get("user_id")}`;
  if (method === "chat.postMessage")
    return `post ${given.get("channel")} ${orderIdIn(given.get("text") ?? "") ?? ""}`;
  return method;
}

export async function startStubSlack(): Promise<StubSlack> {
  const unheard = new Map<string, Call>();
  const waiting = new Map<string, (call: Call) => void>();
  let count = 0;

  const methods: Readonly<Record<string, (given: URLSearchParams) => Answer>> = {
    "auth.test": () => ({ team_id: people.team, bot_id: "B0BENCH", user_id: "U0BOTBOT" }),
    "bots.info": () => ({ bot: { id: "B0BENCH", app_id: people.app } }),
    "users.info": (given) => ({
      user: { id: given.get("user"), team_id: people.team, locale: "en-US" },
    }),
    "views.open": () => ({ view: { id: `V${(count += 1)}`, hash: `h${count}` } }),
    "views.update": (given) => ({ view: { id: given.get("view_id"), hash: `h${(count += 1)}` } }),
    "views.publish": (given) => ({
      view: { id: `V${given.get("user_id")}`, hash: `h${(count += 1)}` },
    }),
    "chat.postMessage": (given) => ({
      channel: given.get("channel"),
      ts: `${1_700_000_000 + (count += 1)}.000100`,
    }),
    "chat.update": (given) => ({ channel: given.get("channel"), ts: given.get("ts") }),
  };

  const take = (kind: string, call: Call): void => {
    const waiter = waiting.get(kind);
    if (waiter) {
      waiting.delete(kind);
      waiter(call);
      return;
    }
    unheard.set(kind, call);
    const [oldest] = unheard.size > MOST_UNHEARD ? unheard.keys() : [];
    if (oldest !== undefined) unheard.delete(oldest);
  };

  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const method = (request.url ?? "").slice("/api/".length);
      const given = new URLSearchParams(body);
      const known = Object.hasOwn(methods, method) ? methods[method] : undefined;
      const answer = known ? { ok: true, ...known(given) } : { ok: false, error: "unknown_method" };
      sendJson(response, answer);
      take(kindOf(method, given), { method, arguments: given, answer });
    });
  });
  const port = await listen(server);
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    heard(kind) {
      const call = unheard.get(kind);
      unheard.delete(kind);
      if (call) return Promise.resolve(call);
      return new Promise((resolve) => waiting.set(kind, resolve));
    },
    stop: () => stop(server),
  };
}

export function sendJson(response: ServerResponse, answer: unknown): void {
  const body = JSON.stringify(answer);
  response
    .writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    })
    .end(body);
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

export async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  // The default of 5 seconds would now and then close a connection just as a client takes it up again.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

export async function stop(server: ReturnType<typeof createServer>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}
