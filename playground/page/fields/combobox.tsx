import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../icon.tsx";
import { usePage } from "../page-context.ts";
import { Chips } from "./chips.tsx";
import type { Entry } from "./field.ts";
import { Listbox } from "./listbox.tsx";
import { useEntries, type Source } from "./use-entries.ts";

interface ComboboxProps {
  readonly id: string;
  readonly "aria-label"?: string;
  readonly "aria-labelledby"?: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean;
  readonly "aria-required": boolean;
  readonly autofocus: boolean;
  readonly chosen: readonly Entry[];
  readonly isMulti: boolean;
  readonly most: number | undefined;
  readonly mayClear: boolean;
  readonly placeholder: string;
  readonly source: Source;
  readonly onChoose: (entries: readonly Entry[]) => void;
}

/** An editable combobox with a list popup, after the ARIA authoring practices. */
export function Combobox(props: ComboboxProps) {
  const { chosen, isMulti, most, mayClear, placeholder, source, onChoose, ...attributes } = props;
  const { strings } = usePage();
  const [isOpen, setIsOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const { groups, note } = useEntries(source, query, isOpen);
  const entries = groups.flatMap((group) => group.entries);
  const values = chosen.map(({ value }) => value);
  const [first] = chosen;
  const shownText = isMulti ? "" : (first?.text ?? "");
  const isFull = most !== undefined && chosen.length >= most;

  useEffect(() => {
    const at = entries.findIndex(({ value }) => value === first?.value);
    setActive(query === "" && !isMulti && at >= 0 ? at : 0);
    // Whenever other entries are offered.
  }, [isOpen, query, entries.length]);

  const open = (): void => setIsOpen(true);
  const close = (): void => {
    setIsOpen(false);
    setQuery("");
  };
  const without = (value: string): readonly Entry[] =>
    chosen.filter((each) => each.value !== value);
  const pick = (entry: Entry): void => {
    const { value } = entry;
    if (!isMulti) {
      close();
      if (value !== first?.value) onChoose([entry]);
    } else if (values.includes(value)) {
      onChoose(without(value));
    } else if (!isFull) {
      onChoose([...chosen, entry]);
    }
    input.current?.focus();
  };
  const move = (step: number): void =>
    setActive((now) => (entries.length === 0 ? 0 : (now + step + entries.length) % entries.length));

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const current = entries[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (isOpen) move(event.key === "ArrowDown" ? 1 : -1);
      else open();
    } else if (event.key === "Enter") {
      if (!isOpen) open();
      else if (current) pick(current);
    } else if (event.key === "Escape" && isOpen) close();
    else if (event.key === "Backspace" && query === "" && isMulti && values.length > 0)
      return onChoose(chosen.slice(0, -1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const name = attributes["aria-label"];
  return (
    <div class="combobox" ref={frame} data-invalid={attributes["aria-invalid"]}>
      {isMulti && (
        <Chips
          entries={chosen}
          onRemove={(gone) => {
            onChoose(without(gone));
            input.current?.focus();
          }}
        />
      )}
      <input
        {...attributes}
        ref={input}
        type="text"
        role="combobox"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-controls={isOpen ? `${attributes.id}-list` : undefined}
        aria-activedescendant={isOpen && entries[active] ? `${attributes.id}-${active}` : undefined}
        autocomplete="off"
        spellcheck={false}
        value={isOpen ? query : shownText}
        placeholder={isOpen && shownText !== "" ? shownText : chosen.length > 0 ? "" : placeholder}
        onInput={({ currentTarget }) => {
          setQuery(currentTarget.value);
          setIsOpen(true);
        }}
        onClick={open}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      {mayClear && !isMulti && first && (
        <button
          type="button"
          class="icon-button small"
          aria-label={strings.clear(name ?? first.text)}
          onClick={() => onChoose([])}
        >
          <Icon name="close" />
        </button>
      )}
      <span class="combobox-arrow">
        <Icon name="down" />
      </span>
      {isOpen && frame.current && (
        <Listbox
          id={attributes.id}
          label={name}
          labelledBy={attributes["aria-labelledby"]}
          anchor={frame.current}
          groups={groups}
          active={active}
          chosen={values}
          isMulti={isMulti}
          note={isFull ? strings.mostItems(most) : note}
          onPick={pick}
        />
      )}
    </div>
  );
}
