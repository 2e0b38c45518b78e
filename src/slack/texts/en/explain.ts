/** What the policy says to an order. Rules, people, moments and whatever was typed come ready to be shown. */
export const explain = {
  order: (id: string, who: string) => `*What the policy says about order ${id} of ${who}*`,
  line: (who: string, line: string) => `*What the policy says when ${who} orders* ${line}`,
  price: (price: string) => `Price: ${price}.`,
  noPrice: "Price: not known.",
  decides: (rule: string) => `*Rule “${rule}” decides.*`,
  takesToo: (rule: string) => `Rule “${rule}” would take it too, but comes later.`,
  more: (count: number) => (count === 1 ? "1 more rule." : `${count} more rules.`),
  auto: "Nobody has to approve: what it takes is bought as soon as it is sent off.",
  approvals: (count: number, people: string) =>
    `${count === 1 ? "1 of these has" : `${count} of these have`} to approve: ${people}.`,
  stages: (stages: string) => `All of these have to agree, and one person counts once: ${stages}.`,
  stage: (name: string, count: number, people: string) =>
    `${name ? `${name}, ` : ""}${count} of ${people}`,
  ownToo: "An approver may approve an order of their own.",
  notOwn: "Nobody approves an order of their own.",
  escalation: (after: string, people: string) =>
    `If nobody decides for ${after}, these may decide too: ${people}.`,
  breakGlass: (people: string, ownToo: boolean) =>
    `These may have it bought at once, alone, with a reason that everybody is told: ${people}${ownToo ? ", for orders of their own too" : ""}.`,
  reminder: (after: string) =>
    `The approvers are asked again after ${after}, then after twice as long each time.`,
  quiet: (from: string, to: string, zone: string, weekends: boolean) =>
    `Nobody is asked again from ${from} to ${to}${weekends ? " and at weekends" : ""} (${zone}).`,
  expires: (after: string) => `What nobody decides about ends after ${after}.`,
  times: {
    remindAt: (moment: string) => `The approvers are asked again ${moment}.`,
    escalateAt: (moment: string) => `The second list is asked ${moment}.`,
    expiresAt: (moment: string) => `The order ends ${moment} if nobody decides.`,
  },
  duration: {
    minutes: (count: number) => (count === 1 ? "1 minute" : `${count} minutes`),
    hours: (count: number) => (count === 1 ? "1 hour" : `${count} hours`),
    days: (count: number) => (count === 1 ? "1 day" : `${count} days`),
  },
  can: (who: string, actions: string) => `${who} can do this now: ${actions}.`,
  canNothing: (who: string) => `${who} can do nothing with this order now.`,
  told: (who: string) => `*What ${who} would be told now:*`,
  answer: (actions: string, sentence: string) => `• To ${actions}: ${sentence}`,
  listed: (names: readonly string[]) => names.join(", "),
  unsaid: (keys: string) => `The policy asks for more than that. Say this too: ${keys}.`,
  nameThem: (name: string) =>
    `Slack sends only a name, so ${name} could be anybody. Write their member id: it is in their profile, under “Copy member ID”.`,
  usage:
    "Ask `/edcps policy explain &lt;id&gt;` about an order, or `/edcps policy explain key=value …` with the keys of `/edcps create` about one that nobody has placed. A member id behind it asks about somebody else.",
};
