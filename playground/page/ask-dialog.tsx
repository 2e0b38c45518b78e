import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface Question {
  readonly title: ComponentChildren;
  readonly text: ComponentChildren;
  readonly confirm: ComponentChildren;
  readonly deny: ComponentChildren;
  readonly isDanger?: boolean;
  readonly onAnswer: (yes: boolean) => void;
}

/** A question that has to be answered before anything else. The browser keeps the focus inside. */
export function AskDialog({ title, text, confirm, deny, isDanger = false, onAnswer }: Question) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const { current } = dialog;
    const before = document.activeElement;
    current?.showModal();
    return () => {
      // Nothing outside can have the focus while it is open.
      current?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="ask"
      role="alertdialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onAnswer(false);
      }}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <p id={`${id}-text`}>{text}</p>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={() => onAnswer(false)}>
          {deny}
        </button>
        <button
          type="button"
          class={isDanger ? "button danger" : "button primary"}
          onClick={() => onAnswer(true)}
        >
          {confirm}
        </button>
      </div>
    </dialog>
  );
}
