export interface MemoryLimits {
  readonly now: () => Date;
  /** Younger answers are given without asking. */
  readonly freshMs: number;
  /** Not older ones are given when asking fails in a way that `isOutage` recognises. */
  readonly staleMs?: number;
  readonly isOutage?: (failure: unknown) => boolean;
  /** Answers kept at most; the oldest goes first. */
  readonly most: number;
}

/**
 * `load`, asked once for equal arguments however many ask at the same time, and its answers kept for a while. A failure
 * is never kept, and one that will repeat itself (the key was withdrawn, say) is never hidden behind an old answer.
 */
export function remembered<Args extends readonly string[], T>(
  load: (...args: Args) => Promise<T>,
  { now, freshMs, staleMs = 0, isOutage = () => false, most }: MemoryLimits,
): (...args: Args) => Promise<T> {
  const kept = new Map<string, { readonly value: T; readonly at: number }>();
  const loading = new Map<string, Promise<T>>();

  function recall(key: string, withinMs: number) {
    const answer = kept.get(key);
    const age = answer ? now().getTime() - answer.at : 0;
    // A clock that was set back makes an answer of no age at all.
    return answer && age >= 0 && age <= withinMs ? answer : undefined;
  }

  async function ask(key: string, args: Args): Promise<T> {
    const at = now().getTime();
    try {
      const value = await load(...args);
      kept.delete(key);
      kept.set(key, { value, at });
      for (const oldest of kept.keys()) {
        if (kept.size <= most) break;
        kept.delete(oldest);
      }
      return value;
    } catch (failure) {
      const old = isOutage(failure) ? recall(key, staleMs) : undefined;
      if (!old) throw failure;
      return old.value;
    }
  }

  return async (...args) => {
    const key = JSON.stringify(args);
    const fresh = recall(key, freshMs);
    if (fresh) return fresh.value;

    const running = loading.get(key) ?? ask(key, args).finally(() => loading.delete(key));
    loading.set(key, running);
    return running;
  };
}
