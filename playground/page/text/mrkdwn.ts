/** Slack's mrkdwn as a tree. Nothing here makes HTML: what is not understood stays the text that it is. */
import { readAngle, type Mark } from "./mrkdwn-angle.ts";
import { EMOJI } from "./emoji.ts";

export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bold" | "italic" | "strike"; readonly inside: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "emoji"; readonly name: string }
  | Mark;

export type Part =
  | { readonly kind: "lines"; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: "quote"; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: "pre"; readonly text: string };

export interface MrkdwnOptions {
  /** No links out of bare addresses and names. */
  readonly verbatim?: boolean;
  /** The id behind a bare `#name` or `@name`, if there is one. */
  readonly idOf?: (sigil: "#" | "@", name: string) => string | undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">" };

/** Exactly three, in one pass: `&amp;lt;` is the text `&lt;`. */
export const unescapeText = (text: string): string =>
  text.replace(/&(amp|lt|gt);/g, (_, name: string) => ENTITIES[name] ?? "");

const FENCE = "```";
/** What people type arrives escaped, and quotes all the same. */
const QUOTE = /^(?:>|&gt;) ?/;

export function parseMrkdwn(text: string, options: MrkdwnOptions = {}): Part[] {
  const parts: Part[] = [];
  let rest = text;
  for (;;) {
    const open = rest.indexOf(FENCE);
    const close = open < 0 ? -1 : rest.indexOf(FENCE, open + FENCE.length);
    const inside = close < 0 ? "" : rest.slice(open + FENCE.length, close);
    if (close < 0 || inside.trim() === "") break;
    // The line breaks around a block belong to its fences.
    parts.push(...proseParts(rest.slice(0, open).replace(/\n$/, ""), options));
    parts.push({ kind: "pre", text: unescapeText(plainAngles(inside.replace(/^\n|\n$/g, ""))) });
    rest = rest.slice(close + FENCE.length).replace(/^\n/, "");
  }
  return [...parts, ...proseParts(rest, options)];
}

/** Code shows the label of a link, not its markup. */
const plainAngles = (text: string): string =>
  text.replace(
    /<((?:https?:\/\/|mailto:)[^<>|\n]+)(?:\|([^<>\n]*))?>/g,
    (_, url: string, label?: string) => label ?? url,
  );

function proseParts(text: string, options: MrkdwnOptions): Part[] {
  if (text === "") return [];
  const parts: { kind: "lines" | "quote"; lines: Inline[][] }[] = [];
  for (const line of text.split("\n")) {
    const quoted = QUOTE.exec(line)?.[0];
    const kind = quoted === undefined ? "lines" : "quote";
    const parsed = parseInline(quoted === undefined ? line : line.slice(quoted.length), options);
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(parsed);
    else parts.push({ kind, lines: [parsed] });
  }
  return parts;
}

const STYLES = { "*": "bold", _: "italic", "~": "strike" } as const;
const isStyle = (character: string): character is keyof typeof STYLES =>
  Object.hasOwn(STYLES, character);
/** A mark inside a word is a character like any other: snake_case, 2*3. */
const isWord = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);
const isBlank = (character: string | undefined): boolean =>
  character === undefined || /\s/.test(character);

/** One line. */
function parseInline(line: string, options: MrkdwnOptions = {}): Inline[] {
  const found: Inline[] = [];
  let plain = "";
  const add = (node: Inline | undefined): void => {
    if (plain !== "") found.push({ kind: "text", text: unescapeText(plain) });
    plain = "";
    if (node) found.push(node);
  };
  let at = 0;
  while (at < line.length) {
    const piece = pieceAt(line, at, options);
    if (piece) {
      add(piece.node);
      at += piece.length;
    } else {
      plain += line.charAt(at);
      at += 1;
    }
  }
  add(undefined);
  return found;
}

interface Piece {
  readonly node: Inline;
  readonly length: number;
}

function pieceAt(line: string, at: number, options: MrkdwnOptions): Piece | undefined {
  const character = line.charAt(at);
  if (character === "`") return codeAt(line, at);
  if (character === "<") return angleAt(line, at);
  if (character === ":") return emojiAt(line, at);
  if (isStyle(character)) return styledAt(line, at, character, options);
  return options.verbatim === true ? undefined : bareAt(line, at, options);
}

function codeAt(line: string, at: number): Piece | undefined {
  const length = codeLength(line, at);
  if (length === 0) return undefined;
  return {
    node: { kind: "code", text: unescapeText(plainAngles(line.slice(at + 1, at + length - 1))) },
    length,
  };
}

/** 0 when no code span begins here. */
function codeLength(line: string, at: number): number {
  const close = line.indexOf("`", at + 1);
  return close > at + 1 ? close - at + 1 : 0;
}

function angleAt(line: string, at: number): Piece | undefined {
  const content = /^<([^<>]+)>/.exec(line.slice(at))?.[1];
  const node = content === undefined ? undefined : readAngle(content);
  return node && content !== undefined ? { node, length: content.length + 2 } : undefined;
}

function emojiAt(line: string, at: number): Piece | undefined {
  const name = /^:([a-z0-9_+'-]+):/.exec(line.slice(at))?.[1];
  return name !== undefined && Object.hasOwn(EMOJI, name)
    ? { node: { kind: "emoji", name }, length: name.length + 2 }
    : undefined;
}

function styledAt(
  line: string,
  at: number,
  mark: keyof typeof STYLES,
  options: MrkdwnOptions,
): Piece | undefined {
  const next = line.charAt(at + 1);
  if (isWord(line[at - 1]) || isBlank(line[at + 1]) || next === mark) return undefined;
  for (let end = at + 1; end < line.length; end += 1) {
    const character = line.charAt(end);
    // What stands in code or in a link closes nothing.
    if (character === "`") end += Math.max(codeLength(line, end) - 1, 0);
    else if (character === "<") end += Math.max((angleAt(line, end)?.length ?? 1) - 1, 0);
    else if (character === mark && !isBlank(line[end - 1]) && !isWord(line[end + 1])) {
      const inside = parseInline(line.slice(at + 1, end), options);
      return { node: { kind: STYLES[mark], inside }, length: end - at + 1 };
    }
  }
  return undefined;
}

function bareAt(line: string, at: number, { idOf }: MrkdwnOptions): Piece | undefined {
  if (isWord(line[at - 1])) return undefined;
  const rest = line.slice(at);
  const url = /^https?:\/\/[^\s<>|]+/.exec(rest)?.[0].replace(/[.,;:!?*_~)\]'"]+$/, "");
  if (url !== undefined && url.length > "https://".length)
    return { node: { kind: "link", url: unescapeText(url), label: undefined }, length: url.length };
  const [typed, sigil, name] = /^([#@])([\p{L}\p{N}][\p{L}\p{N}._-]*)/u.exec(rest) ?? [];
  if (typed === undefined || (sigil !== "#" && sigil !== "@")) return undefined;
  const id = idOf?.(sigil, name ?? "");
  return id === undefined
    ? undefined
    : {
        node: { kind: sigil === "#" ? "channel" : "user", id, label: undefined },
        length: typed.length,
      };
}
