import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compare, type Compared } from "./compare.ts";
import { comparisons } from "./comparisons.ts";
import { startOutside } from "./outside/start-outside.ts";
import { programs } from "./programs.ts";
import type { Size } from "./sizes.ts";
import { POLICY } from "./stored-orders.ts";

/** Runs every comparison whose path or reference holds `only`, one after the other, and hands on each as it is done. */
export async function runBench(
  size: Size,
  { only, profiles }: { readonly only: string; readonly profiles?: string | undefined },
  done: (rows: readonly Compared[]) => void,
): Promise<readonly Compared[]> {
  const folder = mkdtempSync(join(tmpdir(), "edcps-bench-"));
  const policyFile = join(folder, "policy.yaml");
  writeFileSync(policyFile, POLICY);
  const started = programs(folder);
  const outside = startOutside();
  try {
    const redis = await started.redis();
    const places = await outside.ask("places");
    const bench = { size, outside, places, redis, policyFile, programs: started, folder, profiles };
    const all: Compared[] = [];
    for (const row of comparisons) {
      if (!`${row.path} ${row.beside}`.includes(only)) continue;
      const rows = await compare(row, bench, sideWithinMs(size));
      all.push(...rows);
      done(rows);
    }
    await started.stop();
    rmSync(folder, { recursive: true, force: true });
    return all;
  } catch (error) {
    await started.stop();
    throw new Error(`A comparison broke off; ${folder} holds what the programs wrote.`, {
      cause: error,
    });
  } finally {
    await outside.stop();
  }
}

/** A minute for everything but the long load, and as much again as that takes. */
const sideWithinMs = ({ windowS, windows }: Size): number => 60_000 + 2_000 * windowS * windows;
