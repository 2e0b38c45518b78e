import { useEffect, useRef, useState } from "preact/hooks";
import type { Modal } from "../../control/sections.ts";
import type { Submitted } from "../../slack/forms.ts";
import { asFields, asText } from "../../slack/json.ts";
import type { RenderedView } from "../../slack/person.ts";
import { Blocks } from "../blocks/blocks.tsx";
import { flushTyping } from "../fields/use-typed.ts";
import { Icon } from "../icon.tsx";
import { usePage } from "../page-context.ts";
import { SurfaceContext } from "../surface-context.ts";
import { TextObject } from "../text/mrkdwn-text.tsx";
import { emptyRequired } from "./empty-required.ts";

/** The modal on top of the person's stack. The element stays while views come and go in it, and keeps the focus inside. */
export function ModalDialog({ modal: { view, trouble } }: { modal: Modal }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { act } = usePage();
  const isOpen = view !== null;
  useEffect(() => {
    const { current } = dialog;
    if (!current || !isOpen) return undefined;
    const before = document.activeElement;
    current.showModal();
    return () => {
      current.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      class="modal"
      aria-labelledby="modal-title"
      onCancel={(event) => {
        event.preventDefault();
        if (event.target === event.currentTarget) void act({ act: "close", all: true });
      }}
    >
      {view && <ModalForm key={view.id} view={view} trouble={trouble} />}
    </dialog>
  );
}

function ModalForm({ view, trouble }: { view: RenderedView; trouble: string | undefined }) {
  const { act, strings } = usePage();
  const [isBusy, setIsBusy] = useState(false);
  /** What the client itself found; the app was not asked. */
  const [found, setFound] = useState<Readonly<Record<string, string>>>({});
  const form = useRef<HTMLFormElement>(null);
  const errors = { ...view.errors, ...found };
  const failure = view.trouble ?? trouble;

  const submit = async (): Promise<void> => {
    if (isBusy) return;
    setIsBusy(true);
    setFound({});
    await flushTyping();
    const done = (await act({ act: "submit" })) as Submitted | undefined;
    setIsBusy(false);
    if (done && !done.sent)
      setFound({ ...emptyRequired(view, done.missing, strings.required), ...done.errors });
  };
  const heading = useRef<HTMLHeadingElement>(null);
  // A form is answered from its first question on; what asks nothing is read first.
  useEffect(() => {
    const { current } = form;
    const field =
      current?.querySelector<HTMLElement>("[autofocus]") ??
      current?.querySelector<HTMLElement>(".modal-body .block-input :is(input, textarea)");
    (field ?? heading.current)?.focus();
  }, []);
  // The view was replaced, and what had the focus is gone with it.
  useEffect(() => {
    if (!form.current?.contains(document.activeElement)) heading.current?.focus();
  }, [view.hash]);
  const wrong = Object.keys(errors).join(" ");
  useEffect(() => {
    if (wrong !== "") form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [wrong]);
  const close = (all: boolean): void => void act({ act: "close", all });
  return (
    <form
      ref={form}
      noValidate
      aria-busy={isBusy}
      onSubmit={(event) => {
        event.preventDefault();
        if (view.submit !== null) void submit();
      }}
    >
      <header class="modal-head">
        <h2 id="modal-title" ref={heading} tabIndex={-1}>
          <TextObject text={view.title} />
        </h2>
        <button
          type="button"
          class="icon-button"
          aria-label={strings.close}
          onClick={() => close(true)}
        >
          <Icon name="close" />
        </button>
      </header>
      <div class="modal-body">
        <SurfaceContext.Provider
          value={{
            spot: { in: "view" },
            id: view.id,
            values: view.state.values,
            errors,
            touched: (block) => setFound(({ [block]: _gone, ...others }) => others),
          }}
        >
          <Blocks blocks={view.blocks} />
        </SurfaceContext.Provider>
      </div>
      {failure !== undefined && (
        <p class="trouble" role="alert">
          <Icon name="warning" />
          {failure}
        </p>
      )}
      <footer class="modal-foot dialog-buttons">
        <button type="button" class="button" onClick={() => close(false)}>
          {view.close === null ? strings.close : <TextObject text={view.close} />}
        </button>
        {view.submit !== null && (
          <button type="submit" class="button primary" aria-disabled={isBusy}>
            {isBusy && <span class="spinner" aria-hidden="true" />}
            {asText(asFields(view.submit)["text"])}
          </button>
        )}
      </footer>
    </form>
  );
}
