import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NOT_COVERED } from "../../../playground/slack/coverage.ts";
import type { Fields } from "../../../playground/slack/json.ts";
import {
  button,
  input,
  modal,
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
beforeEach(() => bench.slack.reset());

const post = (...blocks: unknown[]) =>
  refusalOf(bench.client.apiCall("chat.postMessage", { channel: "C0OPS0001", text: "t", blocks }));
const openView = async (view: unknown) =>
  refusalOf(bench.client.apiCall("views.open", { trigger_id: await bench.trigger(), view }));
const mrkdwn = (text: string): Fields => ({ type: "mrkdwn", text });
const section = (accessory: Fields): Fields => ({ type: "section", text: mrkdwn("s"), accessory });
const inputs = (...elements: Fields[]): Fields =>
  modal(elements.map((element, index) => input(`i${index}`, element)));

/** One of everything, as rich as it gets: all of it must be taken. */
const RICH_MESSAGE: Fields[] = [
  { type: "header", block_id: "h", text: plain("Order 17") },
  { type: "section", text: mrkdwn("*hi*"), fields: [mrkdwn("a"), plain("b")], expand: true },
  { type: "divider" },
  {
    type: "context",
    elements: [plain("c"), { type: "image", image_url: "https://a.example/i.png", alt_text: "i" }],
  },
  { type: "image", image_url: "https://a.example/i.png", alt_text: "i", title: plain("t") },
  {
    type: "rich_text",
    elements: [
      {
        type: "rich_text_section",
        elements: [
          { type: "text", text: "a", style: { bold: true } },
          { type: "link", url: "https://a.example/x" },
          { type: "user", user_id: "U0BOB0001" },
        ],
      },
      {
        type: "rich_text_list",
        style: "bullet",
        indent: 1,
        elements: [{ type: "rich_text_section", elements: [{ type: "emoji", name: "wave" }] }],
      },
      { type: "rich_text_preformatted", border: 1, elements: [{ type: "text", text: "code" }] },
      {
        type: "rich_text_quote",
        elements: [
          { type: "date", timestamp: 1_795_000_000, format: "{date}", fallback: "then" },
          { type: "broadcast", range: "here" },
        ],
      },
    ],
  },
  section({
    type: "overflow",
    action_id: "o",
    options: [option("a"), { ...option("b"), url: "https://a.example/x" }],
  }),
  {
    type: "actions",
    elements: [
      {
        ...button("ok"),
        style: "primary",
        confirm: {
          title: plain("Sure?"),
          text: mrkdwn("*Really*"),
          confirm: plain("Yes"),
          deny: plain("No"),
          style: "danger",
        },
      },
      {
        type: "static_select",
        action_id: "s",
        placeholder: plain("pick"),
        option_groups: [{ label: plain("g"), options: [option("a"), option("b")] }],
        initial_option: option("b"),
      },
      { type: "external_select", action_id: "e", min_query_length: 0 },
      { type: "users_select", action_id: "u", initial_user: "U0BOB0001" },
      {
        type: "conversations_select",
        action_id: "c",
        default_to_current_conversation: true,
        filter: { include: ["public"], exclude_bot_users: true },
      },
      { type: "channels_select", action_id: "ch" },
      { type: "datepicker", action_id: "d", initial_date: "2026-11-22" },
      { type: "timepicker", action_id: "t", initial_time: "09:30", timezone: "Asia/Shanghai" },
      { type: "datetimepicker", action_id: "dt", initial_date_time: 1_795_000_000 },
      {
        type: "radio_buttons",
        action_id: "r",
        options: [{ text: mrkdwn("*a*"), value: "a", description: mrkdwn("d") }],
      },
      {
        type: "checkboxes",
        action_id: "k",
        options: [option("a"), option("b")],
        initial_options: [option("a")],
      },
    ],
  },
];

const RICH_MODAL = inputs(
  {
    type: "plain_text_input",
    multiline: true,
    min_length: 1,
    max_length: 10,
    initial_value: "abc",
    focus_on_load: true,
  },
  {
    type: "number_input",
    is_decimal_allowed: false,
    min_value: "1",
    max_value: "5",
    initial_value: "2",
  },
  { type: "email_text_input" },
  { type: "url_text_input", placeholder: plain("https://") },
  { type: "multi_static_select", options: [option("a"), option("b")], max_selected_items: 1 },
  { type: "multi_external_select" },
  { type: "multi_users_select", initial_users: ["U0BOB0001"] },
  { type: "multi_conversations_select", filter: { exclude_external_shared_channels: true } },
  { type: "multi_channels_select" },
  { type: "conversations_select", response_url_enabled: true },
);

test("one of everything is taken, without a complaint", async () => {
  expect(await post(...RICH_MESSAGE)).toMatchObject({ error: "ok" });
  expect(await openView(RICH_MODAL)).toMatchObject({ error: "ok" });
  expect(bench.slack.complaints).toEqual([]);
});

test("what Slack fills in is there when a message is read back", async () => {
  await post(
    { type: "section", text: mrkdwn("a") },
    { type: "actions", elements: [{ type: "button", text: plain("b") }] },
    input("i", { type: "plain_text_input" }),
  );
  expect(bench.slack.messages("C0OPS0001")[0]?.blocks).toEqual([
    {
      type: "section",
      block_id: expect.stringMatching(/^\w{5}$/),
      text: { type: "mrkdwn", text: "a", verbatim: false },
    },
    {
      type: "actions",
      block_id: expect.stringMatching(/^\w{5}$/),
      elements: [
        {
          type: "button",
          action_id: expect.stringMatching(/^\w{5}$/),
          text: { type: "plain_text", text: "b", emoji: true },
        },
      ],
    },
    {
      type: "input",
      block_id: "i",
      optional: false,
      dispatch_action: false,
      label: { type: "plain_text", text: "i", emoji: true },
      element: { type: "plain_text_input", action_id: "i" },
    },
  ]);
});

/** What is wrong, and the first message with which Slack says so. */
const WRONG_BLOCKS: [string, Fields, string][] = [
  [
    "an unknown block",
    { type: "sectoin" },
    "unsupported type: sectoin [json-pointer:/blocks/0/type]",
  ],
  ["a block without a type", {}, "missing required field: type [json-pointer:/blocks/0]"],
  [
    "an unknown key",
    { type: "divider", text: "x" },
    "invalid additional property: text [json-pointer:/blocks/0]",
  ],
  [
    "a key of the wrong kind",
    { type: "section", text: "hi" },
    "must be an object [json-pointer:/blocks/0/text]",
  ],
  ["a missing key", { type: "header" }, "missing required field: text [json-pointer:/blocks/0]"],
  [
    "an empty text",
    { type: "header", text: plain("") },
    "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
  ],
  [
    "mrkdwn where only plain text goes",
    { type: "header", text: mrkdwn("x") },
    "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
  ],
  [
    "emoji on mrkdwn",
    { type: "section", text: { ...mrkdwn("x"), emoji: true } },
    "invalid additional property: emoji [json-pointer:/blocks/0/text]",
  ],
  [
    "a section without text",
    { type: "section" },
    "must define either `text` or `fields` [json-pointer:/blocks/0]",
  ],
  [
    "empty actions",
    { type: "actions", elements: [] },
    "must provide at least 1 items [json-pointer:/blocks/0/elements]",
  ],
  [
    "an input element in actions",
    { type: "actions", elements: [{ type: "plain_text_input" }] },
    "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
  ],
  [
    "a button in an input",
    { type: "input", label: plain("l"), element: button("b") },
    "unsupported type: button [json-pointer:/blocks/0/element/type]",
  ],
  [
    "a date and time picker beside a section",
    section({ type: "datetimepicker" }),
    "unsupported type: datetimepicker [json-pointer:/blocks/0/accessory/type]",
  ],
  [
    "a number input in a message",
    {
      type: "input",
      label: plain("l"),
      element: { type: "number_input", is_decimal_allowed: true },
    },
    "unsupported type: number_input [json-pointer:/blocks/0/element/type]",
  ],
  [
    "an unknown style",
    section({ ...button("b"), style: "warning" }),
    "must be a valid enum value [json-pointer:/blocks/0/accessory/style]",
  ],
  [
    "a URL that is none",
    section({ ...button("b"), url: "javascript:alert(1)" }),
    "must be a valid URL [json-pointer:/blocks/0/accessory/url]",
  ],
  [
    "a date that is none",
    section({ type: "datepicker", initial_date: "2026-02-30" }),
    "must be a valid date [json-pointer:/blocks/0/accessory/initial_date]",
  ],
  [
    "options and groups",
    section({ type: "static_select", options: [option("a")], option_groups: [] }),
    "must provide at least 1 items [json-pointer:/blocks/0/accessory/option_groups]",
  ],
  [
    "a menu without options",
    section({ type: "static_select" }),
    "must define one of `options` or `option_groups` [json-pointer:/blocks/0/accessory]",
  ],
  [
    "mrkdwn in a menu's option",
    section({ type: "static_select", options: [{ text: mrkdwn("a"), value: "a" }] }),
    "unsupported type: mrkdwn [json-pointer:/blocks/0/accessory/options/0/text/type]",
  ],
  [
    "an initial option that is not offered",
    section({ type: "static_select", options: [option("a")], initial_option: option("b") }),
    "initial option must match exactly one of the provided options [json-pointer:/blocks/0/accessory/initial_option]",
  ],
  [
    "a link on a menu's option",
    section({ type: "static_select", options: [{ ...option("a"), url: "https://a.example/x" }] }),
    "invalid additional property: url [json-pointer:/blocks/0/accessory/options/0]",
  ],
  [
    "a confirm without text",
    section({ ...button("b"), confirm: { title: plain("t") } }),
    "missing required field: text [json-pointer:/blocks/0/accessory/confirm]",
  ],
  [
    "two sources of an image",
    { type: "image", alt_text: "i", image_url: "https://a.example/i", slack_file: { id: "F1" } },
    "cannot provide both `image_url` and `slack_file` [json-pointer:/blocks/0]",
  ],
  [
    "an empty filter",
    section({ type: "conversations_select", filter: {} }),
    "must provide at least 1 items [json-pointer:/blocks/0/accessory/filter]",
  ],
  [
    "a response URL outside of a modal's inputs",
    section({ type: "conversations_select", response_url_enabled: true }),
    "invalid additional property: response_url_enabled [json-pointer:/blocks/0/accessory]",
  ],
  [
    "an unknown part of rich text",
    { type: "rich_text", elements: [{ type: "rich_text_table" }] },
    "unsupported type: rich_text_table [json-pointer:/blocks/0/elements/0/type]",
  ],
  [
    "the same action_id twice in a block",
    { type: "actions", elements: [button("b"), button("b")] },
    "`action_id` b is already used in this block [json-pointer:/blocks/0/elements/1/action_id]",
  ],
];

describe("a message with these blocks is refused as invalid_blocks", () => {
  test.each(WRONG_BLOCKS)("%s", async (_what, block, message) => {
    const { error, messages, data } = await post(block);
    expect(error).toBe("invalid_blocks");
    expect(messages[0]).toBe(`[ERROR] ${message}`);
    expect(data["errors"]).toEqual(messages.map((each) => each.replace("[ERROR] ", "")));
    expect(bench.slack.messages("C0OPS0001")).toEqual([]);
  });

  test("the same block_id twice", async () => {
    const { messages } = await post(
      { type: "divider", block_id: "d" },
      { type: "divider", block_id: "d" },
    );
    expect(messages).toEqual([
      "[ERROR] `block_id` d is already used in /blocks/0 [json-pointer:/blocks/1/block_id]",
    ]);
  });
});

const WRONG_VIEWS: [string, unknown, string][] = [
  [
    "inputs without a submit",
    { type: "modal", title: plain("t"), blocks: [textInput("i")] },
    "must define `submit` to use an `input` block in modals [json-pointer:/view]",
  ],
  ["no title", { type: "modal", blocks: [] }, "missing required field: title [json-pointer:/view]"],
  [
    "no blocks",
    { type: "modal", title: plain("t") },
    "missing required field: blocks [json-pointer:/view]",
  ],
  ["no type", { title: plain("t") }, "missing required field: type [json-pointer:/view]"],
  ["a Home view", { type: "home", blocks: [] }, "unsupported type: home [json-pointer:/view/type]"],
  [
    "an unknown key",
    modal([], { titel: plain("t") }),
    "invalid additional property: titel [json-pointer:/view]",
  ],
  [
    "the key of configuration modals",
    modal([], { submit_disabled: true }),
    "invalid additional property: submit_disabled [json-pointer:/view]",
  ],
  [
    "two focused elements",
    inputs(
      { type: "plain_text_input", focus_on_load: true },
      { type: "plain_text_input", focus_on_load: true },
    ),
    "only one element can have `focus_on_load` set to true [json-pointer:/view/blocks/1/element]",
  ],
  [
    "a minimum above the maximum",
    inputs({ type: "plain_text_input", min_length: 5, max_length: 4 }),
    "`min_length` must not be greater than `max_length` [json-pointer:/view/blocks/0/element]",
  ],
  [
    "an initial text that is too long",
    inputs({ type: "plain_text_input", max_length: 2, initial_value: "abc" }),
    "must be less than 3 characters [json-pointer:/view/blocks/0/element/initial_value]",
  ],
  [
    "a number out of range",
    inputs({ type: "number_input", is_decimal_allowed: false, max_value: "5", initial_value: "6" }),
    "must not be greater than `max_value` [json-pointer:/view/blocks/0/element/initial_value]",
  ],
  [
    "a number that is a number",
    inputs({ type: "number_input", is_decimal_allowed: false, min_value: 1 }),
    "must be a string [json-pointer:/view/blocks/0/element/min_value]",
  ],
  [
    "a number input that does not say whether decimals are allowed",
    inputs({ type: "number_input" }),
    "missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]",
  ],
  [
    "more initial users than may be selected",
    inputs({ type: "multi_users_select", max_selected_items: 1, initial_users: ["U1", "U2"] }),
    "no more than 1 items allowed [json-pointer:/view/blocks/0/element/initial_users]",
  ],
];

describe("a modal like this is refused as invalid_arguments", () => {
  test.each(WRONG_VIEWS)("%s", async (_what, view, message) => {
    const { error, messages } = await openView(view);
    expect(error).toBe("invalid_arguments");
    expect(messages[0]).toBe(`[ERROR] ${message}`);
    expect(bench.slack.as("U0ALICE01").view()).toBeUndefined();
  });

  test("with a companion line when the type of a part is unknown", async () => {
    const { messages } = await openView(modal([{ type: "nonsense" }]));
    expect(messages).toEqual([
      "[ERROR] unsupported type: nonsense [json-pointer:/view/blocks/0/type]",
      "[ERROR] failed to match all allowed schemas [json-pointer:/view]",
    ]);
  });

  test("and the trigger can be used once the modal is right", async () => {
    const trigger_id = await bench.trigger();
    await refusalOf(
      bench.client.apiCall("views.open", { trigger_id, view: modal([{ type: "nonsense" }]) }),
    );
    expect(
      (await refusalOf(bench.client.apiCall("views.open", { trigger_id, view: modal([]) }))).error,
    ).toBe("ok");
  });
});

describe("complaints, where Slack takes something that the tests should not", () => {
  const complaints: [string, Fields, string][] = [
    [
      "a multi-select in actions",
      { type: "actions", elements: [{ type: "multi_users_select" }] },
      "multi-select",
    ],
    [
      "an overflow menu of one",
      section({ type: "overflow", options: [option("a")] }),
      "overflow menu",
    ],
    [
      "a dispatch configuration without the flag",
      textInput("i", { dispatch_action_config: { trigger_actions_on: ["on_enter_pressed"] } }),
      "dispatch_action",
    ],
  ];
  test.each(complaints)("%s", async (_what, block, words) => {
    expect((await post(block)).error).toBe("ok");
    expect(bench.slack.complaints).toEqual([expect.stringContaining(words)]);
  });

  test.each([...NOT_COVERED.blocks])(
    "the block %s, which Slack has and this simulator has not",
    async (type) => {
      expect((await post({ type })).error).toBe("invalid_blocks");
      expect(bench.slack.complaints).toEqual([
        expect.stringContaining(`Slack has "${type}" but this simulator does not`),
      ]);
    },
  );
});
