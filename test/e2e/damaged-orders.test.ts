import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../playground/free-port.ts";
import { startRedis, type PrivateRedis } from "../../playground/redis.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import { errandsOf } from "../../src/workflow/consequences.ts";
import { after } from "../support/an-order.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  OPS,
  order,
  purchasesOf,
  result,
  results,
} from "../support/order-story.ts";
import { runAudit } from "../support/run-audit.ts";
import { withStore } from "../support/stored-orders.ts";
import { until } from "../support/until.ts";

let world: World;
let redis: Redis;
/** A Redis with a copy of what was stored of the damaged orders. */
let second: PrivateRedis;
/** What is stored of them now. */
const damages = new Map<string, Buffer>();
/** One that waits for an approval, one that is about to be bought, and the one that was bought last. */
let [waiting, approved, bought] = ["", "", ""];

const key = (id: string): string => `{edcps}:order:${id}`;

async function damage(id: string, of: (whole: Buffer) => Buffer): Promise<void> {
  const whole = await redis.getBuffer(key(id));
  if (!whole) throw new Error(`Order ${id} is not stored.`);
  await restoring((copy) => copy.set(key(id), whole));
  damages.set(id, of(whole));
  await redis.set(key(id), of(whole));
}

async function restoring(work: (copy: Redis) => Promise<unknown>): Promise<void> {
  const copy = new Redis(second.url);
  await work(copy);
  copy.disconnect();
}

/** As the page of ways to die says. */
const restore = (id: string): Promise<void> =>
  restoring((copy) => {
    const { hostname, port } = new URL(world.redis.url);
    return copy.migrate(hostname, port, key(id), 0, 5_000, "COPY", "REPLACE");
  });

beforeAll(async () => {
  [world, second] = [await startWorld(), await startRedis(await freePort())];
  await world.start();
  redis = new Redis(world.redis.url);
  bought = await order(world, { name: "bought-1" });
  await approve(world, bought);
  await result(world, bought);
  [waiting, approved] = [
    await order(world, { name: "waiting-1" }),
    await order(world, { name: "approved-1" }),
  ];
  for (const id of [waiting, approved]) await card(world, id);
  await world.bot().stop();
  await withStore(world, async (orders) => {
    const found = await orders.find(approved);
    if (!found) throw new Error("The order is not stored.");
    const next = after(found, "approve");
    await orders.save(next, errandsOf(next));
  });
  await damage(waiting, (whole) => whole.subarray(0, whole.length / 2));
  await damage(approved, () => Buffer.from("12~x"));
  await damage(bought, (whole) => Buffer.concat([whole.subarray(0, 2), Buffer.alloc(99, "¥")]));
  await redis.del("{edcps}:listed");
  await world.start();
});
afterAll(async () => {
  redis.disconnect();
  await Promise.all([world.stop(), second.stop()]);
});

describe("beside damaged orders", () => {
  it("whoever clicks on one is told what happened and what is safe, and the log says why", async () => {
    await approve(world, waiting);
    const said = await until("a sentence", () =>
      world.slack.ephemerals(BOB).find(({ text }) => text.includes("cannot read what is stored")),
    );
    expect(said.text).toContain("do not order it again");
    const shown = await world.slack.as(ALICE).command(OPS, `/edcps order ${bought}`);
    expect(JSON.stringify(shown.body)).toContain("cannot read what is stored");
    for (const id of [waiting, bought]) {
      const reason = new RegExp(`Order ${id} cannot be read: .+left as it is`);
      await until("the reason, in the log", () => reason.test(world.bot().output()));
    }
  });

  it("lists and home tabs show all others", async () => {
    const id = await order(world, { name: "beside-1" });
    const alice = world.slack.as(ALICE);
    for (const list of ["mine", "all", "waiting"]) {
      const reader = list === "waiting" ? world.slack.as(BOB) : alice;
      const { body } = await reader.command(OPS, `/edcps orders ${list}`);
      expect([list, JSON.stringify(body)]).toEqual([list, expect.stringContaining(id)]);
      for (const hidden of damages.keys()) expect(JSON.stringify(body)).not.toContain(hidden);
    }
    await alice.openHome();
    const home = await until("the home tab", () => world.slack.home(ALICE)?.blocks);
    expect(JSON.stringify(home)).toContain(id);
  });

  it("another order is bought", async () => {
    const id = await order(world, { name: "beside-2" });
    await approve(world, id);
    expect((await result(world, id)).text).toContain(
      purchasesOf(world, "beside-2")[0]?.instanceIds[0],
    );
  });

  it("a purchase in doubt is looked up, told, and settled by a person", async () => {
    const id = await order(world, { name: "doubt-1" });
    await card(world, id);
    world.cloud.faults.set("createInstances", { kind: "reset", when: "after" });
    await approve(world, id);
    const told = await until("the doubt is told", () => results(world, id)[0], 60_000);
    world.cloud.faults.clear();
    expect(told.text).toContain(purchasesOf(world, "doubt-1")[0]?.instanceIds[0]);
    const drawn = ({ text }: { text: string }): boolean => text.includes("not known whether");
    const { ts } = await card(world, id, drawn);
    await world.slack.as(BOB).click(APPROVALS, ts, "order_retry", { confirm: true });
    await until("the purchase is told", () =>
      results(world, id).find(({ text }) => text.includes("bought for")),
    );
    expect(purchasesOf(world, "doubt-1")).toHaveLength(1);
  });

  it("the audit trail is sealed, with every click on what could not be read", async () => {
    await until("everything is sealed", async () => {
      const { code, stdout } = await runAudit(world.redis.url, "--verify");
      return code === 0 && !stdout.includes("not sealed yet");
    });
    const { stdout } = await runAudit(world.redis.url);
    expect(stdout.split("\n").filter((line) => line.includes("unreadable-order"))).toHaveLength(2);
  });

  it("the bot is ready, and what is stored stays as it is, with what is still to be done", async () => {
    expect((await fetch(`${world.bot().adminUrl}/readyz`)).status).toBe(200);
    for (const [id, damaged] of damages) expect(await redis.getBuffer(key(id))).toEqual(damaged);
    expect(purchasesOf(world, "approved-1")).toEqual([]);
    const outbox = await redis.zrange("{edcps}:outbox", "0", "-1");
    expect(outbox.some((errand) => errand.startsWith(`${approved}-purchase`))).toBe(true);
  });
});

describe("once it was restored", () => {
  it("an order that waited is approved and bought", async () => {
    await restore(waiting);
    await approve(world, waiting);
    await result(world, waiting);
    expect(purchasesOf(world, "waiting-1")).toHaveLength(1);
  });

  it("an order that was about to be bought is bought, once", async () => {
    await restore(approved);
    await until("the result", () => results(world, approved)[0], 60_000);
    expect(purchasesOf(world, "approved-1")).toHaveLength(1);
  });
});
