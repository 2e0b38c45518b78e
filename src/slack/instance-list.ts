import { z } from "zod";
import type { Instance } from "../order/catalogue.ts";
import { nearest } from "../order/nearest.ts";
import { groupsOf, permission } from "../order/policy.ts";
import type { Policy } from "../order/policy-file.ts";
import { decidedOrKept, keepRefusal } from "../workflow/keep-refusal.ts";
import type { Catalogue, Clock, Cloud, Orders, People } from "../workflow/ports.ts";
import { actions, context, plain, section, type Button } from "./blocks.ts";
import type { Message } from "./order-card.ts";
import { textsFor, type Reader } from "./reader.ts";
import type { Texts } from "./texts.ts";

export interface InstancePorts {
  readonly cloud: Cloud;
  readonly catalogue: Catalogue;
  readonly people: People;
  readonly policy: () => Policy;
  readonly orders: Orders;
  readonly clock: Clock;
}

/** What every button of a list of servers is called. Where it leads to stands in its value. */
export const INSTANCES_ACTION = /^instances_/;

/** Which page of which servers. */
const wantedServers = z.strictObject({
  region: z.string(),
  /** The cloud's own word. */
  state: z.string().exactOptional(),
  /** The server with which the page begins. The first one, when it is absent or gone. */
  begin: z.string().exactOptional(),
});
export type WantedServers = z.output<typeof wantedServers>;

/** The page behind a button; undefined when nothing of ours drew it. */
export function readWantedServers(value: string | undefined): WantedServers | undefined {
  try {
    return wantedServers.parse(JSON.parse(value ?? ""));
  } catch {
    return undefined;
  }
}

/** As many as fit into one section, whose text ends at 3,000 characters. */
const PAGE = 12;

/**
 * The servers of a region that exist, for whoever may order. What was typed behind the command, or came back from a
 * button, is looked up and never trusted. That somebody may not look is kept in the audit trail.
 */
export async function listInstances(
  { cloud, catalogue, people, ...ports }: InstancePorts,
  by: { readonly userId: string; readonly teamId: string },
  reader: Reader,
  asked: string | WantedServers,
): Promise<Message> {
  const policy = ports.policy();
  const { userId, teamId } = by;
  const attempt = { by: { kind: "person", userId, teamId }, action: "view" } as const;
  const identified = people.identify({ userId, teamId }, groupsOf(policy));
  const person = await decidedOrKept(ports, () => attempt, identified);
  const allowed = permission(policy, person, { action: "open-form" });
  const texts = await textsFor(reader);
  if (!allowed.ok) {
    await keepRefusal(ports, attempt, allowed.refusal.reason);
    return sentence(texts.refusal(allowed.refusal));
  }
  const regions = (await catalogue.regions()).items.map(({ region }) => region);
  const wanted = typeof asked === "string" ? readLine(asked, regions) : asked;
  if (!wanted || !regions.includes(wanted.region)) {
    const [word] = typeof asked === "string" ? wordsOf(asked) : [asked.region];
    const unknown = word ? [texts.servers.unknownWord(word, nearest(word, regions))] : [];
    return sentence([...unknown, texts.command.nameARegion(regions)].join("\n"));
  }
  return instanceList(await cloud.instances(wanted.region), wanted, texts);
}

const sentence = (text: string): Message => ({ text, blocks: [section(text)] });

const wordsOf = (typed: string): readonly string[] => typed.split(/\s+/).filter(Boolean);

/** `[region] [state]`: where there is only one region, its name may be left out. */
function readLine(typed: string, regions: readonly string[]): WantedServers | undefined {
  const words = wordsOf(typed);
  const named = regions.find((region) => region === words[0]);
  const region = named ?? (regions.length === 1 ? regions[0] : undefined);
  const state = words.slice(named === undefined ? 0 : 1).join(" ");
  return region === undefined ? undefined : { region, ...(state ? { state } : {}) };
}

/** One page of servers, by name; how many are in which state; and ways to the next pages. */
export function instanceList(
  all: readonly Instance[],
  { region, state, begin }: WantedServers,
  texts: Texts,
): Message {
  const { command, servers } = texts;
  if (all.length === 0) return sentence(command.noServers(region));
  const inState = all.filter(({ status }) => state === undefined || status === state);
  if (state !== undefined && inState.length === 0) {
    const near = nearest(state, [...new Set(all.map(({ status }) => status))]);
    return sentence(
      near === undefined ? servers.noneInState(state, region) : servers.unknownWord(state, near),
    );
  }
  const found = inState.toSorted(
    (one, other) =>
      BY_NAME.compare(one.name, other.name) || BY_NAME.compare(one.instanceId, other.instanceId),
  );
  const from = Math.max(
    0,
    found.findIndex(({ instanceId }) => instanceId === begin),
  );
  const shown = found.slice(from, from + PAGE);
  const title = command.servers(found.length, region);
  const page = (name: "next" | "previous", at: number): Button => ({
    type: "button",
    action_id: `instances_${name}`,
    text: plain(servers[name], 75),
    value: JSON.stringify({ region, ...(state === undefined ? {} : { state }), begin: idAt(at) }),
  });
  const idAt = (at: number): string => found[Math.max(0, at)]?.instanceId ?? "";
  const ways = [
    ...(from > 0 ? [page("previous", from - PAGE)] : []),
    ...(from + PAGE < found.length ? [page("next", from + PAGE)] : []),
  ].filter(({ value = "" }) => value.length <= MOST_IN_VALUE);
  const counts = [
    ...(ways.length > 0 ? [servers.range(from + 1, from + shown.length, found.length)] : []),
    ...(state === undefined ? [servers.states(all)] : []),
  ];
  return {
    text: title,
    blocks: [
      section(`*${title}*`),
      section(shown.map(texts.server).join("\n")),
      ...(counts.length > 0 ? [context(...counts)] : []),
      ...(ways.length > 0 ? [actions(...ways)] : []),
    ],
  };
}

/** Slack's limit; no cloud names anything like that. */
const MOST_IN_VALUE = 2_000;
const BY_NAME = new Intl.Collator("en", { numeric: true });
