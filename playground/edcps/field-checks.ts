import { Refusal } from "./envelope.ts";
import { parseCidr, parseIpv4 } from "./ipv4.ts";
import type { JsonObject } from "./request.ts";

/** Checks one value and throws the refusal that names its path. */
export type Check = (value: unknown, path: string) => void;

export interface Field {
  check: Check;
  required?: true;
}

export function invalid(path: string, why: string): never {
  throw new Refusal("INVALID_ARGUMENT", `The field ${path} ${why}.`);
}

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function textOf(value: unknown, path: string): string {
  if (typeof value !== "string") invalid(path, "must be a string");
  return value;
}

/** Length in UTF-16 units, the larger of the two ways to count; which one the API uses is not documented. */
export function text(least: number, most: number): Check {
  return (value, path) => {
    const { length } = textOf(value, path);
    if (length < least || length > most) invalid(path, `must have ${least} to ${most} characters`);
  };
}

export function oneOf(...allowed: string[]): Check {
  return (value, path) => {
    if (!allowed.includes(textOf(value, path)))
      invalid(path, `must be one of: ${allowed.join(", ")}`);
  };
}

export function integer(least: number, most: number): Check {
  return (value, path) => {
    if (typeof value !== "number" || !Number.isSafeInteger(value))
      invalid(path, "must be an integer");
    if (value < least || value > most) {
      throw new Refusal("OUT_OF_RANGE", `The field ${path} must be from ${least} to ${most}.`);
    }
  };
}

export const boolean: Check = (value, path) => {
  if (typeof value !== "boolean") invalid(path, "must be true or false");
};

export const ipv4: Check = (value, path) => {
  if (parseIpv4(textOf(value, path)) === undefined) invalid(path, "must be an IPv4 address");
};

export const cidr: Check = (value, path) => {
  if (parseCidr(textOf(value, path)) === undefined)
    invalid(path, "must be an IPv4 range such as 10.0.1.0/24");
};

/** A text for which `problem` finds nothing to object to. */
export function textWhere(problem: (value: string) => string | undefined): Check {
  return (value, path) => {
    const why = problem(textOf(value, path));
    if (why !== undefined) invalid(path, why);
  };
}

export function list(item: Check, most: number): Check {
  return (value, path) => {
    if (!Array.isArray(value)) invalid(path, "must be a list");
    if (value.length > most) invalid(path, `must have at most ${most} entries`);
    for (const [index, each] of value.entries()) item(each, `${path}[${index}]`);
  };
}

/** An object with these fields and no other. An absent field is one that is not there; null is a wrong type. */
export function object(fields: Readonly<Record<string, Field>>): Check {
  return (value, path) => {
    if (!isObject(value)) invalid(path, "must be an object");
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) invalid(`${path}.${name}`, "is unknown");
    }
    for (const [name, field] of Object.entries(fields)) {
      const inner = value[name];
      if (inner !== undefined) field.check(inner, `${path}.${name}`);
      else if (field.required) invalid(`${path}.${name}`, "is required");
    }
  };
}
