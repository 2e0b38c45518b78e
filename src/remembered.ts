export interface MemoryLimits {
  readonly now: () => Date;
  /** Younger answers are given without asking. */
  readonly freshMs: number;
  /** Not older ones are given when asking takes too long, or fails in a way that `isOutage` recognises. */
  readonly staleMs?: number;
  /** How long asking may take while there is such an answer. Without it, asking is waited for to its end. */
  readonly patienceMs?: number;
  readonly isOutage?: (failure: unknown) => boolean;
  /** Answers kept at most; the oldest goes first. */
  readonly most: number;
}

export interface Answer<T> {
  readonly value: T;
  /** When it was asked for. There when a newer one could not be had now, so that this one was kept. */
  readonly asOf?: Date;
}

interface Asking<T> {
  readonly value: Promise<T>;
  /** Ends when patience does; never, when the value comes before that. */
  readonly tooLong: Promise<void>;
}

/**
 * `load`, asked once for equal arguments however many ask at the same time, and its answers kept for a while. A failure
 * is never kept, and one that will repeat itself (the key was withdrawn, say) is not hidden behind an old answer: it
 * takes the old answer away, or a refusal that always comes too late would never be seen.
 */
export function rememberedWithAge<Args extends readonly string[], T>(
  load: (...args: Args) => Promise<T>,
  { now, freshMs, staleMs = 0, patienceMs, isOutage = () => false, most }: MemoryLimits,
): (...args: Args) => Promise<Answer<T>> {
  const kept = new Map<string, { readonly value: T; readonly at: number }>();
  const running = new Map<string, Asking<T>>();

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
      if (!isOutage(failure)) kept.delete(key);
      throw failure;
    }
  }

  function begin(key: string, args: Args): Asking<T> {
    let patience: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      if (patienceMs !== undefined) patience = setTimeout(resolve, patienceMs);
    });
    const value = ask(key, args).finally(() => {
      clearTimeout(patience);
      running.delete(key);
    });
    const asking = { value, tooLong };
    running.set(key, asking);
    return asking;
  }

  return async (...args) => {
    const key = JSON.stringify(args);
    const fresh = recall(key, freshMs);
    if (fresh) return { value: fresh.value };

    const { value, tooLong } = running.get(key) ?? begin(key, args);
    const found = value.then((loaded) => ({ value: loaded }));
    const old = recall(key, staleMs);
    if (!old) return found;

    const answer = { value: old.value, asOf: new Date(old.at) };
    const despiteOutage = found.catch((failure: unknown) => {
      if (!isOutage(failure)) throw failure;
      return answer;
    });
    return Promise.race([despiteOutage, tooLong.then(() => answer)]);
  };
}

/** The same for those who need not know how old an answer is. */
export function remembered<Args extends readonly string[], T>(
  load: (...args: Args) => Promise<T>,
  limits: MemoryLimits,
): (...args: Args) => Promise<T> {
  const answer = rememberedWithAge(load, limits);
  return async (...args) => (await answer(...args)).value;
}
