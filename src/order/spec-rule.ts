import type { Limits } from "./instance-spec.ts";

/** What a sentence about a broken rule can name. `value` is the value of `other`. */
export interface RuleParameters {
  readonly min?: number;
  readonly max?: number;
  readonly other?: string;
  readonly value?: string | number;
  readonly choices?: readonly string[];
  readonly expected?: string;
}

export interface Surroundings {
  /** The whole specification as plain data; any part of it may be missing or of a wrong type. */
  readonly data: unknown;
  readonly limits: Limits;
  /** Where the value stands, e.g. `resourceTags.3.key`. */
  readonly path: string;
  /** The value of the rule's `other` field. */
  readonly other: unknown;
}

/** One row of a rule table. */
export interface SpecRule<Path extends string = string> {
  readonly rule: string;
  readonly fields: readonly Path[];
  /** Where the rule comes from. */
  readonly source: string;
  /** The field on whose value the rule depends. The rule rests while that field has a problem of its own. */
  readonly other?: Path;
  /** Once broken, nothing more is said about the field: what follows may count on it. */
  readonly gate?: boolean;
  readonly holds: (value: unknown, around: Surroundings) => boolean;
  /** Added to `other` and its value. */
  readonly parameters?: (around: Surroundings) => RuleParameters;
}

/** A predicate on texts. A missing value or one of another type is for the schema to report. */
export function text(holds: (value: string, around: Surroundings) => boolean): SpecRule["holds"] {
  return (value, around) => typeof value !== "string" || holds(value, around);
}

export function number(holds: (value: number, around: Surroundings) => boolean): SpecRule["holds"] {
  return (value, around) => typeof value !== "number" || holds(value, around);
}

/** In code points: where the sources say characters, an emoji or a rare Chinese character is one. */
export function characters(value: string): number {
  return Array.from(value).length;
}

export interface Place {
  readonly path: string;
  readonly value: unknown;
}

/** Where a path like `charge.chargeUnit` or `resourceTags.*.key` leads. No place, if what should hold it is not there. */
export function places(data: unknown, path: string): readonly Place[] {
  const whole = { path: "", value: data };
  if (!path.includes(".")) return property(whole, path); // most are, and each is looked at by many rules
  let found: readonly Place[] = [whole];
  for (const segment of path.split("."))
    found = found.flatMap((place) =>
      segment === "*" ? elements(place) : property(place, segment),
    );
  return found;
}

export function valueAt(data: unknown, path: string): unknown {
  return places(data, path)[0]?.value;
}

function elements({ path, value }: Place): Place[] {
  return Array.isArray(value)
    ? value.map((element: unknown, index) => ({ path: `${path}.${index}`, value: element }))
    : [];
}

function property({ path, value }: Place, name: string): Place[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value) && !/^[0-9]+$/.test(name)) return [];
  const own: unknown = Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
  return [{ path: path === "" ? name : `${path}.${name}`, value: own }];
}
