/**
 * The bot beside the engines that it stands on, in one run.
 *
 *   node bench/main.ts [--full | --smoke] [--only PART-OF-A-PATH] [--out FILE.json] [--profiles FOLDER]
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { endOnSignals } from "../playground/ends-with-us.ts";
import { tableOf } from "./print-table.ts";
import { runBench } from "./run-bench.ts";
import { sizes } from "./sizes.ts";

const { values: options } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    profiles: { type: "string" },
    out: { type: "string", default: "bench/results.json" },
  },
});
endOnSignals();
const size = options.full ? "full" : options.smoke ? "smoke" : "short";
const began = Date.now();
process.stderr.write("The bot is built first; every row starts what its image would.\n");
const rows = await runBench(sizes[size], options, ([row]) =>
  process.stderr.write(`${row?.path} | ${row?.beside}: measured\n`),
);
const machine = `${cpus().length} x ${cpus()[0]?.model ?? "?"}, Node ${process.versions.node}`;
const seconds = Math.round((Date.now() - began) / 1_000);
process.stdout.write(`${tableOf(rows)}\n\n${machine}; ${seconds} s; also in ${options.out}\n`);
writeFileSync(
  options.out,
  `${JSON.stringify({ size, machine, seconds, at: new Date(began).toISOString(), rows }, null, 2)}\n`,
);
