/** The switches for bad days: which faults they plan, and when one that strikes once has struck. */
import type { Fault as CloudFault } from "../edcps/faults.ts";
import type { Fault as SlackFault } from "../slack/faults.ts";
import type { World } from "../start-world.ts";
import type { DayState } from "./sections.ts";

type Day =
  | { readonly side: "cloud"; readonly operation: string; readonly fault: CloudFault }
  | { readonly side: "slack"; readonly method: string; readonly fault: SlackFault }
  | { readonly side: "store" };

const buying = (fault: CloudFault): Day => ({ side: "cloud", operation: "createInstances", fault });
const slack = (fault: SlackFault): Day => ({ side: "slack", method: "*", fault });
const broken = { kind: "error", http: 500, status: "INTERNAL" } as const;

export const DAYS = {
  "sold-out": buying({ kind: "soldOut" }),
  "half-batch": buying({ kind: "halfBatch" }),
  "500-before": buying({ ...broken, when: "before" }),
  "500-after": buying({ ...broken, when: "after" }),
  "boot-error": buying({ kind: "bootError" }),
  "cloud-429": { side: "cloud", operation: "*", fault: { kind: "rateLimit" } },
  "cloud-slow": { side: "cloud", operation: "*", fault: { kind: "delay", ms: 5_000 } },
  "slack-429": slack({ status: 429, retryAfter: 3 }),
  "slack-down": slack({ status: 503 }),
  "store-stuck": { side: "store" },
} as const satisfies Record<string, Day>;

export type DayName = keyof typeof DAYS;
export const DAY_NAMES = Object.keys(DAYS) as DayName[];

export interface BadDays {
  set(name: DayName, state: DayState): void;
  states(): Record<DayName, DayState>;
  clear(): void;
  stop(): void;
}

export function badDays({ slack: slackWorld, cloud, redis }: World, changed: () => void): BadDays {
  /** In the order in which they were switched on: the first that fits is the one that strikes. */
  const armed = new Map<DayName, "once" | "on">();

  function plan(): void {
    slackWorld.faults.clear();
    cloud.faults.clear();
    for (const [name, state] of armed) {
      const day: Day = DAYS[name];
      const times = state === "once" ? 1 : undefined;
      if (day.side === "cloud") cloud.faults.add(day.operation, day.fault, times);
      if (day.side === "slack") slackWorld.faults.set(day.method, day.fault, times);
    }
  }

  function struck(fits: (day: Day) => boolean): void {
    for (const [name, state] of armed) {
      if (!fits(DAYS[name])) continue;
      if (state === "once" && armed.delete(name)) changed();
      return;
    }
  }
  const onRequest = ({ fault }: { fault?: string }): void => {
    if (fault !== undefined) struck((day) => day.side === "cloud" && day.fault.kind === fault);
  };
  const onTraffic = (entry: { kind?: string; fault?: unknown }): void => {
    if (entry.kind === "call" && entry.fault !== undefined) struck(({ side }) => side === "slack");
  };
  cloud.events.on("request", onRequest);
  slackWorld.events.on("traffic", onTraffic);

  const release = (): void => {
    if (armed.delete("store-stuck")) redis.thaw();
  };

  return {
    set(name, state) {
      const day: Day = DAYS[name];
      if (day.side === "store") {
        if (state !== "off" && !armed.has(name)) redis.freeze();
        if (state === "off") release();
      }
      if (state === "off") armed.delete(name);
      else armed.set(name, day.side === "store" ? "on" : state);
      plan();
    },
    states: () =>
      Object.fromEntries(DAY_NAMES.map((name) => [name, armed.get(name) ?? "off"])) as Record<
        DayName,
        DayState
      >,
    clear() {
      release();
      armed.clear();
      plan();
    },
    stop() {
      release();
      cloud.events.off("request", onRequest);
      slackWorld.events.off("traffic", onTraffic);
    },
  };
}
