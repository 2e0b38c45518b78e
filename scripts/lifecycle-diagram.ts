/**
 * Draws the table of what may become of an order into its page.
 *
 *   npm run lifecycle              -> docs/lifecycle.md
 */
import { readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { lifecycle } from "../src/order/lifecycle.ts";

/** status -> action -> status afterwards. */
type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

const DIAGRAM = /```mermaid\n[^`]*```/;

/** A mermaid state diagram: an arrow for each two statuses, with every action that leads there. The first row begins. */
export function lifecycleDiagram(table: Table): string {
  const statuses = Object.keys(table);
  const arrows = statuses.flatMap((from) => {
    const row = Object.entries(table[from] ?? {});
    const reached = [...new Set(row.map(([, to]) => to))];
    return reached.map((to) => {
      const actions = row.filter(([, leadsTo]) => leadsTo === to).map(([action]) => action);
      return `${from} --> ${to} : ${actions.join(", ")}`;
    });
  });
  const isEnd = (status: string): boolean =>
    Object.values(table[status] ?? {}).every((to) => to === status);
  const lines = [
    ...statuses.slice(0, 1).map((status) => `[*] --> ${status} : place`),
    ...arrows,
    ...statuses.filter(isEnd).map((status) => `${status} --> [*]`),
  ];
  return ["stateDiagram-v2", ...lines.map((line) => `    ${line}`)].join("\n");
}

/** The page with the diagram of this table in place of its own. Throws when it has none. */
export function withDiagram(page: string, table: Table): string {
  if (!DIAGRAM.test(page)) throw new Error("The page has no diagram that could be drawn anew.");
  return page.replace(DIAGRAM, () => `\`\`\`mermaid\n${lifecycleDiagram(table)}\n\`\`\``);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL("../docs/lifecycle.md", import.meta.url);
  writeFileSync(file, withDiagram(readFileSync(file, "utf8"), lifecycle));
}
