const KEYS =
  "The cloud does not accept the bot's keys. The operator has to check them and the clock.";

/** What went wrong with a purchase, and what is safe to do next. */
export const failures = {
  nothingBought: "Nothing was bought.",
  secretsLost:
    "Nothing was bought: the sealed password or start-up script could not be opened. The operator has to restore ORDER_ENCRYPTION_KEY; then this order can be tried again.",
  notValid: (what: string): string =>
    `Nothing was bought: the order breaks a rule of the cloud or of this team's policy as it is now (${what}). Place a corrected one.`,
  understood: {
    QUOTA_EXCEEDED:
      "The account's quota is used up. Free servers or ask JD Cloud for more, then order again.",
    RATE_LIMIT: "The cloud takes no more requests for the moment. Try again in a few minutes.",
    FAILED_PRECONDITION:
      "The cloud cannot do this now, for example because the type is sold out or the subnet has no free address. Choose another one.",
    INVALID_ARGUMENT: "The cloud does not accept this specification. Place a corrected order.",
    OUT_OF_RANGE: "A value is out of the cloud's range. Place a corrected order.",
    NOT_FOUND: "Something that the order names does not exist any more. Place a corrected order.",
    UNAUTHENTICATED: KEYS,
    ACCESS_ERROR: KEYS,
    HTTP_FORBIDDEN:
      "The bot's account may not buy servers. The cloud administrator has to allow it.",
  },
  refused: (status: string) => `The cloud refused (${status}).`,
  unreached: (status: string) => `The cloud could not be reached (${status}).`,
  safeAgain: "It is safe to try this order again.",
  noUseAgain: "Trying the same order again would not help.",
  givenUp:
    "JD Cloud was asked to buy more than ten minutes ago and its answer was lost, so it was not asked again.",
  unanswered: (status: string) =>
    `JD Cloud was asked to buy, and its answer is not known (${status}), so it may have bought.`,
  couldNotLook: "The cloud could not be asked what exists.",
  noneFound: (name: string) => `No server named ${name} was found.`,
  found: (names: string) =>
    `These servers of that name were found and may be this purchase: ${names}.`,
  named: (names: readonly string[], more: number) =>
    `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
  lookFirst: "Look at the JD Cloud console before anybody orders this again.",
  said: (detail: string) => `The cloud said: “${detail}”.`,
  request: (id: string) => `Request id: ${id}.`,
};
