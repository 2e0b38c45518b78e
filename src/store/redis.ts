import { Cluster, Redis } from "ioredis";

const reconnectOnError = (error: Error): boolean => error.message.startsWith("READONLY");

/**
 * Time limits so that a gesture is answered within Slack's 3 seconds whatever Redis does:
 * a command fails at once while there is no connection, and after a second while Redis does not answer.
 */
const forGestures = {
  enableOfflineQueue: false,
  // A command that was cut off is reported, never sent again unseen: the caller says that the outcome is not known.
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 1_000,
  connectTimeout: 5_000,
  // A connection that swallows commands is made anew, and so is one to a server that became a replica.
  socketTimeout: 3_000,
  reconnectOnError,
  retryStrategy: (times: number) => Math.min(50 * times, 1_000),
};

/** Blocking reads wait on purpose, and a worker outlives a Redis that restarts. BullMQ demands `null`. */
const forWorkers = {
  maxRetriesPerRequest: null,
  connectTimeout: 5_000,
  socketTimeout: 30_000, // well above the longest wait of a blocking read
  reconnectOnError,
  retryStrategy: (times: number) => Math.min(50 * times, 1_000),
};

export type RedisConnection = Redis | Cluster;

/**
 * Sends whatever is asked in one turn of the event loop at once: a system call for each command would cost more than the
 * command, and Redis syncs its file once for all that come together.
 */
class GatheringRedis extends Redis {
  override sendCommand(...command: Parameters<Redis["sendCommand"]>): unknown {
    const { stream } = this;
    if (stream?.writableCorked === 0) {
      stream.cork();
      setImmediate(() => stream.uncork());
    }
    return super.sendCommand(...command);
  }
}

/** The server, or every server of a cluster that is written to. */
export const nodesOf = (redis: RedisConnection): readonly Redis[] =>
  redis instanceof Cluster ? redis.nodes("master") : [redis];

/**
 * Connects to one server, or to a cluster when several URLs are given, and keeps trying for ever.
 * `onError` hears of every failed attempt (an unheard `error` event would end the process).
 */
export function connectRedis(
  urls: readonly string[],
  use: "gestures" | "workers",
  onError: (error: Error) => void,
): RedisConnection {
  const options = use === "gestures" ? forGestures : forWorkers;
  const [first, ...others] = urls;
  if (first === undefined) throw new Error("No Redis URL was given.");
  const connection =
    others.length === 0
      ? new GatheringRedis(first, options)
      : new Cluster([...urls], {
          enableOfflineQueue: use === "workers",
          clusterRetryStrategy: (times) => Math.min(50 * times, 1_000),
          redisOptions: { ...options, ...credentialsOf(first) },
        });
  connection.on("error", onError);
  return connection;
}

function credentialsOf(url: string) {
  const { username, password, protocol } = new URL(url);
  return {
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(protocol === "rediss:" ? { tls: {} } : {}),
  };
}
