import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { COVERED_METHODS } from "../../../playground/slack/coverage.ts";
import { asFields, asList, type Fields } from "../../../playground/slack/json.ts";
import type { MethodName } from "../../../playground/slack/web-methods.ts";
import { clientFor, modal, openModal, plain, startBench, type Bench } from "./bench.ts";

let bench: Bench;
let ts: string;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  bench.slack.reset();
  bench.slack.scopes = [
    "chat:write",
    "users:read",
    "usergroups:read",
    "im:write",
    "team:read",
    ...["channels", "groups", "im", "mpim"].flatMap((kind) => [`${kind}:read`, `${kind}:history`]),
  ];
  ts = (await bench.client.chat.postMessage({ channel: "C0OPS0001", text: "first" })).ts ?? "";
});

const view = { type: "modal" as const, title: plain("T"), blocks: [{ type: "divider" as const }] };

/** One good call of every method, through the SDK's own typed functions. */
const CALLS: Record<MethodName, () => Promise<unknown>> = {
  "auth.test": () => bench.client.auth.test(),
  "bots.info": () => bench.client.bots.info({ bot: "B0BOT0001" }),
  "team.info": () => bench.client.team.info(),
  "users.info": () => bench.client.users.info({ user: "U0LILEI01", include_locale: true }),
  "users.list": () => bench.client.users.list({ limit: 3 }),
  "usergroups.list": () =>
    bench.client.usergroups.list({ include_users: true, include_count: true }),
  "usergroups.users.list": () => bench.client.usergroups.users.list({ usergroup: "S0LEADS01" }),
  "chat.postMessage": () =>
    bench.client.chat.postMessage({
      channel: "C0OPS0001",
      text: "hi",
      blocks: [{ type: "divider" }],
    }),
  "chat.postEphemeral": () =>
    bench.client.chat.postEphemeral({ channel: "C0OPS0001", user: "U0ALICE01", text: "psst" }),
  "chat.update": () => bench.client.chat.update({ channel: "C0OPS0001", ts, text: "second" }),
  "chat.delete": () => bench.client.chat.delete({ channel: "C0OPS0001", ts }),
  "chat.getPermalink": () =>
    bench.client.chat.getPermalink({ channel: "C0OPS0001", message_ts: ts }),
  "conversations.open": () =>
    bench.client.conversations.open({ users: "U0ALICE01", return_im: true }),
  "conversations.info": () =>
    bench.client.conversations.info({ channel: "C0SHARED1", include_num_members: true }),
  "conversations.members": () =>
    bench.client.conversations.members({ channel: "C0OPS0001", limit: 2 }),
  "conversations.list": () =>
    bench.client.conversations.list({ types: "public_channel,private_channel" }),
  "conversations.history": () => bench.client.conversations.history({ channel: "C0OPS0001" }),
  "conversations.replies": () => bench.client.conversations.replies({ channel: "C0OPS0001", ts }),
  "views.open": async () => bench.client.views.open({ trigger_id: await bench.trigger(), view }),
  "views.push": async () => {
    await openModal(
      bench,
      modal([
        { type: "actions", elements: [{ type: "button", action_id: "more", text: plain("More") }] },
      ]),
    );
    await bench.slack.as("U0ALICE01").clickInView("more");
    return bench.client.views.push({
      trigger_id: String(bench.app.received.at(-1)?.payload["trigger_id"]),
      view,
    });
  },
  "views.update": async () =>
    bench.client.views.update({ view_id: (await openModal(bench, modal([]))).id, view }),
  "views.publish": () =>
    bench.client.views.publish({
      user_id: "U0ALICE01",
      view: { type: "home", blocks: [{ type: "divider" }] },
    }),
  "apps.connections.open": () =>
    clientFor(bench.slack, bench.slack.appToken).apps.connections.open(),
};

/** What is worth knowing of each answer. */
const ANSWERS: Record<MethodName, Fields> = {
  "auth.test": {
    team_id: "T0ACME001",
    user_id: "U0BOTUSR1",
    bot_id: "B0BOT0001",
    is_enterprise_install: false,
  },
  "bots.info": { bot: { id: "B0BOT0001", app_id: "A0BOT0001", user_id: "U0BOTUSR1" } },
  "team.info": { team: { id: "T0ACME001", domain: "acme" } },
  "users.info": {
    user: {
      id: "U0LILEI01",
      real_name: "李雷",
      locale: "zh-CN",
      is_restricted: false,
      is_bot: false,
    },
  },
  "users.list": {
    members: [{ id: "U0ALICE01" }, { id: "U0BOB0001" }, { id: "U0CAROL01" }],
    response_metadata: { next_cursor: expect.stringMatching(/.+/) },
  },
  "usergroups.list": {
    usergroups: [{ id: "S0LEADS01", user_count: "2", users: ["U0BOB0001", "U0CAROL01"] }],
  },
  "usergroups.users.list": { users: ["U0BOB0001", "U0CAROL01"] },
  "chat.postMessage": {
    channel: "C0OPS0001",
    message: {
      type: "message",
      text: "hi",
      bot_id: "B0BOT0001",
      app_id: "A0BOT0001",
      blocks: [{ type: "divider", block_id: expect.any(String) }],
    },
  },
  "chat.postEphemeral": { message_ts: expect.stringMatching(/^\d+\.\d{6}$/) },
  "chat.update": { channel: "C0OPS0001", text: "second", message: { text: "second" } },
  "chat.delete": { channel: "C0OPS0001" },
  "chat.getPermalink": {
    permalink: expect.stringMatching(/^https:\/\/acme\.slack\.com\/archives\/C0OPS0001\/p\d{16}$/),
  },
  "conversations.open": { channel: { id: "D0ALICE01", is_im: true, user: "U0ALICE01" } },
  "conversations.info": {
    channel: { id: "C0SHARED1", is_ext_shared: true, is_member: true, num_members: 4 },
  },
  "conversations.members": { members: ["U0ALICE01", "U0BOB0001"] },
  "conversations.list": {
    channels: [
      { id: "C0APPROVALS" },
      { id: "C0OPS0001" },
      { id: "C0BUILD01", is_member: false },
      { id: "C0SHARED1" },
    ],
  },
  "conversations.history": { messages: [{ text: "first" }], has_more: false },
  "conversations.replies": { messages: [{ text: "first" }] },
  "views.open": {
    view: {
      id: expect.stringMatching(/^V0/),
      type: "modal",
      previous_view_id: null,
      state: { values: {} },
      bot_id: "B0BOT0001",
    },
  },
  "views.push": { view: { type: "modal", previous_view_id: expect.stringMatching(/^V0/) } },
  "views.update": {
    view: { type: "modal", title: { type: "plain_text", text: "T", emoji: true }, submit: null },
  },
  "views.publish": {
    view: { type: "home", root_view_id: expect.stringMatching(/^V0/), title: null },
  },
  "apps.connections.open": {
    url: expect.stringMatching(
      /^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=[0-9a-f]+&app_id=A0BOT0001$/,
    ),
  },
};

describe("every method answers the SDK's own client", () => {
  test.each(Object.keys(CALLS) as MethodName[])("%s", async (name) => {
    expect(await CALLS[name]()).toMatchObject({ ok: true, ...ANSWERS[name] });
    expect(bench.slack.complaints).toEqual([]);
  });

  test("and there is no method besides these", () => {
    expect(COVERED_METHODS.map(({ method }) => method).toSorted()).toEqual(
      Object.keys(CALLS).toSorted(),
    );
  });
});

test("the pages of a list join up to the whole", async () => {
  const ids: string[] = [];
  for await (const page of bench.client.paginate("users.list", { limit: 2 })) {
    ids.push(...asList(asFields(page)["members"]).map((member) => String(asFields(member)["id"])));
  }
  expect(ids).toEqual(
    bench.slack
      .people()
      .filter(({ teamId }) => teamId === "T0ACME001")
      .map(({ id }) => id),
  );
});

test("a locale comes only when asked for, an email only with its scope", async () => {
  const { user } = await bench.client.users.info({ user: "U0ALICE01" });
  expect(user).not.toHaveProperty("locale");
  expect(user?.profile).not.toHaveProperty("email");
  bench.slack.scopes = [...bench.slack.scopes, "users:read.email"];
  expect((await bench.client.users.info({ user: "U0ALICE01" })).user?.profile?.email).toBe(
    "alice@acme.example",
  );
});
