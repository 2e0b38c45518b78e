import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { remembered, rememberedWithAge } from "../../src/remembered.ts";
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

  it("does not give what it kept after a refusal, not even while the cloud is down", async () => {
    const { world, list } = setUp();
    await list("r", "a");
    world.ms = 61;
    for (const fails of [failure("no"), failure("same-token")]) {
      world.fails = fails;
      await expect(list("r", "a")).rejects.toBe(fails);
    }
    world.fails = undefined;
    expect(await list("r", "a")).toBe("a #4");
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

/** A list whose loads end when the test says so. */
function setUpSlow(limits: { patienceMs?: number } = { patienceMs: 400 }) {
  const world = { ms: 0 };
  const loads: PromiseWithResolvers<string>[] = [];
  const list = rememberedWithAge(
    (_region: string) => {
      const load = Promise.withResolvers<string>();
      loads.push(load);
      return load.promise;
    },
    { now: () => new Date(world.ms), freshMs: 60, staleMs: 1800, isOutage, most: 3, ...limits },
  );
  /** Asks, and answers at once. */
  const learn = async (value: string) => {
    const asked = list("r");
    loads.at(-1)?.resolve(value);
    return asked;
  };
  return { world, loads, list, learn };
}

/** What a promise has come to by now; nothing is waited for but what is ready. */
async function soFar(promise: Promise<unknown>): Promise<unknown> {
  await vi.advanceTimersByTimeAsync(0);
  return Promise.race([promise, Promise.resolve("still waiting")]);
}

describe("a list that is slow to come", () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeEach(() => {
    vi.useFakeTimers();
    unhandled.length = 0;
    process.on("unhandledRejection", note);
  });
  afterEach(async () => {
    vi.useRealTimers();
    // Node tells of rejections nobody handles once the microtasks are done.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  const old = { value: "old", asOf: new Date(0) };

  it("is given as it was, marked, once patience ends; the new one takes its place when it comes", async () => {
    const { world, loads, list, learn } = setUpSlow();
    expect(await learn("old")).toEqual({ value: "old" });
    world.ms = 61;
    const answer = list("r");
    await vi.advanceTimersByTimeAsync(399);
    expect(await soFar(answer)).toBe("still waiting");
    await vi.advanceTimersByTimeAsync(1);
    expect(await soFar(answer)).toEqual(old);

    loads[1]?.resolve("new");
    await vi.advanceTimersByTimeAsync(0);
    expect(await list("r")).toEqual({ value: "new" });
    expect(loads).toHaveLength(2);
  });

  it("is given new when it comes within patience", async () => {
    const { world, loads, list, learn } = setUpSlow();
    await learn("old");
    world.ms = 61;
    const answer = list("r");
    await vi.advanceTimersByTimeAsync(399);
    loads[1]?.resolve("new");
    expect(await soFar(answer)).toEqual({ value: "new" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is asked for once, and patience is counted from then: who comes later waits less", async () => {
    const { world, loads, list, learn } = setUpSlow();
    await learn("old");
    world.ms = 61;
    const first = list("r");
    await vi.advanceTimersByTimeAsync(300);
    const second = list("r");
    await vi.advanceTimersByTimeAsync(100);
    expect(await soFar(first)).toEqual(old);
    expect(await soFar(second)).toEqual(old);
    expect(await soFar(list("r"))).toEqual(old);
    expect(loads).toHaveLength(2);
  });

  it("is waited for when what was kept is too old, or nothing was", async () => {
    const { world, loads, list, learn } = setUpSlow();
    await learn("old");
    world.ms = 1801;
    const answers = [list("r"), list("s")];
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await soFar(Promise.race(answers))).toBe("still waiting");
    for (const load of loads.slice(1)) load.resolve("new");
    expect(await Promise.all(answers)).toEqual([{ value: "new" }, { value: "new" }]);
  });

  it("is waited for by those who have no limit to their patience", async () => {
    const { world, loads, list, learn } = setUpSlow({});
    await learn("old");
    world.ms = 61;
    const answer = list("r");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await soFar(answer)).toBe("still waiting");
    loads[1]?.reject(failure("same-token"));
    expect(await answer).toEqual(old);
  });

  it("fails unheard by an outage once it was given as it was, and is asked for anew", async () => {
    const { world, loads, list, learn } = setUpSlow();
    await learn("old");
    world.ms = 61;
    const answer = list("r");
    await vi.advanceTimersByTimeAsync(400);
    expect(await answer).toEqual(old);
    loads[1]?.reject(failure("same-token"));
    await vi.advanceTimersByTimeAsync(0);

    const again = list("r");
    expect(loads).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(400);
    expect(await again).toEqual(old);
    loads[2]?.resolve("new");
  });

  it("hides a refusal that comes too late only once", async () => {
    const { world, loads, list, learn } = setUpSlow();
    await learn("old");
    world.ms = 61;
    const answer = list("r");
    await vi.advanceTimersByTimeAsync(400);
    expect(await answer).toEqual(old);
    loads[1]?.reject(failure("no"));
    await vi.advanceTimersByTimeAsync(0);

    const again = list("r");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await soFar(again)).toBe("still waiting");
    const refused = expect(again).rejects.toMatchObject({ facts: { retry: "no" } });
    loads[2]?.reject(failure("no"));
    await refused;
  });
});
