import { decide, type PersonsCommand, type Refusal } from "../order/decide.ts";
import type { Order } from "../order/order.ts";
import { groupsOf, permission, type Person, type Policy } from "../order/policy.ts";
import { changeOrder, type ChangePorts } from "./change-order.ts";
import type { Orders, People } from "./ports.ts";

export interface Gesture {
  readonly orderId: string;
  readonly action: PersonsCommand["action"];
  /** The verified person of the request. */
  readonly by: { readonly userId: string; readonly teamId: string };
  /** What their card showed; absent for a typed command. */
  readonly version?: number;
  readonly reason?: string;
}

export type Outcome =
  | { readonly ok: true; readonly order: Order }
  | { readonly ok: false; readonly refusal: Refusal };

interface PeoplePorts {
  readonly orders: Orders;
  readonly people: People;
  /** As it is now; asked once for each decision, so that none mixes two policies. */
  readonly policy: () => Policy;
}

/**
 * Approve, deny, cancel or retry: the one way in for a button, a form and a typed command.
 * Throws StoreUnavailable and IdentityUnavailable; then nothing changed, unless `mayHaveHappened` says otherwise.
 */
export async function actOnOrder(
  ports: ChangePorts & PeoplePorts,
  gesture: Gesture,
): Promise<Outcome> {
  const { orderId, by: who, action } = gesture;
  const decideOn = await decider(ports, gesture);
  const outcome = (await changeOrder(ports, orderId, decideOn)) ?? unknownOrder;
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

/** What `actOnOrder` would answer now; changes nothing. */
export async function considerAction(
  ports: ChangePorts & PeoplePorts,
  gesture: Gesture,
): Promise<Outcome> {
  const order = await ports.orders.find(gesture.orderId);
  return order ? (await decider(ports, gesture))(order, ports.clock().toISOString()) : unknownOrder;
}

const unknownOrder: Outcome = { ok: false, refusal: { reason: "unknown-order" } };

async function decider(
  ports: PeoplePorts,
  { by: who, ...asked }: Gesture,
): Promise<(order: Order, at: string) => Promise<Outcome>> {
  const policy = ports.policy();
  const by = await identify(ports, policy, who);
  return async (order, at) => {
    const [requester, ...earlier] = await Promise.all([
      requesterOf(ports, policy, order, by),
      ...order.approvals.map((approval) => identify(ports, policy, approval)),
    ]);
    return decide(policy, order, { ...asked, by, requester, earlier }, at);
  };
}

/** One order for one person who may see it. */
export async function showOrder(
  ports: PeoplePorts,
  orderId: string,
  who: Gesture["by"],
): Promise<Outcome> {
  const policy = ports.policy();
  const [order, person] = [await ports.orders.find(orderId), await identify(ports, policy, who)];
  if (!order) return unknownOrder;
  const allowed = permission(policy, person, {
    action: "view",
    order,
    requester: await requesterOf(ports, policy, order, person),
  });
  return allowed.ok ? { ok: true, order } : { ok: false, refusal: allowed.refusal };
}

const identify = (ports: PeoplePorts, policy: Policy, who: Gesture["by"]): Promise<Person> =>
  ports.people.identify(who, groupsOf(policy));

const requesterOf = (
  ports: PeoplePorts,
  policy: Policy,
  order: Order,
  by: Person,
): Promise<Person> | Person =>
  by.userId === order.requester.userId && by.teamId === order.requester.teamId
    ? by
    : identify(ports, policy, order.requester);
