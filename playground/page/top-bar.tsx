import { useState } from "preact/hooks";
import type { Machine } from "../control/sections.ts";
import { AskDialog } from "./ask-dialog.tsx";
import { Avatar } from "./avatar.tsx";
import { Icon } from "./icon.tsx";
import { usePage } from "./page-context.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

export function TopBar({
  machine,
  onActAs,
}: {
  machine: Machine;
  onActAs: (userId: string) => void;
}) {
  const { workspace, strings, change } = usePage();
  const [asks, setAsks] = useState(false);
  return (
    <header class="top-bar">
      <h1 class="brand">
        <Icon name="servers" />
        <span>{strings.title}</span>
      </h1>
      <label class="act-as">
        <Avatar id={workspace.me.id} name={workspace.me.name} small />
        <span class="act-as-label">{strings.actAs}</span>
        <select
          value={workspace.me.id}
          aria-label={strings.actAs}
          onChange={({ currentTarget }) => onActAs(currentTarget.value)}
        >
          {workspace.actors.map(({ id, name, role }) => (
            <option key={id} value={id}>
              {name} · {strings.roles[role]}
            </option>
          ))}
        </select>
      </label>
      <p class="machine" data-state={machine.state} role="status">
        <span class="dot" aria-hidden="true" />
        {strings.bot} {strings.machine[machine.state]}
      </p>
      <ThemeSwitch />
      <button type="button" class="button" onClick={() => setAsks(true)}>
        <Icon name="restart" />
        <span class="wide-only">{strings.startOver}</span>
        <span class="narrow-only visually-hidden">{strings.startOver}</span>
      </button>
      {asks && (
        <AskDialog
          title={strings.startOverAsk}
          text={strings.startOverText}
          confirm={strings.startOver}
          deny={strings.cancel}
          isDanger
          onAnswer={(yes) => {
            setAsks(false);
            if (yes) void change({ act: "start-over" });
          }}
        />
      )}
    </header>
  );
}
