import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lifecycleDiagram, withDiagram } from "../../scripts/lifecycle-diagram.ts";
import { lifecycle } from "../../src/order/lifecycle.ts";

const page = readFileSync(new URL("../../docs/lifecycle.md", import.meta.url), "utf8");

describe("the diagram of an order's life", () => {
  it("in the documentation is the table's; `npm run lifecycle` draws it anew", () => {
    expect(page).toBe(withDiagram(page, lifecycle));
  });

  it("has an arrow for each two statuses, with all that leads from one to the other", () => {
    const table = {
      open: { poke: "open", close: "shut", slam: "shut", break: "gone" },
      shut: { open: "open" },
      gone: { look: "gone" },
    };
    expect(lifecycleDiagram(table)).toBe(`stateDiagram-v2
    [*] --> open : place
    open --> open : poke
    open --> shut : close, slam
    open --> gone : break
    shut --> open : open
    gone --> gone : look
    gone --> [*]`);
  });

  it("changes with the table", () => {
    const { expire: _, ...pending } = lifecycle.pending;
    expect(withDiagram(page, { ...lifecycle, pending })).not.toBe(page);
  });

  it("is drawn nowhere else on its page", () => {
    expect(withDiagram("before\n```mermaid\nold\n```\nafter $1 $&", { a: { b: "a" } })).toBe(
      "before\n```mermaid\nstateDiagram-v2\n    [*] --> a : place\n    a --> a : b\n    a --> [*]\n```\nafter $1 $&",
    );
    expect(() => withDiagram("no diagram here", lifecycle)).toThrow(/no diagram/);
  });

  it("stands beside words for every action", () => {
    const actions = new Set(Object.values(lifecycle).flatMap((row) => Object.keys(row)));
    const table = page.slice(page.indexOf("| Action |"));
    for (const action of actions) expect(table).toContain(`\`${action}\``);
  });
});
