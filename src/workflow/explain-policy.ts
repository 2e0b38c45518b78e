import type { Refusal } from "../order/decision.ts";
import {
  explain,
  explainActions,
  mayAskForOthers,
  readWish,
  wishOf,
  type ActionNow,
  type Explanation,
} from "../order/explain.ts";
import type { Answers, FieldId, FormAbilities } from "../order/form-fields.ts";
import type { Order } from "../order/order.ts";
import { isSame, permission } from "../order/policy.ts";
import { showOrder, type ActPorts } from "./act-on-order.ts";
import { identities, type Who } from "./identities.ts";
import { worldNow } from "./world-now.ts";

/** Who asks, and about whom; nobody: about themselves. */
interface Question {
  readonly by: Who;
  readonly about?: Who | undefined;
}

/** Asked about somebody else by a person who does not decide about such orders. */
export interface ExplainRefusal {
  readonly reason: "about-others";
}

type Refused = { readonly ok: false; readonly refusal: Refusal | ExplainRefusal };

export type ExplainedOrder =
  | {
      readonly ok: true;
      readonly order: Order;
      readonly explanation: Explanation;
      readonly actions: readonly ActionNow[];
    }
  | Refused;

export type ExplainedWish =
  | { readonly ok: true; readonly explanation: Explanation }
  | { readonly ok: false; readonly unsaid: readonly FieldId[] }
  | Refused;

const aboutOthers = { ok: false, refusal: { reason: "about-others" } } as const;

/**
 * Which rule decides about an order, and what a person could do with it now, for whoever may see the order. Changes
 * nothing. Throws StoreUnavailable and IdentityUnavailable.
 */
export async function explainOrder(
  ports: ActPorts,
  { by, about = by, orderId }: Question & { readonly orderId: string },
): Promise<ExplainedOrder> {
  const policy = ports.policy();
  const { identify, requesterOf, othersOf } = identities(ports, policy);
  const shown = await showOrder(ports, orderId, by);
  if (!shown.ok) return shown;
  const { order } = shown;
  const [asker, person] = await Promise.all([identify(by), identify(about)]);
  const [requester, others, now] = await Promise.all([
    requesterOf(order, person),
    othersOf(order),
    worldNow(ports, order),
  ]);
  const explanation = explain(policy, requester, wishOf(order));
  if (!isSame(asker, person) && !mayAskForOthers(policy, asker, explanation.verdict))
    return aboutOthers;
  const circumstances = { by: person, requester, others, now };
  const actions = explainActions(policy, order, circumstances, ports.clock().toISOString());
  return { ok: true, order, explanation, actions };
}

/** Which rule would decide about an order that a person placed. Throws IdentityUnavailable. */
export async function explainWish(
  ports: Pick<ActPorts, "policy" | "people" | "prices" | "orders">,
  { by, about = by, line, has }: Question & { readonly line: Answers; readonly has: FormAbilities },
): Promise<ExplainedWish> {
  const policy = ports.policy();
  const { identify } = identities(ports, policy);
  const [asker, person] = await Promise.all([identify(by), identify(about)]);
  const isOwn = isSame(asker, person);
  const allowed = permission(policy, person, { action: "open-form" });
  if (isOwn && !allowed.ok) return allowed;
  if (!isOwn && !mayAskForOthers(policy, asker)) return aboutOthers;
  const read = readWish(policy, line, has, ports.prices);
  if (!read.ok) return read;
  const explanation = explain(policy, person, read.wish);
  return isOwn || mayAskForOthers(policy, asker, explanation.verdict)
    ? { ok: true, explanation }
    : aboutOthers;
}
