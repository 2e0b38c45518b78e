/**
 * Rules for single texts. Each answers what is wrong, as the end of "The field … ", or nothing.
 * Where the general parameter page and the console guide differ, only what both allow passes.
 */

/** 2-32 characters: the general page's upper bound, the guide's lower bound and first character. */
export function nameProblem(value: string): string | undefined {
  if (value.length < 2 || value.length > 32) return "must have 2 to 32 characters";
  if (!/^[A-Za-z\p{Script=Han}]/u.test(value))
    return "must start with a letter or a Chinese character";
  if (!/^[A-Za-z0-9_\p{Script=Han}-]+$/u.test(value)) {
    return "may hold only letters, digits, Chinese characters, underscores and hyphens";
  }
  return undefined;
}

/** Console guide: sections divided by single dots, no doubled mark, none at either end. */
export function hostnameProblem(value: string): string | undefined {
  if (value.length < 2 || value.length > 64) return "must have 2 to 64 characters";
  if (!/^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$/.test(value)) {
    return "must be letters and digits divided by single dots or hyphens";
  }
  return undefined;
}

const FORBIDDEN = ["jd", "360", "bug", "com", "cloud", "password"];
const USER_NAME = "root";
const SPECIALS = "()`~!@#$%&_-+={}[]:\";'<>,.?/\\*|^";
const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
/** Columns of the keyboard, leaning to either side. */
const COLUMNS = [
  "qaz",
  "wsx",
  "edc",
  "rfv",
  "tgb",
  "yhn",
  "ujm",
  "esz",
  "rdx",
  "tfc",
  "ygv",
  "uhb",
  "ijn",
  "okm",
];
const RUNS = [...ROWS, ...COLUMNS, "abcdefghijklmnopqrstuvwxyz", "0123456789"];
const BOTH_WAYS = RUNS.flatMap((run) => [run, Array.from(run).toReversed().join("")]);

function hasRun(value: string): boolean {
  const lower = value.toLowerCase();
  return Array.from({ length: Math.max(0, lower.length - 2) }, (_, at) =>
    lower.slice(at, at + 3),
  ).some((three) => BOTH_WAYS.some((run) => run.includes(three)));
}

/** The general parameter page's seven rules, all without regard to case, which is the strict way to read them. */
export function passwordProblem(value: string): string | undefined {
  if (value.length < 8 || value.length > 30) return "must have 8 to 30 characters";
  const lower = value.toLowerCase();
  if (FORBIDDEN.some((word) => lower.includes(word))) return "contains a forbidden word";
  if (lower.includes(USER_NAME)) return "contains the user name";
  if (hasRun(value)) return "contains three consecutive digits, letters or keys";
  const classes = [/[A-Z]/, /[a-z]/, /[0-9]/];
  const specials = Array.from(value).filter((mark) => !/[A-Za-z0-9]/.test(mark));
  if (specials.some((mark) => !SPECIALS.includes(mark)))
    return "contains a character that is not allowed";
  const used = classes.filter((each) => each.test(value)).length + Number(specials.length > 0);
  return used < 3
    ? "must mix at least three of upper case, lower case, digits and special characters"
    : undefined;
}

function decoded(value: string): Buffer | undefined {
  const bytes = Buffer.from(value, "base64");
  return value !== "" && bytes.toString("base64") === value ? bytes : undefined;
}

const SCRIPT_BYTES = 16 * 1024;
const FIRST_LINES = ["#!/bin/bash", "#!/usr/bin/env python"];

/** Console guide: base64 of at most 16 KB whose first line names bash or python. */
export function userDataProblem(value: string): string | undefined {
  const script = decoded(value);
  if (!script) return "must be base64";
  if (script.length > SCRIPT_BYTES) return "must have at most 16 KB before encoding";
  const [first] = script.toString("utf8").split("\n", 1);
  return FIRST_LINES.includes((first ?? "").trimEnd())
    ? undefined
    : `must start with ${FIRST_LINES.join(" or ")}`;
}

/** Base64 of `{"activity":{"activityType":…,"activityIdentifier":…}}`, both inner fields required. */
export function buyScenarioProblem(value: string): string | undefined {
  const bytes = decoded(value);
  if (!bytes) return "must be base64";
  const wrong =
    "must be the base64 of a JSON object with activity.activityType and activity.activityIdentifier";
  try {
    const parsed = JSON.parse(bytes.toString("utf8")) as {
      activity?: Record<string, unknown>;
    } | null;
    const activity = parsed?.activity ?? {};
    const complete = ["activityType", "activityIdentifier"].every(
      (key) => (activity[key] ?? "") !== "",
    );
    return complete ? undefined : wrong;
  } catch {
    return wrong;
  }
}

const RESERVED = ["jrn:", "jdc-"];

/**
 * Console guide, with the prefix that the sister product reserves too. Holds for keys and values alike, but that a key
 * must say something; of values the guide gives only the longest.
 */
export function tagProblem(least: number, most: number): (value: string) => string | undefined {
  return (value) => {
    if (value.length < least || value.length > most)
      return `must have ${least} to ${most} characters`;
    if (!/^[A-Za-z0-9 _.:/=+@\p{Script=Han}-]*$/u.test(value))
      return "contains a character that is not allowed";
    if (value.startsWith(" ")) return "must not start with a blank";
    return RESERVED.some((prefix) => value.startsWith(prefix))
      ? `must not start with ${RESERVED.join(" or ")}`
      : undefined;
  };
}
