import type { Order, PurchaseFailure } from "../../../order/order.ts";
import { escaped } from "../../text.ts";
import type { Words } from "../en.ts";

/** A section takes 3,000 characters; the console shows the rest. */
const MOST_NAMED = 20;

/** What went wrong with a purchase, and what is safe to do next. */
export const sayFailure = ({ failures: words, joined }: Words) => {
  const whatExists = (order: Order, found: readonly string[] | undefined): string => {
    if (found === undefined) return words.couldNotLook;
    if (found.length === 0) return words.noneFound(escaped(order.spec.name, 40));
    const named = found.slice(0, MOST_NAMED).map((id) => escaped(id, 60));
    return words.found(words.named(named, found.length - named.length));
  };

  return (order: Order, failure: PurchaseFailure): string => {
    const { kind, status, detail, requestId, found, retriable } = failure;
    const code = escaped(status, 60);
    const asGiven = [
      ...(detail ? [words.said(escaped(detail, 300).replace(/[.。]$/, ""))] : []),
      ...(requestId ? [words.request(escaped(requestId, 80))] : []),
    ];
    if (order.status === "unknown") {
      const why = kind === "given-up" ? words.givenUp : words.unanswered(code);
      return joined([why, whatExists(order, found), words.lookFirst, ...asGiven]);
    }
    if (kind === "secrets-lost") return words.secretsLost;
    if (kind === "not-valid") return words.notValid(code);
    const table: Readonly<Record<string, string>> = words.understood;
    const understood = Object.hasOwn(table, status) ? table[status] : undefined;
    const why = understood
      ? [understood]
      : [
          kind === "refused" ? words.refused(code) : words.unreached(code),
          retriable ? words.safeAgain : words.noUseAgain,
        ];
    return joined([words.nothingBought, ...why, ...asGiven]);
  };
};
