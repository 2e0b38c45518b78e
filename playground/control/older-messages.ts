import { placedElements } from "../slack/element-state.ts";
import type { Message } from "../slack/messages.ts";
import type { Slack } from "../slack/slack.ts";

/** A page shows a message for a moment longer than it stands; a client sends what it shows. */
export interface OlderMessages {
  /** The version that has this element, when the message has it no more. */
  withElement(channel: string, ts: string, block: string, action: string): Message | undefined;
  reset(): void;
  stop(): void;
}

const KEPT_VERSIONS = 5;
const KEPT_MESSAGES = 500;

export function olderMessages(slack: Slack): OlderMessages {
  const versions = new Map<string, readonly Message[]>();
  const keyOf = (channel: string, ts: string): string => `${channel} ${ts}`;
  const has = ({ blocks = [] }: Message, block: string, action: string): boolean =>
    placedElements(blocks).some(
      ({ blockId, actionId }) => blockId === block && actionId === action,
    );

  const onMessage = ({ channel, before }: { channel: string; before?: Message }): void => {
    if (!before) return;
    const key = keyOf(channel, before.ts);
    versions.set(key, [before, ...(versions.get(key) ?? [])].slice(0, KEPT_VERSIONS));
    for (const oldest of versions.keys()) {
      if (versions.size <= KEPT_MESSAGES) break;
      versions.delete(oldest);
    }
  };
  slack.events.on("message", onMessage);

  return {
    withElement(channel, ts, block, action) {
      const now = slack.message(channel, ts);
      if (!now || has(now, block, action)) return undefined;
      return versions.get(keyOf(channel, ts))?.find((version) => has(version, block, action));
    },
    reset: () => versions.clear(),
    stop: () => void slack.events.off("message", onMessage),
  };
}
