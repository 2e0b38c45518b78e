/**
 * Asks the registry what is known against the packages that the bot runs with, and whether it signed what is installed.
 *
 *   npm run audit:dependencies
 *
 * Exit code 0: it was asked, and knows nothing. 1: it knows something, which is named. 2: it could not be asked, so
 * nobody knows; that is not the same as nothing being wrong.
 */
import { spawnSync } from "node:child_process";
import { z } from "zod";

const advisories = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.string(),
      range: z.string(),
      via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string() })])),
    }),
  ),
});
const badPackage = z.object({ name: z.string(), version: z.string() });
const signatures = z.object({ invalid: z.array(badPackage), missing: z.array(badPackage) });

/** What was found, one sentence each; undefined when there was no answer. */
type Found = readonly string[] | undefined;

const knownAgainst = (answer: unknown): Found => {
  const read = advisories.safeParse(answer);
  if (!read.success) return undefined;
  return Object.entries(read.data.vulnerabilities).map(([name, { severity, range, via }]) => {
    const reasons = via.map((one) =>
      typeof one === "string" ? `it needs ${one}` : `${one.title} (${one.url})`,
    );
    return `${name} ${range}: ${severity}: ${reasons.join("; ")}.`;
  });
};

const wronglySigned = (answer: unknown): Found => {
  const read = signatures.safeParse(answer);
  if (!read.success) return undefined;
  const { invalid, missing } = read.data;
  return [
    ...invalid.map(({ name, version }) => `${name} ${version} is not what the registry signed.`),
    ...missing.map(({ name, version }) => `${name} ${version} has no signature of the registry.`),
  ];
};

function ask(...args: readonly string[]): unknown {
  const { stdout } = spawnSync("npm", [...args, "--json", "--fetch-retries=0"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

const questions = [
  {
    what: "known weaknesses of the packages that the bot runs with",
    found: knownAgainst(ask("audit", "--omit=dev")),
  },
  { what: "the registry's signatures", found: wronglySigned(ask("audit", "signatures")) },
];
for (const { what, found } of questions) {
  const said = found
    ? found.length === 0
      ? "nothing wrong"
      : `${found.length} found`
    : "NOT ASKED";
  process.stdout.write(`${said}: ${what}\n`);
  for (const sentence of found ?? []) process.stdout.write(`  - ${sentence}\n`);
}
if (questions.some(({ found }) => found === undefined))
  process.stdout.write(
    "The registry did not answer everything, so this says nothing about what was not asked. Run it where the registry can be reached.\n",
  );
if (questions.some(({ found }) => found && found.length > 0)) process.exitCode = 1;
else if (questions.some(({ found }) => found === undefined)) process.exitCode = 2;
