import { z } from "zod";
import { coversAll } from "./glob.ts";
import { languages } from "./language.ts";
import { price } from "./price-book.ts";
import { quietHoursSchema } from "./quiet-hours.ts";
import { canAgree, closed, seatsIn, usersOf, type Stage } from "./seats.ts";

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

const who = {
  users: z.array(userId).default([]),
  groups: z.array(groupId).default([]),
};
const namesSomebody = (named: { users: readonly string[]; groups: readonly string[] }): boolean =>
  named.users.length + named.groups.length > 0;
const NOBODY = "must name at least one user or group";

const people = z.strictObject(who).refine(namesSomebody, NOBODY);
export type People = z.output<typeof people>;

const quorum = z.int().min(1).max(20);
/** People of whom `quorum` have to agree, beside the other stages. */
const stage = z
  .strictObject({ name: z.string().min(1).max(40).optional(), ...who, quorum: quorum.default(1) })
  .refine(namesSomebody, NOBODY);

const stages = z.array(stage).min(1).max(5);
/** One list of people, or several that must all agree. Read apart, so that what is wrong is named where it stands. */
const approvers = z.unknown().transform((value, context): People | z.output<typeof stages> => {
  const read = (Array.isArray(value) ? stages : people).safeParse(value);
  if (read.success) return read.data;
  context.issues.push(
    ...read.error.issues.map((issue) => ({ ...issue, input: value }) as z.core.$ZodRawIssue),
  );
  return []; // not z.NEVER: what stands behind here is called all the same when only a key is unknown
});

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

/**
 * What stands in the file, as stages: one list of people with a quorum is one stage. A quorum that is larger than all
 * stages together asks for further people, of whichever stage.
 */
function stagesOf(given: People | readonly Stage[] | undefined, seats: number): Stage[] {
  if (!given) return [];
  if ("users" in given) return [{ ...given, quorum: seats }];
  const further = seats - seatsIn(given);
  if (further <= 0) return [...given];
  const anybody = {
    users: given.flatMap(({ users }) => users),
    groups: given.flatMap(({ groups }) => groups),
  };
  return [...given, { ...anybody, quorum: further }];
}

const namedApprovers = (stages: readonly Stage[]): string => {
  const { size } = usersOf(closed(stages));
  return `${size} named approver${size === 1 ? "" : "s"}`;
};

interface Agreeing {
  readonly approvers?: People | readonly Stage[] | undefined;
  readonly quorum: number;
  readonly allowSelfApproval: boolean;
  readonly match: { readonly requesters?: People | undefined };
}

/** Why nothing could ever be approved by a rule, with the path where that stands. */
function neverAgreed({
  approvers: given,
  quorum: seats,
  ...rest
}: Agreeing): readonly { readonly path: readonly (string | number)[]; readonly message: string }[] {
  const lists = given === undefined || "users" in given ? [] : given;
  const short = lists.filter((list) => !canAgree([list]));
  if (short.length > 0)
    return short.map((list) => ({
      path: ["approvers", lists.indexOf(list), "quorum"],
      message: `of ${list.quorum} can never be met by ${namedApprovers([list])}`,
    }));
  const stages = stagesOf(given, seats);
  const approvers = namedApprovers(stages);
  // Beside lists, a quorum says nothing unless it asks for more people than they do.
  const [path, never, why] =
    lists.length > 0 && seats <= seatsIn(lists)
      ? ["approvers", "can never all agree", `: ${seatsIn(closed(stages))} seats for ${approvers}`]
      : ["quorum", `of ${seatsIn(stages)} can never be met`, ` by ${approvers}`];
  if (!canAgree(stages)) return [{ path: [path], message: `${never}${why}` }];
  const { requesters } = rest.match;
  const isOnlyOwn =
    !rest.allowSelfApproval &&
    requesters?.groups.length === 0 &&
    requesters.users.every((requester) => !canAgree(stages, requester));
  return isOnlyOwn
    ? [
        {
          path: [path],
          message: `${never}: nobody approves their own order, and too few approvers are left beside each requester`,
        },
      ]
    : [];
}

const rule = z
  .strictObject({
    name: z.string().min(1).max(60),
    match: match.default({}),
    approvers: approvers.optional(),
    autoApprove: z.literal(true).optional(),
    quorum: quorum.default(1),
    allowSelfApproval: z.boolean().default(false),
    /** People who may have an order bought at once, alone, with a reason that everybody is told. */
    breakGlass: z
      .strictObject({ ...who, ownOrders: z.boolean().default(false) })
      .refine(namesSomebody, NOBODY)
      .optional(),
    /** A second list, asked when nobody decided in time. */
    escalation: z.strictObject({ after: duration, approvers: people }).optional(),
    quietHours: quietHoursSchema.optional(),
    channel: channelId.optional(),
    remindAfter: duration.optional(),
    expiresAfter: duration.default(UNITS.d),
  })
  .superRefine((value, context) => {
    const refuse = (path: string | readonly (string | number)[], message: string): void => {
      context.addIssue({ code: "custom", path: [path].flat(), message });
    };
    if (value.autoApprove && value.approvers)
      refuse("autoApprove", "cannot stand beside approvers: choose one");
    if (!value.autoApprove && !value.approvers)
      refuse("approvers", "is missing: name approvers, or set autoApprove: true");
    for (const key of ["breakGlass", "escalation"] as const)
      if (value.autoApprove && value[key])
        refuse(key, "does nothing beside autoApprove: nobody is asked there");
    for (const { path, message } of neverAgreed(value)) refuse(path, message);
    if (value.remindAfter !== undefined && value.remindAfter >= value.expiresAfter)
      refuse("remindAfter", "must be shorter than expiresAfter");
    if (value.escalation && value.escalation.after >= value.expiresAfter)
      refuse(["escalation", "after"], "must be shorter than expiresAfter");
  })
  .transform(({ approvers: given, quorum: seats, ...kept }) => ({
    ...kept,
    stages: stagesOf(given, seats),
  }));

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
    /** For every rule that has none of its own. */
    quietHours: quietHoursSchema.optional(),
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
  })
  .transform(({ quietHours, ...policy }) => ({
    ...policy,
    rules: policy.rules.map((entry) =>
      entry.quietHours || !quietHours ? entry : { ...entry, quietHours },
    ),
  }));

export type Policy = z.output<typeof policySchema>;
export type Rule = Policy["rules"][number];
type Match = Rule["match"];

/** True when every order that `later` matches is matched by `earlier` too, whoever it names. */
function covers(earlier: Match, later: Match): boolean {
  // Without requesters every member: whoever is named one by one may be a guest, a group lets members in only.
  const persons = (mine?: People, theirs?: People): boolean =>
    mine === undefined
      ? theirs === undefined || theirs.users.length === 0
      : theirs !== undefined &&
        theirs.users.every((id) => mine.users.includes(id)) &&
        theirs.groups.every((id) => mine.groups.includes(id));
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
