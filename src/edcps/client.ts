import { randomUUID } from "node:crypto";
import { Pool } from "undici";
import { z } from "zod";
import type { Clock } from "../workflow/ports.ts";
import { type AnswerFacts, breakdown, misunderstanding, refusal } from "./errors.ts";
import { type Answer, exchange, type Head } from "../exchange.ts";
import { keptSigningKeys, signRequest } from "./signer.ts";

const SERVICE = "edcps";
const BASE_PATH = "/v1";
/** What the official Node SDK puts in the credential scope of the one operation that has no region. */
const NO_REGION = "jdcloud";
/** The official Go and Python SDKs wait as long. */
const TIME_LIMIT_MS = 10_000;
/** Bounds what an answer may put into an error. */
const DETAIL_CHARACTERS = 500;

export interface EdcpsClientOptions {
  /** `https://edcps.jdcloud-api.com`: scheme and host, without `/v1`. */
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly now: Clock;
  /** A fresh one for each request. */
  readonly nonce?: () => string;
  readonly connectTimeoutMs?: number;
  /** Longest pause inside an answer. */
  readonly bodyTimeoutMs?: number;
  /** Connections at most; further calls wait for one, within their time limit. */
  readonly connections?: number;
  readonly maxAnswerBytes?: number;
}

export interface EdcpsRequest<T> {
  /** The API's name for it; only errors use it. */
  readonly operation: string;
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Absent for describeEdCPSRegions alone. */
  readonly region?: string;
  /** After `/v1/regions/{region}`, or after `/v1` without a region; not encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** For PUT and POST. Its keys are sorted before it is sent, so equal bodies are equal bytes whoever built them. */
  readonly body?: object;
  /** What may never stand in an error, should the API repeat it in a message. */
  readonly secrets?: readonly (string | undefined)[];
  /** From the call to the last byte of the answer, waiting for a connection included. */
  readonly timeLimitMs?: number;
  /** The shape of `result`. */
  readonly result: z.ZodType<T>;
}

export interface EdcpsClient {
  /** One request, never repeated here: how often to try is for the caller to say. Throws CloudFailure and nothing else. */
  call<T>(request: EdcpsRequest<T>): Promise<{ readonly result: T; readonly requestId: string }>;
  /** Waits for the calls in hand and closes every connection. A repeat does nothing more. */
  close(): Promise<void>;
}

/** Signed calls over kept connections. */
export function edcpsClient(options: EdcpsClientOptions): EdcpsClient {
  const {
    accessKey,
    secretKey,
    now,
    nonce = randomUUID,
    maxAnswerBytes = 4 * 1024 * 1024,
  } = options;
  const { origin, host } = new URL(options.endpoint);
  const keyOf = keptSigningKeys(secretKey);
  const pool = new Pool(origin, {
    connections: options.connections ?? 16,
    connect: { timeout: options.connectTimeoutMs ?? 3_000 },
    // One request at a time on a connection, so that a broken one makes the fate of no other uncertain.
    pipelining: 1,
    allowH2: false,
    bodyTimeout: options.bodyTimeoutMs ?? 5_000,
  });

  async function call<T>(request: EdcpsRequest<T>): Promise<{ result: T; requestId: string }> {
    const { operation, method, timeLimitMs = TIME_LIMIT_MS } = request;
    const signed = signRequest(
      {
        method,
        path:
          BASE_PATH +
          (request.region === undefined ? "" : `/regions/${regionId(request.region, operation)}`) +
          request.path,
        query: Object.entries(request.query ?? {}).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, `${value}`] as const],
        ),
        headers: {
          host,
          "content-type": "application/json",
          accept: "application/json",
          "user-agent": "edcps-bot",
        },
        body: Buffer.from(
          method === "PUT" || method === "POST" ? JSON.stringify(sorted(request.body ?? {})) : "",
        ),
      },
      {
        accessKey,
        secretKey,
        region: request.region ?? NO_REGION,
        service: SERVICE,
        at: now(),
        nonce: nonce(),
        keyOf,
      },
    );

    const outcome = await exchange(
      pool,
      {
        method,
        path: signed.target,
        headers: signed.headers,
        body: signed.body,
        headersTimeout: timeLimitMs,
      },
      { timeLimitMs, maxBytes: maxAnswerBytes },
    );
    if ("error" in outcome)
      throw breakdown(operation, outcome, outcome.head && requestIdIn(outcome.head));
    return understand(request, outcome, [accessKey, secretKey, ...(request.secrets ?? [])]);
  }

  let closing: Promise<void> | undefined;
  return { call, close: () => (closing ??= pool.close()) };
}

// One field of a wrong type must not hide the others: whatever of an error can be read is worth showing.
const apiError = z.object({
  code: z.int().min(100).max(599).optional().catch(undefined),
  status: z
    .string()
    .regex(/^[A-Za-z]\w{0,63}$/)
    .optional()
    .catch(undefined),
  message: z.string().optional().catch(undefined),
});
const envelope = z.object({
  requestId: z.string().optional().catch(undefined),
  result: z.unknown().optional(),
  error: apiError.nullish().catch({}),
});

function understand<T>(
  request: EdcpsRequest<T>,
  answer: Answer,
  secrets: readonly (string | undefined)[],
): { result: T; requestId: string } {
  const facts: AnswerFacts = {
    operation: request.operation,
    httpStatus: answer.httpStatus,
    requestId: requestIdIn(answer),
  };
  const json = parsedJson(answer.body);
  // The parser's own error is not passed on: it quotes the text.
  if (json === undefined)
    throw misunderstanding(
      facts,
      answer.body.length === 0 ? "EMPTY" : "NOT_JSON",
      "The answer is not JSON.",
    );

  const parsed = envelope.safeParse(json);
  if (!parsed.success)
    throw misunderstanding(
      facts,
      "UNEXPECTED_SHAPE",
      "The answer has neither a result nor an error.",
    );
  const { error, result } = parsed.data;
  const requestId = printable(parsed.data.requestId) ?? facts.requestId;
  if (error) {
    const detail =
      error.message === undefined ? undefined : shortened(withoutSecrets(error.message, secrets));
    throw refusal({ ...facts, requestId }, { status: error.status, code: error.code, detail });
  }

  const understood = request.result.safeParse(result);
  if (answer.httpStatus < 200 || answer.httpStatus > 299 || !understood.success) {
    const where = understood.error?.issues[0];
    const detail = where
      ? `result.${where.path.join(".")}: ${where.message}`
      : `HTTP ${answer.httpStatus} without an error.`;
    throw misunderstanding(
      { ...facts, requestId },
      "UNEXPECTED_SHAPE",
      shortened(withoutSecrets(detail, secrets)),
    );
  }
  return { result: understood.data, requestId: requestId ?? "" };
}

/** The region stands in the path and in the credential scope, where a `/` or a blank would change the meaning of both. */
function regionId(region: string, operation: string): string {
  if (/^[\w-]+$/.test(region)) return region;
  throw refusal(
    { operation, httpStatus: 400, requestId: undefined },
    {
      status: "INVALID_ARGUMENT",
      code: undefined,
      detail: "This cannot be the id of a region; nothing was sent.",
    },
  );
}

/** Any JSON value -> the same with the keys of every object sorted. They are names of the API, never `__proto__`. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(sorted);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) copy[key] = sorted((value as Json)[key]);
  return copy;
}
type Json = Readonly<Record<string, unknown>>;

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function requestIdIn({ headers }: Head): string | undefined {
  const value = headers["x-jdcloud-request-id"];
  return printable(Array.isArray(value) ? value[0] : value);
}

function printable(requestId: string | undefined): string | undefined {
  return requestId !== undefined && /^[\x21-\x7e]{1,128}$/.test(requestId) ? requestId : undefined;
}

/** Both as it is and as it stands inside a JSON text. */
function withoutSecrets(text: string, secrets: readonly (string | undefined)[]): string {
  return secrets
    .flatMap((secret) => (secret ? [secret, JSON.stringify(secret).slice(1, -1)] : []))
    .reduce((clean, secret) => clean.replaceAll(secret, "***"), text);
}

function shortened(text: string): string {
  return text.length <= DETAIL_CHARACTERS ? text : `${text.slice(0, DETAIL_CHARACTERS - 1)}…`;
}
