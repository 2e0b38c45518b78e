/** What the thread under a card tells. Mentions and moments come ready to be shown. */
export const life = {
  /** Behind a step: how many seats are filled. */
  seats: (step: string, have: number, of: number) => `${step} (${have} of ${of})`,
  because: (step: string, reason: string) => `${step}: “${reason}”`,
  changed: (step: string, changes: string) => `${step}: ${changes}`,
  change: (field: string, from: string, to: string) => `${field} ${from} → ${to}`,
  nothing: "–",
  building: (running: number, failed: number, of: number) =>
    `${running} of ${of} running${failed > 0 ? `, ${failed} failed` : ""}`,
  allRunning: (of: number) =>
    of === 1 ? "The server is running" : `All ${of} servers are running`,
  tooLong: (running: number, of: number) =>
    `Only ${running} of ${of} servers run after half a day, and the bot looks no more. Look at the JD Cloud console`,
  server: (id: string, status: string, addresses: string) =>
    `${id} ${status}${addresses ? ` (${addresses})` : ""}`,
  notTold: "not listed yet",
  reminder: (people: string, have: number, of: number) =>
    `Still waiting: ${have} of ${of} approved. ${people}, please decide.`,
  escalated: (people: string) => `Nobody decided in time. ${people}, you may decide now too.`,
  /** Instead of people, when none are named. */
  approvers: "Approvers",
  alarm: (id: string, who: string, requester: string, goods: string) =>
    `:rotating_light: *Break-glass:* ${who} had order ${id} bought without the approval that the policy asks for: ${goods} for ${requester}.`,
  proposal: (id: string, who: string, changes: string) =>
    `${who} would approve your order ${id} if it were smaller: ${changes}.`,
  said: (reason: string) => `They say: “${reason}”.`,
  proposalVoids:
    "If you accept, earlier approvals by others are void, for they were given for the larger order.",
  accept: "Accept",
  decline: "Keep my order",
};
