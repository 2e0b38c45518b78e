import { useEffect, useRef } from "preact/hooks";
import type { Entry, EntryGroup } from "./field.ts";
import { placeUnder } from "./place-under.ts";

interface ListboxProps {
  /** The control's; the entries are numbered behind it. */
  readonly id: string;
  readonly label: string | undefined;
  readonly labelledBy: string | undefined;
  readonly anchor: HTMLElement;
  readonly groups: readonly EntryGroup[];
  readonly active: number;
  readonly chosen: readonly string[];
  readonly isMulti: boolean;
  readonly note: string | undefined;
  readonly onPick: (entry: Entry) => void;
}

export function Listbox(props: ListboxProps) {
  const { id, label, labelledBy, anchor, groups, active, chosen, isMulti, note, onPick } = props;
  const popup = useRef<HTMLDivElement>(null);
  useEffect(() => (popup.current ? placeUnder(popup.current, anchor) : undefined), [anchor]);
  useEffect(() => {
    popup.current?.querySelector("[data-active=true]")?.scrollIntoView({ block: "nearest" });
  }, [active, groups]);
  let index = -1;
  return (
    // The input keeps the focus: pressing here must not take it away.
    <div ref={popup} class="popup" popover="manual" onMouseDown={(event) => event.preventDefault()}>
      <div>
        {note !== undefined && (
          <p class="popup-note" role="status">
            {note}
          </p>
        )}
        <div
          id={`${id}-list`}
          role="listbox"
          aria-label={label}
          aria-labelledby={labelledBy}
          aria-multiselectable={isMulti ? true : undefined}
        >
          {groups.map(({ label: groupLabel, entries }, number) => (
            <div
              key={groupLabel ?? number}
              role={groupLabel === undefined ? "presentation" : "group"}
              aria-labelledby={groupLabel === undefined ? undefined : `${id}-group-${number}`}
            >
              {groupLabel !== undefined && (
                <div class="group-label" id={`${id}-group-${number}`} role="presentation">
                  {groupLabel}
                </div>
              )}
              {entries.map((entry) => {
                index += 1;
                return (
                  <div
                    key={entry.value}
                    id={`${id}-${index}`}
                    role="option"
                    class="entry"
                    aria-selected={chosen.includes(entry.value)}
                    data-active={index === active}
                    onClick={() => onPick(entry)}
                  >
                    <span>{entry.text}</span>
                    {entry.description !== undefined && (
                      <span class="entry-description">{entry.description}</span>
                    )}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
