import type { Receiver } from "@slack/bolt";

/** One of the two ways in which Slack's requests arrive. */
export interface Edge {
  readonly receiver: Receiver;
  /** Begins to take requests. In Socket Mode it keeps trying in the background while Slack cannot be reached. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Why requests of Slack do not arrive at the moment, or undefined. */
  trouble(): string | undefined;
}
