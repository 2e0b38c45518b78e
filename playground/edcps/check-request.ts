import { Refusal } from "./envelope.ts";
import { invalid, isObject, text } from "./field-checks.ts";
import type { Match, Operation } from "./operations.ts";
import { readFilters } from "./paging.ts";
import type { Call, JsonObject } from "./request.ts";
import { queryPairs } from "./signature.ts";

/** Documented: at most 36 characters, which is a UUID with its hyphens. */
const checkToken = text(1, 36);

function readQuery(operation: Operation, raw: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of queryPairs(raw)) {
    if (query.has(name)) throw new Refusal("INVALID_ARGUMENT", `The parameter ${name} came twice.`);
    query.set(name, value);
  }
  const inBody = operation.verb === "PUT" || operation.verb === "POST";
  for (const name of query.keys()) {
    const known =
      (!inBody && operation.parameters.has(name)) ||
      (operation.paged && (name === "pageNumber" || name === "pageSize")) ||
      (operation.filters.length > 0 && name.startsWith("filters."));
    // A real gateway may let it pass; here a misspelt parameter is found.
    if (!known)
      throw new Refusal(
        "INVALID_ARGUMENT",
        `The parameter ${name} is unknown to ${operation.name}.`,
      );
  }
  for (const name of inBody ? [] : operation.required) {
    if (!query.get(name))
      throw new Refusal("INVALID_ARGUMENT", `The parameter ${name} is required.`);
  }
  return query;
}

function parseBody(raw: Uint8Array, contentType: string): JsonObject {
  if (raw.length === 0) return {};
  if (!/^application\/json(\s*;.*)?$/i.test(contentType)) {
    throw new Refusal("INVALID_ARGUMENT", "The content type must be application/json.");
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(raw));
  } catch {
    throw new Refusal("INVALID_ARGUMENT", "The body must be JSON in UTF-8.");
  }
  if (!isObject(parsed)) throw new Refusal("INVALID_ARGUMENT", "The body must be a JSON object.");
  return parsed;
}

function readBody(
  operation: Operation,
  ids: Match["ids"],
  region: string,
  parsed: JsonObject,
): JsonObject {
  // The Go and Java SDKs repeat the path's parameters in the body; that is harmless as long as they agree.
  const repeated: Record<string, string> = { regionId: region, ...ids };
  const body = Object.fromEntries(
    Object.entries(parsed).filter(([name, value]) => repeated[name] !== value),
  );
  for (const name of Object.keys(body))
    if (!operation.parameters.has(name)) invalid(name, "is unknown");
  for (const name of operation.required) if (body[name] === undefined) invalid(name, "is required");
  return body;
}

export interface Incoming {
  query: string;
  contentType: string;
  body: Uint8Array;
}

/** Checks what all operations have in common: parameters known and present, filters, client token, form of the body. */
export function checkRequest(
  operation: Operation,
  { region, ids }: Match,
  incoming: Incoming,
): Call {
  const inBody = operation.verb === "PUT" || operation.verb === "POST";
  if (!inBody && incoming.body.length > 0) {
    throw new Refusal(
      "INVALID_ARGUMENT",
      `A ${operation.verb} request takes its parameters from the query, not from a body.`,
    );
  }
  const query = readQuery(operation, incoming.query);
  const body = inBody
    ? readBody(operation, ids, region, parseBody(incoming.body, incoming.contentType))
    : {};
  const token = inBody ? body["clientToken"] : query.get("clientToken");
  if (token !== undefined) checkToken(token, "clientToken");
  return {
    operation: operation.name,
    region,
    ids,
    query,
    filters: readFilters(query, operation.filters),
    body,
    clientToken: typeof token === "string" ? token : undefined,
    fault: undefined,
  };
}
