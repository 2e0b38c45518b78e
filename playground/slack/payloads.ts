/** The payloads of interactions and events, as Slack shapes them. No top-level `name`: Bolt would take that for a menu request. */
import { ELEMENT_STATE, type PlacedElement } from "./element-state.ts";
import { newId } from "./ids.ts";
import { present, type Fields } from "./json.ts";
import { dmIdOf, findPerson, teamDomain } from "./places.ts";
import { makeResponseUrl } from "./response-urls.ts";
import type { SlackState } from "./state.ts";
import { channelName, type Surface } from "./surfaces.ts";
import { makeTrigger } from "./triggers.ts";
import { homeOf, type ShownView, type View } from "./views.ts";

/** The deprecated verification token: in every payload, trusted by nobody. */
const LEGACY_TOKEN = "legacyVerificationToken0";

function person(state: SlackState, userId: string): { id: string; name: string; teamId: string } {
  return (
    findPerson(state, userId) ?? {
      id: userId,
      name: userId.toLowerCase(),
      teamId: state.world.team.id,
    }
  );
}

/**
 * `team` is the workspace that has the app. Somebody from another workspace, in a shared channel, is told only by
 * `user.team_id`: an app that does not look there takes a stranger for a colleague.
 */
function common(state: SlackState, type: string, userId: string): Fields {
  const { app, team } = state.world;
  const { id, name, teamId } = person(state, userId);
  return {
    type,
    user: { id, username: name, name, team_id: teamId },
    api_app_id: app.id,
    token: LEGACY_TOKEN,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Slack escapes these three characters, and nothing else, in what people write. */
export const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The team is the one where the command was typed. */
export function commandFields(
  state: SlackState,
  userId: string,
  channelId: string,
  text: string,
): Fields {
  const { id, name, teamId } = person(state, userId);
  const [command = "", ...words] = text.split(" ");
  return {
    token: LEGACY_TOKEN,
    team_id: teamId,
    team_domain: teamDomain(state, teamId),
    channel_id: channelId,
    channel_name: channelName(state, channelId),
    user_id: id,
    user_name: name,
    command,
    text: escapeText(words.join(" ")),
    api_app_id: state.world.app.id,
    is_enterprise_install: "false",
    response_url: makeResponseUrl(state, {
      kind: "commands",
      userId,
      channelId,
      source: undefined,
    }),
    trigger_id: makeTrigger(state, userId, { conversation: channelId }),
  };
}

/** The keys an element adds to its action, besides what it keeps (which the state table knows). */
const BUTTON_KEYS = ["text", "value", "style", "confirm", "url"];
const MENU_KEYS = ["placeholder"];

export function actionOf(
  state: SlackState,
  { element, blockId, actionId }: PlacedElement,
  given: Fields,
): Fields {
  const row = ELEMENT_STATE[String(element["type"])];
  const keys = row ? [...MENU_KEYS, row.initial] : element["type"] === "button" ? BUTTON_KEYS : [];
  const own = Object.fromEntries(keys.map((key) => [key, element[key]]));
  return present({
    type: element["type"],
    block_id: blockId,
    action_id: actionId,
    ...own,
    ...given,
    action_ts: state.stamp(),
  });
}

export function blockActions(state: SlackState, surface: Surface, action: Fields): Fields {
  const trigger = makeTrigger(state, surface.userId, surface);
  const response_url = surface.responseUrl();
  return present({
    ...common(state, "block_actions", surface.userId),
    trigger_id: trigger,
    ...surface.origin(),
    response_url,
    actions: [action],
  });
}

export function blockSuggestion(
  state: SlackState,
  surface: Surface,
  placed: PlacedElement,
  query: string,
): Fields {
  const { state: _onlyForActions, ...origin } = surface.origin();
  return {
    ...common(state, "block_suggestion", surface.userId),
    action_id: placed.actionId,
    block_id: placed.blockId,
    value: query,
    ...origin,
  };
}

function responseUrlsFor(state: SlackState, shown: ShownView): Fields[] {
  return shown.view.blocks.flatMap((block) => {
    const element = block["element"] as Fields | undefined;
    if (element?.["response_url_enabled"] !== true) return [];
    const action_id = String(element["action_id"]);
    const held = shown.view.state.values[block.block_id]?.[action_id];
    const channel_id = held?.["selected_conversation"] ?? held?.["selected_channel"];
    if (typeof channel_id !== "string") return [];
    const response_url = makeResponseUrl(state, {
      kind: "app",
      userId: shown.userId,
      channelId: channel_id,
      source: undefined,
    });
    return [{ block_id: block.block_id, action_id, channel_id, response_url }];
  });
}

export function viewSubmission(state: SlackState, shown: ShownView): Fields {
  return {
    ...common(state, "view_submission", shown.userId),
    trigger_id: makeTrigger(state, shown.userId, {
      viewId: shown.view.id,
      conversation: shown.conversation,
    }),
    view: structuredClone(shown.view),
    response_urls: responseUrlsFor(state, shown),
  };
}

/** Without what was entered: the app never learns the inputs of a form that was not sent. */
export function viewClosed(
  state: SlackState,
  userId: string,
  view: View,
  isCleared: boolean,
): Fields {
  return {
    ...common(state, "view_closed", userId),
    view: { ...structuredClone(view), state: { values: {} } },
    is_cleared: isCleared,
  };
}

/** The view comes with the Home tab only, and only once the app has published one. */
export function appHomeOpened(state: SlackState, userId: string, tab: "home" | "messages"): Fields {
  const { app, team } = state.world;
  const view = tab === "home" ? homeOf(state, userId)?.view : undefined;
  return {
    token: LEGACY_TOKEN,
    team_id: team.id,
    api_app_id: app.id,
    event: present({
      type: "app_home_opened",
      user: userId,
      channel: dmIdOf(userId),
      tab,
      view: view && structuredClone(view),
      event_ts: state.stamp(),
    }),
    type: "event_callback",
    event_id: newId("Ev"),
    event_time: Math.floor(state.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  };
}
