import { statuses } from "../order/lifecycle.ts";
import { nearest } from "../order/nearest.ts";
import { scopes, type WantedPage } from "../workflow/list-orders.ts";
import type { Texts } from "./texts.ts";

type Sentence = (lists: Texts["lists"]) => string;

/** What stands behind `/edcps orders`: which list to show, or what is wrong with the line. */
export type ListLine =
  | { readonly ok: true; readonly wanted: WantedPage }
  | {
      readonly ok: false;
      readonly mistakes: readonly Sentence[];
      /** The line as it was likely meant; absent when that cannot be told. */
      readonly corrected?: string;
    };

const KNOWN: readonly string[] = [...scopes, ...statuses];
/** Enough to mend a line by. */
const MOST_READ = 6;

export function readListLine(typed: string): ListLine {
  const words = typed
    .split(/[\s,]+/)
    .filter(Boolean)
    .slice(0, MOST_READ);
  const read = words.map((word) => {
    const exact = KNOWN.find((known) => known === word.toLowerCase());
    return { word, exact, meant: exact ?? nearest(word, KNOWN) };
  });
  const meant = read.flatMap((one) => one.meant ?? []);
  const [scope = "mine", ...moreScopes] = scopes.filter((one) => meant.includes(one));
  const [status, ...moreStatuses] = statuses.filter((one) => meant.includes(one));
  const isImpossible = scope === "waiting" && status !== undefined && status !== "pending";
  const mistakes: Sentence[] = [
    ...read
      .filter(({ exact }) => exact === undefined)
      .map(
        ({ word, meant: near }): Sentence =>
          (lists) =>
            lists.unknownWord(word, near),
      ),
    ...[...moreScopes, ...moreStatuses].map(
      (word): Sentence =>
        (lists) =>
          lists.tooMany(word),
    ),
    ...(isImpossible ? [(lists: Texts["lists"]): string => lists.onlyPending(status)] : []),
  ];
  if (mistakes.length === 0)
    return { ok: true, wanted: { scope, ...(status && scope !== "waiting" ? { status } : {}) } };
  const isClear = meant.length === read.length;
  const corrected = [scope, ...(status && !isImpossible ? [status] : [])].join(" ");
  return { ok: false, mistakes, ...(isClear ? { corrected } : {}) };
}

/** What the command answers to a line in which something is wrong. */
export const answerToListLine = (
  { mistakes, corrected }: Extract<ListLine, { ok: false }>,
  { lists, line }: Texts,
): string =>
  [
    lists.notListed,
    ...mistakes.map((mistake) => `• ${mistake(lists)}`),
    ...(corrected === undefined ? [] : [line.corrected(`/edcps orders ${corrected}`)]),
    lists.words(scopes, statuses),
  ].join("\n");
