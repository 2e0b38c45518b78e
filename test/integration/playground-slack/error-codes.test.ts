import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { COVERED_ERRORS } from "../../../playground/slack/coverage.ts";
import type { ErrorCode } from "../../../playground/slack/error-codes.ts";
import { asFields, parseJson, type Fields } from "../../../playground/slack/json.ts";
import { acmeWorld } from "../../../playground/slack/world.ts";
import {
  clientFor,
  modal,
  openModal,
  refusalOf,
  startBench,
  textInput,
  type Bench,
} from "./bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(() => {
  bench.slack.reset();
  bench.slack.scopes = [...bench.slack.scopes, "im:write"];
});

const OPS = "C0OPS0001";
const api = async (method: string, args: Fields = {}): Promise<string> =>
  (await refusalOf(bench.client.apiCall(method, args))).error;
const post = (args: Fields): Promise<string> =>
  api("chat.postMessage", { channel: OPS, text: "hi", ...args });

async function raw(type: string | undefined, body: string): Promise<string> {
  const headers = {
    authorization: `Bearer ${bench.slack.botToken}`,
    ...(type && { "content-type": type }),
  };
  const response = await fetch(`${bench.slack.apiUrl}auth.test`, {
    method: "POST",
    headers,
    body: Buffer.from(body),
  });
  return String(asFields(parseJson(await response.text()))["error"]);
}

async function own(): Promise<string> {
  return (await bench.client.chat.postMessage({ channel: OPS, text: "mine" })).ts ?? "";
}

async function withScopes(...scopes: string[]): Promise<void> {
  bench.slack.scopes = [...bench.slack.scopes, ...scopes];
}

const open = async (view: Fields, trigger_id?: string): Promise<string> =>
  api("views.open", { trigger_id: trigger_id ?? (await bench.trigger()), view });
const home = (more: Fields = {}): Promise<string> =>
  api("views.publish", { user_id: "U0ALICE01", view: { type: "home", blocks: [] }, ...more });
const pushView = modal([
  {
    type: "actions",
    elements: [{ type: "button", action_id: "push", text: { type: "plain_text", text: "Push" } }],
  },
]);

async function pushFromTop(): Promise<string> {
  await bench.slack.as("U0ALICE01").clickInView("push");
  return api("views.push", {
    trigger_id: bench.app.received.at(-1)?.payload["trigger_id"],
    view: pushView,
  });
}

/** How to provoke each code. The type makes sure that none is forgotten. */
const RECIPES: Record<ErrorCode, () => Promise<string>> = {
  not_authed: async () => (await refusalOf(clientFor(bench.slack, "").auth.test())).error,
  invalid_auth: async () => (await refusalOf(clientFor(bench.slack, "xoxb-0").auth.test())).error,
  not_allowed_token_type: async () =>
    (await refusalOf(clientFor(bench.slack, bench.slack.appToken).auth.test())).error,
  missing_scope: () => api("team.info"),
  unknown_method: () => api("chat.shout"),
  invalid_arguments: () => api("chat.postMessage", { text: "where to?" }),
  invalid_form_data: () => raw("multipart/form-data; boundary=x", "--x--"),
  invalid_json: () => raw("application/json", "{"),
  json_not_object: () => raw("application/json", "1"),
  invalid_post_type: () => raw("text/csv", "a,b"),
  missing_post_type: () => raw(undefined, "a=b"),
  ratelimited: async () => {
    bench.slack.limitPosts(1);
    await own();
    const response = await fetch(`${bench.slack.apiUrl}chat.postMessage?channel=${OPS}&text=hi`, {
      headers: { authorization: `Bearer ${bench.slack.botToken}` },
    });
    return String(asFields(parseJson(await response.text()))["error"]);
  },
  channel_not_found: () => post({ channel: "G0SECRET1" }),
  not_in_channel: () => post({ channel: "C0BUILD01" }),
  is_archived: () => {
    bench.slack.archive(OPS);
    return post({});
  },
  is_inactive: async () => {
    const ts = await own();
    bench.slack.archive(OPS);
    return api("chat.update", { channel: OPS, ts, text: "late" });
  },
  method_not_supported_for_channel_type: () => api("conversations.open", { channel: OPS }),
  no_text: () => post({ text: undefined }),
  msg_too_long: async () =>
    api("chat.update", { channel: OPS, ts: await own(), text: "x".repeat(4001) }),
  msg_blocks_too_long: () =>
    post({
      blocks: Array.from({ length: 5 }, () => ({
        type: "section",
        text: { type: "mrkdwn", text: "x".repeat(2700) },
      })),
    }),
  invalid_blocks: () => post({ blocks: [{ type: "section" }] }),
  invalid_blocks_format: () => post({ blocks: { type: "divider" } }),
  invalid_attachments: () => post({ attachments: "none" }),
  too_many_attachments: () =>
    post({ attachments: Array.from({ length: 101 }, () => ({ text: "x" })) }),
  markdown_text_conflict: () => post({ markdown_text: "# hi" }),
  invalid_metadata_format: () => post({ metadata: "order 17" }),
  invalid_metadata_schema: () => post({ metadata: { event_type: "order" } }),
  metadata_too_large: () =>
    post({ metadata: { event_type: "order", event_payload: { note: "x".repeat(8192) } } }),
  cannot_reply_to_message: () => post({ thread_ts: "1.000001" }),
  message_not_found: () => api("chat.update", { channel: OPS, ts: "1.000001", text: "hi" }),
  thread_not_found: async () => {
    await withScopes("channels:history");
    return api("conversations.replies", { channel: OPS, ts: "1.000001" });
  },
  cant_update_message: () =>
    api("chat.update", {
      channel: OPS,
      ts: bench.slack.as("U0BOB0001").say(OPS, "mine").ts,
      text: "yours",
    }),
  cant_delete_message: () =>
    api("chat.delete", { channel: OPS, ts: bench.slack.as("U0BOB0001").say(OPS, "mine").ts }),
  user_not_in_channel: () =>
    api("chat.postEphemeral", { channel: OPS, user: "U0FOREIGN", text: "hi" }),
  user_not_found: () => api("users.info", { user: "U0NOBODY0" }),
  user_disabled: () => {
    bench.slack.updateUser("U0MALLORY", { deleted: true });
    return api("conversations.open", { users: "U0MALLORY" });
  },
  users_list_not_supplied: () => api("conversations.open", {}),
  too_many_users: async () => {
    await withScopes("mpim:write");
    return api("conversations.open", {
      users: Array.from({ length: 9 }, () => "U0ALICE01").join(","),
    });
  },
  cannot_dm_bot: () => post({ channel: "U0BOTUSR1" }),
  bot_not_found: () => api("bots.info", { bot: "B0OTHER01" }),
  no_such_subteam: () => api("usergroups.users.list", { usergroup: "S0NOBODY0" }),
  team_not_found: async () => {
    await withScopes("team:read");
    return api("team.info", { team: "T0NOWHERE" });
  },
  invalid_cursor: () => api("users.list", { cursor: "page two" }),
  invalid_limit: () => api("users.list", { limit: 1001 }),
  invalid_types: async () => {
    await withScopes("channels:read");
    return api("conversations.list", { types: "secret_channel" });
  },
  invalid_trigger_id: () => open(modal([]), "1.2.3"),
  exchanged_trigger_id: async () => {
    const trigger = await bench.trigger();
    await open(modal([]), trigger);
    return open(modal([]), trigger);
  },
  expired_trigger_id: async () => {
    const trigger = await bench.trigger();
    bench.clock.now += 3001;
    return open(modal([]), trigger);
  },
  duplicate_external_id: async () => {
    await open(modal([], { external_id: "only-one" }));
    return open(modal([], { external_id: "only-one" }), await bench.trigger("U0BOB0001"));
  },
  view_too_large: () =>
    open(
      modal(
        Array.from({ length: 100 }, (_, n) => ({
          type: "section",
          block_id: `b${n}`,
          text: { type: "plain_text", text: "x".repeat(2500) },
        })),
      ),
    ),
  push_limit_reached: async () => {
    await openModal(bench, pushView);
    await pushFromTop();
    await pushFromTop();
    return pushFromTop();
  },
  hash_conflict: async () => {
    const { id, hash } = await openModal(bench, modal([textInput("a")]));
    await api("views.update", { view_id: id, view: modal([]) });
    return api("views.update", { view_id: id, hash, view: modal([]) });
  },
  not_found: async () => {
    const { id } = await openModal(bench, modal([]));
    await bench.slack.as("U0ALICE01").close();
    return api("views.update", { view_id: id, view: modal([]) });
  },
  not_enabled: async () => {
    const world = acmeWorld();
    world.app.homeTabEnabled = false;
    const other = await startBench({ world });
    const { error } = await refusalOf(
      other.client.views.publish({ user_id: "U0ALICE01", view: { type: "home", blocks: [] } }),
    );
    await other.stop();
    return error;
  },
};

describe("every error code can be provoked", () => {
  test.each(Object.keys(RECIPES) as ErrorCode[])("%s", async (code) => {
    expect(await RECIPES[code]()).toBe(code);
  });

  test("and there is none without a recipe", () => {
    expect(Object.keys(RECIPES).toSorted()).toEqual([...COVERED_ERRORS].toSorted());
  });
});

test("the good case of each of these is accepted", async () => {
  expect(await home()).toBe("ok");
  expect(await post({ text: "x".repeat(4000) })).toBe("ok");
  expect(await open(modal([textInput("a")]))).toBe("ok");
  expect(bench.slack.complaints).toEqual([]);
});
