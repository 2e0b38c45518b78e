import { Refusal } from "./envelope.ts";
import type { Call, Filter } from "./request.ts";

/** Documented: pageSize 20 by default, range [20,100]; pageNumber 1 by default. */
const PAGE_SIZE = { least: 20, most: 100, default: 20 };
const OPERATORS = ["eq", "in", "ne", "like"];

function integerParameter(
  call: Call,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const text = call.query.get(name);
  if (text === undefined) return fallback;
  if (!/^-?\d{1,9}$/.test(text))
    throw new Refusal("INVALID_ARGUMENT", `The parameter ${name} must be an integer.`);
  const value = Number(text);
  if (value < least || value > most) {
    throw new Refusal("OUT_OF_RANGE", `The parameter ${name} must be from ${least} to ${most}.`);
  }
  return value;
}

/** One page of a list under its own key, with the paging fields that every paged result repeats. */
export function pageOf(call: Call, key: string, items: readonly object[]): object {
  const pageNumber = integerParameter(call, "pageNumber", 1, 1, 1_000_000);
  const pageSize = integerParameter(
    call,
    "pageSize",
    PAGE_SIZE.default,
    PAGE_SIZE.least,
    PAGE_SIZE.most,
  );
  const start = (pageNumber - 1) * pageSize;
  return {
    [key]: items.slice(start, start + pageSize),
    pageNumber,
    pageSize,
    totalCount: items.length,
  };
}

/** Reads `filters.N.name`, `.operator` and `.values.M`; both indexes start at 1 and leave no gap. */
export function readFilters(
  query: ReadonlyMap<string, string>,
  allowed: readonly string[],
): Filter[] {
  const filters = new Map<
    number,
    { name?: string; operator: string; values: Map<number, string> }
  >();
  for (const [key, text] of query) {
    if (!key.startsWith("filters.")) continue;
    const parts = /^filters\.([1-9]\d*)\.(?:(name)|(operator)|values\.([1-9]\d*))$/.exec(key);
    if (!parts) throw new Refusal("INVALID_ARGUMENT", `The parameter ${key} is not a filter.`);
    const index = Number(parts[1]);
    const filter = filters.get(index) ?? { operator: "eq", values: new Map<number, string>() };
    filters.set(index, filter);
    if (parts[2]) filter.name = text;
    else if (parts[3]) filter.operator = text;
    else filter.values.set(Number(parts[4]), text);
  }
  return Array.from({ length: filters.size }, (_, position) => {
    const path = `filters.${position + 1}`;
    const filter = filters.get(position + 1);
    if (!filter)
      throw new Refusal(
        "INVALID_ARGUMENT",
        `The parameter ${path} is missing: filters are numbered from 1.`,
      );
    if (filter.name === undefined || !allowed.includes(filter.name)) {
      throw new Refusal(
        "INVALID_ARGUMENT",
        `The parameter ${path}.name must be one of: ${allowed.join(", ") || "none"}.`,
      );
    }
    if (!OPERATORS.includes(filter.operator)) {
      throw new Refusal("INVALID_ARGUMENT", `The parameter ${path}.operator is not supported.`);
    }
    const values = Array.from({ length: filter.values.size }, (__, at) => {
      const value = filter.values.get(at + 1);
      if (value === undefined) {
        throw new Refusal(
          "INVALID_ARGUMENT",
          `The parameter ${path}.values.${at + 1} is missing: values are numbered from 1.`,
        );
      }
      return value;
    });
    if (values.length === 0)
      throw new Refusal("INVALID_ARGUMENT", `The parameter ${path}.values.1 is missing.`);
    return { name: filter.name, operator: filter.operator, values };
  });
}

function fieldOf(item: object, name: string): string {
  const value = (item as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

function passes(item: object, filter: Filter): boolean {
  const field = fieldOf(item, filter.name);
  if (filter.operator === "ne") return !filter.values.includes(field);
  if (filter.operator === "like") return filter.values.some((value) => field.includes(value));
  return filter.values.includes(field);
}

/** Query parameters that must equal the field of the same name, and those that need only occur in it. */
export interface Matching {
  exact?: readonly string[];
  fuzzy?: readonly string[];
}

/** The items that pass the query's parameters and all its filters. An empty parameter does not narrow. */
export function selected<Item extends object>(
  call: Call,
  items: readonly Item[],
  by: Matching,
): Item[] {
  const wanted = (names: readonly string[] = []) =>
    names
      .map((name) => [name, call.query.get(name) ?? ""] as const)
      .filter(([, value]) => value !== "");
  const exact = wanted(by.exact);
  const fuzzy = wanted(by.fuzzy);
  return items.filter(
    (item) =>
      exact.every(([name, value]) => fieldOf(item, name) === value) &&
      fuzzy.every(([name, value]) => fieldOf(item, name).includes(value)) &&
      call.filters.every((filter) => passes(item, filter)),
  );
}

/** Refuses a query value outside a documented list. */
export function oneOfParameter(call: Call, name: string, allowed: readonly string[]): void {
  const value = call.query.get(name) ?? "";
  if (value !== "" && !allowed.includes(value)) {
    throw new Refusal(
      "INVALID_ARGUMENT",
      `The parameter ${name} must be one of: ${allowed.join(", ")}.`,
    );
  }
}
