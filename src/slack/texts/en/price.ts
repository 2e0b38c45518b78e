/** What an order costs. Amounts come with their currency. */
export const price = {
  unknown: "The price is not known to this bot; the JD Cloud console shows it.",
  open: "Answer the questions above to see the price.",
  parts: { servers: "servers", bandwidth: "bandwidth", extraUplink: "extra uplink" },
  part: (name: string, amount: string) => `${name} ${amount}`,
  /** Behind a sum: what it is made of. */
  madeOf: (parts: readonly string[]) => ` (${parts.join(", ")})`,
  hourly: (hour: string, month: string, parts: string) =>
    `*About ${hour} an hour*${parts}, ${month} in a month of 31 days, for the whole order.`,
  monthly: (month: string, parts: string) =>
    `*About ${month} a month*${parts}, for the whole order.`,
  atOnce: (sum: string, parts: string, term: string | undefined, endsAt: string | undefined) =>
    `*About ${sum} charged at once* when it is approved, for the whole order and ${term ?? "the whole term"}${parts}. It cannot be refunded, and nothing of it can be deleted before the term ends${endsAt ? ` (about ${endsAt})` : ""}.`,
  term: (duration: number, unit: "month" | "year") =>
    `${duration} ${unit}${duration === 1 ? "" : "s"}`,
  asOf: (day: string) => `By the price book of ${day}.`,
  byBook: "By the price book.",
  /** Between two others of its kind. */
  brief: {
    atOnce: (sum: string) => `about ${sum} at once`,
    hour: (hour: string) => `about ${hour} an hour`,
    month: (month: string) => `about ${month} a month`,
  },
  hourlyShort: (hour: string, month: string) =>
    `about ${hour} an hour, ${month} in a month of 31 days`,
  monthlyShort: (month: string) => `about ${month} a month`,
  atOnceShort: (sum: string) => `about ${sum} at once, for the whole term`,
};
