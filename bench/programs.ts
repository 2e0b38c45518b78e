import { execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { endsWithUs } from "../playground/ends-with-us.ts";
import { fileURLToPath } from "node:url";
import { freePort } from "../playground/free-port.ts";
import { startRedis, type PrivateRedis } from "../playground/redis.ts";

/** A program under measure, as a process of its own. */
export interface Program {
  /** From the start of the process to `ready`. */
  readonly startMs: number;
  /** What the system has given it, in MiB. */
  residentMb(): number;
  /** Processor time that it has used so far. */
  processorMs(): number;
  /** Asks it to end, as an operator would. A repeat does nothing more. */
  stop(): Promise<void>;
}

/** Starts what is measured. */
export interface Programs {
  /** The real program. It is ready when it says so itself. */
  bot(env: Environment): Promise<Program>;
  /** A reference. It is ready when it has written that. */
  bare(name: "bolt-app.js" | "bull-worker.ts", env: Environment): Promise<Program>;
  /**
   * A Redis of one's own, which syncs every write as the bot's operators are told to let it. It never rewrites its file by
   * itself, which would fall into one round and not into another.
   */
  redis(): Promise<PrivateRedis>;
  /** Ends whatever still runs. */
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const READY_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 5;
/** The system counts processor time in hundredths of a second. */
const TICK_MS = 10;

/** The bot as its image runs it: built, with what the Dockerfile gives to Node and sets for the allocator. */
function asInImage(built: string) {
  execFileSync(process.execPath, [join(ROOT, "scripts/build.ts"), built]);
  const text = readFileSync(join(ROOT, "Dockerfile"), "utf8");
  const [, ...flags] = JSON.parse(/^CMD (.+)$/m.exec(text)?.[1] ?? "[]") as string[];
  const settings = text.matchAll(/^ENV (MALLOC_\w+)=(\w+)$/gm);
  const env = Object.fromEntries([...settings].map(([, name = "", value = ""]) => [name, value]));
  return { file: join(built, flags.pop() ?? ""), flags, env };
}

/** Builds the bot first. `folder` takes that, and everything that the programs write, as a container's log would. */
export function programs(folder: string): Programs {
  const image = asInImage(join(folder, "built"));
  const running = new Set<{ stop(): Promise<void> }>();
  let started = 0;

  const start = async (
    { file, flags }: { readonly file: string; readonly flags: readonly string[] },
    env: Environment,
    isReady: (written: () => string) => boolean | Promise<boolean>,
  ): Promise<Program> => {
    const log = join(folder, `${(started += 1)}.log`);
    const written = (): string => readFileSync(log, "utf8");
    const output = openSync(log, "w");
    const began = performance.now();
    const child = endsWithUs(
      spawn(process.execPath, [...flags, file], {
        cwd: folder,
        env: { PATH: process.env["PATH"] ?? "", ...env },
        stdio: ["ignore", output, output],
      }),
    );
    closeSync(output);
    const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
    const { pid = 0 } = child;
    const ofSystem = (name: "stat" | "status"): string =>
      readFileSync(`/proc/${pid}/${name}`, "utf8");
    const program = {
      startMs: Number.NaN,
      residentMb: () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(ofSystem("status"))?.[1]) / 1_024,
      processorMs() {
        const fields = ofSystem("stat").split(") ")[1]?.split(" ") ?? [];
        return TICK_MS * (Number(fields[11]) + Number(fields[12]));
      },
      async stop() {
        if (isRunning()) child.kill("SIGTERM");
        await exited;
        running.delete(program);
      },
    };
    running.add(program);
    while (!(await isReady(written))) {
      if (!isRunning() || performance.now() - began > READY_WITHIN_MS)
        throw new Error(`${file} did not become ready.\n${written().slice(-4_000)}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return Object.assign(program, { startMs: performance.now() - began });
  };

  return {
    bot: (env) =>
      start(image, { ...image.env, ...env }, async () => {
        const url = `http://127.0.0.1:${env["ADMIN_PORT"]}/readyz`;
        const answer = await fetch(url).catch(() => undefined);
        await answer?.body?.cancel();
        return answer?.ok ?? false;
      }),
    bare: (name, env) =>
      start({ file: join(ROOT, "bench/bare", name), flags: [] }, env, (written) =>
        /^ready$/m.test(written()),
      ),
    async redis() {
      const started = await startRedis(await freePort(), ["--auto-aof-rewrite-percentage", "0"]);
      running.add(started);
      return started;
    },
    async stop() {
      await Promise.all([...running].map((program) => program.stop()));
    },
  };
}
