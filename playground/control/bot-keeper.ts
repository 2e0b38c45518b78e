import type { BotProcess } from "../bot.ts";
import type { World } from "../start-world.ts";
import type { Machine } from "./sections.ts";

/** Knows whether the program runs, and starts it again, but never two of it. */
export interface BotKeeper {
  now(): Pick<Machine, "state" | "pid">;
  kill(): Promise<void>;
  start(): Promise<void>;
}

export function botKeeper(world: World, changed: () => void): BotKeeper {
  let watched: BotProcess | undefined;
  let gone = false;
  let starting: Promise<void> | undefined;

  /** The world may have started another one meanwhile. */
  function bot(): BotProcess | undefined {
    let current: BotProcess | undefined;
    try {
      current = world.bot();
    } catch {
      return undefined;
    }
    if (current !== watched) {
      const following = current;
      watched = following;
      gone = false;
      void following.exited.then(() => {
        if (watched !== following) return;
        gone = true;
        changed();
      });
    }
    return gone ? undefined : current;
  }

  async function startAnew(): Promise<void> {
    try {
      await world.start();
    } finally {
      starting = undefined;
      changed();
    }
  }

  return {
    now() {
      const running = bot();
      if (starting) return { state: "starting", pid: running?.pid ?? 0 };
      return running ? { state: "running", pid: running.pid } : { state: "stopped", pid: 0 };
    },
    async kill() {
      await bot()?.kill();
    },
    async start() {
      if (!starting && bot()) return;
      starting ??= startAnew();
      changed();
      await starting;
    },
  };
}
