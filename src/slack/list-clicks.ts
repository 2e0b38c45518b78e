import { mayOrder } from "../workflow/place-order.ts";
import { listOrders } from "../workflow/list-orders.ts";
import type { Click, OnClick } from "./click.ts";
import { inTime, type Handled } from "./gesture.ts";
import { drawHome, drawOpenHome, type HomePorts } from "./home.ts";
import { ORDER_NEW } from "./home-view.ts";
import {
  INSTANCES_ACTION,
  listInstances,
  readWantedServers,
  type InstancePorts,
} from "./instance-list.ts";
import type { Message } from "./order-card.ts";
import type { OrderForm } from "./order-form.ts";
import { LIST_ACTION, orderList, pageSize, readListValue } from "./order-list.ts";
import type { ActionPayload, HomeOpened } from "./payloads.ts";
import { textsFor, type Reader } from "./reader.ts";
import { arrives, type ReplyPrivately } from "./reply-privately.ts";

export interface ListClickPorts extends HomePorts, InstancePorts {
  readonly form: OrderForm;
  readonly reply: ReplyPrivately;
}

/** The home tab was opened: the list as it was left, from its newest page. Changes nothing, never throws. */
export async function openHome(
  ports: ListClickPorts,
  event: HomeOpened,
  by: Click["by"],
  reader: Reader,
): Promise<void> {
  const { from: _, ...newest } = readListValue(event.view?.private_metadata) ?? { scope: "mine" };
  const gesture = { by, reader, view: event.view, turn: event.event_ts };
  await quietly(ports, drawHome(ports, gesture, newest));
}

/** What clicks in lists lead to, by their action ids: they change nothing, and what they ask for is checked anew. */
export const listClicks = (
  ports: ListClickPorts,
): readonly { readonly isOf: (actionId: string) => boolean; readonly handle: OnClick }[] => [
  {
    isOf: (actionId) => LIST_ACTION.test(actionId),
    async handle({ payload, by, reader, ack }) {
      const wanted = readListValue(valueOf(payload)) ?? { scope: "mine" };
      if (isInHome(payload)) {
        const gesture = { by, reader, view: payload.view, turn: turnOf(payload) };
        if ((await inTime(drawHome(ports, gesture, wanted), ports.log, reader)).ok) await ack();
        return;
      }
      const listed = listOrders(ports, by, wanted, pageSize[wanted.scope]).then(async (page) =>
        orderList({ page, wanted, reader: by.userId }, await textsFor(reader)),
      );
      if (await answers(ports, payload, await inTime(listed, ports.log, reader))) await ack();
    },
  },
  {
    isOf: (actionId) => INSTANCES_ACTION.test(actionId),
    async handle({ payload, by, reader, ack }) {
      const wanted = readWantedServers(valueOf(payload)) ?? "";
      const listed = listInstances(ports, by, reader, wanted);
      if (await answers(ports, payload, await inTime(listed, ports.log, reader))) await ack();
    },
  },
  {
    isOf: (actionId) => actionId === ORDER_NEW,
    async handle({ payload, by, reader, ack }) {
      const handled = await inTime(openForm(ports, payload, by, reader), ports.log, reader);
      if (handled.ok || (await answers(ports, payload, handled))) await ack();
    },
  },
];

const valueOf = ({ actions: [action] }: ActionPayload): string | undefined =>
  action?.selected_option?.value ?? action?.value ?? undefined;

const turnOf = ({ actions: [action] }: ActionPayload): string => action?.action_ts ?? "";

const isInHome = ({ view }: ActionPayload): boolean => view?.type === "home";

/**
 * After a click on an order: in the home tab the page that was shown there, as it is now; in a modal, which may stand
 * before the tab, see `redrawOpenHome`. Never throws.
 */
export async function redrawAfterClick(
  ports: HomePorts,
  payload: ActionPayload,
  by: Click["by"],
  reader: Reader,
): Promise<void> {
  if (!isInHome(payload)) return payload.view && redrawOpenHome(ports, by, reader);
  await quietly(
    ports,
    drawHome(
      ports,
      { by, reader, view: payload.view, turn: turnOf(payload) },
      readListValue(payload.view?.private_metadata),
    ),
  );
}

/** After somebody did something in a form. Never throws. */
export const redrawOpenHome = (ports: HomePorts, by: Click["by"], reader: Reader): Promise<void> =>
  quietly(ports, drawOpenHome(ports, { by, reader }));

/** Nobody waits for it: the tab is drawn again the next time that it is opened. */
const quietly = ({ log }: HomePorts, drawing: Promise<void>): Promise<void> =>
  drawing.catch((error: unknown) => {
    log.warn({ error: String(error) }, "A home tab could not be drawn.");
  });

/** In place of the list that was clicked on; a message that others see too stays as it is. */
function answers(
  { reply }: ListClickPorts,
  { container, response_url: url }: ActionPayload,
  handled: Handled<Message>,
): Promise<boolean> {
  if (!handled.ok) return arrives(reply(url, handled.sentence));
  const { text, blocks } = handled.value;
  const replaces = container?.is_ephemeral ?? false;
  return arrives(reply(url, text, { blocks, replaces }));
}

async function openForm(
  ports: ListClickPorts,
  payload: ActionPayload,
  by: Click["by"],
  reader: Reader,
): Promise<void> {
  // What the home tab says to whoever may not order is the policy's own sentence.
  if (!(await mayOrder(ports, by)).ok)
    return drawHome(ports, { by, reader, view: payload.view, turn: turnOf(payload) });
  const language = await reader.language;
  // What becomes of it is told to them alone: a home tab is no channel.
  await ports.form.open(
    { triggerId: payload.trigger_id },
    { channel: by.userId, language, kept: {} },
  );
}
