import type { Refusal } from "../../../order/decision.ts";
import { isRequestersAlone } from "../../../order/policy.ts";
import type { EditRefusal } from "../../../workflow/edit-order.ts";
import type { ExplainRefusal } from "../../../workflow/explain-policy.ts";
import type { PlaceRefusal } from "../../../workflow/place-order.ts";
import { escaped } from "../../text.ts";
import type { Words } from "../en.ts";
import { sayMoves } from "./moves.ts";
import { sayRules } from "./rules.ts";
import { sayStep } from "./step.ts";

/** Why a gesture changed nothing. */
export const sayRefusal = (words: Words) => {
  const { refusals, steps } = words;
  const { step, who } = sayStep(words);
  const { move } = sayMoves(words);
  const { passed } = sayRules(words);
  return (given: Refusal | PlaceRefusal | EditRefusal | ExplainRefusal): string => {
    switch (given.reason) {
      case "own-order":
        return refusals["own-order"](steps.verbs[given.action]);
      case "not-yours":
        return refusals["not-yours"](steps.verbs[given.action], isRequestersAlone(given.action));
      case "stale":
        return refusals.stale(who(given.last));
      case "wrong-status":
        return refusals["wrong-status"](
          steps.stands[given.status],
          given.last ? step(given.last) : "",
          steps.verbs[given.action],
        );
      case "moved":
        return refusals.moved(given.moves.map(move).join(words.clauses));
      case "no-rule":
        return refusals["no-rule"](passed(given.passed));
      case "too-few":
        return refusals["too-few"](escaped(given.rule, 60));
      case "already-approved":
      case "seat-taken":
      case "approvals-gone":
        return refusals[given.reason](given.have, given.of);
      default:
        return refusals[given.reason];
    }
  };
};
