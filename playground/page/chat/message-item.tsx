import type { ShownMessage } from "../../control/sections.ts";
import type { PersonAct } from "../../control/person-acts.ts";
import { Avatar } from "../avatar.tsx";
import { Blocks } from "../blocks/blocks.tsx";
import { Icon } from "../icon.tsx";
import { usePage } from "../page-context.ts";
import { SurfaceContext } from "../surface-context.ts";
import { MrkdwnText } from "../text/mrkdwn-text.tsx";
import { clockTime } from "./times.ts";

interface MessageItemProps {
  readonly channel: string;
  readonly message: ShownMessage;
  /** The author was named just above. */
  readonly isContinued: boolean;
  readonly replies: number;
  readonly onThread?: (ts: string) => void;
}

export function MessageItem({
  channel,
  message,
  isContinued,
  replies,
  onThread,
}: MessageItemProps) {
  const { act, strings, workspace } = usePage();
  const { ts, user, from, alone = false, trouble } = message;
  const author = from === "slack" ? "Slackbot" : (workspace.people[user] ?? user);
  const time = clockTime(ts, workspace.me);
  const spot: Extract<PersonAct, { act: "click" }>["spot"] = alone
    ? { in: "ephemeral", channel, ts }
    : { in: "message", channel, ts };
  return (
    <article
      class={["message", alone && "message-alone", isContinued && "message-continued"]
        .filter(Boolean)
        .join(" ")}
      aria-label={`${author}, ${time}`}
    >
      <div class="message-side">
        {isContinued ? (
          <span class="message-time">{time}</span>
        ) : (
          <Avatar id={user} name={author} />
        )}
      </div>
      <div class="message-body">
        {alone && (
          <p class="message-note">
            <Icon name="eye" />
            {strings.alone}
            <button type="button" class="quiet" onClick={() => void act({ act: "dismiss", ts })}>
              {strings.dismiss}
            </button>
          </p>
        )}
        {!isContinued && (
          <p class="message-head">
            <span class="message-author">{author}</span>
            {from !== "person" && <span class="app-mark">{strings.app}</span>}
            <time class="message-time" dateTime={new Date(Number(ts) * 1_000).toISOString()}>
              {time}
            </time>
          </p>
        )}
        {message.broadcast === true && onThread && (
          <p class="message-note">
            <Icon name="reply" />
            {strings.alsoInChannel}
          </p>
        )}
        {message.blocks.length === 0 ? (
          <p class="message-text">
            <MrkdwnText text={message.text} />
          </p>
        ) : (
          <SurfaceContext.Provider
            value={{ spot, values: message.values, errors: {}, id: `${channel}-${ts}` }}
          >
            <Blocks blocks={message.blocks} />
          </SurfaceContext.Provider>
        )}
        {trouble !== undefined && (
          <p class="trouble" role="alert">
            {trouble}
          </p>
        )}
        {onThread && replies > 0 && (
          <button type="button" class="thread-link" onClick={() => onThread(ts)}>
            {strings.replies(replies)}
          </button>
        )}
      </div>
      {onThread && !alone && (
        <div class="message-tools">
          <button
            type="button"
            class="icon-button"
            aria-label={strings.reply}
            title={strings.reply}
            onClick={() => onThread(message.thread ?? ts)}
          >
            <Icon name="reply" />
          </button>
        </div>
      )}
    </article>
  );
}
