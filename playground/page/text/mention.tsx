import { usePage } from "../page-context.ts";

interface Mentioned {
  readonly kind: "user" | "channel" | "group";
  readonly id: string;
  readonly label?: string | undefined;
}

/** A name in the text. Whoever is not known is shown by id, as Slack does with what it cannot resolve. */
export function Mention({ kind, id, label }: Mentioned) {
  const { workspace, open } = usePage();
  if (kind === "channel") {
    const name = workspace.channels[id];
    if (name === undefined) return <span class="mention">#{label ?? id}</span>;
    return (
      <button type="button" class="mention mention-link" onClick={() => open(id)}>
        #{name}
      </button>
    );
  }
  const name = kind === "user" ? workspace.people[id] : workspace.groups[id];
  const isMe = id === workspace.me.id;
  return <span class={isMe ? "mention mention-me" : "mention"}>@{name ?? label ?? id}</span>;
}
