import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const COMMAND = fileURLToPath(new URL("../../src/commands/export-audit.ts", import.meta.url));

/** Runs `npm run audit` on a Redis, with nothing in its environment but where that is. */
export function runAudit(
  redisUrl: string,
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [COMMAND, ...args], { env: { REDIS_URL: redisUrl } });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (written[name] += text));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, ...written })));
}
