import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { COVERED_RESPONSE_ACTIONS } from "../../../playground/slack/coverage.ts";
import { asFields, type Fields } from "../../../playground/slack/json.ts";
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

const alice = () => bench.slack.as("U0ALICE01");
const TROUBLE = "We had some trouble connecting. Try again?";
/** Answers submits with this and everything else well. */
const answerSubmits = (body: unknown, status = 200): void => {
  bench.app.answer = ({ payload }) =>
    payload["type"] === "view_submission" ? { body, status } : {};
};
const lastPayload = (): Fields => bench.app.received.at(-1)?.payload ?? {};
const submissions = () =>
  bench.app.received.filter(({ payload }) => payload["type"] === "view_submission");

describe("before the app is asked", () => {
  test("required inputs that are empty keep the form with the person", async () => {
    await openModal(
      bench,
      modal([
        textInput("Name"),
        textInput("Note", {}, { optional: true }),
        input("Boxes", { type: "checkboxes", options: [option("a")] }),
      ]),
    );
    expect(await alice().submit()).toMatchObject({
      sent: false,
      missing: ["Name", "Boxes"],
      closed: false,
    });
    expect(submissions()).toEqual([]);
    await alice().type("Name", "n");
    await alice().choose("Boxes", ["a"]);
    expect(await alice().submit()).toMatchObject({ sent: true, missing: [], closed: true });
    expect(submissions()).toHaveLength(1);
  });

  const wrong: [string, Fields, string, string][] = [
    ["too short", { type: "plain_text_input", min_length: 3 }, "ab", "abc"],
    ["too long", { type: "plain_text_input", max_length: 3 }, "abcd", "abc"],
    ["above 3,000 characters", { type: "plain_text_input" }, "x".repeat(3001), "x".repeat(3000)],
    ["not a number", { type: "number_input", is_decimal_allowed: true }, "1e9", "1.5"],
    ["not a whole number", { type: "number_input", is_decimal_allowed: false }, "1.5", "-1"],
    [
      "below the minimum",
      { type: "number_input", is_decimal_allowed: false, min_value: "2" },
      "1",
      "2",
    ],
    [
      "above the maximum",
      { type: "number_input", is_decimal_allowed: false, max_value: "2" },
      "3",
      "2",
    ],
    ["not an address", { type: "email_text_input" }, "alice", "alice@acme.example"],
    ["not a URL", { type: "url_text_input" }, "acme.example", "https://acme.example/x"],
  ];
  test.each(wrong)("an input that is %s is not sent", async (_what, element, bad, good) => {
    await openModal(bench, modal([input("i", element)]));
    await alice().type("i", bad);
    expect(await alice().submit()).toMatchObject({
      sent: false,
      errors: { i: expect.stringMatching(/^Please /) },
    });
    await alice().type("i", good);
    expect(await alice().submit()).toMatchObject({ sent: true, closed: true });
  });

  test("a modal without a submit button cannot be submitted", async () => {
    await openModal(bench, modal([], { submit: undefined }));
    await expect(alice().submit()).rejects.toThrow("no submit button");
  });
});

describe("the app is told", () => {
  test("everything that was entered, with a fresh trigger that can push or open", async () => {
    await openModal(
      bench,
      modal([textInput("Name")], { callback_id: "form", private_metadata: "secret" }),
    );
    await alice().type("Name", "Fix <prod>");
    answerSubmits({ response_action: "errors", errors: { Name: "no" } });
    await alice().submit();
    expect(lastPayload()).toMatchObject({
      type: "view_submission",
      team: { id: "T0ACME001", domain: "acme" },
      user: { id: "U0ALICE01", team_id: "T0ACME001" },
      api_app_id: "A0BOT0001",
      enterprise: null,
      response_urls: [],
      view: {
        callback_id: "form",
        private_metadata: "secret",
        state: { values: { Name: { Name: { type: "plain_text_input", value: "Fix <prod>" } } } },
      },
    });
    await bench.client.apiCall("views.push", {
      trigger_id: lastPayload()["trigger_id"],
      view: modal([]),
    });
    expect(alice().views()).toHaveLength(2);
  });

  test("a response URL for each select that asks for one", async () => {
    await openModal(
      bench,
      modal([input("where", { type: "conversations_select", response_url_enabled: true })]),
    );
    await alice().choose("where", "ops");
    await alice().submit();
    expect(lastPayload()["response_urls"]).toEqual([
      {
        block_id: "where",
        action_id: "where",
        channel_id: "C0OPS0001",
        response_url: expect.stringContaining("/response/app/T0ACME001/"),
      },
    ]);
  });
});

describe("the answer", () => {
  const fresh = modal([textInput("Second")], { title: plain("Next") });

  test("empty closes this view and shows the one below", async () => {
    const { id } = await openModal(bench, modal([{ type: "actions", elements: [button("more")] }]));
    await alice().clickInView("more");
    await bench.client.apiCall("views.push", {
      trigger_id: lastPayload()["trigger_id"],
      view: modal([]),
    });
    expect(await alice().submit()).toMatchObject({ closed: true });
    expect(alice().view()?.id).toBe(id);
  });

  test("errors shows the texts under the inputs and keeps what was entered", async () => {
    await openModal(bench, modal([textInput("Name")]));
    await alice().type("Name", "bad");
    answerSubmits({ response_action: "errors", errors: { Name: "Too bad" } });
    expect(await alice().submit()).toMatchObject({
      sent: true,
      errors: { Name: "Too bad" },
      closed: false,
    });
    expect(alice().view()).toMatchObject({
      errors: { Name: "Too bad" },
      state: { values: { Name: { Name: { value: "bad" } } } },
    });
    answerSubmits(undefined);
    expect(await alice().submit()).toMatchObject({ closed: true });
  });

  test("update replaces this view under the same id", async () => {
    const { id, hash } = await openModal(bench, modal([]));
    answerSubmits({ response_action: "update", view: fresh });
    expect(await alice().submit()).toMatchObject({ sent: true, closed: false });
    expect(alice().view()).toMatchObject({ id, title: { text: "Next" } });
    expect(alice().view()?.hash).not.toBe(hash);
  });

  test("push opens on top, up to three", async () => {
    await openModal(bench, modal([]));
    answerSubmits({ response_action: "push", view: modal([]) });
    await alice().submit();
    await alice().submit();
    expect(alice().views()).toHaveLength(3);
    expect(await alice().submit()).toMatchObject({ trouble: TROUBLE });
    expect(alice().views()).toHaveLength(3);
  });

  test("clear closes everything", async () => {
    await openModal(bench, modal([]));
    answerSubmits({ response_action: "push", view: modal([]) });
    await alice().submit();
    answerSubmits({ response_action: "clear" });
    await alice().submit();
    expect(alice().views()).toEqual([]);
  });

  test("has no other response_actions", () => {
    expect(COVERED_RESPONSE_ACTIONS).toEqual(["errors", "update", "push", "clear"]);
  });

  const useless: [string, unknown, number?][] = [
    ["a body that is no response_action", { ok: true }],
    ["an empty object", {}],
    ["an unknown response_action", { response_action: "close" }],
    ["a text", "done"],
    ["errors for a block that is not there", { response_action: "errors", errors: { Nome: "x" } }],
    [
      "errors for a block that is no input",
      { response_action: "errors", errors: { divider: "x" } },
    ],
    ["errors without an entry", { response_action: "errors", errors: {} }],
    ["errors without a text", { response_action: "errors", errors: { Name: "" } }],
    ["errors next to a view", { response_action: "errors", errors: { Name: "x" }, view: fresh }],
    ["an update without a view", { response_action: "update" }],
    [
      "an update with a bad view",
      { response_action: "update", view: { ...fresh, title: plain("x".repeat(25)) } },
    ],
    [
      "an update with a Home view",
      { response_action: "update", view: { type: "home", blocks: [] } },
    ],
    ["a push with a bad view", { response_action: "push", view: modal([{ type: "nonsense" }]) }],
    ["a status other than 200", undefined, 500],
    ["even 201", undefined, 201],
  ];
  test.each(useless)("%s leaves the form open with trouble shown", async (_what, body, status) => {
    const { id } = await openModal(
      bench,
      modal([textInput("Name", { initial_value: "n" }), { type: "divider", block_id: "divider" }]),
    );
    answerSubmits(body, status);
    expect(await alice().submit()).toMatchObject({ sent: true, trouble: TROUBLE, closed: false });
    expect(alice().view()).toMatchObject({
      id,
      trouble: TROUBLE,
      errors: {},
      title: { text: "A form" },
    });
    expect(alice().seen).toEqual([TROUBLE]);
    if (status === undefined) expect(bench.slack.complaints).toHaveLength(1);
  });

  test("of a JSON type is needed for JSON: as text it is not understood", async () => {
    await openModal(bench, modal([]));
    answerSubmits(JSON.stringify({ response_action: "clear" }));
    expect(await alice().submit()).toMatchObject({ trouble: TROUBLE });
  });
});

describe("closing", () => {
  const closings = () =>
    bench.app.received
      .filter(({ payload }) => payload["type"] === "view_closed")
      .map(({ payload }) => payload);

  test("tells the app only if the view asked for it, and never what was entered", async () => {
    await openModal(bench, modal([textInput("Name")]));
    await alice().close();
    expect(closings()).toEqual([]);
    const { id } = await openModal(bench, modal([textInput("Name")], { notify_on_close: true }));
    await alice().type("Name", "private");
    await alice().close();
    expect(closings()).toMatchObject([{ view: { id, state: { values: {} } }, is_cleared: false }]);
    expect(asFields(closings()[0]?.["view"])["state"]).toEqual({ values: {} });
    expect(closings()[0]).not.toHaveProperty("trigger_id");
  });

  test("with the X closes the whole stack and names the root", async () => {
    const { id } = await openModal(bench, modal([], { notify_on_close: true }));
    answerSubmits({ response_action: "push", view: modal([]) });
    await alice().submit();
    await alice().close({ all: true });
    expect(alice().views()).toEqual([]);
    expect(closings()).toMatchObject([{ view: { id }, is_cleared: true }]);
  });

  test("a view with clear_on_close takes the others along", async () => {
    await openModal(bench, modal([]));
    answerSubmits({ response_action: "push", view: modal([], { clear_on_close: true }) });
    await alice().submit();
    await alice().close();
    expect(alice().views()).toEqual([]);
  });

  test("by a submit is not a closing", async () => {
    await openModal(bench, modal([], { notify_on_close: true }));
    await alice().submit();
    expect(closings()).toEqual([]);
  });
});
