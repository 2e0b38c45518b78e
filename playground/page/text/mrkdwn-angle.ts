/** What stands between `<` and `>` in mrkdwn. */

export type Mark =
  | { readonly kind: "link"; readonly url: string; readonly label: string | undefined }
  | {
      readonly kind: "user" | "channel" | "group";
      readonly id: string;
      readonly label: string | undefined;
    }
  | { readonly kind: "broadcast"; readonly range: string }
  | {
      readonly kind: "date";
      readonly unix: number;
      readonly format: string;
      readonly url: string | undefined;
      readonly fallback: string;
    };

const decoded = (text: string): string =>
  text.replace(/&(amp|lt|gt);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">" })[name] ?? "");

/** The label begins at the first bar. */
function split(content: string): { target: string; label: string | undefined } {
  const bar = content.indexOf("|");
  return bar < 0
    ? { target: content, label: undefined }
    : { target: content.slice(0, bar), label: decoded(content.slice(bar + 1)) };
}

/** `undefined` for what is no markup. Only addresses that a browser opens harmlessly become links. */
export function readAngle(content: string): Mark | undefined {
  const { target, label } = split(content);
  const user = /^@([UW][A-Z0-9]+)$/.exec(target)?.[1];
  if (user !== undefined) return { kind: "user", id: user, label };
  const channel = /^#([CGD][A-Z0-9]+)$/.exec(target)?.[1];
  if (channel !== undefined) return { kind: "channel", id: channel, label };
  if (target.startsWith("!")) return readSpecial(target.slice(1), label);
  if (/^(https?:\/\/|mailto:|tel:)\S+$/i.test(target))
    return { kind: "link", url: decoded(target), label };
  return undefined;
}

function readSpecial(target: string, label: string | undefined): Mark | undefined {
  if (["here", "channel", "everyone"].includes(target)) return { kind: "broadcast", range: target };
  const group = /^subteam\^(S[A-Z0-9]+)$/.exec(target)?.[1];
  if (group !== undefined) return { kind: "group", id: group, label };
  const [, unix, format, url] = /^date\^(\d{1,12})\^([^^]+)(?:\^(.+))?$/.exec(target) ?? [];
  if (unix === undefined || format === undefined) return undefined;
  return {
    kind: "date",
    unix: Number(unix),
    format: decoded(format),
    url: url !== undefined && /^https?:\/\//i.test(url) ? decoded(url) : undefined,
    fallback: label ?? "",
  };
}
