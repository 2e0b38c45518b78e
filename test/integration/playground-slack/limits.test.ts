import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BLOCKS } from "../../../playground/slack/block-rules.ts";
import { COMPOSITION } from "../../../playground/slack/composition-rules.ts";
import { COVERED_FIGURES, COVERED_LIMITS } from "../../../playground/slack/coverage.ts";
import { ELEMENTS } from "../../../playground/slack/element-rules.ts";
import type { Fields } from "../../../playground/slack/json.ts";
import {
  button,
  modal,
  option,
  plain,
  refusalOf,
  startBench,
  textInput,
  type Bench,
} from "./bench.ts";

/** The figures, written down once more from Slack's pages: a slip in the tables shows here. */
const FROM_SLACKS_PAGES: Record<string, number> = {
  "header.text": 150,
  "section.text": 3000,
  "section.fields (items)": 10,
  "section.fields[]": 2000,
  "context.elements (items)": 10,
  "actions.elements (items)": 25,
  "input.label": 2000,
  "input.hint": 2000,
  "image.alt_text": 2000,
  "image.image_url": 3000,
  "image.title": 2000,
  "button.text": 75,
  "button.value": 2000,
  "button.url": 3000,
  "button.accessibility_label": 75,
  "static_select.placeholder": 150,
  "static_select.options (items)": 100,
  "static_select.option_groups (items)": 100,
  "overflow.options (items)": 5,
  "checkboxes.options (items)": 10,
  "radio_buttons.options (items)": 10,
  "option.text": 75,
  "option.value": 150,
  "option.description": 75,
  "option_with_url.url": 3000,
  "option_group.label": 75,
  "option_group.options (items)": 100,
  "confirm.title": 100,
  "confirm.text": 300,
  "confirm.confirm": 30,
  "confirm.deny": 30,
  "plain_text_input.initial_value": 3000,
  "modal.title": 24,
  "modal.submit": 24,
  "modal.close": 24,
  "modal.callback_id": 255,
  "modal.external_id": 255,
  "modal.private_metadata": 3000,
  "home.private_metadata": 3000,
};

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const xs = (length: number): string => "x".repeat(length);
const many = <Item>(length: number, make: (index: number) => Item): Item[] =>
  Array.from({ length }, (_, index) => make(index));
const urlOf = (length: number): string =>
  `https://a.example/${xs(length - "https://a.example/".length)}`;
const text = (length: number): Fields => plain(xs(length));

interface Built {
  /** A message's blocks or a modal, with the thing at this size in it. */
  readonly blocks?: unknown[];
  readonly view?: Fields;
}
type Build = (size: number) => Built;

const inSection = (element: Fields): Built => ({
  blocks: [{ type: "section", text: plain("s"), accessory: { action_id: "a", ...element } }],
});
const inModal = (element: Fields): Built => ({
  view: modal([{ type: "input", label: plain("l"), element: { action_id: "a", ...element } }]),
});
const select = (more: Fields): Built =>
  inSection({ type: "static_select", options: [option("a")], ...more });
const withConfirm = (more: Fields): Built =>
  inSection({ ...button("b"), confirm: { text: plain("sure?"), ...more } });
const choice = (more: Fields): Built => select({ options: [{ ...option("a"), ...more }] });

/** One builder for each figure: the same thing at N must be taken, at N+1 refused. */
const BUILDERS: Record<keyof typeof FROM_SLACKS_PAGES, Build> = {
  "header.text": (n) => ({ blocks: [{ type: "header", text: text(n) }] }),
  "section.text": (n) => ({ blocks: [{ type: "section", text: { type: "mrkdwn", text: xs(n) } }] }),
  "section.fields (items)": (n) => ({
    blocks: [{ type: "section", fields: many(n, () => plain("f")) }],
  }),
  "section.fields[]": (n) => ({ blocks: [{ type: "section", fields: [text(n)] }] }),
  "context.elements (items)": (n) => ({
    blocks: [{ type: "context", elements: many(n, () => plain("c")) }],
  }),
  "actions.elements (items)": (n) => ({
    blocks: [{ type: "actions", elements: many(n, (i) => button(`b${i}`)) }],
  }),
  "input.label": (n) => ({ view: modal([textInput("i", {}, { label: text(n) })]) }),
  "input.hint": (n) => ({ view: modal([textInput("i", {}, { hint: text(n) })]) }),
  "image.alt_text": (n) => ({ blocks: [{ type: "image", image_url: urlOf(40), alt_text: xs(n) }] }),
  "image.image_url": (n) => ({ blocks: [{ type: "image", image_url: urlOf(n), alt_text: "i" }] }),
  "image.title": (n) => ({
    blocks: [{ type: "image", image_url: urlOf(40), alt_text: "i", title: text(n) }],
  }),
  "button.text": (n) => inSection({ ...button("b"), text: text(n) }),
  "button.value": (n) => inSection({ ...button("b"), value: xs(n) }),
  "button.url": (n) => inSection({ ...button("b"), url: urlOf(n) }),
  "button.accessibility_label": (n) => inSection({ ...button("b"), accessibility_label: xs(n) }),
  "static_select.placeholder": (n) => select({ placeholder: text(n) }),
  "static_select.options (items)": (n) => select({ options: many(n, (i) => option(`o${i}`)) }),
  "static_select.option_groups (items)": (n) =>
    inSection({
      type: "static_select",
      option_groups: many(n, (i) => ({ label: plain("g"), options: [option(`o${i}`)] })),
    }),
  "overflow.options (items)": (n) =>
    inSection({ type: "overflow", options: many(n, (i) => option(`o${i}`)) }),
  "checkboxes.options (items)": (n) =>
    inSection({ type: "checkboxes", options: many(n, (i) => option(`o${i}`)) }),
  "radio_buttons.options (items)": (n) =>
    inSection({ type: "radio_buttons", options: many(n, (i) => option(`o${i}`)) }),
  "option.text": (n) => choice({ text: text(n) }),
  "option.value": (n) => choice({ value: xs(n) }),
  "option.description": (n) => choice({ description: text(n) }),
  "option_with_url.url": (n) =>
    inSection({ type: "overflow", options: [option("a"), { ...option("b"), url: urlOf(n) }] }),
  "option_group.label": (n) =>
    inSection({
      type: "static_select",
      option_groups: [{ label: text(n), options: [option("o")] }],
    }),
  "option_group.options (items)": (n) =>
    inSection({
      type: "static_select",
      option_groups: [{ label: plain("g"), options: many(n, (i) => option(`o${i}`)) }],
    }),
  "confirm.title": (n) => withConfirm({ title: text(n) }),
  "confirm.text": (n) => withConfirm({ text: text(n) }),
  "confirm.confirm": (n) => withConfirm({ confirm: text(n) }),
  "confirm.deny": (n) => withConfirm({ deny: text(n) }),
  "plain_text_input.initial_value": (n) =>
    inModal({ type: "plain_text_input", initial_value: xs(n) }),
  "modal.title": (n) => ({ view: modal([], { title: text(n) }) }),
  "modal.submit": (n) => ({ view: modal([], { submit: text(n) }) }),
  "modal.close": (n) => ({ view: modal([], { close: text(n) }) }),
  "modal.callback_id": (n) => ({ view: modal([], { callback_id: xs(n) }) }),
  "modal.external_id": (n) => ({ view: modal([], { external_id: xs(n) }) }),
  "modal.private_metadata": (n) => ({ view: modal([], { private_metadata: xs(n) }) }),
  "home.private_metadata": (n) => ({ view: { type: "home", blocks: [], private_metadata: xs(n) } }),
};

async function outcome({ blocks, view }: Built): Promise<{ error: string; messages: string[] }> {
  if (blocks)
    return refusalOf(
      bench.client.apiCall("chat.postMessage", { channel: "C0OPS0001", text: "t", blocks }),
    );
  if (view?.["type"] === "home")
    return refusalOf(bench.client.apiCall("views.publish", { user_id: "U0ALICE01", view }));
  return refusalOf(bench.client.apiCall("views.open", { trigger_id: await bench.trigger(), view }));
}

describe("each limit holds at N and not at N+1", () => {
  test.each(Object.entries(FROM_SLACKS_PAGES))("%s: %i", async (name, limit) => {
    expect(COVERED_LIMITS[name]).toBe(limit);
    const build = BUILDERS[name];
    expect(await outcome(build?.(limit) ?? {})).toMatchObject({ error: "ok" });
    const { error, messages } = await outcome(build?.(limit + 1) ?? {});
    expect(error).toMatch(/^invalid_(blocks|arguments)$/);
    const wording = name.endsWith("(items)")
      ? `no more than ${limit} items allowed`
      : `must be less than ${limit + 1} characters`;
    expect(messages[0]).toContain(`[ERROR] ${wording} [json-pointer:/`);
  });

  test("blocks: 50 in a message, 100 in a modal and in a Home view", async () => {
    const dividers = (count: number): unknown[] => many(count, () => ({ type: "divider" }));
    const surfaces: [number, (blocks: unknown[]) => Built][] = [
      [COVERED_FIGURES["message.blocks"], (blocks) => ({ blocks })],
      [COVERED_FIGURES["modal.blocks"], (blocks) => ({ view: modal(blocks) })],
      [COVERED_FIGURES["home.blocks"], (blocks) => ({ view: { type: "home", blocks } })],
    ];
    expect(surfaces.map(([most]) => most)).toEqual([50, 100, 100]);
    for (const [most, build] of surfaces) {
      expect(await outcome(build(dividers(most)))).toMatchObject({ error: "ok" });
      expect((await outcome(build(dividers(most + 1)))).messages[0]).toContain(
        `no more than ${most} items allowed`,
      );
    }
  });

  test("13,000 characters of text in a message's blocks", async () => {
    const sections = (total: number): unknown[] =>
      [2900, 2900, 2900, 2900, total - 11_600].map((n) => ({ type: "section", text: text(n) }));
    expect(await outcome({ blocks: sections(13_000) })).toMatchObject({ error: "ok" });
    expect(await outcome({ blocks: sections(13_001) })).toMatchObject({
      error: "msg_blocks_too_long",
    });
  });

  test("250,000 bytes in a view", async () => {
    const bare = (size: number): Fields => ({
      type: "home",
      blocks: many(99, (i) => ({
        type: "section",
        block_id: `b${i}`,
        text: text(i === 0 ? size : 2450),
      })),
    });
    const room = COVERED_FIGURES["view.bytes"] - Buffer.byteLength(JSON.stringify(bare(0)));
    const fitting = (extra: number): Fields => bare(room + extra);
    expect(room).toBeGreaterThan(1);
    expect(room).toBeLessThan(3000);
    expect(await outcome({ view: fitting(0) })).toMatchObject({ error: "ok" });
    expect(await outcome({ view: fitting(1) })).toMatchObject({ error: "view_too_large" });
  });

  test("characters are UTF-16 units: 75 emoji are 150 of them", async () => {
    expect(
      (await outcome({ blocks: [{ type: "header", text: plain("🚀".repeat(75)) }] })).error,
    ).toBe("ok");
    expect(
      (await outcome({ blocks: [{ type: "header", text: plain("🚀".repeat(76)) }] })).error,
    ).toBe("invalid_blocks");
  });

  test("an option's value between 76 and 150 characters is taken with a complaint", async () => {
    bench.slack.reset();
    expect((await outcome(choice({ value: xs(76) }))).error).toBe("ok");
    expect(bench.slack.complaints).toEqual([
      expect.stringContaining("An option's value is longer than the 75 characters"),
    ]);
  });
});

describe("ids", () => {
  const all = { ...BLOCKS, ...ELEMENTS };
  test("are 255 characters everywhere", () => {
    const ids = Object.entries(COVERED_LIMITS).filter(([name]) =>
      /\.(block_id|action_id|callback_id|external_id)$/.test(name),
    );
    expect(ids.length).toBeGreaterThan(Object.keys(all).length);
    expect(new Set(ids.map(([, limit]) => limit))).toEqual(new Set([255]));
    expect(Object.keys(COMPOSITION)).toContain("confirm");
  });

  test("longer ones are refused", async () => {
    const blocks = (block: number, action: number): unknown[] => [
      { type: "actions", block_id: xs(block), elements: [button(xs(action))] },
    ];
    const labelled = (n: number): unknown[] => [
      { type: "actions", elements: [{ ...button("a"), action_id: xs(n) }] },
    ];
    expect((await outcome({ blocks: [{ type: "divider", block_id: xs(255) }] })).error).toBe("ok");
    expect((await outcome({ blocks: blocks(256, 1) })).messages).toEqual([
      "[ERROR] must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    ]);
    expect((await outcome({ blocks: labelled(256) })).messages[0]).toContain(
      "[json-pointer:/blocks/0/elements/0/action_id]",
    );
  });
});
