import { globSync, readFileSync } from "node:fs";
import { parseSync } from "vite";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldIds, type FormAbilities } from "../../src/order/form-fields.ts";
import { coversAll, fitsAny } from "../../src/order/glob.ts";
import { checkInstanceSpec, defaultLimits } from "../../src/order/instance-spec.ts";
import { languageOfLocale } from "../../src/order/language.ts";
import { nearest } from "../../src/order/nearest.ts";
import { readOrderId } from "../../src/order/order-id.ts";
import { lineKeys, readLine } from "../../src/order/order-line.ts";
import { specOf } from "../../src/order/spec-answers.ts";
import { readButtonValue } from "../../src/slack/drawn-order.ts";
import { carried, keptFrom, originOf } from "../../src/slack/form-answers.ts";
import { search } from "../../src/slack/form-view.ts";
import type { ViewPayload } from "../../src/slack/payloads.ts";
import { asTyped, code, escaped, literal, mention, oneLine } from "../../src/slack/text.ts";

/**
 * Whoever sends a text must not choose how long the bot thinks about it: twice the text, at most some more than twice
 * the time. Times of one run are compared with one another, never with a clock, and the bounds are generous: what is
 * meant to be caught grows with the square or worse.
 */
const TIMES_LONGER = 16;
const MOST_TIMES_SLOWER = 96;

/** Too short to say anything; it counts as this much. */
const NOTHING_MS = 0.3;

const timeOf = (work: () => unknown): number => {
  const began = performance.now();
  work();
  return Math.max(performance.now() - began, NOTHING_MS);
};

/** Whoever shares the machine may be in the way once, or twice, but not each time. */
const MOST_TRIES = 5;

function expectLinear(name: string, work: (length: number) => unknown, longest: number): void {
  const ratios: number[] = [];
  while (ratios.length < MOST_TRIES) {
    const short = timeOf(() => work(longest / TIMES_LONGER));
    ratios.push(timeOf(() => work(longest)) / short);
    if (Math.min(...ratios) < MOST_TIMES_SLOWER) return;
  }
  expect(Math.min(...ratios), `${name} took so many times longer`).toBeLessThan(MOST_TIMES_SLOWER);
}

/** A beginning, something again and again, and an end that does not fit. */
const pumped =
  ([before, pump, after]: readonly [string, string, string]) =>
  (length: number): string =>
    `${before}${pump.repeat(Math.ceil(length / pump.length)).slice(0, length)}${after}`;

const PIECES = [
  ...Array.from("aA0 \t\n=\"“”';:*.,/\\<>&|@#-_+?()[]{}^$%"),
  "边",
  "😀",
  "\ud83d",
  "\u200b",
  "\u202e",
  "&amp;",
  "a ",
  " =",
  "=“",
  '="',
  "a=",
  "*a",
  "0.",
  "\\=",
  "\r\n",
];
const piece = fc.constantFrom(...PIECES);
const anyPump = fc.tuple(
  fc.constantFrom("", "a", "=", '"', "\\", "A0", "why="),
  fc.oneof(
    piece,
    fc.tuple(piece, piece).map((two) => two.join("")),
  ),
  fc.constantFrom("", "!", "\u0000", "x=y", '"', "\n"),
);

const has: FormAbilities = { sealing: true, limits: defaultLimits, prices: true };
const choices = Array.from({ length: 500 }, (_, index) => ({
  value: `subnet-${index}`,
  label: `a 0 = * name ${index}`,
}));
const viewOf = (values: ViewPayload["state"]["values"], metadata = ""): ViewPayload => ({
  id: "V1",
  private_metadata: metadata,
  state: { values },
  blocks: [],
});
const answersAll = (text: string): Partial<Record<(typeof fieldIds)[number], string>> =>
  Object.fromEntries(fieldIds.map((id) => [id, text]));
const checked = (text: string): unknown =>
  checkInstanceSpec(
    specOf({ ...answersAll(text), sections: "network,access,advanced" }),
    defaultLimits,
  );

/** Everything that outside text meets first, and how much of it can come. */
const readers: Readonly<
  Record<string, readonly [longest: number, read: (text: string) => unknown]>
> = {
  "text in a place that knows markup": [64_000, (text) => escaped(text)],
  "text that is shown letter by letter": [64_000, (text) => literal(text)],
  "a text in one line": [64_000, oneLine],
  "a typed text": [64_000, asTyped],
  "text as code": [64_000, (text) => code(text)],
  "a mention": [64_000, mention],
  "an order id": [64_000, readOrderId],
  "the value of a button": [64_000, readButtonValue],
  "a language": [64_000, languageOfLocale],
  "a line of an order": [64_000, (text) => readLine(text, has)],
  "a line of an order with a key": [64_000, (text) => readLine(`${lineKeys[0]}=${text}`, has)],
  "a word that nobody knows": [64_000, (text) => nearest(text, lineKeys)],
  "a search": [64_000, (text) => search(choices, text)],
  "a glob against a text": [
    6_400,
    (text) => fitsAny([`*${text.replaceAll("*", "")}*b`], `${text}${text}`),
  ],
  "a glob with stars": [640, (text) => fitsAny(["*a*a*b"], "a".repeat(text.length))],
  "a glob with stars against globs": [
    640,
    (text) => coversAll(["*a*a*b"], [`${"a".repeat(text.length)}*`]),
  ],
  "what a form says it was opened in": [64_000, (text) => originOf(viewOf({}, text))],
  "answers in every field": [16_000, checked],
};

describe("the time that a text takes", () => {
  it.each(Object.entries(readers))(
    "grows no faster than its length: %s",
    (name, [longest, read]) => {
      fc.assert(
        fc.property(anyPump, (pump) => {
          const text = pumped(pump);
          expectLinear(`${name}, ${JSON.stringify(pump)}`, (length) => read(text(length)), longest);
        }),
        { numRuns: 25, endOnFailure: true },
      );
    },
    60_000,
  );

  it("grows no faster than the number of answers that a form holds", () => {
    const kept = (count: number): Record<string, string> =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`question-${index}`, "x".repeat(20)]),
      );
    expectLinear("carried", (count) => carried(kept(count)), 3_200);
    const values = (count: number): ViewPayload["state"]["values"] =>
      Object.fromEntries(Object.keys(kept(count)).map((key) => [key, { name: { value: "x" } }]));
    expectLinear("kept", (count) => keptFrom(viewOf(values(count)), kept(count), {}, has), 1_600);
  });
});

interface Pattern {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

function* nodesIn(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) for (const one of value) yield* nodesIn(one);
  else if (typeof value === "object" && value !== null) {
    yield value as Record<string, unknown>;
    for (const held of Object.values(value)) yield* nodesIn(held);
  }
}

const SRC = new URL("../../src/", import.meta.url).pathname;
const files = globSync("**/*.ts", { cwd: SRC });
const programs = files.map((file) => ({
  file,
  nodes: [...nodesIn(parseSync(file, readFileSync(`${SRC}${file}`, "utf8")).program)],
}));
const patterns = programs.flatMap(({ file, nodes }) =>
  nodes.flatMap(({ regex }): Pattern[] => {
    const { pattern, flags } = (regex ?? {}) as { pattern?: string; flags?: string };
    return pattern === undefined ? [] : [{ file, source: pattern, flags: flags ?? "" }];
  }),
);

/** Those that look back over what they have seen, and why they may. */
const BOUNDED: Readonly<Record<string, string>> = {
  '([^\\s=]+)(?:\\s*=\\s*(?:"([^"]*)"|“([^”]*)”|(\\S*)))?':
    "the line is cut at 3,000 characters before (see above: a line of an order)",
};

/** Texts that the pattern takes, and beginnings of them, with which it goes furthest before it gives up. */
function nearlyTaken({ source, flags }: Pick<Pattern, "source" | "flags">): string[] {
  let taken: readonly string[];
  try {
    const pattern = new RegExp(source, flags.replace(/[gy]/, ""));
    taken = fc.sample(fc.stringMatching(pattern), { numRuns: 12, seed: 1 });
  } catch {
    return []; // one that looks around or names kinds of letters: no texts are made for these
  }
  return taken.flatMap((text) => [text, text.slice(0, -1), text.slice(0, text.length / 2)]);
}

describe("a regular expression", () => {
  it("is known, and only a constant is made of text", () => {
    expect(patterns.length).toBeGreaterThan(40);
    const made = programs.flatMap(({ file, nodes }) =>
      nodes
        .filter(
          ({ type, callee }) =>
            type === "NewExpression" && (callee as { name?: string }).name === "RegExp",
        )
        .map(() => file),
    );
    expect(made).toEqual(["order/order-id.ts"]);
  });

  it.each(patterns.filter(({ source }) => !BOUNDED[source]))(
    "looks at each character a bounded number of times: $file /$source/$flags",
    ({ source, flags }) => {
      const own = [...new Set(Array.from(source))].filter(
        (character) => !"()[]{}?*+|^$\\".includes(character),
      );
      const ends = ["", "!", "\u0000"];
      const pieces = new Set([...PIECES, ...own, ...nearlyTaken({ source, flags })]);
      const pumps = [...pieces]
        .filter(Boolean)
        .flatMap((pump) => ends.map((end) => ["", pump, end] as const));
      for (const pump of pumps) {
        const text = pumped(pump);
        const pattern = new RegExp(source, flags.replace("g", ""));
        const all = new RegExp(source, flags.includes("g") ? flags : `${flags}g`);
        expectLinear(
          JSON.stringify(pump),
          (length) => [pattern.test(text(length)), text(length).replace(all, "")],
          32_000,
        );
      }
    },
    60_000,
  );
});
