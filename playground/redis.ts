import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endsWithUs } from "./ends-with-us.ts";

/** A private Redis process, with an append-only file in a folder of its own. */
export interface PrivateRedis {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Where its append-only file is. */
  readonly folder: string;
  /** Ends it as a crash would. Its file stays, and `restart` reads it. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Stops the process in its tracks, so that it answers nothing, and lets it go on. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

export async function startRedis(
  port: number,
  settings: readonly string[] = [],
): Promise<PrivateRedis> {
  const folder = mkdtempSync(join(tmpdir(), "edcps-bot-redis-"));
  let process = await run(port, folder, settings);
  const ended = async (signal: NodeJS.Signals): Promise<void> => {
    if (process.exitCode !== null || process.signalCode !== null) return;
    const gone = new Promise((resolve) => process.once("exit", resolve));
    process.kill("SIGCONT");
    process.kill(signal);
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder,
    get pid() {
      return process.pid ?? 0;
    },
    kill: () => ended("SIGKILL"),
    async restart() {
      process = await run(port, folder, settings);
    },
    freeze: () => void process.kill("SIGSTOP"),
    thaw: () => void process.kill("SIGCONT"),
    async stop() {
      await ended("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What the bot asks of its Redis: every write on disk before it is answered, and nothing ever evicted. */
const SETTINGS = [
  "--appendonly",
  "yes",
  "--appendfsync",
  "always",
  "--maxmemory-policy",
  "noeviction",
  "--save",
  "",
  "--loglevel",
  "warning",
];

async function run(
  port: number,
  folder: string,
  settings: readonly string[],
): Promise<ChildProcess> {
  const child = endsWithUs(
    spawn(
      "redis-server",
      ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, ...SETTINGS, ...settings],
      { stdio: ["ignore", "ignore", "inherit"] },
    ),
  );
  const failed = new Promise<never>((_, reject) => {
    child.once("error", (error) =>
      reject(new Error(`redis-server could not be started: ${error.message}`)),
    );
    child.once("exit", (code) =>
      reject(new Error(`redis-server ended at once with code ${code}; is the port ${port} taken?`)),
    );
  });
  failed.catch(() => undefined);
  await Promise.race([failed, listening(port)]);
  return child;
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const answers = await new Promise<boolean>((resolve) => {
      const socket = createConnection({ port, host: "127.0.0.1" }, () => socket.write("PING\r\n"));
      socket.once("data", (data) => {
        socket.destroy();
        resolve(data.toString().startsWith("+PONG"));
      });
      socket.once("error", () => resolve(false));
    });
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`redis-server did not answer on port ${port}.`);
}
