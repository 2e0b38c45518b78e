import type { Instance } from "../order/catalogue.ts";
import type { Order, Step } from "../order/order.ts";
import { escaped, mention, moment } from "./text.ts";
import { failure } from "./texts/failures.ts";
import { chargeModes, form } from "./texts/form-texts.ts";
import { problem } from "./texts/problems.ts";
import { refusal } from "./texts/refusals.ts";
import { actor, did, servers, stands, titles } from "./texts/steps.ts";

/** How many of what, as the catalogue names it. */
const goods = ({ spec, labels }: Order, most = 200): string =>
  escaped(`${spec.count} × ${labels["deviceType"] ?? spec.deviceType}`, most);

const bought = ({ spec, instanceIds }: Order): string =>
  instanceIds.length < spec.count
    ? `*Only ${instanceIds.length} of ${spec.count} servers were made.* The rest was not confirmed by the cloud: look at the console before you order the rest.`
    : `A new server takes a while until it runs.`;

const theServers = ({ spec }: Order): string => (spec.count === 1 ? "the server" : "the servers");

/** What an order that ended unbought left behind: an earlier try whose end nobody knows may still have bought. */
const boughtNothing = ({ history }: Order): string =>
  history.some(({ action }) => action === "doubt")
    ? "An earlier try may have bought: look at the JD Cloud console before anybody orders this again."
    : "Nothing was bought.";

/**
 * Every sentence that people read. Whatever a sentence quotes is escaped here; what it returns is mrkdwn, but for labels,
 * titles, buttons and field errors, which are plain.
 */
export const texts = {
  form,
  chargeModes,
  refusal,
  problem,
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

  card: {
    heading: ({ id, status }: Order) => `${titles[status]} · order ${id}`,
    summary: (order: Order) =>
      `Order ${order.id}: ${titles[order.status].toLowerCase()}. ${mention(order.requester.userId)} asked for ${goods(order)} in ${escaped(order.labels["regionId"] ?? order.region, 100)}.`,
    who: "Who",
    what: "What",
    where: "Where",
    name: "Name",
    numbered: (name: string) => `${name} (numbers are added)`,
    system: "System",
    disks: (os: string, system: string, data: string) =>
      `${os}; system disks ${system}; data disks ${data}`,
    subnet: "Subnet",
    network: "Public network",
    noNetwork: "none",
    publicly: (mbps: number | undefined, line: string | undefined) =>
      `yes, ${mbps ?? "?"} Mbps each, line ${line ?? "?"} (billed)`,
    keyPair: "Key pair",
    sealed: "Sealed",
    sealedGiven: "a password or start-up script was given; it is shown to nobody",
    billing: "Billing",
    term: (mode: string, duration: number, unit: string) =>
      `${mode}; ${duration} ${unit}${duration === 1 ? "" : "s"}`,
    instances: "Instances",
    chargedAtOnce: (order: Order) =>
      `*The last approval charges the account at once for ${servers(order.spec.count)}.* It cannot be refunded, and ${theServers(order)} cannot be deleted before the term ends.`,
    billedWhileItExists: ({ spec }: Order) =>
      `Billing of ${servers(spec.count)} starts when ${spec.count === 1 ? "it is" : "they are"} made and goes on until ${spec.count === 1 ? "it is" : "they are"} deleted.`,
    rule: (name: string) => `rule “${escaped(name, 60)}”`,
    approved: ({ approvals, rule }: Order) =>
      `${approvals.length} of ${rule.quorum} approved${approvals.length > 0 ? `: ${approvals.map(({ userId }) => mention(userId)).join(", ")}` : ""}`,
    waitsUntil: (at: string) => `waits until ${moment(at)}`,
    step: ({ by, action, at }: Step) => `${actor(by)} ${did[action]} ${moment(at)}`,
  },

  result: {
    bought: (order: Order) =>
      `bought for ${mention(order.requester.userId)}: ${goods(order)}. ${bought(order)} Instance ids: ${order.instanceIds.map((id) => `\`${escaped(id.replaceAll("`", ""), 128)}\``).join(", ")}`,
    notBought: (order: Order) =>
      `${goods(order)} for ${mention(order.requester.userId)} ${stands[order.status]}. ${order.failure ? failure(order, order.failure) : ""}`,
    ended: (order: Order, last: Step | undefined) =>
      `${goods(order)} for ${mention(order.requester.userId)} ${stands[order.status]}${last?.by.kind === "person" ? ` by ${actor(last.by)}` : ""}. ${boughtNothing(order)}`,
    invite: (channel: string) =>
      `This came to you alone because the bot is not in the channel <#${channel}>. \`/invite\` it there, and the next result comes there.`,
    unposted: ({ id }: Order) =>
      `Order ${id} is kept, but nobody could be asked to approve it yet: the bot cannot write to the approvals channel. Its operator sees that in the bot's health check; the request is posted as soon as it is mended.`,
    reminder: (order: Order) =>
      `Order ${order.id} still waits: ${order.approvals.length} of ${order.rule.quorum} approved. ${mention(order.requester.userId)} asked for ${goods(order)}.`,
  },
  bought,
  boughtNothing,
  goods,

  details: {
    title: ({ id }: Order) => `Order ${id}`,
    stands: ({ id, status }: Order) => `Order *${id}* ${stands[status]}.`,
    step: ({ by, action, at, requestId }: Step) =>
      `• ${moment(at)} ${actor(by)} ${did[action]}${requestId ? ` (request ${escaped(requestId, 60)})` : ""}`,
    line: (order: Order) =>
      `• *${order.id}* ${goods(order, 120)}, ${escaped(order.labels["regionId"] ?? order.region, 60)}: ${stands[order.status]} (${moment(order.placedAt)})`,
    none: "You have not ordered anything yet. `/edcps create` opens the form.",
    howToSee: "`/edcps order &lt;id&gt;` shows one of them.",
  },

  command: {
    help: [
      "`/edcps create` opens the form to order servers",
      "`/edcps orders` lists your newest orders",
      "`/edcps order &lt;id&gt;` shows one order with its history",
      "`/edcps cancel &lt;id&gt;` takes an order back while nothing was bought",
      "`/edcps instances [region]` lists the servers that exist",
      "`/edcps help` shows this",
    ].join("\n"),
    unknown: (word: string) =>
      `\`${escaped(word, 40).replaceAll("`", "'")}\` is not something that this command knows.`,
    orders: "Your newest orders",
    cancelled: (order: Order) => `Order ${order.id} is cancelled. ${boughtNothing(order)}`,
    nameARegion: (regions: readonly string[]) =>
      `Name one of these regions: ${regions.map((region) => `\`/edcps instances ${escaped(region, 60)}\``).join(", ")}`,
    noServers: (region: string) => `There are no servers in ${escaped(region, 60)}.`,
    servers: (count: number, region: string) => `${servers(count)} in ${escaped(region, 60)}`,
    server: ({ instanceId, name, status, privateIp }: Instance) =>
      `• \`${escaped(instanceId, 60)}\` ${escaped(name, 60)}: ${escaped(status || "state not given", 30)}${privateIp ? `, ${escaped(privateIp, 40)}` : ""}`,
    more: (count: number) => `${count} more are in the JD Cloud console.`,
  },

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
  showDetails: "Details",
  retry: "Try again",
  cancelOrder: "Cancel order",

  closeOrder: "Close",
  confirmClose:
    "The order is closed without another try. What may have been bought stays in the JD Cloud console, and on its bill.",
  confirmPrepaid: (order: Order) =>
    `This charges the account at once for ${servers(order.spec.count)}. It cannot be refunded, and ${theServers(order)} cannot be deleted before the term ends.`,
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
