import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { endsWithUs } from "./ends-with-us.ts";

/** The real program, as a process of its own. */
export interface BotProcess {
  readonly pid: number;
  readonly adminUrl: string;
  /** Everything it wrote, stdout and stderr. */
  readonly output: () => string;
  /** Ends when /readyz answers 200. */
  ready(withinMs?: number): Promise<void>;
  readonly exited: Promise<number | null>;
  /** Asks it to stop, as an operator would. */
  stop(): Promise<number | null>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Starts `src/start.js` of a folder, or another file there, with nothing in its environment but what is given (and a PATH). */
export function startBot(
  env: Readonly<Record<string, string>>,
  options: { root?: string; file?: string; cwd?: string; onLine?: (line: string) => void } = {},
): BotProcess {
  const root = options.root ?? ROOT;
  const child: ChildProcess = endsWithUs(
    spawn(process.execPath, [join(root, options.file ?? "src/start.js")], {
      cwd: options.cwd ?? root,
      env: { PATH: process.env["PATH"] ?? "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
  let written = "";
  for (const stream of [child.stdout, child.stderr]) {
    let begun = "";
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      written += chunk;
      const lines = (begun + chunk).split("\n");
      begun = lines.pop() ?? "";
      for (const line of lines) if (line) options.onLine?.(line);
    });
    stream?.on("end", () => begun && options.onLine?.(begun));
  }
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (running()) child.kill(signal);
    return exited;
  };
  const adminUrl = `http://127.0.0.1:${env["ADMIN_PORT"] ?? "3001"}`;

  return {
    pid: child.pid ?? 0,
    adminUrl,
    output: () => written,
    exited,
    async ready(withinMs = 20_000) {
      const deadline = Date.now() + withinMs;
      let last = "it did not answer";
      while (Date.now() < deadline && running()) {
        try {
          const answer = await fetch(`${adminUrl}/readyz`, { signal: AbortSignal.timeout(3_000) });
          if (answer.ok) return;
          last = await answer.text();
        } catch {
          // not listening yet
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`The bot did not become ready: ${last}\n${written.slice(-4_000)}`);
    },
    stop: () => end("SIGTERM"),
    async kill() {
      await end("SIGKILL");
    },
  };
}
