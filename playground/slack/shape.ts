/**
 * The little language in which the Block Kit tables are written: a shape lists an object's fields, a rule says what one
 * field may hold. Tables stay readable as data, and one function (`checkShape`) reads them.
 */
import type { Fields } from "./json.ts";

export type Surface = "message" | "modal" | "home";
/** Where an element sits; an element's row says which places it may take. */
export type Place = "section" | "actions" | "input" | "context";
type TextKind = "plain_text" | "mrkdwn";

export type Rule =
  | { readonly is: "any" }
  | {
      readonly is: "string";
      readonly min: number;
      readonly max: number;
      readonly pattern?: RegExp;
      readonly says?: string;
    }
  | { readonly is: "one_of"; readonly values: readonly (string | number)[] }
  | { readonly is: "boolean" }
  | { readonly is: "integer"; readonly min: number; readonly max: number }
  | { readonly is: "text"; readonly kinds: readonly TextKind[]; readonly max: number }
  | { readonly is: "list"; readonly of: Rule; readonly min: number; readonly max: number }
  | { readonly is: "object"; readonly shape: Shape }
  | { readonly is: "union"; readonly among: () => Shapes; readonly place?: Place };

export type Shapes = Readonly<Record<string, Shape>>;

export interface Site {
  readonly surface: Surface;
  readonly place: Place | undefined;
}

interface Verdict {
  /** Slack would refuse. `under` is relative to the object being checked. */
  readonly refuse: (message: string, under?: string) => void;
  /** Slack would accept, but sources differ or the result is bad: the tests should fail. */
  readonly complain: (message: string) => void;
}

/** A rule over several fields of one object. */
export type Check = (value: Fields, verdict: Verdict, site: Site) => void;

export interface Shape {
  readonly required: readonly string[];
  readonly fields: Readonly<Record<string, Rule>>;
  readonly places?: readonly Place[];
  readonly surfaces?: readonly Surface[];
  readonly checks?: readonly Check[];
}

export const flag: Rule = { is: "boolean" };
export const string = (max: number, min = 1): Rule => ({ is: "string", min, max });
export const matching = (pattern: RegExp, says: string, max = 3000): Rule => ({
  is: "string",
  min: 1,
  max,
  pattern,
  says,
});
export const oneOf = (...values: (string | number)[]): Rule => ({ is: "one_of", values });
export const integer = (min: number, max: number): Rule => ({ is: "integer", min, max });
export const plain = (max: number): Rule => ({ is: "text", kinds: ["plain_text"], max });
export const anyText = (max: number): Rule => ({
  is: "text",
  kinds: ["plain_text", "mrkdwn"],
  max,
});
export const list = (of: Rule, min: number, max: number): Rule => ({ is: "list", of, min, max });
export const object = (shape: Shape): Rule => ({ is: "object", shape });
export const union = (among: () => Shapes, place?: Place): Rule => ({
  is: "union",
  among,
  ...(place && { place }),
});
export const url = matching(/^https?:\/\/[^\s/]+/i, "must be a valid URL");

export const exactlyOne =
  (...keys: string[]): Check =>
  (value, { refuse }) => {
    const given = keys.filter((key) => value[key] !== undefined);
    const names = keys.map((key) => `\`${key}\``);
    if (given.length === 0) refuse(`must define one of ${names.join(" or ")}`);
    if (given.length > 1) refuse(`cannot provide both ${names.join(" and ")}`);
  };

export const atLeastOne =
  (message: string, ...keys: string[]): Check =>
  (value, { refuse }) => {
    if (keys.every((key) => value[key] === undefined)) refuse(message);
  };
