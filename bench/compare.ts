/** What one round measured, by the name that the table shows. */
export type Measures = Readonly<Record<string, number>>;

export type Side = () => Promise<Measures>;

export interface Goal {
  /** Which of the measures. */
  readonly measure: string;
  /** What the bot's may be, as a multiple of the reference's. */
  readonly ratio?: { readonly atLeast: number } | { readonly atMost: number };
  /** What the bot's may be in every single round, whatever the reference's is. */
  readonly atMost?: number;
}

/** Two sides, ready to be measured. */
export interface Pair {
  readonly bot: Side;
  readonly reference: Side;
  stop(): Promise<void>;
}

/** A row of the table: what is measured beside what, and what is wanted. */
export interface Comparison<Setting> {
  readonly path: string;
  /** What the reference is. */
  readonly beside: string;
  readonly goals: readonly Goal[];
  readonly rounds: (setting: Setting) => { readonly warmUp: number; readonly measured: number };
  readonly prepare: (setting: Setting) => Promise<Pair>;
}

/** Of one measure: the medians over all rounds, and what the two sides of each round are to one another. */
export interface Compared {
  readonly path: string;
  readonly beside: string;
  readonly measure: string;
  readonly bot: number;
  readonly reference: number;
  /** The bot's largest of all rounds. */
  readonly most: number;
  /** The median of the rounds' own ratios, between the smallest and the largest. */
  readonly ratio: number;
  readonly smallest: number;
  readonly largest: number;
  readonly rounds: number;
  readonly goals: readonly Goal[];
  /** Undefined: nothing is wanted of this measure. */
  readonly met: boolean | undefined;
}

/**
 * Runs both sides in turns, and begins with the other one each time, so that whatever else the machine does falls on both.
 * Throws when a side takes longer than `sideWithinMs`.
 */
export async function compare<Setting>(
  { path, beside, goals, rounds, prepare }: Comparison<Setting>,
  setting: Setting,
  sideWithinMs: number,
): Promise<readonly Compared[]> {
  const { warmUp, measured } = rounds(setting);
  const pair = await prepare(setting);
  const pairs: { readonly bot: Measures; readonly reference: Measures }[] = [];
  try {
    for (let round = 0; round < warmUp + measured; round += 1) {
      const measure = (side: "bot" | "reference"): Promise<Measures> =>
        within(sideWithinMs, pair[side](), `${path}: the ${side} did not come to its end`);
      const early = round % 2 === 0 ? await measure("reference") : undefined;
      const bot = await measure("bot");
      const reference = early ?? (await measure("reference"));
      if (round >= warmUp) pairs.push({ bot, reference });
    }
  } finally {
    await pair.stop();
  }
  return Object.keys(pairs[0]?.bot ?? {}).map((measure) => {
    const of = (side: "bot" | "reference"): number[] =>
      pairs.map((both) => both[side][measure] ?? NaN);
    const ratios = pairs.map(
      ({ bot, reference }) => (bot[measure] ?? NaN) / (reference[measure] ?? NaN),
    );
    const [most, ratio] = [Math.max(...of("bot")), median(ratios)];
    const wanted = goals.filter((goal) => goal.measure === measure);
    return {
      path,
      beside,
      measure,
      bot: median(of("bot")),
      reference: median(of("reference")),
      most,
      ratio,
      smallest: Math.min(...ratios),
      largest: Math.max(...ratios),
      rounds: pairs.length,
      goals: wanted,
      met: wanted.length > 0 ? wanted.every((goal) => isMet(goal, most, ratio)) : undefined,
    };
  });
}

async function within<T>(ms: number, work: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${otherwise} within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** `most`: the bot's largest of all rounds. `found`: the median of the rounds' ratios. */
export function isMet({ ratio, atMost }: Goal, most: number, found: number): boolean {
  if (atMost !== undefined && !(most <= atMost)) return false;
  if (!ratio) return true;
  return "atLeast" in ratio ? found >= ratio.atLeast : found <= ratio.atMost;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}
