import type { Asking, Circumstances, PersonsCommand } from "./asking.ts";
import { decide } from "./decide.ts";
import type { Refusal } from "./decision.ts";
import type { Order } from "./order.ts";
import type { PersonAction } from "./policy.ts";
import type { Policy } from "./policy-file.ts";

const unanswered: Partial<Record<PersonAction, readonly Refusal["reason"][]>> = {
  "break-glass": ["no-reason"],
  propose: ["not-smaller"],
  // What no rule takes as it is may be changed to what one does.
  edit: ["no-change", "no-rule", "too-few"],
};

/** A refusal for the lack of an answer, of somebody who was not asked for it yet. */
export const isUnanswered = (action: PersonAction, { reason }: Refusal): boolean =>
  unanswered[action]?.includes(reason) ?? false;

/** Each action without what only a person can say. */
export const trialOf = (action: PersonAction, order: Order): Asking => {
  switch (action) {
    case "break-glass":
      return { action, reason: "" };
    case "propose":
      return { action, reductions: {} };
    case "edit": {
      const { region, spec, labels, justification } = order;
      return { action, edited: { region, spec, labels, justification } };
    }
    default:
      return { action };
  }
};

/** What `decide` would take from this person now, or would only ask them to look at again. */
export const mayNow =
  (
    policy: Policy,
    order: Order,
    circumstances: Pick<Circumstances, "by" | "requester" | "others">,
    at: string,
  ) =>
  (action: PersonAction): boolean => {
    const now = { priceOf: () => order.price, left: undefined };
    const command: PersonsCommand = { ...trialOf(action, order), ...circumstances, now };
    const decision = decide(policy, order, command, at);
    if (decision.ok) return true;
    return decision.refusal.reason === "moved" || isUnanswered(action, decision.refusal);
  };
