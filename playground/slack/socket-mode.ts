/** Socket Mode: tickets, connections, envelopes and their acknowledgements. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { takeFault } from "./faults.ts";
import { randomHex } from "./ids.ts";
import { asText, isFields, parseJson, type Fields } from "./json.ts";
import { complain, type SlackState } from "./state.ts";
import type { Acknowledgement } from "./acknowledgement.ts";

export const MOST_CONNECTIONS = 10;
const TICKET_LIFE_MS = 30_000;
/** The client starts to watch for pings with the first one; it gives up after 30 s without. */
const PING_EVERY_MS = 10_000;

export interface SocketLinks {
  readonly server: WebSocketServer;
  /** Ticket -> when it was made; each lets one connection in. */
  readonly tickets: Map<string, number>;
  readonly open: Set<WebSocket>;
  /** Envelope id -> who waits for its acknowledgement. */
  readonly waiting: Map<string, { take: (payload: unknown) => void; giveUp: () => void }>;
  /** Counts deliveries, so that they go round the connections. */
  turn: number;
}

export function makeSocketLinks(): SocketLinks {
  return {
    server: new WebSocketServer({ noServer: true }),
    tickets: new Map(),
    open: new Set(),
    waiting: new Map(),
    turn: 0,
  };
}

export function makeSocketUrl(state: SlackState): string {
  const ticket = randomHex(16);
  state.links.tickets.set(ticket, state.now());
  return `${state.url.replace("http", "ws")}/link/?ticket=${ticket}&app_id=${state.world.app.id}`;
}

export function acceptSocket(
  state: SlackState,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const { links } = state;
  const url = new URL(request.url ?? "/", state.url);
  const ticket = url.searchParams.get("ticket") ?? "";
  const madeAt = links.tickets.get(ticket);
  links.tickets.delete(ticket);
  if (url.pathname !== "/link/" || madeAt === undefined || state.now() - madeAt > TICKET_LIFE_MS) {
    socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n");
    return;
  }
  links.server.handleUpgrade(request, socket, head, (link) => welcome(state, link));
}

function welcome(state: SlackState, link: WebSocket): void {
  const { links, world } = state;
  if (links.open.size >= MOST_CONNECTIONS) {
    link.send(JSON.stringify(disconnectFrame("too_many_websockets")));
    link.close(1000);
    return;
  }
  links.open.add(link);
  const ping = setInterval(() => link.ping(), PING_EVERY_MS);
  link.on("close", () => {
    clearInterval(ping);
    links.open.delete(link);
  });
  link.on("error", () => link.terminate());
  link.on("message", (data: Buffer) => takeAck(state, data.toString("utf8")));
  if (takeFault(state, "hello")) return;
  const debug_info = { host: "applink-1", build_number: 1, approximate_connection_time: 18_060 };
  link.send(
    JSON.stringify({
      type: "hello",
      num_connections: links.open.size,
      debug_info,
      connection_info: { app_id: world.app.id },
    }),
  );
}

function takeAck(state: SlackState, text: string): void {
  const frame = parseJson(text);
  const id = isFields(frame) ? asText(frame["envelope_id"]) : undefined;
  if (!isFields(frame) || id === undefined)
    return complain(state, "A Socket Mode frame of the app carries no envelope_id");
  // An answer after the three seconds finds nobody waiting any more, as in Slack.
  state.links.waiting.get(id)?.take(frame["payload"]);
}

const disconnectFrame = (reason: string): Fields => ({
  type: "disconnect",
  reason,
  debug_info: { host: "applink-1" },
});

/** Asks every connection to come back, as Slack does now and then. */
export function disconnectSockets(state: SlackState, reason: string): void {
  for (const link of state.links.open) link.send(JSON.stringify(disconnectFrame(reason)));
}

/** Every connection ends as when a cable is pulled: without a word. */
export function cutSockets(state: SlackState): void {
  for (const link of state.links.open) link.terminate();
}

/** Every connection stays open, and nothing that the app sends is read any more, as behind a broken network. */
export function freezeSockets(state: SlackState): void {
  for (const link of state.links.open) link.pause();
}

/** Any text as a frame, whether Slack would send it or not. */
export function sendFrame(state: SlackState, text: string): void {
  for (const link of state.links.open) link.send(text);
}

export interface Envelope {
  readonly type: "slash_commands" | "interactive" | "events_api";
  readonly payload: Fields;
  readonly accepts_response_payload: boolean;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

/** One of the connections gets it, in turn; Slack does not broadcast. */
export async function sendEnvelope(
  state: SlackState,
  envelope: Envelope,
  budget: number,
): Promise<Acknowledgement> {
  const { links } = state;
  const started = performance.now();
  const open = [...links.open].filter((link) => link.readyState === link.OPEN);
  const link = open[links.turn++ % Math.max(open.length, 1)];
  if (!link)
    return { outcome: "connection_failed", over: "none", status: 0, body: undefined, ms: 0 };
  const envelope_id = randomUUID();
  const payload = await new Promise<{ acked: boolean; payload?: unknown }>((resolve) => {
    const timer = setTimeout(() => resolve({ acked: false }), budget);
    const settle = (outcome: { acked: boolean; payload?: unknown }): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    links.waiting.set(envelope_id, {
      take: (answer) => settle({ acked: true, payload: answer }),
      giveUp: () => settle({ acked: false }),
    });
    link.send(JSON.stringify({ envelope_id, ...envelope }));
  });
  links.waiting.delete(envelope_id);
  const ms = performance.now() - started;
  if (!payload.acked) return { outcome: "timeout", over: "socket", status: 0, body: undefined, ms };
  const given = envelope.accepts_response_payload ? payload.payload : undefined;
  // The SDK always sends a payload; an empty one means none.
  const body = isFields(given) && Object.keys(given).length === 0 ? undefined : given;
  return { outcome: "answered", over: "socket", status: 200, body, ms };
}

const CLOSING_HANDSHAKE_MS = 1000;

/** Lets the closing handshakes finish: a client whose socket is torn off keeps timers for half a minute. */
export async function closeSockets(state: SlackState): Promise<void> {
  const closing = [...state.links.open].map(async (link) => {
    const impatience = setTimeout(() => link.terminate(), CLOSING_HANDSHAKE_MS);
    const closed = new Promise((resolve) => link.once("close", resolve));
    link.close(1000);
    await closed;
    clearTimeout(impatience);
  });
  for (const { giveUp } of state.links.waiting.values()) giveUp();
  await Promise.all(closing);
  state.links.server.close();
}
