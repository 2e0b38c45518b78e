import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Asks } from "./main.ts";

/** The outside world, as seen from the process that measures. */
export interface Outside {
  /** Throws what went wrong there, and when that process ends. */
  ask<Name extends keyof Asks>(
    name: Name,
    ...given: Parameters<Asks[Name]>
  ): Promise<Awaited<ReturnType<Asks[Name]>>>;
  stop(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export function startOutside(): Outside {
  const child = fork(fileURLToPath(new URL("main.ts", import.meta.url)));
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  child.on("message", ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asker?.resolve(value);
    else asker?.reject(new Error(error));
  });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => {
      const ended = new Error("The outside world has ended.");
      for (const asker of waiting.values()) asker.reject(ended);
      resolve();
    });
  });
  return {
    ask: (ask, given?) =>
      new Promise((resolve, reject) => {
        asked += 1;
        waiting.set(asked, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ id: asked, ask, given });
      }),
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
