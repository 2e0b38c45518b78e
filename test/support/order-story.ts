import { expect } from "vitest";
import { fillOrderForm, type OrderAnswers } from "../../playground/fill-order-form.ts";
import type { Message } from "../../playground/slack/messages.ts";
import type { World } from "../../playground/start-world.ts";
import { until } from "./until.ts";

export const ALICE = "U0ALICE01";
export const BOB = "U0BOB0001";
export const CAROL = "U0CAROL01";
export const MALLORY = "U0MALLORY";
export const OPS = "C0OPS0001";
export const APPROVALS = "C0APPROVALS";

/** Somebody orders through the form; the answer is the order's id. */
export async function order(
  world: World,
  answers: OrderAnswers = {},
  { who = ALICE, where = OPS } = {},
): Promise<string> {
  const person = world.slack.as(who);
  const opened = await person.command(where, "/edcps create");
  expect(opened.seen ?? opened.body).toBeUndefined();
  await fillOrderForm(person, answers);
  const sent = await person.submit();
  expect({
    sent: sent.sent,
    missing: sent.missing,
    errors: sent.errors,
    trouble: sent.trouble,
  }).toEqual({ sent: true, missing: [], errors: undefined, trouble: undefined });
  const id = orderIdIn(JSON.stringify(person.view()?.blocks));
  await person.close();
  return id;
}

function orderIdIn(text: string): string {
  const id = /[Oo]rder \*?([A-Z0-9]{6})\b/.exec(text)?.[1];
  if (!id) throw new Error(`No order id is in: ${text}`);
  return id;
}

/** The order's card, once it is in the approvals channel and passes the test. */
export const card = (
  world: World,
  id: string,
  test: (message: Message) => boolean = () => true,
): Promise<Message> => until(`the card of order ${id}`, () => cards(world, id).find(test));

export const cards = (world: World, id: string): Message[] =>
  world.slack
    .messages(APPROVALS)
    .filter(({ text, thread_ts: thread }) => text.includes(id) && thread === undefined);

/** How the order ended, as told in a channel. */
export const result = (world: World, id: string, channel = OPS): Promise<Message> =>
  until(`the result of order ${id} in ${channel}`, () => results(world, id, channel)[0]);
export const results = (world: World, id: string, channel = OPS): Message[] =>
  world.slack.messages(channel).filter(({ text }) => text.includes(`Order ${id}`));

export const approve = async (
  world: World,
  id: string,
  who = BOB,
): ReturnType<ReturnType<World["slack"]["as"]>["click"]> =>
  world.slack
    .as(who)
    .click(APPROVALS, (await card(world, id)).ts, "order_approve", { confirm: true });

/** What only this person was told about the order. */
export const told = (world: World, who: string, id: string): Promise<string> =>
  until(
    `a private answer to ${who} about ${id}`,
    () => world.slack.ephemerals(who).findLast(({ text }) => text.includes(id))?.text,
  );

export const purchasesOf = (world: World, name: string): World["cloud"]["purchases"] =>
  world.cloud.purchases.filter(({ body }) => JSON.stringify(body).includes(`"name":"${name}"`));
