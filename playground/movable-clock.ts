import type { BotProcess } from "./bot.ts";

/** Longer than any list of the catalogue is given again without asking; shorter than any clock may differ from Slack's. */
export const JUMP_MS = 90_000;
/** What the bot writes when its clock has jumped. */
export const CLOCK_JUMPED = "(the clock has jumped)";

/** Only the loaded clock knows of it. */
export const CLOCK_AHEAD_MS = "CLOCK_AHEAD_MS";

/** For the bot's environment. A clock may run ahead from the start, or behind. */
export const movableClock = (aheadMs = 0): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${new URL("clock-ahead.ts", import.meta.url).href}`,
  [CLOCK_AHEAD_MS]: String(aheadMs),
});

/** A minute and a half passes for the bot, at once. It must have been started with a movable clock. */
export async function letTimePass(bot: BotProcess): Promise<void> {
  const jumps = (): number => bot.output().split(CLOCK_JUMPED).length;
  const before = jumps();
  process.kill(bot.pid, "SIGUSR2");
  while (jumps() === before) await new Promise((resolve) => setTimeout(resolve, 5));
}
