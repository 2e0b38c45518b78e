/** The simulated Slack: start it, point an app at it, act as people, look at what happened. */
import { EventEmitter } from "node:events";
import { clearFaults, planFault, type Fault } from "./faults.ts";
import { randomHex, stampMaker, testAppToken, testBotToken } from "./ids.ts";
import { ephemeralsOf, findMessage, messagesIn, type Ephemeral, type Message } from "./messages.ts";
import { makePerson, type Person } from "./person.ts";
import { dmIdOf, findChannel, findPerson } from "./places.ts";
import { sendEvent } from "./send-event.ts";
import { startServer, stopServer } from "./server.ts";
import {
  closeSockets,
  cutSockets,
  disconnectSockets,
  freezeSockets,
  makeSocketLinks,
  sendFrame,
} from "./socket-mode.ts";
import { blankState, note, type Settings, type SlackState } from "./state.ts";
import type { TrafficEntry } from "./traffic.ts";
import { homeOf, type View } from "./views.ts";
import { waitFor } from "./wait-for.ts";
import {
  acmeWorld,
  type World,
  type WorldChannel,
  type WorldGroup,
  type WorldPerson,
} from "./world.ts";
import type { Delivered } from "./interact.ts";
import type { Fields } from "./json.ts";
import type { DeliveryTricks } from "./deliver.ts";

export type { Delivered, Person };

export interface SlackOptions extends Partial<Settings> {
  port?: number;
  world?: World;
  /** Milliseconds; governs ages (triggers, response URLs, tickets) but not signatures, which the app checks against its own clock. */
  now?: () => number;
}

export interface Slack {
  readonly url: string;
  readonly apiUrl: string;
  readonly signingSecret: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly teamId: string;
  readonly teamName: string;
  readonly botUserId: string;
  readonly appId: string;
  /** Where the app listens (HTTP mode); `undefined` for the Socket Mode connections. */
  deliverTo(requestUrl: string | undefined): void;
  as(userId: string): Person;
  messages(channelId: string): Message[];
  message(channelId: string, ts: string): Message | undefined;
  ephemerals(userId: string): Ephemeral[];
  dm(userId: string): Message[];
  home(userId: string): View | undefined;
  people(): WorldPerson[];
  groups(): WorldGroup[];
  channels(): WorldChannel[];
  /** The granted bot scopes; assignable, for a look at missing ones. */
  scopes: string[];
  readonly traffic: TrafficEntry[];
  /** What Slack would have accepted although it is wrong or not clear: tests expect none. */
  readonly complaints: string[];
  readonly events: EventEmitter;
  readonly faults: { set(method: string, fault: Fault, times?: number): void; clear(): void };
  /** Enforces about so many posts per second and channel; `undefined` (the default) switches the limit off. */
  limitPosts(perSecond: number | undefined): void;
  members(channelId: string): Set<string>;
  invite(channelId: string, userId: string): void;
  kick(channelId: string, userId: string): void;
  archive(channelId: string): void;
  setGroup(groupId: string, userIds: readonly string[]): void;
  updateUser(userId: string, patch: Partial<WorldPerson>): void;
  /** Open Socket Mode connections. */
  connections(): number;
  /** Asks every Socket Mode connection to come back. */
  disconnect(reason?: string): void;
  /** Tears every Socket Mode connection off. */
  cut(): void;
  /** Reads nothing any more from the Socket Mode connections that are open now. */
  freeze(): void;
  /** Sends a text over every Socket Mode connection, as it is. */
  frame(text: string): void;
  /** Sends any event envelope, with the retries of the Events API. */
  event(payload: Fields, how?: DeliveryTricks): Promise<Delivered>;
  /** Resolves with the first defined (and not false) answer; looks again at every change. */
  waitFor<Found>(look: () => Found | undefined | false, ms?: number, what?: string): Promise<Found>;
  /** Back to the starting world; addresses, tokens and connections stay. */
  reset(): void;
  stop(): Promise<void>;
}

const RETRY_DELAYS_MS = [0, 60_000, 300_000];

function makeState(options: SlackOptions, world: World): SlackState {
  const now = options.now ?? Date.now;
  return {
    settings: {
      signingSecret: options.signingSecret ?? randomHex(16),
      botToken: options.botToken ?? testBotToken(),
      appToken: options.appToken ?? testAppToken(world.app.id),
      ackBudget: options.ackBudget ?? 3000,
      retryDelays: options.retryDelays ?? RETRY_DELAYS_MS,
      keepTraffic: options.keepTraffic ?? 5000,
      triggerRefusal: options.triggerRefusal ?? "code",
    },
    now,
    stamp: stampMaker(now),
    events: new EventEmitter({ captureRejections: false }).setMaxListeners(0),
    links: makeSocketLinks(),
    traffic: [],
    complaints: [],
    stopped: new AbortController(),
    hanging: new Set(),
    timers: new Set(),
    url: "http://127.0.0.1",
    requestUrl: undefined,
    ...blankState(world),
  };
}

function forget(state: SlackState): void {
  for (const timer of state.timers) clearTimeout(timer);
  state.timers.clear();
  clearFaults(state);
  state.traffic.length = 0;
  state.complaints.length = 0;
}

function channelOrThrow(state: SlackState, channelId: string): WorldChannel {
  const channel = findChannel(state, channelId);
  if (!channel) throw new Error(`There is no channel ${channelId} in this workspace.`);
  return channel;
}

function personOrThrow(state: SlackState, userId: string): WorldPerson {
  const person = findPerson(state, userId);
  if (!person) throw new Error(`There is nobody with the id ${userId} in this workspace.`);
  return person;
}

export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const world = options.world ?? acmeWorld();
  const state = makeState(options, world);
  const server = await startServer(state, options.port ?? 0);
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("The simulated Slack has no port.");
  state.url = `http://127.0.0.1:${address.port}`;
  const { signingSecret, botToken, appToken } = state.settings;

  const changeWorld = (what: Fields, change: () => void): void => {
    change();
    note(state, "world", what);
  };

  return {
    url: state.url,
    apiUrl: `${state.url}/api/`,
    signingSecret,
    botToken,
    appToken,
    teamId: world.team.id,
    teamName: world.team.name,
    botUserId: world.app.botUserId,
    appId: world.app.id,
    deliverTo(requestUrl) {
      state.requestUrl = requestUrl;
    },
    as: (userId) => makePerson(state, userId),
    messages: (channelId) => structuredClone(messagesIn(state, channelId)),
    message: (channelId, ts) => structuredClone(findMessage(state, channelId, ts)),
    ephemerals: (userId) => structuredClone(ephemeralsOf(state, userId)),
    dm: (userId) => structuredClone(messagesIn(state, dmIdOf(userId))),
    home: (userId) => structuredClone(homeOf(state, userId)?.view),
    people: () => structuredClone(state.world.people),
    groups: () => structuredClone(state.world.groups),
    channels: () => structuredClone(state.world.channels),
    get scopes() {
      return state.world.app.botScopes;
    },
    set scopes(scopes) {
      state.world.app.botScopes = [...scopes];
    },
    traffic: state.traffic,
    complaints: state.complaints,
    events: state.events,
    faults: {
      set: (method, fault, times) => planFault(state, method, fault, times),
      clear: () => clearFaults(state),
    },
    limitPosts(perSecond) {
      state.postsPerSecond = perSecond;
    },
    members: (channelId) => new Set(channelOrThrow(state, channelId).members),
    invite(channelId, userId) {
      const channel = channelOrThrow(state, channelId);
      personOrThrow(state, userId);
      changeWorld(
        { channel: channelId },
        () => (channel.members = [...new Set([...channel.members, userId])]),
      );
    },
    kick(channelId, userId) {
      const channel = channelOrThrow(state, channelId);
      changeWorld(
        { channel: channelId },
        () => (channel.members = channel.members.filter((id) => id !== userId)),
      );
    },
    archive(channelId) {
      const channel = channelOrThrow(state, channelId);
      changeWorld({ channel: channelId }, () => (channel.archived = true));
    },
    setGroup(groupId, userIds) {
      const group = state.world.groups.find((each) => each.id === groupId);
      if (!group) throw new Error(`There is no user group ${groupId} in this workspace.`);
      changeWorld({ group: groupId }, () => (group.users = [...userIds]));
    },
    updateUser(userId, patch) {
      const person = personOrThrow(state, userId);
      changeWorld({ user: userId }, () => Object.assign(person, patch));
    },
    connections: () => state.links.open.size,
    disconnect: (reason = "refresh_requested") => disconnectSockets(state, reason),
    cut: () => cutSockets(state),
    freeze: () => freezeSockets(state),
    frame: (text) => sendFrame(state, text),
    event: (payload, how) => sendEvent(state, payload, how),
    waitFor: (look, ms = 5000, what = "a change") => waitFor(state, look, ms, () => what),
    reset() {
      forget(state);
      Object.assign(state, blankState(world));
      note(state, "world", {});
    },
    async stop() {
      forget(state);
      state.stopped.abort();
      await closeSockets(state);
      await stopServer(server);
    },
  };
}
