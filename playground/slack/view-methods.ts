/** views.*: modals and the Home tab. */
import { good, invalidArguments, isRefused, refused, type Answer } from "./answer.ts";
import type { Fields } from "./json.ts";
import { optionalTextArg, text, textArg, type Argument, type Method } from "./method.ts";
import { findPerson } from "./places.ts";
import type { SlackState } from "./state.ts";
import { checkTrigger } from "./triggers.ts";
import {
  checkView,
  homeOf,
  openModal,
  publishHome,
  pushModal,
  replaceView,
  viewForApi,
  type ShownView,
  type View,
} from "./views.ts";

const view: Argument = { is: "object", required: true, otherwise: "invalid_arguments" };
const answerWith = (shown: View): Answer => good({ view: viewForApi(shown) });

/** A refused view does not use the trigger up: the app can correct it and call again. */
function open(state: SlackState, args: Fields): Answer {
  const given = checkView(state, args["view"], "modal");
  if (isRefused(given)) return given;
  const trigger = checkTrigger(state, textArg(args, "trigger_id"));
  if (isRefused(trigger)) return trigger;
  trigger.used = true;
  return answerWith(openModal(state, trigger.userId, given, trigger.conversation));
}

function push(state: SlackState, args: Fields): Answer {
  const given = checkView(state, args["view"], "modal");
  if (isRefused(given)) return given;
  const trigger = checkTrigger(state, textArg(args, "trigger_id"));
  if (isRefused(trigger)) return trigger;
  // Without a modal behind the trigger there is nothing to push onto.
  if (trigger.viewId === undefined) return refused("not_found");
  const pushed = pushModal(state, trigger.viewId, given);
  if (isRefused(pushed)) return pushed;
  trigger.used = true;
  return answerWith(pushed);
}

const isStale = (args: Fields, shown: ShownView | undefined): boolean =>
  args["hash"] !== undefined && args["hash"] !== shown?.view.hash;

function update(state: SlackState, args: Fields): Answer {
  const viewId = optionalTextArg(args, "view_id");
  const externalId = optionalTextArg(args, "external_id");
  if (viewId !== undefined && externalId !== undefined)
    return invalidArguments("Cannot provide both `view_id` and `external_id`");
  if (viewId === undefined && externalId === undefined)
    return invalidArguments("must provide either `view_id` or `external_id`");
  const shown = [...state.views.values()].find((each) =>
    viewId === undefined
      ? each.view.external_id === externalId && externalId !== ""
      : each.view.id === viewId,
  );
  const given = checkView(state, args["view"], shown?.view.type ?? "modal", shown?.view);
  if (isRefused(given)) return given;
  if (!shown) return refused("not_found");
  if (isStale(args, shown)) return refused("hash_conflict");
  return answerWith(replaceView(state, shown, given));
}

function publish(state: SlackState, args: Fields): Answer {
  const person = findPerson(state, textArg(args, "user_id"));
  if (!state.world.app.homeTabEnabled) return refused("not_enabled");
  if (!person || person.isBot) return invalidArguments("invalid `user_id` [json-pointer:/user_id]");
  const shown = homeOf(state, person.id);
  const given = checkView(state, args["view"], "home", shown?.view);
  if (isRefused(given)) return given;
  if (isStale(args, shown)) return refused("hash_conflict");
  return answerWith(publishHome(state, person.id, given));
}

const trigger_id: Argument = { is: "string", required: true };

export const VIEW_METHODS = {
  "views.open": { token: "bot", scopes: [], args: { view, trigger_id }, run: open },
  "views.push": { token: "bot", scopes: [], args: { view, trigger_id }, run: push },
  "views.update": {
    token: "bot",
    scopes: [],
    args: { view, view_id: text, external_id: text, hash: text },
    run: update,
  },
  "views.publish": {
    token: "bot",
    scopes: [],
    args: { view, user_id: { is: "string", required: true }, hash: text },
    run: publish,
  },
} as const satisfies Record<string, Method>;
