import { faults, type FaultName, type PlannedFault, type Sky } from "./faults.ts";

/** A fault as it struck. */
export interface Struck {
  readonly name: FaultName;
  readonly how: object;
  readonly at: number;
  /** Undefined: it is not over. */
  over?: number;
}

export interface Weather {
  readonly struck: readonly Struck[];
  /** So many orders were placed: what was planned for then is thrown. */
  reached(orders: number): void;
  /** No more faults; what was broken is mended. */
  clears(): Promise<void>;
}

/** Throws the planned faults. Those that strike the same process come one after the other, all others at once. */
export function startWeather(sky: Sky, planned: readonly PlannedFault[]): Weather {
  const left = [...planned];
  const struck: Struck[] = [];
  const lanes = new Map<string, Promise<void>>();
  let over = false;

  const strike = async ({ name, how }: PlannedFault): Promise<void> => {
    if (over) return;
    const one: Struck = { name, how, at: Date.now() };
    struck.push(one);
    await faults[name].strike(sky, how);
    one.over = Date.now();
  };

  return {
    struck,
    reached(orders) {
      while (left[0] && left[0].after <= orders) {
        const next = left.shift() as PlannedFault;
        const lane = faults[next.name].target(next.how) ?? `alone ${struck.length}`;
        lanes.set(
          lane,
          (lanes.get(lane) ?? Promise.resolve()).then(() => strike(next)),
        );
      }
    },
    async clears() {
      over = true;
      await Promise.all(lanes.values());
      sky.cloud.faults.clear();
      sky.slack.faults.clear();
      await sky.fleet.startAll();
    },
  };
}
