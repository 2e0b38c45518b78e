/** response_url: thirty minutes, five posts, and what they may do to the message they came from. */
import { isRefused } from "./answer.ts";
import { randomDigits, randomWord } from "./ids.ts";
import { asText, isFields, type Fields } from "./json.ts";
import { checkContent } from "./message-content.ts";
import {
  changeMessage,
  deleteMessage,
  findMessage,
  postAsBot,
  replaceEphemeral,
  showEphemeral,
} from "./messages.ts";
import { complain, trim, type SlackState } from "./state.ts";

export const RESPONSE_URL_LIFE_MS = 30 * 60 * 1000;
export const RESPONSE_URL_USES = 5;

export interface ResponseUrl {
  readonly kind: "commands" | "actions" | "app";
  readonly userId: string;
  readonly channelId: string;
  /** The message the interaction came from; a slash command has none. */
  readonly source: { ts: string; ephemeral: boolean } | undefined;
  readonly madeAt: number;
  uses: number;
}

export function makeResponseUrl(
  state: SlackState,
  from: Omit<ResponseUrl, "madeAt" | "uses">,
): string {
  const path = `/response/${from.kind}/${state.world.team.id}/${randomDigits(12)}/${randomWord(24)}`;
  state.responseUrls.set(path, { ...from, madeAt: state.now(), uses: 0 });
  trim(state.responseUrls);
  return `${state.url}${path}`;
}

export interface ResponseUrlAnswer {
  readonly status: number;
  readonly body: Fields | string;
}

/** Slack documents neither texts nor codes here: webhook-style texts, and two codes of our own for a URL that is used up. */
const ok: ResponseUrlAnswer = { status: 200, body: { ok: true } };
const fail = (status: number, error: string): ResponseUrlAnswer => ({
  status,
  body: { ok: false, error },
});

const KNOWN = new Set([
  "text",
  "blocks",
  "attachments",
  "metadata",
  "response_type",
  "replace_original",
  "delete_original",
  "thread_ts",
  "mrkdwn",
  "unfurl_links",
  "unfurl_media",
  "parse",
  "link_names",
]);

const ARGUMENTS_OF_TYPE: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  blocks: Array.isArray,
  attachments: Array.isArray,
  response_type: (value) => value === "ephemeral" || value === "in_channel",
  replace_original: (value) => typeof value === "boolean",
  delete_original: (value) => typeof value === "boolean",
  thread_ts: (value) => typeof value === "string",
};

export function useResponseUrl(state: SlackState, path: string, args: unknown): ResponseUrlAnswer {
  const target = state.responseUrls.get(path);
  if (!target) return { status: 404, body: "no_service" };
  if (state.now() - target.madeAt > RESPONSE_URL_LIFE_MS) return fail(404, "expired_url");
  if (target.uses >= RESPONSE_URL_USES) return fail(404, "used_url");
  if (!isFields(args)) return { status: 400, body: "invalid_payload" };
  const given = Object.fromEntries(
    Object.entries(args).filter(([, value]) => value !== null && value !== undefined),
  );
  const wrong = Object.entries(given).some(
    ([key, value]) => ARGUMENTS_OF_TYPE[key]?.(value) === false,
  );
  if (wrong) return { status: 400, body: "invalid_payload" };
  for (const key of Object.keys(given))
    if (!KNOWN.has(key)) complain(state, `A response URL does not know the field "${key}"`);
  const answer = target.source
    ? answerToMessage(state, target, target.source, given)
    : answerToCommand(state, target, given);
  if (answer.status === 200) target.uses += 1;
  return answer;
}

function post(state: SlackState, target: ResponseUrl, args: Fields): ResponseUrlAnswer {
  const content = checkContent(state, args, { longText: "complain" });
  if (isRefused(content)) return { status: 400, body: content.error };
  const threadTs = asText(args["thread_ts"]);
  if (args["response_type"] === "in_channel")
    postAsBot(state, target.channelId, content, { threadTs });
  else showEphemeral(state, target.userId, target.channelId, content, threadTs);
  return ok;
}

function answerToCommand(state: SlackState, target: ResponseUrl, args: Fields): ResponseUrlAnswer {
  if (args["replace_original"] === true || args["delete_original"] === true) {
    complain(
      state,
      "The response URL of a slash command can neither replace nor delete what was posted before",
    );
  }
  return post(state, target, args);
}

function answerToMessage(
  state: SlackState,
  target: ResponseUrl,
  source: NonNullable<ResponseUrl["source"]>,
  args: Fields,
): ResponseUrlAnswer {
  const { replace_original: replace, delete_original: remove } = args;
  if (remove === true) {
    const {
      delete_original: _delete,
      replace_original: _replace,
      response_type: _type,
      ...content
    } = args;
    const rest = Object.keys(content).length > 0 ? post(state, target, args) : ok;
    if (rest.status === 200) takeAway(state, target, source);
    return rest;
  }
  if (replace === undefined)
    complain(
      state,
      "A post to the response URL of a message leaves out replace_original, whose default is not clear",
    );
  if (replace === false) {
    if (args["thread_ts"] !== undefined && args["response_type"] !== "in_channel") {
      complain(state, "A reply in a thread through a response URL needs response_type in_channel");
    }
    return post(state, target, args);
  }
  const content = checkContent(state, args, { longText: "complain" });
  if (isRefused(content)) return { status: 400, body: content.error };
  if (source.ephemeral) replaceEphemeral(state, source.ts, content);
  else if (findMessage(state, target.channelId, source.ts))
    changeMessage(state, target.channelId, source.ts, { text: "", ...content });
  else return { status: 404, body: "message_not_found" };
  return ok;
}

function takeAway(
  state: SlackState,
  target: ResponseUrl,
  source: NonNullable<ResponseUrl["source"]>,
): void {
  if (source.ephemeral) replaceEphemeral(state, source.ts, undefined);
  else deleteMessage(state, target.channelId, source.ts);
}
