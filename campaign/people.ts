import type { Slack, Person } from "../playground/slack/slack.ts";
import type { Dice } from "./random.ts";

const APPROVALS = "C0APPROVALS";
export const OPS = "C0OPS0001";

/** One gesture that somebody made about an order, and whether the bot said that it took it. */
export interface Gesture {
  readonly who: string;
  readonly action: string;
  readonly orderId: string;
  readonly version: number;
  readonly acknowledged: boolean;
}

/** One order that somebody placed, and everything that was done about it. */
export interface Story {
  readonly name: string;
  readonly requester: string;
  readonly plan: Plan;
  /** Undefined: the form was never taken. */
  orderId?: string;
  readonly gestures: Gesture[];
}

/** What people mean to do with an order, and how often. */
const plans = {
  approve: 8,
  /** Both approvers, both more than once, in the same moment. */
  race: 6,
  deny: 1,
  cancel: 1,
  /** The requester, a stranger and a guest press Approve. */
  withoutRight: 2,
  /** An approver presses on a card of an older version. */
  late: 1,
  nobody: 1,
} as const;
export type Plan = keyof typeof plans;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface Cast {
  readonly slack: Slack;
  readonly requesters: readonly string[];
  readonly approvers: readonly string[];
  readonly strangers: readonly string[];
}

/** Somebody orders, whatever the weather; gives up after a while, as people do. */
export async function placeOrder(
  cast: Cast,
  requester: string,
  name: string,
  dice: Dice,
): Promise<Story> {
  const story: Story = { name, requester, plan: dice.weighted(plans), gestures: [] };
  const person = cast.slack.as(requester);
  const count = dice.weighted({ 1: 6, 2: 3, 3: 1 });
  for (let tries = 0; tries < 40 && story.orderId === undefined; tries += 1) {
    await person.close({ all: true }).catch(() => undefined);
    const typed = await person.command(OPS, `/edcps create ${lineFor(name, count)}`);
    if (!typed.ok || typed.seen !== undefined) {
      await pause(dice.between(100, 600));
      continue;
    }
    const orderId = await sendForm(person);
    if (orderId !== undefined) story.orderId = orderId;
  }
  await person.close({ all: true }).catch(() => undefined);
  return story;
}

const lineFor = (name: string, count: string): string =>
  [
    "region=cn-east-tz1 az=cn-east-tz1a type=edcps.c.normal1 subnet=subnet-tz1a-001",
    "os=os-c-normal1-centos-66 raid=raid-c-normal1-system-raid1 dataRaid=raid-c-normal1-data-noraid",
    `name=${name} count=${count} why="campaign ${name}"`,
  ].join(" ");

/** Sends the open form until it is taken; undefined when this view cannot be saved. */
async function sendForm(person: Person): Promise<string | undefined> {
  for (let tries = 0; tries < 12; tries += 1) {
    const sent = await person.submit().catch(() => undefined);
    const id = orderIdIn(JSON.stringify(person.view()?.blocks ?? []));
    if (id) return id;
    if (!sent) return undefined;
    await pause(150);
  }
  return undefined;
}

const orderIdIn = (text: string): string | undefined =>
  /[Oo]rder \*([A-Z0-9]{6})\*/.exec(text)?.[1];

interface Card {
  readonly ts: string;
  readonly version: number;
  readonly text: string;
}

export function cardOf({ slack }: Cast, orderId: string): Card | undefined {
  const message = slack
    .messages(APPROVALS)
    .findLast(({ text, thread_ts: thread }) => text.includes(orderId) && thread === undefined);
  const value = message && new RegExp(`"${orderId}:([0-9]+)"`).exec(JSON.stringify(message.blocks));
  return message && { ts: message.ts, version: Number(value?.[1] ?? 1), text: message.text };
}

/** Does what the plan says, again and again until the card shows that it happened or patience ends. */
export async function decideOn(cast: Cast, story: Story, dice: Dice): Promise<void> {
  const { orderId, plan } = story;
  if (orderId === undefined || plan === "nobody") return;
  if (plan === "cancel") return cancel(cast, story);
  for (let tries = 0; tries < 60; tries += 1) {
    const card = cardOf(cast, orderId);
    if (card && !/waiting for approval|approval needed/i.test(card.text)) return;
    if (card)
      await Promise.all(
        clicksFor(plan, cast, card, dice, tries).map(([who, action, version]) =>
          click(cast, story, card, who, action, version),
        ),
      );
    await pause(dice.between(50, 500));
  }
}

type Click = readonly [who: string, action: string, version: number];

function clicksFor(
  plan: Plan,
  cast: Cast,
  card: Card,
  dice: Dice,
  tries: number,
): readonly Click[] {
  const [first = "", second = ""] = cast.approvers;
  const approve = (who: string, version = card.version): Click => [who, "order_approve", version];
  const usual = [approve(tries % 2 === 0 ? first : second)];
  switch (plan) {
    case "race":
      return [first, second, first, second, first].map((who) => approve(who));
    case "withoutRight":
      return tries === 0 ? cast.strangers.map((who) => approve(who)) : usual;
    case "late":
      return tries === 0
        ? [approve(first, Math.max(1, card.version - 1)), approve(second, 99)]
        : usual;
    case "deny":
      return [[dice.of(cast.approvers), "order_deny", card.version]];
    default:
      return usual;
  }
}

async function click(
  { slack }: Cast,
  story: Story,
  card: Card,
  who: string,
  action: string,
  version: number,
): Promise<void> {
  const { orderId = "" } = story;
  const person = slack.as(who);
  const done = await person
    .clickRaw(APPROVALS, card.ts, action, `${orderId}:${version}`)
    .catch(() => undefined);
  if (action !== "order_deny") {
    story.gestures.push({ who, action, orderId, version, acknowledged: done?.ok ?? false });
    return;
  }
  if (!person.view()) return;
  await person.type("reason", "The campaign says no.").catch(() => undefined);
  await person.submit().catch(() => undefined);
  await person.close({ all: true }).catch(() => undefined);
}

async function cancel({ slack }: Cast, story: Story): Promise<void> {
  for (let tries = 0; tries < 30; tries += 1) {
    const typed = await slack
      .as(story.requester)
      .command(OPS, `/edcps cancel ${story.orderId ?? ""}`);
    if (typed.ok && /cancelled|can no longer/.test(typed.seen ?? "")) return;
    await pause(300);
  }
}
