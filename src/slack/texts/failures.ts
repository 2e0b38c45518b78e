import type { Order, PurchaseFailure } from "../../order/order.ts";
import { escaped } from "../text.ts";

/** A section takes 3,000 characters; the console shows the rest. */
const MOST_NAMED = 20;

const listed = (ids: readonly string[]): string => {
  const named = ids.slice(0, MOST_NAMED).map((id) => escaped(id, 60));
  return ids.length > named.length
    ? `${named.join(", ")} and ${ids.length - named.length} more`
    : named.join(", ");
};

/** What went wrong with a purchase, and what is safe to do next. */
export const failure = (
  order: Order,
  { kind, status, detail, requestId, found, retriable }: PurchaseFailure,
): string => {
  const request = requestId ? ` Request id: ${escaped(requestId, 80)}.` : "";
  const said = detail ? ` The cloud said: “${escaped(detail, 300)}”.` : "";
  if (order.status === "unknown") {
    const look =
      found === undefined
        ? "The cloud could not be asked what exists."
        : found.length === 0
          ? `No server named ${escaped(order.spec.name, 40)} was found.`
          : `These servers of that name were found and may be this purchase: ${listed(found)}.`;
    const why =
      kind === "given-up"
        ? "JD Cloud was asked to buy more than ten minutes ago and its answer was lost, so it was not asked again."
        : `JD Cloud was asked to buy, and its answer is not known (${escaped(status, 60)}), so it may have bought.`;
    return `${why} ${look} Look at the JD Cloud console before anybody orders this again.${said}${request}`;
  }
  if (kind === "secrets-lost")
    return "Nothing was bought: the sealed password or start-up script could not be opened. The operator has to restore ORDER_ENCRYPTION_KEY; then this order can be tried again.";
  const known: Partial<Record<string, string>> = {
    QUOTA_EXCEEDED:
      "The account's quota is used up. Free servers or ask JD Cloud for more, then order again.",
    RATE_LIMIT: "The cloud takes no more requests for the moment. Try again in a few minutes.",
    FAILED_PRECONDITION:
      "The cloud cannot do this now, for example because the type is sold out or the subnet has no free address. Choose another one.",
    INVALID_ARGUMENT: "The cloud does not accept this specification. Place a corrected order.",
    OUT_OF_RANGE: "A value is out of the cloud's range. Place a corrected order.",
    NOT_FOUND: "Something that the order names does not exist any more. Place a corrected order.",
    UNAUTHENTICATED:
      "The cloud does not accept the bot's keys. The operator has to check them and the clock.",
    ACCESS_ERROR:
      "The cloud does not accept the bot's keys. The operator has to check them and the clock.",
    HTTP_FORBIDDEN:
      "The bot's account may not buy servers. The cloud administrator has to allow it.",
  };
  const next = retriable
    ? "It is safe to try this order again."
    : "Trying the same order again would not help.";
  const understood = Object.hasOwn(known, status) ? known[status] : undefined;
  const why =
    understood ??
    (kind === "refused"
      ? `The cloud refused (${escaped(status, 60)}).`
      : `The cloud could not be reached (${escaped(status, 60)}).`);
  return `Nothing was bought. ${why}${understood ? "" : ` ${next}`}${said}${request}`;
};
