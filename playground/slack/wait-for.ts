/** Waiting without sleeping: for what the state will show after some change. */
import type { SlackState } from "./state.ts";

/** Looks again whenever anything changed, so that no test has to sleep. */
export async function waitFor<Found>(
  state: SlackState,
  look: () => Found | undefined | false,
  ms: number,
  what: () => string,
): Promise<Found> {
  return new Promise((resolve, reject) => {
    const stopWatching = (): void => {
      clearTimeout(timer);
      state.events.off("change", check);
    };
    const check = (): void => {
      try {
        const found = look();
        if (found === undefined || found === false) return;
        stopWatching();
        resolve(found);
      } catch (error) {
        stopWatching();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const timer = setTimeout(() => {
      stopWatching();
      reject(new Error(`Waited ${ms} ms in vain for ${what()}.`));
    }, ms);
    state.events.on("change", check);
    check();
  });
}
