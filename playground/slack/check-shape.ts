/** Reads the Block Kit tables: compares a value with a shape and says what Slack would say, in its words. */
import { asFields, inWords, isFields, type Fields } from "./json.ts";
import type { Rule, Shape, Site, Surface } from "./shape.ts";

export interface Problem {
  readonly message: string;
  readonly pointer: string;
}

export interface Inspection {
  readonly surface: Surface;
  readonly problems: Problem[];
  readonly complaints: string[];
}

export function startInspection(surface: Surface): Inspection {
  return { surface, problems: [], complaints: [] };
}

/** As Slack prints it in `errors` and `response_metadata.messages`. */
export function wordProblem(problem: Problem): string {
  return `${problem.message} [json-pointer:${problem.pointer}]`;
}

function refuse(inspection: Inspection, pointer: string, message: string): void {
  inspection.problems.push({ message, pointer });
}

/** Slack does not say which unit "characters" are; UTF-16 units never come out smaller than code points, so they are the strict choice. */
function checkLength(
  text: string,
  min: number,
  max: number,
  pointer: string,
  inspection: Inspection,
): void {
  if (text.length > max) refuse(inspection, pointer, `must be less than ${max + 1} characters`);
  if (text.length < min) refuse(inspection, pointer, `must be more than ${min - 1} characters`);
}

type RuleOf<Kind extends Rule["is"]> = Extract<Rule, { is: Kind }>;

const TEXT_FIELDS = {
  plain_text: ["type", "text", "emoji"],
  mrkdwn: ["type", "text", "verbatim"],
} as const;

function checkText(
  value: unknown,
  rule: RuleOf<"text">,
  pointer: string,
  inspection: Inspection,
): void {
  if (!isFields(value)) return refuse(inspection, pointer, "must be an object");
  const kind = rule.kinds.find((known) => known === value["type"]);
  if (value["type"] === undefined)
    return refuse(inspection, pointer, "missing required field: type");
  if (kind === undefined)
    return refuse(inspection, `${pointer}/type`, `unsupported type: ${inWords(value["type"])}`);
  for (const key of Object.keys(value)) {
    if (!TEXT_FIELDS[kind].some((known) => known === key))
      refuse(inspection, pointer, `invalid additional property: ${key}`);
  }
  for (const key of ["emoji", "verbatim"]) {
    if (value[key] !== undefined && typeof value[key] !== "boolean")
      refuse(inspection, `${pointer}/${key}`, "must be a boolean");
  }
  const text = value["text"];
  if (text === undefined) return refuse(inspection, pointer, "missing required field: text");
  if (typeof text !== "string") return refuse(inspection, `${pointer}/text`, "must be a string");
  checkLength(text, 1, rule.max, `${pointer}/text`, inspection);
}

function checkUnion(
  value: unknown,
  rule: RuleOf<"union">,
  pointer: string,
  inspection: Inspection,
): void {
  if (!isFields(value)) return refuse(inspection, pointer, "must be an object");
  const type = value["type"];
  if (typeof type !== "string") return refuse(inspection, pointer, "missing required field: type");
  const shapes = rule.among();
  const shape = Object.hasOwn(shapes, type) ? shapes[type] : undefined;
  const fits =
    shape !== undefined &&
    (rule.place === undefined || shape.places === undefined || shape.places.includes(rule.place)) &&
    (shape.surfaces === undefined || shape.surfaces.includes(inspection.surface));
  if (!fits) return refuse(inspection, `${pointer}/type`, `unsupported type: ${type}`);
  checkShape(value, shape, pointer, inspection, rule.place);
}

const CHECKS: {
  [Kind in Rule["is"]]: (
    value: unknown,
    rule: RuleOf<Kind>,
    pointer: string,
    inspection: Inspection,
  ) => void;
} = {
  any() {},
  string(value, rule, pointer, inspection) {
    if (typeof value !== "string") return refuse(inspection, pointer, "must be a string");
    checkLength(value, rule.min, rule.max, pointer, inspection);
    if (rule.pattern && !rule.pattern.test(value))
      refuse(inspection, pointer, rule.says ?? "must be a valid value");
  },
  one_of(value, rule, pointer, inspection) {
    if (!rule.values.some((known) => known === value))
      refuse(inspection, pointer, "must be a valid enum value");
  },
  boolean(value, _rule, pointer, inspection) {
    if (typeof value !== "boolean") refuse(inspection, pointer, "must be a boolean");
  },
  integer(value, rule, pointer, inspection) {
    if (typeof value !== "number" || !Number.isInteger(value))
      return refuse(inspection, pointer, "must be an integer");
    if (value < rule.min) refuse(inspection, pointer, `must be greater than ${rule.min - 1}`);
    if (value > rule.max) refuse(inspection, pointer, `must be less than ${rule.max + 1}`);
  },
  text: checkText,
  list(value, rule, pointer, inspection) {
    if (!Array.isArray(value)) return refuse(inspection, pointer, "must be an array");
    if (value.length > rule.max)
      refuse(inspection, pointer, `no more than ${rule.max} items allowed`);
    if (value.length < rule.min)
      refuse(inspection, pointer, `must provide at least ${rule.min} items`);
    for (const [index, item] of value.entries())
      checkRule(item, rule.of, `${pointer}/${index}`, inspection);
  },
  object(value, rule, pointer, inspection) {
    checkShape(value, rule.shape, pointer, inspection);
  },
  union: checkUnion,
};

export function checkRule<Kind extends Rule["is"]>(
  value: unknown,
  rule: RuleOf<Kind>,
  pointer: string,
  inspection: Inspection,
): void {
  const check = CHECKS[rule.is as Kind];
  check(value, rule, pointer, inspection);
}

export function checkShape(
  value: unknown,
  shape: Shape,
  pointer: string,
  inspection: Inspection,
  place?: Site["place"],
): void {
  if (!isFields(value)) return refuse(inspection, pointer, "must be an object");
  for (const key of shape.required) {
    if (value[key] === undefined) refuse(inspection, pointer, `missing required field: ${key}`);
  }
  for (const [key, held] of Object.entries(value)) {
    const rule = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (key === "type" && rule === undefined) continue;
    if (rule === undefined) refuse(inspection, pointer, `invalid additional property: ${key}`);
    else if (held !== undefined) checkRule(held, rule, `${pointer}/${key}`, inspection);
  }
  const verdict = {
    refuse: (message: string, under = "") => refuse(inspection, `${pointer}${under}`, message),
    complain: (message: string) => inspection.complaints.push(`${message} (at ${pointer})`),
  };
  for (const check of shape.checks ?? [])
    check(value, verdict, { surface: inspection.surface, place });
}

/** Every object in the tree, with where it is: for the rules that look across a whole message or view. */
export function* walk(value: unknown, pointer = ""): Generator<{ value: Fields; pointer: string }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* walk(item, `${pointer}/${index}`);
  } else if (isFields(value)) {
    yield { value: asFields(value), pointer };
    for (const [key, held] of Object.entries(value)) yield* walk(held, `${pointer}/${key}`);
  }
}
