import { useId, useRef, useState } from "preact/hooks";
import type { PersonAct } from "../../control/person-acts.ts";
import type { Command } from "../../control/sections.ts";
import { Icon } from "../icon.tsx";
import { usePage } from "../page-context.ts";

interface ComposerProps {
  readonly channel: string;
  readonly name: string;
  readonly thread?: string;
}

/** Enter sends, Shift+Enter begins a line, a slash shows what can be asked. */
export function Composer({ channel, name, thread }: ComposerProps) {
  const { act, strings, workspace } = usePage();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const [isHushed, setIsHushed] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const offered = thread === undefined && !isHushed ? workspace.commands.filter(fits(text)) : [];
  // Once the command stands there, Enter sends it.
  const isChoosing = offered.length > 0 && !/\s/.test(text);
  const active = offered[Math.min(chosen, offered.length - 1)];

  const send = (): void => {
    const said = text.trim();
    if (said === "") return;
    setText("");
    setIsHushed(false);
    if (field.current) field.current.style.height = "";
    void act(asAct(said, channel, thread));
  };
  const take = ({ command }: Command): void => {
    setText(`${command} `);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (offered.length > 0 && event.key === "Escape") {
      event.preventDefault();
      setIsHushed(true);
    } else if (isChoosing && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setChosen((now) => (now + step + offered.length) % offered.length);
    } else if (isChoosing && event.key === "Tab" && !event.shiftKey && active) {
      event.preventDefault();
      take(active);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (isChoosing && active && active.command !== text) take(active);
      else send();
    }
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {offered.length > 0 && (
        <div class="commands">
          <p class="commands-title" id={`${id}-title`}>
            {strings.commands}
          </p>
          <ul id={`${id}-commands`} role="listbox" aria-labelledby={`${id}-title`}>
            {offered.map((each) => (
              <li
                key={each.command}
                id={`${id}-${each.command.slice(1)}`}
                role="option"
                aria-selected={isChoosing && each === active}
                onMouseDown={(event) => {
                  event.preventDefault();
                  take(each);
                }}
              >
                <span class="command-line">
                  <strong>{each.command}</strong> {each.hint}
                </span>
                <span class="command-description">{each.description[workspace.me.language]}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <textarea
        ref={field}
        rows={1}
        value={text}
        aria-label={strings.writeTo(name)}
        aria-autocomplete="list"
        aria-controls={offered.length > 0 ? `${id}-commands` : undefined}
        aria-activedescendant={
          isChoosing && active ? `${id}-${active.command.slice(1)}` : undefined
        }
        placeholder={strings.writeTo(name)}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          setChosen(0);
          if (currentTarget.value === "") setIsHushed(false);
          currentTarget.style.height = "auto";
          currentTarget.style.height = `${currentTarget.scrollHeight}px`;
        }}
        onKeyDown={onKeyDown}
      />
      <button
        type="submit"
        class="icon-button primary"
        aria-label={strings.send}
        disabled={text.trim() === ""}
      >
        <Icon name="send" />
      </button>
    </form>
  );
}

const fits =
  (text: string) =>
  ({ command }: Command): boolean =>
    text.startsWith("/") &&
    (/\s/.test(text) ? text.split(/\s/)[0] === command : command.startsWith(text));

function asAct(text: string, channel: string, thread: string | undefined): PersonAct {
  if (thread !== undefined) return { act: "say", channel, text, thread };
  return text.startsWith("/") ? { act: "command", channel, text } : { act: "say", channel, text };
}
