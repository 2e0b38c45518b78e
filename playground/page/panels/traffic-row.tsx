import { useEffect, useId, useState } from "preact/hooks";
import type { TrafficLine } from "../../control/sections.ts";
import { asFields } from "../../slack/json.ts";
import { trafficEntry } from "../act.ts";
import { exactTime } from "../chat/times.ts";
import { usePage } from "../page-context.ts";

export function TrafficRow({ line }: { line: TrafficLine }) {
  const { strings } = usePage();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const { towards, what, detail, at, ms, status, ok, outcome, budget } = line;
  const words = towards === "bot" ? strings.towardsBot : strings.towardsSlack;
  return (
    <li data-towards={towards}>
      <button
        type="button"
        class="traffic-line"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        <span class="arrow" role="img" aria-label={words}>
          {towards === "bot" ? "→" : "←"}
        </span>
        <span class="traffic-words">
          <span class="traffic-what">{what}</span> <span class="muted">{detail}</span>
        </span>
        <span class={ok ? "ok" : "bad"}>
          {status === 0
            ? outcome
            : ok
              ? status
              : `${status} ${outcome === "answered" ? "" : outcome}`}
        </span>
        <span class="muted ms">{ms} ms</span>
        <time class="muted">{exactTime(at)}</time>
      </button>
      {budget !== undefined && <Budget ms={ms} budget={budget} />}
      {isOpen && <Detail id={id} entry={line.id} />}
    </li>
  );
}

function Budget({ ms, budget }: { ms: number; budget: number }) {
  const { strings } = usePage();
  const used = Math.min(ms / budget, 1);
  const level = used < 0.5 ? "low" : used < 0.9 ? "middle" : "high";
  return (
    <span class="budget" role="img" aria-label={strings.budget(ms)} data-level={level}>
      <span style={{ width: `${Math.max(used * 100, 0.5)}%` }} />
    </span>
  );
}

function Detail({ id, entry }: { id: string; entry: number }) {
  const { strings } = usePage();
  const [shown, setShown] = useState<unknown>();
  useEffect(() => {
    void trafficEntry(entry).then(setShown);
  }, [entry]);
  if (shown === undefined) return <div id={id} class="traffic-detail" />;
  const { payload, args, answer, body, ...rest } = asFields(shown);
  return (
    <div id={id} class="traffic-detail">
      <h3>{strings.payload}</h3>
      <Json value={payload ?? args ?? rest} name={strings.payload} />
      <h3>{strings.answer}</h3>
      <Json value={answer ?? body ?? null} name={strings.answer} />
    </div>
  );
}

const Json = ({ value, name }: { value: unknown; name: string }) => (
  <pre tabIndex={0} role="group" aria-label={name}>
    {typeof value === "string" ? value : JSON.stringify(value, undefined, 2)}
  </pre>
);
