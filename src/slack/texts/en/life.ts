import type { StoryWords } from "../kinds.ts";

/** A line a step, in the thread under a card and in the details. */
const told: StoryWords = {
  place: ({ who, goods }) => (goods ? `${who} asked for ${goods}.` : `${who} placed the order.`),
  approve: ({ who, seats, rule }) =>
    rule ? `The rule “${rule}” approves this by itself.` : `${who} approved: ${seats}.`,
  "break-glass": ({ who, reason }) =>
    `${who} broke the glass: it is released without the approval that the policy asks for.${reason}`,
  propose: ({ who, changes, reason }) =>
    `${who} would approve a smaller order: ${changes}.${reason}`,
  accept: ({ who, changes, seats }) =>
    `${who} accepted the smaller order: ${changes}. Only approvals of exactly that count: ${seats}.`,
  decline: ({ who }) => `${who} kept the order as it was.`,
  edit: ({ who, changes, seats, isVoid }) =>
    `${who} changed the order${changes ? `: ${changes}` : ""}.${isVoid ? " All approvals are void." : ""}${seats ? ` ${seats} approved.` : " Nobody has to approve it like that."}`,
  withdraw: ({ who, seats }) => `${who} withdrew their approval: ${seats}.`,
  recheck: ({ who, moves, seats, isVoid }) =>
    `${who} clicked, but something had changed: ${moves}. Nothing was executed.${isVoid ? ` Approvals that still count: ${seats}.` : ""}`,
  remind: ({ people, seats }) => `Still waiting: ${seats} approved. ${people}, please decide.`,
  escalate: ({ people }) => `Nobody decided in time. ${people}, you may decide now too.`,
  deny: ({ who, reason }) => `${who} denied it.${reason}`,
  cancel: ({ who }) => `${who} cancelled it.`,
  expire: () => "It expired: the approval did not come in time.",
  begin: () => "Buying now.",
  complete: ({ ids, made, of }) =>
    made < of ? `Bought, but only ${made} of ${of}: ${ids}.` : `Bought: ${ids}.`,
  fail: ({ failure }) => failure || "It could not be bought.",
  doubt: ({ failure }) =>
    failure || "The cloud's answer was lost: it may or may not have been bought.",
  retry: ({ who }) => `${who} asked for another try.`,
  adopt: ({ who, ids }) => `${who} said that these servers are this order: ${ids}.`,
  observe: ({ progress }) => progress,
};

/** The life of an order after it was placed. Mentions and moments come ready to be shown. */
export const life = {
  told,
  seats: (have: number, of: number) => `${have} of ${of}`,
  /** Behind a sentence. */
  reason: (reason: string) => ` “${reason}”`,
  /** In front of a line of the history. */
  at: (moment: string, line: string) => `${moment} · ${line}`,
  change: (field: string, from: string, to: string) => `${field}: ${from} → ${to}`,
  nothing: "–",
  /** Behind a list that is longer than what is shown of it. */
  more: (list: string, more: number) => `${list} and ${more} more`,
  listed: (names: readonly string[]) => names.join(", "),
  /** Instead of people, when none are named. */
  approvers: "Approvers",

  building: (running: number, of: number, failed: number) =>
    `Building: ${running} of ${of} running${failed > 0 ? `, ${failed} failed` : ""}.`,
  allRunning: (of: number) =>
    of === 1 ? "The server is running." : `All ${of} servers are running.`,
  someFailed: (running: number, of: number, failed: number) =>
    `${running} of ${of} servers are running, ${failed} failed. Look at the JD Cloud console.`,
  tooLong: (running: number, of: number) =>
    `Only ${running} of ${of} servers are running after half a day, and the bot looks no more. Look at the JD Cloud console.`,
  server: (id: string, status: string, addresses: string) =>
    `${id} ${status}${addresses ? ` · ${addresses}` : ""}`,
  /** What the cloud says of a server; anything else is shown as it says it. */
  statuses: { "": "not listed yet", running: "running", error: "failed" } as Readonly<
    Record<string, string>
  >,

  alarm: (id: string, who: string, requester: string, goods: string, reason: string) =>
    `:rotating_light: *Break-glass:* ${who} released order ${id} without the approval that the policy asks for: ${goods} for ${requester}.${reason}`,
  proposal: (who: string, changes: string, reason: string) =>
    `${who} would approve it if it were smaller: ${changes}.${reason}`,
  /** `asked`: what it costs as it was asked for; absent when not known. */
  wouldCost: (price: string, asked: string | undefined) =>
    `It would cost ${price}${asked ? `, instead of ${asked}` : ""}.`,
  proposalVoids: "If you accept, earlier approvals are void: they were given for the larger order.",
  /** Of a smaller order that needs nobody else. */
  acceptBuys: "*If you accept, it is bought at once:* nobody else has to agree.",
  accept: "Accept",
  decline: "Keep my order",
  edit: "Change order",
  /** What became of a proposal, in its place. */
  proposalOver: {
    accepted: "You accepted the smaller order.",
    declined: "You kept your order as it was.",
    replaced: "There is a newer proposal below.",
    over: "This proposal does not stand any more.",
  },
};
