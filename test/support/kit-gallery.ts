/** Every block and element that the playground draws, once. */

export const plain = (text: string) => ({ type: "plain_text", text }) as const;
const mrkdwn = (text: string) => ({ type: "mrkdwn", text }) as const;
export const option = (value: string, text = value) => ({ text: plain(text), value });
const options = ["red", "green", "blue"].map((each) => option(each, `The ${each} one`));

const input = (action: string, label: string, element: object, more: object = {}) => ({
  type: "input",
  block_id: action,
  label: plain(label),
  element: { action_id: action, ...element },
  ...more,
});

export const galleryMessage = [
  { type: "header", text: plain("Everything at once :tada:") },
  {
    type: "section",
    text: mrkdwn(
      "*Bold*, _italic_, ~gone~, `code` and <https://example.com/a?b=1&amp;c=2|a link>; <@U0BOB0001>, <!subteam^S0LEADS01>, <#C0OPS0001>.\n>quoted\n```a < b && c```",
    ),
    accessory: {
      type: "overflow",
      action_id: "more",
      options: [option("edit", "Edit"), option("copy", "Make a copy")],
    },
  },
  {
    type: "section",
    fields: [mrkdwn("*Left*\none"), mrkdwn("*Right*\ntwo"), mrkdwn("*Below*\nthree")],
  },
  { type: "divider" },
  {
    type: "rich_text",
    elements: [
      {
        type: "rich_text_section",
        elements: [
          { type: "text", text: "Literal *stars* and " },
          { type: "text", text: "bold", style: { bold: true } },
          { type: "text", text: " for " },
          { type: "user", user_id: "U0ALICE01" },
        ],
      },
      {
        type: "rich_text_list",
        style: "ordered",
        elements: ["first", "second"].map((text) => ({
          type: "rich_text_section",
          elements: [{ type: "text", text }],
        })),
      },
      { type: "rich_text_quote", elements: [{ type: "text", text: "said before" }] },
      { type: "rich_text_preformatted", elements: [{ type: "text", text: "$ make it so" }] },
    ],
  },
  {
    type: "image",
    image_url: "https://example.com/rack.png",
    alt_text: "A rack of servers",
    title: plain("The rack"),
  },
  {
    type: "actions",
    elements: [
      {
        type: "button",
        action_id: "danger",
        text: plain("Delete"),
        style: "danger",
        value: "1",
        confirm: {
          title: plain("Delete it?"),
          text: plain("It cannot come back."),
          confirm: plain("Delete"),
          deny: plain("Keep"),
          style: "danger",
        },
      },
      { type: "static_select", action_id: "color", placeholder: plain("A colour"), options },
      { type: "datepicker", action_id: "day", placeholder: plain("A day") },
      { type: "users_select", action_id: "who", placeholder: plain("A person") },
    ],
  },
  {
    type: "context",
    elements: [
      mrkdwn("Until <!date^1795000000^{date_short} {time}|a day in 2026>"),
      { type: "image", image_url: "https://example.com/dot.png", alt_text: "a dot" },
    ],
  },
];

export const galleryModal = {
  type: "modal",
  callback_id: "gallery",
  title: plain("Gallery"),
  submit: plain("Send"),
  close: plain("Not now"),
  blocks: [
    input("line", "One line", { type: "plain_text_input" }, { hint: plain("A short one.") }),
    input("lines", "Many lines", { type: "plain_text_input", multiline: true }, { optional: true }),
    input("number", "A number", { type: "number_input", is_decimal_allowed: false }),
    input(
      "static",
      "Grouped",
      {
        type: "static_select",
        option_groups: [
          { label: plain("Warm"), options: [option("red", "Red")] },
          { label: plain("Cold"), options: [option("blue", "Blue"), option("teal", "Teal")] },
        ],
      },
      { dispatch_action: true },
    ),
    input(
      "external",
      "Searched",
      { type: "external_select", min_query_length: 2 },
      { optional: true },
    ),
    input("several", "Several", { type: "multi_static_select", options, max_selected_items: 2 }),
    input("person", "A person", { type: "users_select" }, { optional: true }),
    input("people", "People", { type: "multi_users_select" }, { optional: true }),
    input("place", "A conversation", { type: "conversations_select" }, { optional: true }),
    input("boxes", "Boxes", { type: "checkboxes", options }, { optional: true }),
    input("one", "Exactly one", { type: "radio_buttons", options }),
    input("day", "A day", { type: "datepicker" }, { optional: true }),
    input("time", "A time", { type: "timepicker" }, { optional: true }),
    input("mail", "Mail", { type: "email_text_input" }, { optional: true }),
    input(
      "typed",
      "Told at once",
      {
        type: "plain_text_input",
        dispatch_action_config: { trigger_actions_on: ["on_character_entered"] },
      },
      { optional: true, dispatch_action: true },
    ),
  ],
};
