import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { Agent, buildConnector, ping, WebSocket } from "undici";
import { z } from "zod";
import type { Log } from "../workflow/ports.ts";

/** A gesture or an event, waiting for its acknowledgement. */
const envelope = z.object({
  type: z.enum(["slash_commands", "interactive", "events_api"]),
  envelope_id: z.string(),
  payload: z.record(z.string(), z.unknown()),
});
export type Envelope = z.output<typeof envelope>;

const frame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("hello") }),
  z.object({ type: z.literal("disconnect"), reason: z.string().catch("no reason") }),
  envelope,
]);

/** One WebSocket to Slack. */
export interface SocketLink {
  /** Resolves with Slack's hello: from then on envelopes may come. Rejects when the link closes before it. */
  readonly greeted: Promise<void>;
  /** Resolves with the reason why another link must take the place of this one: Slack asked for it, or it is closed. */
  readonly over: Promise<string>;
  isOpen(): boolean;
  /** Throws when the link is not open. */
  acknowledge(envelopeId: string, payload: object): void;
  /** Closes it when Slack has had the time to do so itself; until then it takes and answers what still comes. */
  closeSoon(): void;
  close(why: string): void;
}

export interface SocketLinkOptions {
  /** The single-use address that apps.connections.open gave. */
  readonly url: string;
  /** Closes the link. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly receive: (envelope: Envelope, link: SocketLink) => void;
}

const HELLO_WITHIN_MS = 10_000;
/** A link over which no ping was answered for so long is cut, whatever the network says. */
const MOST_SILENCE_MS = 15_000;
const PING_EVERY_MS = 5_000;
/** Slack closes a link about ten seconds after it warned. */
const CLOSED_BY_SLACK_WITHIN_MS = 15_000;
/** For the other side's part of the closing handshake. */
const CLOSING_MS = 1_000;
const PONG = "undici:websocket:pong";

export function socketLink({ url, signal, log, receive }: SocketLinkOptions): SocketLink {
  const greeted = Promise.withResolvers<void>();
  const over = Promise.withResolvers<string>();
  greeted.promise.catch(() => undefined); // whoever opened it may have stopped waiting

  // undici lets go of a connection when it becomes a WebSocket, and a peer that is gone never closes it.
  let connection: Socket | undefined;
  const connect = buildConnector({ allowH2: false });
  const dispatcher = new Agent({
    connect: (options, callback) =>
      connect(options, (error, socket) => {
        if (error) return callback(error, null);
        connection = socket;
        callback(null, socket);
      }),
  });
  const socket = new WebSocket(url, { dispatcher });

  let isGreeted = false;
  let isClosed = false;
  let farewell: NodeJS.Timeout | undefined;
  let heardAt = performance.now();
  // All links of the process are heard there. Only an answer to a ping says that both directions work.
  const hearPong = (message: unknown): void => {
    if ((message as { websocket?: unknown }).websocket === socket) heardAt = performance.now();
  };
  subscribe(PONG, hearPong);
  const pulse = setInterval(() => {
    if (performance.now() - heardAt > MOST_SILENCE_MS)
      link.close("Slack answered no ping for too long");
    else if (socket.readyState === socket.OPEN) ping(socket);
  }, PING_EVERY_MS);
  const patience = setTimeout(() => link.close("Slack did not greet in time"), HELLO_WITHIN_MS);
  const abort = (): void => link.close("the bot stops");

  const link: SocketLink = {
    greeted: greeted.promise,
    over: over.promise,
    isOpen: () => isGreeted && !isClosed && socket.readyState === socket.OPEN,
    acknowledge(envelopeId, payload) {
      if (!link.isOpen())
        throw new Error("Slack could not be answered: the Socket Mode link was closed meanwhile.");
      socket.send(JSON.stringify({ envelope_id: envelopeId, payload }));
    },
    closeSoon() {
      if (!isClosed)
        farewell ??= setTimeout(
          () => link.close("another link took its place"),
          CLOSED_BY_SLACK_WITHIN_MS,
        );
    },
    close(why) {
      if (isClosed) return;
      isClosed = true;
      clearInterval(pulse);
      clearTimeout(patience);
      clearTimeout(farewell);
      unsubscribe(PONG, hearPong);
      signal.removeEventListener("abort", abort);
      socket.close(1000);
      setTimeout(() => connection?.destroy(), CLOSING_MS).unref();
      greeted.reject(new Error(`The Socket Mode link was closed before it was open: ${why}.`));
      over.resolve(why);
    },
  };

  const read = (text: string): void => {
    const { data, error } = frame.safeParse(parsed(text));
    if (error) log.warn({ error: z.prettifyError(error).slice(0, 500) }, IGNORED);
    else if (data.type === "hello") {
      isGreeted = true;
      clearTimeout(patience);
      greeted.resolve();
    } else if (data.type === "disconnect") over.resolve(`Slack asked for it (${data.reason})`);
    else receive(data, link);
  };
  socket.addEventListener("message", ({ data }) => {
    if (!isClosed) read(typeof data === "string" ? data : "");
  });
  socket.addEventListener("error", ({ message }) => link.close(message || "the connection failed"));
  socket.addEventListener("close", ({ code }) => link.close(`it was closed with code ${code}`));
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  return link;
}

const IGNORED =
  "A frame of Slack over Socket Mode is nothing that the bot knows; it was left alone.";

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
