import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { planCampaign, type Plan } from "./plan.ts";
import type { ViolationKind } from "./truth.ts";

/** The program with one of its safeguards taken out, and the weather in which that shows. */
export interface Mutant {
  /** What is taken out. */
  readonly safeguard: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly text: string;
  readonly instead: string;
  readonly plan: Plan;
  /** What the campaign must find, whatever else it finds. */
  readonly finds: ViolationKind;
}

const few = { seed: 1, orders: 6, bots: 2, faultsPerOrder: 0 } as const;

export const mutants: readonly Mutant[] = [
  {
    safeguard: "the compare-and-set: an order is saved over whatever version stands there",
    file: "src/store/redis-orders.ts",
    text: "elseif current ~= ARGV[1] then",
    instead: "elseif false then",
    plan: planCampaign({ ...few, orders: 10, acts: { raced: 1 } }),
    finds: "click-lost",
  },
  {
    safeguard: "the stored token: each call to buy has a token of its own",
    file: "src/workflow/provision-order.ts",
    text: "      clientToken: order.clientToken,\n",
    instead: "      clientToken: crypto.randomUUID(),\n",
    plan: planCampaign({
      ...few,
      acts: { approved: 1 },
      faults: { cloudAfter: 1 },
      faultsPerOrder: 1,
    }),
    finds: "bought-twice",
  },
  {
    safeguard: "the job id: the sweep adds a job again that is waiting or running",
    file: "src/queue/producer.ts",
    text: "        jobId,\n",
    instead: "",
    plan: planCampaign({
      ...few,
      acts: { approved: 1 },
      faults: { cloudStands: 1 },
      faultsPerOrder: 1,
    }),
    finds: "at-once-twice",
  },
  {
    safeguard: "the sweep: nobody looks for what is due or was left behind",
    file: "src/workflow/sweep-orders.ts",
    text: "  const now = ports.clock();\n",
    instead: "  if (Date.now() > 0) return;\n  const now = ports.clock();\n",
    plan: planCampaign({ ...few, acts: { forgotten: 1 }, counts: { 3: 1 } }),
    finds: "not-finished",
  },
];

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** A folder with the mutated program. Throws when the text to mutate does not stand exactly once in its file. */
export function mutatedCopy({ safeguard, file, text, instead }: Mutant): string {
  const parts = readFileSync(join(ROOT, file), "utf8").split(text);
  if (parts.length !== 2)
    throw new Error(
      `${file} holds this ${parts.length - 1} times, so it is not clear how to take out ${safeguard}: ${text}`,
    );
  const folder = mkdtempSync(join(tmpdir(), "edcps-mutant-"));
  for (const part of ["src", "package.json"])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, file), parts.join(instead));
  return folder;
}
