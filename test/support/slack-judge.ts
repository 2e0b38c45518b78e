import { expect } from "vitest";
import {
  hasTooMuchText,
  inspectMessageBlocks,
  inspectView,
} from "../../playground/slack/check-blocks.ts";
import { wordProblem } from "../../playground/slack/check-shape.ts";
import { MESSAGE_LIMITS } from "../../playground/slack/message-content.ts";
import { MOST_BYTES_IN_VIEW } from "../../playground/slack/view-rules.ts";

/** What people might type, and catalogues might hold, to ping, link, forge, hide, reverse or break something. */
export const hostileTexts = {
  ping: "<!channel> <!here> <@U0EVIL> <#C0EVIL> <!subteam^S0EVIL>",
  link: "<https://evil.example|JD Cloud console> https://evil.example",
  "escaped already": "&lt;!channel&gt; &amp;lt; &",
  "reversed and hidden": "\u202eneddih\u202c zero\u200bwidth\u2066x\u2069 \ufeff\u00ad",
  "control characters": "bell\u0007 nul\u0000 escape\u001b[31m tab\t return\r\nnext",
  "a forged line": "web\nBilling: free of charge\n• yesterday <@U0BOSS> approved it",
  formatting: "*evilbold* _evilitalic_ ~evilgone~ `evilcode` :evilmark:",
  "markup that is not closed": "*bold _italic ~gone `code ```block >quote",
  emoji: "😀👩‍💻🇨🇳".repeat(4_000),
  "65,535 characters": "x".repeat(65_535),
  "65,535 ampersands": "&".repeat(65_535),
  "65,535 brackets": "<".repeat(65_535),
  "half a character": "\ud83d".repeat(200),
  nothing: "",
  "nothing that can be seen": "\u200b\u202e\u0000 \n\t",
} as const;

type Tree = unknown;

function* objectsIn(value: Tree): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) for (const element of value) yield* objectsIn(element);
  else if (typeof value === "object" && value !== null) {
    yield value as Record<string, unknown>;
    for (const inner of Object.values(value)) yield* objectsIn(inner);
  }
}

/** Every text of the type that Slack reads for markup. */
export const mrkdwnIn = (blocks: Tree): string[] =>
  [...objectsIn(blocks)].flatMap((object) =>
    object["type"] === "mrkdwn" && typeof object["text"] === "string" ? [object["text"]] : [],
  );

/** Every text of any type. */
export const textsIn = (blocks: Tree): string[] =>
  [...objectsIn(blocks)].flatMap((object) =>
    typeof object["text"] === "string" ? [object["text"]] : [],
  );

/** What only we write: people who really took part, the channel of an invitation, and moments. */
const ours = (ids: readonly string[]): RegExp =>
  new RegExp(
    `<[@#]?(?:${ids.map((id) => id.replace("^", "\\^")).join("|") || "none"})>|<!date\\^[0-9]{9,11}\\^\\{date_short_pretty\\} \\{time\\}\\|[-0-9 :]+ UTC>`,
    "g",
  );

/** What `formatting` would look like; inside code, which only we write, nothing is formatted. */
const FORMATTED = /[*~_:`]evil(?:bold|italic|gone|code|mark)/;

/** No markup of Slack's is in a text but what we put there. */
export function expectNoForgery(text: string, ids: readonly string[]): void {
  const rest = text.replace(ours(ids), "");
  expect(rest.replace(/`[^`]+`/g, ""), "formatting that is not ours").not.toMatch(FORMATTED);
  expect(rest, `raw markup in ${rest.slice(0, 200)}`).not.toMatch(/[<>]/);
  expect(
    rest.replace(/&(?:amp|lt|gt);/g, ""),
    "an ampersand that was not escaped, or cut",
  ).not.toContain("&");
}

const UNSEEN = /[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069\ufeff]/u;

export function expectNothingUnseen(texts: readonly string[]): void {
  for (const text of texts) {
    expect(
      text.replaceAll("\n", ""),
      `hidden characters in ${JSON.stringify(text.slice(0, 100))}`,
    ).not.toMatch(UNSEEN);
    expect(text.isWellFormed(), `half a character in ${JSON.stringify(text.slice(-20))}`).toBe(
      true,
    );
  }
}

/** A message as Slack would take it, in which nothing is forged, and whose text alone says which order it is about. */
export function expectGoodMessage(
  { text, blocks }: { readonly text: string; readonly blocks: readonly unknown[] },
  { orderId, ids }: { orderId: string; ids: readonly string[] },
): void {
  const { problems, complaints } = inspectMessageBlocks(blocks);
  expect({ problems: problems.map(wordProblem), complaints }).toEqual({
    problems: [],
    complaints: [],
  });
  expect(hasTooMuchText(blocks)).toBe(false);
  expect(text).toContain(orderId);
  expect(text.length).toBeLessThanOrEqual(MESSAGE_LIMITS.text);
  for (const markup of [text, ...mrkdwnIn(blocks)]) expectNoForgery(markup, ids);
  expectNothingUnseen([text, ...textsIn(blocks)]);
}

/** A view as Slack would take it. */
export function expectGoodView(view: unknown, type: "modal" | "home" = "modal"): void {
  const { problems, complaints } = inspectView(view, [type]);
  expect({ problems: problems.map(wordProblem), complaints }).toEqual({
    problems: [],
    complaints: [],
  });
  expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThanOrEqual(MOST_BYTES_IN_VIEW);
  expectNothingUnseen(textsIn(view));
}
