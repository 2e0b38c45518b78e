import { describe, expect, it } from "vitest";
import { remembered } from "../../src/remembered.ts";
import { CloudFailure, type Retry } from "../../src/workflow/cloud-failure.ts";

const failure = (retry: Retry) =>
  new CloudFailure({
    operation: "describeOS",
    kind: "no-answer",
    status: "ECONNREFUSED",
    retry,
    mayHaveHappened: false,
  });

const isOutage = (error: unknown): boolean =>
  error instanceof CloudFailure && error.facts.retry !== "no";

/** A list that says which call it came from, and can be told to fail. */
function setUp(most = 3) {
  const world = { ms: 0, calls: [] as string[], fails: undefined as Error | undefined };
  const list = remembered(
    async (region: string, type: string) => {
      world.calls.push(`${region} ${type}`);
      const { fails } = world;
      await Promise.resolve();
      if (fails) throw fails;
      return `${type} #${world.calls.length}`;
    },
    { now: () => new Date(world.ms), freshMs: 60, staleMs: 1800, isOutage, most },
  );
  return { world, list };
}

describe("a remembered list", () => {
  it("is asked for once while it is fresh, and again after that", async () => {
    const { world, list } = setUp();
    expect(await list("r", "a")).toBe("a #1");
    world.ms = 60;
    expect(await list("r", "a")).toBe("a #1");
    world.ms = 61;
    expect(await list("r", "a")).toBe("a #2");
  });

  it("is asked for once by everybody who asks at the same time", async () => {
    const { world, list } = setUp();
    expect(await Promise.all([list("r", "a"), list("r", "a"), list("r", "a")])).toEqual([
      "a #1",
      "a #1",
      "a #1",
    ]);
    expect(world.calls).toHaveLength(1);
  });

  it("is another one for other arguments", async () => {
    const { world, list } = setUp();
    await Promise.all([list("r", "a"), list("r", "b"), list("r a", ""), list("", "r a")]);
    expect(world.calls).toHaveLength(4);
  });

  it("is given again while the cloud is down, until it is too old", async () => {
    const { world, list } = setUp();
    await list("r", "a");
    world.fails = failure("same-token");
    world.ms = 1800;
    expect(await list("r", "a")).toBe("a #1");
    world.ms = 1801;
    await expect(list("r", "a")).rejects.toBe(world.fails);
  });

  it("does not hide a refusal", async () => {
    const { world, list } = setUp();
    await list("r", "a");
    world.ms = 61;
    world.fails = failure("no");
    await expect(list("r", "a")).rejects.toBe(world.fails);
  });

  it("does not hide a mistake of our own", async () => {
    const { world, list } = setUp();
    await list("r", "a");
    world.ms = 61;
    world.fails = new TypeError("a mistake");
    await expect(list("r", "a")).rejects.toBe(world.fails);
  });

  it("does not remember a failure", async () => {
    const { world, list } = setUp();
    world.fails = failure("same-token");
    const both = [list("r", "a"), list("r", "a")];
    await expect(both[0]).rejects.toBe(world.fails);
    await expect(both[1]).rejects.toBe(world.fails);
    world.fails = undefined;
    expect(await list("r", "a")).toBe("a #2");
  });

  it("makes room by forgetting the oldest", async () => {
    const { world, list } = setUp(2);
    for (const type of ["a", "b", "c"]) await list("r", type);
    await list("r", "b");
    await list("r", "c");
    expect(world.calls).toHaveLength(3);
    expect(await list("r", "a")).toBe("a #4");
  });
});
