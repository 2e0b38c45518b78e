import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refusedEntry, type AuditEntry } from "../../../src/order/audit.ts";
import { verifyChain, type Place } from "../../../src/store/audit-chain.ts";
import {
  auditKeys,
  entryIn,
  redisAudit,
  storedEntry,
  type RedisAudit,
} from "../../../src/store/redis-audit.ts";
import { packedEntry } from "../../../src/store/packed.ts";
import { connectRedis, type RedisConnection } from "../../../src/store/redis.ts";
import { redisOrders } from "../../../src/store/redis-orders.ts";
import { StoreUnavailable, type Orders } from "../../../src/workflow/ports.ts";
import { after, anOrder, bob, minutesLater } from "../../support/an-order.ts";
import { privateRedis } from "../../support/private-redis.ts";

const redis = privateRedis();

let connection: RedisConnection;
let prefix: string;
let orders: Orders;
let audit: RedisAudit;
let key: ReturnType<typeof auditKeys>;

async function connected(): Promise<RedisConnection> {
  const made = connectRedis([redis().url], "gestures", () => undefined);
  await once(made, "ready");
  return made;
}

beforeEach(async () => {
  connection = await connected();
  prefix = `{${randomUUID()}}`;
  orders = redisOrders(connection, prefix, () => new Date());
  audit = redisAudit(connection, prefix);
  key = auditKeys(prefix);
});
afterEach(() => connection.disconnect());

const refusal = (number: number): AuditEntry =>
  refusedEntry(
    {
      at: minutesLater(number),
      by: { kind: "person", ...bob },
      action: "approve",
      orderId: `ORDER${number}`,
    },
    "unknown-order",
  );

/** Somebody is refused so many times. */
async function refuse(times: number): Promise<void> {
  await Promise.all(Array.from({ length: times }, (_, index) => orders.refused(refusal(index))));
}

async function sealAll(): Promise<void> {
  while (await audit.seal());
}

const places = (from?: string, to?: string): Promise<Place[]> =>
  Array.fromAsync(audit.places(from, to));
const verdict = (anchor?: string) => verifyChain(audit.places(), anchor);

type Raw = [id: Buffer | string, fields: (Buffer | string)[]];
const raw = (stream: string): Promise<Raw[]> => connection.xrangeBuffer(stream, "-", "+");
/** Writes a stream anew, as somebody with access to Redis could. */
async function rewrite(stream: string, entries: readonly Raw[]): Promise<void> {
  await connection.del(stream);
  for (const [id, fields] of entries) await connection.xadd(stream, id, ...fields);
}

describe("the audit trail in Redis", () => {
  it("has one entry for each version and each attempt, whoever raced whom", async () => {
    const connections = [connection, await connected()];
    const [one = orders, other = orders] = connections.map((each) =>
      redisOrders(each, prefix, () => new Date()),
    );
    await one.create(anOrder(), "s", []);
    let conflicts = 0;
    const racer = async (store: Orders): Promise<void> => {
      for (let version = 0; version < 30;) {
        const order = await store.find("K7M4Q9");
        if (!order) throw new Error("The order is gone.");
        ({ version } = order);
        const said = await store.save(after(order, "withdraw"), []);
        if (said === "conflict") conflicts += 1;
      }
    };
    await Promise.all([one, other, one, other, one].map(racer));
    const last = (await one.find("K7M4Q9"))?.version ?? 0;
    const versions = (await places()).map(({ entry }) => entry && entryIn(entry).versionAfter);
    expect(versions).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    expect(conflicts).toBeGreaterThan(0);
    connections[1]?.disconnect();
  });

  it("is read page by page, in its order, with what seals each entry", async () => {
    await refuse(1_234);
    await sealAll();
    await refuse(1);
    const all = await places();
    expect(all).toHaveLength(1_235);
    expect(all.map(({ link }) => link?.seq)).toEqual([
      ...Array.from({ length: 1_234 }, (_, index) => index + 1),
      undefined,
    ]);
    expect(all.every(({ id, entry, link }) => entry?.id === id && (!link || link.id === id))).toBe(
      true,
    );
  });

  it("is read from one time to another, both included", async () => {
    for (const ms of [1_000, 2_000, 2_999, 3_000])
      await connection.xadd(key.trail, `${ms}-1`, "o", `ORDER${ms}`);
    expect((await places("2000", "2999")).map(({ id }) => id)).toEqual(["2000-1", "2999-1"]);
    expect((await places("3001", "9000")).map(({ id }) => id)).toEqual([]);
    expect(await places("3001")).toEqual([]);
  });

  it("is empty at first", async () => {
    expect(await places()).toEqual([]);
    expect(await audit.seal()).toBeUndefined();
    expect(await verdict()).toEqual({ tail: { entries: 0 }, anchored: false });
  });

  it("takes little room: what is the same in all entries does not stand in it", async () => {
    const order = anOrder({ price: { currency: "CNY", perMonth: 1_234_567, parts: [] } });
    await orders.create(order, "s", []);
    let next = order;
    for (let version = 2; version <= 500; version += 1) {
      next = { ...after(next, "withdraw"), history: after(next, "withdraw").history.slice(-1) };
      await orders.save(next, []);
    }
    await sealAll();
    const [trail = 0, chain = 0] = await Promise.all(
      [key.trail, key.chain].map((each) => connection.memory("USAGE", each, "SAMPLES", 0)),
    );
    expect((trail ?? 0) / 500).toBeLessThan(100);
    expect((chain ?? 0) / 500).toBeLessThan(70);
  });

  it("says that it cannot be read or written while Redis is away", async () => {
    const away = connectRedis(["redis://127.0.0.1:1"], "gestures", () => undefined);
    const [store, trail] = [redisOrders(away, prefix, () => new Date()), redisAudit(away, prefix)];
    const attempt = {
      at: minutesLater(0),
      by: { kind: "person", ...bob },
      action: "deny",
    } as const;
    for (const asked of [
      store.refused(refusedEntry(attempt, "stale")),
      trail.seal(),
      Array.fromAsync(trail.places()),
    ])
      await expect(asked).rejects.toBeInstanceOf(StoreUnavailable);
    away.disconnect();
  });
});

describe("a trail that was begun before entries were packed", () => {
  const first = [
    ["t", "1767225600000", "o", "K7M4Q9", "a", "place", "x", "", "k", "person", "u", "U0ALICE"],
    ["w", "T0HOME", "v", "0", "n", "1", "s", "pending", "l", "small", "m", "111600000", "p", ""],
    ["c", "CNY", "r", "cn-east-tz1", "d", "edcps.c.normal1", "h", "postpaid_by_duration"],
    ["b", "1", "g", "", "q", "", "i", ""],
  ].flat();
  const hash = "bf6a50438b538e111ac4fbd469875aa166825f27d577140d86cbe152e13cfd67";

  it("is read, sealed on and whole", async () => {
    await connection.xadd(key.trail, "1767225600000-0", ...first);
    await connection.xadd(key.chain, "1767225600000-0", "n", "1", "h", hash);
    await orders.refused(refusal(1));
    await sealAll();
    expect(await verdict(hash)).toMatchObject({ head: { seq: 2 }, anchored: true });
    expect(await verdict()).not.toHaveProperty("broken");
    const [before, packed] = await places();
    expect(before?.entry && entryIn(before.entry)).toEqual({
      at: "2026-01-01T00:00:00.000Z",
      orderId: "K7M4Q9",
      action: "place",
      actor: "person",
      userId: "U0ALICE",
      teamId: "T0HOME",
      version: 0,
      versionAfter: 1,
      status: "pending",
      rule: "small",
      perMonth: 111_600_000,
      currency: "CNY",
      region: "cn-east-tz1",
      deviceType: "edcps.c.normal1",
      chargeMode: "postpaid_by_duration",
      count: 1,
    });
    expect(packed?.entry && entryIn(packed.entry)).toEqual(refusal(1));
  });
});

it.each([
  ["what was never packed", Buffer.from("hello")],
  ["half an entry", storedEntry(refusal(1)).subarray(0, 20)],
  ["no JSON", packedEntry("{")],
  ["no object", packedEntry("null")],
  ["other fields", packedEntry('{"instanceIds":{},"reason":null,"extra":1}')],
])("an entry with %s in it is shown without, and does not end an export", async (_, value) => {
  await connection.xadd(key.trail, "1-0", "z", value);
  const [place] = await places();
  expect(place?.entry && entryIn(place.entry)).toEqual({});
});

describe("the notary", () => {
  it("seals what was added since, and names how far it came", async () => {
    await refuse(3);
    const first = await audit.seal();
    expect(first).toMatchObject({ seq: 3, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await audit.seal()).toBeUndefined();
    await refuse(2);
    expect(await audit.seal()).toMatchObject({ seq: 5 });
    expect(await verdict(first?.hash)).toEqual({
      head: expect.objectContaining({ seq: 5 }),
      tail: { entries: 0 },
      anchored: true,
    });
  });

  it("leaves what came meanwhile to the next time, and that is said", async () => {
    await refuse(2);
    await sealAll();
    await refuse(3);
    expect(await verdict()).toMatchObject({ head: { seq: 2 }, tail: { entries: 3 } });
  });

  it("makes one chain when many seal at once, while entries come in", async () => {
    const notaries = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const own = await connected();
        return { own, notary: redisAudit(own, prefix) };
      }),
    );
    await Promise.all([
      refuse(1_500),
      ...notaries.map(async ({ notary }) => {
        for (let times = 0; times < 40; times += 1) await notary.seal();
      }),
    ]);
    await sealAll();
    const found = await verdict();
    expect(found).not.toHaveProperty("broken");
    expect(found.head?.seq).toBe(1_500);
    expect(await connection.xlen(key.chain)).toBe(1_500);
    for (const { own } of notaries) own.disconnect();
  });

  it("is never mistaken for somebody who tampers, when it seals between two looks of whoever verifies", async () => {
    await refuse(3);
    await sealAll();
    const meanwhile = new Proxy(connection, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (name !== "xrangeBuffer" || typeof value !== "function") return value;
        return async (stream: string, ...rest: unknown[]): Promise<unknown> => {
          const found: unknown = await Reflect.apply(value, target, [stream, ...rest]);
          if (stream === key.trail) {
            await refuse(1);
            await audit.seal();
          }
          return found;
        };
      },
    });
    const found = await verifyChain(redisAudit(meanwhile, prefix).places());
    expect(found).not.toHaveProperty("broken");
    expect(found.head?.seq).toBe(3);
    expect((await verdict()).head?.seq).toBe(4);
  });
});

describe("what somebody with access to Redis does to the trail", () => {
  beforeEach(async () => {
    for (const number of [1, 2, 3, 4, 5])
      await connection.xadd(key.trail, `${number}000-0`, "z", storedEntry(refusal(number)));
    await sealAll();
  });

  it.each<[string, () => Promise<unknown>, string, number]>([
    [
      "changes an entry",
      async () => {
        const entries = await raw(key.trail);
        await rewrite(
          key.trail,
          entries.map(([id, fields], index) => [
            id,
            index === 2 ? ["z", storedEntry({ ...refusal(3), userId: "U0CAROL" })] : fields,
          ]),
        );
      },
      "changed",
      3,
    ],
    [
      "takes an entry out",
      async () => connection.xdel(key.trail, (await raw(key.trail))[1]?.[0] ?? ""),
      "missing",
      2,
    ],
    [
      "takes an entry out with its seal",
      async () => {
        const id = (await raw(key.trail))[3]?.[0] ?? "";
        await connection.xdel(key.trail, id);
        await connection.xdel(key.chain, id);
      },
      "cut",
      4,
    ],
    ["trims the trail", () => connection.xtrim(key.trail, "MAXLEN", 3), "missing", 1],
    [
      "trims both",
      async () => {
        await connection.xtrim(key.trail, "MAXLEN", 3);
        await connection.xtrim(key.chain, "MAXLEN", 3);
      },
      "cut",
      1,
    ],
    ["throws the trail away", () => connection.del(key.trail), "missing", 1],
    [
      "puts an entry in between",
      async () => {
        const entries = await raw(key.trail);
        await rewrite(key.trail, entries.toSpliced(3, 0, ["3500-0", ["o", "FORGED"]]));
      },
      "unsealed",
      4,
    ],
    [
      "changes the last entry",
      async () => {
        const entries = await raw(key.trail);
        await rewrite(key.trail, [
          ...entries.slice(0, 4),
          [entries[4]?.[0] ?? "", ["o", "FORGED"]],
        ]);
      },
      "changed",
      5,
    ],
    [
      "changes a seal",
      async () => {
        const links = await raw(key.chain);
        await rewrite(
          key.chain,
          links.map(([id, fields], index) => [
            id,
            index === 1 ? ["n", "2", "h", "0".repeat(64)] : fields,
          ]),
        );
      },
      "changed",
      2,
    ],
    [
      "takes a seal away",
      async () => connection.xdel(key.chain, (await raw(key.chain))[2]?.[0] ?? ""),
      "unsealed",
      3,
    ],
  ])("is found: %s", async (_, tamper, kind, seq) => {
    await tamper();
    expect((await verdict()).broken).toMatchObject({ kind, seq });
  });

  it("is not hidden by what comes afterwards: the chain goes on, and stays broken where it was", async () => {
    await connection.xdel(key.trail, (await raw(key.trail))[1]?.[0] ?? "");
    await refuse(3);
    await sealAll();
    expect((await verdict()).broken).toMatchObject({ kind: "missing", seq: 2 });
  });

  it("is found by an anchor alone when the end was cut, or all of it was written anew", async () => {
    const anchor = (await verdict()).head?.hash;
    const entries = await raw(key.trail);
    const last = entries[4]?.[0] ?? "";
    await connection.xdel(key.trail, last);
    await connection.xdel(key.chain, last);
    expect(await verdict(anchor)).toMatchObject({ head: { seq: 4 }, anchored: false });
    expect(await verdict()).not.toHaveProperty("broken");

    await rewrite(
      key.trail,
      entries.map(([id]) => [id, ["o", "FORGED"]]),
    );
    await connection.del(key.chain);
    await sealAll();
    expect(await verdict(anchor)).toMatchObject({ head: { seq: 5 }, anchored: false });
    expect(await verdict()).not.toHaveProperty("broken");
  });

  it("comes out the same when only the seals are thrown away: they are made again", async () => {
    const anchor = (await verdict()).head?.hash;
    await connection.del(key.chain);
    expect(await verdict(anchor)).toMatchObject({ tail: { entries: 5 }, anchored: false });
    await sealAll();
    expect(await verdict(anchor)).toMatchObject({ head: { seq: 5 }, anchored: true });
  });
});
