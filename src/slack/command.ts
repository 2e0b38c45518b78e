import { readOrderId } from "../order/order-id.ts";
import type { FormAbilities } from "../order/form-fields.ts";
import { nearest } from "../order/nearest.ts";
import { readLine } from "../order/order-line.ts";
import type { Policy } from "../order/policy-file.ts";
import { mayOrder } from "../workflow/place-order.ts";
import { actOnOrder, showOrder, type ActPorts } from "../workflow/act-on-order.ts";
import { listOrders } from "../workflow/list-orders.ts";
import type { Catalogue, Cloud, People } from "../workflow/ports.ts";
import type { Block } from "./blocks.ts";
import { listInstances } from "./instance-list.ts";
import { answerToListLine, readListLine } from "./list-line.ts";
import type { OrderForm } from "./order-form.ts";
import { detailsMessage } from "./order-details.ts";
import { orderList, pageSize } from "./order-list.ts";
import { answerToLine } from "./order-line-answer.ts";
import { answerPolicy } from "./policy-answer.ts";
import { textsFor, type Reader } from "./reader.ts";

/** What a slash command answers: shown to the person who typed it, and to nobody else. */
export interface Answer {
  readonly text: string;
  readonly blocks?: readonly Block[];
}

export interface CommandPorts extends ActPorts {
  readonly people: People;
  readonly policy: () => Policy;
  readonly form: OrderForm;
  readonly cloud: Cloud;
  readonly catalogue: Catalogue;
  readonly has: () => FormAbilities;
}

export interface Typed {
  readonly by: { readonly userId: string; readonly teamId: string };
  readonly channel: string;
  readonly triggerId: string;
  readonly reader: Reader;
  /** What stood behind the command's first word. */
  readonly rest: string;
}

type Subcommand = (ports: CommandPorts, typed: Typed) => Promise<Answer | undefined>;

const subcommands: Readonly<Record<string, Subcommand>> = {
  create,
  orders,
  order,
  cancel,
  instances,
  policy: answerPolicy,
  help,
};

/** Runs `/edcps <what is typed>`. Nothing to say: undefined. */
export async function runCommand(
  ports: CommandPorts,
  text: string,
  typed: Omit<Typed, "rest">,
): Promise<Answer | undefined> {
  const [word = ""] = text.trim().split(/\s+/);
  const name = word === "" ? "help" : word.toLowerCase();
  const run = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (run) return run(ports, { ...typed, rest: text.trim().slice(word.length).trim() });
  const { command } = await textsFor(typed.reader);
  const known = Object.keys(subcommands);
  return { text: `${command.unknown(word, nearest(name, known))}\n${command.help}` };
}

async function create(
  { form, ...ports }: CommandPorts,
  { by, channel, triggerId, reader, rest }: Typed,
): Promise<Answer | undefined> {
  const has = ports.has();
  const allowed = await mayOrder(ports, by);
  if (!allowed.ok) return { text: (await textsFor(reader)).refusal(allowed.refusal) };
  const line = readLine(rest, has);
  if (line.mistakes.length > 0) return { text: answerToLine(line, await textsFor(reader)) };
  await form.open({ triggerId }, { channel, language: await reader.language, kept: line.answers });
  return undefined;
}

async function orders(ports: CommandPorts, { by, reader, rest }: Typed): Promise<Answer> {
  const line = readListLine(rest);
  if (!line.ok) return { text: answerToListLine(line, await textsFor(reader)) };
  const { wanted } = line;
  const page = await listOrders(ports, by, wanted, pageSize[wanted.scope]);
  return orderList({ page, wanted, reader: by.userId }, await textsFor(reader));
}

async function order(ports: CommandPorts, { by, reader, rest }: Typed): Promise<Answer> {
  const id = readOrderId(rest);
  const shown = id ? await showOrder(ports, id, by) : undefined;
  const texts = await textsFor(reader);
  if (!shown) return { text: texts.refusal({ reason: "unknown-order" }) };
  if (!shown.ok) return { text: texts.refusal(shown.refusal) };
  return detailsMessage(shown, texts);
}

async function cancel(ports: CommandPorts, { by, reader, rest }: Typed): Promise<Answer> {
  const id = readOrderId(rest);
  const outcome = id ? await actOnOrder(ports, { orderId: id, action: "cancel", by }) : undefined;
  const texts = await textsFor(reader);
  if (!outcome) return { text: texts.refusal({ reason: "unknown-order" }) };
  return {
    text: outcome.ok
      ? texts.cancelled(outcome.order)
      : texts.about(id, texts.refusal(outcome.refusal)),
  };
}

async function instances(ports: CommandPorts, { by, reader, rest }: Typed): Promise<Answer> {
  return listInstances(ports, by, reader, rest);
}

async function help(_: CommandPorts, { reader }: Typed): Promise<Answer> {
  return { text: (await textsFor(reader)).command.help };
}
