import { characters, text, type SpecRule } from "./spec-rule.ts";

const source = "common parameter specification, password";

const forbiddenWords = ["jd", "360", "bug", "com", "cloud", "password"];
const userName = "root"; // every image on offer is a Linux
const digits = ["0123456789"];
const letters = ["abcdefghijklmnopqrstuvwxyz"];

/** The letter keys of a US keyboard: along a row, down a column, and down the other way (`tfc`). */
const rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const columns = ["qaz", "wsx", "edc", "rfv", "tgb", "yhn", "ujm"];
const diagonals = ["esz", "rdx", "tfc", "ygv", "uhb", "ijn", "okm"];

const characterClasses = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/];

/**
 * Every way three neighbours on the lines follow one another, forwards and backwards. A longer run holds one of three.
 * From 9 no run goes on to 0, and from z none to a: the sources say nothing of a ring.
 */
function runsOfThree(lines: readonly string[]): string[] {
  return lines.flatMap((line) =>
    [line, Array.from(line).toReversed().join("")].flatMap((way) =>
      Array.from({ length: way.length - 2 }, (_, start) => way.slice(start, start + 3)),
    ),
  );
}

/** Letters are compared without case: the sources name `jd` and `JD`, and the stricter reading is accepted by either. */
function containsNone(parts: readonly string[]): SpecRule["holds"] {
  return text((password) => {
    const lower = password.toLowerCase();
    return parts.every((part) => !lower.includes(part));
  });
}

const fields = ["password"] as const;

/**
 * The seven rules of the specification and, first of all, its alphabet: every printable ASCII character but the blank,
 * the union of what the pages of the products list.
 */
export const passwordRules = [
  {
    rule: "password-length",
    fields,
    source,
    gate: true,
    holds: text((password) => characters(password) >= 8 && characters(password) <= 30),
    parameters: () => ({ min: 8, max: 30 }),
  },
  {
    rule: "password-characters",
    fields,
    source,
    gate: true,
    holds: text((password) => /^[!-~]*$/.test(password)),
  },
  {
    rule: "password-forbidden-word",
    fields,
    source,
    holds: containsNone(forbiddenWords),
    parameters: () => ({ choices: forbiddenWords }),
  },
  { rule: "password-digit-run", fields, source, holds: containsNone(runsOfThree(digits)) },
  { rule: "password-letter-run", fields, source, holds: containsNone(runsOfThree(letters)) },
  {
    rule: "password-keyboard-run",
    fields,
    source,
    holds: containsNone(runsOfThree([...rows, ...columns, ...diagonals])),
  },
  {
    rule: "password-user-name",
    fields,
    source,
    holds: containsNone([userName]),
    parameters: () => ({ choices: [userName] }),
  },
  {
    rule: "password-classes",
    fields,
    source,
    holds: text(
      (password) =>
        characterClasses.filter((characterClass) => characterClass.test(password)).length >= 3,
    ),
    parameters: () => ({ min: 3 }),
  },
] as const satisfies readonly SpecRule[];
