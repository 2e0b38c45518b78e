/**
 * The two envelopes of the API: `{requestId, result}` and `{requestId, error}`.
 * `error.code` repeats the HTTP status; `error.status` is the name to switch on.
 */

/** HTTP status of every error name in the API's common error list, plus the two seen on other pages. */
const HTTP_OF = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  CONFLICT: 400,
  UNAUTHENTICATED: 401,
  ACCESS_ERROR: 401,
  HTTP_FORBIDDEN: 403,
  NOT_FOUND: 404,
  ABORTED: 409,
  ALREADY_EXISTS: 409,
  QUOTA_EXCEEDED: 429,
  RATE_LIMIT: 429,
  CANCELLED: 499,
  UNKNOWN: 500,
  INTERNAL: 500,
  NOT_IMPLEMENTED: 501,
  SOURCE_UNAVAILABLE: 502,
  UNAVAILABLE: 503,
} as const;

export type ErrorStatus = keyof typeof HTTP_OF;

/** What the cloud refuses. Thrown by checks, turned into an envelope in one place. */
export class Refusal extends Error {
  readonly status: ErrorStatus;
  readonly http: number;

  constructor(status: ErrorStatus, message: string) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.http = HTTP_OF[status];
  }
}

/** The gateway marks its own errors with this suffix (official sample: "lack of header authorization[gw]"). */
export function gatewayRefusal(status: ErrorStatus, message: string): Refusal {
  return new Refusal(status, `${message}[gw]`);
}

export interface ErrorBody {
  code: number;
  status: string;
  message: string;
  details?: unknown;
}

export function success(requestId: string, result: unknown): object {
  return { requestId, result };
}

export function failure(requestId: string, error: ErrorBody): object {
  return { requestId, error };
}
