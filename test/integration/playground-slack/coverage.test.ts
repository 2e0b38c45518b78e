import { describe, expect, test } from "vitest";
import {
  BLOCKS_NOT_SIMULATED,
  ELEMENTS_NOT_SIMULATED,
} from "../../../playground/slack/block-rules.ts";
import {
  COVERED_BLOCKS,
  COVERED_ELEMENTS,
  COVERED_FIGURES,
  COVERED_METHODS,
  NOT_COVERED,
} from "../../../playground/slack/coverage.ts";
import { ELEMENT_STATE } from "../../../playground/slack/element-state.ts";

// Methods, error codes, payloads, response_actions and limits are held against behaviour in the tests of each; here are
// the tables that have to agree with one another.

describe("what the simulator says it covers", () => {
  test("are the blocks and elements that were asked of it", () => {
    expect(COVERED_BLOCKS).toEqual([
      "header",
      "section",
      "context",
      "divider",
      "actions",
      "input",
      "image",
      "rich_text",
    ]);
    const kinds = ["static", "external", "users", "conversations", "channels"];
    const wanted = [
      "button",
      "overflow",
      "image",
      "checkboxes",
      "radio_buttons",
      "datepicker",
      "timepicker",
      "datetimepicker",
      "plain_text_input",
      "number_input",
      "email_text_input",
      "url_text_input",
      ...kinds.flatMap((kind) => [`${kind}_select`, `multi_${kind}_select`]),
    ];
    expect(COVERED_ELEMENTS.map(({ element }) => element).toSorted()).toEqual(wanted.toSorted());
  });

  test("keeps a state for every element that has one, and for no other", () => {
    const keeping = COVERED_ELEMENTS.filter(({ keeps }) => keeps !== undefined).map(
      ({ element }) => element,
    );
    expect(keeping.toSorted()).toEqual(Object.keys(ELEMENT_STATE).toSorted());
    expect(
      COVERED_ELEMENTS.filter(({ keeps }) => keeps === undefined).map(({ element }) => element),
    ).toEqual(["button", "overflow", "image"]);
  });

  test("says of nothing both that it is covered and that it is not", () => {
    const covered = [...COVERED_BLOCKS, ...COVERED_ELEMENTS.map(({ element }) => element)];
    const not: string[] = [...NOT_COVERED.blocks, ...NOT_COVERED.elements];
    expect(not).toEqual([...BLOCKS_NOT_SIMULATED, ...ELEMENTS_NOT_SIMULATED]);
    expect(covered.filter((name) => not.includes(name))).toEqual([]);
  });

  test("names what each method needs", () => {
    const named = Object.fromEntries(
      COVERED_METHODS.map(({ method, token, scopes, required }) => [
        method,
        { token, scopes, required },
      ]),
    );
    expect(named["chat.update"]).toEqual({
      token: "bot",
      scopes: ["chat:write"],
      required: ["channel", "ts"],
    });
    expect(named["views.open"]).toEqual({
      token: "bot",
      scopes: [],
      required: ["view", "trigger_id"],
    });
    expect(named["apps.connections.open"]).toEqual({
      token: "app",
      scopes: ["connections:write"],
      required: [],
    });
    expect(named["conversations.info"]).toEqual({
      token: "bot",
      scopes: "depends on the conversation",
      required: ["channel"],
    });
  });

  test("has the figures of Slack's pages", () => {
    expect(COVERED_FIGURES).toEqual({
      "message.blocks": 50,
      "modal.blocks": 100,
      "home.blocks": 100,
      "message.text in all blocks": 13_000,
      "message.text": 4000,
      "message.text cut at": 40_000,
      "message.attachments": 100,
      "message.markdown_text": 12_000,
      "message.metadata bytes": 8192,
      "view.bytes": 250_000,
      "view.stack": 3,
      "trigger.ms": 3000,
      "response_url.ms": 1_800_000,
      "response_url.uses": 5,
      "socket.connections": 10,
    });
  });
});
