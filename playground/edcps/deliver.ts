import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { failure, success } from "./envelope.ts";
import type { Fault } from "./faults.ts";

/** What goes over the wire in the end. */
export type Delivery =
  | {
      kind: "answer";
      http: number;
      type: string;
      body: string;
      error?: string;
      slowly?: { ms: number; pieces: number };
    }
  | { kind: "reset" }
  | { kind: "hang" };

const JSON_TYPE = "application/json;charset=UTF-8";
const BAD_GATEWAY_PAGE =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n";

export function answered(requestId: string, result: unknown): Delivery {
  return {
    kind: "answer",
    http: 200,
    type: JSON_TYPE,
    body: JSON.stringify(success(requestId, result)),
  };
}

export function refused(
  requestId: string,
  http: number,
  status: string,
  message: string,
  extra: { code?: number | undefined; details?: unknown } = {},
): Delivery {
  const { code = http, details } = extra;
  const error = { code, status, message, ...(details === undefined ? {} : { details }) };
  return {
    kind: "answer",
    http,
    type: JSON_TYPE,
    body: JSON.stringify(failure(requestId, error)),
    error: status,
  };
}

/** What a fault makes of an answer; `normal` is absent when the operation was not carried out. Nothing: no change. */
export function spoiled(
  fault: Fault,
  requestId: string,
  normal: Delivery | undefined,
): Delivery | undefined {
  const body = normal?.kind === "answer" ? normal.body : JSON.stringify(success(requestId, {}));
  switch (fault.kind) {
    case "hang":
      return { kind: "hang" };
    case "reset":
      return { kind: "reset" };
    case "error": {
      const {
        http,
        status,
        message = "The pretend cloud was told to fail.",
        code,
        details,
      } = fault;
      return refused(requestId, http, status, message, { code, details });
    }
    case "errorInSuccess": {
      const {
        http = 200,
        status = "INTERNAL",
        message = "The pretend cloud was told to fail.",
      } = fault;
      return { ...refused(requestId, 500, status, message), http } as Delivery;
    }
    case "rateLimit":
      return refused(requestId, 429, "RATE_LIMIT", "Too many requests[gw]");
    case "quotaExceeded":
      return refused(requestId, 429, "QUOTA_EXCEEDED", "The quota of the account is too small.");
    case "badGateway":
      return { kind: "answer", http: 502, type: "text/html", body: BAD_GATEWAY_PAGE };
    case "empty":
      return { kind: "answer", http: 200, type: JSON_TYPE, body: "" };
    case "malformed":
      return {
        kind: "answer",
        http: 200,
        type: JSON_TYPE,
        body: body.slice(0, Math.ceil(body.length / 2)),
      };
    case "wrongShape":
      return answered(
        requestId,
        "result" in fault ? fault.result : ["this", "is", "not", "what", "was", "promised"],
      );
    case "trickle":
      return normal?.kind === "answer"
        ? { ...normal, slowly: { ms: fault.ms, pieces: fault.pieces ?? 10 } }
        : normal;
    default:
      return undefined;
  }
}

/** Sends it. `stopping` ends pauses and hung requests; a client that has gone is no error. */
export async function deliver(
  response: ServerResponse,
  requestId: string,
  delivery: Delivery,
  stopping: AbortSignal,
): Promise<void> {
  if (delivery.kind === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  if (delivery.kind === "hang") {
    // The socket stays open until the client gives up or the cloud stops, which closes every connection.
    return;
  }
  const bytes = Buffer.from(delivery.body);
  response.writeHead(delivery.http, {
    "content-type": delivery.type,
    "content-length": bytes.length,
    "x-jdcloud-request-id": requestId,
  });
  if (!delivery.slowly) {
    response.end(bytes);
    return;
  }
  const { ms, pieces } = delivery.slowly;
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  for (let start = 0; start < bytes.length; start += size) {
    if (response.destroyed) return;
    response.write(bytes.subarray(start, start + size));
    await sleep(ms, undefined, { signal: stopping });
  }
  response.end();
}
