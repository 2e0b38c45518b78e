import { asked, groupsOf, isPrepaid, permission } from "../order/policy.ts";
import { estimate, type Estimate } from "../order/price-book.ts";
import type { PlacePorts, PlaceRequest } from "./place-order.ts";

/** What a form buys as soon as it is sent, because a rule asks nobody. */
export interface AtOnce {
  /** The rule's name. */
  readonly rule: string;
  /** Absent: the price is not known. */
  readonly price?: Estimate;
}

/**
 * Prepaid servers that a rule lets through by itself. Sending the form is then the only click before money is gone that
 * nobody gives back, so whoever sends it has to have read that. Undefined: somebody is asked first, or it can be given
 * back, or it is refused anyway. Throws IdentityUnavailable.
 */
export async function buysAtOnce(
  { people, policy: policyNow, prices }: Pick<PlacePorts, "people" | "policy" | "prices">,
  by: PlaceRequest["by"],
  { region, spec }: Pick<PlaceRequest, "region" | "spec">,
): Promise<AtOnce | undefined> {
  if (!isPrepaid(spec)) return undefined;
  const policy = policyNow();
  const price = prices && estimate(prices, { region, spec });
  const priced = price ? { price } : {};
  const person = await people.identify(by, groupsOf(policy));
  const allowed = permission(policy, person, {
    action: "place",
    asked: asked({ region, spec, ...priced }),
  });
  return allowed.ok && allowed.rule.autoApprove
    ? { rule: allowed.rule.name, ...priced }
    : undefined;
}
