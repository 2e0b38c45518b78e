import type { Dispatcher } from "undici";

/** Status line and headers of an answer. */
export interface Head {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Answer extends Head {
  readonly body: Buffer;
}

/** How far an exchange came that did not end with a whole answer. */
export interface Breakdown {
  readonly error: Error;
  /** False only when not one byte of the request can have left: it waited for a connection to the end. */
  readonly sent: boolean;
  /** There when the answer had begun. */
  readonly head: Head | undefined;
}

/** Why this side ended an exchange; `code` is named like the codes of Node and undici. */
class Abandoned extends Error {
  override readonly name = "Abandoned";
  readonly code: "TIMEOUT" | "TOO_LARGE";

  constructor(code: "TIMEOUT" | "TOO_LARGE", message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * One request and its whole answer, within `timeLimitMs` from the call on and at most `maxBytes` of body. Never throws.
 *
 * It speaks to undici's dispatcher itself because that alone tells when a request is about to be written: whether money
 * may have been spent depends on it, and an error code cannot say (ETIMEDOUT comes before and after the connection).
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  limits: { readonly timeLimitMs: number; readonly maxBytes: number },
): Promise<Answer | Breakdown> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let head: Head | undefined;
    let connection: Dispatcher.DispatchController | undefined;
    let reason: Error | undefined;

    function breakOff(error: Error): void {
      if (reason) return;
      reason = error;
      clearTimeout(timer);
      resolve({ error, sent: connection !== undefined, head });
      connection?.abort(error);
    }

    const timer = setTimeout(
      () =>
        breakOff(
          new Abandoned("TIMEOUT", `There was no whole answer within ${limits.timeLimitMs} ms`),
        ),
      limits.timeLimitMs,
    );

    dispatcher.dispatch(request, {
      onRequestStart(controller) {
        // Its time was up while it waited for a connection: it must not be sent behind the caller's back.
        if (reason) controller.abort(reason);
        else connection = controller;
      },
      onResponseStart(_controller, httpStatus, headers) {
        // Interim answers (1xx) come here too.
        if (httpStatus >= 200) head = { httpStatus, headers };
      },
      onResponseData(_controller, chunk) {
        size += chunk.length;
        if (size <= limits.maxBytes) chunks.push(chunk);
        else
          breakOff(
            new Abandoned("TOO_LARGE", `The answer is longer than ${limits.maxBytes} bytes`),
          );
      },
      onResponseEnd() {
        clearTimeout(timer);
        if (head) resolve({ ...head, body: Buffer.concat(chunks) });
      },
      onResponseError(_controller, error) {
        breakOff(error);
      },
    });
  });
}
