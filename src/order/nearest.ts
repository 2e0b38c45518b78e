import { closestMatch } from "leven";

/**
 * The word that was most likely meant: one slip away (a letter more, less, wrong, or two of them swapped), or holding
 * what was typed, or with at most a third of its letters typed wrongly. Undefined when none comes near.
 */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase().slice(0, 100);
  if (wanted === "") return undefined;
  const lower = words.map((word) => word.toLowerCase());
  const found =
    closestMatch(wanted, lower, { maxDistance: 1 }) ??
    lower.find((word) => isSwapped(wanted, word)) ??
    shortestWith(wanted, lower) ??
    closestMatch(wanted, lower, { maxDistance: Math.ceil(wanted.length / 3) });
  return found === undefined ? undefined : words[lower.indexOf(found)];
}

function isSwapped(typed: string, word: string): boolean {
  const at = Array.from(typed).findIndex((_, index) => typed[index] !== word[index]);
  const [one = "", other = ""] = typed.slice(at, at + 2);
  return at !== -1 && `${typed.slice(0, at)}${other}${one}${typed.slice(at + 2)}` === word;
}

/** Two letters stand in too many words to say anything. */
const shortestWith = (typed: string, words: readonly string[]): string | undefined =>
  typed.length < 3
    ? undefined
    : words.filter((word) => word.includes(typed)).toSorted((a, b) => a.length - b.length)[0];
