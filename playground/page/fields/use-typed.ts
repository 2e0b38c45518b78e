import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { useSurface } from "../surface-context.ts";
import { actionIdOf, type FieldProps } from "./field.ts";

/** Long enough for a word, short enough that nobody waits for it. */
const PAUSE_MS = 200;

const waiting = new Set<() => Promise<void>>();

/** Everything that was typed is with the server when this ends: before a form is sent, or a button pressed. */
export async function flushTyping(): Promise<void> {
  await Promise.all([...waiting].map((flush) => flush()));
}

export interface Typed {
  readonly text: string;
  readonly onType: (text: string) => void;
  /** Leaves the field, or presses Enter in it. */
  readonly send: (how?: { enter?: boolean }) => Promise<void>;
}

/** The page holds only what is being typed; once the server has it, the server's value is what is shown. */
export function useTyped(field: FieldProps, held: string): Typed {
  const { act } = usePage();
  const { spot, touched } = useSurface();
  const [draft, setDraft] = useState<string>();
  const unsent = useRef<string>(undefined);
  const sending = useRef<Promise<void>>(Promise.resolve());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const target = useRef({ act, spot, block: field.blockId, action: actionIdOf(field.element) });
  target.current = { act, spot, block: field.blockId, action: actionIdOf(field.element) };
  const latest = useRef(held);
  latest.current = held;

  const send = useCallback(({ enter = false }: { enter?: boolean } = {}): Promise<void> => {
    clearTimeout(timer.current);
    const text = unsent.current ?? (enter ? latest.current : undefined);
    unsent.current = undefined;
    if (text === undefined) return sending.current;
    const { act: perform, ...place } = target.current;
    // One after the other: the last one typed has to be the last one kept.
    sending.current = sending.current.then(async () => {
      await perform({ act: "type", ...place, text, ...(enter && { enter }) });
    });
    return sending.current;
  }, []);

  useEffect(() => {
    waiting.add(send);
    return () => {
      waiting.delete(send);
      void send();
    };
  }, [send]);
  useEffect(() => {
    if (draft === held && unsent.current === undefined) setDraft(undefined);
  }, [draft, held]);

  return {
    text: draft ?? held,
    send,
    onType(text) {
      setDraft(text);
      touched?.(field.blockId);
      unsent.current = text;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void send(), PAUSE_MS);
    },
  };
}
