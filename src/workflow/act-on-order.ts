import type { Asking } from "../order/asking.ts";
import { decide } from "../order/decide.ts";
import type { Decision, Refusal } from "../order/decision.ts";
import { isUnanswered, mayNow, trialOf } from "../order/may-now.ts";
import type { Order } from "../order/order.ts";
import { permission, type PersonAction } from "../order/policy.ts";
import type { Policy } from "../order/policy-file.ts";
import { boughtByNoOther } from "./bought-by-no-other.ts";
import { changeOrder, type ChangePorts } from "./change-order.ts";
import { identities, type Who } from "./identities.ts";
import type { Clock, Orders, People } from "./ports.ts";
import { decidedOrKept, keepRefusal } from "./keep-refusal.ts";
import { pricesNow, worldNow, type WorldPorts } from "./world-now.ts";

export type Gesture = Asking & {
  readonly orderId: string;
  /** The verified person of the request. */
  readonly by: Who;
  /** What their card showed; absent for a typed command. */
  readonly version?: number;
};

export type Outcome =
  | { readonly ok: true; readonly order: Order }
  | { readonly ok: false; readonly refusal: Refusal };

export interface PeoplePorts {
  readonly orders: Orders;
  readonly people: People;
  /** As it is now; asked once for each decision, so that none mixes two policies. */
  readonly policy: () => Policy;
}

export type ActPorts = ChangePorts & PeoplePorts & WorldPorts;

/**
 * Whatever a person does with an order: the one way in for a button, a form and a typed command.
 * Throws StoreUnavailable and IdentityUnavailable; then nothing changed, unless `mayHaveHappened` says otherwise.
 */
export async function actOnOrder(ports: ActPorts, gesture: Gesture): Promise<Outcome> {
  const { orderId, by: who, action } = gesture;
  const outcome = await audited(ports, gesture, async (judging) => {
    const decideOn = await decider(ports, gesture);
    return changeOrder(ports, orderId, (order, at) => decideOn(judging(order), at));
  });
  ports.log.info(
    {
      orderId,
      action,
      by: who.userId,
      ...(outcome.ok
        ? { status: outcome.order.status, version: outcome.order.version }
        : { refused: outcome.refusal.reason }),
    },
    outcome.ok ? "An order changed." : "A gesture was refused.",
  );
  return outcome;
}

/**
 * What `actOnOrder` would answer now to somebody who has not been asked yet for what an action needs beside its name;
 * changes nothing. A refusal is an attempt, and kept like any other.
 */
export async function considerAction(
  ports: ActPorts,
  { action, orderId, by, version }: Pick<Gesture, "action" | "orderId" | "by" | "version">,
): Promise<Outcome> {
  const gesture = { orderId, by, ...(version === undefined ? {} : { version }) };
  return audited(ports, { ...gesture, action }, async (judging) => {
    const order = await ports.orders.find(orderId);
    if (!order) return undefined;
    const decideOn = await decider(ports, { ...gesture, ...trialOf(action, order) });
    const decision = await decideOn(judging(order), ports.clock().toISOString());
    if (decision.ok || isUnanswered(action, decision.refusal)) return { ok: true, order };
    return { ok: false, refusal: decision.refusal }; // nothing of it is stored
  });
}

const unknownOrder = { ok: false, refusal: { reason: "unknown-order" } } as const;

type Decided =
  | { readonly ok: true }
  | { readonly ok: false; readonly refusal: Refusal; readonly noted?: Order };

/** Decides, and keeps a refusal in the audit trail. What is stored of an order has its entry there with that. */
async function audited<D extends Decided>(
  ports: PeoplePorts & { readonly clock: Clock },
  { by, version, ...asked }: Looking,
  deciding: (judging: (order: Order) => Order) => Promise<D | undefined>,
): Promise<D | typeof unknownOrder> {
  let order: Order | undefined;
  const attempt = () => ({
    ...asked,
    by: { kind: "person", userId: by.userId, teamId: by.teamId } as const,
    shown: version,
    order,
  });
  const decision =
    (await decidedOrKept(
      ports,
      attempt,
      deciding((found) => (order = found)),
    )) ?? unknownOrder;
  if (!decision.ok && !("noted" in decision))
    await keepRefusal(ports, attempt(), decision.refusal.reason);
  return decision;
}

/** What the audit trail tells of a gesture. */
interface Looking extends Pick<Gesture, "orderId" | "by" | "version"> {
  readonly action: PersonAction | "view";
  readonly reason?: string;
}

/**
 * Actions that may buy what was shown: they are checked against the stock too. An edit may buy as well, but something new:
 * like an order that is placed, it was checked against all that is offered when its form was sent.
 */
const MAY_BUY: readonly PersonAction[] = ["approve", "break-glass", "accept", "retry"];

async function decider(
  ports: ActPorts,
  { by: who, ...asking }: Gesture,
): Promise<(order: Order, at: string) => Promise<Decision>> {
  const policy = ports.policy();
  const { identify, requesterOf, othersOf } = identities(ports, policy);
  const by = await identify(who);
  return async (order, at) => {
    const [now, requester, others] = await Promise.all([
      MAY_BUY.includes(asking.action) ? worldNow(ports, order) : pricesNow(ports),
      requesterOf(order, by),
      othersOf(order),
    ]);
    const known = asking.action === "adopt" ? await withoutTaken(ports, order) : order;
    return decide(policy, known, { ...asking, by, requester, others, now }, at);
  };
}

/**
 * Of servers that were found, another order may have proved to be the buyer since. Then nothing is taken over: what was
 * shown is not what there is, and a new look finds the rest.
 */
async function withoutTaken({ orders }: Pick<ActPorts, "orders">, order: Order): Promise<Order> {
  const { failure } = order;
  if (!failure?.found) return order;
  const free = await boughtByNoOther(orders, failure.found);
  return free.length === failure.found.length
    ? order
    : { ...order, failure: { ...failure, found: [] } };
}

/** One order for one person who may see it, with what they could do with it now. */
export async function showOrder(
  ports: PeoplePorts & { readonly clock: Clock },
  orderId: string,
  who: Who,
): Promise<
  | { readonly ok: true; readonly order: Order; readonly may: (action: PersonAction) => boolean }
  | { readonly ok: false; readonly refusal: Refusal }
> {
  const policy = ports.policy();
  const { identify, requesterOf, othersOf } = identities(ports, policy);
  return audited(ports, { orderId, by: who, action: "view" }, async (judging) => {
    const [order, person] = [await ports.orders.find(orderId), await identify(who)];
    if (!order) return undefined;
    const requester = await requesterOf(judging(order), person);
    const allowed = permission(policy, person, { action: "view", order, requester });
    if (!allowed.ok) return allowed;
    const others = await othersOf(order);
    const at = ports.clock().toISOString();
    const may = mayNow(policy, order, { by: person, requester, others }, at);
    return { ok: true, order, may };
  });
}
