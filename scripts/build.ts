/**
 * Builds the bot as its image holds it: a folder that needs Node and nothing else.
 *
 *   node scripts/build.ts [FOLDER]      `dist` when left out; what was in it is gone
 *
 * Every program is one file with all that it loads, packages too, but what programs share, because a start spends most of
 * its time on looking for files. Nothing is shortened or renamed, and a comment names the file of each part: a stack trace
 * leads to the source without a source map, which would take memory and time from every start.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What is built, by the script of package.json that runs it. */
const programs = {
  start: "src/main.ts", // not start.js: there is next to nothing to compile, and nowhere to keep it
  audit: "src/commands/export-audit.ts",
  policy: "src/commands/explain-policy.ts",
};
const nameOf = (source: string): string => basename(source, ".ts");

const folder = resolve(argv[2] ?? join(ROOT, "dist"));

await build({
  root: ROOT,
  configFile: false,
  envDir: false,
  publicDir: false,
  logLevel: "warn",
  // What Node itself would load of each package.
  ssr: {
    target: "node",
    noExternal: true,
    resolve: { mainFields: ["main"], conditions: ["node"] },
  },
  build: {
    ssr: true,
    target: "node24",
    outDir: folder,
    emptyOutDir: true,
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      cwd: ROOT,
      input: Object.fromEntries(
        Object.values(programs).map((source) => [nameOf(source), join(ROOT, source)]),
      ),
      // A binary that reads packed texts faster. BullMQ only packs, and does without.
      external: ["msgpackr-extract"],
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "shared/[name].js",
        // One letter that is not Latin would make Node hold the file with two bytes for each.
        charset: "ascii",
        comments: { legal: true, annotation: false, jsdoc: false },
      },
    },
  },
});

const { name, version, license, type, engines, scripts } = JSON.parse(
  readFileSync(join(ROOT, "package.json"), "utf8"),
);
const built = Object.entries(programs).map(([script, source]) => [
  script,
  String(scripts[script]).replace(/\S+$/, `${nameOf(source)}.js`),
]);
writeFileSync(
  join(folder, "package.json"),
  `${JSON.stringify({ name, version, private: true, license, type, engines, scripts: Object.fromEntries(built) }, null, 2)}\n`,
);
