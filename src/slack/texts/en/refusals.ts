import type { RefusalWords } from "../kinds.ts";

/** Why a gesture changed nothing. Only the person who made it sees it. */
export const refusals: RefusalWords = {
  guest:
    "Guests may not do this here. Nothing was changed. The operator of the bot can list you by name in the policy.",
  foreign:
    "People of another workspace may not do this here. Nothing was changed. The operator of the bot can list you by name in the policy.",
  deactivated: "This account is deactivated, so nothing was changed.",
  "no-rule": (why) =>
    `No rule of the policy lets you order this, so nobody could approve it.${why ? ` ${why}` : ""} Choose another region, type, number or way of billing, or ask the operator of the bot.`,
  "too-few": (rule) =>
    `Rule “${rule}” decides about this, and beside the requester it names too few people to approve it, so it would wait in vain. Nothing was ordered or changed. Choose another region, type, number or way of billing, or ask the operator of the bot to name more approvers in that rule.`,
  "rule-gone":
    "No rule of the policy covers this order any more, so nothing was changed. Its requester can cancel it and ask anew.",
  "not-approver": "You are not one of the approvers of this order, so nothing was changed.",
  "own-order": (verb) =>
    `You asked for this order yourself, so you may not ${verb}; others decide about it. You can take it back with \`/edcps cancel\`.`,
  "not-yours": (verb, isRequesters) =>
    `Only the requester ${isRequesters ? "" : "and the approvers "}of this order may ${verb}.`,
  "unknown-order": "There is no such order, so nothing was changed. `/edcps orders` lists yours.",
  stale: (who) =>
    `This card was out of date: ${who}. Nothing was changed by your click. The card now shows the order as it is; decide again if there is still something to decide.`,
  "wrong-status": (stands, who, verb) =>
    `The order ${stands}${who ? ` (${who})` : ""}, so you cannot ${verb} now. Nothing was changed.`,
  "already-approved": (have, quorum) =>
    `You have approved this order already (${have} of ${quorum}); one person counts once. Somebody else has to approve it too.`,
  "not-due": "It is not time for that yet, so nothing was changed.",
  moved: (what) =>
    `Something changed since this card was drawn: ${what}. Nothing was executed. The card now shows it as it is; click again if that is still what you want.`,
  "seat-taken": (have, quorum) =>
    `Your approval is not what is missing: ${have} of ${quorum} seats are filled, and the others belong to other groups. Nothing was changed.`,
  "needs-nobody":
    "By the policy as it is now nobody has to approve such an order. Its requester can open *Change order* and send it again; it is bought at once then.",
  "not-break-glass":
    "The policy does not name you among the people who may break the glass, so nothing was changed.",
  "not-approved-by-you": "You have not approved this order, so there is nothing to withdraw.",
  "no-proposal":
    "This proposal does not stand any more, so nothing was changed. The order's card shows how things are.",
  "not-smaller":
    "Nothing was proposed: at least one number has to be smaller than what was asked for, and none may be larger.",
  "no-change": "Nothing was changed: the order stays as it was, and so do its approvals.",
  "no-reason": "Nothing was bought: breaking the glass needs a reason that everybody can read.",
  "nothing-found":
    "No servers were found that could be this order, so there is nothing to take over. Look at the JD Cloud console, then try again or close the order.",
  "approvals-gone": (have, quorum) =>
    `The policy or the price has changed since this order was approved: ${have} of ${quorum} approvals still count, so it cannot be tried again. If it may have been bought, look at the JD Cloud console first; then place a new one with \`/edcps create\`.`,
  "not-retriable":
    "This order cannot be tried again as it is: the cloud would say no again. Place a corrected one with `/edcps create`.",
  "cannot-open":
    "What this order sealed cannot be opened with the bot's key, so nothing was changed. Give the password or the start-up script again, or cancel the order and place a new one.",
  "about-others":
    "Only those who decide about such an order may ask what the policy says about somebody else. You can ask about yourself.",
  "cannot-seal":
    "This bot has no key to keep passwords and start-up scripts sealed, so it does not take them. Nothing was ordered or changed.",
};
