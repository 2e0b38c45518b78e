import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { Place, ShownMessage } from "../control/sections.ts";
import type { PersonAct } from "../control/person-acts.ts";
import type { WorldAct } from "../control/world-acts.ts";
import { actAs, actOnWorld } from "./act.ts";
import { Chat } from "./chat/chat.tsx";
import { Sidebar } from "./chat/sidebar.tsx";
import { ModalDialog } from "./chat/modal-dialog.tsx";
import { PageContext, type Page } from "./page-context.ts";
import { Dock, type DockTab } from "./panels/dock.tsx";
import { strings } from "./strings.ts";
import { TopBar } from "./top-bar.tsx";
import { useAddress } from "./use-address.ts";
import { useLive } from "./use-live.ts";
import { ViewBar, type View } from "./view-bar.tsx";

const FIRST_PERSON = "U0ALICE01";
const FIRST_PLACE = "C0OPS0001";

export function App() {
  const [address, goTo] = useAddress({ as: FIRST_PERSON, in: FIRST_PLACE });
  const { sections, isConnected } = useLive(address.as);
  const [view, setView] = useState<View>("chat");
  const [tab, setTab] = useState<DockTab>("cloud");
  const [thread, setThread] = useState<{ channel: string; ts: string }>();
  const [problem, setProblem] = useState<string>();

  const act = useCallback(
    (given: PersonAct) => orSay(actAs(address.as, given), setProblem),
    [address.as],
  );
  const change = useCallback((given: WorldAct) => orSay(actOnWorld(given), setProblem), []);
  const open = useCallback(
    (place: string) => {
      goTo({ in: place });
      setView("chat");
    },
    [goTo],
  );

  const { workspace, places, modal, home, machine, cloud, traffic } = sections;
  const words = strings[workspace?.me.language ?? "en"];
  useEffect(() => {
    document.documentElement.lang = workspace?.me.language === "zh" ? "zh-CN" : "en";
  }, [workspace?.me.language]);
  const page = useMemo(
    (): Page | undefined => workspace && { workspace, strings: words, act, change, open },
    [workspace, words, act, change, open],
  );
  if (!page || !workspace || !places || !modal || !home || !machine || !cloud || !traffic)
    return <p class="page-wait">{isConnected ? "" : words.lost}</p>;

  const place = shownPlace(places, address.in);
  const messages = sections[`conversation:${place.id}`]?.messages ?? [];
  const threadMessages = thread && inThread(messages, thread, place.id);
  const showThread = (ts: string): void => {
    setThread({ channel: place.id, ts });
    setTab("thread");
    setView("thread");
  };
  const closeThread = (): void => {
    setThread(undefined);
    setTab("cloud");
    setView("chat");
  };
  const showTab = (next: DockTab): void => {
    setTab(next);
    setView(next);
  };

  return (
    <PageContext.Provider value={page}>
      <div class="page" data-view={view}>
        <a class="skip" href="#conversation">
          {words.skip}
        </a>
        <TopBar machine={machine} onActAs={(as) => goTo({ as })} />
        <main class="work">
          <Sidebar places={places} shown={place.id} />
          <Chat
            key={place.id}
            place={place}
            messages={messages}
            home={home}
            onThread={showThread}
          />
          <Dock
            tab={threadMessages === undefined && tab === "thread" ? "cloud" : tab}
            onTab={showTab}
            cloud={cloud}
            traffic={traffic}
            machine={machine}
            place={place}
            thread={threadMessages}
            onCloseThread={closeThread}
          />
        </main>
        <ViewBar
          view={view}
          unread={unreadIn(places)}
          onView={(next) =>
            next === "cloud" || next === "traffic" ? showTab(next) : setView(next)
          }
        />
        <ModalDialog modal={modal} />
        <div class="toasts" role="status">
          {!isConnected && <p class="toast">{words.lost}</p>}
          {problem !== undefined && (
            <p class="toast toast-problem">
              {words.refused} {problem}
              <button type="button" class="quiet" onClick={() => setProblem(undefined)}>
                {words.close}
              </button>
            </p>
          )}
        </div>
      </div>
    </PageContext.Provider>
  );
}

/** What was refused is said on the page, and answers undefined. */
async function orSay(
  done: Promise<unknown>,
  say: (problem: string | undefined) => void,
): Promise<unknown> {
  try {
    const answer = await done;
    say(undefined);
    return answer;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

const NOWHERE: Place = { id: "", name: "", kind: "public", unread: 0, mentions: 0 };

/** Somebody else may not be in the channel that this window showed. */
const shownPlace = (places: readonly Place[], wanted: string): Place =>
  places.find(({ id }) => id === wanted) ??
  places.find(({ id, kind }) => kind === "app" && wanted.startsWith("D") && id !== "") ??
  places[0] ??
  NOWHERE;

const inThread = (
  messages: readonly ShownMessage[],
  { channel, ts }: { channel: string; ts: string },
  shown: string,
): readonly ShownMessage[] | undefined =>
  channel === shown
    ? messages.filter((message) => message.ts === ts || message.thread === ts)
    : undefined;

const unreadIn = (places: readonly Place[]): number =>
  places.reduce((sum, { unread }) => sum + unread, 0);
