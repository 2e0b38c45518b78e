import { z } from "zod";
import { asTyped } from "./text.ts";

/**
 * The parts of Slack's payloads that the bot reads. Their signature says that Slack sent them, not that they are well,
 * so Slack's own limits hold here too.
 */
const MOST_BLOCKS = 100;
const MOST_ELEMENTS = 25;
const LONGEST_METADATA = 3_000;
/** Longer than any line that is read to its end, so that what is too long is still said to be so. */
const MOST_TYPED = 4_000;

const atMost =
  (most: number) =>
  (entries: object): boolean =>
    Object.keys(entries).length <= most;

/** Of a person, workspace, app, channel or view. Ids are logged and become names of keys, so nothing else may pass for one. */
export const slackId = z.string().regex(/^[A-Z0-9]{1,40}$/);
const timestamp = z.string().regex(/^[0-9]{1,20}\.[0-9]{1,10}$/);

const user = z.object({ id: slackId, team_id: slackId.optional() });
const team = z.object({ id: slackId }).nullish();

const optionValue = z.object({ value: z.string() });
const elementState = z.object({
  value: z.string().nullish(),
  selected_option: optionValue.nullish(),
  selected_options: z.array(optionValue).nullish(),
});
export type ElementState = z.output<typeof elementState>;

const view = z.object({
  id: slackId,
  type: z.string().optional(),
  callback_id: z.string().optional(),
  previous_view_id: z.string().nullish(),
  hash: z.string().optional(),
  private_metadata: z.string().max(LONGEST_METADATA).default(""),
  state: z
    .object({
      values: z
        .record(z.string(), z.record(z.string(), elementState).refine(atMost(MOST_ELEMENTS)))
        .refine(atMost(MOST_BLOCKS)),
    })
    .default({ values: {} }),
  blocks: z
    .array(z.object({ block_id: z.string().optional(), type: z.string() }))
    .max(MOST_BLOCKS)
    .default([]),
});
export type ViewPayload = z.output<typeof view>;

export const commandPayload = z.object({
  team_id: slackId,
  channel_id: slackId,
  user_id: slackId,
  text: z
    .string()
    .default("")
    .transform((text) => asTyped(text.slice(0, MOST_TYPED))),
  trigger_id: z.string(),
});

export const actionPayload = z.object({
  user,
  team,
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  channel: z.object({ id: slackId }).optional(),
  message: z.object({ ts: timestamp }).optional(),
  container: z
    .object({
      message_ts: timestamp.optional(),
      channel_id: slackId.optional(),
      is_ephemeral: z.boolean().optional(),
    })
    .optional(),
  view: view.optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        block_id: z.string().optional(),
        action_ts: z.string().default(""),
        value: z.string().nullish(),
        selected_option: optionValue.nullish(),
      }),
    )
    .min(1),
});
export type ActionPayload = z.output<typeof actionPayload>;

export const homeOpened = z.object({
  team_id: slackId,
  event: z.object({
    user: slackId,
    tab: z.string(),
    event_ts: timestamp,
    view: view.optional(),
  }),
});

export type HomeOpened = z.output<typeof homeOpened>["event"];

export const submissionPayload = z.object({ user, team, view });
export const suggestionPayload = z.object({
  user,
  team,
  action_id: z.string(),
  block_id: z.string(),
  value: z.string().default(""),
  view: view.optional(),
});

/** The verified person of a request. A person without a team of their own is taken for one of the request's team. */
export const personOf = (payload: {
  user: z.output<typeof user>;
  team?: z.output<typeof team>;
}): { userId: string; teamId: string } => ({
  userId: payload.user.id,
  teamId: payload.user.team_id ?? payload.team?.id ?? "",
});
