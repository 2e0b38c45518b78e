import type { Refusal } from "../../../order/decide.ts";
import type { PlaceRefusal } from "../../../workflow/place-order.ts";
import type { Words } from "../en.ts";
import { sayStep } from "./step.ts";

/** Why a gesture changed nothing. */
export const sayRefusal = (words: Words) => {
  const { refusals, steps } = words;
  const { who } = sayStep(words);
  return (given: Refusal | PlaceRefusal): string => {
    switch (given.reason) {
      case "own-order":
      case "not-yours":
        return refusals[given.reason](steps.verbs[given.action]);
      case "stale":
        return refusals.stale(who(given.last));
      case "wrong-status":
        return refusals["wrong-status"](
          steps.stands[given.status],
          who(given.last),
          steps.verbs[given.action],
        );
      case "already-approved":
      case "approvals-gone":
        return refusals[given.reason](given.have, given.quorum);
      default:
        return refusals[given.reason];
    }
  };
};
