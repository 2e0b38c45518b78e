import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { EX_CONFIG } from "../../src/config.ts";

const START = fileURLToPath(new URL("../../src/start.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "edcps-start-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts the program without a configuration, so that it is loaded whole and ends by itself. */
const start = (env: Readonly<Record<string, string>>) =>
  spawnSync(process.execPath, [START], { cwd: folder, env, encoding: "utf8" });

it("keeps what was compiled for the next start, in the folder that is named", () => {
  const cache = join(folder, "cache");
  const first = start({ NODE_COMPILE_CACHE: cache });
  expect(first.status).toBe(EX_CONFIG);
  const kept = globSync("*/*", { cwd: cache });
  expect(kept.length).toBeGreaterThan(100);
  const second = start({ NODE_COMPILE_CACHE: cache });
  expect([second.status, second.stderr]).toEqual([EX_CONFIG, first.stderr]);
  expect(globSync("*/*", { cwd: cache })).toHaveLength(kept.length);
});

it.each([
  ["the folder that is named cannot be one", { NODE_COMPILE_CACHE: "/dev/null/cache" }],
  ["nothing is to be kept", { NODE_DISABLE_COMPILE_CACHE: "1" }],
])("starts where %s", (_, env) => {
  const { status, stderr } = start(env);
  expect(status).toBe(EX_CONFIG);
  expect(stderr).toContain("SLACK_BOT_TOKEN");
});
