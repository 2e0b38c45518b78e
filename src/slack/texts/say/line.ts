import { code, escaped } from "../../text.ts";
import type { Words } from "../en.ts";

/** Slack cuts nothing off a private answer that is this long, and nobody reads a longer one. */
const MOST_CHOICES = 20;

/** What is wrong with a line of `/edcps create`, and what the command answers. Everything that is quoted was typed. */
export const sayLine = ({ line: words, command }: Words) => {
  const quoted = (text: string): string => code(text, 100);
  const nearestIn = (nearest: string | undefined): string | undefined =>
    nearest === undefined ? undefined : quoted(nearest);
  const listed = (names: readonly string[]): string => words.listed(names.map(quoted));
  return {
    line: {
      notOrdered: words.notOrdered,
      notExplained: words.notExplained,
      unknownKey: (key: string, nearest?: string): string =>
        words.unknownKey(quoted(key), nearestIn(nearest)),
      wrongValue: (
        key: string,
        value: string,
        nearest: string | undefined,
        choices: readonly string[],
      ): string =>
        words.wrongValue(
          quoted(key),
          quoted(value),
          nearestIn(nearest),
          listed(choices.slice(0, MOST_CHOICES)),
        ),
      secretKey: (key: string): string => words.secretKey(quoted(key)),
      twice: (key: string): string => words.twice(quoted(key)),
      noValue: (key: string): string => words.noValue(quoted(key)),
      more: words.more,
      corrected: (line: string): string => words.corrected(code(line, 1_500)),
      keys: (keys: readonly string[]): string => words.keys(listed(keys)),
    },
    command: {
      help: command.help.join("\n"),
      unknown: (word: string, nearest?: string): string =>
        command.unknown(code(word, 40), nearest && code(`/edcps ${nearest}`, 40)),
      nameARegion: (regions: readonly string[]): string =>
        command.nameARegion(
          regions.slice(0, MOST_CHOICES).map((region) => code(`/edcps instances ${region}`, 80)),
        ),
      noServers: (region: string): string => command.noServers(escaped(region, 60)),
      servers: (count: number, region: string): string =>
        command.servers(count, escaped(region, 60)),
    },
  };
};
