/** Reads an HTTP body and decodes it the way Slack's Web API does: forms everywhere, JSON, or a query for reads. */
import type { IncomingMessage } from "node:http";
import { isFields, parseJson, type Fields } from "./json.ts";
import { refused, type Refused } from "./answer.ts";

const MOST_BYTES = 10_000_000;

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export interface DecodedBody {
  readonly fields: Fields;
  /** Where a token may be: Slack takes one from a form field, but not from JSON or a query. */
  readonly tokenField: unknown;
  readonly warnings: readonly string[];
}

const formFields = (form: string): Fields => Object.fromEntries(new URLSearchParams(form));

export function decodeBody(
  request: IncomingMessage,
  body: string,
  query: string,
): DecodedBody | Refused {
  const [type = "", ...parameters] = (request.headers["content-type"] ?? "")
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  if (type === "") {
    if (body !== "") return refused("missing_post_type");
    const { token: _notFromAQuery, ...fields } = formFields(query);
    return { fields, tokenField: undefined, warnings: [] };
  }
  if (type === "application/x-www-form-urlencoded") {
    const { token, ...fields } = { ...formFields(query), ...formFields(body) };
    return { fields, tokenField: token, warnings: [] };
  }
  if (type === "application/json") {
    const parsed = parseJson(body === "" ? "{}" : body);
    if (parsed === undefined) return refused("invalid_json");
    if (!isFields(parsed)) return refused("json_not_object");
    const { token: _ignored, ...fields } = parsed;
    const hasCharset = parameters.some((parameter) => parameter.startsWith("charset="));
    return { fields, tokenField: undefined, warnings: hasCharset ? [] : ["missing_charset"] };
  }
  // Slack reads multipart forms too, but only file uploads need them, and those are not simulated.
  return refused(type === "multipart/form-data" ? "invalid_form_data" : "invalid_post_type");
}
