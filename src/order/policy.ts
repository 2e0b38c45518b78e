import { fitsAny } from "./glob.ts";
import type { Action } from "./lifecycle.ts";
import type { OpenSpec, Order } from "./order.ts";
import type { Policy, Rule } from "./policy-file.ts";
import { canAgree, type Stage } from "./seats.ts";

/** A verified Slack person and what decides about them. Groups are the policy's groups that they are in. */
export interface Person {
  readonly userId: string;
  readonly teamId: string;
  readonly standing: "member" | "guest" | "foreign" | "deactivated";
  readonly groups: readonly string[];
}

type Who = Pick<Person, "userId" | "teamId">;

export const isSame = (one: Who, other: Who): boolean =>
  one.userId === other.userId && one.teamId === other.teamId;

/** What a rule looks at in an order. */
export interface Asked {
  readonly region: string;
  readonly az: string;
  readonly deviceType: string;
  /** Empty: not said. The API's pages name two defaults, so no rule that asks for one takes it. */
  readonly chargeMode: string;
  readonly count: number;
  /** In ten-thousandths of the currency's unit, as it was estimated when the order was placed; undefined: not known. */
  readonly monthlyPrice: number | undefined;
}

export const asked = (order: Pick<Order, "region" | "spec" | "price">): Asked => ({
  region: order.region,
  az: order.spec.az,
  deviceType: order.spec.deviceType,
  chargeMode: order.spec.charge.chargeMode ?? "",
  count: order.spec.count,
  monthlyPrice: order.price?.perMonth,
});

/** Paid at once for a whole term, and never given back. */
export const isPrepaid = ({ charge }: Pick<OpenSpec, "charge">): boolean =>
  charge.chargeMode === "prepaid_by_duration";

type Named = Pick<Stage, "users" | "groups">;

/** Whoever has left counts nowhere, although the policy may still name them. */
const named = (who: Named | undefined, person: Person): boolean =>
  who !== undefined && person.standing !== "deactivated" && who.users.includes(person.userId);
/** Guests and people of other workspaces count only where they are named one by one; a group never lets them in. */
const among = (who: Named | undefined, person: Person): boolean =>
  who !== undefined &&
  (named(who, person) ||
    (person.standing === "member" && who.groups.some((group) => person.groups.includes(group))));

/** What of a rule's `match` an order does not meet, or who asks for it. */
export type Miss =
  | "region"
  | "az"
  | "deviceType"
  | "chargeMode"
  | "count"
  | "price"
  | "price-unknown"
  | "requester";

/** Every condition of a rule that does not hold; none: the rule matches. */
export function missesOf({ match }: Rule, order: Asked, person: Person): readonly Miss[] {
  const { maxCount = Infinity, maxMonthlyPrice: most, requesters } = match;
  const isAsked: Readonly<Record<Miss, boolean>> = {
    region: fitsAny(match.regions, order.region),
    az: fitsAny(match.azs, order.az),
    deviceType: fitsAny(match.deviceTypes, order.deviceType),
    chargeMode: fitsAny(match.chargeModes, order.chargeMode),
    count: order.count <= maxCount,
    price: most === undefined || order.monthlyPrice === undefined || order.monthlyPrice <= most,
    // A price that is not known is never within a limit: such an order goes on to a rule that does not ask for it.
    "price-unknown": most === undefined || order.monthlyPrice !== undefined,
    requester: requesters ? among(requesters, person) : person.standing === "member",
  };
  return (Object.keys(isAsked) as Miss[]).filter((miss) => !isAsked[miss]);
}

/** The first rule that matches an order and who asks for it. */
const ruleFor = (policy: Policy, order: Asked, requester: Person): Rule | undefined =>
  policy.rules.find((rule) => missesOf(rule, order, requester).length === 0);

/** Every user group that the policy asks about. */
export const groupsOf = (policy: Policy): readonly string[] => [
  ...new Set(
    policy.rules.flatMap(({ stages, match, breakGlass, escalation }) =>
      [...stages, match.requesters, breakGlass, escalation?.approvers].flatMap(
        (who) => who?.groups ?? [],
      ),
    ),
  ),
];

/**
 * Whether any rule names a person among those who decide about orders. Of whoever is named by none, `permission` lets
 * nothing through but what concerns their own orders, so nobody has to look at others' to know.
 */
export const decidesSomething = ({ rules }: Policy, person: Person): boolean =>
  rules.some(({ stages, breakGlass, escalation }) =>
    [...stages, breakGlass, escalation?.approvers].some((who) => among(who, person)),
  );

/** What a person may want to do with an order that exists. */
export type PersonAction = Exclude<
  Action,
  "expire" | "remind" | "escalate" | "recheck" | "begin" | "complete" | "fail" | "doubt" | "observe"
>;

/** Why a rule did not take an order. */
export interface Passed {
  readonly rule: string;
  readonly misses: readonly Miss[];
}

/** Why the policy says no. `reason` picks the sentence, the rest fills it. */
export type PolicyRefusal =
  | { readonly reason: "guest" }
  | { readonly reason: "foreign" }
  | { readonly reason: "deactivated" }
  | { readonly reason: "no-rule"; readonly passed: readonly Passed[] }
  /** A rule takes the order, and beside the requester it names too few people to agree to it. */
  | { readonly reason: "too-few"; readonly rule: string }
  | { readonly reason: "rule-gone" }
  | { readonly reason: "needs-nobody" }
  | { readonly reason: "not-approver" }
  | { readonly reason: "not-break-glass" }
  | { readonly reason: "own-order"; readonly action: PersonAction }
  | { readonly reason: "not-yours"; readonly action: PersonAction | "view" };

export type Permission =
  | { readonly ok: true; readonly rule: Rule }
  | { readonly ok: false; readonly refusal: PolicyRefusal };

const no = (refusal: PolicyRefusal): Permission => ({ ok: false, refusal });

/** What one person wants to do: place an order, look at one, or act on one. */
export type Wish =
  | { readonly action: "open-form" }
  | { readonly action: "place"; readonly asked: Asked }
  | { readonly action: PersonAction | "view"; readonly order: Order; readonly requester: Person };

/**
 * THE function that says who may do what; every way in asks it, and what it does not allow is refused.
 * The actor is the verified person of the request. For an order that exists its requester is handed in too, because the
 * rule that governs an order is the first that matches the order *and* who asked for it.
 */
export function permission(policy: Policy, person: Person, wish: Wish): Permission {
  if (person.standing === "deactivated") return no({ reason: "deactivated" }); // listed or not
  switch (wish.action) {
    case "open-form":
    case "place":
      return mayOrder(policy, person, wish.action === "place" ? wish.asked : undefined);
    default:
      return mayAct(policy, person, wish);
  }
}

function mayOrder(policy: Policy, person: Person, order: Asked | undefined): Permission {
  if (
    person.standing !== "member" &&
    !policy.rules.some(({ match }) => named(match.requesters, person))
  )
    return no({ reason: person.standing });
  const passed = policy.rules.map((rule) => ({
    rule: rule.name,
    misses: order
      ? missesOf(rule, order, person)
      : missesOf({ ...rule, match: { requesters: rule.match.requesters } }, nothingYet, person),
  }));
  const found = policy.rules[passed.findIndex(({ misses }) => misses.length === 0)];
  if (!found) return no({ reason: "no-rule", passed });
  return order && !canBeDecided(found, person)
    ? no({ reason: "too-few", rule: found.name })
    : { ok: true, rule: found };
}

/** False when nobody could ever have it bought, as far as people are named: who is in a group is not known here. */
function canBeDecided(rule: Rule, { userId }: Who): boolean {
  const { stages, escalation, breakGlass, allowSelfApproval } = rule;
  // Once it is asked, the second list fits every stage.
  const atLast = stages.map((stage) => ({
    ...stage,
    users: [...stage.users, ...(escalation?.approvers.users ?? [])],
    groups: [...stage.groups, ...(escalation?.approvers.groups ?? [])],
  }));
  const canBreak =
    breakGlass !== undefined &&
    (breakGlass.ownOrders ||
      breakGlass.groups.length > 0 ||
      breakGlass.users.some((user) => user !== userId));
  return canBreak || canAgree(atLast, allowSelfApproval ? undefined : userId);
}

/** Before anything is asked for only the person counts. */
const nothingYet: Asked = {
  region: "",
  az: "",
  deviceType: "",
  chargeMode: "",
  count: 0,
  monthlyPrice: undefined,
};

/** What a person can be to an order. */
type Role = "requester" | "approver" | "breaker";

/** Whose action each is. A typed or forged wish that is not in the table is nobody's. */
const whose: Readonly<Record<PersonAction | "view", readonly Role[]>> = {
  view: ["requester", "approver", "breaker"],
  approve: ["approver"],
  deny: ["approver"],
  propose: ["approver"],
  withdraw: ["approver"],
  "break-glass": ["breaker"],
  accept: ["requester"],
  decline: ["requester"],
  edit: ["requester"],
  cancel: ["requester", "approver"],
  retry: ["requester", "approver"],
  adopt: ["requester", "approver"],
};

/** Everything that a person may want to do with an order that exists. */
export const personActions = (Object.keys(whose) as (PersonAction | "view")[]).filter(
  (action) => action !== "view",
);

/** Nobody but the requester may do it, whoever decides about the order. */
export const isRequestersAlone = (action: PersonAction | "view"): boolean =>
  whose[action].every((role) => role === "requester");

/** What the requester may do even when no rule covers the order any more. */
const NEEDS_NO_RULE: readonly (PersonAction | "view")[] = ["view", "cancel", "edit", "decline"];

function mayAct(policy: Policy, person: Person, wish: Extract<Wish, { order: Order }>): Permission {
  const { order, action, requester } = wish;
  const roles = Object.hasOwn(whose, action) ? whose[action] : [];
  const rule = ruleFor(policy, asked(order), requester);
  if (isSame(person, order.requester) && roles.includes("requester")) {
    if (rule) return { ok: true, rule };
    return NEEDS_NO_RULE.includes(action)
      ? { ok: true, rule: orphaned }
      : no({ reason: "rule-gone" });
  }
  if (!rule) return no({ reason: "rule-gone" });
  // For the ban the user id alone decides, whatever workspace the request came through.
  const isOwn = person.userId === order.requester.userId;
  const holds: Readonly<Record<Role, boolean>> = {
    requester: false,
    approver: isApprover(rule, order, person, action),
    breaker: among(rule.breakGlass, person),
  };
  const held = roles.filter((role) => holds[role]);
  if (held.length > 0) {
    const isBanned = (role: Role): boolean =>
      isOwn && !(role === "breaker" ? rule.breakGlass?.ownOrders : rule.allowSelfApproval);
    return held.every(isBanned) && action !== "view"
      ? no({ reason: "own-order", action })
      : { ok: true, rule };
  }
  if (person.standing !== "member") return no({ reason: person.standing });
  if (roles.includes("breaker") && action !== "view") return no({ reason: "not-break-glass" });
  if (roles.length === 1 && roles[0] === "approver")
    return no({ reason: rule.autoApprove ? "needs-nobody" : "not-approver" });
  return no({ reason: "not-yours", action });
}

/** Whether somebody decides about orders of a rule, at first or later. */
export const decides = ({ stages, escalation }: Rule, person: Person): boolean =>
  [...stages, escalation?.approvers].some((who) => among(who, person));

/** Those of the second list count once it was asked; they may look before. */
const isApprover = (
  rule: Rule,
  order: Order,
  person: Person,
  action: PersonAction | "view",
): boolean =>
  rule.stages.some((stage) => among(stage, person)) ||
  ((order.escalatedAt !== undefined || action === "view") &&
    among(rule.escalation?.approvers, person));

/** Whether a person may take a seat of a stage. Whoever is of the second list fits every stage once it was asked. */
export const fitsStage =
  ({ escalation }: Rule, { escalatedAt }: Order) =>
  (stage: Stage, person: Person): boolean =>
    among(stage, person) || (escalatedAt !== undefined && among(escalation?.approvers, person));

/** Stands in for the rule of an order that no rule matches any more: its requester may still take it back or change it. */
const orphaned: Rule = {
  name: "(none)",
  match: {},
  stages: [],
  allowSelfApproval: false,
  expiresAfter: 24 * 60 * 60_000,
};
