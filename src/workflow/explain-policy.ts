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
import type { Policy } from "../order/policy-file.ts";
import { showOrder, type ActPorts } from "./act-on-order.ts";
import { identities, type Who } from "./identities.ts";
import { decidedOrKept, keepRefusal } from "./keep-refusal.ts";
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

/** What is asked in vain is an attempt to learn of others, and kept like any other. */
async function answered<A extends { readonly ok: true } | Refused | { readonly unsaid: unknown }>(
  ports: Pick<ActPorts, "orders" | "clock">,
  { userId, teamId }: Who,
  about: { readonly order?: Order },
  answering: Promise<A>,
): Promise<A> {
  const by = { kind: "person", userId, teamId } as const;
  const attempt = { by, action: "view", ...about } as const;
  const answer = await decidedOrKept(ports, () => attempt, answering);
  if ("refusal" in answer) await keepRefusal(ports, attempt, answer.refusal.reason);
  return answer;
}

/**
 * Which rule decides about an order, and what a person could do with it now, for whoever may see the order. Changes
 * nothing; a refusal is kept. Throws StoreUnavailable and IdentityUnavailable.
 */
export async function explainOrder(
  ports: ActPorts,
  { orderId, ...question }: Question & { readonly orderId: string },
): Promise<ExplainedOrder> {
  const policy = ports.policy();
  const shown = await showOrder({ ...ports, policy: () => policy }, orderId, question.by);
  if (!shown.ok) return shown; // kept already
  const { order } = shown;
  return answered(ports, question.by, { order }, explanationOf(ports, policy, order, question));
}

async function explanationOf(
  ports: ActPorts,
  policy: Policy,
  order: Order,
  { by, about = by }: Question,
): Promise<ExplainedOrder> {
  const { identify, requesterOf, othersOf } = identities(ports, policy);
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

interface WishQuestion extends Question {
  readonly line: Answers;
  readonly has: FormAbilities;
}

type WishPorts = Pick<ActPorts, "policy" | "people" | "prices" | "orders" | "clock">;

/**
 * Which rule would decide about an order that a person placed. A refusal is kept.
 * Throws StoreUnavailable and IdentityUnavailable.
 */
export const explainWish = (ports: WishPorts, question: WishQuestion): Promise<ExplainedWish> =>
  answered(ports, question.by, {}, wishExplained(ports, question));

async function wishExplained(
  ports: WishPorts,
  { by, about = by, line, has }: WishQuestion,
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
