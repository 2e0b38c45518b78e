import type { ChildProcess } from "node:child_process";

const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** A process that does not outlive this one, whatever ends this one (but SIGKILL, which nobody hears). */
export function endsWithUs<C extends ChildProcess>(child: C): C {
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** For a program that has nothing to tidy up but its processes: a signal is an end like any other. */
export function endOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => process.exit(1));
}
