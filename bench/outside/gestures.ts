import { createHmac } from "node:crypto";
import { carryValues, type Values } from "../../playground/slack/element-state.ts";

/** The workspace of every measurement. Its ids are as long as Slack's. */
export const people = {
  team: "T04BN8WQX1C",
  app: "A06TR2VKQ8M",
  requester: "U07QK4M2ZT9",
  approver: "U05HD8WNC3J",
};
export const channels = { approvals: "C06LD3RV8PM", asked: "C05WGT9KX2B" } as const;
export const signingSecret = "bench-signing-secret";

/** The catalogue's entries that every order of every measurement names. */
export const ordered = {
  regionId: "cn-east-tz1",
  az: "cn-east-tz1a",
  deviceType: "edcps.c.normal1",
  osTypeId: "os-c-normal1-centos-72",
  sysRaidTypeId: "raid-c-normal1-system-raid1",
  dataRaidTypeId: "raid-c-normal1-data-raid10",
  subnetId: "subnet-tz1a-001",
} as const;

export const createLine = (name: string): string =>
  `create ${Object.entries(ordered)
    .map(([field, value]) => `${field}=${value}`)
    .join(" ")} count=1 name=${name} why="The build farm needs one more machine."`;

/** The id that every message about an order names. */
export const orderIdIn = (text: string): string | undefined =>
  /\b[34679ACDEFGHJKMNPQRTWXY]{6}\b/.exec(text)?.[0];

/** A view as Slack keeps it, as far as it is sent back. */
export interface View {
  readonly id: string;
  readonly hash: string;
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly blocks: readonly { readonly type: string; readonly block_id?: string }[];
}

const form = (fields: Readonly<Record<string, string>>): string =>
  new URLSearchParams(fields).toString();
const interaction = (type: string, userId: string, rest: object): string =>
  form({
    payload: JSON.stringify({
      type,
      user: { id: userId, username: "bench", name: "bench", team_id: people.team },
      api_app_id: people.app,
      token: "legacyVerificationToken0",
      team: { id: people.team, domain: "bench" },
      enterprise: null,
      is_enterprise_install: false,
      trigger_id: "1.2.3",
      ...rest,
    }),
  });

export const command = (text: string, triggerId = "1.2.3", userId = people.requester): string =>
  form({
    token: "legacyVerificationToken0",
    team_id: people.team,
    team_domain: "bench",
    channel_id: channels.asked,
    channel_name: "ops",
    user_id: userId,
    user_name: "bench",
    command: "/edcps",
    text,
    api_app_id: people.app,
    is_enterprise_install: "false",
    response_url: `https://hooks.slack.com/commands/${people.team}/1/x`,
    trigger_id: triggerId,
  });

const stamp = (turn: number): string => `${1_700_000_000 + turn}.000200`;

/** A card as it stands in Slack, from which those of other orders are made. */
export interface Card {
  readonly orderId: string;
  /** As JSON. */
  readonly blocks: string;
}

/** The same card for another order: as long, with the other's id. */
export const blocksFor = (orderId: string, card: Card): unknown =>
  JSON.parse(card.blocks.replaceAll(card.orderId, orderId));

/** A click on a card's button; the blocks of the card come back with it, as with Slack. */
export const approveClick = (orderId: string, version: number, blocks: unknown): string =>
  interaction("block_actions", people.approver, {
    container: { type: "message", message_ts: stamp(1), channel_id: channels.approvals },
    channel: { id: channels.approvals, name: "approvals" },
    message: { type: "message", ts: stamp(1), text: `Order ${orderId}`, blocks },
    response_url: `https://hooks.slack.com/actions/${people.team}/1/x`,
    actions: [
      {
        type: "button",
        action_id: "order_approve",
        block_id: "decide",
        value: `${orderId}:${version}`,
        action_ts: stamp(2),
      },
    ],
  });

const option = (value: string): object => ({
  selected_option: { text: { type: "plain_text", text: value, emoji: true }, value },
});

/** Another choice in a select of an open form. `turn` grows with each. */
export function choice(view: View, field: string, value: string, turn: number): string {
  const values: Values = carryValues(view.blocks, {});
  const block = Object.keys(values).find((id) => Object.hasOwn(values[id] ?? {}, field));
  if (block === undefined) throw new Error(`The form does not ask for ${field}.`);
  const chosen = { type: "static_select", ...option(value) };
  values[block] = { [field]: chosen };
  return interaction("block_actions", people.requester, {
    container: { type: "view", view_id: view.id },
    view: { ...view, type: "modal", state: { values } },
    actions: [{ ...chosen, action_id: field, block_id: block, action_ts: stamp(turn) }],
  });
}

/** The form sent off as it stands. */
export const submission = (view: View): string =>
  interaction("view_submission", people.requester, {
    view: { ...view, type: "modal", state: { values: carryValues(view.blocks, {}) } },
    response_urls: [],
  });

/** Somebody opens their home tab, for the `turn`th time. An event comes as JSON. */
export const homeOpened = (userId: string, turn: number): string =>
  JSON.stringify({
    token: "legacyVerificationToken0",
    team_id: people.team,
    api_app_id: people.app,
    type: "event_callback",
    event_id: `Ev${turn}`,
    event_time: 1_700_000_000 + turn,
    event: {
      type: "app_home_opened",
      user: userId,
      channel: `D${userId}`,
      tab: "home",
      event_ts: stamp(turn),
    },
    authorizations: [],
    is_ext_shared_channel: false,
  });

/** Signed as Slack signs, for the five minutes that follow. */
export function signedHeaders(body: string): Record<string, string> {
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`);
  return {
    "content-type": body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": String(timestamp),
    "x-slack-signature": `v0=${signature.digest("hex")}`,
  };
}
