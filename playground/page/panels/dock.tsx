import type { CloudNow, Machine, Place, ShownMessage, Traffic } from "../../control/sections.ts";
import { Composer } from "../chat/composer.tsx";
import { MessageList } from "../chat/message-list.tsx";
import { Icon } from "../icon.tsx";
import { usePage } from "../page-context.ts";
import { CloudPanel } from "./cloud-panel.tsx";
import { TrafficPanel } from "./traffic-panel.tsx";

export type DockTab = "cloud" | "traffic" | "thread";

interface DockProps {
  readonly tab: DockTab;
  readonly onTab: (tab: DockTab) => void;
  readonly cloud: CloudNow;
  readonly traffic: Traffic;
  readonly machine: Machine;
  readonly place: Place;
  /** Undefined while no thread is open. */
  readonly thread: readonly ShownMessage[] | undefined;
  readonly onCloseThread: () => void;
}

/** Behind the scenes: the pretend cloud, the traffic, and the open thread. */
export function Dock(props: DockProps) {
  const { tab, onTab, cloud, traffic, machine, place, thread, onCloseThread } = props;
  const { strings } = usePage();
  const tabs: readonly DockTab[] = thread ? ["thread", "cloud", "traffic"] : ["cloud", "traffic"];
  const threadTs = thread?.[0]?.thread ?? thread?.[0]?.ts;
  return (
    <aside class="dock" aria-label={`${strings.cloud}, ${strings.traffic}`}>
      <div class="dock-head">
        <div class="tabs" role="tablist" aria-label={strings.navigation}>
          {tabs.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`tab-${each}`}
              aria-selected={tab === each}
              aria-controls="dock-panel"
              onClick={() => onTab(each)}
            >
              {strings[each]}
            </button>
          ))}
        </div>
        {thread && (
          <button
            type="button"
            class="icon-button"
            aria-label={`${strings.close}: ${strings.thread}`}
            onClick={onCloseThread}
          >
            <Icon name="close" />
          </button>
        )}
      </div>
      <h2 class="visually-hidden">{strings[tab]}</h2>
      <div class="dock-panel" id="dock-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === "cloud" && <CloudPanel cloud={cloud} machine={machine} />}
        {tab === "traffic" && <TrafficPanel traffic={traffic} />}
        {tab === "thread" && thread && threadTs !== undefined && (
          <div class="thread">
            <MessageList channel={place.id} messages={thread} all={[]} />
            <Composer channel={place.id} name={strings.thread} thread={threadTs} />
          </div>
        )}
      </div>
    </aside>
  );
}
