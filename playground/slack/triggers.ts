/** trigger_ids: three seconds from dispatch, one use, bound to the person (and the modal) they came from. */
import { invalidArguments, refused, type Refused } from "./answer.ts";
import { randomDigits, randomHex } from "./ids.ts";
import { trim, type SlackState } from "./state.ts";

export const TRIGGER_LIFE_MS = 3000;

export interface Trigger {
  readonly userId: string;
  readonly madeAt: number;
  /** The modal it came from, if any: only such a trigger can push. */
  readonly viewId: string | undefined;
  /** The conversation the person was in: what `default_to_current_conversation` means. */
  readonly conversation: string | undefined;
  used: boolean;
}

export function makeTrigger(
  state: SlackState,
  userId: string,
  from: { viewId?: string | undefined; conversation?: string | undefined },
): string {
  const id = `${randomDigits(12)}.${randomDigits(11)}.${randomHex(16)}`;
  state.triggers.set(id, {
    userId,
    madeAt: state.now(),
    viewId: from.viewId,
    conversation: from.conversation,
    used: false,
  });
  trim(state.triggers);
  return id;
}

/** In the order of the checks: a used trigger stays "exchanged" even when it would also have expired by now. */
export function checkTrigger(state: SlackState, id: string): Trigger | Refused {
  const trigger = state.triggers.get(id);
  const refuse = (
    code: "invalid_trigger_id" | "exchanged_trigger_id" | "expired_trigger_id",
    other: string,
  ): Refused =>
    state.settings.triggerRefusal === "code" ? refused(code) : invalidArguments(other);
  if (!trigger)
    return refuse("invalid_trigger_id", "invalid `trigger_id` [json-pointer:/trigger_id]");
  if (trigger.used)
    return refuse("exchanged_trigger_id", "invalid `trigger_id` [json-pointer:/trigger_id]");
  if (state.now() - trigger.madeAt > TRIGGER_LIFE_MS)
    return refuse("expired_trigger_id", "`trigger_id` expired [json-pointer:/trigger_id]");
  return trigger;
}
