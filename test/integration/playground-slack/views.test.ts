import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Fields } from "../../../playground/slack/json.ts";
import {
  button,
  input,
  modal,
  openModal,
  option,
  plain,
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
  bench.app.answer = () => ({});
});

const alice = () => bench.alice();
const call = (method: string, args: Fields) => refusalOf(bench.client.apiCall(method, args));
const update = (view_id: string, view: Fields, more: Fields = {}) =>
  call("views.update", { view_id, view, ...more });
const actions = { type: "actions", block_id: "acts", elements: [button("more")] };

describe("a trigger", () => {
  test("lives three seconds, to the millisecond", async () => {
    const first = await bench.trigger();
    bench.clock.now += 3000;
    expect((await call("views.open", { trigger_id: first, view: modal([]) })).error).toBe("ok");
    const second = await bench.trigger();
    bench.clock.now += 3001;
    expect((await call("views.open", { trigger_id: second, view: modal([]) })).error).toBe(
      "expired_trigger_id",
    );
  });

  test("opens the form of the person it came from, once", async () => {
    const trigger_id = await bench.trigger("U0BOB0001");
    await call("views.open", { trigger_id, view: modal([]) });
    expect(alice().view()).toBeUndefined();
    expect(bench.slack.as("U0BOB0001").view()?.title).toMatchObject({ text: "A form" });
    bench.clock.now += 5000;
    expect((await call("views.open", { trigger_id, view: modal([]) })).error).toBe(
      "exchanged_trigger_id",
    );
  });

  test("can be refused in the other form that was seen live", async () => {
    const other = await startBench({ triggerRefusal: "invalid_arguments" });
    const trigger_id = await other.trigger();
    other.clock.now += 3001;
    const { error, messages } = await refusalOf(
      other.client.apiCall("views.open", { trigger_id, view: modal([]) }),
    );
    expect({ error, messages }).toEqual({
      error: "invalid_arguments",
      messages: ["[ERROR] `trigger_id` expired [json-pointer:/trigger_id]"],
    });
    await other.stop();
  });

  test("that did not come out of a modal cannot push", async () => {
    expect(
      (await call("views.push", { trigger_id: await bench.trigger(), view: modal([]) })).error,
    ).toBe("not_found");
  });
});

describe("the stack", () => {
  test("holds three, names root and previous, and closes from the top", async () => {
    const root = await openModal(bench, modal([actions]));
    for (const _ of [1, 2]) {
      await alice().clickInView("more");
      await bench.client.apiCall("views.push", {
        trigger_id: bench.app.received.at(-1)?.payload["trigger_id"],
        view: modal([actions]),
      });
    }
    const [bottom, middle, top] = alice().views();
    expect(bottom).toMatchObject({ id: root.id, root_view_id: root.id, previous_view_id: null });
    expect(middle).toMatchObject({ root_view_id: root.id, previous_view_id: root.id });
    expect(top).toMatchObject({ root_view_id: root.id, previous_view_id: middle?.id });
    await alice().close();
    expect(alice().view()?.id).toBe(middle?.id);
    expect((await update(top?.id ?? "", modal([]))).error).toBe("not_found");
  });

  test("is replaced as a whole by a new open", async () => {
    const { id } = await openModal(bench, modal([]));
    await openModal(bench, modal([textInput("a")]));
    expect(alice().views()).toHaveLength(1);
    expect((await update(id, modal([]))).error).toBe("not_found");
  });
});

describe("the hash", () => {
  test("of the view last seen lets an update through, any other one does not", async () => {
    const { id, hash } = await openModal(bench, modal([textInput("a")]));
    const { data } = await update(id, modal([textInput("b")]), { hash });
    expect((await update(id, modal([]), { hash })).error).toBe("hash_conflict");
    expect((await update(id, modal([]), { hash: (data["view"] as Fields)["hash"] })).error).toBe(
      "ok",
    );
    expect((await update(id, modal([textInput("c")]))).error).toBe("ok");
  });

  test("does not change when somebody types", async () => {
    const { id, hash } = await openModal(bench, modal([textInput("a")]));
    await alice().type("a", "typed");
    expect((await update(id, modal([]), { hash })).error).toBe("ok");
  });

  test("guards the Home view in the same way", async () => {
    const publish = (more: Fields) =>
      call("views.publish", { user_id: "U0ALICE01", view: { type: "home", blocks: [] }, ...more });
    const { data } = await publish({});
    const { hash } = data["view"] as Fields;
    expect((await publish({ hash })).error).toBe("ok");
    expect((await publish({ hash })).error).toBe("hash_conflict");
  });
});

describe("an update", () => {
  const fields = (a: Fields = {}): Fields =>
    modal([
      textInput("a", a),
      input("s", {
        type: "static_select",
        options: [option("x"), option("y")],
        initial_option: option("x"),
      }),
    ]);

  test("keeps what was entered where block_id and action_id both stay, and ignores new initial values there", async () => {
    const { id } = await openModal(bench, fields({ initial_value: "first" }));
    await alice().type("a", "typed");
    await update(id, fields({ initial_value: "second" }));
    expect(alice().view()?.state.values).toMatchObject({
      a: { a: { value: "typed" } },
      s: { s: { selected_option: { value: "x" } } },
    });
  });

  test("ignores a new initial value even where nobody entered anything", async () => {
    const { id } = await openModal(bench, modal([textInput("a")]));
    await update(id, modal([textInput("a", { initial_value: "late" })]));
    expect(alice().view()?.state.values["a"]?.["a"]).toEqual({
      type: "plain_text_input",
      value: null,
    });
  });

  test.each([
    ["block_id", "other", "a"],
    ["action_id", "a", "other"],
  ])("starts a field anew when its %s changes", async (_what, blockId, actionId) => {
    const { id } = await openModal(bench, modal([textInput("a")]));
    await alice().type("a", "typed");
    await update(
      id,
      modal([
        { ...textInput("a", { action_id: actionId, initial_value: "fresh" }), block_id: blockId },
      ]),
    );
    expect(alice().view()?.state.values).toEqual({
      [blockId]: { [actionId]: { type: "plain_text_input", value: "fresh" } },
    });
  });

  test("loses what was entered in a block without an id, for Slack makes up a new one", async () => {
    const anonymous = {
      type: "input",
      label: plain("l"),
      element: { type: "plain_text_input", action_id: "a" },
    };
    const { id } = await openModal(bench, modal([anonymous]));
    await alice().type("a", "typed");
    await update(id, modal([anonymous]));
    expect(Object.values(alice().view()?.state.values ?? {})).toEqual([
      { a: { type: "plain_text_input", value: null } },
    ]);
  });

  test("forgets the field that went away, also when it comes back", async () => {
    const { id } = await openModal(bench, modal([textInput("a"), textInput("b")]));
    await alice().type("b", "typed");
    await update(id, modal([textInput("a")]));
    expect(alice().view()?.state.values).not.toHaveProperty("b");
    await update(id, modal([textInput("a"), textInput("b")]));
    expect(alice().view()?.state.values["b"]?.["b"]).toMatchObject({ value: null });
  });

  test("names the view by exactly one of two ids", async () => {
    const { id } = await openModal(bench, modal([], { external_id: "mine" }));
    const both = await update(id, modal([]), { external_id: "mine" });
    expect(both.messages).toEqual(["[ERROR] Cannot provide both `view_id` and `external_id`"]);
    expect((await call("views.update", { view: modal([]) })).error).toBe("invalid_arguments");
    expect(
      (
        await call("views.update", {
          external_id: "mine",
          view: modal([], { external_id: "mine" }),
        })
      ).error,
    ).toBe("ok");
    expect((await call("views.update", { external_id: "yours", view: modal([]) })).error).toBe(
      "not_found",
    );
  });

  test("cannot turn a modal into a Home view", async () => {
    const { id } = await openModal(bench, modal([]));
    expect((await update(id, { type: "home", blocks: [] })).messages[0]).toContain(
      "unsupported type: home",
    );
  });
});

describe("an external_id", () => {
  test("is free again when its view has closed", async () => {
    await openModal(bench, modal([], { external_id: "one" }));
    await alice().close();
    await openModal(bench, modal([], { external_id: "one" }), "U0BOB0001");
    expect(bench.slack.as("U0BOB0001").view()?.external_id).toBe("one");
  });

  test("is shared by modals and Home views", async () => {
    await openModal(bench, modal([], { external_id: "one" }));
    const home = await call("views.publish", {
      user_id: "U0BOB0001",
      view: { type: "home", blocks: [], external_id: "one" },
    });
    expect(home.error).toBe("duplicate_external_id");
  });
});

describe("state.values", () => {
  test("has every stateful element, untouched ones too, with its initial value or empty", async () => {
    await openModal(
      bench,
      modal([
        textInput("text"),
        input("number", { type: "number_input", is_decimal_allowed: false, initial_value: "3" }),
        input("radio", {
          type: "radio_buttons",
          options: [option("a")],
          initial_option: option("a"),
        }),
        input("boxes", { type: "checkboxes", options: [option("a")] }),
        input("users", { type: "multi_users_select" }),
        input("date", { type: "datepicker" }),
        input("here", { type: "conversations_select", default_to_current_conversation: true }),
        {
          type: "section",
          block_id: "section",
          text: plain("s"),
          accessory: { type: "users_select", action_id: "who", initial_user: "U0BOB0001" },
        },
        {
          type: "actions",
          block_id: "actions",
          elements: [
            button("b"),
            { type: "timepicker", action_id: "time", timezone: "Asia/Shanghai" },
          ],
        },
      ]),
    );
    const chosen = { text: { type: "plain_text", text: "A", emoji: true }, value: "a" };
    expect(alice().view()?.state.values).toEqual({
      text: { text: { type: "plain_text_input", value: null } },
      number: { number: { type: "number_input", value: "3" } },
      radio: { radio: { type: "radio_buttons", selected_option: chosen } },
      boxes: { boxes: { type: "checkboxes", selected_options: [] } },
      users: { users: { type: "multi_users_select", selected_users: [] } },
      date: { date: { type: "datepicker", selected_date: null } },
      here: { here: { type: "conversations_select", selected_conversation: "C0OPS0001" } },
      section: { who: { type: "users_select", selected_user: "U0BOB0001" } },
      actions: { time: { type: "timepicker", selected_time: null, timezone: "Asia/Shanghai" } },
    });
  });
});

test("the answers of views.* never tell what was entered", async () => {
  const { id } = await openModal(bench, modal([textInput("a", { initial_value: "first" })]));
  await alice().type("a", "typed");
  const { data } = await update(id, modal([textInput("a"), textInput("b")]));
  expect((data["view"] as Fields)["state"]).toEqual({ values: {} });
  expect(alice().view()?.state.values["a"]?.["a"]).toMatchObject({ value: "typed" });
});

describe("views.publish", () => {
  test("shows a Home before the first visit, and keeps its id afterwards", async () => {
    const publish = () =>
      bench.client.views.publish({
        user_id: "U0ALICE01",
        view: { type: "home", blocks: [{ type: "divider" }] },
      });
    const first = await publish();
    const second = await publish();
    expect(second.view?.id).toBe(first.view?.id);
    expect(bench.slack.home("U0ALICE01")).toMatchObject({
      type: "home",
      blocks: [{ type: "divider" }],
    });
  });

  test("refuses a person who is not there, and anything but a Home view", async () => {
    const nobody = await call("views.publish", {
      user_id: "U0NOBODY0",
      view: { type: "home", blocks: [] },
    });
    expect(nobody.messages).toEqual(["[ERROR] invalid `user_id` [json-pointer:/user_id]"]);
    expect(
      (await call("views.publish", { user_id: "U0ALICE01", view: modal([]) })).messages[0],
    ).toContain("unsupported type: modal");
    const titled = await call("views.publish", {
      user_id: "U0ALICE01",
      view: { type: "home", blocks: [], title: plain("t") },
    });
    expect(titled.messages[0]).toContain("invalid additional property: title");
  });
});
