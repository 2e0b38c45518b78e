/** What the answer to a slash command shows: nothing, a text, or a message. */
import { isRefused } from "./answer.ts";
import { asText, isFields, type Fields } from "./json.ts";
import { checkContent } from "./message-content.ts";
import { postAsBot, postAsPerson, showEphemeral } from "./messages.ts";
import { complain, type SlackState } from "./state.ts";

/** Returns why the answer is not valid. */
export function acknowledgeCommand(
  state: SlackState,
  command: Fields,
  body: unknown,
): string | undefined {
  const userId = String(command["user_id"]);
  const channelId = String(command["channel_id"]);
  if (body === undefined || body === "") return undefined;
  const message = typeof body === "string" ? { text: body } : body;
  if (!isFields(message)) return complainAbout(state, "it is neither a text nor a message");
  const inChannel = message["response_type"] === "in_channel";
  // With a public answer the invocation becomes public too; alone, response_type shows just that.
  if (inChannel)
    postAsPerson(
      state,
      channelId,
      userId,
      `${String(command["command"])} ${String(command["text"])}`.trim(),
    );
  if (inChannel && Object.keys(message).length === 1) return undefined;
  const content = checkContent(state, message, { longText: "complain" });
  if (isRefused(content)) return complainAbout(state, JSON.stringify(content));
  if (inChannel) postAsBot(state, channelId, content, { threadTs: asText(message["thread_ts"]) });
  else showEphemeral(state, userId, channelId, content);
  return undefined;
}

function complainAbout(state: SlackState, why: string): string {
  complain(state, `The answer to a slash command cannot be used: ${why}`);
  return why;
}
