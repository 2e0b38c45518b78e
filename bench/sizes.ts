/** How much is measured. */
export interface Size {
  readonly warmUp: number;
  readonly rounds: number;
  /** Gestures at once, or calls at once. */
  readonly people: number;
  /** In each round, which is to last about three seconds. */
  readonly commands: number;
  readonly clicks: number;
  readonly choices: number;
  /** Fewer than the tracker's looks in a minute (300): the looks are part of a round, the wait for the next minute is not. */
  readonly purchases: number;
  readonly calls: number;
  /** Each for a region of its own, of which there are ten with the one for warming up. */
  readonly openings: number;
  /** In the full store. */
  readonly stored: number;
  /** Of each kind in a round beside stored orders. */
  readonly besideStored: number;
  /** Before memory is looked at, and in how many processes of each side. */
  readonly lived: number;
  readonly lives: number;
  /** Seconds of the long load that are not counted, then seconds of each of its parts, and how many there are: six at least. */
  readonly settleS: number;
  readonly windowS: number;
  readonly windows: number;
  /** Pause before handles are counted. Bolt watches each request for 3 seconds; what is there after that stays. */
  readonly restMs: number;
}

const short: Size = {
  warmUp: 1,
  rounds: 7,
  people: 8,
  commands: 12_000,
  clicks: 4_000,
  choices: 1_000,
  purchases: 250,
  calls: 10_000,
  openings: 9,
  stored: 20_000,
  besideStored: 750,
  lived: 1_000,
  lives: 3,
  settleS: 10,
  windowS: 15,
  windows: 6,
  restMs: 4_000,
};

export const sizes = {
  short,
  /** What the table names: a million orders, half an hour. */
  full: { ...short, stored: 1_000_000, windowS: 60, windows: 30 },
  /** Shows only that everything still runs. */
  smoke: {
    warmUp: 0,
    rounds: 1,
    people: 2,
    commands: 20,
    clicks: 20,
    choices: 20,
    purchases: 5,
    calls: 20,
    openings: 2,
    stored: 50,
    besideStored: 10,
    lived: 5,
    lives: 1,
    settleS: 0.1,
    windowS: 0.2,
    windows: 6,
    restMs: 0,
  },
} as const satisfies Record<string, Size>;
