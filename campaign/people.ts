import type { Submitted } from "../playground/slack/forms.ts";
import type { Delivered, Person, Slack } from "../playground/slack/slack.ts";
import { APPROVALS } from "./cast.ts";
import type { Card, Ledger } from "./ledger.ts";
import { EDITED, type Button, type Delivery, type OrderPlan, type Press } from "./plan.ts";

/** Something that somebody did about an order, and what came back. */
export interface Gesture {
  readonly at: number;
  readonly who: string;
  readonly what: Button | "cancel";
  /** What the button was drawn for; a typed command names none. */
  readonly version: number | undefined;
  /** How many deliveries of it were acknowledged. */
  readonly acknowledged: number;
  /** The bot said in its answer that it did what was asked. */
  readonly done: boolean;
  /** The bot answered with words, or with a form. */
  readonly answered: boolean;
  readonly answer: string;
}

/** One order that somebody wants, and everything that people did about it. */
export interface Story {
  readonly plan: OrderPlan;
  /** The bot said that it placed this order. */
  orderId?: string;
  /** Forms that were sent for it. */
  readonly forms: Set<string>;
  readonly gestures: Gesture[];
}

export interface Stage {
  readonly slack: Slack;
  readonly ledger: Ledger;
  /** A person has one screen: what opens forms on it waits for its turn. */
  readonly screens: Map<string, Promise<unknown>>;
}

function inTurn<T>({ screens }: Stage, who: string, act: () => Promise<T>): Promise<T> {
  const turn = (screens.get(who) ?? Promise.resolve()).then(act);
  screens.set(
    who,
    turn.catch(() => undefined),
  );
  return turn;
}

/** How long people look at what they wait for before they do something else. */
const PATIENCE_MS = 60_000;
const NEWS_MS = 5_000;
const SOON_MS = 1_500;
const GIVES_UP_AFTER_MS = 180_000;
const MOST_ROUNDS = 25;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const tricks = {
  once: {},
  twice: { twice: true },
  again: { twice: "after" },
} as const satisfies Record<Delivery, object>;

/** Somebody orders, whatever the weather; gives up after a while, as people do. */
export const placeOrder = (stage: Stage, plan: OrderPlan): Promise<Story> =>
  inTurn(stage, plan.requester, () => fillForms(stage, plan));

async function fillForms({ slack }: Stage, plan: OrderPlan): Promise<Story> {
  const story: Story = { plan, forms: new Set(), gestures: [] };
  const person = slack.as(plan.requester);
  const deadline = Date.now() + GIVES_UP_AFTER_MS;
  for (let tries = 1; story.orderId === undefined && Date.now() < deadline; tries += 1) {
    await closeAll(person);
    const typed = await person.command(plan.askedIn, `/edcps create ${lineFor(plan)}`);
    if (typed.ok && person.view()) await sendForm(slack, person, story);
    if (story.orderId === undefined) await pause(100 * Math.min(tries, 5));
  }
  await closeAll(person);
  return story;
}

const closeAll = async (person: Person): Promise<void> => {
  if (person.view()) await person.close({ all: true });
};

const lineFor = ({ spec, name, act }: OrderPlan): string =>
  [
    "region=cn-east-tz1",
    ...Object.entries(spec).map(([key, value]) => `${key}="${value}"`),
    `why="${name} is ${act}"`,
  ].join(" ");

/** Sends the open form until it is taken, or until it is clear that this one cannot be. */
async function sendForm(slack: Slack, person: Person, story: Story): Promise<void> {
  if (story.plan.secrets && !(await typeSecrets(person, story.plan.secrets))) return;
  for (let tries = 1; tries <= 15; tries += 1) {
    const view = person.view();
    if (view?.submit === null || view === undefined) return;
    const sent = await person.submit(tricks[story.plan.submitted]);
    if (sent.sent) story.forms.add(view.id);
    const shown = JSON.stringify(person.view()?.blocks ?? []);
    const orderId = /\*([A-Z0-9]{6})\*/.exec(shown)?.[1];
    if (sent.sent && orderId !== undefined) {
      story.orderId = orderId;
      return;
    }
    // Lists are still coming, or could not be read: the form says so until it is drawn again.
    await seen(slack, () => person.view()?.hash !== view.hash, sent.sent ? 300 : 1_000);
  }
}

/** False when the form did not get that far. */
async function typeSecrets(
  person: Person,
  secrets: NonNullable<OrderPlan["secrets"]>,
): Promise<boolean> {
  try {
    await person.waitForView((view) => JSON.stringify(view.blocks).includes('"sections"'), 3_000);
    await person.choose("sections", ["access", "advanced"]);
    await person.waitForView((view) => JSON.stringify(view.blocks).includes('"password"'), 3_000);
    for (const [field, text] of Object.entries(secrets)) await person.type(field, text);
    return true;
  } catch {
    return false;
  }
}

/** Looks until something is so, for a while. */
async function seen(slack: Slack, look: () => boolean, ms: number): Promise<boolean> {
  try {
    return await slack.waitFor(() => look() && true, ms);
  } catch {
    return false;
  }
}

/** Does what the plan says, and goes on until the card shows that the order is decided or patience ends. */
export async function decideOn(stage: Stage, story: Story): Promise<void> {
  const { slack, ledger } = stage;
  const { orderId = "", plan } = story;
  const card = (): Card | undefined => ledger.cards(orderId).at(-1);
  const isOpen = (): boolean => card()?.buttons.includes("order_approve") ?? false;
  if (plan.cancel === "at once") return takeBack(stage, story);
  if (plan.quorum > 0) await seen(slack, () => card() !== undefined, PATIENCE_MS);
  for (const [index, round] of plan.rounds.entries()) {
    const before = card();
    await Promise.all([
      ...round.map((one) => press(stage, story, one)),
      ...(index === 0 && plan.cancel === "with the first round" ? [takeBack(stage, story)] : []),
    ]);
    if (index + 1 < plan.rounds.length)
      await seen(slack, () => card()?.version !== before?.version, NEWS_MS);
  }
  for (let turn = 0; turn < MOST_ROUNDS && plan.afterwards.length > 0 && isOpen(); turn += 1) {
    const before = card();
    const one = plan.afterwards[turn % plan.afterwards.length];
    if (one) await press(stage, story, one);
    await seen(slack, () => !isOpen() || card()?.version !== before?.version, SOON_MS);
  }
  if (plan.afterFailure !== "nothing" && !isOpen()) await afterFailure(stage, story);
}

/** Once, when it turns out that it was not bought or that nobody knows. */
async function afterFailure(stage: Stage, story: Story): Promise<void> {
  const { slack, ledger } = stage;
  const { orderId = "", plan } = story;
  const offered = (): readonly string[] => ledger.cards(orderId).at(-1)?.buttons ?? [];
  const wanted = plan.afterFailure === "nothing" ? "close" : plan.afterFailure;
  const { action } = buttons[wanted];
  const isOver = (): boolean => offered().includes("order_again");
  await seen(slack, () => isOver() || offered().includes(action), PATIENCE_MS);
  if (!offered().includes(action)) return;
  const who = plan.afterwards[0]?.who ?? plan.requester;
  await click(stage, story, { who, what: wanted, version: undefined, delivery: "once" });
}

/** What is pressed, and what is typed into the form that opens. */
const buttons: Readonly<
  Record<Button, { action: string; form?: Readonly<Record<string, string>> }>
> = {
  approve: { action: "order_approve" },
  deny: { action: "order_deny", form: { reason: "The campaign says no." } },
  withdraw: { action: "order_withdraw" },
  propose: { action: "order_propose", form: { count: "1" } },
  accept: { action: "order_accept" },
  decline: { action: "order_decline" },
  edit: { action: "order_edit", form: { description: EDITED } },
  "break-glass": { action: "order_break_glass", form: { reason: "The campaign is in a hurry." } },
  retry: { action: "order_retry" },
  adopt: { action: "order_adopt" },
  close: { action: "order_cancel" },
};

async function press(
  stage: Stage,
  story: Story,
  { who, button, version, delivery, afterMs }: Press,
): Promise<void> {
  const shown = stage.ledger.cards(story.orderId ?? "").at(-1)?.version ?? 1;
  const versions = { shown, older: Math.max(1, shown - 1), never: 99 };
  if (afterMs > 0) await pause(afterMs);
  return click(stage, story, { who, what: button, version: versions[version], delivery });
}

async function click(
  stage: Stage,
  story: Story,
  gesture: {
    who: string;
    what: Button;
    version: number | undefined;
    delivery: Delivery;
  },
): Promise<void> {
  const { form } = buttons[gesture.what];
  if (form) return inTurn(stage, gesture.who, () => fillIn(stage, story, gesture, form));
  const { who, what } = gesture;
  const { delivered, ...clicked } = await clickOn(stage, story, gesture);
  story.gestures.push({
    ...clicked,
    who,
    what,
    acknowledged: acknowledgedIn(delivered),
    done: false,
    answered: false,
    answer: delivered.seen ?? String(delivered.status),
  });
}

async function clickOn(
  { slack, ledger }: Stage,
  { orderId = "" }: Story,
  { who, what, version, delivery }: Parameters<typeof click>[2],
): Promise<{ at: number; version: number | undefined; delivered: Delivered }> {
  const at = Date.now();
  const card = ledger.cards(orderId).at(-1);
  const drawnFor = version ?? card?.version ?? 1;
  const value = `${orderId}:${drawnFor}`;
  const delivered = await slack
    .as(who)
    .clickRaw(APPROVALS, card?.ts ?? "1.000001", buttons[what].action, value, tricks[delivery]);
  return { at, version: drawnFor, delivered };
}

const acknowledgedIn = ({ ok, again }: Delivered): number =>
  Number(ok) + Number(again?.ok ?? false);

/** A click that opens a form, and what is typed into it. Somebody who may not is told so instead. */
async function fillIn(
  stage: Stage,
  story: Story,
  gesture: Parameters<typeof click>[2],
  form: Readonly<Record<string, string>>,
): Promise<void> {
  const { who, what } = gesture;
  const person = stage.slack.as(who);
  await closeAll(person);
  const { delivered, ...clicked } = await clickOn(stage, story, gesture);
  const opened = person.view() !== undefined;
  const clickedOn = {
    ...clicked,
    who,
    what,
    acknowledged: acknowledgedIn(delivered),
    done: false,
    answered: opened,
    answer: opened ? "a form opens" : (delivered.seen ?? String(delivered.status)),
  };
  story.gestures.push(clickedOn);
  if (!opened) return;
  const at = Date.now();
  // An order of one server cannot be made smaller: the form has no such field.
  for (const [field, text] of Object.entries(form))
    await person.type(field, text).catch(() => undefined);
  const sent = await sendWhenComplete(stage.slack, person);
  const words = JSON.stringify(person.view()?.blocks ?? sent.errors ?? sent.trouble ?? "");
  const taken = sent.closed && sent.trouble === undefined;
  if (!sent.sent) return closeAll(person); // somebody gives up a form that never was complete
  story.gestures.push({
    ...clickedOn,
    at,
    acknowledged: Number(sent.trouble === undefined),
    done: taken,
    answered: !taken,
    answer: taken ? "the form closes" : words,
  });
  await closeAll(person);
}

/** Lists of a form may still be coming. */
async function sendWhenComplete(slack: Slack, person: Person): Promise<Submitted> {
  for (let tries = 1; ; tries += 1) {
    const before = person.view()?.hash;
    const sent = await person.submit();
    if (sent.sent || tries === 5) return sent;
    await seen(slack, () => person.view()?.hash !== before, 1_000);
  }
}

/** The requester types the command until it is answered. */
async function takeBack({ slack }: Stage, story: Story): Promise<void> {
  const { orderId = "", plan, gestures } = story;
  for (let tries = 0; tries < 10; tries += 1) {
    const at = Date.now();
    const typed = await slack.as(plan.requester).command(plan.askedIn, `/edcps cancel ${orderId}`);
    const answer = typed.seen ?? JSON.stringify(typed.body ?? "");
    gestures.push({
      at,
      who: plan.requester,
      what: "cancel",
      version: undefined,
      acknowledged: Number(typed.ok),
      done: typed.ok && /is cancelled|已取消/.test(answer),
      answered: true,
      answer,
    });
    if (typed.ok && answer.includes(orderId)) return;
    await pause(300);
  }
}
