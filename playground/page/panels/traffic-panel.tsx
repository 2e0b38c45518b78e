import { useState } from "preact/hooks";
import type { Traffic } from "../../control/sections.ts";
import { usePage } from "../page-context.ts";
import { TrafficRow } from "./traffic-row.tsx";

const FILTERS = ["all", "bot", "slack"] as const;
type Filter = (typeof FILTERS)[number];

export function TrafficPanel({ traffic: { lines } }: { traffic: Traffic }) {
  const { strings } = usePage();
  const [filter, setFilter] = useState<Filter>("all");
  const words = {
    all: strings.trafficAll,
    bot: strings.towardsBot,
    slack: strings.towardsSlack,
  } as const;
  const shown = lines.filter(({ towards }) => filter === "all" || towards === filter);
  return (
    <div class="panel" tabIndex={0} role="group" aria-label={strings.traffic}>
      <p class="muted">{strings.trafficHint}</p>
      <div class="filters" role="group" aria-label={strings.show}>
        {FILTERS.map((each) => (
          <button
            key={each}
            type="button"
            class="button small"
            aria-pressed={filter === each}
            onClick={() => setFilter(each)}
          >
            {words[each]}
          </button>
        ))}
      </div>
      {shown.length === 0 && <p class="muted">{strings.noTraffic}</p>}
      <ul class="traffic">
        {shown.map((line) => (
          <TrafficRow key={line.id} line={line} />
        ))}
      </ul>
    </div>
  );
}
