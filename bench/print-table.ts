import type { Compared, Goal } from "./compare.ts";

const COLUMNS = ["", "bot", "reference", "ratio", "(rounds)", "goal", ""];

/** The table as text, one block for each comparison. */
export function tableOf(rows: readonly Compared[]): string {
  const lines: string[][] = [COLUMNS];
  let last = "";
  for (const row of rows) {
    const name = `${row.path} | ${row.beside}`;
    if (name !== last) lines.push([name]);
    last = name;
    lines.push([
      `  ${row.measure}`,
      number(row.bot),
      number(row.reference),
      row.ratio.toFixed(2),
      `${row.smallest.toFixed(2)}-${row.largest.toFixed(2)}`,
      row.goals.map((goal) => goalText(goal, row)).join(", "),
      row.met === undefined ? "" : row.met ? "met" : "MISSED",
    ]);
  }
  const widths = COLUMNS.map((_, column) =>
    Math.max(...lines.map((cells) => (cells.length === 1 ? 0 : (cells[column] ?? "").length))),
  );
  return lines
    .map((cells) =>
      cells.length === 1
        ? `\n${cells[0]}`
        : cells
            .map((cell, column) =>
              column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2),
            )
            .join("")
            .trimEnd(),
    )
    .join("\n");
}

const number = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : value.toFixed(value >= 10 ? 1 : 2);

/** Beside what no round may exceed stands what the worst one had. */
function goalText({ ratio, atMost }: Goal, { most }: Compared): string {
  if (atMost !== undefined) return `each round <= ${atMost}: ${number(most)}`;
  if (!ratio) return "";
  return "atLeast" in ratio ? `>= ${ratio.atLeast}` : `<= ${ratio.atMost}`;
}
