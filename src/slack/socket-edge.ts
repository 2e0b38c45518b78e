import { setTimeout as pause } from "node:timers/promises";
import type { App, Logger } from "@slack/bolt";
import type { Receive } from "../config.ts";
import type { Log } from "../workflow/ports.ts";
import type { Edge } from "./edge.ts";
import { socketLink, type Envelope, type SocketLink } from "./socket-link.ts";
import { jobClient } from "./web-clients.ts";

/** A link that cannot be opened is tried again after this, and twice as long each time. */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
/** A link that was open for so long was well; the next one is opened at once. */
const WELL_AFTER_MS = 10_000;
/** Slack waits three seconds for an acknowledgement, and so does a stop for those that are in hand. */
const STOP_WAITS_MS = 3_000;

/**
 * Socket Mode. The bot opens its links itself, one after the other and without end, whatever Slack or the network say:
 * the SDK's own client gives up for good after some failures, and has no link for some seconds whenever Slack moves it.
 */
export function socketEdge(
  { appToken }: Extract<Receive, { mode: "socket" }>,
  apiUrl: string,
  logger: Logger,
  log: Log,
): Edge {
  const slack = jobClient({ token: appToken, apiUrl, logger });
  let app: App | undefined;
  let isStopping = false;
  let stopped = new AbortController();
  const inHand = new Set<Promise<void>>();
  /** The newest first; an older one may still have something to take or to answer. */
  let links: readonly SocketLink[] = [];

  const take = async (envelope: Envelope, link: SocketLink): Promise<void> => {
    const { type, envelope_id: id, payload } = envelope;
    let isAcknowledged = false;
    const ack = async (answer?: unknown): Promise<void> => {
      if (isAcknowledged) return;
      isAcknowledged = true;
      link.acknowledge(id, typeof answer === "string" ? { text: answer } : Object(answer ?? {}));
    };
    try {
      await app?.processEvent({ body: payload, ack });
      // An event that nobody listens to would come again, and end like this again.
      if (type === "events_api") await ack();
    } catch (error) {
      log.warn(
        { type, error: said(error) },
        "A request over Socket Mode was not acknowledged, so that Slack says that it failed.",
      );
    }
  };

  const receive = (envelope: Envelope, link: SocketLink): void => {
    if (isStopping) return; // Slack says that it failed, or sends it to another process
    const taking = take(envelope, link).finally(() => inHand.delete(taking));
    inHand.add(taking);
  };

  const open = async (signal: AbortSignal): Promise<SocketLink> => {
    const { url } = await slack.apps.connections.open({});
    if (!url) throw new Error("Slack named no address for Socket Mode.");
    const link = socketLink({ url, signal, log, receive });
    await link.greeted;
    return link;
  };

  const keepOpen = async (signal: AbortSignal): Promise<void> => {
    let delayMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      try {
        const link = await open(signal);
        for (const older of links) older.closeSoon();
        links = [link, ...links.filter((older) => older.isOpen())];
        const openedAt = performance.now();
        const why = await link.over;
        if (signal.aborted) return;
        log.info({ why }, "A Socket Mode link is over; the next one is opened.");
        if (performance.now() - openedAt > WELL_AFTER_MS) {
          delayMs = FIRST_RETRY_MS;
          continue;
        }
      } catch (error) {
        if (signal.aborted) return;
        log.error(
          { error: said(error), delayMs },
          "Socket Mode could not be opened; it is tried again.",
        );
      }
      await pause(delayMs, undefined, { signal }).catch(() => undefined);
      delayMs = Math.min(2 * delayMs, LAST_RETRY_MS);
    }
  };

  return {
    receiver: {
      init: (bolt) => void (app = bolt),
      start: async () => undefined,
      stop: async () => undefined,
    },
    async start() {
      isStopping = false;
      stopped = new AbortController();
      void keepOpen(stopped.signal);
    },
    async stop() {
      isStopping = true;
      const patience = pause(STOP_WAITS_MS, undefined, { ref: false });
      await Promise.race([Promise.all(inHand), patience]);
      stopped.abort();
    },
    trouble: () =>
      links.some((link) => link.isOpen())
        ? undefined
        : "The Socket Mode connection to Slack is not open.",
  };
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
