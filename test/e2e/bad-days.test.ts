import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startBot } from "../../playground/bot.ts";
import { startWorld, type World } from "../../playground/start-world.ts";
import {
  ALICE,
  APPROVALS,
  approve,
  BOB,
  card,
  cards,
  OPS,
  order,
  purchasesOf,
  result,
  results,
} from "../support/order-story.ts";
import { until } from "../support/until.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.start();
});
afterAll(() => world.stop());
afterEach(() => {
  world.cloud.faults.clear();
  world.slack.faults.clear();
  expect(world.slack.complaints).toEqual([]);
  expect(world.cloud.violations).toEqual([]);
});

const readiness = async (): Promise<{ status: number; body: string }> => {
  const answer = await fetch(`${world.bot().adminUrl}/readyz`);
  return { status: answer.status, body: await answer.text() };
};

describe("requests that are not Slack's", () => {
  const commands = (): number => world.slack.as(ALICE).views().length;

  it.each([
    ["a wrong signature", { signingSecret: "not-the-secret" }],
    ["no signature", { unsigned: true }],
    ["a timestamp older than five minutes", { timestampOffset: -301 }],
    ["a timestamp more than five minutes ahead", { timestampOffset: 330 }],
    ["another workspace", { teamId: "T0OTHER01" }],
    ["another app", { apiAppId: "A0OTHER01" }],
    [
      "another body than was signed",
      { rawBody: "payload=%7B%22type%22%3A%22block_actions%22%7D", signature: "v0=00" },
    ],
  ])("are refused: %s", async (_, tricks) => {
    const before = commands();
    const answered = await world.slack.as(ALICE).command(OPS, "/edcps create", tricks);
    expect(answered.ok).toBe(false);
    expect(answered.status).toBeGreaterThanOrEqual(400);
    expect(commands()).toBe(before);
  });

  it("change nothing on an order either, and are logged", async () => {
    const id = await order(world, { name: "foreign-1" });
    const { ts } = await card(world, id);
    for (const tricks of [
      { teamId: "T0OTHER01" },
      { apiAppId: "A0OTHER01" },
      { signingSecret: "x" },
      { timestampOffset: -400 },
    ])
      expect((await world.slack.as(BOB).click(APPROVALS, ts, "order_approve", tricks)).ok).toBe(
        false,
      );
    expect((await world.slack.as(ALICE).command(OPS, `/edcps order ${id}`)).body).toMatchObject({
      text: `Order ${id}`,
    });
    expect(purchasesOf(world, "foreign-1")).toEqual([]);
    expect(world.bot().output()).toContain("A request of another workspace or app was refused.");
    await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
  });
});

describe("a slow or absent cloud", () => {
  it("does not keep the form from opening, and a list that did not come can be asked for again", async () => {
    const fresh = await startWorld();
    try {
      await fresh.start();
      fresh.cloud.faults.set("describeEdCPSRegions", {
        kind: "error",
        http: 503,
        status: "UNAVAILABLE",
      });
      const alice = fresh.slack.as(ALICE);
      const opened = await alice.command(OPS, "/edcps create");
      expect(opened).toMatchObject({ ok: true, status: 200 });
      expect(opened.ms).toBeLessThan(3_000);
      await alice.waitForView(({ blocks }) => JSON.stringify(blocks).includes("regionId:failed"));
      expect(JSON.stringify(alice.view()?.blocks)).toContain("The cloud did not answer");
      await alice.type("name", "typed-before");

      fresh.cloud.faults.clear();
      await alice.clickInView("form_reload");
      const mended = await alice.waitForView(({ blocks }) =>
        blocks.some((block) => block["block_id"] === "regionId" && block["type"] === "input"),
      );
      expect(JSON.stringify(mended.state.values)).toContain("typed-before");
    } finally {
      await fresh.stop();
    }
  });

  it("fills the form when its answers come, six seconds late", async () => {
    const fresh = await startWorld();
    try {
      await fresh.start();
      fresh.cloud.faults.set("*", { kind: "delay", ms: 6_000 });
      const alice = fresh.slack.as(ALICE);
      const opened = await alice.command(OPS, "/edcps create");
      expect(opened).toMatchObject({ ok: true });
      expect(opened.ms).toBeLessThan(3_000);
      expect(JSON.stringify(alice.view()?.blocks)).toContain("regionId:loading");
      await alice.waitForView(
        ({ blocks }) =>
          blocks.some((block) => block["block_id"] === "regionId" && block["type"] === "input"),
        15_000,
      );
    } finally {
      await fresh.stop();
    }
  });

  it.each([
    ["an answer lost after the purchase", { kind: "reset", when: "after" }, 1],
    [
      "a 500 after the purchase",
      { kind: "error", http: 500, status: "INTERNAL", when: "after" },
      1,
    ],
    [
      "a 500 before the purchase",
      { kind: "error", http: 500, status: "UNKNOWN", when: "before" },
      1,
    ],
    ["two rate limits", { kind: "rateLimit" }, 2],
    ["an HTML page from a gateway", { kind: "badGateway" }, 1],
    ["half a JSON body", { kind: "malformed" }, 1],
  ] as const)("is asked again under the same token: %s", async (words, fault, times) => {
    const name = `again-${words.replace(/\W+/g, "").slice(0, 20)}`;
    const id = await order(world, { name });
    await card(world, id);
    world.cloud.faults.set("createInstances", fault, times);
    await approve(world, id);
    expect((await result(world, id)).text).toContain("bought");
    const [purchase, ...more] = purchasesOf(world, name);
    expect(more).toEqual([]);
    expect((await result(world, id)).text).toContain(purchase?.instanceIds[0]);
  });

  it("is not asked again when it refuses, and the sentence says what to do, with the request id", async () => {
    const id = await order(world, { name: "quota-1" });
    await card(world, id);
    const asked = (): number =>
      world.cloud.requests.filter(({ operation }) => operation === "createInstances").length;
    const before = asked();
    world.cloud.faults.set("createInstances", { kind: "quotaExceeded" });
    await approve(world, id);
    const told = await result(world, id);
    expect(told.text).toContain("Nothing was bought");
    expect(told.text).toContain("quota is used up");
    const refused = world.cloud.requests.findLast(({ error }) => error === "QUOTA_EXCEEDED");
    expect(told.text).toContain(refused?.requestId);
    expect(asked()).toBe(before + 1);
    expect(
      JSON.stringify((await card(world, id, ({ text }) => text.includes("not bought"))).blocks),
    ).not.toContain("order_retry");
  });

  it("that never says what it did leaves the order unknown, with what was found, until a person tries again", async () => {
    const id = await order(world, { name: "doubt-1" });
    await card(world, id);
    world.cloud.faults.set("createInstances", { kind: "reset", when: "after" });
    await approve(world, id);
    const told = await until("the doubt is told", () => results(world, id)[0], 60_000);
    const [purchase] = purchasesOf(world, "doubt-1");
    expect(told.text).toContain("its answer is not known");
    expect(told.text).toContain(purchase?.instanceIds[0]);
    expect(
      (await card(world, id, ({ text }) => text.includes("not known whether bought"))).text,
    ).toContain(id);

    world.cloud.faults.clear();
    const { ts } = await card(world, id);
    await world.slack.as(BOB).click(APPROVALS, ts, "order_retry", { confirm: true });
    await until(
      "the purchase is told",
      () => results(world, id).find(({ text }) => text.includes("bought for")),
      30_000,
    );
    expect(purchasesOf(world, "doubt-1")).toHaveLength(1);
  });
});

describe("a call that is still at work in the cloud", () => {
  it("is waited for when a second one is refused: what was bought is never called not bought", async () => {
    const id = await order(world, { name: "late-truth" });
    await card(world, id);
    world.cloud.faults.set("createInstances", { kind: "delay", ms: 14_000, when: "before" }, 1);
    world.cloud.faults.add("createInstances", { kind: "quotaExceeded" }, 1);
    const received = new Promise<void>((resolve) =>
      world.cloud.events.on("received", ({ operation }: { operation: string }) => {
        if (operation === "createInstances") resolve();
      }),
    );
    await approve(world, id);
    await received;
    await world.bot().kill();
    await world.start();
    const told = await until("the result", () => results(world, id)[0], 60_000);
    expect(told.text).toContain("bought for");
    expect(told.text).toContain(purchasesOf(world, "late-truth")[0]?.instanceIds[0]);
    expect(purchasesOf(world, "late-truth")).toHaveLength(1);
  });
});

describe("a channel for approvals that cannot be posted to", () => {
  it("is no trouble any more once nobody has to be asked", async () => {
    world.slack.kick(APPROVALS, world.slack.botUserId);
    const id = await order(world, { name: "closed-2" });
    await until("readiness says so", async () => (await readiness()).status === 503);
    await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
    await until("readiness is well", async () => (await readiness()).status === 200, 30_000);
    world.slack.invite(APPROVALS, world.slack.botUserId);
  });

  it("is reported by readiness and to the requester, and the request is posted when it can be", async () => {
    world.slack.kick(APPROVALS, world.slack.botUserId);
    const id = await order(world, { name: "closed-1" });
    const dm = await until("the requester is told", () =>
      world.slack.dm(ALICE).find(({ text }) => text.includes(id)),
    );
    expect(dm.text).toContain("nobody could be asked");
    const { status, body } = await readiness();
    expect(status).toBe(503);
    expect(body).toContain("not_in_channel");

    world.slack.invite(APPROVALS, world.slack.botUserId);
    await until("the request is posted", () => cards(world, id)[0], 40_000);
    await until("readiness is well", async () => (await readiness()).status === 200);
    await approve(world, id);
    await result(world, id);
    expect(world.slack.dm(ALICE).filter(({ text }) => text.includes(id))).toHaveLength(1);
  });
});

describe("a Slack that has a bad moment", () => {
  it("still gets every message, once", async () => {
    world.slack.faults.set("chat.postMessage", { status: 429, retryAfter: 1 }, 1);
    const id = await order(world, { name: "slack-429" });
    await card(world, id);
    world.slack.faults.set("chat.update", { status: 500 }, 2);
    world.slack.faults.set("chat.postMessage", { error: "internal_error" }, 1);
    await approve(world, id);
    await result(world, id);
    await card(world, id, ({ text }) => text.includes("bought"));
    expect(cards(world, id)).toHaveLength(1);
    expect(results(world, id)).toHaveLength(1);
  });

  it("still tells a refusal to the one who clicked, when it lets messages through again", async () => {
    const id = await order(world, { name: "slack-429-notice" });
    const { ts } = await card(world, id);
    world.slack.faults.set("chat.postEphemeral", { status: 429, retryAfter: 2 }, 8);
    await world.slack.as("U0MALLORY").click(APPROVALS, ts, "order_approve");
    await until(
      "the refusal is told",
      () => world.slack.ephemerals("U0MALLORY").find(({ text }) => text.includes(id)),
      40_000,
    );
    await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
  });

  it("that does not know a group of the policy makes nobody its member, says so in readiness, and lets the rest work", async () => {
    const other = await startWorld({
      policy:
        "channels: { approvals: C0APPROVALS }\nrules:\n  - name: far\n    match: { regions: [nowhere] }\n    approvers: { groups: [S0TYPO001] }\n  - name: near\n    approvers: { users: [U0BOB0001] }\n",
    });
    try {
      await other.start();
      const id = await order(other, { name: "group-typo" });
      await approve(other, id);
      await result(other, id);
      const ready = await fetch(`${other.bot().adminUrl}/readyz`);
      expect(ready.status).toBe(503);
      expect(await ready.text()).toContain("S0TYPO001");
    } finally {
      await other.stop();
    }
  });

  it("that does not open a form is named as the reason", async () => {
    world.slack.faults.set("views.open", { status: 500 }, 1);
    const answered = await world.slack.as(ALICE).command(OPS, "/edcps create");
    expect(JSON.stringify(answered.body)).toContain("Slack did not open the form");
  });

  it("that cannot say who somebody is lets nobody in", async () => {
    world.slack.faults.set("users.info", { status: 500 });
    const answered = await world.slack.as("U0LILEI01").command(OPS, "/edcps create");
    expect(answered.ok).toBe(true);
    expect(JSON.stringify(answered.body)).toContain("could not be asked who you are");
    expect(world.slack.as("U0LILEI01").view()).toBeUndefined();
  });

  it("that is slow is answered within 3 seconds all the same", async () => {
    world.slack.faults.set("users.info", { delay: 4_000 });
    const answered = await world.slack.as("U0GUEST01").command(OPS, "/edcps create");
    expect(answered.ok).toBe(true);
    expect(answered.ms).toBeLessThan(3_000);
  });
});

describe("a Redis that is down", () => {
  it("is told within 3 seconds, plainly, to whoever clicks, types or submits; nothing is lost when it is back", async () => {
    const id = await order(world, { name: "redis-down" });
    const { ts } = await card(world, id);
    const alice = world.slack.as(ALICE);
    await alice.command(OPS, "/edcps create");
    await world.redis.kill();

    const clicked = await world.slack.as(BOB).click(APPROVALS, ts, "order_approve");
    expect(clicked.ms).toBeLessThan(3_000);
    expect(
      (
        await until("a private answer", () =>
          world.slack.ephemerals(BOB).findLast(({ text }) => text.includes("store")),
        )
      ).text,
    ).toContain("Nothing was recorded");
    const typed = await alice.command(OPS, "/edcps orders");
    expect(typed.ms).toBeLessThan(3_000);
    expect(JSON.stringify(typed.body)).toContain("Nothing was recorded");
    expect((await readiness()).status).toBe(503);
    expect((await fetch(`${world.bot().adminUrl}/healthz`)).status).toBe(200);

    await world.redis.restart();
    await until("readiness is well", async () => (await readiness()).status === 200, 20_000);
    await approve(world, id);
    await until("the result", () => results(world, id)[0], 30_000);
    expect(purchasesOf(world, "redis-down")).toHaveLength(1);
    await alice.close();
  });

  it("or hangs: everybody is answered within 3 seconds all the same", async () => {
    const id = await order(world, { name: "redis-hangs" });
    const { ts } = await card(world, id);
    world.redis.freeze();
    try {
      const clicked = await world.slack.as(BOB).click(APPROVALS, ts, "order_approve");
      expect(clicked.ms).toBeLessThan(3_000);
      expect(clicked.ok).toBe(true);
      const typed = await world.slack.as(ALICE).command(OPS, `/edcps cancel ${id}`);
      expect(typed.ms).toBeLessThan(3_000);
      expect(JSON.stringify(typed.body)).toMatch(/Nothing was recorded|not known whether/);
    } finally {
      world.redis.thaw();
    }
    await until("readiness is well", async () => (await readiness()).status === 200, 20_000);
  });
});

describe("a wrong configuration", () => {
  it("stops the start with every problem named at once, exit code 78 and no stack", async () => {
    const folder = mkdtempSync(join(tmpdir(), "edcps-bot-config-"));
    try {
      writeFileSync(
        join(folder, "policy.yaml"),
        "channels: { approvals: C0APPROVALS }\nrules:\n  - name: a\n    quorum: 3\n    approvers: { users: [U0BOB] }\n    colour: red\n",
      );
      const bot = startBot(
        {
          PORT: "eighty",
          ORDER_ENCRYPTION_KEY: "short",
          SLACK_BOT_TOKEN: "xoxb-1",
          REDIS_URL: "http://x",
        },
        { cwd: folder },
      );
      expect(await bot.exited).toBe(78);
      const said = bot.output();
      for (const words of [
        "PORT",
        "ORDER_ENCRYPTION_KEY",
        "JDCLOUD_ACCESS_KEY is missing",
        "JDCLOUD_SECRET_KEY is missing",
        "SLACK_SIGNING_SECRET is missing",
        "REDIS_URL",
        "colour",
      ])
        expect(said).toContain(words);
      expect(said).not.toMatch(/\n\s+at /);
      expect(said).not.toContain("xoxb-1");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
