import { existsSync, globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const tests = globSync("**/*.test.ts", { cwd: `${ROOT}test` });

/** `e2e/attacks/floods, bodies` or `e2e/crashes`: files or folders below test/; later ones in the folder of the first. */
function testsIn(cell: string): readonly string[] {
  const [first = "", ...others] = cell.split(",").map((one) => one.trim());
  const folder = first.slice(0, first.lastIndexOf("/"));
  return [first, ...others.map((one) => (one.includes("/") ? one : `${folder}/${one}`))];
}

const isThere = (name: string): boolean =>
  tests.includes(`${name}.test.ts`) || tests.some((test) => test.startsWith(`${name}/`));

/** The last column of each table whose heading says so. */
function heldBy(page: string): readonly string[] {
  let isTable = false;
  return page.split("\n").flatMap((line) => {
    if (!line.startsWith("|")) isTable = false;
    else if (/\| Held by \|$/i.test(line)) isTable = true;
    else if (isTable && !line.startsWith("|---")) return [line.split("|").at(-2)?.trim() ?? ""];
    return [];
  });
}

describe.each(["SECURITY.md", "docs/ways-to-die.md"])("%s", (file) => {
  const page = readFileSync(`${ROOT}${file}`, "utf8");
  const cells = heldBy(page);

  it("names tests that exist, or says that nothing holds it", () => {
    expect(cells.length).toBeGreaterThan(10);
    const named = cells.filter((cell) => !cell.startsWith("by design")).flatMap(testsIn);
    expect(named.filter((name) => !isThere(name))).toEqual([]);
  });

  it("links to pages that exist", () => {
    const folder = file.includes("/") ? "docs/" : "";
    const links = [...page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) => link);
    for (const link of links.filter((one) => !one.startsWith("http")))
      expect([link, existsSync(`${ROOT}${folder}${link}`)]).toEqual([link, true]);
  });
});
