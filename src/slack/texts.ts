import type { Refusal } from "../order/decide.ts";
import type { FieldId } from "../order/form.ts";
import type { Action, Status } from "../order/lifecycle.ts";
import type { Actor, Order, PurchaseFailure, Step } from "../order/order.ts";
import type { FormProblem } from "../order/read-form.ts";
import type { RuleParameters } from "../order/spec-rule.ts";
import { escaped, mention, moment } from "./text.ts";

/** Every sentence that people read. Whatever a sentence quotes is escaped here; what it returns is mrkdwn unless it says plain. */

type ByReason<T extends { reason: string }> = {
  readonly [R in T["reason"]]: (refusal: Extract<T, { reason: R }>) => string;
};

const servers = (count: number): string => (count === 1 ? "1 server" : `${count} servers`);

const actor = (by: Actor): string => {
  switch (by.kind) {
    case "person":
      return mention(by.userId);
    case "policy":
      return `the policy's rule “${escaped(by.rule, 60)}”`;
    case "clock":
      return "the clock";
    case "purchase":
      return "the bot";
  }
};

const did: Record<Step["action"], string> = {
  place: "asked for it",
  approve: "approved it",
  deny: "denied it",
  cancel: "cancelled it",
  expire: "ended it",
  begin: "began to buy it",
  complete: "bought it",
  fail: "failed to buy it",
  doubt: "lost the cloud's answer",
  retry: "asked to try again",
};

const who = (last: Step | undefined): string =>
  last ? `${actor(last.by)} ${did[last.action]} ${moment(last.at)}` : "somebody was faster";

const stands: Record<Status, string> = {
  pending: "is waiting for approval",
  approved: "is approved",
  provisioning: "is being bought",
  provisioned: "is bought",
  failed: "could not be bought",
  unknown: "may or may not have been bought; a person has to look",
  denied: "was denied",
  cancelled: "was cancelled",
  expired: "expired before it was approved",
};

const verbs: Record<Action | "view", string> = {
  view: "look at it",
  approve: "approve it",
  deny: "deny it",
  cancel: "cancel it",
  retry: "try it again",
  expire: "end it",
  begin: "buy it",
  complete: "buy it",
  fail: "buy it",
  doubt: "buy it",
};

/** Why a gesture changed nothing. Only the person who made it sees it. */
const refusals: ByReason<Refusal | { reason: "cannot-seal" }> = {
  guest: () =>
    "Guests may not do this here. Nothing was changed. The operator of the bot can list you by name in the policy.",
  foreign: () =>
    "People of another workspace may not do this here. Nothing was changed. The operator of the bot can list you by name in the policy.",
  deactivated: () => "This account is deactivated, so nothing was changed.",
  "no-rule": () =>
    "No rule of the policy lets you order this, so nobody could approve it. Choose another region, type, number or way of billing, or ask the operator of the bot.",
  "rule-gone": () =>
    "No rule of the policy covers this order any more, so nothing was changed. Its requester can cancel it and ask anew.",
  "not-approver": () => "You are not one of the approvers of this order, so nothing was changed.",
  "own-order": ({ action }) =>
    `You asked for this order yourself, so somebody else has to ${verbs[action]}. You can take it back with \`/edcps cancel\`.`,
  "not-yours": ({ action }) =>
    `Only the requester and the approvers of this order may ${verbs[action]}.`,
  "unknown-order": () =>
    "There is no such order, so nothing was changed. `/edcps orders` lists yours.",
  stale: ({ last }) =>
    `This card was out of date: ${who(last)}. Nothing was changed by your click. The card now shows the order as it is; decide again if there is still something to decide.`,
  "wrong-status": ({ status, last, action }) =>
    `The order ${stands[status]} (${who(last)}), so you can no longer ${verbs[action]}. Nothing was changed.`,
  "already-approved": ({ have, quorum }) =>
    `You have approved this order already (${have} of ${quorum}); one person counts once. Somebody else has to approve it too.`,
  "not-due": () => "It is not time for that yet, so nothing was changed.",
  "not-retriable": () =>
    "This order cannot be tried again as it is: the cloud would say no again. Place a corrected one with `/edcps create`.",
  "cannot-seal": () =>
    "This bot has no key to keep passwords and start-up scripts sealed, so it does not take them. Nothing was ordered.",
};

const range = ({ min, max }: { min?: number; max?: number }): string =>
  min !== undefined && max !== undefined
    ? `between ${min} and ${max}`
    : max !== undefined
      ? `at most ${max}`
      : `at least ${min ?? 0}`;

/** What is wrong with one field of the form. Plain text. */
const problems: Readonly<Record<FormProblem["rule"], (problem: RuleParameters) => string>> = {
  "not-in-list": () => "This is not offered any more. Choose another one.",
  "not-checked": () =>
    "The cloud did not answer, so this choice could not be checked and nothing was ordered. Submit again in a moment.",
  object: () => "The order could not be read. Nothing was ordered.",
  known: () => "This field is not known. Nothing was ordered.",
  required: () => "Please answer this.",
  type: () => "This is not the kind of value that belongs here (a whole number, for instance).",
  choice: ({ choices }) => `Choose one of: ${choices?.join(", ") ?? "the values offered"}.`,
  "not-offered": () => "This is not offered here.",
  base64: () => "This is not text in base64.",
  ipv4: () => "Write an address such as 10.0.1.5.",
  cidr: () => "Write an address range such as 10.0.1.0/24.",
  "hostname-form": () =>
    "Use letters, digits and hyphens, in sections divided by single dots; no dot or hyphen at either end.",
  "id-characters": () => "This does not look like an id of the cloud.",
  length: (problem) => `The length must be ${range(problem)} characters.`,
  "list-length": (problem) => `There must be ${range(problem)} entries.`,
  "name-characters": () => "Use letters, digits, Chinese characters, _ and -.",
  "name-start": () => "Begin with a letter or a Chinese character.",
  "policy-limit": ({ max }) => `This team's policy allows at most ${max ?? 0}.`,
  range: (problem) => `It must be ${range(problem)}.`,
  "script-first-line": () => "The first line must be #!/bin/bash or #!/usr/bin/env python.",
  "script-size": ({ max }) => `The script must be at most ${max ?? 16_384} bytes.`,
  "tag-characters": () =>
    "A tag may hold letters, digits, Chinese characters, blanks and _ . : / = + - @.",
  "tag-leading-blank": () => "A tag must not begin with a blank.",
  "tag-reserved-prefix": () => "A tag must not begin with jrn: or jdc-.",
  "visible-characters": () => "It holds characters that cannot be seen. Type it anew.",
  voucher: () => "This is not a promotion voucher that the cloud would understand.",
  "password-length": (problem) => `The password must have ${range(problem)} characters.`,
  "password-characters": () =>
    "Use letters, digits and ( ) ` ~ ! @ # $ % & * _ - + = | { } [ ] : ; ' < > , . ? / ^ only.",
  "password-forbidden-word": () =>
    "The password must not hold jd, 360, bug, com, cloud or password.",
  "password-digit-run": () =>
    "The password must not hold three digits in a row such as 123 or 987.",
  "password-letter-run": () =>
    "The password must not hold three letters in a row such as abc or cba.",
  "password-keyboard-run": () =>
    "The password must not hold three neighbouring keys such as qwe or qaz.",
  "password-user-name": () => "The password must not hold the user name root.",
  "password-classes": () =>
    "Mix at least three of: upper case, lower case, digits, special characters.",
  "required-with": ({ other, value }) =>
    `This is needed when ${other ?? "another field"} is ${value ?? "given"}.`,
  "not-with": ({ other, value }) =>
    `This does not go with ${other ?? "another field"}${value === undefined ? "" : ` = ${value}`}.`,
  duration: (problem) => `The term must be ${range(problem)}.`,
  "same-as": () => "The public address has to be billed the way the server is.",
  "not-beside": ({ other }) => `Leave this out when ${other ?? "the other field"} is given.`,
  "single-server": () => "A fixed private address works for one server only.",
  "hostname-room": ({ max }) =>
    `Leave room for the number that is added to each server: at most ${max ?? 62} characters.`,
  "distinct-keys": () => "Each tag key may stand once.",
};

interface FieldText {
  readonly label: string;
  readonly hint?: string;
  readonly choices?: Readonly<Record<string, string>>;
}

const CHARGE_MODES = {
  postpaid_by_duration: "Pay as configured, while it exists (postpaid)",
  prepaid_by_duration: "Prepaid: charged at once, no refund",
  postpaid_by_usage: "Pay by usage (postpaid)",
};

/** The form's questions. Plain text. */
const form: Record<FieldId, FieldText> = {
  regionId: { label: "Region" },
  az: { label: "Availability zone" },
  deviceType: { label: "Device type", hint: "Types that are sold out are not listed." },
  osTypeId: { label: "Operating system" },
  sysRaidTypeId: { label: "System disk RAID" },
  dataRaidTypeId: { label: "Data disk RAID" },
  subnetId: { label: "Subnet" },
  name: {
    label: "Server name",
    hint: "2 to 32 letters, digits, _ or -, beginning with a letter. Several servers get numbers added.",
  },
  count: { label: "How many servers" },
  "charge.chargeMode": { label: "Billing", choices: CHARGE_MODES },
  "charge.chargeUnit": { label: "Term: unit", choices: { month: "Months", year: "Years" } },
  "charge.chargeDuration": { label: "Term: how many", hint: "1 to 9 months, or 1 to 3 years." },
  enableInternet: {
    label: "Public network",
    choices: { no: "No public address", yes: "Yes, with a public address (billed)" },
  },
  lineType: {
    label: "Public line",
    choices: { un: "China Unicom (un)", ct: "China Telecom (ct)", cm: "China Mobile (cm)" },
  },
  bandwidth: { label: "Public bandwidth, Mbps" },
  internetChargeMode: {
    label: "Billing of the public address",
    hint: "It has to be the same as the server's.",
    choices: CHARGE_MODES,
  },
  keypairId: { label: "Key pair" },
  sections: { label: "More settings", choices: { access: "Password and start-up script" } },
  password: {
    label: "Login password",
    hint: "Left empty, the cloud makes one and sends it to the holder of the account. It is stored sealed and shown to nobody.",
  },
  userData: {
    label: "Start-up script",
    hint: "Runs at the first boot. Begins with #!/bin/bash or #!/usr/bin/env python. Stored sealed.",
  },
  justification: { label: "Why is this needed?", hint: "The approvers read this." },
};

const failure = (
  order: Order,
  { kind, status, detail, requestId, found, retriable }: PurchaseFailure,
): string => {
  const request = requestId ? ` Request id: ${escaped(requestId, 80)}.` : "";
  const said = detail ? ` The cloud said: “${escaped(detail, 300)}”.` : "";
  if (order.status === "unknown") {
    const look =
      found === undefined
        ? "The cloud could not be asked what exists."
        : found.length === 0
          ? `No server named ${escaped(order.spec.name, 40)} was found.`
          : `These servers of that name were found and may be this purchase: ${found.map((id) => escaped(id, 60)).join(", ")}.`;
    return `JD Cloud was asked to buy, and its answer is not known (${escaped(status, 60)}), so it may have bought. ${look} Look at the JD Cloud console before anybody orders this again.${said}${request}`;
  }
  if (kind === "secrets-lost")
    return "Nothing was bought: the sealed password or start-up script could not be opened. The operator has to restore ORDER_ENCRYPTION_KEY; then this order can be tried again.";
  const known: Partial<Record<string, string>> = {
    QUOTA_EXCEEDED:
      "The account's quota is used up. Free servers or ask JD Cloud for more, then order again.",
    RATE_LIMIT: "The cloud takes no more requests for the moment. Try again in a few minutes.",
    FAILED_PRECONDITION:
      "The cloud cannot do this now, for example because the type is sold out or the subnet has no free address. Choose another one.",
    INVALID_ARGUMENT: "The cloud does not accept this specification. Place a corrected order.",
    OUT_OF_RANGE: "A value is out of the cloud's range. Place a corrected order.",
    NOT_FOUND: "Something that the order names does not exist any more. Place a corrected order.",
    UNAUTHENTICATED:
      "The cloud does not accept the bot's keys. The operator has to check them and the clock.",
    ACCESS_ERROR:
      "The cloud does not accept the bot's keys. The operator has to check them and the clock.",
    HTTP_FORBIDDEN:
      "The bot's account may not buy servers. The cloud administrator has to allow it.",
  };
  const next = retriable
    ? "It is safe to try this order again."
    : "Trying the same order again would not help.";
  const why =
    known[status] ??
    (kind === "refused"
      ? `The cloud refused (${escaped(status, 60)}).`
      : `The cloud could not be reached (${escaped(status, 60)}).`);
  return `Nothing was bought. ${why}${known[status] ? "" : ` ${next}`}${said}${request}`;
};

export const texts = {
  servers,
  actor,
  did,
  stands,
  form,
  chargeModes: CHARGE_MODES as Readonly<Record<string, string>>,

  refusal: (refusal: Refusal | { reason: "cannot-seal" }): string =>
    (refusals[refusal.reason] as (given: typeof refusal) => string)(refusal),
  problem: (problem: FormProblem): string => problems[problem.rule](problem as RuleParameters),
  failure,

  formTitle: "Order servers",
  formSubmit: "Send for approval",
  close: "Close",
  cancel: "Cancel",
  choose: "Choose…",
  formLoading: (label: string) => `*${label}*\nLoading…`,
  formFailed: (label: string) =>
    `*${label}*\nThe cloud did not answer, so this list is missing. Nothing that you typed is lost.`,
  formEmpty: (label: string) =>
    `*${label}*\nThe cloud offers nothing here. Make one in the JD Cloud console, or choose another place or type.`,
  tryAgain: "Try again",
  noSealing:
    "Passwords and start-up scripts cannot be given here: this bot has no key to keep them sealed (ORDER_ENCRYPTION_KEY). Use a key pair.",
  priceUnknown: "The price is not known to this bot; the JD Cloud console shows it.",

  placedTitle: "Order sent",
  placed: ({ id, status, rule }: Order) =>
    status === "approved" || status === "provisioning"
      ? `Order *${id}* is approved by the rule “${escaped(rule.name, 60)}” and is being bought. The result comes to the channel where you asked.`
      : `Order *${id}* now waits for ${rule.quorum === 1 ? "1 approval" : `${rule.quorum} approvals`}. The result comes to the channel where you asked. \`/edcps cancel ${id}\` takes it back while nothing was bought.`,
  placedBefore: ({ id }: Order) =>
    `This form was sent before and placed order *${id}*; nothing was ordered a second time.`,

  denyTitle: "Deny order",
  denySubmit: "Deny",
  denyReason: "Why? The requester reads this.",

  approve: "Approve",
  deny: "Deny",
  details: "Details",
  retry: "Try again",
  cancelOrder: "Cancel order",

  confirmPrepaid: (order: Order) =>
    `This charges the account at once for ${servers(order.spec.count)}. It cannot be refunded, nor the servers deleted before the term ends.`,
  confirmRetry:
    "The same order is sent again under the same token: what was bought already is not bought twice.",
  confirmCancel: "The order is taken back. This cannot be undone.",
  sure: "Are you sure?",
  yes: "Yes",
  no: "No",

  storeDown:
    "Nothing was recorded: the bot cannot reach its store. Please try again in a few minutes.",
  storeUnsure:
    "It is not known whether this was recorded: the bot's store did not confirm in time. Look at the order before you try again; a second click does no harm.",
  identityDown:
    "Slack could not be asked who you are, so nothing was changed. Please try again in a moment.",
  slackDown: "Slack did not open the form. Nothing was recorded. Please try again.",
  cloudDown: "The cloud could not be asked. Nothing was changed. Please try again in a moment.",
  failed:
    "Something went wrong inside the bot, and nothing more will happen by itself. The operator finds the reason in the log.",
  slow: "This took too long to answer in time. Look at the order before you try again; a second click does no harm.",
} as const;
