import { isDeepStrictEqual } from "node:util";
import { parsePolicy, policyText } from "./config.ts";
import type { Policy } from "./order/policy-file.ts";
import type { Clock, Log } from "./workflow/ports.ts";

export interface LivePolicyOptions {
  readonly path: string;
  /** There is a price book, so rules may ask for a price. */
  readonly isPriced: boolean;
  /** The one that decides at first. */
  readonly policy: Policy;
  readonly clock: Clock;
  readonly log: Log;
}

export interface LivePolicy {
  /** The policy that decides now. It never changes: a use case that asks once decides everything by the same one. */
  readonly current: () => Policy;
  /** When that policy was read. */
  readonly since: () => Date;
  /** Why the file on disk is not the policy that decides, as sentences; empty while it is. */
  readonly warnings: () => readonly string[];
  /** Looks at the file. Never throws. */
  readonly look: () => void;
}

/**
 * How often somebody should look. It is looked at what the file says, and not waited for to be told of changes: the
 * kernel's notices follow the file of before when an editor replaces it or a ConfigMap's link is moved, and do not
 * come through every mount.
 */
export const LOOK_EVERY_MS = 1_000;

/**
 * The policy as its file says it now. What the bot would not start with is not taken: the policy of before goes on
 * deciding, and what is wrong is said. A file is judged once it reads the same at two looks, because one that is just
 * being written may end where it would still be a policy, with the last rules or a quorum missing.
 */
export function livePolicy({ path, isPriced, policy, clock, log }: LivePolicyOptions): LivePolicy {
  type Text = ReturnType<typeof policyText>;
  let current = policy;
  let since = clock();
  let problems: readonly string[] = [];
  let seen: Text | undefined;
  let judged: Text | undefined;

  const judge = (text: Text): void => {
    const read = parsePolicy(path, text, isPriced);
    if (!read.ok) {
      ({ problems } = read);
      log.error(
        { problems },
        "The policy file cannot be used; the policy of before goes on deciding.",
      );
      return;
    }
    if (problems.length === 0 && isDeepStrictEqual(read.settings, current)) return;
    problems = [];
    current = read.settings;
    since = clock();
    log.info({ rules: current.rules.map(({ name }) => name) }, "The policy was read again.");
  };

  return {
    current: () => current,
    since: () => since,
    warnings: () =>
      problems.length === 0
        ? []
        : [
            `The policy file cannot be used; the policy that was read at ${since.toISOString()} goes on deciding.`,
            ...problems,
          ],
    look() {
      const text = policyText(path);
      const isSettled = isDeepStrictEqual(text, seen);
      seen = text;
      if (!isSettled || isDeepStrictEqual(text, judged)) return;
      judged = text;
      judge(text);
    },
  };
}
