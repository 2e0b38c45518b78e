import type { BotProcess } from "./bot.ts";

/** Longer than any list of the catalogue is given again without asking; shorter than any clock may differ from Slack's. */
export const JUMP_MS = 90_000;
/** What the bot writes when its clock has jumped. */
export const CLOCK_JUMPED = "(the clock has jumped)";

/** Only the loaded clock knows of it. */
export const CLOCK_AHEAD_MS = "CLOCK_AHEAD_MS";
export const CLOCK_JUMPS_MS = "CLOCK_JUMPS_MS";

/**
 * For the bot's environment. A clock may run ahead from the start, or behind. `jumpsMs`: how far it jumps each time that
 * it is told to, the last one over and over.
 */
export const movableClock = (
  aheadMs = 0,
  jumpsMs: readonly number[] = [JUMP_MS],
): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${new URL("clock-ahead.ts", import.meta.url).href}`,
  [CLOCK_AHEAD_MS]: String(aheadMs),
  [CLOCK_JUMPS_MS]: jumpsMs.join(),
});

/** A minute and a half passes for the bot, at once, or as much as its movable clock was told to jump. */
export async function letTimePass(bot: BotProcess): Promise<void> {
  const jumps = (): number => bot.output().split(CLOCK_JUMPED).length;
  const before = jumps();
  process.kill(bot.pid, "SIGUSR2");
  while (jumps() === before) await new Promise((resolve) => setTimeout(resolve, 5));
}
