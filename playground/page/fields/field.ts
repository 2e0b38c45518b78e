import { asFields, asText, isFields, type Fields } from "../../slack/json.ts";
import type { SurfaceState } from "../surface-context.ts";

/** What every element is given. */
export interface FieldProps {
  readonly element: Fields;
  readonly blockId: string;
  /** In words, for what has no label on the page. */
  readonly label: string;
  /** The label on the page, in an input block. */
  readonly labelId: string | undefined;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
  readonly isRequired: boolean;
}

export const actionIdOf = (element: Fields): string => asText(element["action_id"]) ?? "";

/** What the element holds, as the server says. */
export const heldBy = (surface: SurfaceState, { blockId, element }: FieldProps): Fields =>
  asFields(surface.values[blockId]?.[actionIdOf(element)]);

export const inputIdOf = ({ id }: SurfaceState, blockId: string, actionId: string): string =>
  `f-${id}-${blockId}-${actionId}`.replaceAll(/[^A-Za-z0-9_-]/g, "_");

/** The same attributes for every control. */
export function controlProps(surface: SurfaceState, field: FieldProps) {
  return {
    id: inputIdOf(surface, field.blockId, actionIdOf(field.element)),
    ...(field.labelId === undefined
      ? { "aria-label": field.label }
      : { "aria-labelledby": field.labelId }),
    "aria-describedby": field.describedBy,
    "aria-invalid": field.isInvalid,
    "aria-required": field.isRequired,
    autofocus: field.element["focus_on_load"] === true,
  };
}

export const placeholderOf = (element: Fields): string =>
  asText(asFields(element["placeholder"])["text"]) ?? "";

/** A line of a menu. */
export interface Entry {
  readonly value: string;
  readonly text: string;
  readonly description?: string;
}

export interface EntryGroup {
  readonly label: string | undefined;
  readonly entries: readonly Entry[];
}

export function entryOf(option: unknown): Entry | undefined {
  if (!isFields(option)) return undefined;
  const text = asText(asFields(option["text"])["text"]);
  const value = asText(option["value"]);
  const description = asText(asFields(option["description"])["text"]);
  return text === undefined || value === undefined
    ? undefined
    : { value, text, ...(description !== undefined && { description }) };
}

export const entriesOf = (options: unknown): Entry[] =>
  (Array.isArray(options) ? (options as unknown[]) : []).flatMap((option) => entryOf(option) ?? []);

/** What holds the words that were typed. */
export const matching = (entries: readonly Entry[], query: string): Entry[] => {
  const wanted = query.trim().toLowerCase();
  return entries.filter(({ text, description = "" }) =>
    `${text} ${description}`.toLowerCase().includes(wanted),
  );
};
