import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";

export interface Import {
  readonly specifier: string;
  /** `import type`, which is gone when the program runs. A `type` inside the braces is not: the file is still loaded. */
  readonly typeOnly: boolean;
}

const STATIC =
  /\b(?:import|export)\s+(type\s+(?!from\b))?(?:(?:(?!\bimport\b)[^"'`;])*?\bfrom\s*)?["']([^"']+)["']/g;
const UNSPACED =
  /\b(?:import|export)\s*([{*](?:(?!\bimport\b)[^"'`;])*?\bfrom\s*)?["']([^"']+)["']/g;
const CALL = /\b(?:import|require)\s*\(\s*(?:\/\*[^]*?\*\/\s*)*(?:(["'`])([^"'`]*)\1)?/g;

/**
 * What a file imports, read from its text: statements, re-exports, calls. Text in comments and strings that looks like
 * an import counts as one, so that nothing hides there; what cannot be read is called `(unreadable)`.
 */
export function importsOf(source: string): readonly Import[] {
  const found = new Map<string, Import>();
  const add = (specifier: string, typeOnly: boolean): void => {
    const before = found.get(specifier);
    found.set(specifier, { specifier, typeOnly: typeOnly && (before?.typeOnly ?? true) });
  };
  for (const [, type, specifier = ""] of source.matchAll(STATIC))
    add(specifier, type !== undefined);
  for (const [, , specifier = ""] of source.matchAll(UNSPACED))
    if (!found.has(specifier)) add(specifier, false);
  for (const [, , specifier] of source.matchAll(CALL))
    add(specifier && !specifier.includes("${") ? specifier : "(unreadable)", false);
  return [...found.values()];
}

interface Row {
  /** Areas and files that may be imported; `type ` in front: only their types. */
  readonly may: readonly string[];
  /** Packages that may be imported; `node:` stands for all of Node's own. Undefined: any. */
  readonly packages?: readonly string[];
}

const edge = ["workflow", "order", "src/exchange.ts", "src/remembered.ts", "type src/config.ts"];

/** Who may import whom. An area is a folder of `src`, a file beside them, the playground, or the tests. */
export const table: Readonly<Record<string, Row>> = {
  order: { may: ["order"], packages: ["zod", "leven"] },
  workflow: { may: ["workflow", "order"], packages: [] },
  slack: {
    may: ["slack", ...edge],
    packages: ["@slack/bolt", "@slack/web-api", "undici", "zod", "node:"],
  },
  edcps: { may: ["edcps", ...edge], packages: ["undici", "zod", "node:"] },
  queue: {
    may: ["queue", "type src/store/redis.ts", ...edge],
    packages: ["bullmq", "zod", "node:"],
  },
  store: { may: ["store", ...edge], packages: ["ioredis", "zod", "node:"] },
  admin: { may: ["admin", ...edge], packages: ["prom-client", "node:"] },
  "src/exchange.ts": { may: [], packages: ["undici"] },
  "src/remembered.ts": { may: [], packages: [] },
  "src/log.ts": { may: ["type src/config.ts"], packages: ["pino", "node:"] },
  "src/config.ts": { may: ["order"], packages: ["yaml", "zod", "node:"] },
  "src/live-policy.ts": { may: ["order", "type workflow", "src/config.ts"], packages: ["node:"] },
  "src/compose.ts": {
    may: [
      "order",
      "workflow",
      "slack",
      "edcps",
      "queue",
      "store",
      "admin",
      "src/config.ts",
      "src/live-policy.ts",
      "src/log.ts",
      "src/remembered.ts",
    ],
    packages: ["node:"],
  },
  commands: {
    may: [
      "commands",
      "order",
      "workflow",
      "store",
      "src/config.ts",
      // What people read, said in the same words.
      "src/slack/texts.ts",
      "src/slack/order-line-answer.ts",
    ],
    packages: ["zod", "node:"],
  },
  "src/start.js": { may: ["src/main.ts"], packages: ["node:"] },
  "src/main.ts": { may: ["src/compose.ts", "src/config.ts", "src/log.ts"], packages: ["node:"] },
  playground: { may: ["playground"] },
};

/** The area of a file, by its path from the root: `src/slack/texts/steps.ts` -> `slack`. */
export function areaOf(file: string): string {
  const [top = "", second = "", ...deeper] = file.split("/");
  if (top !== "src") return top;
  return deeper.length === 0 ? file : second;
}

const isPackage = (specifier: string): boolean => !/^[./(#]/.test(specifier);
const packageOf = (specifier: string): string =>
  specifier.startsWith("node:")
    ? "node:"
    : specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");

const ENVIRONMENT = /\bprocess\b[^;\n]*\benv\b|\benv\b[^;\n]*\bprocess\b|\bprocess\s*\[/;

/** What the pure core must not know, and what use cases are handed as ports. */
const IMPURE =
  /\bnew Date\(\)|\bDate\.now\b|\bMath\.random\b|\brandomUUID\b|\bset(?:Timeout|Interval|Immediate)\b|\bfetch\(|\bprocess\.|\bperformance\.|\bconsole\./;
const WAITING = /\basync\b|\bawait\b|\bPromise\b/;

const code = (source: string): string =>
  source.replace(/\/\*[^]*?\*\//g, "").replace(/(^|[^:"'`])\/\/[^\n]*/g, "$1");

/** What is wrong with a file, one sentence each. */
export function trespassesOf(file: string, source: string): readonly string[] {
  const area = areaOf(file);
  const row = Object.hasOwn(table, area) ? table[area] : undefined;
  if (!row) return [`${file} is in no row of the table`];
  const found = importsOf(source).flatMap(({ specifier, typeOnly }): string[] => {
    const saying = `${file} imports ${specifier}`;
    if (specifier === "(unreadable)") return [`${file} imports what cannot be read`];
    if (isPackage(specifier))
      return !row.packages || row.packages.includes(packageOf(specifier)) ? [] : [saying];
    const target = posix.join(posix.dirname(file), specifier);
    const names = [areaOf(target), target];
    const allowed = row.may.some((name) =>
      name.startsWith("type ") ? typeOnly && names.includes(name.slice(5)) : names.includes(name),
    );
    return allowed ? [] : [saying];
  });
  if (file.startsWith("src/") && file !== "src/config.ts" && ENVIRONMENT.test(source))
    found.push(`${file} reads the environment`);
  if ((area === "order" || area === "workflow") && IMPURE.test(code(source)))
    found.push(`${file} knows clock, chance, process or network`);
  if (area === "order" && WAITING.test(code(source))) found.push(`${file} waits for something`);
  return found;
}

/** Every file of these folders, with its text. */
export const filesOf = (...folders: readonly string[]): readonly (readonly [string, string])[] =>
  folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx,mts,cts,js,mjs,cjs}`))
    .filter((file) => !file.includes("node_modules"))
    .toSorted()
    .map((file) => [file.replaceAll("\\", "/"), readFileSync(file, "utf8")]);
