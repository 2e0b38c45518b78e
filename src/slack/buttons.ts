import { z } from "zod";
import type { WebClient } from "@slack/web-api";
import { actOnOrder, considerAction, showOrder, type ActPorts } from "../workflow/act-on-order.ts";
import type { Refusal } from "../order/decide.ts";
import type { People } from "../workflow/ports.ts";
import { groupsOf, permission } from "../order/policy.ts";
import type { Policy } from "../order/policy-file.ts";
import { answersOf } from "../order/spec-answers.ts";
import { plain, readButtonValue, section, type View } from "./blocks.ts";
import { detailsView } from "./order-details.ts";
import type { OrderForm } from "./order-form.ts";
import type { ActionPayload, ViewPayload } from "./payloads.ts";
import { textsFor, type Reader } from "./reader.ts";
import type { Texts } from "./texts.ts";

export interface ButtonPorts extends ActPorts {
  readonly people: People;
  readonly policy: () => Policy;
  readonly client: WebClient;
  readonly form: OrderForm;
}

export const DENY_FORM = "order_deny";

/** A click on a button of a message about an order. */
export interface Click {
  readonly by: { readonly userId: string; readonly teamId: string };
  readonly reader: Reader;
  /** Which order in which version the button was drawn for, or undefined when none of ours drew it. */
  readonly order: { readonly orderId: string; readonly version: number } | undefined;
  readonly message:
    | { readonly channel: string; readonly ts: string; readonly ephemeral: boolean }
    | undefined;
  readonly triggerId: string | undefined;
}

export const readClick = (payload: ActionPayload, by: Click["by"], reader: Reader): Click => {
  const channel = payload.channel?.id ?? payload.container?.channel_id;
  const ts = payload.message?.ts ?? payload.container?.message_ts;
  return {
    by,
    reader,
    order: readButtonValue(payload.actions[0]?.value ?? undefined),
    message:
      channel && ts
        ? { channel, ts, ephemeral: payload.container?.is_ephemeral ?? false }
        : undefined,
    triggerId: payload.trigger_id,
  };
};

/** What needs nothing but a click. */
export type SimpleDeed =
  | "approve"
  | "accept"
  | "decline"
  | "withdraw"
  | "cancel"
  | "retry"
  | "adopt";

/** One of these with one click. What changes nothing is told to the one who clicked, and the card is drawn again. */
export async function clickAction(
  ports: ButtonPorts,
  action: SimpleDeed,
  click: Click,
): Promise<void> {
  if (!click.order) return tell(ports, click, { reason: "unknown-order" });
  const outcome = await actOnOrder(ports, { ...click.order, action, by: click.by });
  if (!outcome.ok) await tell(ports, click, outcome.refusal);
}

/** A refusal is kept as a job before the click is acknowledged, so it arrives even when this process ends now. */
async function tell({ queue }: ButtonPorts, click: Click, refusal: Refusal): Promise<void> {
  const { by, order, message } = click;
  await queue.notify({
    userId: by.userId,
    channel: message?.channel ?? by.userId,
    ...(order ? { orderId: order.orderId } : {}),
    refusal,
  });
  if (order && refusal.reason !== "unknown-order")
    await queue.repair(order.orderId, cardIn(message));
}

/** The message to draw again. What only one person sees is no card. */
const cardIn = (message: Click["message"]): { channel: string; ts: string } | undefined =>
  message && !message.ephemeral ? { channel: message.channel, ts: message.ts } : undefined;

/** Opens the form that asks for a reason; what it decides is decided when it is submitted. */
export async function clickDeny(ports: ButtonPorts, click: Click): Promise<void> {
  if (!click.order) return tell(ports, click, { reason: "unknown-order" });
  const outcome = await considerAction(ports, { ...click.order, action: "deny", by: click.by });
  if (!outcome.ok) return tell(ports, click, outcome.refusal);
  await ports.client.views.open({
    trigger_id: click.triggerId ?? "",
    view: denyView(click.order, await textsFor(click.reader)),
  });
}

export async function clickDetails(ports: ButtonPorts, click: Click): Promise<void> {
  if (!click.order) return tell(ports, click, { reason: "unknown-order" });
  const shown = await showOrder(ports, click.order.orderId, click.by);
  if (!shown.ok) return tell(ports, click, shown.refusal);
  await ports.client.views.open({
    trigger_id: click.triggerId ?? "",
    view: detailsView(shown.order, await textsFor(click.reader)),
  });
}

/** Opens the form filled in with an order that is over. What it was for is left to whoever orders now, unless they said it. */
export async function clickAgain(ports: ButtonPorts, click: Click): Promise<void> {
  if (!click.order) return tell(ports, click, { reason: "unknown-order" });
  const shown = await showOrder(ports, click.order.orderId, click.by);
  if (!shown.ok) return tell(ports, click, shown.refusal);
  const { order } = shown;
  const policy = ports.policy();
  const person = await ports.people.identify(click.by, groupsOf(policy));
  const allowed = permission(policy, person, { action: "open-form" });
  if (!allowed.ok) return tell(ports, click, allowed.refusal);
  const isOwn =
    click.by.userId === order.requester.userId && click.by.teamId === order.requester.teamId;
  await ports.form.open(click.triggerId ?? "", {
    channel: click.message?.channel ?? click.by.userId,
    language: await click.reader.language,
    kept: {
      ...answersOf(order.region, order.spec),
      ...(isOwn ? { justification: order.justification } : {}),
    },
  });
}

const MOST_REASON = 500;

/** Which order in which version. Not which message: what went through the client is no place to draw over. */
const denyMetadata = z.object({
  orderId: z.string().regex(/^[A-Z0-9]{4,12}$/),
  version: z.int().min(1),
});

const denyView = (about: z.output<typeof denyMetadata>, texts: Texts): View => ({
  type: "modal",
  callback_id: DENY_FORM,
  private_metadata: JSON.stringify(about),
  title: plain(texts.denyTitle, 24),
  submit: plain(texts.denySubmit, 24),
  close: plain(texts.cancel, 24),
  blocks: [
    section(texts.namedBold({ id: about.orderId })),
    {
      type: "input",
      block_id: "reason",
      label: plain(texts.denyReason),
      element: {
        type: "plain_text_input",
        action_id: "reason",
        multiline: true,
        max_length: MOST_REASON,
      },
    },
  ],
});

/** The deny form was sent. Undefined: done, the form closes. A refusal is shown in its place. */
export async function submitDenial(
  ports: ButtonPorts,
  view: ViewPayload,
  by: Click["by"],
  reader: Reader,
): Promise<
  | { response_action: "update"; view: View }
  | { response_action: "errors"; errors: Record<string, string> }
  | undefined
> {
  const about = denyMetadata.safeParse(readJson(view.private_metadata));
  const reason = view.state.values["reason"]?.["reason"]?.value?.trim() ?? "";
  if (reason === "" || reason.length > MOST_REASON) {
    const { problem } = await textsFor(reader);
    const wrong =
      reason === ""
        ? problem({ field: "reason", rule: "required" })
        : problem({ field: "reason", rule: "length", max: MOST_REASON });
    return { response_action: "errors", errors: { reason: wrong } };
  }
  const refusedView = async (
    refusal: Refusal,
  ): Promise<{ response_action: "update"; view: View }> => {
    const texts = await textsFor(reader);
    return {
      response_action: "update",
      view: {
        type: "modal",
        title: plain(texts.denyTitle, 24),
        close: plain(texts.close, 24),
        blocks: [section(texts.refusal(refusal))],
      },
    };
  };
  if (!about.success) return refusedView({ reason: "unknown-order" });
  const { orderId, version } = about.data;
  const outcome = await actOnOrder(ports, { orderId, version, action: "deny", by, reason });
  if (outcome.ok) return undefined;
  if (outcome.refusal.reason !== "unknown-order") await ports.queue.repair(orderId);
  return refusedView(outcome.refusal);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
