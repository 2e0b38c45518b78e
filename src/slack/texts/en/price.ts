/** What an order costs. Amounts come with their currency. */
export const price = {
  unknown: "The price is not known to this bot; the JD Cloud console shows it.",
  open: "Answer the questions above to see the price.",
  parts: { servers: "servers", bandwidth: "bandwidth", extraUplink: "extra uplink" },
  part: (name: string, amount: string) => `${name} ${amount}`,
  /** Behind a sum: what it is made of. */
  madeOf: (parts: readonly string[]) => ` (${parts.join(", ")})`,
  hourly: (hour: string, month: string, parts: string) =>
    `*About ${hour} an hour*${parts}, ${month} in a month of 31 days, for all servers.`,
  monthly: (month: string, parts: string) => `*About ${month} a month*${parts}, for all servers.`,
  atOnce: (sum: string, parts: string, term: string | undefined, endsAt: string | undefined) =>
    `*${sum} charged at once* when it is approved, ${term ? `for ${term} and all servers` : "for the whole term and all servers"}${parts}. It cannot be refunded, and the servers cannot be deleted before the term ends${endsAt ? ` (about ${endsAt})` : ""}.`,
  term: (duration: number, unit: "month" | "year") =>
    `${duration} ${unit}${duration === 1 ? "" : "s"}`,
  asOf: (day: string) => `By the price book of ${day}.`,
  byBook: "By the price book.",
  hourlyShort: (hour: string, month: string) =>
    `about ${hour} an hour, ${month} in a month of 31 days`,
  monthlyShort: (month: string) => `about ${month} a month`,
  atOnceShort: (sum: string) => `${sum} at once, for the whole term`,
  /** In a dialog, plain. */
  confirm: (sum: string) => `The last approval charges the account at once with ${sum}.`,
};
