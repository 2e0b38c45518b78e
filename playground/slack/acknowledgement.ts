/** What came back for a delivery, whichever way it went. */
export interface Acknowledgement {
  readonly outcome: "answered" | "timeout" | "connection_failed" | "too_many_redirects";
  readonly over: "http" | "socket" | "none";
  /** 0 without an answer. */
  readonly status: number;
  /** A parsed JSON body, else the text, else `undefined` for an empty one. */
  readonly body: unknown;
  readonly ms: number;
  /** The app asked Slack not to deliver an event again. */
  readonly noRetry?: boolean;
}

export const wasAccepted = ({ outcome, status }: Acknowledgement): boolean =>
  outcome === "answered" && status === 200;
