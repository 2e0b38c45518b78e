import { lineKeys, type LineMistake, type OrderLine } from "../order/order-line.ts";
import type { Texts } from "./texts.ts";

/** Enough to mend a line by; a longer list helps nobody. */
const MOST_NAMED = 10;
const LONGEST_LINE = 1_000;
const CREATE = "/edcps create";

/**
 * What a command answers to a line in which something is wrong: each mistake, and the line as it was likely meant.
 * `command`: what stands in front of the line.
 */
export function answerToLine(
  { mistakes, corrected }: OrderLine,
  { line }: Texts,
  command = CREATE,
): string {
  const more = mistakes.length - MOST_NAMED;
  const lost = mistakes.some(({ kind, ...rest }) => kind === "unknown-key" && !("nearest" in rest));
  return [
    command === CREATE ? line.notOrdered : line.notExplained,
    ...mistakes.slice(0, MOST_NAMED).map((mistake) => `• ${sentence(mistake, line)}`),
    ...(more > 0 ? [line.more(more)] : []),
    // A line that is cut off somewhere would be copied like that.
    ...(corrected === undefined || corrected.length > LONGEST_LINE
      ? []
      : [line.corrected(`${command} ${corrected}`)]),
    ...(lost ? [line.keys(lineKeys)] : []),
  ].join("\n");
}

function sentence(mistake: LineMistake, line: Texts["line"]): string {
  const { key } = mistake;
  switch (mistake.kind) {
    case "unknown-key":
      return line.unknownKey(key, mistake.nearest);
    case "wrong-value":
      return line.wrongValue(key, mistake.value, mistake.nearest, mistake.choices);
    case "secret-key":
      return line.secretKey(key);
    case "twice":
      return line.twice(key);
    case "no-value":
      return line.noValue(key);
  }
}
