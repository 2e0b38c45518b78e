/** auth.test, bots.*, team.*, users.*, usergroups.*: who is who. */
import { good, isRefused, refused } from "./answer.ts";
import { present, type Fields } from "./json.ts";
import { count, needed, optionalTextArg, text, textArg, yesNo, type Method } from "./method.ts";
import { page } from "./paging.ts";
import { findPerson } from "./places.ts";
import type { SlackState } from "./state.ts";
import type { WorldGroup, WorldPerson } from "./world.ts";

const PICTURES = Object.fromEntries(
  [24, 32, 48, 72, 192, 512].map((size) => [
    `image_${size}`,
    `https://avatars.example/${size}.png`,
  ]),
);

function describePerson(state: SlackState, person: WorldPerson, withLocale: boolean): Fields {
  const mayReadEmail = state.world.app.botScopes.includes("users:read.email");
  return present({
    id: person.id,
    team_id: person.teamId,
    name: person.name,
    deleted: person.deleted === true,
    real_name: person.realName,
    tz: person.tz,
    tz_label: person.tzLabel,
    tz_offset: person.tzOffset,
    profile: present({
      real_name: person.realName,
      display_name: person.name,
      status_text: "",
      status_emoji: "",
      ...PICTURES,
      team: person.teamId,
      email: mayReadEmail && !person.isBot ? person.email : undefined,
    }),
    is_admin: person.isAdmin === true,
    is_owner: person.isOwner === true,
    is_primary_owner: false,
    is_restricted: person.isRestricted === true,
    is_ultra_restricted: person.isUltraRestricted === true,
    is_bot: person.isBot === true,
    is_app_user: false,
    is_stranger: person.teamId === state.world.team.id ? undefined : true,
    updated: 1_790_000_000,
    locale: withLocale ? person.locale : undefined,
  });
}

function describeGroup(state: SlackState, group: WorldGroup, args: Fields): Fields {
  return present({
    id: group.id,
    team_id: state.world.team.id,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    description: "",
    handle: group.handle,
    is_external: false,
    date_create: 1_790_000_000,
    date_update: 1_790_000_000,
    date_delete: group.disabled ? 1_790_000_001 : 0,
    auto_type: null,
    created_by: "U0BOB0001",
    updated_by: "U0BOB0001",
    deleted_by: null,
    prefs: { channels: [], groups: [] },
    user_count: args["include_count"] === true ? String(group.users.length) : undefined,
    users: args["include_users"] === true ? group.users : undefined,
  });
}

export const PEOPLE_METHODS = {
  "auth.test": {
    token: "bot",
    scopes: [],
    args: {},
    run(state) {
      const { app, team } = state.world;
      return good({
        url: `https://${team.domain}.slack.com/`,
        team: team.name,
        user: app.name,
        team_id: team.id,
        user_id: app.botUserId,
        bot_id: app.botId,
        is_enterprise_install: false,
      });
    },
  },
  "bots.info": {
    token: "bot",
    scopes: ["users:read"],
    args: { bot: text, team_id: text },
    run(state, args) {
      const { app } = state.world;
      if (textArg(args, "bot") !== app.botId) return refused("bot_not_found");
      return good({
        bot: {
          id: app.botId,
          deleted: false,
          name: app.name,
          updated: 1_790_000_000,
          app_id: app.id,
          user_id: app.botUserId,
          icons: {},
        },
      });
    },
  },
  "team.info": {
    token: "bot",
    scopes: ["team:read"],
    args: { team: text, domain: text },
    run(state, args) {
      const { team } = state.world;
      if ((optionalTextArg(args, "team") ?? team.id) !== team.id) return refused("team_not_found");
      return good({
        team: {
          id: team.id,
          name: team.name,
          domain: team.domain,
          email_domain: "",
          icon: { image_default: true },
        },
      });
    },
  },
  "users.info": {
    token: "bot",
    scopes: ["users:read"],
    args: { user: needed, include_locale: yesNo },
    run(state, args) {
      const person = findPerson(state, textArg(args, "user"));
      return person
        ? good({ user: describePerson(state, person, args["include_locale"] === true) })
        : refused("user_not_found");
    },
  },
  "users.list": {
    token: "bot",
    scopes: ["users:read"],
    args: { limit: count, cursor: text, include_locale: yesNo, team_id: text },
    run(state, args) {
      const own = state.world.people.filter((person) => person.teamId === state.world.team.id);
      const paged = page(own, args, 1000);
      if (isRefused(paged)) return paged;
      const members = paged.items.map((person) =>
        describePerson(state, person, args["include_locale"] === true),
      );
      return good({
        members,
        cache_ts: Math.floor(state.now() / 1000),
        response_metadata: paged.response_metadata,
      });
    },
  },
  "usergroups.list": {
    token: "bot",
    scopes: ["usergroups:read"],
    args: { include_users: yesNo, include_count: yesNo, include_disabled: yesNo, team_id: text },
    run(state, args) {
      const groups = state.world.groups.filter(
        (group) => !group.disabled || args["include_disabled"] === true,
      );
      return good({ usergroups: groups.map((group) => describeGroup(state, group, args)) });
    },
  },
  "usergroups.users.list": {
    token: "bot",
    scopes: ["usergroups:read"],
    args: { usergroup: needed, include_disabled: yesNo, team_id: text },
    run(state, args) {
      const group = state.world.groups.find((each) => each.id === textArg(args, "usergroup"));
      const hidden = group?.disabled === true && args["include_disabled"] !== true;
      return group && !hidden ? good({ users: group.users }) : refused("no_such_subteam");
    },
  },
} as const satisfies Record<string, Method>;
