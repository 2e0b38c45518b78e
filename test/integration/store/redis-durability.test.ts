import { afterAll, describe, expect, it } from "vitest";
import { freePort } from "../../../playground/free-port.ts";
import { startRedis } from "../../../playground/redis.ts";
import { connectRedis } from "../../../src/store/redis.ts";
import {
  durabilityOf,
  durabilityProblems,
  type Durability,
} from "../../../src/store/redis-durability.ts";
import { until } from "../../support/until.ts";

const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

/** What a Redis with these settings says of itself. */
async function asked(settings: readonly string[]): Promise<Durability> {
  const redis = await startRedis(await freePort(), settings);
  const connection = connectRedis([redis.url], "gestures", () => undefined);
  ends.push(async () => {
    connection.disconnect();
    await redis.stop();
  });
  await until("the connection", () => connection.status === "ready");
  return durabilityOf(connection);
}

describe("a Redis that keeps what it answered", () => {
  it("has nothing said against it", async () => {
    const found = await asked([]);
    expect(found).toEqual({ appendOnly: true, appendFsync: "always", evicts: false });
    expect(durabilityProblems(found)).toEqual({ grave: [], slight: [] });
  });
});

describe("a Redis that may lose something", () => {
  it.each([
    [["--appendonly", "no"], "grave", /keeps nothing across a restart/],
    [["--maxmemory-policy", "allkeys-lru"], "grave", /throw orders away/],
    [["--maxmemory-policy", "volatile-ttl"], "grave", /throw orders away/],
    [["--appendfsync", "everysec"], "slight", /once a second/],
    [["--appendfsync", "no"], "slight", /when the system pleases/],
  ] as const)("is named for it: %s", async (settings, how, says) => {
    const problems = durabilityProblems(await asked(settings));
    expect(problems[how]).toEqual([expect.stringMatching(says)]);
    expect(problems[how === "grave" ? "slight" : "grave"]).toEqual([]);
  });

  it("and one that does not tell is told to be looked at", async () => {
    const found = await asked(["--rename-command", "CONFIG", ""]);
    expect(found.appendFsync).toBeUndefined();
    expect(durabilityProblems(found).grave).toEqual([]);
    const silent = durabilityProblems({
      appendOnly: undefined,
      appendFsync: undefined,
      evicts: undefined,
    });
    expect(silent.slight).toEqual([expect.stringMatching(/does not say/)]);
  });
});
