import { StoreUnavailable } from "../workflow/ports.ts";

/** ioredis's words for a command that was never sent: there was no connection to send it on. */
const NEVER_SENT =
  /enableOfflineQueue|Connection is closed|ECONNREFUSED|None of startup nodes|ClusterAllFailed/;

const unavailable =
  (sentWrite: boolean) =>
  (error: unknown): never => {
    // What Redis itself answered (a wrong type, a script's error) is a defect, not an outage.
    if (
      error instanceof Error &&
      error.name === "ReplyError" &&
      !/^(LOADING|READONLY|MISCONF|CLUSTERDOWN|OOM)/.test(error.message)
    )
      throw error;
    const refused =
      error instanceof Error && (error.name === "ReplyError" || NEVER_SENT.test(error.message));
    throw new StoreUnavailable(sentWrite && !refused, { cause: error });
  };

/** A read: whatever goes wrong, nothing was written. */
export const answered = <T>(reply: Promise<T>): Promise<T> => reply.catch(unavailable(false));

/** A write: when its answer never came, it may have happened. */
export const wrote = <T>(reply: Promise<T>): Promise<T> => reply.catch(unavailable(true));
