import { errors } from "undici";
import { CloudFailure, type CloudFailureFacts } from "../workflow/cloud-failure.ts";
import type { Breakdown } from "../exchange.ts";

/*
 * What a failure means for the order. JD Cloud documents the codes but no retry policy: the codes are theirs, the
 * verdicts ours. For "same-token" the rule behind all of them is documented: of several requests with one clientToken
 * only the first is executed, and the others get its result (createInstances, parameter clientToken).
 */

interface Verdict extends Pick<CloudFailureFacts, "retry" | "mayHaveHappened"> {
  /** Where the code comes from. */
  readonly source: string;
}

const NO = { retry: "no", mayHaveHappened: false } as const;
const AGAIN_UNTOUCHED = { retry: "same-token", mayHaveHappened: false } as const;
const AGAIN = { retry: "same-token", mayHaveHappened: true } as const;
const LOOK = { retry: "look-first", mayHaveHappened: true } as const;

const ERROR_CODES = "JD Cloud, Common Declaration, Error Codes";

/** By the API's `error.status`, which is finer than the HTTP code. */
export const BY_STATUS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ["INVALID_ARGUMENT", { ...NO, source: ERROR_CODES }],
  ["FAILED_PRECONDITION", { ...NO, source: ERROR_CODES }],
  ["OUT_OF_RANGE", { ...NO, source: ERROR_CODES }],
  ["CONFLICT", { ...NO, source: "JD Cloud, Virtual Machines, createInstances, return codes" }],
  ["UNAUTHENTICATED", { ...NO, source: ERROR_CODES }],
  ["ACCESS_ERROR", { ...NO, source: "JD Cloud, Common Declaration, sample of a failure" }],
  ["HTTP_FORBIDDEN", { ...NO, source: ERROR_CODES }],
  ["NOT_FOUND", { ...NO, source: ERROR_CODES }],
  ["ABORTED", { ...LOOK, source: ERROR_CODES }],
  ["ALREADY_EXISTS", { ...NO, source: ERROR_CODES }],
  // Two things share HTTP 429: one needs a ticket, the other a pause.
  ["QUOTA_EXCEEDED", { ...NO, source: ERROR_CODES }],
  ["RATE_LIMIT", { ...AGAIN_UNTOUCHED, source: ERROR_CODES }],
  ["CANCELLED", { ...LOOK, source: ERROR_CODES }],
  ["UNKNOWN", { ...AGAIN, source: ERROR_CODES }],
  ["INTERNAL", { ...AGAIN, source: ERROR_CODES }],
  ["NOT_IMPLEMENTED", { ...NO, source: ERROR_CODES }],
  ["SOURCE_UNAVAILABLE", { ...AGAIN, source: ERROR_CODES }],
  ["UNAVAILABLE", { ...AGAIN, source: ERROR_CODES }],
]);

/** By HTTP code, for a status that is not listed and for a body that is no envelope. The first row that fits decides. */
export const BY_HTTP: readonly (Verdict & { readonly from: number; readonly to: number })[] = [
  {
    from: 408,
    to: 408,
    ...AGAIN_UNTOUCHED,
    source: "RFC 9110, 15.5.9: the request did not arrive in time, it may be repeated",
  },
  { from: 409, to: 409, ...LOOK, source: "ABORTED and ALREADY_EXISTS share it" },
  { from: 429, to: 429, ...AGAIN_UNTOUCHED, source: "RFC 6585, 4: too many requests" },
  { from: 499, to: 499, ...LOOK, source: `CANCELLED in ${ERROR_CODES}` },
  { from: 501, to: 501, ...NO, source: `NOT_IMPLEMENTED in ${ERROR_CODES}` },
  { from: 200, to: 299, ...AGAIN, source: "it worked, but the answer does not say what" },
  {
    from: 300,
    to: 399,
    ...AGAIN_UNTOUCHED,
    source: "RFC 9110, 15.4: the request was not fulfilled here; the API has no redirects",
  },
  { from: 400, to: 499, ...NO, source: "RFC 9110, 15.5: the request is at fault" },
  { from: 500, to: 599, ...AGAIN, source: "RFC 9110, 15.6; 504 is not in JD Cloud's table" },
];

/** By the code of Node or undici: `as` is what the failure is called from here on. */
export const BY_TRANSPORT: ReadonlyMap<string, Verdict & { readonly as: string }> = new Map<
  string,
  Verdict & { readonly as: string }
>([
  ["ECONNREFUSED", { as: "ECONNREFUSED", ...AGAIN_UNTOUCHED, source: "connect(2)" }],
  ["ENETUNREACH", { as: "ENETUNREACH", ...AGAIN_UNTOUCHED, source: "connect(2)" }],
  ["ENOTFOUND", { as: "ENOTFOUND", ...AGAIN_UNTOUCHED, source: "getaddrinfo(3)" }],
  ["EAI_AGAIN", { as: "EAI_AGAIN", ...AGAIN_UNTOUCHED, source: "getaddrinfo(3)" }],
  [
    "UND_ERR_CONNECT_TIMEOUT",
    { as: "CONNECT_TIMEOUT", ...AGAIN_UNTOUCHED, source: "undici, connect time limit" },
  ],
  [
    "EHOSTUNREACH",
    { as: "EHOSTUNREACH", ...AGAIN, source: "connect(2), and tcp(7) while connected" },
  ],
  ["ETIMEDOUT", { as: "TIMEOUT", ...AGAIN, source: "connect(2), and tcp(7) while connected" }],
  ["TIMEOUT", { as: "TIMEOUT", ...AGAIN, source: "time limit of the call" }],
  ["UND_ERR_HEADERS_TIMEOUT", { as: "TIMEOUT", ...AGAIN, source: "undici, no answer in time" }],
  [
    "UND_ERR_BODY_TIMEOUT",
    { as: "TIMEOUT", ...AGAIN, source: "undici, the answer stopped half way" },
  ],
  ["ECONNRESET", { as: "ECONNRESET", ...AGAIN, source: "tcp(7)" }],
  ["EPIPE", { as: "ECONNRESET", ...AGAIN, source: "write(2)" }],
  ["UND_ERR_SOCKET", { as: "ECONNRESET", ...AGAIN, source: "undici, the other side closed" }],
  [
    "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
    { as: "ECONNRESET", ...AGAIN, source: "undici, half a body" },
  ],
  ["TOO_LARGE", { as: "TOO_LARGE", ...AGAIN, source: "size limit of the answer" }],
  [
    "UND_ERR_HEADERS_OVERFLOW",
    { as: "TOO_LARGE", ...AGAIN, source: "undici, size limit of the headers" },
  ],
]);

const OTHER_TRANSPORT = {
  as: "CONNECTION_FAILED",
  ...AGAIN,
  source: "anything else, TLS above all",
} as const;

/** The parts of an answer that a failure may name. */
export interface AnswerFacts {
  readonly operation: string;
  readonly httpStatus: number;
  readonly requestId: string | undefined;
}

/** The cloud answered with an error of its own, whatever the HTTP code was. */
export function refusal(
  answer: AnswerFacts,
  error: {
    readonly status: string | undefined;
    readonly code: number | undefined;
    readonly detail: string | undefined;
  },
): CloudFailure {
  const code = error.code ?? answer.httpStatus;
  const verdict = (error.status && BY_STATUS.get(error.status)) || byHttp(code);
  return cloudFailure(verdict, {
    ...answer,
    kind: "refused",
    status: error.status ?? `HTTP_${code}`,
    detail: error.detail,
  });
}

/** Something came back, but not the API's answer. */
export function misunderstanding(
  answer: AnswerFacts,
  status: string,
  detail: string,
  cause?: Error,
): CloudFailure {
  return cloudFailure(
    byHttp(answer.httpStatus),
    { ...answer, kind: "not-understood", status, detail },
    cause,
  );
}

/** No whole answer came back. What had begun to come is `not-understood`, and its HTTP code says what it may mean. */
export function breakdown(
  operation: string,
  broken: Breakdown,
  requestId: string | undefined,
): CloudFailure {
  const code =
    "code" in broken.error && typeof broken.error.code === "string" ? broken.error.code : "";
  const row = BY_TRANSPORT.get(code) ?? OTHER_TRANSPORT;
  // Told again, because undici hangs sockets and pieces of the answer on its errors, and logs print all of it.
  const cause = new Error(code ? `${code}: ${broken.error.message}` : broken.error.message);
  if (broken.head) {
    const answer = { operation, httpStatus: broken.head.httpStatus, requestId };
    return misunderstanding(answer, row.as, "The answer broke off.", cause);
  }
  // What the parser met is an answer of sorts. The error has no code of its own.
  const kind = broken.error instanceof errors.HTTPParserError ? "not-understood" : "no-answer";
  const verdict = broken.sent ? row : { ...row, mayHaveHappened: false };
  return cloudFailure(
    verdict,
    { operation, kind, status: kind === "no-answer" ? row.as : "NOT_HTTP" },
    cause,
  );
}

function byHttp(code: number): Verdict {
  return (
    BY_HTTP.find(({ from, to }) => from <= code && code <= to) ?? {
      ...AGAIN,
      source: "no code of HTTP",
    }
  );
}

function cloudFailure(
  { retry, mayHaveHappened }: Verdict,
  facts: Pick<CloudFailureFacts, "operation" | "kind" | "status"> & {
    readonly httpStatus?: number;
    readonly requestId?: string | undefined;
    readonly detail?: string | undefined;
  },
  cause?: Error,
): CloudFailure {
  const { operation, kind, status, httpStatus, requestId, detail } = facts;
  return new CloudFailure(
    {
      operation,
      kind,
      status,
      retry,
      mayHaveHappened,
      ...(httpStatus !== undefined && { httpStatus }),
      ...(requestId !== undefined && { requestId }),
      ...(detail !== undefined && { detail }),
    },
    cause && { cause },
  );
}
