import { buttons } from "./gestures.ts";
import { servers } from "./steps.ts";

const them = (count: number): string => (count === 1 ? "the server" : "the servers");

/** What messages about an order say. Whatever is quoted comes escaped; names of facts are plain. */
export const orders = {
  /** In front of a sentence about one order. `name`: its id, as it is to be shown. */
  about: (name: string, sentence: string) => `Order ${name}: ${sentence}`,
  named: (name: string) => `Order ${name}`,
  onlySome: (made: number, wanted: number) =>
    `*${made} of ${wanted} servers ${made === 1 ? "was" : "were"} made.* The cloud did not confirm the others: look at the JD Cloud console before you order the missing ${wanted - made}.`,
  madeAll: (count: number): string =>
    count === 1
      ? "A new server takes a while until it runs."
      : "New servers take a while until they run.",
  nothingBought: "Nothing was bought.",
  mayHaveBought:
    "An earlier try may have bought: look at the JD Cloud console before anybody orders this again.",
  chargedAtOnce: (count: number) =>
    `*The last approval charges the account at once for ${servers(count)}.* It cannot be refunded, and ${them(count)} cannot be deleted before the term ends.`,
  renews:
    "*It renews by itself, and each renewal is charged,* until somebody switches that off in the JD Cloud console.",
  billedWhileItExists: (count: number) =>
    `Billing of ${servers(count)} starts when ${count === 1 ? "it is" : "they are"} made and goes on until ${count === 1 ? "it is" : "they are"} deleted.`,
  termEnds: (moment: string, renews: boolean) =>
    `The prepaid term ends about ${moment}${renews ? " and then renews by itself, charged again, until that is switched off" : ""}.`,
};

export const card = {
  heading: (title: string, id: string) => `${title} · order ${id}`,
  summary: (id: string, title: string, requester: string, goods: string, region: string) =>
    `Order ${id}: ${title.toLowerCase()}. ${requester} asked for ${goods} in ${region}.`,
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
  publicly: (mbps: string, line: string) => `yes, ${mbps} Mbps each, line ${line} (billed)`,
  extraUplink: (network: string, mbps: number) => `${network}, ${mbps} Mbps extra uplink (billed)`,
  shared: (network: string, name: string) => `${network}, shared bandwidth ${name}`,
  secondSubnet: "Second interface",
  secondNetwork: "Its public network",
  sealed: "Sealed",
  sealedGiven: "a password or start-up script was given; it is shown to nobody",
  voucherGiven: "a promotion voucher was given",
  billing: "Billing",
  term: (mode: string, duration: number, unit: "month" | "year") =>
    `${mode}; ${duration} ${unit}${duration === 1 ? "" : "s"}`,
  renews: (billing: string) => `${billing}; renews by itself, charged each time`,
  price: "Price",
  /** Of an order of which only some was bought. */
  priceOfAll: (count: number) => `Price of all ${count}`,
  priceUnknown: "not known to this bot",
  instances: "Instances",
  rule: (name: string) => `rule “${name}”`,
  approved: (seats: string, names: string) => `${seats} approved${names ? `: ${names}` : ""}`,
  approvedBold: (seats: string, names: string) =>
    names ? `*${seats} approved:* ${names}` : `*${seats} approved*`,
  pastApprovers: (who: string) => `:rotating_light: released without approval by ${who}`,
  /** One stage of several. `number`: for those without a name. `people`: who may take the seats that are open. */
  stage: (name: string | undefined, number: number, seats: string, people: string) =>
    `${name ?? `group ${number}`} ${seats}${people ? `: ${people}` : ""}`,
  /** `beside`: those of stages stand above. */
  mayApprove: (people: string, beside: boolean) =>
    `${beside ? "May approve in their place" : "May approve"}: ${people}`,
  moved: (what: string, isVoid: boolean) =>
    `:warning: *Changed since the card was drawn:* ${what}.${isVoid ? " *Some or all earlier approvals do not count any more.*" : ""} Look again before you decide.`,
  soldOut: ":warning: *This type is sold out now.* The cloud would refuse this order.",
  left: (left: number, wanted: number) =>
    `:warning: *Only ${left} of this type ${left === 1 ? "is" : "are"} left, and this order asks for ${wanted}.* It can be approved with changes.`,
  proposal: (said: string, requester: string, buys: boolean) =>
    `${said} ${requester} has to accept it${buys ? "; it is bought then" : ""}.`,
  waitsUntil: (moment: string) => `Waits until ${moment}`,
};

/** Further buttons of a card. Plain. */
export const cardButtons = {
  orderMissing: (count: number) => `Order the missing ${count}`,
  changeAndOrderAgain: "Change and order again",
  propose: "Approve with changes",
  withdraw: "Withdraw my approval",
  breakGlass: "Buy without approval",
  adopt: "These are the servers",
};

/** What the buttons do under an order of which nobody knows whether it was bought, by their action. */
export const unknownAdvice = {
  order_adopt: `*${cardButtons.adopt}*, if they are this order: they are recorded as bought.`,
  order_retry: `*${buttons.retry}*, if nothing was bought or you cannot tell: the cloud is asked under the same token and does not buy twice.`,
  order_cancel: `*${buttons.closeOrder}*, to leave it at that.`,
};

export const result = {
  bought: (requester: string, goods: string, rest: string, ids: readonly string[]) =>
    `bought for ${requester}: ${goods}. ${rest ? `${rest} ` : ""}Instance ids: ${ids.join(", ")}`,
  stands: (requester: string, goods: string, stands: string, by: string | undefined) =>
    `${goods} for ${requester} ${stands}${by ? ` by ${by}` : ""}.`,
  invite: (channel: string) =>
    `This came to you alone because the bot is not in the channel ${channel}. \`/invite\` it there, and the next result comes there.`,
  unposted: (id: string) =>
    `Order ${id} is kept, but nobody could be asked to approve it yet: the bot cannot write to the approvals channel. Its operator sees that in the bot's health check; the request is posted as soon as it is mended.`,
};

export const details = {
  stands: (id: string, stands: string) => `Order *${id}* ${stands}.`,
  request: (step: string, id: string) => `${step} (request ${id})`,
};
