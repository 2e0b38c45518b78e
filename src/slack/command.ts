import { readOrderId } from "../order/order-id.ts";
import { groupsOf, permission, type Policy } from "../order/policy.ts";
import { actOnOrder, showOrder } from "../workflow/act-on-order.ts";
import type { ChangePorts } from "../workflow/change-order.ts";
import type { Catalogue, Cloud, People } from "../workflow/ports.ts";
import { context, section, type Block } from "./blocks.ts";
import type { OrderForm } from "./order-form.ts";
import { orderDetails, orderList, ownButtons } from "./order-details.ts";
import { escaped, literal } from "./text.ts";
import { texts } from "./texts.ts";

/** What a slash command answers: shown to the person who typed it, and to nobody else. */
export interface Answer {
  readonly text: string;
  readonly blocks?: readonly Block[];
}

export interface CommandPorts extends ChangePorts {
  readonly people: People;
  readonly policy: Policy;
  readonly form: OrderForm;
  readonly cloud: Cloud;
  readonly catalogue: Catalogue;
}

export interface Typed {
  readonly by: { readonly userId: string; readonly teamId: string };
  readonly channel: string;
  readonly triggerId: string;
  /** What stood behind the command's first word. */
  readonly rest: string;
}

type Subcommand = (ports: CommandPorts, typed: Typed) => Promise<Answer | undefined>;

const MOST_LISTED = 10;

const subcommands: Readonly<Record<string, Subcommand>> = {
  create,
  orders,
  order,
  cancel,
  instances,
  help,
};

/** Runs `/edcps <what is typed>`. Nothing to say: undefined. */
export async function runCommand(
  ports: CommandPorts,
  text: string,
  typed: Omit<Typed, "rest">,
): Promise<Answer | undefined> {
  const [word = "", ...rest] = text.trim().split(/\s+/);
  const name = word === "" ? "help" : word.toLowerCase();
  const run = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (!run)
    return {
      text: `\`${escaped(word, 40).replaceAll("`", "'")}\` is not something that this command knows.\n${HELP}`,
    };
  return run(ports, { ...typed, rest: rest.join(" ") });
}

async function create(
  { people, policy, form }: CommandPorts,
  { by, channel, triggerId }: Typed,
): Promise<Answer | undefined> {
  const person = await people.identify(by, groupsOf(policy));
  const allowed = permission(policy, person, { action: "open-form" });
  if (!allowed.ok) return { text: texts.refusal(allowed.refusal) };
  await form.open(triggerId, { channel });
  return undefined;
}

async function orders(ports: CommandPorts, { by }: Typed): Promise<Answer> {
  const mine = await ports.orders.placedBy(by.userId, MOST_LISTED);
  return { text: "Your newest orders", blocks: orderList(mine) };
}

async function order(ports: CommandPorts, { by, rest }: Typed): Promise<Answer> {
  const id = readOrderId(rest);
  const shown = id ? await showOrder(ports, id, by) : undefined;
  if (!shown) return { text: texts.refusal({ reason: "unknown-order" }) };
  if (!shown.ok) return { text: texts.refusal(shown.refusal) };
  return {
    text: `Order ${shown.order.id}`,
    blocks: [...orderDetails(shown.order), ...ownButtons(shown.order)],
  };
}

async function cancel(ports: CommandPorts, { by, rest }: Typed): Promise<Answer> {
  const id = readOrderId(rest);
  const outcome = id ? await actOnOrder(ports, { orderId: id, action: "cancel", by }) : undefined;
  if (!outcome) return { text: texts.refusal({ reason: "unknown-order" }) };
  return {
    text: outcome.ok
      ? `Order ${outcome.order.id} is cancelled. Nothing was bought.`
      : `Order ${id ?? ""}: ${texts.refusal(outcome.refusal)}`,
  };
}

async function instances(
  { cloud, catalogue, people, policy }: CommandPorts,
  { by, rest }: Typed,
): Promise<Answer> {
  const allowed = permission(policy, await people.identify(by, groupsOf(policy)), {
    action: "open-form",
  });
  if (!allowed.ok) return { text: texts.refusal(allowed.refusal) };
  const known = (await catalogue.regions()).map(({ region }) => region);
  const wanted = rest.trim();
  const region =
    known.find((name) => name === wanted) ??
    (wanted === "" && known.length === 1 ? known[0] : undefined);
  if (region === undefined)
    return {
      text: `Name one of these regions: ${known.map((name) => `\`/edcps instances ${escaped(name, 60)}\``).join(", ")}`,
    };
  const found = await cloud.instances(region);
  if (found.length === 0) return { text: `There are no servers in ${escaped(region, 60)}.` };
  const lines = found
    .slice(0, 25)
    .map(
      ({ instanceId, name, status, privateIp }) =>
        `• \`${escaped(instanceId, 60)}\` ${escaped(name, 60)}: ${escaped(status || "state not given", 30)}${privateIp ? `, ${escaped(privateIp, 40)}` : ""}`,
    );
  const more =
    found.length > lines.length
      ? [context(`${found.length - lines.length} more are in the JD Cloud console.`)]
      : [];
  return {
    text: literal(`${found.length} servers in ${region}`),
    blocks: [section(lines.join("\n").slice(0, 2_900)), ...more],
  };
}

const HELP = [
  "`/edcps create` opens the form to order servers",
  "`/edcps orders` lists your newest orders",
  "`/edcps order <id>` shows one order with its history",
  "`/edcps cancel <id>` takes an order back while nothing was bought",
  "`/edcps instances [region]` lists the servers that exist",
  "`/edcps help` shows this",
].join("\n");

function help(): Promise<Answer> {
  return Promise.resolve({ text: HELP });
}
