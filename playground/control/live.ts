/** Server-sent events: each open page gets every section once, and then those that changed. */
import type { ServerResponse } from "node:http";
import { cloudSection } from "./cloud-section.ts";
import { conversationFor, homeFor, modalFor, placesFor, workspaceFor } from "./person-sections.ts";
import type { Playground } from "./playground.ts";
import type { Sections } from "./sections.ts";
import { trafficSection } from "./traffic-section.ts";

/** Changes come in bursts; a person does not see the difference. */
const GATHER_MS = 20;
/** Servers boot and processes end without an event. */
const LOOK_AGAIN_MS = 500;

export interface Live {
  open(userId: string, response: ServerResponse): void;
  changed(): void;
  stop(): void;
}

function sectionsFor(playground: Playground, userId: string): Partial<Sections> {
  const { world, clients, days, bot, mode, traffic } = playground;
  const { slack, cloud } = world;
  const person = slack.as(userId);
  const places = placesFor(slack, clients, userId);
  return {
    workspace: workspaceFor(slack, userId),
    places,
    ...Object.fromEntries(
      places.map(({ id }) => [`conversation:${id}`, conversationFor(slack, clients, person, id)]),
    ),
    modal: modalFor(clients, person),
    home: homeFor(slack, clients, userId),
    machine: { ...bot.now(), mode },
    cloud: cloudSection(cloud, slack, days),
    traffic: trafficSection(slack, traffic),
  };
}

interface Stream {
  readonly userId: string;
  readonly response: ServerResponse;
  /** By section, what was sent last. */
  readonly sent: Map<string, string>;
}

export function liveSections(playground: Playground): Live {
  const streams = new Set<Stream>();
  let due: NodeJS.Timeout | undefined;

  function bringUpToDate({ userId, response, sent }: Stream): void {
    for (const [name, data] of Object.entries(sectionsFor(playground, userId))) {
      const text = JSON.stringify(data);
      if (sent.get(name) === text) continue;
      sent.set(name, text);
      response.write(`data: {"name":${JSON.stringify(name)},"data":${text}}\n\n`);
    }
  }
  function changed(): void {
    due ??= setTimeout(() => {
      due = undefined;
      for (const stream of streams) bringUpToDate(stream);
    }, GATHER_MS);
  }

  const ticking = setInterval(changed, LOOK_AGAIN_MS);
  playground.world.slack.events.on("change", changed);
  playground.world.cloud.events.on("request", changed);

  return {
    open(userId, response) {
      response.writeHead(200, {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store",
      });
      const stream: Stream = { userId, response, sent: new Map() };
      streams.add(stream);
      response.once("close", () => streams.delete(stream));
      bringUpToDate(stream);
      // Says that the first picture is complete.
      response.write("event: ready\ndata: {}\n\n");
    },
    changed,
    stop() {
      clearInterval(ticking);
      clearTimeout(due);
      playground.world.slack.events.off("change", changed);
      playground.world.cloud.events.off("request", changed);
      for (const { response } of streams) response.end();
    },
  };
}
