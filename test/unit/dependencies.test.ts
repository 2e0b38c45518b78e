import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): unknown => JSON.parse(readFileSync(`${ROOT}${path}`, "utf8"));

const versions = z.record(z.string(), z.string());
const asked = z
  .looseObject({ dependencies: versions, devDependencies: versions, overrides: versions })
  .parse(read("package.json"));
const locked = z
  .looseObject({
    packages: z.record(
      z.string(),
      z.looseObject({
        version: z.string().optional(),
        resolved: z.string().optional(),
        integrity: z.string().optional(),
        link: z.boolean().optional(),
        dev: z.boolean().optional(),
        license: z.string().optional(),
        dependencies: versions.optional(),
        devDependencies: versions.optional(),
      }),
    ),
  })
  .parse(read("package-lock.json")).packages;
const { "": root, ...packages } = locked;

describe("what the bot depends on", () => {
  it("is what was decided on, and nothing else", () => {
    expect(Object.keys(asked.dependencies)).toEqual([
      "@slack/bolt",
      "@slack/web-api",
      "bullmq",
      "ioredis",
      "leven",
      "pino",
      "prom-client",
      "undici",
      "yaml",
      "zod",
    ]);
  });

  it("is asked for in one exact version each, which is the one that is locked", () => {
    const all = { ...asked.dependencies, ...asked.devDependencies, ...asked.overrides };
    for (const [name, version] of Object.entries(all)) {
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
      expect([name, packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
    }
    expect(root).toMatchObject({
      dependencies: asked.dependencies,
      devDependencies: asked.devDependencies,
    });
  });

  it("comes from the registry alone, each package with the hash of what it was", () => {
    for (const [path, { version, resolved, integrity, link }] of Object.entries(packages)) {
      expect([path, version]).toEqual([path, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
      expect([path, integrity]).toEqual([
        path,
        expect.stringMatching(/^sha512-[A-Za-z0-9+/]{86}==$/),
      ]);
      expect([path, resolved, link]).toEqual([path, undefined, undefined]);
    }
  });

  it("may be used by anybody", () => {
    const licences = Object.values(packages).flatMap(({ dev, license }) => (dev ? [] : [license]));
    expect(new Set(licences)).toEqual(
      new Set(["0BSD", "Apache-2.0", "BSD-3-Clause", "ISC", "MIT"]),
    );
  });
});

describe("npm run audit:dependencies", () => {
  const folder = mkdtempSync(join(tmpdir(), "edcps-bot-audit-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs it with an npm that answers so. */
  async function run(answers: {
    audit: unknown;
    signatures: unknown;
  }): Promise<{ code: number | null; said: string }> {
    const npm = join(folder, "npm");
    writeFileSync(
      npm,
      `#!${process.execPath}\nconst answers = ${JSON.stringify(answers)};\nconst answer = process.argv.includes("signatures") ? answers.signatures : answers.audit;\nprocess.stdout.write(typeof answer === "string" ? answer : JSON.stringify(answer));\nprocess.exitCode = 1;\n`,
    );
    chmodSync(npm, 0o755);
    const child = spawn(process.execPath, [`${ROOT}scripts/audit-dependencies.ts`], {
      env: { PATH: folder },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, said };
  }

  const clean = {
    audit: { auditReportVersion: 2, vulnerabilities: {} },
    signatures: { invalid: [], missing: [] },
  };
  const silence = { message: "405 Method Not Allowed", statusCode: 405, error: { summary: "" } };
  const weakness = {
    vulnerabilities: {
      zod: {
        name: "zod",
        severity: "high",
        range: "<9.9.9",
        via: [{ title: "It is wrong", url: "https://example.com/1" }, "other"],
      },
    },
  };

  it("ends well when the registry was asked and knows nothing", async () => {
    const { code, said } = await run(clean);
    expect(code).toBe(0);
    expect(said).not.toContain("NOT ASKED");
  });

  it("fails when something is known, and names it", async () => {
    const { code, said } = await run({ ...clean, audit: weakness });
    expect(code).toBe(1);
    expect(said).toContain(
      "zod <9.9.9: high: It is wrong (https://example.com/1); it needs other.",
    );
  });

  it("fails when a package is not what the registry signed", async () => {
    const invalid = [{ name: "leven", version: "4.1.0" }];
    const { code, said } = await run({ ...clean, signatures: { invalid, missing: [] } });
    expect(code).toBe(1);
    expect(said).toContain("leven 4.1.0 is not what the registry signed.");
  });

  it.each([
    ["the registry does not take the question", { ...clean, audit: silence }],
    ["the signatures cannot be had", { ...clean, signatures: { error: { code: "ENOTFOUND" } } }],
    ["npm says nothing", { audit: "", signatures: "" }],
    ["npm says something else", { audit: "<html>", signatures: "null" }],
  ])("fails in another way when nobody could be asked, and says so: %s", async (_, answers) => {
    const { code, said } = await run(answers);
    expect(code).toBe(2);
    expect(said).toContain("NOT ASKED");
    expect(said).toContain("says nothing about what was not asked");
  });

  it("names what is known even when the rest could not be asked", async () => {
    const { code, said } = await run({ ...clean, audit: weakness, signatures: silence });
    expect(code).toBe(1);
    expect(said).toContain("zod <9.9.9");
    expect(said).toContain("NOT ASKED");
  });
});
