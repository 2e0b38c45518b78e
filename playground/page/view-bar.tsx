import { Icon, type IconName } from "./icon.tsx";
import { usePage } from "./page-context.ts";

export type View = "places" | "chat" | "thread" | "cloud" | "traffic";

const VIEWS = [
  ["places", "list", "chats"],
  ["chat", "chat", "messages"],
  ["cloud", "cloud", "cloud"],
  ["traffic", "traffic", "traffic"],
] as const satisfies readonly (readonly [View, IconName, string])[];

/** A phone shows one part of the page at a time. */
export function ViewBar({
  view,
  unread,
  onView,
}: {
  view: View;
  unread: number;
  onView: (view: View) => void;
}) {
  const { strings } = usePage();
  return (
    <nav class="view-bar" aria-label={strings.navigation}>
      {VIEWS.map(([name, icon, words]) => (
        <button
          key={name}
          type="button"
          aria-current={view === name ? "page" : undefined}
          onClick={() => onView(name)}
        >
          <Icon name={icon} />
          <span>{strings[words]}</span>
          {name === "places" && unread > 0 && (
            <span class="badge">
              {unread}
              <span class="visually-hidden"> {strings.unread(unread)}</span>
            </span>
          )}
        </button>
      ))}
    </nav>
  );
}
