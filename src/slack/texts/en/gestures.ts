import { servers } from "./steps.ts";

/** Buttons and dialogs. Plain text. */
export const buttons = {
  close: "Close",
  cancel: "Cancel",
  approve: "Approve",
  deny: "Deny",
  showDetails: "Details",
  retry: "Try again",
  orderAgain: "Order again",
  cancelOrder: "Cancel order",
  closeOrder: "Close order",
};

/**
 * The dialogs before what costs money or cannot be taken back: what will happen, and the button that says yes to it.
 * Plain: a title takes 100 characters, a text 300, a button 30.
 */
export const dialogs = {
  back: "Go back",
  buy: { title: (count: number) => `Buy ${servers(count)}?`, yes: "Buy" },
  approve: { title: (count: number) => `Approve buying ${servers(count)}?`, yes: "Approve" },
  accept: {
    title: (count: number) => `Accept the smaller order of ${servers(count)}?`,
    yes: "Accept",
    proposerAgrees: "If you accept, the approver who proposed this has approved it.",
    nobodyElse: "Nobody else has to agree.",
    /** `sum`, `price`: absent when not known. */
    charged: (sum: string | undefined, count: number) =>
      `Your yes buys: the account is charged at once ${sum ? `with about ${sum}` : `for ${servers(count)}`}.`,
    billed: (price: string | undefined, count: number) =>
      `Your yes buys: ${price ?? `${servers(count)}, at a price that is not known to this bot`}, billed until ${count === 1 ? "it is" : "they are"} deleted.`,
  },
  retry: {
    title: (id: string) => `Try order ${id} again?`,
    text: "The same order is sent again under the same token: what was bought already is not bought twice.",
    yes: "Try again",
  },
  adopt: {
    title: (count: number, id: string) => `Record ${servers(count)} as order ${id}?`,
    text: (ids: string) =>
      `The order is then recorded as bought, with these servers: ${ids}. Be sure that nobody else made them.`,
    yes: "Record as bought",
  },
  cancel: {
    title: (id: string) => `Cancel order ${id}?`,
    text: "The order is taken back. This cannot be undone.",
    yes: "Cancel order",
  },
  close: {
    title: (id: string) => `Close order ${id}?`,
    text: "The order is closed without another try. What may have been bought stays in the JD Cloud console, and on its bill.",
    yes: "Close order",
  },
};

/** The forms that ask for what an action needs beside a click. Titles, labels and hints are plain. */
export const actionForms = {
  deny: {
    title: "Deny order",
    submit: "Deny",
    reason: "Why? The requester reads this.",
  },
  propose: {
    title: "Approve with changes",
    submit: "Propose",
    intro:
      "Make at least one number smaller. The requester sees the difference; once they accept it, the smaller order has your approval, and it is bought if it needs no other.",
    asked: (value: string) => `Asked for: ${value}.`,
    reason: "Why? The requester reads this.",
    done: (requester: string, buys: boolean) =>
      `${requester} is asked whether they accept the smaller order. ${buys ? "*It is bought as soon as they do;* until then nothing is." : "Until then nothing is bought."}`,
  },
  breakGlass: {
    title: "Buy without approval",
    submit: "Buy without approval",
    warning:
      ":rotating_light: *This buys at once, without the approval that the policy asks for.* Everybody is told who did it and why: where approvals are asked for, where this order was placed, and where results are announced.",
    charged: (sum: string | undefined, count: number) =>
      `*The account is charged at once ${sum ? `with about ${sum}` : `for ${servers(count)}; how much is not known to this bot`}.*`,
    reason: "Why can this not wait? Everybody reads this.",
    done: "The order is approved and about to be bought. Everybody is told.",
  },
};

/** In the dialog before an approval that is paid at once. */
export const prepaid = {
  /** `sum`: absent when the price is not known. */
  chargesNow: (sum: string | undefined, count: number) =>
    `The account is charged at once ${sum ? `with about ${sum}` : `for ${servers(count)}; how much is not known to this bot`}.`,
  /** `isLast`: the next approval is the last. */
  charges: (isLast: boolean, sum: string | undefined, count: number) =>
    `${isLast ? "Yours is the last approval. It" : "The last approval"} charges the account at once ${sum ? `with about ${sum}` : `for ${servers(count)}`}.`,
  buyFor: (sum: string) => `Buy for about ${sum}`,
  nobodyAsked: (rule: string) =>
    `Pressing Buy buys this at once: by the rule “${rule}” nobody has to approve it.`,
  unlessBought: (sum: string | undefined, count: number) =>
    `If it was not bought yet, the account is charged at once ${sum ? `with about ${sum}` : `for ${servers(count)}`}, without a refund.`,
  renews: "It renews by itself and is charged again each time.",
  noWayBack: (count: number) =>
    `It cannot be refunded, and ${count === 1 ? "the server" : "the servers"} cannot be deleted before the term ends.`,
};

/** What somebody is told when their gesture could not be done. */
export const gestureWords = {
  storeDown:
    "Nothing was recorded: the bot cannot reach its store. Please try again in a few minutes.",
  storeUnsure:
    "It is not known whether this was recorded: the bot's store did not confirm in time. Look at the order before you try again; a second click does no harm.",
  identityDown:
    "Slack could not be asked who you are, so nothing was changed. Please try again in a moment.",
  newerOrder:
    "The bot is being brought to a newer version, which knows this order already; this one does not. Nothing was changed. Please try again in a few minutes.",
  unreadableOrder:
    "The bot cannot read what is stored of this order: it is damaged, or of a version of the bot that this one does not know. Nothing was changed, and the bot buys nothing for this order while it cannot read it. It may have been bought before, so please do not order it again: tell whoever runs the bot. They find the reason in the log, and how to restore the order from a backup in `docs/ways-to-die.md`.",
  slackDown: "Slack did not open the form. Nothing was recorded. Please try again.",
  cloudDown: "The cloud could not be asked. Nothing was changed. Please try again in a moment.",
  failed:
    "Something went wrong inside the bot, and nothing more will happen by itself. The operator finds the reason in the log.",
  slow: "This took too long to answer in time. Look at the order before you try again; a second click does no harm.",
};
