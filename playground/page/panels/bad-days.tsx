import type { DayName } from "../../control/bad-days.ts";
import type { CloudNow } from "../../control/sections.ts";
import { usePage } from "../page-context.ts";

const ORDER = [
  "sold-out",
  "half-batch",
  "500-before",
  "500-after",
  "boot-error",
  "cloud-429",
  "cloud-slow",
  "slack-429",
  "slack-down",
  "store-stuck",
] as const satisfies readonly DayName[];

export function BadDays({ days }: Pick<CloudNow, "days">) {
  const { strings, change } = usePage();
  return (
    <ul class="days">
      {ORDER.map((day) => {
        const [name, meaning] = strings.days[day];
        const state = days[day] ?? "off";
        const set = (next: "off" | "once" | "on"): void =>
          void change({ act: "bad-day", day, state: next });
        return (
          <li key={day}>
            <span class="day-words" id={`day-${day}`}>
              <span class="day-name">{name}</span>
              <span class="muted" id={`day-${day}-more`}>
                {meaning}
              </span>
            </span>
            {day !== "store-stuck" && (
              <button
                type="button"
                class="button small"
                aria-label={strings.onceFor(name)}
                aria-pressed={state === "once"}
                onClick={() => set(state === "once" ? "off" : "once")}
              >
                {strings.once}
              </button>
            )}
            <button
              type="button"
              class="switch"
              role="switch"
              aria-label={name}
              aria-describedby={`day-${day}-more`}
              aria-checked={state === "on"}
              onClick={() => set(state === "on" ? "off" : "on")}
            >
              <span aria-hidden="true" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
