/**
 * Loaded into the bot before anything else: its clock runs as far ahead as it is told, and each SIGUSR2 lets it jump
 * further, so that nobody has to wait until what it remembers is old. Timers run as they do.
 */
import { CLOCK_AHEAD_MS, CLOCK_JUMPED, CLOCK_JUMPS_MS } from "./movable-clock.ts";

const RealDate = Date;
let ahead = Number(process.env[CLOCK_AHEAD_MS] ?? 0);
const jumps = (process.env[CLOCK_JUMPS_MS] ?? "").split(",").map(Number);

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: unknown[], newTarget) =>
    Reflect.construct(target, given.length === 0 ? [RealDate.now() + ahead] : given, newTarget),
  get: (target, key, receiver) =>
    key === "now" ? () => RealDate.now() + ahead : Reflect.get(target, key, receiver),
});

process.on("SIGUSR2", () => {
  ahead += (jumps.length > 1 ? jumps.shift() : jumps[0]) ?? 0;
  process.stderr.write(`${CLOCK_JUMPED}\n`);
});
