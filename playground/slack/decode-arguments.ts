/** Turns the fields of a call into typed arguments, as the method's row says. */
import { invalidArguments, refused, type Refused } from "./answer.ts";
import { isFields, parseJson, type Fields } from "./json.ts";
import type { Argument, Method } from "./method.ts";

/** Taken by every method. `team_id` matters only to org-wide tokens, but the SDK may add it to each call. */
const ALWAYS_ALLOWED = new Set(["token", "team_id"]);

const ABSENT = Symbol("absent");
const WRONG = Symbol("wrong");

const DECODERS: { readonly [Kind in Argument["is"]]: (value: unknown) => unknown } = {
  string: (value) => (typeof value === "string" ? value : WRONG),
  boolean: (value) => {
    if (typeof value === "boolean") return value;
    return (
      new Map<unknown, boolean>([
        ["true", true],
        ["1", true],
        ["false", false],
        ["0", false],
      ]).get(value) ?? WRONG
    );
  },
  integer: (value) => {
    const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
    return Number.isInteger(number) ? number : WRONG;
  },
  array: (value) => decodeJson(value, Array.isArray),
  object: (value) => decodeJson(value, isFields),
};

function decodeJson(value: unknown, fits: (value: unknown) => boolean): unknown {
  const parsed = typeof value === "string" ? parseJson(value) : value;
  return fits(parsed) ? parsed : WRONG;
}

const EXPECTED: Readonly<Record<Argument["is"], string>> = {
  string: "must be a string",
  boolean: "must be a boolean",
  integer: "must be an integer",
  array: "must be an array",
  object: "must be an object",
};

function decodeOne(argument: Argument, value: unknown): unknown {
  if (value === undefined || value === null) return ABSENT;
  // An empty form field is how clients leave an argument out; only text may really be empty.
  if (value === "" && (argument.is !== "string" || argument.required)) return ABSENT;
  return DECODERS[argument.is](value);
}

export interface DecodedArguments {
  readonly args: Fields;
  readonly unknown: readonly string[];
}

export function decodeArguments(method: Method, fields: Fields): DecodedArguments | Refused {
  const args: Fields = {};
  const problems: string[] = [];
  for (const [name, argument] of Object.entries(method.args)) {
    const value = decodeOne(argument, fields[name]);
    if (value === ABSENT) {
      if (argument.required) problems.push(`missing required field: ${name}`);
    } else if (value !== WRONG) {
      args[name] = value;
    } else if ("otherwise" in argument && argument.otherwise !== "invalid_arguments") {
      return refused(argument.otherwise);
    } else {
      problems.push(`${EXPECTED[argument.is]} [json-pointer:/${name}]`);
    }
  }
  if (problems.length > 0) return invalidArguments(...problems);
  const unknown = Object.keys(fields).filter(
    (name) => method.args[name] === undefined && !ALWAYS_ALLOWED.has(name),
  );
  return { args, unknown };
}
