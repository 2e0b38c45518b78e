/** What the page is sent: named sections, each complete in itself, so that the page never has to keep a state of its own. */
import type { Values } from "../slack/element-state.ts";
import type { RenderedView } from "../slack/person.ts";
import type { View } from "../slack/views.ts";

export type Language = "en" | "zh";
export type Role = "requester" | "manager" | "stranger" | "chinese" | "guest" | "foreigner";

/** Somebody the visitor can be. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly language: Language;
}

export interface Workspace {
  readonly team: string;
  readonly app: { readonly name: string; readonly userId: string };
  readonly me: {
    readonly id: string;
    readonly name: string;
    readonly language: Language;
    readonly tz: string;
  };
  readonly actors: readonly Actor[];
  readonly people: Readonly<Record<string, string>>;
  readonly groups: Readonly<Record<string, string>>;
  readonly channels: Readonly<Record<string, string>>;
  readonly commands: readonly Command[];
}

export interface Command {
  readonly command: string;
  readonly hint: string;
  readonly description: Readonly<Record<Language, string>>;
}

/** A line of the list on the left. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly kind: "public" | "private" | "app";
  readonly unread: number;
  /** How many of the unread ones speak to this person. */
  readonly mentions: number;
}

export interface ShownMessage {
  readonly ts: string;
  readonly from: "person" | "app" | "slack";
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly thread?: string;
  /** A reply that is shown in the channel too. */
  readonly broadcast?: boolean;
  /** Only this person sees it. */
  readonly alone?: boolean;
  readonly values: Values;
  /** What a failed gesture on this message left behind. */
  readonly trouble?: string;
}

export interface Conversation {
  readonly messages: readonly ShownMessage[];
}

export interface Modal {
  readonly view: RenderedView | null;
  readonly depth: number;
  readonly trouble?: string;
}

export interface Home {
  readonly view: View | null;
  readonly trouble?: string;
}

export interface Machine {
  readonly state: "running" | "starting" | "stopped";
  readonly pid: number;
  readonly mode: "http" | "socket";
}

export type DayState = "off" | "once" | "on";

export interface CloudNow {
  readonly days: Readonly<Record<string, DayState>>;
  readonly stock: readonly {
    readonly region: string;
    readonly deviceType: string;
    readonly name: string;
    readonly available: number;
  }[];
  readonly purchases: readonly {
    readonly clientToken: string;
    readonly name: string;
    readonly deviceType: string;
    readonly instanceIds: readonly string[];
    readonly at: number;
    readonly repeats: number;
  }[];
  readonly instances: readonly {
    readonly id: string;
    readonly name: string;
    readonly region: string;
    readonly status: string;
  }[];
  readonly calls: readonly {
    readonly id: string;
    readonly operation: string;
    readonly at: number;
    readonly ms: number;
    readonly status: number;
    readonly fault?: string;
  }[];
  /** What a careful client, or a correct app, would not have done. */
  readonly breaches: readonly string[];
}

export interface TrafficLine {
  readonly id: number;
  readonly towards: "bot" | "slack";
  /** The method, or the kind of the payload. */
  readonly what: string;
  readonly detail: string;
  readonly at: number;
  readonly ms: number;
  readonly status: number;
  readonly ok: boolean;
  readonly outcome: string;
  /** Only what Slack waits for has one. */
  readonly budget?: number;
}

export interface Traffic {
  readonly lines: readonly TrafficLine[];
}

/** The sections by name; conversations come as `conversation:<channel>`. */
export interface Sections {
  workspace: Workspace;
  places: readonly Place[];
  modal: Modal;
  home: Home;
  machine: Machine;
  cloud: CloudNow;
  traffic: Traffic;
  [conversation: `conversation:${string}`]: Conversation;
}
