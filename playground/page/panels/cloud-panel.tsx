import type { ComponentChildren } from "preact";
import type { CloudNow, Machine } from "../../control/sections.ts";
import { exactTime } from "../chat/times.ts";
import { Icon } from "../icon.tsx";
import { usePage } from "../page-context.ts";
import { BadDays } from "./bad-days.tsx";
import { StockTable } from "./stock-table.tsx";

export function CloudPanel({ cloud, machine }: { cloud: CloudNow; machine: Machine }) {
  const { strings } = usePage();
  const { purchases, instances, calls, breaches } = cloud;
  return (
    <div class="panel" tabIndex={0} role="group" aria-label={strings.cloud}>
      <MachineCard machine={machine} />
      {breaches.length > 0 && (
        <Part title={strings.breaches}>
          <ul class="breaches">
            {breaches.map((sentence, index) => (
              <li key={index}>{sentence}</li>
            ))}
          </ul>
        </Part>
      )}
      <Part title={strings.purchases} count={purchases.length}>
        {purchases.length === 0 && <p class="muted">{strings.noPurchases}</p>}
        <ul class="cards">
          {purchases.map(({ clientToken, name, deviceType, instanceIds, at, repeats }) => (
            <li key={clientToken} class="card">
              <p class="card-head">
                <strong>{name}</strong>
                <span class="muted">
                  {instanceIds.length} × {deviceType}
                </span>
                <time class="muted push">{exactTime(at)}</time>
              </p>
              <p>
                <code class="token">{clientToken}</code>
              </p>
              <p class="muted">
                {instanceIds.join(", ")} · {strings.repeats(repeats)}
              </p>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={strings.instances} count={instances.length}>
        {instances.length === 0 && <p class="muted">{strings.noInstances}</p>}
        <ul class="rows">
          {instances.map(({ id, name, status }) => (
            <li key={id}>
              <span class="status" data-status={status}>
                {status}
              </span>
              <code>{id}</code>
              <span class="muted push">{name}</span>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={strings.badDays}>
        <p class="muted">{strings.badDaysHint}</p>
        <BadDays days={cloud.days} />
      </Part>
      <Part title={strings.stock}>
        <StockTable stock={cloud.stock} />
      </Part>
      <Part title={strings.calls}>
        {calls.length === 0 && <p class="muted">{strings.noCalls}</p>}
        <ul class="rows calls">
          {calls.map(({ id, operation, at, ms, status, fault }) => (
            <li key={id}>
              <time class="muted">{exactTime(at)}</time>
              <span class="call-name">{operation}</span>
              {fault !== undefined && <span class="chip-note">{fault}</span>}
              <span class={status >= 200 && status < 300 ? "push ok" : "push bad"}>
                {status === 0 ? "–" : status}
              </span>
              <span class="muted ms">{ms} ms</span>
            </li>
          ))}
        </ul>
      </Part>
    </div>
  );
}

function Part({
  title,
  count,
  children,
}: {
  title: string;
  count?: number;
  children: ComponentChildren;
}) {
  return (
    <section class="part">
      <h3>
        {title}
        {count !== undefined && count > 0 && <span class="count">{count}</span>}
      </h3>
      {children}
    </section>
  );
}

function MachineCard({ machine: { state, pid, mode } }: { machine: Machine }) {
  const { strings, change } = usePage();
  return (
    <div class="machine-card" data-state={state}>
      <span class="dot" aria-hidden="true" />
      <p>
        <strong>
          {strings.bot} {strings.machine[state]}
        </strong>
        <span class="muted">
          {strings.modes[mode]}
          {pid > 0 && `, pid ${pid}`}
        </span>
      </p>
      {state === "stopped" ? (
        <button
          type="button"
          class="button primary"
          onClick={() => void change({ act: "start-bot" })}
        >
          <Icon name="power" />
          {strings.startBot}
        </button>
      ) : (
        <button
          type="button"
          class="button danger-line"
          disabled={state === "starting"}
          onClick={() => void change({ act: "kill-bot" })}
        >
          <Icon name="power" />
          {strings.killBot}
        </button>
      )}
    </div>
  );
}
