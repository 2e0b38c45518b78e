/** Modals and Home views: opening, pushing, updating, publishing, closing. The rules are the same for API calls and submit acks. */
import { invalidArguments, invalidView, refused, type Refused } from "./answer.ts";
import { inspectView } from "./check-blocks.ts";
import { carryValues, type Values } from "./element-state.ts";
import { newId, randomWord } from "./ids.ts";
import { asText, isFields, type Fields } from "./json.ts";
import { normalizeBlocks, normalizeText, type Block } from "./normalize-blocks.ts";
import { complain, note, type SlackState } from "./state.ts";
import { DEEPEST_STACK, MOST_BYTES_IN_VIEW } from "./view-rules.ts";

/** A view as Slack sends it. */
export interface View extends Fields {
  id: string;
  team_id: string;
  type: "modal" | "home";
  title: unknown;
  submit: unknown;
  close: unknown;
  blocks: Block[];
  private_metadata: string;
  callback_id: string;
  external_id: string;
  state: { values: Values };
  hash: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
  root_view_id: string;
  previous_view_id: string | null;
  app_id: string;
  app_installed_team_id: string;
  bot_id: string;
}

/** A view in somebody's client. */
export interface ShownView {
  view: View;
  userId: string;
  conversation: string | undefined;
  /** The texts under the inputs, from the last `errors` answer. */
  errors: Record<string, string>;
  /** What Slack itself shows in the modal when a submit failed. */
  trouble: string | undefined;
}

export const TROUBLE = "We had some trouble connecting. Try again?";

/** Checks a view as given by the app; the stored form is made later, when it is clear where it goes. */
export function checkView(
  state: SlackState,
  given: unknown,
  type: "modal" | "home",
  own?: View,
): Fields | Refused {
  const { problems, complaints } = inspectView(given, [type]);
  complain(state, ...complaints);
  if (problems.length > 0) return invalidView(problems);
  if (!isFields(given)) return invalidArguments("must be an object [json-pointer:/view]");
  if (Buffer.byteLength(JSON.stringify(given)) > MOST_BYTES_IN_VIEW)
    return refused("view_too_large");
  const externalId = asText(given["external_id"]) ?? "";
  const taken =
    externalId !== "" &&
    [...state.views.values()].some(
      ({ view }) => view.external_id === externalId && view.id !== own?.id,
    );
  return taken ? refused("duplicate_external_id") : given;
}

const newHash = (state: SlackState): string => `${Math.floor(state.now() / 1000)}.${randomWord(8)}`;

interface Lineage {
  id: string;
  root: string;
  previous: string | null;
  before: Values;
  conversation: string | undefined;
}

function buildView(state: SlackState, given: Fields, lineage: Lineage): View {
  const { app, team } = state.world;
  const blocks = normalizeBlocks(
    Array.isArray(given["blocks"]) ? (given["blocks"] as unknown[]) : [],
  );
  return {
    id: lineage.id,
    team_id: team.id,
    type: given["type"] === "home" ? "home" : "modal",
    blocks,
    private_metadata: asText(given["private_metadata"]) ?? "",
    callback_id: asText(given["callback_id"]) ?? "",
    state: { values: carryValues(blocks, lineage.before, lineage.conversation) },
    hash: newHash(state),
    title: normalizeText(given["title"]),
    clear_on_close: given["clear_on_close"] === true,
    notify_on_close: given["notify_on_close"] === true,
    close: normalizeText(given["close"]),
    submit: normalizeText(given["submit"]),
    previous_view_id: lineage.previous,
    root_view_id: lineage.root,
    app_id: app.id,
    external_id: asText(given["external_id"]) ?? "",
    app_installed_team_id: team.id,
    bot_id: app.botId,
  };
}

function show(state: SlackState, shown: ShownView): ShownView {
  state.views.set(shown.view.id, shown);
  note(state, shown.view.type === "home" ? "home" : "view", {
    user: shown.userId,
    view: shown.view,
  });
  return shown;
}

export function topView(state: SlackState, userId: string): ShownView | undefined {
  return state.views.get(state.stacks.get(userId)?.at(-1) ?? "");
}

export function homeOf(state: SlackState, userId: string): ShownView | undefined {
  return state.views.get(state.homes.get(userId) ?? "");
}

export function openModal(
  state: SlackState,
  userId: string,
  given: Fields,
  conversation: string | undefined,
): View {
  for (const id of state.stacks.get(userId) ?? []) state.views.delete(id);
  const id = newId("V");
  state.stacks.set(userId, [id]);
  const view = buildView(state, given, { id, root: id, previous: null, before: {}, conversation });
  return show(state, { view, userId, conversation, errors: {}, trouble: undefined }).view;
}

/** `onto` is the modal from which the push came; it must still be there and on top. */
export function pushModal(state: SlackState, onto: string, given: Fields): View | Refused {
  const base = state.views.get(onto);
  const stack = base && state.stacks.get(base.userId);
  if (!base || !stack?.includes(onto)) return refused("not_found");
  if (stack.length >= DEEPEST_STACK) return refused("push_limit_reached");
  const id = newId("V");
  const { userId, conversation } = base;
  const view = buildView(state, given, {
    id,
    root: base.view.root_view_id,
    previous: stack.at(-1) ?? null,
    before: {},
    conversation,
  });
  state.stacks.set(userId, [...stack, id]);
  return show(state, { view, userId, conversation, errors: {}, trouble: undefined }).view;
}

export function replaceView(state: SlackState, shown: ShownView, given: Fields): View {
  const { id, root_view_id: root, previous_view_id: previous, state: kept } = shown.view;
  const view = buildView(state, given, {
    id,
    root,
    previous,
    before: kept.values,
    conversation: shown.conversation,
  });
  return show(state, { ...shown, view, errors: {}, trouble: undefined }).view;
}

export function publishHome(state: SlackState, userId: string, given: Fields): View {
  const known = homeOf(state, userId);
  if (known) return replaceView(state, known, given);
  const id = newId("V");
  state.homes.set(userId, id);
  const view = buildView(state, given, {
    id,
    root: id,
    previous: null,
    before: {},
    conversation: undefined,
  });
  return show(state, { view, userId, conversation: undefined, errors: {}, trouble: undefined })
    .view;
}

/** Takes views off a person's stack: the top one, or all. */
export function closeModals(state: SlackState, userId: string, which: "top" | "all"): void {
  const stack = state.stacks.get(userId) ?? [];
  const kept = which === "all" ? [] : stack.slice(0, -1);
  for (const id of stack.slice(kept.length)) state.views.delete(id);
  state.stacks.set(userId, kept);
  note(state, "view", { user: userId, view: topView(state, userId)?.view });
}

/** After a submit the view that was sent closes, even if another came on top meanwhile. */
export function removeModal(state: SlackState, viewId: string): void {
  const shown = state.views.get(viewId);
  if (!shown) return;
  state.views.delete(viewId);
  state.stacks.set(
    shown.userId,
    (state.stacks.get(shown.userId) ?? []).filter((id) => id !== viewId),
  );
  note(state, "view", { user: shown.userId, view: topView(state, shown.userId)?.view });
}

export function markView(
  state: SlackState,
  viewId: string,
  marks: Partial<Pick<ShownView, "errors" | "trouble">>,
): void {
  const shown = state.views.get(viewId);
  if (shown) show(state, Object.assign(shown, marks));
}

export function setViewValues(state: SlackState, shown: ShownView, values: Values): void {
  shown.view = { ...shown.view, state: { values } };
  show(state, shown);
}

/** What views.* answers: without what the person entered, which the app gets only with interactions. */
export function viewForApi(view: View): Fields {
  return { ...structuredClone(view), state: { values: {} } };
}
