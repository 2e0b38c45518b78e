/** What the form says beside its questions. Labels are plain; whatever has stars or stands in a section is mrkdwn. */
export const formWords = {
  formTitle: "Order servers",
  formSubmit: "Send order",
  choose: "Choose…",
  tryAgain: "Try again",
  formLoading: (label: string) => `*${label}*\nLoading…`,
  formFailed: (label: string) =>
    `*${label}*\nThe cloud did not answer, so this list is missing. Nothing that you typed is lost.`,
  formEmpty: (label: string) =>
    `*${label}*\nThe cloud offers nothing here. Make one in the JD Cloud console, or choose another place or type.`,
  formStock: (count: number) => `${count} in stock`,
  formFreeAddresses: (count: number) =>
    count === 1 ? "1 address free" : `${count} addresses free`,
  noSealing:
    "Passwords and start-up scripts cannot be given here: this bot has no key to keep them sealed (ORDER_ENCRYPTION_KEY). Use a key pair.",
  entry: (number: number) => `Line ${number}: `,

  editTitle: (id: string) => `Change order ${id}`,
  editSubmit: "Send the change",
  editVoids:
    "When you send this, approvals that were given are void, and the policy decides anew about the order as it then is.",
  editKeeps: "Leave this empty to keep what was sealed before.",
  editedTitle: "Order changed",

  placedTitle: "Order sent",
  placedAlready: (id: string) =>
    `This form was sent before and placed order *${id}*; nothing was ordered a second time.`,
  placedApproved: (id: string, rule: string) =>
    `Order *${id}* is approved by the rule “${rule}” and is being bought. The result comes to the channel where you asked.`,
  placedWaits: (id: string, quorum: number) =>
    `Order *${id}* now waits for ${quorum === 1 ? "1 approval" : `${quorum} approvals`}. The result comes to the channel where you asked. \`/edcps cancel ${id}\` takes it back while nothing was bought.`,
};

/** What an edit came to. */
export const edited = {
  changed: (id: string, changes: string) =>
    `Order *${id}* is changed${changes ? `: ${changes}` : ""}.`,
  voids: "Approvals that were given before are void.",
  waits: (quorum: number) =>
    `It now waits for ${quorum === 1 ? "1 approval" : `${quorum} approvals`}.`,
  approved: (rule: string) =>
    `By the rule “${rule}” nobody has to approve it like that, so it is being bought.`,
};

/** The same, with what is quoted already escaped and numbers written out. */
export const formQuotes = {
  soldOut: (labels: readonly string[], more: number) =>
    `Sold out now: ${labels.join(" · ")}${more > 0 ? ` and ${more} more` : ""}.`,
  kept: (moment: string) =>
    `:warning: The cloud does not answer at the moment: these lists are from ${moment}. What you order is checked again before it is bought.`,
  notOffered: (label: string, value: string, nearest: string | undefined) =>
    `*${label}*: “${value}” is not offered here.${nearest ? ` The nearest is ${nearest}.` : ""}`,
  search: (count: string) => `${count} entries: type to search, by name or id.`,
};
