import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { authenticate, type Gate } from "./authenticate.ts";
import { checkRequest } from "./check-request.ts";
import { answered, deliver, type Delivery, refused, spoiled } from "./deliver.ts";
import { gatewayRefusal, Refusal } from "./envelope.ts";
import { execute } from "./execute.ts";
import { type FaultBook, strikes } from "./faults.ts";
import { isObject } from "./field-checks.ts";
import { recordRequest, recordViolation, type RequestEntry } from "./ledger.ts";
import { matchOperation } from "./operations.ts";
import { checkRate, type RateWindow } from "./rate-limit.ts";
import type { Call } from "./request.ts";
import type { CloudState } from "./state.ts";

/** More than any real order: name, description, tags and a 16 KB script. */
const MOST_BODY_BYTES = 1024 * 1024;

/** What a request meets. */
export interface Server {
  state: CloudState;
  gate: Gate;
  rate: RateWindow;
  faults: FaultBook;
  stopping: AbortController;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MOST_BODY_BYTES) throw gatewayRefusal("INVALID_ARGUMENT", "The body is too large");
  return Buffer.concat(chunks);
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(",") : (value ?? ""),
    ]),
  );
}

function decodedPath(path: string): string {
  return path.split("/").map(decodeURIComponent).join("/");
}

function deviceTypeOf(call: Call): string | undefined {
  const spec = call.body["instanceSpec"];
  return isObject(spec) && typeof spec["deviceType"] === "string" ? spec["deviceType"] : undefined;
}

/** Everything between the bytes of a request and those of its answer. Fills in the log entry on the way. */
async function answer(
  server: Server,
  request: IncomingMessage,
  entry: RequestEntry,
): Promise<Delivery> {
  const { state, faults, stopping } = server;
  const { requestId, method, path, query } = entry;
  const body = await readAll(request);
  const headers = headersOf(request);
  const match = matchOperation(method, decodedPath(path));
  if (match.region !== "") entry.region = match.region;
  if (match.operation) entry.operation = match.operation.name;
  authenticate(
    server.gate,
    { method, path, query, headers, body },
    match.region === "" ? undefined : match.region,
  );
  checkRate(server.rate, state.now(), state.world.limits.requestsPerMinute);
  const { operation } = match;
  if (!operation) throw gatewayRefusal("NOT_FOUND", `There is no operation ${method} ${path}`);
  if (match.region !== "" && !state.world.regions.some((each) => each.region === match.region)) {
    throw new Refusal("NOT_FOUND", `The region "${match.region}" was not found.`);
  }
  const { run } = operation;
  if (!run)
    throw gatewayRefusal(
      "NOT_IMPLEMENTED",
      `The operation ${operation.name} is not part of the pretend cloud`,
    );
  const call = checkRequest(operation, match, {
    query,
    contentType: headers["content-type"] ?? "",
    body,
  });
  if (call.clientToken !== undefined) entry.clientToken = call.clientToken;

  state.ledger.events.emit("received", entry);
  const fault = faults.take(operation.name, deviceTypeOf(call));
  if (fault) entry.fault = fault.kind;
  if (fault && strikes(fault) === "before") {
    const instead = spoiled(fault, requestId, undefined);
    if (instead) return instead;
    if (fault.kind === "delay") await sleep(fault.ms, undefined, { signal: stopping.signal });
  }
  const normal = carryOut(requestId, () => execute(state, { ...call, fault }, run));
  if (!fault || strikes(fault) === "before") return normal;
  if (fault.kind === "delay") await sleep(fault.ms, undefined, { signal: stopping.signal });
  return spoiled(fault, requestId, normal) ?? normal;
}

/** Runs at once and turns the result into bytes at once, so that nothing later can change what is told. */
function carryOut(requestId: string, run: () => unknown): Delivery {
  try {
    return answered(requestId, run());
  } catch (error) {
    if (error instanceof Refusal)
      return refused(requestId, error.http, error.status, error.message);
    throw error;
  }
}

function failed(state: CloudState, requestId: string, error: unknown): Delivery {
  if (error instanceof Refusal) return refused(requestId, error.http, error.status, error.message);
  if (error instanceof URIError) {
    return refused(
      requestId,
      400,
      "INVALID_ARGUMENT",
      "The path or the query is not percent-encoded UTF-8[gw]",
    );
  }
  // A fault of the playground itself must not pass for one of the cloud.
  recordViolation(
    state.ledger,
    `The pretend cloud itself failed: ${error instanceof Error ? error.message : String(error)}`,
  );
  return refused(requestId, 500, "INTERNAL", "The pretend cloud itself failed.");
}

/** Reads, answers and logs one request. Never throws for what a client did. */
export async function serve(
  server: Server,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { state, stopping } = server;
  const target = request.url ?? "/";
  const mark = target.indexOf("?");
  const at = state.now();
  const entry: RequestEntry = {
    requestId: randomBytes(12).toString("hex"),
    operation: "unknown",
    method: request.method ?? "GET",
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? "" : target.slice(mark + 1),
    at,
    ms: 0,
    status: 0,
  };
  response.once("close", () => {
    if (!response.writableFinished) entry.gaveUpMs = state.now() - at;
  });
  let delivery: Delivery;
  try {
    delivery = await answer(server, request, entry);
  } catch (error) {
    if (stopping.signal.aborted || (request.destroyed && !request.complete)) return;
    delivery = failed(state, entry.requestId, error);
  }
  entry.ms = state.now() - at;
  if (delivery.kind === "answer") {
    entry.status = delivery.http;
    if (delivery.error !== undefined) entry.error = delivery.error;
  }
  recordRequest(state.ledger, entry);
  await deliver(response, entry.requestId, delivery, stopping.signal);
}
