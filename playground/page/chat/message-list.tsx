import { useLayoutEffect, useRef } from "preact/hooks";
import type { ShownMessage } from "../../control/sections.ts";
import { Icon } from "../icon.tsx";
import { usePage } from "../page-context.ts";
import { MessageItem } from "./message-item.tsx";
import { dayName } from "./times.ts";

interface MessageListProps {
  readonly channel: string;
  readonly messages: readonly ShownMessage[];
  /** With the replies, to count them. */
  readonly all: readonly ShownMessage[];
  /** Absent inside a thread. */
  readonly onThread?: (ts: string) => void;
}

/** Within this time the same author is not named again. */
const SAME_BREATH_S = 300;

export function MessageList({ channel, messages, all, onThread }: MessageListProps) {
  const { workspace, strings } = usePage();
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    const { current } = list;
    if (current && isAtEnd.current) current.scrollTop = current.scrollHeight;
  });
  const onScroll = (): void => {
    const { current } = list;
    if (!current) return;
    isAtEnd.current = current.scrollHeight - current.scrollTop - current.clientHeight < 80;
  };
  return (
    <div
      class="messages"
      role="log"
      aria-live="polite"
      aria-relevant="additions"
      aria-label={onThread ? strings.messages : strings.thread}
      tabIndex={0}
      ref={list}
      onScroll={onScroll}
    >
      {messages.length === 0 && <Empty />}
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const day = dayName(message.ts, workspace.me, strings);
        const isNewDay =
          onThread !== undefined && (!before || dayName(before.ts, workspace.me, strings) !== day);
        const replies = all.filter(({ thread, ts }) => thread === message.ts && ts !== message.ts);
        return [
          isNewDay && (
            <p class="day" key={`${message.ts} day`}>
              <span>{day}</span>
            </p>
          ),
          <MessageItem
            key={message.ts}
            channel={channel}
            message={message}
            isContinued={!isNewDay && before !== undefined && isSameBreath(before, message)}
            replies={replies.length}
            {...(onThread && { onThread })}
          />,
        ];
      })}
    </div>
  );
}

const isSameBreath = (before: ShownMessage, message: ShownMessage): boolean =>
  before.user === message.user &&
  before.from === message.from &&
  before.alone === message.alone &&
  message.alone !== true &&
  message.blocks.length === 0 &&
  Number(message.ts) - Number(before.ts) < SAME_BREATH_S;

function Empty() {
  const { workspace, strings } = usePage();
  const [first] = workspace.commands;
  return (
    <div class="empty">
      <Icon name="chat" />
      <p>{strings.noMessages}</p>
      <p>{strings.startHint(`${first?.command ?? ""} create`)}</p>
    </div>
  );
}
