import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asFields, asList, type Fields } from "../../../playground/slack/json.ts";
import {
  button,
  input,
  modal,
  openModal,
  option,
  plain,
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
  bench.app.answer = () => ({});
  bench.app.received.length = 0;
});

const OPS = "C0OPS0001";
const alice = () => bench.slack.as("U0ALICE01");
const actionsSent = (): Fields[] =>
  bench.app.received
    .filter(({ payload }) => payload["type"] === "block_actions")
    .map(({ payload }) => asFields(asList(payload["actions"])[0]));
const lastPayload = (): Fields => bench.app.received.at(-1)?.payload ?? {};
const post = async (...elements: Fields[]): Promise<string> => {
  const blocks = [{ type: "actions", block_id: "acts", elements }];
  const { ts } = await bench.client
    .apiCall("chat.postMessage", { channel: OPS, text: "card", blocks })
    .then(asFields);
  return String(ts);
};

describe("a click on a message", () => {
  test("sends the stored value, the message, a response URL and a trigger", async () => {
    const ts = await post({ ...button("approve", "17:1"), style: "primary" }, button("deny"));
    expect(await alice().click(OPS, ts, "approve")).toMatchObject({ ok: true, status: 200 });
    expect(lastPayload()).toMatchObject({
      type: "block_actions",
      user: { id: "U0ALICE01", username: "alice", name: "alice", team_id: "T0ACME001" },
      team: { id: "T0ACME001", domain: "acme" },
      container: { type: "message", message_ts: ts, channel_id: OPS, is_ephemeral: false },
      channel: { id: OPS, name: "ops" },
      message: { ts, text: "card", bot_id: "B0BOT0001", app_id: "A0BOT0001" },
      state: { values: {} },
      response_url: expect.stringContaining("/response/actions/T0ACME001/"),
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]{32}$/),
      actions: [
        {
          type: "button",
          block_id: "acts",
          action_id: "approve",
          value: "17:1",
          style: "primary",
          text: { type: "plain_text", text: "approve", emoji: true },
        },
      ],
    });
    expect(lastPayload()["state"]).toEqual({ values: {} });
    expect(lastPayload()).not.toHaveProperty("view");
    expect(lastPayload()).not.toHaveProperty("name");
  });

  test("is possible only on what is there, for those who can see it", async () => {
    const ts = await post(button("approve"));
    await expect(alice().click(OPS, ts, "reject")).rejects.toThrow(
      'There is no element "reject" here to act on; what there is: approve.',
    );
    await expect(bench.slack.as("U0FOREIGN").click(OPS, ts, "approve")).rejects.toThrow(
      "cannot see",
    );
    await expect(alice().click(OPS, "1.000001", "approve")).rejects.toThrow("There is no message");
    expect(() => bench.slack.as("U0NOBODY0")).toThrow("There is nobody");
  });

  test("needs to say which, when there are several of the same name", async () => {
    const blocks = ["17", "18"].map((id) => ({
      type: "section",
      block_id: id,
      text: plain(id),
      accessory: button("details", id),
    }));
    const { ts = "" } = await bench.client.chat.postMessage({
      channel: OPS,
      text: "list",
      blocks: blocks as never,
    });
    await expect(alice().click(OPS, ts, "details")).rejects.toThrow("There are 2 elements");
    await alice().click(OPS, ts, "details", { block: "18" });
    await alice().click(OPS, ts, "details", { value: "17" });
    expect(actionsSent().map(({ value }) => value)).toEqual(["18", "17"]);
  });

  test("on an old card sends what the old card said", async () => {
    const ts = await post(button("approve", "17:1"));
    const shown = bench.slack.message(OPS, ts);
    await bench.client.chat.update({ channel: OPS, ts, text: "done" });
    await expect(alice().click(OPS, ts, "approve")).rejects.toThrow("no element");
    if (shown) await alice().click(OPS, ts, "approve", { shown });
    expect(actionsSent()).toMatchObject([{ value: "17:1" }]);
  });

  test("can be forged", async () => {
    const ts = await post(button("approve", "17:1"));
    await bench.slack.as("U0MALLORY").clickRaw(OPS, ts, "approve", "18:9");
    expect(actionsSent()).toMatchObject([{ action_id: "approve", value: "18:9", type: "button" }]);
    expect(lastPayload()).toMatchObject({ message: { ts }, user: { id: "U0MALLORY" } });
  });

  test("with a dialog is sent only when the dialog is confirmed", async () => {
    const ts = await post({
      ...button("buy"),
      confirm: {
        title: plain("Sure?"),
        text: plain("It costs money."),
        confirm: plain("Yes"),
        deny: plain("No"),
      },
    });
    const open = await alice().click(OPS, ts, "buy");
    expect(open).toMatchObject({
      ok: false,
      status: 0,
      seen: "A dialog asks: Sure? It costs money. (answer it with { confirm: true })",
    });
    expect(await alice().click(OPS, ts, "buy", { confirm: false })).toMatchObject({ ok: false });
    expect(actionsSent()).toEqual([]);
    expect(await alice().click(OPS, ts, "buy", { confirm: true })).toMatchObject({ ok: true });
    expect(actionsSent()).toHaveLength(1);
  });

  test("on an overflow menu names the item", async () => {
    const ts = await post({
      type: "overflow",
      action_id: "more",
      options: [option("edit"), option("cancel")],
    });
    await expect(alice().click(OPS, ts, "more")).rejects.toThrow("say which item");
    await alice().click(OPS, ts, "more", { option: "cancel" });
    expect(actionsSent()).toMatchObject([
      { type: "overflow", selected_option: { value: "cancel" } },
    ]);
  });

  test("on an ephemeral message comes without the message", async () => {
    await bench.client.chat.postEphemeral({
      channel: OPS,
      user: "U0ALICE01",
      text: "psst",
      blocks: [{ type: "actions", elements: [button("ok")] }],
    });
    await alice().clickEphemeral(0, "ok");
    expect(lastPayload()).toMatchObject({ container: { is_ephemeral: true, channel_id: OPS } });
    expect(lastPayload()).not.toHaveProperty("message");
    await expect(bench.slack.as("U0BOB0001").clickEphemeral(0, "ok")).rejects.toThrow(
      "sees no ephemeral message",
    );
  });

  test("carries what the person entered in the message, and nobody else did", async () => {
    const ts = await post(
      {
        type: "static_select",
        action_id: "size",
        options: [option("s"), option("l")],
        initial_option: option("s"),
      },
      button("go"),
    );
    await alice().chooseInMessage(OPS, ts, "size", "l");
    await alice().click(OPS, ts, "go");
    expect(lastPayload()).toMatchObject({
      state: { values: { acts: { size: { selected_option: { value: "l" } } } } },
    });
    await bench.slack.as("U0BOB0001").click(OPS, ts, "go");
    expect(lastPayload()).toMatchObject({
      state: { values: { acts: { size: { selected_option: { value: "s" } } } } },
    });
  });
});

describe("a person from another workspace", () => {
  test("is told apart by user.team_id only", async () => {
    const { ts = "" } = await bench.client.chat.postMessage({
      channel: "C0SHARED1",
      text: "t",
      blocks: [{ type: "actions", elements: [button("ok")] }],
    });
    await bench.slack.as("U0FOREIGN").click("C0SHARED1", ts, "ok");
    expect(lastPayload()).toMatchObject({
      team: { id: "T0ACME001" },
      user: { id: "U0FOREIGN", team_id: "T0OTHER01" },
    });
    await bench.slack.as("U0FOREIGN").command("C0SHARED1", "/edcps help");
    expect(lastPayload()).toMatchObject({
      team_id: "T0OTHER01",
      team_domain: "other",
      user_id: "U0FOREIGN",
    });
  });
});

describe("choosing", () => {
  const select = (more: Fields = {}, block: Fields = {}): Fields =>
    input(
      "s",
      { type: "static_select", options: [option("n", "North"), option("s", "South")], ...more },
      block,
    );

  test("goes by value or by what is written, and only among what is offered", async () => {
    await openModal(bench, modal([select()]));
    expect(
      alice()
        .options("s")
        .map(({ value, text }) => [value, text.text]),
    ).toEqual([
      ["n", "North"],
      ["s", "South"],
    ]);
    await alice().choose("s", "South");
    expect(alice().view()?.state.values["s"]?.["s"]).toMatchObject({
      selected_option: { value: "s" },
    });
    await expect(alice().choose("s", "West")).rejects.toThrow(
      'There is no option "West" to choose; the options are: n (North), s (South).',
    );
    await alice().choose("s", null);
    expect(alice().view()?.state.values["s"]?.["s"]).toMatchObject({ selected_option: null });
    await expect(alice().choose("s", ["n", "s"])).rejects.toThrow("holds one choice");
    expect(actionsSent()).toEqual([]);
  });

  test("in an input tells the app only with dispatch_action; elsewhere always", async () => {
    const accessory = {
      type: "section",
      block_id: "acc",
      text: plain("s"),
      accessory: { type: "users_select", action_id: "who" },
    };
    await openModal(bench, modal([select({}, { dispatch_action: true }), accessory]));
    expect(await alice().choose("s", "n")).toMatchObject({ ok: true });
    expect(await alice().choose("who", "Bob Baker")).toMatchObject({ ok: true });
    expect(actionsSent()).toMatchObject([
      { type: "static_select", block_id: "s", action_id: "s", selected_option: { value: "n" } },
      { type: "users_select", action_id: "who", selected_user: "U0BOB0001" },
    ]);
    expect(lastPayload()).toMatchObject({
      container: { type: "view", view_id: alice().view()?.id },
      view: {
        state: {
          values: {
            s: { s: { selected_option: { value: "n" } } },
            acc: { who: { selected_user: "U0BOB0001" } },
          },
        },
      },
    });
    expect(lastPayload()).not.toHaveProperty("channel");
    expect(lastPayload()).not.toHaveProperty("response_url");
  });

  test("of several is told one tick at a time", async () => {
    await openModal(
      bench,
      modal([
        input(
          "c",
          {
            type: "checkboxes",
            options: [option("a"), option("b"), option("c")],
            initial_options: [option("a")],
          },
          { dispatch_action: true },
        ),
      ]),
    );
    await alice().choose("c", ["b", "c"]);
    const ticks = actionsSent().map((action) =>
      asList(action["selected_options"]).map((each) => asFields(each)["value"]),
    );
    expect(ticks).toEqual([[], ["b"], ["b", "c"]]);
    expect(await alice().choose("c", ["c", "b"])).toBeUndefined();
    await alice().choose("c", null);
    expect(alice().view()?.state.values["c"]?.["c"]).toMatchObject({ selected_options: [] });
  });

  test("stops at max_selected_items", async () => {
    await openModal(
      bench,
      modal([input("m", { type: "multi_users_select", max_selected_items: 1 })]),
    );
    await expect(alice().choose("m", ["U0BOB0001", "U0CAROL01"])).rejects.toThrow("at most 1");
    await alice().choose("m", ["Bob Baker"]);
    expect(alice().view()?.state.values["m"]?.["m"]).toMatchObject({
      selected_users: ["U0BOB0001"],
    });
  });

  test("flattens groups, filters conversations, and takes dates", async () => {
    await openModal(
      bench,
      modal([
        input("g", {
          type: "static_select",
          option_groups: [
            { label: plain("x"), options: [option("a")] },
            { label: plain("y"), options: [option("b")] },
          ],
        }),
        input("c", {
          type: "conversations_select",
          filter: { include: ["public"], exclude_external_shared_channels: true },
        }),
        input("d", { type: "datepicker" }),
      ]),
    );
    expect(
      alice()
        .options("g")
        .map(({ value }) => value),
    ).toEqual(["a", "b"]);
    expect(
      alice()
        .options("c")
        .map(({ value }) => value),
    ).toEqual(["C0APPROVALS", "C0OPS0001", "C0BUILD01"]);
    await alice().choose("d", "2026-12-01");
    expect(alice().view()?.state.values["d"]?.["d"]).toEqual({
      type: "datepicker",
      selected_date: "2026-12-01",
    });
    await expect(alice().choose("d", "tomorrow")).rejects.toThrow("takes a date like");
  });
});

describe("typing", () => {
  const typed = (on: string[] | undefined): Fields =>
    modal([
      textInput(
        "t",
        { ...(on && { dispatch_action_config: { trigger_actions_on: on } }) },
        { dispatch_action: true },
      ),
    ]);

  test("is told on Enter unless each character was asked for", async () => {
    await openModal(bench, typed(undefined));
    expect(await alice().type("t", "abc")).toBeUndefined();
    expect(await alice().type("t", "abc", { enter: true })).toMatchObject({ ok: true });
    await openModal(bench, typed(["on_character_entered"]));
    expect(await alice().type("t", "abc")).toMatchObject({ ok: true });
    expect(actionsSent()).toMatchObject([
      { type: "plain_text_input", value: "abc" },
      { value: "abc" },
    ]);
  });

  test("and choosing are not the same", async () => {
    await openModal(
      bench,
      modal([textInput("t"), input("s", { type: "static_select", options: [option("a")] })]),
    );
    await expect(alice().choose("t", "a")).rejects.toThrow("typed into, not chosen from");
    await expect(alice().type("s", "a")).rejects.toThrow("not typed into");
  });
});

describe("an external menu", () => {
  const external = (more: Fields = {}): Fields =>
    modal([input("e", { type: "external_select", ...more })]);
  const offer = (body: unknown): void => {
    bench.app.answer = ({ payload }) => (payload["type"] === "block_suggestion" ? { body } : {});
  };

  test("asks the app, without trigger or response URL, and offers what it answered", async () => {
    await openModal(bench, external());
    offer({ options: [option("pay", "Payments")] });
    expect(await alice().search("e", "pay")).toMatchObject([{ value: "pay" }]);
    expect(lastPayload()).toMatchObject({
      type: "block_suggestion",
      action_id: "e",
      block_id: "e",
      value: "pay",
      container: { type: "view" },
      view: { type: "modal" },
    });
    expect(lastPayload()).not.toHaveProperty("trigger_id");
    expect(lastPayload()).not.toHaveProperty("response_url");
    await alice().choose("e", "Payments");
    offer({ option_groups: [{ label: plain("g"), options: [option("other")] }] });
    expect(await alice().search("e", "oth")).toMatchObject([{ value: "other" }]);
    await expect(alice().choose("e", "nothing")).rejects.toThrow("There is no option");
  });

  test("asks from min_query_length characters on: three, unless it says otherwise", async () => {
    await openModal(bench, external());
    expect(await alice().search("e", "pa")).toEqual([]);
    expect(bench.app.received.at(-1)?.payload["type"]).not.toBe("block_suggestion");
    await openModal(bench, external({ min_query_length: 0 }));
    offer({ options: [option("all")] });
    expect(await alice().search("e", "")).toMatchObject([{ value: "all" }]);
  });

  const useless: [string, unknown][] = [
    ["both lists", { options: [option("a")], option_groups: [] }],
    ["neither list", {}],
    ["101 options", { options: Array.from({ length: 101 }, (_, n) => option(`o${n}`)) }],
    ["an option that is too long", { options: [option("a", "x".repeat(76))] }],
    ["an unknown key", { options: [], more: true }],
    ["nothing", undefined],
  ];
  test.each(useless)("stays empty when the answer has %s", async (_what, body) => {
    await openModal(bench, external());
    offer(body);
    expect(await alice().search("e", "abc")).toEqual([]);
    expect(bench.slack.complaints).toEqual([
      expect.stringContaining('The options for "e" cannot be used'),
    ]);
  });

  test("may rightly find nothing", async () => {
    await openModal(bench, external());
    offer({ options: [] });
    expect(await alice().search("e", "abc")).toEqual([]);
    expect(bench.slack.complaints).toEqual([]);
  });
});

describe("the Home tab", () => {
  test("takes clicks and choices when no modal is open", async () => {
    await bench.client.apiCall("views.publish", {
      user_id: "U0ALICE01",
      view: {
        type: "home",
        blocks: [
          {
            type: "actions",
            block_id: "acts",
            elements: [button("new"), { type: "users_select", action_id: "who" }],
          },
        ],
      },
    });
    await alice().clickHome("new");
    await alice().choose("who", "U0BOB0001");
    expect(lastPayload()).toMatchObject({
      container: { type: "view" },
      view: { type: "home", state: { values: { acts: { who: { selected_user: "U0BOB0001" } } } } },
    });
    expect(bench.slack.home("U0ALICE01")?.state.values).toMatchObject({
      acts: { who: { selected_user: "U0BOB0001" } },
    });
    const trigger_id = bench.app.received[0]?.payload["trigger_id"];
    await bench.client.apiCall("views.open", { trigger_id, view: modal([]) });
    expect(alice().view()?.type).toBe("modal");
  });
});
