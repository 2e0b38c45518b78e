import type { Move } from "../../../order/order.ts";
import { escaped } from "../../text.ts";
import type { Words } from "../en.ts";
import { sayPrice } from "./price.ts";

/** What moved between a card and the click on it. Clauses, for a sentence that names several. */
export const sayMoves = (words: Words) => {
  const price = sayPrice(words);
  const cost = (estimate: Parameters<typeof price.brief>[0] | undefined): string =>
    estimate ? price.brief(estimate) : words.moves.noPrice;
  return {
    move: (move: Move): string => {
      switch (move.what) {
        case "rule":
          return words.moves.rule(
            escaped(move.from.name, 60),
            escaped(move.to.name, 60),
            move.from.quorum,
            move.to.quorum,
          );
        case "price":
          return words.moves.price(cost(move.from), cost(move.to));
        case "stock":
          return words.moves.stock(move.left);
      }
    },
  };
};
