/** Text from people and catalogues on its way into Slack: cleaned, escaped, and then bounded. */

/** Control, bidirectional and zero-width characters, half characters: they hide text, reverse it, or make two names look alike. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const KEPT = new Set(["\n", "\u200d"]); // line breaks, and the joiner inside emoji

const clean = (text: string): string =>
  text.replace(UNSEEN, (character) =>
    KEPT.has(character) ? character : character === "\t" || character === "\r" ? " " : "",
  );

/** Slack counts in UTF-16 units (the stricter reading); a cut never splits a character. */
function bounded(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  const whole = /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
  return `${whole}…`;
}

/** For plain_text objects and rich_text nodes, which Slack shows as they are. Never empty: Slack refuses empty texts. */
export const literal = (text: string, most = 2_900): string =>
  bounded(clean(text).trim(), most) || "–";

/** In one line: a line break that somebody typed must not look like a line of ours. */
export const oneLine = (text: string): string => clean(text).replace(/\s+/g, " ").trim();

/** `&`, `<` and `>` are the only characters that can make a link or a ping. Bounded, and never cut inside one of them. */
function withoutLinks(line: string, most: number): string {
  const safe = line.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  if (safe.length <= most) return safe || "–";
  return `${safe
    .slice(0, most - 1)
    .replace(/&[a-z]{0,3}$/, "")
    .replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/**
 * What mrkdwn makes bold, struck, code, italic or an emoji of: `*approved* :white_check_mark:` in an order's description
 * must not look like a word of ours. An underscore inside a word is only that.
 */
const FORMATS = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=[^\s:]+:)/gu;
/** Slack has no way to escape them, so each becomes what looks like it and is only text. */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  "*": "∗",
  "~": "∼",
  "`": "'",
  _: "ˍ",
  ":": "∶",
};

/** For mrkdwn and the `text` of a message. */
export const escaped = (text: string, most = 2_900): string =>
  withoutLinks(
    oneLine(text).replace(FORMATS, (mark) => LOOKS_LIKE[mark] ?? ""),
    most,
  );

/** What somebody typed behind a command, which Slack sends escaped. */
export const asTyped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Something to be typed or copied, as code in mrkdwn: what would end it is taken out. */
export const code = (text: string, most = 2_900): string =>
  `\`${withoutLinks(oneLine(text.replaceAll("`", "'")), most)}\``;

export const mention = (userId: string): string => `<@${userId.replace(/[^A-Z0-9]/g, "")}>`;

export const groupMention = (groupId: string): string =>
  `<!subteam^${groupId.replace(/[^A-Z0-9]/g, "")}>`;

/** A moment in the reader's own time zone. */
export function moment(iso: string): string {
  const at = Date.parse(iso);
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC>`;
}
