import type { ComponentChildren } from "preact";
import { asFields, asList, asText, isFields, type Fields } from "../../slack/json.ts";
import { Mention } from "../text/mention.tsx";
import { EMOJI } from "../text/emoji.ts";
import { useReader } from "../text/mrkdwn-text.tsx";
import { SafeLink } from "../text/safe-link.tsx";
import { slackDate } from "../text/slack-date.ts";

/** Its text nodes are literal: nothing in them is read as markup. */
export function RichText({ block }: { block: Fields }) {
  return (
    <div class="rich-text">
      {asList(block["elements"])
        .filter(isFields)
        .map((part, index) => (
          <RichPart key={index} part={part} />
        ))}
    </div>
  );
}

function RichPart({ part }: { part: Fields }) {
  const elements = asList(part["elements"]).filter(isFields);
  switch (part["type"]) {
    case "rich_text_list":
      return <RichList part={part} items={elements} />;
    case "rich_text_preformatted":
      return (
        <pre class="mrkdwn-pre">
          <RichInlines of={elements} />
        </pre>
      );
    case "rich_text_quote":
      return (
        <blockquote>
          <RichInlines of={elements} />
        </blockquote>
      );
    default:
      return (
        <div class="rich-section">
          <RichInlines of={elements} />
        </div>
      );
  }
}

function RichList({ part, items }: { part: Fields; items: readonly Fields[] }) {
  const lines = items.map((item, index) => (
    <li key={index}>
      <RichInlines of={asList(item["elements"]).filter(isFields)} />
    </li>
  ));
  const indent = typeof part["indent"] === "number" ? part["indent"] : 0;
  const offset = typeof part["offset"] === "number" ? part["offset"] : 0;
  return part["style"] === "ordered" ? (
    <ol data-indent={indent} start={offset + 1}>
      {lines}
    </ol>
  ) : (
    <ul data-indent={indent}>{lines}</ul>
  );
}

function RichInlines({ of }: { of: readonly Fields[] }) {
  return (
    <>
      {of.map((node, index) => (
        <Styled key={index} style={asFields(node["style"])}>
          <RichInline node={node} />
        </Styled>
      ))}
    </>
  );
}

const TAGS = [
  ["code", "code"],
  ["strike", "s"],
  ["italic", "em"],
  ["bold", "strong"],
  ["underline", "u"],
] as const;

function Styled({ style, children }: { style: Fields; children: ComponentChildren }) {
  return TAGS.reduce<ComponentChildren>(
    (inside, [name, Tag]) => (style[name] === true ? <Tag>{inside}</Tag> : inside),
    children,
  );
}

function RichInline({ node }: { node: Fields }): ComponentChildren {
  const reader = useReader();
  const text = (key: string): string => asText(node[key]) ?? "";
  switch (node["type"]) {
    case "text":
      return text("text");
    case "link":
      return <SafeLink url={text("url")}>{asText(node["text"]) ?? text("url")}</SafeLink>;
    case "emoji":
      return EMOJI[text("name")] ?? `:${text("name")}:`;
    case "user":
      return <Mention kind="user" id={text("user_id")} />;
    case "usergroup":
      return <Mention kind="group" id={text("usergroup_id")} />;
    case "channel":
      return <Mention kind="channel" id={text("channel_id")} />;
    case "team":
      return <span class="mention">{text("team_id")}</span>;
    case "broadcast":
      return <span class="mention mention-broadcast">@{text("range")}</span>;
    case "date": {
      const unix = Number(node["timestamp"]);
      const words = slackDate(unix, text("format"), text("fallback"), reader);
      const url = asText(node["url"]);
      return url === undefined ? words : <SafeLink url={url}>{words}</SafeLink>;
    }
    case "color":
      return <ColorChip value={text("value")} />;
    default:
      return text("text");
  }
}

const ColorChip = ({ value }: { value: string }) => (
  <span class="color-chip">
    <svg viewBox="0 0 10 10" aria-hidden="true">
      <rect width="10" height="10" rx="2" fill={value} />
    </svg>
    {value}
  </span>
);
