/** Sends a payload to the app, over HTTP or Socket Mode, and records what happened. */
import type { Acknowledgement } from "./acknowledgement.ts";
import { DELIVERY_KINDS, type DeliveryType } from "./delivery-kinds.ts";
import { postDelivery } from "./http-delivery.ts";
import { asFields, isFields, type Fields } from "./json.ts";
import { signedHeaders } from "./signature.ts";
import { sendEnvelope } from "./socket-mode.ts";
import type { SlackState } from "./state.ts";
import { record } from "./traffic.ts";

/** What an attacker or a bad network does to a delivery. Most make sense over HTTP only. */
export interface DeliveryTricks {
  /** The same bytes arrive twice: together (`true`), or the second after the first was answered (`after`). */
  twice?: boolean | "after";
  /** Sign with this secret instead of the app's. */
  signingSecret?: string;
  /** Send this signature as it is. */
  signature?: string;
  /** Send neither signature nor timestamp. */
  unsigned?: boolean;
  /** Seconds to add to the timestamp (which the signature then covers): negative is old, positive in the future. */
  timestampOffset?: number;
  /** Another workspace in the payload. */
  teamId?: string;
  /** Another app in the payload. */
  apiAppId?: string;
  /** Anything else about the payload. */
  patch?: (payload: Fields) => Fields;
  /** These bytes instead of the packed payload, signed like it. */
  rawBody?: string;
  contentType?: string;
  headers?: Record<string, string>;
}

export interface Outgoing {
  readonly type: DeliveryType;
  readonly payload: Fields;
  readonly retry?: { readonly number: number; readonly reason: string };
}

const CONTENT_TYPES = {
  // Without a charset, as Slack sends it: Bolt refuses a form type with one.
  form: "application/x-www-form-urlencoded",
  payload: "application/x-www-form-urlencoded",
  json: "application/json",
} as const;

function tricked(payload: Fields, { teamId, apiAppId, patch }: DeliveryTricks): Fields {
  const changed = { ...payload };
  if (teamId !== undefined) {
    if (typeof changed["team_id"] === "string") changed["team_id"] = teamId;
    if (isFields(changed["team"])) changed["team"] = { ...changed["team"], id: teamId };
    if (isFields(changed["user"])) changed["user"] = { ...changed["user"], team_id: teamId };
  }
  if (apiAppId !== undefined) changed["api_app_id"] = apiAppId;
  return patch ? patch(changed) : changed;
}

function pack(packing: keyof typeof CONTENT_TYPES, payload: Fields): string {
  if (packing === "json") return JSON.stringify(payload);
  const fields = packing === "payload" ? { payload: JSON.stringify(payload) } : payload;
  return new URLSearchParams(
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
  ).toString();
}

async function overHttp(
  state: SlackState,
  url: string,
  outgoing: Outgoing,
  tricks: DeliveryTricks,
): Promise<Acknowledgement> {
  const { packing } = DELIVERY_KINDS[outgoing.type];
  const body = tricks.rawBody ?? pack(packing, outgoing.payload);
  // Signed with the true clock even when the test moves the other one: the app compares with its own.
  const timestamp = Math.floor(Date.now() / 1000) + (tricks.timestampOffset ?? 0);
  const signed = tricks.unsigned
    ? {}
    : signedHeaders(tricks.signingSecret ?? state.settings.signingSecret, timestamp, body);
  const headers: Record<string, string> = {
    "Content-Type": tricks.contentType ?? CONTENT_TYPES[packing],
    "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    ...signed,
    ...(tricks.signature !== undefined && { "X-Slack-Signature": tricks.signature }),
    ...(outgoing.retry && {
      "X-Slack-Retry-Num": String(outgoing.retry.number),
      "X-Slack-Retry-Reason": outgoing.retry.reason,
    }),
    ...tricks.headers,
  };
  return postDelivery(url, body, headers, state.settings.ackBudget, state.stopped.signal);
}

function overSocket(
  state: SlackState,
  { type, payload, retry }: Outgoing,
): Promise<Acknowledgement> {
  const { envelope, acceptsBody } = DELIVERY_KINDS[type];
  const retried =
    envelope === "events_api"
      ? { retry_attempt: retry?.number ?? 0, retry_reason: retry ? "timeout" : "" }
      : {};
  return sendEnvelope(
    state,
    { type: envelope, payload, accepts_response_payload: acceptsBody, ...retried },
    state.settings.ackBudget,
  );
}

async function once(
  state: SlackState,
  outgoing: Outgoing,
  tricks: DeliveryTricks,
): Promise<Acknowledgement> {
  const at = state.now();
  const url = state.requestUrl;
  const acknowledgement = await (url === undefined
    ? overSocket(state, outgoing)
    : overHttp(state, url, outgoing, tricks));
  record(state, {
    kind: "delivery",
    at,
    ms: acknowledgement.ms,
    over: acknowledgement.over,
    type: outgoing.type,
    payload: asFields(structuredClone(outgoing.payload)),
    outcome: acknowledgement.outcome,
    status: acknowledgement.status,
    body: acknowledgement.body,
    ...(outgoing.retry && { retry: outgoing.retry.number }),
  });
  return acknowledgement;
}

/** One acknowledgement, or two when the delivery was doubled. */
export async function deliver(
  state: SlackState,
  outgoing: Outgoing,
  tricks: DeliveryTricks = {},
): Promise<[Acknowledgement, ...Acknowledgement[]]> {
  const sent = { ...outgoing, payload: tricked(outgoing.payload, tricks) };
  if (tricks.twice === true)
    return Promise.all([once(state, sent, tricks), once(state, sent, tricks)]);
  const first = await once(state, sent, tricks);
  return tricks.twice === "after" ? [first, await once(state, sent, tricks)] : [first];
}
