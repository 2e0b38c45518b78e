import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Fields } from "../../slack/json.ts";
import type { Entry } from "./field.ts";
import { useGesture } from "./use-gesture.tsx";

interface Chosen {
  readonly entries: readonly Entry[];
  readonly choose: (entries: readonly Entry[]) => void;
  readonly dialog: ComponentChildren;
}

/** So long a choice may stand before what the server says is shown again, whatever it says. */
const SETTLES_MS = 400;

const keyOf = (entries: readonly Entry[]): string => entries.map(({ value }) => value).join("\n");

/** What is chosen, with a choice on its way shown as made: two quick ticks have to add up. */
export function useChosen(
  element: Fields,
  blockId: string,
  held: readonly Entry[],
  toValue: (values: string[]) => string | string[] | null,
): Chosen {
  const gesture = useGesture(element, blockId);
  const [pending, setPending] = useState<readonly Entry[]>();
  const last = useRef(Promise.resolve());
  const isSettled = pending !== undefined && keyOf(pending) === keyOf(held);
  useEffect(() => {
    if (isSettled) setPending(undefined);
  }, [isSettled]);
  return {
    entries: pending ?? held,
    dialog: gesture.dialog,
    choose(entries) {
      setPending(entries);
      const drop = (): void => setPending((now) => (now === entries ? undefined : now));
      last.current = last.current.then(async () => {
        const isMade = await gesture.choose(toValue(entries.map(({ value }) => value)));
        if (isMade) setTimeout(drop, SETTLES_MS);
        else drop();
      });
    },
  };
}
