import { defineConfig } from "vitest/config";

/** Three kinds: pure code, one edge against the real thing, and the whole program against both pretend worlds. */
export default defineConfig({
  test: {
    projects: [
      // Nothing here waits for anything; the limit only ends what hangs, on however busy a machine.
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
    maxWorkers: 2,
    // Whoever counts the results of an unattended run reads this file.
    reporters: process.env["CI"]
      ? ["default", ["json", { outputFile: "test-results/vitest.json" }]]
      : ["default"],
  },
});
