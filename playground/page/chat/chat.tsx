import { useEffect, useState } from "preact/hooks";
import type { Home, Place, ShownMessage } from "../../control/sections.ts";
import { Avatar } from "../avatar.tsx";
import { Icon } from "../icon.tsx";
import { usePage } from "../page-context.ts";
import { Composer } from "./composer.tsx";
import { HomeTab } from "./home-tab.tsx";
import { MessageList } from "./message-list.tsx";

interface ChatProps {
  readonly place: Place;
  readonly messages: readonly ShownMessage[];
  readonly home: Home;
  readonly onThread: (ts: string) => void;
}

export function Chat({ place, messages, home, onThread }: ChatProps) {
  const { act, strings, workspace } = usePage();
  const [tab, setTab] = useState<"home" | "messages">("messages");
  const showsMessages = place.kind !== "app" || tab === "messages";
  const newest = messages.at(-1)?.ts;
  useEffect(() => {
    const look = (): void => {
      if (showsMessages && newest !== undefined && document.visibilityState === "visible")
        void act({ act: "read", channel: place.id, ts: newest });
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [act, place.id, newest, showsMessages]);
  // The client tells the app of either tab whenever it comes into view.
  const isApp = place.kind === "app";
  useEffect(() => {
    if (isApp) void act({ act: tab === "home" ? "open-home" : "open-messages" });
  }, [act, isApp, tab]);
  return (
    <section
      class="chat"
      id="conversation"
      tabIndex={-1}
      aria-label={strings.conversation(place.name)}
    >
      <header class="chat-head">
        {place.kind === "app" ? (
          <Avatar id={workspace.app.userId} name={place.name} small />
        ) : (
          <Icon name={place.kind === "private" ? "lock" : "hash"} />
        )}
        <h2>{place.name}</h2>
        {place.kind === "app" && (
          <div class="tabs" role="tablist" aria-label={place.name}>
            <button
              type="button"
              role="tab"
              aria-selected={tab === "home"}
              onClick={() => setTab("home")}
            >
              {strings.home}
            </button>
            <button
              type="button"
              role="tab"
              aria-selected={tab === "messages"}
              onClick={() => setTab("messages")}
            >
              {strings.messages}
            </button>
          </div>
        )}
      </header>
      {showsMessages ? (
        <>
          <MessageList
            channel={place.id}
            messages={messages.filter(isInChannel)}
            all={messages}
            onThread={onThread}
          />
          <Composer channel={place.id} name={placeName(place)} />
        </>
      ) : (
        <HomeTab home={home} />
      )}
    </section>
  );
}

/** Replies stand in their thread, unless they were sent to the channel too. */
const isInChannel = ({ thread, ts, broadcast }: ShownMessage): boolean =>
  thread === undefined || thread === ts || broadcast === true;

const placeName = ({ kind, name }: Place): string => (kind === "app" ? name : `#${name}`);
