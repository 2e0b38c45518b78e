import { once } from "node:events";
import { expect, it } from "vitest";
import { connectRedis } from "../../../src/store/redis.ts";
import { script } from "../../../src/store/script.ts";
import { privateRedis } from "../../support/private-redis.ts";

const redis = privateRedis();

it("a script sends its text once to each Redis, and again to one that forgot it", async () => {
  const connection = connectRedis([redis().url], "gestures", () => undefined);
  await once(connection, "ready");
  const count = script("return redis.call('INCRBY', KEYS[1], ARGV[1])");
  const texts = async (): Promise<number> =>
    Number(/^cmdstat_eval:calls=(\d+)/m.exec(await connection.info("commandstats"))?.[1] ?? 0);

  expect(await count(connection, ["sum"], 1)).toBe(1);
  expect(await count(connection, ["sum"], 2)).toBe(3);
  expect(await texts()).toBe(1);

  await connection.script("FLUSH");
  expect(await count(connection, ["sum"], 4)).toBe(7);
  expect(await count(connection, ["sum"], 8)).toBe(15);
  expect(await texts()).toBe(2);

  await expect(script("return redis.call('INCR', KEYS[1])")(connection, [])).rejects.toThrow(
    /Lua|nil|arguments/,
  );
  connection.disconnect();
});
