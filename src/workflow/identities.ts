import type { Order } from "../order/order.ts";
import { groupsOf, isSame, type Person } from "../order/policy.ts";
import type { Policy } from "../order/policy-file.ts";
import type { People } from "./ports.ts";

export interface Who {
  readonly userId: string;
  readonly teamId: string;
}

/** Whoever counts in a decision, as they are now and as one policy asks about them. Each throws IdentityUnavailable. */
export function identities({ people }: { readonly people: People }, policy: Policy) {
  const groups = groupsOf(policy);
  const identify = (who: Who): Promise<Person> => people.identify(who, groups);
  return {
    identify,
    requesterOf: (order: Order, by: Person): Promise<Person> | Person =>
      isSame(by, order.requester) ? by : identify(order.requester),
    /** Whoever approved it, proposed a smaller one or broke the glass. */
    othersOf: (order: Order): Promise<readonly Person[]> =>
      Promise.all(actors(order).map(identify)),
  };
}

/** Whose actions count still. */
const actors = ({ approvals, proposal, history }: Order): readonly Who[] => [
  ...approvals,
  ...(proposal ? [proposal.by] : []),
  ...history.flatMap(({ action, by }) =>
    action === "break-glass" && by.kind === "person" ? [by] : [],
  ),
];
