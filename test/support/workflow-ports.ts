import type { Instance } from "../../src/order/catalogue.ts";
import type { InstanceSpec } from "../../src/order/instance-spec.ts";
import type { Language } from "../../src/order/language.ts";
import type { Person } from "../../src/order/policy.ts";
import { CloudFailure, type CloudFailureFacts } from "../../src/workflow/cloud-failure.ts";
import type { Errand } from "../../src/workflow/consequences.ts";
import {
  IdentityUnavailable,
  MessageFailure,
  StoreUnavailable,
  type Cloud,
  type Log,
  type Messenger,
  type Notice,
  type People,
  type Place,
  type PostName,
  type Purchase,
  type Queue,
  type Sealer,
  type Secrets,
  type Troubles,
} from "../../src/workflow/ports.ts";
import { minutesLater } from "./an-order.ts";

/** A clock that stands until it is moved. */
export interface StandingClock {
  (): Date;
  /** So many minutes after the stories begin. */
  setTo(minutes: number): void;
}

export function standingClock(): StandingClock {
  let now = new Date(minutesLater(1));
  return Object.assign(() => now, {
    setTo: (minutes: number) => void (now = new Date(minutesLater(minutes))),
  });
}

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly facts: object;
  readonly message: string;
}

/** A log that can be read. */
export function keptLog(): Log & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: LogLine["level"]) => (facts: object, message: string) =>
    void lines.push({ level, facts, message });
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

export interface MemoryQueue extends Queue {
  readonly jobs: ReadonlyMap<string, Errand>;
  /** Orders that the clock is to look at. */
  readonly ticks: ReadonlySet<string>;
  readonly notices: readonly Notice[];
  down(): void;
  up(): void;
}

export function memoryQueue(): MemoryQueue {
  const jobs = new Map<string, Errand>();
  const ticks = new Set<string>();
  const notices: Notice[] = [];
  let isDown = false;
  const reachable = async (): Promise<void> => {
    await Promise.resolve();
    if (isDown) throw new StoreUnavailable(false);
  };
  return {
    jobs,
    ticks,
    notices,
    down: () => (isDown = true),
    up: () => (isDown = false),
    async enqueue(errands) {
      if (isDown) throw new StoreUnavailable(false);
      for (const errand of errands) jobs.set(errand.id, errand);
    },
    async tick(orderId) {
      await reachable();
      ticks.add(orderId);
    },
    async notify(notice) {
      await reachable();
      notices.push(notice);
    },
    repair: reachable,
  };
}

export interface KnownPeople extends People {
  away(): void;
  /** This person's Slack is in that language; everybody else's in English. */
  reads(userId: string, language: Language): void;
}

/** People that Slack knows; whoever is not among them is a member in no group. */
export function knownPeople(...persons: readonly Person[]): KnownPeople {
  let isAway = false;
  const read = new Map<string, Language>();
  return {
    away: () => (isAway = true),
    reads: (userId, language) => void read.set(userId, language),
    languageOf: async (userId) => (isAway ? "en" : (read.get(userId) ?? "en")),
    async identify(who, groups) {
      await Promise.resolve();
      if (isAway) throw new IdentityUnavailable("Slack does not answer.");
      const known = persons.find(
        ({ userId, teamId }) => userId === who.userId && teamId === who.teamId,
      );
      return known
        ? { ...known, groups: known.groups.filter((group) => groups.includes(group)) }
        : { ...who, standing: "member", groups: [] };
    },
  };
}

/** Seals nothing in earnest, but opens only for the order that it sealed for. */
export function paperSealer(): Sealer & { readonly opened: readonly string[] } {
  const opened: string[] = [];
  return {
    opened,
    seal: (secrets, orderId) =>
      `paper.${Buffer.from(JSON.stringify({ orderId, secrets })).toString("hex")}`,
    open(sealed, orderId) {
      const text = Buffer.from(sealed.slice("paper.".length), "hex").toString("utf8");
      const { orderId: sealedFor, secrets } = JSON.parse(text) as {
        orderId: string;
        secrets: Secrets;
      };
      if (sealedFor !== orderId) throw new Error("This was sealed for another order.");
      opened.push(orderId);
      return secrets;
    },
  };
}

type Trouble = Partial<CloudFailureFacts> & {
  /** The call takes effect before it fails. */
  readonly buysFirst?: boolean;
};

export interface MemoryCloud extends Cloud {
  /** Every call to buy, in the order in which they came. */
  readonly calls: readonly {
    readonly region: string;
    readonly clientToken: string;
    readonly spec: InstanceSpec;
  }[];
  /** What was really bought, by token. */
  readonly sold: ReadonlyMap<string, Purchase>;
  /** How often it was asked what exists. */
  looks(): number;
  /** The next calls to buy fail like this, one after the other. */
  failsWith(...troubles: readonly Trouble[]): void;
  /** Asking what exists fails from now on. */
  hidesInstances(): void;
  /** These exist, whoever made them. */
  has(...instances: readonly Partial<Instance>[]): void;
  /** Of each purchase only so many servers are made. */
  sellsOnly(count: number): void;
}

/** A cloud that remembers tokens for ever: a second call under the same one is answered with the first result. */
export function memoryCloud(): MemoryCloud {
  const calls: { region: string; clientToken: string; spec: InstanceSpec }[] = [];
  const sold = new Map<string, Purchase>();
  const troubles: Trouble[] = [];
  const existing: Instance[] = [];
  let looked = 0;
  let hidden = false;
  let most = Infinity;

  const failure = ({ buysFirst: _buysFirst, ...facts }: Trouble, operation: string): CloudFailure =>
    new CloudFailure({
      kind: "no-answer",
      operation,
      retry: "same-token",
      mayHaveHappened: true,
      status: "TIMEOUT",
      ...facts,
    });

  return {
    calls,
    sold,
    looks: () => looked,
    failsWith: (...more) => void troubles.push(...more),
    hidesInstances: () => (hidden = true),
    sellsOnly: (count) => (most = count),
    has: (...instances) =>
      void existing.push(
        ...instances.map((instance, index) => ({
          instanceId: `i-other-${index}`,
          name: "web",
          region: "cn-east-tz1",
          az: "cn-east-tz1a",
          deviceType: "edcps.c.normal1",
          status: "running",
          privateIp: "10.0.1.9",
          publicIp: "",
          createTime: minutesLater(2),
          ...instance,
        })),
      ),

    async createInstances(order) {
      await Promise.resolve();
      calls.push(structuredClone(order));
      const trouble = troubles.shift();
      if (trouble && !trouble.buysFirst) throw failure(trouble, "createInstances");
      const bought = sold.get(order.clientToken) ?? {
        instanceIds: Array.from(
          { length: Math.min(order.spec.count, most) },
          (_, index) => `i-${sold.size + 1}-${index + 1}`,
        ),
        requestId: `request-${calls.length}`,
      };
      sold.set(order.clientToken, bought);
      if (trouble) throw failure(trouble, "createInstances");
      return bought;
    },
    async instances(region) {
      await Promise.resolve();
      looked += 1;
      if (hidden) throw failure({ kind: "no-answer" }, "describeInstances");
      return existing.filter((instance) => instance.region === region);
    },
  };
}

export interface Posted {
  readonly kind: "card" | "result" | "unposted" | "story" | "direct" | "alarm" | "notice";
  readonly name: PostName | undefined;
  /** The version with which it was posted. */
  readonly first: number;
  readonly channel: string;
  readonly ts: string;
  readonly orderId: string | undefined;
  /** The version that the message shows now. */
  version: number;
  readonly note?: string;
  /** How often it was drawn again. */
  updates: number;
  gone: boolean;
}

export interface MemoryMessenger extends Messenger {
  readonly posted: readonly Posted[];
  /** The bot may not write there (a person's direct messages: their id). */
  close(channel: string): void;
  open(channel: string): void;
  /** Somebody deletes every message of this kind. */
  remove(kind: Posted["kind"]): void;
  /** The next call, whatever it is, fails like this. */
  failNext(failure: MessageFailure): void;
  /** Slack takes the next message, and its answer is lost. */
  loseNext(): void;
  /** How often it was asked whether a message stands. */
  searches(): number;
}

/** Slack, as far as the bot's messages about orders go. */
export function memoryMessenger(): MemoryMessenger {
  const posted: Posted[] = [];
  const closed = new Set<string>();
  let failure: MessageFailure | undefined;
  let isLost = false;
  let searched = 0;

  const taken = async (): Promise<void> => {
    await Promise.resolve();
    const now = failure;
    failure = undefined;
    if (now) throw now;
  };
  const post = async (
    kind: Posted["kind"],
    channel: string,
    order: { readonly id: string | undefined; readonly version: number },
    name: PostName | undefined,
    note?: string,
  ): Promise<{ channel: string; ts: string }> => {
    await taken();
    if (closed.has(channel)) throw new MessageFailure("channel", "not_in_channel");
    const ts = `1700000000.${String(posted.length + 1).padStart(6, "0")}`;
    posted.push({
      kind,
      name,
      channel,
      ts,
      orderId: order.id,
      first: order.version,
      version: order.version,
      updates: 0,
      gone: false,
      ...(note ? { note } : {}),
    });
    const lost = isLost;
    isLost = false;
    if (lost) throw new MessageFailure("other", "WebAPIRequestError");
    return { channel, ts };
  };

  const update = async (
    { channel, ts }: Place,
    order: { readonly version: number },
  ): Promise<"updated" | "gone"> => {
    await taken();
    const message = posted.find((found) => found.channel === channel && found.ts === ts);
    if (!message || message.gone) return "gone";
    message.version = order.version;
    message.updates += 1;
    return "updated";
  };

  return {
    posted,
    close: (channel) => void closed.add(channel),
    open: (channel) => void closed.delete(channel),
    remove: (kind) =>
      posted.filter((message) => message.kind === kind).forEach((message) => (message.gone = true)),
    failNext: (next) => (failure = next),
    loseNext: () => (isLost = true),
    searches: () => searched,

    postCard: (channel, order) => post("card", channel, order, "card"),
    updateCard: update,
    updateDirect: update,
    postResult: (channel, order, name, note) => post("result", channel, order, name, note),
    postUnposted: (userId, order) => post("unposted", userId, order, "unposted"),
    postStory: (card, order, steps) =>
      post("story", card.channel, order, "story", steps.map(({ action }) => action).join(" ")),
    postDirect: (order, { action }, name) =>
      post("direct", order.requester.userId, order, name, action),
    postAlarm: (channel, order, { reason }, name) => post("alarm", channel, order, name, reason),
    async findPost(orderId, name, { channel, version }) {
      searched += 1;
      await taken();
      const found = posted.find(
        (message) =>
          !message.gone &&
          message.orderId === orderId &&
          message.name === name &&
          message.first === version &&
          message.channel === channel,
      );
      return found && { channel, ts: found.ts };
    },
    async tell({ channel, orderId }) {
      await post("notice", channel, { id: orderId, version: 0 }, undefined);
    },
  };
}

export function keptTroubles(): Troubles & { readonly now: ReadonlyMap<string, string> } {
  const now = new Map<string, string>();
  return {
    now,
    raise: async (what, sentence) => void now.set(what, sentence),
    clear: async (what) => void now.delete(what),
  };
}
