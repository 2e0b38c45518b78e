/** People of whom so many have to agree. An order needs every stage of its rule; one person takes one seat. */
export interface Stage {
  readonly name?: string | undefined;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly quorum: number;
}

/** How many seats are filled, and how many there are. */
export interface Seats {
  readonly have: number;
  readonly of: number;
  /** Filled seats of each stage, where there are several. */
  readonly byStage?: readonly number[];
}

/** How many seats there are, stage by stage or in all. */
export const seatsIn = (stages: readonly Pick<Stage, "quorum">[]): number =>
  stages.reduce((sum, { quorum }) => sum + quorum, 0);

/**
 * How many seats of each stage these people fill when they are seated as well as can be: somebody who fits two stages
 * takes the one that the others leave open (augmenting paths: Kuhn, 1955).
 */
export function seated<S extends Pick<Stage, "quorum">, P>(
  stages: readonly S[],
  people: readonly P[],
  fits: (stage: S, person: P) => boolean,
): readonly number[] {
  const sitting = stages.map((): P[] => []);
  const place = (person: P, asked: Set<S>): boolean =>
    stages.some((stage, index) => {
      const seats = sitting[index];
      if (!seats || asked.has(stage) || !fits(stage, person)) return false;
      asked.add(stage);
      if (seats.length < stage.quorum) {
        seats.push(person);
        return true;
      }
      const moving = seats.findIndex((other) => place(other, asked));
      if (moving === -1) return false;
      seats[moving] = person;
      return true;
    });
  for (const person of people) place(person, new Set());
  return sitting.map(({ length }) => length);
}

/** Stages whose people are known here: who is in a group is not, so a group may fill every seat of its stage. */
export const closed = (stages: readonly Stage[]): readonly Stage[] =>
  stages.filter(({ groups }) => groups.length === 0);

export const usersOf = (stages: readonly Stage[]): ReadonlySet<string> =>
  new Set(stages.flatMap(({ users }) => users));

/** True when the people who are named can fill every seat, even without one of them. */
export function canAgree(stages: readonly Stage[], without?: string): boolean {
  const users = [...usersOf(closed(stages))].filter((user) => user !== without);
  const filled = seated(closed(stages), users, (one, user) => one.users.includes(user));
  return seatsIn(closed(stages)) === filled.reduce((sum, seats) => sum + seats, 0);
}
