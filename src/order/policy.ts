import { z } from "zod";
import { coversAll, fitsAny } from "./glob.ts";
import { languages } from "./language.ts";
import type { Action } from "./lifecycle.ts";
import type { Order } from "./order.ts";
import { price } from "./price-book.ts";

const MINUTE = 60_000;
const UNITS = { m: MINUTE, h: 60 * MINUTE, d: 24 * 60 * MINUTE } as const;

/** "30m", "4h", "7d" -> milliseconds */
const duration = z
  .string()
  .regex(/^[1-9][0-9]{0,3}[mhd]$/, "must be a number and m, h or d, such as 30m, 4h or 7d")
  .transform((text) => Number(text.slice(0, -1)) * UNITS[text.slice(-1) as keyof typeof UNITS]);

const channelId = z
  .string()
  .regex(/^[CGD][A-Z0-9]{2,}$/, "must be a channel id such as C0APPROVALS");
const userId = z.string().regex(/^[UW][A-Z0-9]{2,}$/, "must be a user id such as U0ALICE");
const groupId = z.string().regex(/^S[A-Z0-9]{2,}$/, "must be a user group id such as S0LEADS");
const pattern = z.string().min(1).max(100);

const people = z
  .strictObject({ users: z.array(userId).default([]), groups: z.array(groupId).default([]) })
  .refine(
    (who) => who.users.length + who.groups.length > 0,
    "must name at least one user or group",
  );

const match = z.strictObject({
  regions: z.array(pattern).min(1).optional(),
  azs: z.array(pattern).min(1).optional(),
  deviceTypes: z.array(pattern).min(1).optional(),
  chargeModes: z.array(pattern).min(1).optional(),
  maxCount: z.int().min(1).optional(),
  /** In the unit of the price book's currency; kept in ten-thousandths of it, as estimates are. */
  maxMonthlyPrice: price.refine((value) => value > 0, "must be above 0").optional(),
  requesters: people.optional(),
});

interface Quorum {
  readonly approvers?: z.output<typeof people> | undefined;
  readonly match: { readonly requesters?: z.output<typeof people> | undefined };
  readonly quorum: number;
}

/** Only where everybody is named: who is in a group is not known here. */
function everyRequesterLacksQuorum({ approvers, match: { requesters }, quorum }: Quorum): boolean {
  if (!approvers || !requesters || approvers.groups.length + requesters.groups.length > 0)
    return false;
  const left = (requester: string): number =>
    new Set(approvers.users.filter((approver) => approver !== requester)).size;
  return requesters.users.every((requester) => left(requester) < quorum);
}

const rule = z
  .strictObject({
    name: z.string().min(1).max(60),
    match: match.default({}),
    approvers: people.optional(),
    autoApprove: z.literal(true).optional(),
    quorum: z.int().min(1).max(20).default(1),
    allowSelfApproval: z.boolean().default(false),
    channel: channelId.optional(),
    remindAfter: duration.optional(),
    expiresAfter: duration.default(UNITS.d),
  })
  .superRefine((value, context) => {
    const refuse = (field: string, message: string): void => {
      context.addIssue({ code: "custom", path: [field], message });
    };
    if (value.autoApprove && value.approvers)
      refuse("autoApprove", "cannot stand beside approvers: choose one");
    if (!value.autoApprove && !value.approvers)
      refuse("approvers", "is missing: name approvers, or set autoApprove: true");
    const named = new Set(value.approvers?.users).size;
    if (value.approvers && value.approvers.groups.length === 0 && value.quorum > named)
      refuse(
        "quorum",
        `of ${value.quorum} can never be met by ${named} named approver${named === 1 ? "" : "s"}`,
      );
    if (!value.allowSelfApproval && value.approvers && everyRequesterLacksQuorum(value))
      refuse(
        "quorum",
        `of ${value.quorum} can never be met: nobody approves their own order, and too few approvers are left beside each requester`,
      );
    if (value.remindAfter !== undefined && value.remindAfter >= value.expiresAfter)
      refuse("remindAfter", "must be shorter than expiresAfter");
  });

export const policySchema = z
  .strictObject({
    channels: z.strictObject({ approvals: channelId, announcements: channelId.optional() }),
    /** Of what is written into channels. What only one person sees is in their own. */
    language: z.enum(languages, `must be ${languages.join(" or ")}`).default("en"),
    limits: z
      .strictObject({
        maxCount: z.int().min(1).max(100).default(5),
        maxBandwidth: z.int().min(1).max(10240).default(200),
        allowPostpaidByUsage: z.boolean().default(false),
      })
      .prefault({}),
    rules: z.array(rule).min(1, "must hold at least one rule, or nobody can order"),
  })
  .superRefine((policy, context) => {
    const names = policy.rules.map((entry) => entry.name);
    policy.rules.forEach((later, index) => {
      const path = ["rules", index];
      if (names.indexOf(later.name) !== index)
        context.addIssue({
          code: "custom",
          path: [...path, "name"],
          message: `"${later.name}" is used twice`,
        });
      const shadow = policy.rules
        .slice(0, index)
        .find((earlier) => covers(earlier.match, later.match));
      if (shadow)
        context.addIssue({
          code: "custom",
          path,
          message: `can never be reached: rule "${shadow.name}" before it matches everything that it matches`,
        });
    });
  });

export type Policy = z.output<typeof policySchema>;
export type Rule = Policy["rules"][number];
type Match = Rule["match"];
type People = NonNullable<Rule["approvers"]>;

/** True when every order that `later` matches is matched by `earlier` too. */
function covers(earlier: Match, later: Match): boolean {
  const persons = (mine?: People, theirs?: People): boolean =>
    !mine ||
    (theirs !== undefined &&
      theirs.users.every((id) => mine.users.includes(id)) &&
      theirs.groups.every((id) => mine.groups.includes(id)));
  return (
    coversAll(earlier.regions, later.regions) &&
    coversAll(earlier.azs, later.azs) &&
    coversAll(earlier.deviceTypes, later.deviceTypes) &&
    coversAll(earlier.chargeModes, later.chargeModes) &&
    (earlier.maxCount ?? Infinity) >= (later.maxCount ?? Infinity) &&
    (earlier.maxMonthlyPrice ?? Infinity) >= (later.maxMonthlyPrice ?? Infinity) &&
    persons(earlier.requesters, later.requesters)
  );
}

/** A verified Slack person and what decides about them. Groups are the policy's groups that they are in. */
export interface Person {
  readonly userId: string;
  readonly teamId: string;
  readonly standing: "member" | "guest" | "foreign" | "deactivated";
  readonly groups: readonly string[];
}

/** What a rule looks at in an order. */
export interface Asked {
  readonly region: string;
  readonly az: string;
  readonly deviceType: string;
  readonly chargeMode: string;
  readonly count: number;
  /** In ten-thousandths of the currency's unit, as it was estimated when the order was placed; undefined: not known. */
  readonly monthlyPrice: number | undefined;
}

export const asked = (order: Pick<Order, "region" | "spec" | "price">): Asked => ({
  region: order.region,
  az: order.spec.az,
  deviceType: order.spec.deviceType,
  chargeMode: order.spec.charge.chargeMode ?? "postpaid_by_duration", // the API's default
  count: order.spec.count,
  monthlyPrice: order.price?.perMonth,
});

const named = (who: People | undefined, person: Person): boolean =>
  who !== undefined && who.users.includes(person.userId);
/** Guests and people of other workspaces count only where they are named one by one; a group never lets them in. */
const among = (who: People, person: Person): boolean =>
  named(who, person) ||
  (person.standing === "member" && who.groups.some((group) => person.groups.includes(group)));

const ruleMatches = (match: Match, order: Asked): boolean =>
  fitsAny(match.regions, order.region) &&
  fitsAny(match.azs, order.az) &&
  fitsAny(match.deviceTypes, order.deviceType) &&
  fitsAny(match.chargeModes, order.chargeMode) &&
  order.count <= (match.maxCount ?? Infinity) &&
  isWithin(match.maxMonthlyPrice, order.monthlyPrice);

/** A price that is not known is never within a limit: such an order goes on to a rule that does not ask for it. */
const isWithin = (most: number | undefined, monthly: number | undefined): boolean =>
  most === undefined || (monthly !== undefined && monthly <= most);

/** Every user group that the policy asks about. */
export const groupsOf = (policy: Policy): readonly string[] => [
  ...new Set(
    policy.rules.flatMap((entry) => [
      ...(entry.approvers?.groups ?? []),
      ...(entry.match.requesters?.groups ?? []),
    ]),
  ),
];

/** Why the policy says no. `reason` picks the sentence, the rest fills it. */
export type PolicyRefusal =
  | { readonly reason: "guest" }
  | { readonly reason: "foreign" }
  | { readonly reason: "deactivated" }
  | { readonly reason: "no-rule" }
  | { readonly reason: "rule-gone" }
  | { readonly reason: "not-approver" }
  | { readonly reason: "own-order"; readonly action: Action }
  | { readonly reason: "not-yours"; readonly action: Action | "view" };

export type Permission =
  | { readonly ok: true; readonly rule: Rule }
  | { readonly ok: false; readonly refusal: PolicyRefusal };

const no = (refusal: PolicyRefusal): Permission => ({ ok: false, refusal });

/** What one person wants to do: place an order, look at one, or act on one. */
export type Wish =
  | { readonly action: "open-form" }
  | { readonly action: "place"; readonly asked: Asked }
  | {
      readonly action: "view" | "approve" | "deny" | "cancel" | "retry";
      readonly order: Order;
      readonly requester: Person;
    };

/**
 * THE function that says who may do what; every way in asks it, and what it does not allow is refused.
 * The actor is the verified person of the request. For an order that exists its requester is handed in too, because the
 * rule that governs an order is the first that matches the order *and* who asked for it.
 */
export function permission(policy: Policy, person: Person, wish: Wish): Permission {
  if (person.standing === "deactivated") return no({ reason: "deactivated" }); // listed or not
  switch (wish.action) {
    case "open-form":
      return mayOrder(policy, person, policy.rules);
    case "place":
      return mayOrder(
        policy,
        person,
        policy.rules.filter((entry) => ruleMatches(entry.match, wish.asked)),
      );
    default:
      return mayAct(policy, person, wish);
  }
}

function mayOrder(policy: Policy, person: Person, candidates: readonly Rule[]): Permission {
  if (
    person.standing !== "member" &&
    !policy.rules.some((entry) => named(entry.match.requesters, person))
  )
    return no({ reason: person.standing });
  const found = candidates.find((entry) => admits(entry, person));
  return found ? { ok: true, rule: found } : no({ reason: "no-rule" });
}

const admits = (entry: Rule, person: Person): boolean =>
  entry.match.requesters ? among(entry.match.requesters, person) : person.standing === "member";

function mayAct(policy: Policy, person: Person, wish: Extract<Wish, { order: Order }>): Permission {
  const { order, action, requester } = wish;
  const governing = policy.rules.find(
    (entry) => ruleMatches(entry.match, asked(order)) && admits(entry, requester),
  );
  const isRequester =
    person.userId === order.requester.userId && person.teamId === order.requester.teamId;
  if (isRequester && (action === "view" || action === "cancel" || action === "retry"))
    return governing
      ? { ok: true, rule: governing }
      : action === "retry"
        ? no({ reason: "rule-gone" })
        : { ok: true, rule: orphaned };
  if (!governing) return no({ reason: "rule-gone" });
  const approver = governing.approvers !== undefined && among(governing.approvers, person);
  if (!approver) {
    if (person.standing !== "member") return no({ reason: person.standing });
    return action === "approve" || action === "deny"
      ? no({ reason: "not-approver" })
      : no({ reason: "not-yours", action });
  }
  // For the ban the user id alone decides, whatever workspace the request came through.
  if (person.userId === order.requester.userId && !governing.allowSelfApproval)
    return no({ reason: "own-order", action: action as Action });
  return { ok: true, rule: governing };
}

/** Stands in for the rule of an order that no rule matches any more: its requester may still look at it and cancel it. */
const orphaned: Rule = {
  name: "(none)",
  match: {},
  quorum: 1,
  allowSelfApproval: false,
  expiresAfter: UNITS.d,
};
