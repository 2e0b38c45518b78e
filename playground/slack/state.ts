/** All that the simulated Slack knows at one moment. Functions elsewhere read and change it; `note` tells who watches. */
import type { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import type { Values } from "./element-state.ts";
import type { PlannedFault } from "./faults.ts";
import type { Fields } from "./json.ts";
import type { Ephemeral, Message } from "./messages.ts";
import type { ResponseUrl } from "./response-urls.ts";
import type { SocketLinks } from "./socket-mode.ts";
import type { TrafficEntry } from "./traffic.ts";
import type { Trigger } from "./triggers.ts";
import type { ShownView } from "./views.ts";
import type { World } from "./world.ts";

export interface Settings {
  signingSecret: string;
  botToken: string;
  appToken: string;
  /** How long an app may take to acknowledge, in ms. Slack: 3,000. */
  ackBudget: number;
  /** Pauses before the re-deliveries of an event, in ms. */
  retryDelays: readonly number[];
  keepTraffic: number;
  /** Live logs show two forms of a refused trigger; `code` is the documented one. */
  triggerRefusal: "code" | "invalid_arguments";
}

export interface SlackState {
  readonly settings: Settings;
  readonly now: () => number;
  readonly stamp: () => string;
  readonly events: EventEmitter;
  readonly links: SocketLinks;
  readonly traffic: TrafficEntry[];
  readonly complaints: string[];
  /** Aborted by `stop`, so that no delivery keeps the process waiting. */
  readonly stopped: AbortController;
  /** API calls that a fault leaves hanging. */
  readonly hanging: Set<ServerResponse>;
  /** Timers of re-deliveries and delayed answers, cleared on reset and stop. */
  readonly timers: Set<NodeJS.Timeout>;
  url: string;
  requestUrl: string | undefined;
  postsPerSecond: number | undefined;
  world: World;
  faults: PlannedFault[];
  /** By channel, oldest first. */
  messages: Map<string, Message[]>;
  ephemerals: Ephemeral[];
  /** Live views only: a closed one is gone from here. */
  views: Map<string, ShownView>;
  /** View ids by user, bottom first. */
  stacks: Map<string, string[]>;
  /** Home view ids by user. */
  homes: Map<string, string>;
  /** What people entered in elements on messages, by user, channel and ts. */
  messageValues: Map<string, Values>;
  /** The options an external menu last offered, by user, view or message, block and action. */
  offered: Map<string, Fields[]>;
  triggers: Map<string, Trigger>;
  responseUrls: Map<string, ResponseUrl>;
  /** When a message was last posted, by channel, in ms. */
  lastPosts: Map<string, number>;
  /** What failures showed to a person. */
  seen: Map<string, string[]>;
}

/** The parts that `reset` throws away. */
export function blankState(
  world: World,
): Omit<
  SlackState,
  | "settings"
  | "now"
  | "stamp"
  | "events"
  | "links"
  | "traffic"
  | "complaints"
  | "stopped"
  | "hanging"
  | "timers"
  | "url"
  | "requestUrl"
> {
  return {
    postsPerSecond: undefined,
    world: structuredClone(world),
    faults: [],
    messages: new Map(),
    ephemerals: [],
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    messageValues: new Map(),
    offered: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    lastPosts: new Map(),
    seen: new Map(),
  };
}

export type Topic =
  | "message"
  | "ephemeral"
  | "view"
  | "home"
  | "seen"
  | "complaint"
  | "traffic"
  | "world";

/** Emits the topic and then `change`, so that a page can watch one kind and a waiting test all of them. */
export function note(state: SlackState, topic: Topic, what: unknown): void {
  state.events.emit(topic, what);
  state.events.emit("change", { topic, what });
}

export function complain(state: SlackState, ...complaints: readonly string[]): void {
  for (const complaint of complaints) {
    state.complaints.push(complaint);
    note(state, "complaint", complaint);
  }
}

export function showTo(state: SlackState, userId: string, text: string): void {
  state.seen.set(userId, [...(state.seen.get(userId) ?? []), text]);
  note(state, "seen", { user: userId, text });
}

/** Resolves after `ms`, and never keeps the process alive; cleared timers simply never resolve. */
export function later(state: SlackState, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      state.timers.delete(timer);
      resolve();
    }, ms);
    state.timers.add(timer);
  });
}

/** Keeps the newest entries of a map that only grows. */
export function trim<Key>(map: Map<Key, unknown>, most = 10_000): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
