/**
 * What may be done after a call to the cloud that did not succeed.
 * - `no`: the cloud said no, and will say so again.
 * - `same-token`: the same request with the same clientToken may be sent again after a pause.
 * - `look-first`: read what exists before anything is sent again.
 */
export type Retry = "no" | "same-token" | "look-first";

/**
 * - `refused`: the cloud answered with an error of its own.
 * - `no-answer`: nothing came back (connection refused or reset, time limit).
 * - `not-understood`: something came back that is not the API's answer (an HTML page, half a body, another shape).
 */
export type CloudFailureKind = "refused" | "no-answer" | "not-understood";

export interface CloudFailureFacts {
  readonly kind: CloudFailureKind;
  /** The API operation, e.g. `createInstances`. */
  readonly operation: string;
  readonly retry: Retry;
  /** True when the request may have taken effect although no success came back. */
  readonly mayHaveHappened: boolean;
  /** The API's `error.status`, e.g. `QUOTA_EXCEEDED`, or a transport code such as `ECONNREFUSED` or `TIMEOUT`. */
  readonly status: string;
  readonly httpStatus?: number;
  /** The API's own message: written for developers, in English or Chinese, and not to be trusted as markup. */
  readonly detail?: string;
  readonly requestId?: string;
}

/** Thrown by every port that talks with the cloud. Carries no request body and no header, so no secret. */
export class CloudFailure extends Error {
  override readonly name = "CloudFailure";
  readonly facts: CloudFailureFacts;

  constructor(facts: CloudFailureFacts, options?: { cause?: unknown }) {
    super(
      `${facts.operation}: ${facts.kind}, ${facts.status}${facts.requestId ? ` (request ${facts.requestId})` : ""}`,
      options,
    );
    this.facts = facts;
  }
}
