import type { Actor, Step } from "../../../order/order.ts";
import { escaped, mention, moment } from "../../text.ts";
import type { Words } from "../en.ts";

/** Who did what, when. */
export const sayStep = ({ steps }: Words) => {
  const actor = (by: Actor): string => {
    switch (by.kind) {
      case "person":
        return mention(by.userId);
      case "policy":
        return steps.actors.rule(escaped(by.rule, 60));
      case "clock":
        return steps.actors.clock;
      case "purchase":
        return steps.actors.bot;
    }
  };
  const step = ({ by, action, at }: Step): string =>
    steps.step(actor(by), steps.did[action], moment(at));
  return {
    actor,
    step,
    who: (last: Step | undefined): string => (last ? step(last) : steps.actors.somebody),
  };
};
