import { useEffect, useRef, useState } from "preact/hooks";
import { asList, asText, isFields } from "../../slack/json.ts";
import { Icon } from "../icon.tsx";
import { usePage } from "../page-context.ts";
import { useSurface } from "../surface-context.ts";
import { TextObject } from "../text/mrkdwn-text.tsx";
import { actionIdOf, entryOf, inputIdOf, type FieldProps } from "./field.ts";
import { placeUnder } from "./place-under.ts";
import { useGesture } from "./use-gesture.tsx";

export function OverflowMenu({ element, blockId }: FieldProps) {
  const surface = useSurface();
  const { strings } = usePage();
  const { click, dialog } = useGesture(element, blockId);
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLUListElement>(null);
  const id = inputIdOf(surface, blockId, actionIdOf(element));

  useEffect(() => {
    if (!isOpen || !menu.current || !button.current) return undefined;
    const stop = placeUnder(menu.current, button.current);
    menu.current.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const away = ({ target }: Event): void => {
      if (target instanceof Node && !menu.current?.contains(target)) setIsOpen(false);
    };
    document.addEventListener("pointerdown", away);
    return () => {
      document.removeEventListener("pointerdown", away);
      stop();
    };
  }, [isOpen]);
  const close = (): void => {
    setIsOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const items = [...(menu.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    const goTo = (index: number): void => items.at(index % items.length)?.focus();
    if (event.key === "ArrowDown") goTo(at + 1);
    else if (event.key === "ArrowUp") goTo(at - 1);
    else if (event.key === "Home") goTo(0);
    else if (event.key === "End") goTo(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") return setIsOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="button"
        aria-label={strings.moreActions}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="more" />
      </button>
      {isOpen && (
        <ul
          id={id}
          ref={menu}
          class="popup menu"
          role="menu"
          popover="manual"
          onKeyDown={onKeyDown}
        >
          {asList(element["options"])
            .filter(isFields)
            .map((option, index) => {
              const url = asText(option["url"]);
              return (
                <li key={index} role="none">
                  <button
                    type="button"
                    role="menuitem"
                    tabIndex={-1}
                    onClick={() => {
                      close();
                      if (url !== undefined && /^https?:\/\//i.test(url))
                        window.open(url, "_blank", "noopener,noreferrer");
                      click({ option: entryOf(option)?.value ?? "" });
                    }}
                  >
                    <TextObject text={option["text"]} />
                  </button>
                </li>
              );
            })}
        </ul>
      )}
      {dialog}
    </>
  );
}
