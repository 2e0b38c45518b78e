import { asFields, asList, asText } from "../slack/json.ts";
import type { Slack } from "../slack/slack.ts";
import type { TrafficEntry } from "../slack/traffic.ts";
import type { Traffic, TrafficLine } from "./sections.ts";

const NEWEST = 150;
/** How long Slack waits for an app. */
const BUDGET_MS = 3_000;

/** A name that people know, for the id of a channel or a person. */
type NameOf = (id: string) => string;

/** Entries have no ids of their own; these last as long as the entry does. */
export interface TrafficIds {
  idOf(entry: TrafficEntry): number;
}

export function trafficIds(): TrafficIds {
  const ids = new WeakMap<TrafficEntry, number>();
  let last = 0;
  return {
    idOf(entry) {
      const known = ids.get(entry);
      if (known !== undefined) return known;
      last += 1;
      ids.set(entry, last);
      return last;
    },
  };
}

/** Nothing to tell in one word about the others. */
function detailOf(what: string, payload: Record<string, unknown>, nameOf: NameOf): string {
  switch (what) {
    case "command":
      return `${asText(payload["command"]) ?? ""} ${asText(payload["text"]) ?? ""}`.trim();
    case "block_actions":
      return asText(asFields(asList(payload["actions"])[0])["action_id"]) ?? "";
    case "block_suggestion":
      return `${asText(payload["action_id"]) ?? ""} “${asText(payload["value"]) ?? ""}”`;
    case "event_callback":
      return asText(asFields(payload["event"])["type"]) ?? "";
    case "view_submission":
    case "view_closed":
      return asText(asFields(payload["view"])["callback_id"]) ?? "";
    default:
      return nameOf(asText(payload["channel"]) ?? asText(payload["user"]) ?? "");
  }
}

function lineOf(entry: TrafficEntry, id: number, nameOf: NameOf): TrafficLine {
  const { at, status } = entry;
  const ms = Math.round(entry.ms);
  const common = { id, at, ms, status };
  if (entry.kind === "delivery") {
    return {
      ...common,
      towards: "bot",
      what: entry.type,
      detail: detailOf(entry.type, entry.payload, nameOf),
      ok: status >= 200 && status < 300,
      outcome: entry.outcome,
      budget: BUDGET_MS,
    };
  }
  const what = entry.kind === "call" ? entry.method : "response_url";
  const error = asText(asFields(entry.answer)["error"]);
  return {
    ...common,
    towards: "slack",
    what,
    detail: detailOf(what, entry.args, nameOf),
    ok: status === 200 && asFields(entry.answer)["ok"] !== false,
    outcome: error ?? (status === 200 ? "ok" : "failed"),
  };
}

export function trafficSection(slack: Slack, ids: TrafficIds): Traffic {
  const names = new Map([
    ...slack
      .channels()
      .filter(({ name }) => name !== "")
      .map(({ id, name }) => [id, `#${name}`] as const),
    ...slack.people().map(({ id, name }) => [id, `@${name}`] as const),
  ]);
  const nameOf: NameOf = (id) => names.get(id) ?? id;
  return {
    lines: slack.traffic
      .slice(-NEWEST)
      .map((entry) => lineOf(entry, ids.idOf(entry), nameOf))
      .toReversed(),
  };
}
