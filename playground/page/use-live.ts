import { useEffect, useState } from "preact/hooks";
import type { Sections } from "../control/sections.ts";

export type Shown = Partial<Sections>;

interface LiveState {
  readonly as: string;
  readonly sections: Shown;
  readonly isConnected: boolean;
}

/** What the server last sent for this person; the browser connects again by itself. */
export function useLive(userId: string): { sections: Shown; isConnected: boolean } {
  const [state, setState] = useState<LiveState>({ as: userId, sections: {}, isConnected: true });
  useEffect(() => {
    // Sections come one by one; the first picture is shown when it is complete.
    let next: Shown = {};
    let isComplete = false;
    const source = new EventSource(`/api/live?as=${encodeURIComponent(userId)}`);
    const show = (isConnected: boolean): void =>
      setState({ as: userId, sections: next, isConnected });
    source.addEventListener("message", ({ data }: MessageEvent<string>) => {
      const { name, data: section } = JSON.parse(data) as { name: string; data: unknown };
      next = { ...next, [name]: section };
      if (isComplete) show(true);
    });
    source.addEventListener("ready", () => {
      isComplete = true;
      show(true);
    });
    source.addEventListener("error", () => show(false));
    return () => source.close();
  }, [userId]);
  return state.as === userId ? state : { sections: {}, isConnected: true };
}
