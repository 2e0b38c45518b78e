import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseMrkdwn,
  unescapeText,
  type Inline,
  type MrkdwnOptions,
} from "../../../playground/page/text/mrkdwn.ts";

/** The tree in few letters: b(…), i(…), s(…), code[…], pre[…], quote(…), and marks in angles. */
function shown(text: string, options?: MrkdwnOptions): string {
  return parseMrkdwn(text, options)
    .map((part) => {
      if (part.kind === "pre") return `pre[${part.text}]`;
      const lines = part.lines.map(inline).join("⏎");
      return part.kind === "quote" ? `quote(${lines})` : lines;
    })
    .join("|");
}

const inline = (nodes: readonly Inline[]): string =>
  nodes
    .map((node) => {
      switch (node.kind) {
        case "text":
          return node.text;
        case "bold":
        case "italic":
        case "strike":
          return `${node.kind.charAt(0)}(${inline(node.inside)})`;
        case "code":
          return `code[${node.text}]`;
        case "emoji":
          return `emoji[${node.name}]`;
        case "link":
          return `link[${node.url}${node.label === undefined ? "" : ` ${node.label}`}]`;
        case "user":
        case "channel":
        case "group":
          return `${node.kind}[${node.id}${node.label === undefined ? "" : ` ${node.label}`}]`;
        case "broadcast":
          return `all[${node.range}]`;
        case "date":
          return `date[${node.unix} ${node.format} ${node.url ?? "-"} ${node.fallback}]`;
      }
    })
    .join("");

describe("mrkdwn", () => {
  it("decodes exactly three escapes, once", () => {
    expect(shown("a &lt;b&gt; &amp; c")).toBe("a <b> & c");
    expect(shown("&amp;lt;")).toBe("&lt;");
    expect(shown("&quot; &nbsp; &#39; &copy;")).toBe("&quot; &nbsp; &#39; &copy;");
    expect(unescapeText("&amp;amp;gt;")).toBe("&amp;gt;");
  });

  it.each([
    ["*bold*", "b(bold)"],
    ["_italic_ and ~gone~", "i(italic) and s(gone)"],
    ["*_both_*", "b(i(both))"],
    ["(*bold*), *again*.", "(b(bold)), b(again)."],
    ["snake_case_name", "snake_case_name"],
    ["2*3*4", "2*3*4"],
    ["中文*粗体*中文", "中文*粗体*中文"],
    ["中文 *粗体* 中文", "中文 b(粗体) 中文"],
    ["* not bold *", "* not bold *"],
    ["*open", "*open"],
    ["**", "**"],
    ["*a\nb*", "*a⏎b*"],
    ["*a `*` b*", "b(a code[*] b)"],
  ])("formats %j", (text, tree) => expect(shown(text)).toBe(tree));

  it("leaves what is in code as it is, but for the escapes", () => {
    expect(shown("`*a* _b_ :x: &lt;`")).toBe("code[*a* _b_ :x: <]");
    expect(shown("``")).toBe("``");
    expect(shown("a ` b")).toBe("a ` b");
    expect(shown("before\n```\n*a*\n&gt; b\n```\nafter")).toBe("before|pre[*a*\n> b]|after");
    expect(shown("``` never closed")).toBe("``` never closed");
  });

  it("quotes line by line, typed or escaped", () => {
    expect(shown("> one\n&gt;two\nthree")).toBe("quote(one⏎two)|three");
    expect(shown("a > b")).toBe("a > b");
  });

  it.each([
    ["<https://a.example/?b=1&amp;c=2|the label>", "link[https://a.example/?b=1&c=2 the label]"],
    ["<https://a.example|x|y>", "link[https://a.example x|y]"],
    ["<mailto:a@b.example|mail>", "link[mailto:a@b.example mail]"],
    ["<@U0ALICE01>", "user[U0ALICE01]"],
    ["<@W123|alice>", "user[W123 alice]"],
    ["<#C0OPS0001|ops>", "channel[C0OPS0001 ops]"],
    ["<!subteam^S0LEADS01|@leads>", "group[S0LEADS01 @leads]"],
    ["<!here> <!channel> <!everyone>", "all[here] all[channel] all[everyone]"],
    ["*<https://a.example|bold link>*", "b(link[https://a.example bold link])"],
  ])("reads %j", (text, tree) => expect(shown(text)).toBe(tree));

  it.each([
    "<javascript:alert(1)|x>",
    "<data:text/html,x>",
    "<b>",
    "<!nobody>",
    "<@alice>",
    "<>",
    "a < b",
  ])("leaves %j as text", (text) => expect(shown(text)).toBe(text));

  it("makes no mark out of what was escaped", () => {
    expect(shown("&lt;!channel&gt; &lt;@U0ALICE01&gt;")).toBe("<!channel> <@U0ALICE01>");
  });

  it("reads dates with format, link and fallback", () => {
    expect(shown("<!date^1392734382^{date} at {time}^https://a.example/|then>")).toBe(
      "date[1392734382 {date} at {time} https://a.example/ then]",
    );
    expect(shown("<!date^soon^{date}|then>")).toBe("<!date^soon^{date}|then>");
  });

  it("knows a small table of emoji, and leaves other names", () => {
    expect(shown(":tada: :no_such_thing: 10:30:20")).toBe("emoji[tada] :no_such_thing: 10:30:20");
  });

  it("links bare addresses and names, unless the text is verbatim", () => {
    const idOf = (sigil: string, name: string): string | undefined =>
      `${sigil}${name}` === "#ops" ? "C0OPS0001" : undefined;
    const text = "see https://a.example/x?y=1&amp;z=2. and #ops or #nowhere";
    expect(shown(text, { idOf })).toBe(
      "see link[https://a.example/x?y=1&z=2]. and channel[C0OPS0001] or #nowhere",
    );
    expect(shown(text, { idOf, verbatim: true })).toBe(
      "see https://a.example/x?y=1&z=2. and #ops or #nowhere",
    );
  });

  it("never fails, and never invents a letter", () => {
    const letters = fc.string({
      unit: fc.constantFrom(..."*_~`<>&|:!@#^ ab\n".split(""), "https://a", "&lt;"),
    });
    fc.assert(
      fc.property(letters, (text) => {
        const read = shown(text).replace(/[a-z]+\[|[bis]\(|quote\(|[()[\]⏎|]/g, "");
        expect(read.length).toBeLessThanOrEqual(text.length + 1);
      }),
    );
  });
});
