import { execFile } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "edcps-setup-"));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), "utf8"));
const { scripts } = z
  .looseObject({ scripts: z.record(z.string(), z.string()) })
  .parse(read("package.json"));
const { packages } = z
  .looseObject({
    packages: z.record(
      z.string(),
      z.looseObject({ dev: z.boolean().optional(), optional: z.boolean().optional() }),
    ),
  })
  .parse(read("package-lock.json"));

let checkouts = 0;

/** A checkout without packages, and an npm that does this. */
function checkout(npm: string): { root: string; PATH: string } {
  checkouts += 1;
  const root = join(folder, String(checkouts));
  mkdirSync(join(root, "bin"), { recursive: true });
  for (const path of ["package.json", "package-lock.json", "scripts/setup.mjs"])
    cpSync(join(ROOT, path), join(root, path));
  writeFileSync(join(root, "bin", "npm"), `#!/bin/sh\n${npm}\n`);
  chmodSync(join(root, "bin", "npm"), 0o755);
  return { root, PATH: [join(root, "bin"), "/usr/bin", "/bin"].join(delimiter) };
}

/** What npm writes down of what it has installed. */
function installed(root: string, isWanted: (path: string) => boolean): void {
  mkdirSync(join(root, "node_modules"), { recursive: true });
  const entries = Object.entries(packages).filter(([path]) => path !== "" && isWanted(path));
  writeFileSync(
    join(root, "node_modules", ".package-lock.json"),
    JSON.stringify({ packages: Object.fromEntries(entries) }),
  );
}

const setUp = (
  { root, PATH }: { root: string; PATH: string },
  ...args: readonly string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(root, "scripts", "setup.mjs"), ...args],
      { env: { PATH } },
      (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });

describe("scripts/setup.mjs", () => {
  it("comes before every script that needs packages or a Node that runs TypeScript", () => {
    const needy = Object.keys(scripts).filter((name) => /^node .*\.ts\b/.test(scripts[name] ?? ""));
    expect(needy).toEqual(expect.arrayContaining(["audit", "policy", "demo"]));
    for (const name of [...needy, "test", "check"])
      expect([name, scripts[`pre${name}`]]).toEqual([
        name,
        expect.stringMatching(/^node scripts\/setup\.mjs\b/),
      ]);
  });

  it("leaves stdout to the command that it makes ready for, and ends with no code of that", async () => {
    const { code, stdout, stderr } = await setUp(checkout("echo no network; exit 1"), "bot");
    expect({ code, stdout }).toEqual({ code: 69, stdout: "" });
    expect(stderr).toContain("no network\nsetup: npm ci did not succeed");
  });

  it("brings the packages of a bare checkout", async () => {
    const bare = checkout(
      "mkdir -p node_modules/.bin && cp package-lock.json node_modules/.package-lock.json && touch node_modules/.bin/node && echo added",
    );
    expect(await setUp(bare, "bot")).toEqual({
      code: 0,
      stdout: "",
      stderr: expect.stringMatching(/npm ci is run\.\nadded\n$/),
    });
    expect(await setUp(bare)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("leaves a bot alone that was installed without what only development needs", async () => {
    const production = checkout("echo called; exit 1");
    const isOfBot = (path: string): boolean =>
      !packages[path]?.dev && !packages[path]?.optional && !packages[path]?.["devOptional"];
    installed(production.root, isOfBot);
    expect(await setUp(production, "bot")).toEqual({ code: 0, stdout: "", stderr: "" });
    installed(production.root, (path) => isOfBot(path) && path !== "node_modules/zod");
    expect((await setUp(production, "bot")).stderr).toContain("called");
  });
});
