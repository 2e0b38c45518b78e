import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { isFields, type Fields } from "../../slack/json.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { usePage } from "../page-context.ts";
import { useSurface } from "../surface-context.ts";
import { TextObject } from "../text/mrkdwn-text.tsx";
import { actionIdOf } from "./field.ts";
import { flushTyping } from "./use-typed.ts";

interface Gesture {
  readonly click: (given?: { option?: string }) => void;
  /** False when the person thought better of it. */
  readonly choose: (value: string | string[] | null) => Promise<boolean>;
  /** The app has not answered yet. */
  readonly isBusy: boolean;
  /** Has to be drawn: asks first when the element wants that. */
  readonly dialog: ComponentChildren;
}

/** Presses or chooses, after the element's own question was answered. */
export function useGesture(element: Fields, blockId: string): Gesture {
  const { act, strings } = usePage();
  const { spot, touched } = useSurface();
  const [under, setUnder] = useState(0);
  const [asks, setAsks] = useState(false);
  const pending = useRef<(yes: boolean) => void>(undefined);
  const place = { spot, block: blockId, action: actionIdOf(element) };
  const confirm = element["confirm"];

  const begin = async (gesture: () => Promise<unknown>): Promise<boolean> => {
    touched?.(blockId);
    if (isFields(confirm)) {
      const yes = await new Promise<boolean>((resolve) => {
        pending.current = resolve;
        setAsks(true);
      });
      if (!yes) return false;
    }
    setUnder((count) => count + 1);
    await flushTyping();
    await gesture();
    setUnder((count) => count - 1);
    return true;
  };
  return {
    isBusy: under > 0,
    click: (given = {}) => void begin(() => act({ act: "click", ...place, ...given })),
    choose: (value) => begin(() => act({ act: "choose", ...place, value })),
    dialog: asks && isFields(confirm) && (
      <AskDialog
        title={<TextObject text={confirm["title"]} />}
        text={<TextObject text={confirm["text"]} />}
        confirm={
          confirm["confirm"] === undefined ? strings.yes : <TextObject text={confirm["confirm"]} />
        }
        deny={confirm["deny"] === undefined ? strings.no : <TextObject text={confirm["deny"]} />}
        isDanger={confirm["style"] === "danger"}
        onAnswer={(yes) => {
          setAsks(false);
          pending.current?.(yes);
        }}
      />
    ),
  };
}
