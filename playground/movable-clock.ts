import type { BotProcess } from "./bot.ts";

/** Longer than any list of the catalogue is given again without asking; shorter than any clock may differ from Slack's. */
export const JUMP_MS = 90_000;
/** What the bot writes when its clock has jumped. */
export const CLOCK_JUMPED = "(the clock has jumped)";

/** For the bot's environment. */
export const movableClock = {
  NODE_OPTIONS: `--import=${new URL("clock-ahead.ts", import.meta.url).href}`,
} as const;

/** A minute and a half passes for the bot, at once. It must have been started with a movable clock. */
export async function letTimePass(bot: BotProcess): Promise<void> {
  const jumps = (): number => bot.output().split(CLOCK_JUMPED).length;
  const before = jumps();
  process.kill(bot.pid, "SIGUSR2");
  while (jumps() === before) await new Promise((resolve) => setTimeout(resolve, 5));
}
