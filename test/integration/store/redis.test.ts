import { once } from "node:events";
import { expect, it } from "vitest";
import { connectRedis } from "../../../src/store/redis.ts";
import { privateRedis } from "../../support/private-redis.ts";

const redis = privateRedis();

it.each(["gestures", "workers"] as const)(
  "what is asked in one turn of the event loop is read by Redis at once: %s",
  async (use) => {
    const connection = connectRedis([redis().url], use, () => undefined);
    await once(connection, "ready");
    const reads = async (): Promise<number> =>
      Number(/^total_reads_processed:(\d+)/m.exec(await connection.info("stats"))?.[1]);
    const before = await reads();
    const asked = Array.from({ length: 50 }, () => connection.incr(use));
    expect(await Promise.all(asked)).toEqual(asked.map((_, index) => index + 1));
    const own = 1; // the second look's own
    expect((await reads()) - before - own).toBe(1);
    connection.disconnect();
  },
);
