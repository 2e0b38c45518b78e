import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { asFields, asText } from "../../slack/json.ts";
import { usePage } from "../page-context.ts";
import { EMOJI, withEmoji } from "./emoji.ts";
import { Mention } from "./mention.tsx";
import { parseMrkdwn, type Inline, type Part } from "./mrkdwn.ts";
import { SafeLink } from "./safe-link.tsx";
import { slackDate, type Reader } from "./slack-date.ts";

const TAGS = { bold: "strong", italic: "em", strike: "s" } as const;

/** A text object of Block Kit, whichever kind it is. */
export function TextObject({ text }: { text: unknown }) {
  const { type, text: content, emoji, verbatim } = asFields(text);
  const written = asText(content) ?? "";
  if (type === "mrkdwn") return <MrkdwnText text={written} verbatim={verbatim === true} />;
  return <>{emoji === true ? withEmoji(written) : written}</>;
}

export function MrkdwnText({ text, verbatim = false }: { text: string; verbatim?: boolean }) {
  const { workspace } = usePage();
  const parts = useMemo(() => {
    const idOf = (sigil: "#" | "@", name: string): string | undefined =>
      Object.entries(sigil === "#" ? workspace.channels : {}).find(
        ([, each]) => each === name,
      )?.[0];
    return parseMrkdwn(text, { verbatim, idOf });
  }, [text, verbatim, workspace.channels]);
  return (
    <>
      {parts.map((part, index) => (
        <PartOf key={index} part={part} />
      ))}
    </>
  );
}

function PartOf({ part }: { part: Part }) {
  if (part.kind === "pre") return <pre class="mrkdwn-pre">{part.text}</pre>;
  const lines = part.lines.map((line, index) => (
    <span key={index}>
      {index > 0 && <br />}
      <Inlines of={line} />
    </span>
  ));
  return part.kind === "quote" ? <blockquote>{lines}</blockquote> : <>{lines}</>;
}

function Inlines({ of }: { of: readonly Inline[] }) {
  return (
    <>
      {of.map((node, index) => (
        <InlineNode key={index} node={node} />
      ))}
    </>
  );
}

function InlineNode({ node }: { node: Inline }): ComponentChildren {
  const reader = useReader();
  switch (node.kind) {
    case "text":
      return node.text;
    case "code":
      return <code>{node.text}</code>;
    case "emoji":
      return EMOJI[node.name] ?? `:${node.name}:`;
    case "bold":
    case "italic":
    case "strike": {
      const Tag = TAGS[node.kind];
      return (
        <Tag>
          <Inlines of={node.inside} />
        </Tag>
      );
    }
    case "link":
      return (
        <SafeLink url={node.url}>
          {withEmoji(node.label ?? node.url.replace(/^(mailto|tel):/, ""))}
        </SafeLink>
      );
    case "user":
    case "channel":
    case "group":
      return <Mention kind={node.kind} id={node.id} label={node.label} />;
    case "broadcast":
      return <span class="mention mention-broadcast">@{node.range}</span>;
    case "date": {
      const words = slackDate(node.unix, node.format, node.fallback, reader);
      const time = (
        <time dateTime={new Date(node.unix * 1_000).toISOString()} title={node.fallback}>
          {words}
        </time>
      );
      return node.url === undefined ? time : <SafeLink url={node.url}>{time}</SafeLink>;
    }
  }
}

export function useReader(): Reader {
  const { workspace } = usePage();
  return { language: workspace.me.language, tz: workspace.me.tz, now: Date.now() };
}
