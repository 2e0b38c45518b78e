/** Rules over several fields of one element: what the tables of single fields cannot say. */
import { isDeepStrictEqual } from "node:util";
import { optionsOf } from "./composition-rules.ts";
import type { Check } from "./shape.ts";

const isDay = (text: string): boolean => {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};

export const dayExists: Check = (element, { refuse }) => {
  const day = element["initial_date"];
  if (typeof day === "string" && /^\d{4}-\d{2}-\d{2}$/.test(day) && !isDay(day))
    refuse("must be a valid date", "/initial_date");
};

const withoutDecoration = (choice: unknown): unknown =>
  // Slack fills in `emoji` and `verbatim`, so they cannot make two options differ.
  JSON.parse(
    JSON.stringify(choice ?? null, (key, value: unknown) =>
      key === "emoji" || key === "verbatim" ? undefined : value,
    ),
  );

export const initialIsOffered: Check = (element, { refuse }) => {
  const offered = optionsOf(element).map(withoutDecoration);
  const isOffered = (choice: unknown): boolean =>
    offered.some((known) => isDeepStrictEqual(known, withoutDecoration(choice)));
  if (element["initial_option"] !== undefined && !isOffered(element["initial_option"])) {
    refuse("initial option must match exactly one of the provided options", "/initial_option");
  }
  const initials = element["initial_options"];
  if (Array.isArray(initials) && !initials.every(isOffered)) {
    refuse("initial options must match exactly some of the provided options", "/initial_options");
  }
};

export const ordered =
  (low: string, high: string): Check =>
  (element, { refuse }) => {
    const [from, to] = [element[low], element[high]];
    if (from !== undefined && to !== undefined && Number(from) > Number(to))
      refuse(`\`${low}\` must not be greater than \`${high}\``);
  };

export const initialIsWithin: Check = (element, { refuse }) => {
  const { initial_value: initial, min_length: min, max_length: max } = element;
  if (typeof initial !== "string") return;
  if (typeof max === "number" && initial.length > max)
    refuse(`must be less than ${max + 1} characters`, "/initial_value");
  if (typeof min === "number" && initial.length < min)
    refuse(`must be more than ${min - 1} characters`, "/initial_value");
};

export const numberIsWithin: Check = (element, { refuse }) => {
  const {
    initial_value: initial,
    min_value: min,
    max_value: max,
    is_decimal_allowed: decimal,
  } = element;
  if (initial === undefined) return;
  if (min !== undefined && Number(initial) < Number(min))
    refuse("must not be less than `min_value`", "/initial_value");
  if (max !== undefined && Number(initial) > Number(max))
    refuse("must not be greater than `max_value`", "/initial_value");
  if (decimal === false && !Number.isInteger(Number(initial)))
    refuse("must be an integer", "/initial_value");
};

export const selectedWithinMaximum: Check = (element, { refuse }) => {
  const max = element["max_selected_items"];
  for (const [key, chosen] of Object.entries(element)) {
    if (
      typeof max === "number" &&
      key.startsWith("initial_") &&
      Array.isArray(chosen) &&
      chosen.length > max
    ) {
      refuse(`no more than ${max} items allowed`, `/${key}`);
    }
  }
};

/** The field works only in the inputs of a modal, where a submit hands the URLs out. */
export const responseUrlsOnlyInModalInputs: Check = (element, { refuse }, site) => {
  if (
    element["response_url_enabled"] === true &&
    (site.surface !== "modal" || site.place !== "input")
  ) {
    refuse("invalid additional property: response_url_enabled");
  }
};

/** The element tables leave `actions` out for multi-selects, the SDK's types allow it. */
export const multiSelectsStayOutOfActions: Check = (_element, { complain }, site) => {
  if (site.place === "actions")
    complain("Slack's pages disagree on whether a multi-select may stand in an actions block");
};

export const notLonely: Check = (element, { complain }) => {
  const options = element["options"];
  if (Array.isArray(options) && options.length === 1)
    complain("Older pages of Slack ask for two items in an overflow menu");
};
