/** What an element offers to choose from, and how a person finds an option in it. */
import { wasAccepted } from "./acknowledgement.ts";
import { checkShape, startInspection, wordProblem } from "./check-shape.ts";
import { MENU, optionsOf } from "./composition-rules.ts";
import { deliver } from "./deliver.ts";
import type { PlacedElement } from "./element-state.ts";
import { asFields, asList, isFields, type Fields } from "./json.ts";
import { blockSuggestion } from "./payloads.ts";
import { botIsIn } from "./places.ts";
import { complain, trim, type SlackState } from "./state.ts";
import type { Surface } from "./surfaces.ts";

export interface Option extends Fields {
  text: { type: string; text: string };
  value: string;
}

/** Plain entries stand for people and places: their id is the value. */
const entry = (value: string, text: string): Option => ({
  text: { type: "plain_text", text },
  value,
});

const isOption = (value: unknown): value is Option =>
  isFields(value) && typeof value["value"] === "string" && isFields(value["text"]);

function people(state: SlackState): Option[] {
  return state.world.people
    .filter((person) => !person.deleted)
    .map((person) => entry(person.id, person.realName));
}

function conversations(state: SlackState, userId: string, element: Fields): Option[] {
  const filter = asFields(element["filter"]);
  const kinds = filter["include"] === undefined ? undefined : asList(filter["include"]);
  return state.world.channels
    .filter((channel) => channel.kind === "public" || channel.members.includes(userId))
    .filter((channel) => !channel.archived && (kinds === undefined || kinds.includes(channel.kind)))
    .filter(
      (channel) =>
        !(
          filter["exclude_external_shared_channels"] === true &&
          (channel.sharedWith ?? []).length > 0
        ),
    )
    .filter(
      (channel) =>
        !(filter["exclude_bot_users"] === true && channel.kind === "im" && botIsIn(state, channel)),
    )
    .map((channel) => entry(channel.id, channel.name));
}

const publicChannels = (state: SlackState): Option[] =>
  state.world.channels
    .filter((channel) => channel.kind === "public" && !channel.archived)
    .map((channel) => entry(channel.id, channel.name));

type Source = (state: SlackState, surface: Surface, placed: PlacedElement) => Option[];

const own: Source = (_state, _surface, { element }) => optionsOf(element).filter(isOption);

const offeredKey = (surface: Surface, placed: PlacedElement): string =>
  `${surface.userId} ${surface.key} ${placed.blockId} ${placed.actionId}`;

/** An external menu has only what the app last answered, and what is chosen already. */
const lastOffered: Source = (state, surface, placed) => {
  const held = asFields(surface.values[placed.blockId]?.[placed.actionId]);
  const chosen = [held["selected_option"], ...asList(held["selected_options"])];
  return [...(state.offered.get(offeredKey(surface, placed)) ?? []), ...chosen].filter(isOption);
};

const SOURCES: Readonly<Record<string, Source>> = {
  static_select: own,
  multi_static_select: own,
  radio_buttons: own,
  checkboxes: own,
  overflow: own,
  external_select: lastOffered,
  multi_external_select: lastOffered,
  users_select: people,
  multi_users_select: people,
  conversations_select: (state, surface, { element }) =>
    conversations(state, surface.userId, element),
  multi_conversations_select: (state, surface, { element }) =>
    conversations(state, surface.userId, element),
  channels_select: publicChannels,
  multi_channels_select: publicChannels,
};

export function offeredOptions(
  state: SlackState,
  surface: Surface,
  placed: PlacedElement,
): Option[] {
  const type = String(placed.element["type"]);
  const source = SOURCES[type];
  if (!source) throw new Error(`"${placed.actionId}" is a ${type}, which offers no options.`);
  return source(state, surface, placed);
}

/** By value, else by the exact text a person reads. */
export function findOption(options: readonly Option[], wanted: string): Option {
  const found =
    options.find((option) => option.value === wanted) ??
    options.find((option) => option.text.text === wanted);
  if (found) return found;
  const offered =
    options.map((option) => `${option.value} (${option.text.text})`).join(", ") || "none";
  throw new Error(`There is no option "${wanted}" to choose; the options are: ${offered}.`);
}

/** What the client asks for when nothing is said. */
const USUAL_MIN_QUERY_LENGTH = 3;

/** Types into an external menu. The app is asked only from `min_query_length` characters on; a bad answer leaves the menu empty. */
export async function searchOptions(
  state: SlackState,
  surface: Surface,
  placed: PlacedElement,
  query: string,
): Promise<Option[]> {
  const { element, actionId } = placed;
  if (!String(element["type"]).endsWith("external_select"))
    throw new Error(
      `"${actionId}" is a ${String(element["type"])}; only external menus are searched.`,
    );
  const least =
    typeof element["min_query_length"] === "number"
      ? element["min_query_length"]
      : USUAL_MIN_QUERY_LENGTH;
  if (query.length < least) return [];
  const [acknowledgement] = await deliver(state, {
    type: "block_suggestion",
    payload: blockSuggestion(state, surface, placed, query),
  });
  const options = wasAccepted(acknowledgement)
    ? checkedOptions(state, actionId, acknowledgement.body)
    : [];
  state.offered.set(offeredKey(surface, placed), options);
  trim(state.offered);
  return options;
}

function checkedOptions(state: SlackState, actionId: string, body: unknown): Option[] {
  const inspection = startInspection("modal");
  checkShape(body, MENU, "", inspection);
  complain(state, ...inspection.complaints);
  if (inspection.problems.length === 0 && isFields(body)) return optionsOf(body).filter(isOption);
  const why = inspection.problems.map(wordProblem).join("; ");
  complain(state, `The options for "${actionId}" cannot be used: ${why}`);
  return [];
}
